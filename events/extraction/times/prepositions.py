"""What a preposition makes of a date: since, until, before and after open an interval; what counts, dates nothing."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from events.extraction.times.expression import TimeExpression
from events.extraction.times.reading import verbose
from events.extraction.times.words import ORDINALS, any_of

_KINDS = {
    "since": any_of(
        "since",
        "since at least",
        "ever since",
        "dating to",
        "dating back to",
        "as early as",
        "as far back as",
    ),
    "until": rf"{any_of('until', 'till', 'up to')} | through (?! \s+ the \b )",
    "before": any_of("before", "prior to", "ahead of"),
    "after": any_of("after", "following"),
    "throughout": any_of("throughout"),
    "by": any_of("by"),
    "plain": any_of("from", "to", "during", "in", "on", "over", "at", "as of", "around", "of", "for"),
}
_PREPOSITION = verbose(
    rf"""\b (?: {"|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items())} ) \s+
    (?: the \s+ )? (?: (?: about | around | at \s+ least ) \s+ )? $"""
)
_OF_LENGTH = verbose(r"\b (?: for | in | over | during | within | throughout ) \s+ $")
_COUNTING = verbose(rf"\b (?: {any_of(*ORDINALS)} | \w+th | only ) \s+ (?: \w+ \s+ )? time \s+ $")

_MAY = verbose(r"\b (?: will | would | can | could | may | might | should | to ) \b")

Opening = Literal["since", "until", "before", "after"]
_OPENINGS: dict[str, Opening] = {"since": "since", "until": "until", "before": "before", "after": "after"}


def related(expression: TimeExpression, before: str) -> TimeExpression:
    """The expression with the words `before` it taken in as far as they are its preposition."""
    if expression.type in ("DATE", "DURATION") and (counting := _COUNTING.search(before)):
        return replace(_with(expression, before, counting.start()), relation="count")
    if expression.type in ("DURATION", "SET"):
        told = _OF_LENGTH.search(before) if expression.type == "DURATION" else None
        return _with(expression, before, told.start()) if told else expression
    preposition = _PREPOSITION.search(before)
    if preposition is None:
        return expression
    expression = _with(expression, before, preposition.start())
    kind = preposition.lastgroup
    if preposition[0].lower().startswith("as early") and not _MAY.search(before):
        return expression  # "warned as early as May"
    if kind == "throughout":
        return replace(expression, extent="throughout")
    if kind == "by" and "T" in (expression.edtf or ""):
        kind = "before"
    if expression.occurred is not None and kind in _OPENINGS:
        return _opened(expression, _OPENINGS[kind])
    return expression


def _with(expression: TimeExpression, before: str, start: int) -> TimeExpression:
    return replace(expression, phrase_start=expression.start - (len(before) - start))


def _opened(expression: TimeExpression, kind: Opening) -> TimeExpression:
    """From the date on, or up to it; beside a time of the day within that day."""
    edtf = expression.edtf or expression.occurred or ""
    if "T" in edtf and kind in ("before", "after"):
        return _beside_clock(expression, kind)
    first, last = edtf.partition("/")[0], edtf.rpartition("/")[2]
    return replace(
        expression,
        relation=kind,
        occurred=f"{first}/.." if kind in ("since", "after") else f"../{last}",
        bounds=None,
        extent="throughout" if kind in ("since", "until") else "within",
    )


def _beside_clock(expression: TimeExpression, kind: Opening) -> TimeExpression:
    """After 5 p.m.: from then to the end of that day; before: from its beginning."""
    at = datetime.fromisoformat((expression.edtf or "").removesuffix("Z"))
    day = datetime.combine(at.date(), time())
    if kind == "after" and at.date() == date.max:
        return expression  # no calendar has its end
    bounds = (at, day + timedelta(days=1)) if kind == "after" else (day, at)
    if bounds[0] == bounds[1]:
        return expression
    return replace(expression, occurred=at.date().isoformat(), bounds=bounds, relation=kind)
