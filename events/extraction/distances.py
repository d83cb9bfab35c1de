"""What happened at a told distance from what is dated: "on Sunday, a day after the plane had gone down"."""

from collections.abc import Sequence
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from events.extraction.clauses import ancestors, child, governor, is_verb, tense
from events.extraction.dated import Dated
from events.extraction.happenings import is_event, trigger_of
from events.extraction.nouns import words
from events.extraction.times.expression import TimeExpression
from events.extraction.times.words import number

_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12, "decade": 120}
_MOMENTS = words("moment second minute hour")
_FINENESS = {"decade": 0, "year": 0, "month": 1, "fortnight": 2, "week": 2, "day": 2, "night": 2}
_COMING = words("come follow be")
_LONGEST = 5
"""A length is no longer than so many words: "two and a half years"."""


def apart(
    doc: Doc, links: Sequence[Dated], expressions: Sequence[TimeExpression], published: date
) -> list[tuple[Dated, TimeExpression]]:
    """The happenings told by their distance from a dated one, each with its date; numbered behind `expressions`."""
    dates = {link.trigger.i: expressions[link.expression] for link in links}
    found: list[tuple[Dated, TimeExpression]] = []
    for tie in doc:
        if tie.lower_ not in ("after", "before") or tie.i < tie.sent.start + 1:
            continue
        length, event = tie.nbor(-1), _event(tie)
        if event is None or event.i in dates or length.lemma_ not in _FINENESS.keys() | _MOMENTS:
            continue
        if doc[max(_first_of(length) - 1, 0)].lower_ == "to":
            continue  # "a year to the day after"
        base = _base(event, tie, dates, published)
        edtf = _away(base, length, 1 if tie.lower_ == "before" else -1) if base is not None else None
        if edtf is not None:
            start, end = doc[_first_of(length)].idx, event.idx + len(event.text)
            told = TimeExpression(
                *(start, end, start, end), None, edtf, edtf=edtf, occurred=edtf, basis="inferred"
            )
            found.append((Dated(event, len(expressions) + len(found), "climbed"), told))
    return found


def _event(tie: Token) -> Token | None:
    """What is told of after "after": a clause, "after the plane went down", or an event, "after the attack"."""
    if tie.dep_ == "mark":
        return trigger_of(tie.head, tie.i) if is_verb(tie.head) and tie.head.i > tie.i else None
    clause = child(tie, "pcomp")
    if clause is not None:
        return clause if is_verb(clause) else None
    noun = child(tie, "pobj")
    return noun if noun is not None and is_event(noun) else None


def _base(event: Token, tie: Token, dates: dict[int, TimeExpression], published: date) -> str | None:
    """The date of the happening from which the distance is told; of "comes a day after" that of publication."""
    clause = tie.head
    above = clause.head if tie.dep_ == "mark" else clause
    turned = next((c for c in clause.children if c.dep_ == "ccomp" and c.i < tie.i), None)
    verb = turned or governor(above)
    if verb is None or verb.i in (event.i, clause.i if tie.dep_ == "mark" else event.i):
        return None
    near = [verb, *(c for c in verb.children if c.dep_ in ("xcomp", "nsubj", "nsubjpass"))]
    near += [a for a in [next(ancestors(verb), verb)] if verb.dep_ == "xcomp"]
    told = next((dates[token.i].occurred for token in near if token.i in dates), None)
    if told is None and verb.lemma_ in _COMING and tense(verb) == "present":
        return published.isoformat()
    day = told.partition("T")[0] if told is not None else ""
    return day if _is_plain(day) else None


def _is_plain(edtf: str) -> bool:
    return len(edtf) in (4, 7, 10) and edtf.replace("-", "").isdigit() and int(edtf[5:7] or 1) <= 12


def _away(base: str, length: Token, sign: int) -> str | None:
    """The EDTF so far from `base`, no finer than either of them is told."""
    unit, count = length.lemma_, _count(length)
    if count is None and length.tag_ == "NN":
        return None  # "at the eleventh hour"
    fine = (len(base) - 4) // 3
    if unit in _MOMENTS:
        return base if count is None or count <= 12 else None
    if count is None:
        return base if _FINENESS[unit] > fine else None
    try:
        if unit in _DAYS:
            if fine < 2:
                return base if count * _DAYS[unit] < 10 else None
            return (date.fromisoformat(base) + timedelta(days=sign * int(count * _DAYS[unit]))).isoformat()
        if _FINENESS[unit] > fine:
            return None
        months = int(base[:4]) * 12 + (int(base[5:7]) - 1 if fine else 0) + sign * int(count * _MONTHS[unit])
        year, month = divmod(months, 12)
        return f"{year:04}" if _FINENESS[unit] == 0 else f"{year:04}-{month + 1:02}"
    except OverflowError:
        return None


def _count(length: Token) -> float | None:
    """How many: None where it is not told, "days after", "a few days after"."""
    told = [t.lower_ for t in length.doc[_first_of(length) : length.i]]
    if told == ["the"]:
        return 1
    if any(word in _VAGUE for word in told):
        return None
    numbers = (number(" ".join(told[start:])) for start in range(len(told)))
    return next((found for found in numbers if found is not None), None)


def _first_of(length: Token) -> int:
    """The first of the words right before `length` that count it."""
    first = length.i
    while first > max(length.i - _LONGEST, length.sent.start) and (
        length.doc[first - 1].tag_ == "CD" or length.doc[first - 1].lower_ in _COUNTING
    ):
        first -= 1
    return first


_VAGUE = words("few several dozens some many and half")
_COUNTING = _VAGUE | words("a an the couple of dozen")
