"""What a pattern's match means: a reading, before modifiers and prepositions around it have had their say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.extraction.extraction import TimexType
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


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that `pattern` matches are read by `read`, or by it refused (None). A group `t` is what counts of a match."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Context], Reading | None]


def rule(
    pattern: str, *, any_case: bool = True
) -> Callable[[Callable[[re.Match[str], Context], Reading | None]], Rule]:
    """Makes a rule of the function that follows."""
    compiled = re.compile(pattern, re.IGNORECASE if any_case else 0)
    return lambda read: Rule(compiled, read)


def dated(period: Period, anchor: tuple[int, int] | None = None) -> Reading:
    """The reading of a date that is a unit of the calendar."""
    return Reading("DATE", period.value, period, edtf=period.edtf, occurred=period.edtf, anchor=anchor)
