"""From readings to expressions: with the modifiers and the part of the day that stand beside the words."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from events.extraction.times.context import Context
from events.extraction.times.expression import TimeExpression
from events.extraction.times.periods import Period
from events.extraction.times.prepositions import related
from events.extraction.times.reading import Found, Reading, verbose
from events.extraction.times.relative import of_day
from events.extraction.times.words import (
    APPROX,
    DAY_PART,
    EARLY,
    EARLY_DAY,
    LATE,
    LATE_DAY,
    MID,
    MID_DAY,
    MODIFIERS,
    any_of,
    approximate,
)

WINDOW = 48
"""Characters before an expression in which its modifiers and prepositions stand."""

_PARTS = any_of(
    *("start", "beginning", "end", "close", "middle", "turn", "opening", "outset", "latter part"),
    *(
        f"{which} {unit}"
        for which in ("first", "last", "final", "closing")
        for unit in ("days", "weeks", "week", "weekend")
    ),
    *("second week", "third week", "fourth week", "opening days", "opening weeks"),
)
_MODIFIER = verbose(
    rf"""\b (?P<t>
        (?P<the> the \s+ )?
        (?P<m> mid | (?<! as \s ) (?: early | late | later | earlier ) ) (?: -to-(?:mid|late) )? [- ]+
        (?: (?:in|on) \s )? (?: the \s )?
      | (?: the \s )? (?: very \s )? (?P<of>{_PARTS}) \s+ (?: (?:months|days) \s+ )? of \s+ (?: the \s+ )?
    ) $"""
)
_PART_BEFORE = verbose(
    rf"""\b (?P<t> (?: the \s+ )?
        (?: (?:early|late) \s+ (?: hours \s+ )? )? (?P<p> {DAY_PART} | (?:early|small) \s hours )
        (?: \s+ of | \s+ on | , )? \s+ (?: the \s+ )?
    ) $"""
)
_PART_BEHIND = verbose(rf"(?: ,? \s+ (?: in \s+ the \s+ )? ) (?P<p>{DAY_PART}) \b")
_APPROX_BEFORE = verbose(rf"\b (?P<a>{APPROX}) \s+ (?: the \s+ )? $")


def build(found: Found, reading: Reading, context: Context) -> TimeExpression:
    """The reading with what stands before and behind it: modifiers, parts of the day, prepositions."""
    start, end = span(found)
    expression = TimeExpression(
        start, end, start, end, reading.type, reading.value, reading.mod,
        edtf=reading.edtf, occurred=reading.occurred, bounds=reading.bounds, extent=reading.extent,
        relation="count" if reading.counts else "in", anchor=reading.anchor,
        basis="inferred" if reading.anchor else "explicit", zone=reading.zone, offset=reading.offset,
    )  # fmt: skip
    text = context.text
    if reading.period is not None and reading.edtf is not None:
        expression = _modified(_of_part(expression, reading.period, text), reading.period, text)
    elif reading.type == "DATE" and reading.edtf and (about := _APPROX_BEFORE.search(ahead(text, start))):
        expression = replace(expression, mod=approximate(about["a"]))
    return related(expression, ahead(text, expression.start))


def span(found: Found) -> tuple[int, int]:
    """What counts of a match."""
    counted = "t" in found.re.groupindex and found["t"] is not None
    return found.span("t") if counted else found.span()


def ahead(text: str, start: int) -> str:
    """The characters before an expression that may belong to it."""
    return text[max(0, start - WINDOW) : start]


def _of_part(expression: TimeExpression, period: Period, text: str) -> TimeExpression:
    """With "afternoon" behind a day, or "the morning of" before it."""
    if expression.type != "DATE" or period.unit != "day":
        return expression
    if after := _PART_BEHIND.match(text, expression.end):
        part = after["p"].lower()
        expression = replace(expression, end=after.end(), phrase_end=after.end())
    elif before := _PART_BEFORE.search(ahead(text, expression.start)):
        part = "dawn" if before["p"].lower().endswith("hours") else before["p"].lower()
        expression = _from(expression, before)
    else:
        return expression
    reading = of_day(period, part)
    return replace(expression, type="TIME", value=reading.value, bounds=reading.bounds)


def _modified(expression: TimeExpression, period: Period, text: str) -> TimeExpression:
    """With "early", "the end of" and the like, which narrow its bounds."""
    before = _MODIFIER.search(ahead(text, expression.start))
    if before is None:
        return expression
    word = (before["m"] or before["of"]).lower().split()[0]
    if word in ("later", "earlier") and period.unit == "day":
        return expression
    mod = MODIFIERS[word]
    bounds = expression.bounds or _narrow(period, mod)
    return replace(_from(expression, before, _named_with(before, period)), mod=mod, bounds=bounds)


def _named_with(before: re.Match[str], period: Period) -> str:
    """Where the modifier begins: an article before it is a decade's ("the late 1980s"), else of what follows."""
    return "t" if before["the"] is None or period.unit in ("decade", "century") else "m"


def _from(expression: TimeExpression, before: re.Match[str], group: str = "t") -> TimeExpression:
    """Beginning with what was found before it."""
    start = expression.start - (len(before.string) - before.start(group))
    return replace(expression, start=start, phrase_start=start)


def _narrow(period: Period, mod: str) -> tuple[datetime, datetime]:
    """The part of a day, month, year … that is early, in the middle or late."""
    start = datetime.combine(period.first, time())
    if period.unit == "day":
        first, last = {"START": EARLY_DAY, "MID": MID_DAY, "END": LATE_DAY}[mod]
        return start + timedelta(hours=first), start + timedelta(hours=last)
    days = (period.last - period.first).days + 1
    first_share, last_share = {"START": EARLY, "MID": MID, "END": LATE}[mod]
    return start + timedelta(days=int(days * first_share)), start + timedelta(days=round(days * last_share))
