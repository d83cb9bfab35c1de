"""How long what began at a told date went on: "the strike began on May 3 and lasted three weeks"."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from events.extraction.clauses import SUBJECTS, child, governor, is_passive, tense
from events.extraction.dated import Dated, tokens_of
from events.extraction.nouns import words
from events.extraction.times.expression import TimeExpression

_GOING_ON = words("last run continue remain stay serve rule reign live work operate stand teach sit")
_FILLING = words("last take spend")
"""Verbs whose object or measure is a length of time."""
_BEGINNING = words("begin start open commence break erupt")
_TIES = frozenset(("before", "until"))
_LENGTH = re.compile(r"P(\d{1,4})(DE|[DWMY])")
_JOINED_MAX = 4
"""So many verbs are looked back over for the date at which it began."""


def lasting(
    doc: Doc, links: Sequence[Dated], expressions: Sequence[TimeExpression]
) -> list[tuple[Dated, TimeExpression]]:
    """What went on for a told length from a date beside it, with its range; numbered behind `expressions`."""
    dates = {link.trigger.i: expressions[link.expression] for link in links}
    found: list[tuple[Dated, TimeExpression]] = []
    for expression in expressions:
        length = _LENGTH.fullmatch(expression.value) if expression.type == "DURATION" else None
        span = tokens_of(doc, expression.start, expression.end) if length else None
        if length is None or span is None or expression.occurred is not None or expression.offset is not None:
            continue
        verb = _verb(span.root)
        if verb is None or verb.i in dates:
            continue
        count, unit = _counted(length[1], length[2])
        begun, ended = _begun(verb, dates) if _goes_on(verb) else None, _ended(verb, dates)
        edtf = _range(begun, count, unit) if begun is not None else None
        if edtf is None and ended is not None:
            edtf = _range_until(ended, count, unit)
        if edtf is not None:
            told = TimeExpression(
                *(expression.start, expression.end, expression.phrase_start, expression.phrase_end),
                *(None, edtf),
                edtf=edtf,
                occurred=edtf,
                extent="throughout",
                basis="inferred",
            )
            found.append((Dated(verb, len(expressions) + len(found), "climbed"), told))
    return found


def _verb(length: Token) -> Token | None:
    """The verb that goes on so long: "stayed for two years", "lasted two years"."""
    verb = governor(length.head)
    if verb is None or is_passive(verb):
        return None
    if length.dep_ == "pobj":
        return verb if length.head.lower_ == "for" else None
    return verb if length.dep_ in ("dobj", "npadvmod") and verb.lemma_ in _FILLING else None


def _goes_on(verb: Token) -> bool:
    return verb.lemma_ in _GOING_ON | _FILLING


def _ended(verb: Token, dates: Mapping[int, TimeExpression]) -> str | None:
    """The date of what came then: "worked for ten years before he entered parliament in 1974"."""
    if tense(verb) != "past":
        return None
    clauses = [
        c for c in verb.children if c.dep_ == "advcl" and (mark := child(c, "mark")) and mark.lower_ in _TIES
    ]
    ties = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in _TIES]
    clauses += [clause for tie in ties if (clause := child(tie, "pcomp")) is not None]
    return next((dates[c.i].occurred for c in clauses if c.i in dates), None)


def _begun(verb: Token, dates: Mapping[int, TimeExpression]) -> str | None:
    """The date of the verb that it is joined to, or of what its subject is told to have begun with."""
    about, above = child(verb, *SUBJECTS), verb
    for _ in range(_JOINED_MAX):
        if above.dep_ != "conj" or child(above, *SUBJECTS) is not None:
            break
        above = above.head
        if above.i in dates:
            return dates[above.i].occurred
    clauses = [c for c in about.children if c.dep_ in ("relcl", "acl")] if about is not None else []
    return next(
        (
            dates[c.i].occurred
            for c in clauses
            if c.i in dates and (c.dep_ == "acl" or c.lemma_ in _BEGINNING)
        ),
        None,
    )


def _counted(count: str, unit: str) -> tuple[int, str]:
    return (int(count) * 10, "Y") if unit == "DE" else (int(count), unit)


def _range(begun: str, count: int, unit: str) -> str | None:
    """The EDTF from `begun` over so many units, as fine as both are told."""
    begun = begun.partition("T")[0]
    if not re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", begun):
        return None
    if unit in "DW":
        if len(begun) < 10:
            return None
        days = count * (7 if unit == "W" else 1)
        try:
            return f"{begun}/{(date.fromisoformat(begun) + timedelta(days=days)).isoformat()}"
        except OverflowError:
            return None
    if len(begun) == 4 and unit == "M":
        return None
    year, month = divmod(
        int(begun[:4]) * 12 + int(begun[5:7] or 1) - 1 + count * (12 if unit == "Y" else 1), 12
    )
    if year > 9999:
        return None
    return f"{begun}/{year:04}" if len(begun) == 4 else f"{begun}/{year:04}-{month + 1:02}"


def _range_until(ended: str, count: int, unit: str) -> str | None:
    """The EDTF of so many years up to `ended`, in years; months and days before it are told too roughly."""
    if unit != "Y" or not re.match(r"\d{4}(-|$)", ended) or int(ended[:4]) <= count:
        return None
    return f"{int(ended[:4]) - count:04}/{ended[:4]}"
