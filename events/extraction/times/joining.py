"""Expressions side by side that say one thing: a time and its day, and the two ends of a range."""

import re
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache

from events.dates import BadDate
from events.dates import interval as interval_of
from events.extraction.times.building import ahead
from events.extraction.times.clocks import CLOCK
from events.extraction.times.expression import TimeExpression
from events.extraction.times.reading import verbose

interval = lru_cache(maxsize=1024)(interval_of)
"""A text names the same dates again and again."""

_CLOCK = verbose(CLOCK)
_CLOCK_JOINT = verbose(
    r"""\s* (?: , | on | at | of | around | about | shortly \s (?:before|after) )?
    (?: \s+ (?: the | around | about ) )? \s*"""
)
_CLOCK_JOINT_MAX = 30
_NAMES_HALF = verbose(r"m \.? $ | noon | midnight")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RANGE_JOINT = verbose(
    r"""\s* (?: (?P<dash> [-–—] ) | (?: (?P<word> to | until | till | through | and )
    | , \s* (?P<after> until | till | through | and ) ) \s+ (?: the \s+ )? ) \s*"""
)
_BETWEEN = verbose(r"\b between \s+ (?: the \s+ )? $")
_FROM = verbose(r"\b from \s+ (?: the \s+ )? $")


def joined(last: TimeExpression, expression: TimeExpression, text: str) -> TimeExpression | None:
    """A time and the day beside it as one: "5 p.m. on Tuesday", "Tuesday at 5 p.m."; None if they are two."""
    between = text[last.end : min(expression.start, last.end + _CLOCK_JOINT_MAX + 1)]
    if _is_clock(last) == _is_clock(expression) or len(between) > _CLOCK_JOINT_MAX:
        return None
    if _CLOCK_JOINT.fullmatch(between) is None or "\n" in between:
        return None
    clock, day = (last, expression) if _is_clock(last) else (expression, last)
    if not _NAMES_HALF.search(text, clock.start, clock.end):
        clock = _in_part(clock, day)
    if day.edtf is None or not _DAY.fullmatch(day.edtf) or (clock.edtf is None and not _is_midnight(clock)):
        return None
    whole = _at_midnight(day) if _is_midnight(clock) else _at(clock, day.edtf)
    return replace(
        whole, start=last.start, end=expression.end, phrase_start=last.phrase_start, phrase_end=expression.phrase_end,
        basis=day.basis, anchor=day.anchor,
    )  # fmt: skip


def of_same_day(first: TimeExpression, last: TimeExpression, text: str) -> TimeExpression:
    """The first of two times as one of the day that stands beside the second: "from 9 to 11 a.m. on Monday"."""
    is_time_alone = _is_clock(first) and _CLOCK.fullmatch(text, first.start, first.end)
    if not is_time_alone or _RANGE_JOINT.fullmatch(text, first.end, last.start) is None:
        return first
    return replace(_at(first, last.value[:10]), basis=last.basis, anchor=last.anchor)


def _in_part(clock: TimeExpression, day: TimeExpression) -> TimeExpression:
    """A time of twelve hours in the half of the day that stands beside: 7:30 tonight, six o'clock Monday evening."""
    told = re.fullmatch(r"(.*T)(\d\d)(:\d\d)", clock.edtf or "")
    if told is None or not day.value.endswith(("TAF", "TEV", "TNI")) or not 0 < int(told[2]) < 12:
        return clock
    at = f"{told[1]}{int(told[2]) + 12}{told[3]}"
    return replace(clock, value=at, edtf=at, occurred=at)


def _is_clock(expression: TimeExpression) -> bool:
    return "T" in (expression.edtf or "") or _is_midnight(expression)


def _is_midnight(expression: TimeExpression) -> bool:
    return expression.value.endswith("T24:00")


def _at_midnight(day: TimeExpression) -> TimeExpression:
    return replace(day, type="TIME", value=f"{day.edtf}T24:00")


def _at(clock: TimeExpression, day: str) -> TimeExpression:
    """The time of the day on another day."""
    told = clock.edtf or ""
    edtf = day + told[told.index("T") :]
    if clock.bounds is None:
        return replace(clock, value=edtf, edtf=edtf, occurred=edtf)
    moved = datetime.fromisoformat(day) - datetime.combine(clock.bounds[0].date(), time())
    bounds = (clock.bounds[0] + moved, clock.bounds[1] + moved)
    return replace(clock, value=edtf, edtf=edtf, occurred=day, bounds=bounds)


def with_ranges(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """With one expression more behind each two that are the ends of a range."""
    result: list[TimeExpression] = []
    for number, expression in enumerate(found):
        result.append(expression)
        if number and (whole := _range(found[number - 1], expression, text)) is not None:
            result.append(whole)
    return result


def _range(first: TimeExpression, last: TimeExpression, text: str) -> TimeExpression | None:
    """From May to July, between 2003 and 2005, 1939–45; "and" makes a range behind "between" only."""
    if not (_is_end(first) and _is_end(last)) or last.start - first.end > _CLOCK_JOINT_MAX:
        return None
    joint = _RANGE_JOINT.fullmatch(text, first.end, last.start)
    before = ahead(text, first.start)
    if joint is None or (
        (joint["word"] or joint["after"] or "").lower() == "and" and not _BETWEEN.search(before)
    ):
        return None
    if joint["after"] and not (_FROM.search(before) or _BETWEEN.search(before)):
        return None
    occurred = f"{first.edtf}/{last.edtf}"
    try:
        interval(occurred)
    except BadDate:
        return None
    if interval(first.edtf or "") == interval(last.edtf or ""):
        return None
    return TimeExpression(
        first.phrase_start, last.end, first.phrase_start, last.end, None, "", occurred=occurred,
        extent="throughout" if _FROM.search(before) else "within", basis=last.basis, anchor=last.anchor,
    )  # fmt: skip


def _is_end(expression: TimeExpression) -> bool:
    dates = expression.type in ("DATE", "TIME") and not expression.offset
    return dates and expression.edtf is not None and "/" not in expression.edtf


def sound(expression: TimeExpression) -> TimeExpression:
    """The expression without an EDTF that none can read, and with bounds only where they are inside it."""
    if expression.edtf is not None and not _is_readable(expression.edtf):
        expression = replace(expression, edtf=None)
    if expression.occurred is not None and not _is_readable(expression.occurred):
        expression = replace(expression, occurred=None)
    if expression.bounds is not None and not _has_bounds_inside(expression):
        expression = replace(expression, bounds=None)
    return expression


def _is_readable(edtf: str) -> bool:
    try:
        interval(edtf)
    except BadDate:
        return False
    return True


def _has_bounds_inside(expression: TimeExpression) -> bool:
    if expression.bounds is None or expression.occurred is None:
        return False
    whole = interval(expression.occurred)
    if whole.earliest is None or whole.latest is None:
        return False
    first, last = (bound.replace(tzinfo=whole.earliest.tzinfo) for bound in expression.bounds)
    return whole.earliest <= first < last <= whole.latest
