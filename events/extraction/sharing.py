"""Happenings without a date of their own that share that of another: joined by "and", "when" it was, "where" it was."""

from collections.abc import Iterable, Mapping, Sequence, Set

from spacy.tokens import Span, Token

from events.extraction.clauses import SUBJECTS, borrows, child, governor, is_verb, tense
from events.extraction.dated import Dated, Kind
from events.extraction.happenings import is_communication
from events.extraction.lexicon import EVENTS, PROPOSING, SAYING
from events.extraction.neighbours import TIMES
from events.extraction.nouns import words

NONE: frozenset[int] = frozenset()
_SAME_TIME = frozenset(("when", "as", "while"))
_TURNS = words("begin start open change end close conclude culminate finish")
_SHOWING = words("show reveal indicate disclose confirm")


def sharing(
    link: Dated,
    spans: Sequence[Span | None],
    taken: Set[int],
    owned: Mapping[int, Set[int]],
    lasting: Set[int] = NONE,
) -> list[Token]:
    """The happenings that have the date of `link` by their place in the sentence and none of their own.

    Of `lasting` only the length is told: "fined him for a week when he failed to appear in May".
    """
    trigger = link.trigger
    span = spans[link.expression]
    if span is None or tells_how_long(span):
        return []
    if not is_verb(trigger):
        return [t for t in (*_shown(trigger), *_also_done(trigger, span)) if t.i not in taken]
    then = _at_the_same_time(trigger, span)
    found = [*_joined(trigger, span, link.kind), *_elliptical(trigger), *then, *_turning(trigger)]
    free = [t for t in found if t.i not in taken and not owned.get(t.i, NONE) - {span.start}]
    return free + [t for t in then if t.i in lasting]


def owners(spans: Iterable[Span | None]) -> dict[int, set[int]]:
    """The verbs whose clauses hold dates, and where these begin: what has a date of its own shares no other."""
    owned: dict[int, set[int]] = {}
    for span in spans:
        verb = governor(span.root) if span is not None else None
        if span is not None and verb is not None:
            owned.setdefault(verb.i, set()).add(span.start)
    return owned


def tells_how_long(span: Span) -> bool:
    """ "Suspended him for a fortnight" does not tell when."""
    return span.start > 0 and span.doc[span.start - 1].lower_ == "for"


def _joined(verb: Token, span: Span, kind: Kind) -> list[Token]:
    """The verbs joined to `verb` that share its date: those after it, "resigned on Monday and left the party".

    Verbs before it do where the date stands before them all; participles, "killing two", always.
    """
    found = [clause for clause in verb.children if _is_participle(clause, verb)]
    found += [other for clause in found for other in clause.conjuncts if other.tag_ == "VBG"]
    before = span.doc[span.start - 1 if span.start else 0].lower_
    if before in _UNTIL and not (kind == "fronted" and before in ("by", "since")):
        return []
    return found + [other for other in verb.conjuncts if _shares(other, verb, span, kind)]


def _turning(verb: Token) -> list[Token]:
    """What something begins, changes or ends with: "opened the season with a defeat on Sunday"."""
    if verb.lemma_ not in _TURNS:
        return []
    with_ = next((c for c in verb.children if c.lower_ == "with" and c.i > verb.i), None)
    event = child(with_, "pobj") if with_ is not None else None
    return [event] if event is not None and event.lemma_.lower() in EVENTS else []


def _elliptical(verb: Token) -> list[Token]:
    """The verb whose auxiliary a participle borrows: "ten people were killed and hundreds displaced"."""
    if borrows(verb):
        return [verb.head]
    joined, above = verb.head, verb.head.head
    gapped = verb.dep_ == "acl" and joined.dep_ == "conj" and verb.tag_ == above.tag_ == "VBN"
    return [above] if gapped and child(above, "auxpass") is not None else []


def told_when(span: Span) -> Token | None:
    """The verb of a clause that tells what the date was: "May 3, 1990, when the wall fell"."""
    at = span.end
    while at < span.root.sent.end and span.doc[at].is_punct and at < span.end + 2:
        at += 1
    tie = span.doc[at] if at < span.root.sent.end else None
    if at == span.end and tie is not None and not _is_moment(span, tie.head):
        return None  # "left in May when a flood came" tells when he left
    if tie is None or tie.lower_ != "when" or not is_verb(tie.head) or tie.head.i < tie.i:
        return None
    return tie.head


def _is_moment(span: Span, verb: Token) -> bool:
    """Whether the date is of "the night in May when", or has the clause of `verb` itself."""
    before = span.doc[max(span.start - 2, 0)]
    return verb.head.i in range(span.start, span.end) or before.lemma_.lower() in TIMES


