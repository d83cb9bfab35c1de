"""What a pattern's match means: a reading, before modifiers and prepositions around it have had their say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.extraction.extraction import TimexType
from events.extraction.times.anchor import Anchor
from events.extraction.times.context import Context
from events.extraction.times.periods import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """`period` is the date that the words name, if it is one of the calendar's. The rest is as in TimeExpression."""

    type: TimexType
    value: str
    period: Period | None = None
    mod: str | None = None
    edtf: str | None = None
    occurred: str | None = None
    bounds: tuple[datetime, datetime] | None = None
    extent: Literal["within", "throughout"] = "within"
    counts: bool = False
    anchor: tuple[int, int] | None = None
    zone: str | None = None
    offset: int | None = None


Found = re.Match[str]
Read = Callable[[Found, Context], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """What `pattern` matches is read by `read`, or by it refused (None). A group `t` is what counts of a match."""

    pattern: re.Pattern[str]
    read: Read


def rule(pattern: str, *, any_case: bool = True) -> Callable[[Read], Rule]:
    """Makes a rule of the function that follows; the pattern is a verbose one."""
    compiled = re.compile(pattern, re.VERBOSE | (re.IGNORECASE if any_case else 0))
    return lambda read: Rule(compiled, read)


def verbose(pattern: str) -> re.Pattern[str]:
    """A pattern that knows no case, written as those of rules are."""
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


def dated(period: Period, told: Anchor | None = None, mod: str | None = None) -> Reading:
    """The reading of a date that is a unit of the calendar, told by another date if need be."""
    return Reading(
        "DATE", period.value, period, mod, period.edtf, period.edtf, anchor=told.span if told else None
    )


def before(found: Found, length: int) -> str:
    """The characters before the match."""
    return found.string[max(0, found.start() - length) : found.start()]


def behind(found: Found, length: int) -> str:
    """The characters behind it."""
    return found.string[found.end() : found.end() + length]