def _is_participle(clause: Token, verb: Token) -> bool:
    """Whether `clause` tells what else came of `verb`: ", killing two"."""
    if clause.dep_ != "advcl" or clause.tag_ != "VBG" or clause.i < verb.i or clause.lemma_ in SAYING:
        return False
    return child(clause, "mark", *SUBJECTS) is None and clause.nbor(-1).text == ","


def _shares(other: Token, verb: Token, span: Span, kind: Kind) -> bool:
    """Whether `other`, joined to `verb`, has its date: of the same tense and no second saying."""
    if not is_verb(other) or (other.lemma_ == "be" and kind != "fronted") or abs(other.i - verb.i) > _FAR:
        return False
    if (other.lemma_ in SAYING and verb.lemma_ in SAYING) or tense(other) != tense(verb):
        return False
    if kind == "fronted" and other.i < span.start:
        return False
    if kind != "fronted" and other.i < verb.i:
        return _is_one_deed(other, verb)
    if kind != "fronted" and (child(other, *SUBJECTS) is not None or verb.dep_ == "relcl"):
        return False
    by_then = kind == "fronted" and span.doc[span.sent.start].lower_ == "by"
    return by_then or _is_perfect(other) == _is_perfect(verb) or _goes_on_perfect(other, verb)


def _is_one_deed(first: Token, second: Token) -> bool:
    """Whether nothing but "and" stands between both: "was opened and adjourned in May"."""
    return (
        first.i == second.i - 2
        and first.nbor(1).lower_ == "and"
        and first.tag_ == second.tag_
        and first.dep_ not in ("relcl", "acl")
    )


_FAR = 40
_UNTIL = words("until till by for since")


def _goes_on_perfect(other: Token, verb: Token) -> bool:
    """Whether "had" holds for both: "had entered the shop and demanded cash"."""
    had = any(c.lower_ == "had" for c in verb.children if c.dep_ == "aux")
    return had and other.i > verb.i and other.tag_ in ("VBD", "VBN") and child(other, "aux") is None


def _is_perfect(verb: Token) -> bool:
    return any(c.lemma_ == "have" for c in verb.children if c.dep_ == "aux")


def _at_the_same_time(verb: Token, span: Span) -> list[Token]:
    """ "when" and "where" clauses, both ways: what was so when this was."""
    found = []
    for clause in verb.children:
        if (
            clause.dep_ == "advcl"
            and is_verb(clause)
            and (tie := _same_time(clause)) is not None
            and (tie.lower_ == "when" or _is_scene(clause, verb))
        ):
            found.append(clause)
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "fail":
        verb = verb.head  # "when he failed to come"
    above = verb.head
    if verb.dep_ == "relcl" and above.dep_ == "pobj" and above.head.lower_ == "for":
        above = above.head.head  # "fined him for a week when"
    if (
        (verb.dep_ == "advcl" or above.i != verb.head.i)
        and (tie := _same_time(verb)) is not None
        and (tie.lower_ == "when" or _is_scene(verb, above))
        and (is_verb(above) and above.dep_ not in ("acl", "amod"))
    ):
        found.append(above)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lemma_ in SAYING and verb.head.tag_ == "VBD":
        found += [verb.head] if verb.head.lemma_ in SAYING else []
    for token in span.doc[span.end : span.root.sent.end]:
        if token.lower_ == "where" and token.i <= span.end + 1 and is_verb(token.head):
            found.append(token.head)
    return found


def _same_time(clause: Token) -> Token | None:
    return next((c for c in clause.children if c.lower_ in _SAME_TIME and c.i < clause.i), None)


def _is_scene(clause: Token, verb: Token) -> bool:
    """Whether "as" tells what went on: "the crowd cheered as the flag was raised"."""
    if child(clause, "mark") is None or child(clause, *SUBJECTS) is None or clause.lemma_ in SAYING:
        return False
    return tense(clause) == tense(verb) == "past" and not _is_perfect(clause)


def _also_done(noun: Token, span: Span) -> list[Token]:
    """What a dated event did besides: "a tremor in May killed six and left hundreds homeless"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or not is_verb(verb) or not noun.i < span.start < verb.i:
        return []
    return [
        v
        for v in verb.conjuncts
        if v.head.i == verb.i and v.tag_ == verb.tag_ == "VBD" and child(v, *SUBJECTS) is None
    ]


def _shown(noun: Token) -> list[Token]:
    """What a dated conversation or document shows somebody said or proposed in it."""
    verb = noun.head
    if noun.dep_ not in SUBJECTS or verb.lemma_ not in _SHOWING or not is_communication(noun):
        return []
    return [c for c in verb.children if c.dep_ == "ccomp" and c.lemma_ in SAYING | PROPOSING]
