"""EDTF strings, read: which dates they name and how sure they are, before any time zone.

The rules are those of the Library of Congress (Extended Date/Time Format, 4 February 2019).
docs/decisions/001-edtf-subset.md says which of them are read, which are refused, and why.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo

LENGTH_MAX = 100
EXAMPLES = "an EDTF date such as 2025-12-02, 2025-10~, 2025-22, 2024-08/.. or [2025-10,2025-11]"
RANGE = "bounds in the years 0001 to 9999, but for the first instant; leave an end open with '..' instead"

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
OFFSET_MAX = timedelta(hours=14)

SPRING, SUMMER, AUTUMN, WINTER = (3, 3), (6, 3), (9, 3), (12, 3)  # first month, number of months
SEASONS = {
    str(code): months
    for code, months in enumerate(
        (
            *(SPRING, SUMMER, AUTUMN, WINTER),  # no hemisphere said: read as the northern
            *(SPRING, SUMMER, AUTUMN, WINTER),  # northern hemisphere
            *(AUTUMN, WINTER, SPRING, SUMMER),  # southern hemisphere: its spring has our autumn's months
            *((1, 3), (4, 3), (7, 3), (10, 3)),  # quarters
            *((1, 4), (5, 4), (9, 4)),  # thirds
            *((1, 6), (7, 6)),  # halves
        ),
        start=21,
    )
}

_PART = re.compile(
    r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2})"
    r"(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?)?)?[?~%]?"
)
_HINTS = (
    (r".*\s.*", f"{EXAMPLES}, without spaces"),
    (r"\{.*", "one date, an interval or [one of a set]; {all of a set} is one fact for each member"),
    (r"Y.*|-[0-9].*", RANGE),
    (r"/", "an interval with a date at one end; '../..' says that there is no bound"),
    (r".*[?~%].*[0-9].*", "'?', '~' or '%' at the end of a date, where it holds for the whole date"),
    (r".*T[0-9:]+[.,].*", "a time to the second; leave the fraction out"),
)


class BadDate(ValueError):
    """`value` cannot be read, `expected` is what to send instead; the message holds both."""

    def __init__(self, value: str, expected: str) -> None:
        super().__init__(value, expected)
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        shown = repr(self.value[:LENGTH_MAX])
        more = f"… ({len(self.value)} characters)" if len(self.value) > LENGTH_MAX else ""
        return f"{shown}{more}: expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Part:
    """A date, season or time: `[start, end)`, aware where `text` has an offset, else naive: local clocks."""

    text: str
    start: datetime
    end: datetime

    @property
    def is_time(self) -> bool:
        return "T" in self.text


Span = tuple[Part | None, Part | None]
"""From the start of the first part to the end of the second; None is no bound."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What an EDTF string says: sometime in one of `spans` (at least one, in the order written).

    `approximate` (`~`, `%`) and `uncertain` (`?`, `%`) tell that a date in it is; neither changes a span.
    """

    spans: tuple[Span, ...]
    approximate: bool
    uncertain: bool


def parse(text: str) -> Expression:
    """What the EDTF string `text` says. Raises BadDate, and nothing else, where it cannot be read."""
    if len(text) > LENGTH_MAX:
        raise BadDate(text, f"at most {LENGTH_MAX} characters")
    try:
        spans = _spans(text)
    except _UnreadableError as unreadable:
        raise BadDate(text, str(unreadable)) from None
    except OverflowError:
        raise BadDate(text, RANGE) from None
    return Expression(
        spans,
        approximate="~" in text or "%" in text,
        uncertain="?" in text or "%" in text,
    )


class _UnreadableError(Exception):
    """Its message is what was expected."""


def _spans(text: str) -> tuple[Span, ...]:
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    if text.count("/") == 1 and text != "/":
        start, _, end = text.partition("/")
        return ((_end(start), _end(end)),)
    return (_from_to(text, text),)


def _end(text: str) -> Part | None:
    """An end of an interval. Open (`..`) or unknown (nothing): neither is a bound."""
    return None if text in ("", "..") else _part(text)


def _one_of(members: str) -> tuple[Span, ...]:
    open_start, open_end = members.startswith(".."), members.endswith("..")
    if open_start and open_end and "," not in members:
        raise _UnreadableError("[..2025] or [2025..]; both at once say nothing")
    spans = []
    for member in members.removeprefix("..").removesuffix("..").split(","):
        start, dots, end = member.partition("..")
        spans.append(_from_to(start, end if dots else start))
    if open_start:
        spans[0] = (None, spans[0][1])
    if open_end:
        spans[-1] = (spans[-1][0], None)
    return tuple(spans)


def _from_to(start: str, end: str) -> Span:
    part = _part(start)
    return part, part if end == start else _part(end)


def _part(text: str) -> Part:
    found = _PART.fullmatch(text)
    if not found:
        raise _UnreadableError(next((hint for shape, hint in _HINTS if re.fullmatch(shape, text)), EXAMPLES))
    year, month, day, clock, offset = found.groups()
    if not re.fullmatch("[0-9]*" if clock else "[0-9]*X*", year + (month or "") + (day or "")):
        raise _UnreadableError("X only for the last digits of a date, which leaves no gaps: 201X, 2024-XX-XX")
    start, end = _days(year, month, day)
    if clock:
        start, end = _time(start, clock, offset)
    return Part(text, start, end)


def _days(year: str, month: str | None, day: str | None) -> tuple[datetime, datetime]:
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in SEASONS and day is None:
        first_month, months = SEASONS[month]
        return _midnight(first_year, first_month), _midnight(first_year, first_month + months)

    seasons = "" if day else "season from 21 to 41, or a "
    first_month, last_month = _possible(month or "XX", 12, f"{seasons}month of {year}")
    if day is None or first_month != last_month:
        return _midnight(first_year, first_month), _midnight(last_year, last_month + 1)

    first_day, last_day = _possible(day, monthrange(first_year, first_month)[1], f"day of {year}-{month}")
    return _midnight(first_year, first_month, first_day), _midnight(first_year, first_month, last_day) + DAY


def _possible(digits: str, last: int, name: str) -> tuple[int, int]:
    """The smallest and the largest number from 1 to `last` that `digits` may be: the month 1X is 10 to 12."""
    smallest, largest = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    if smallest > last or largest == 0:
        raise _UnreadableError(f"a {name} from 01 to {last}, not {digits}")
    return max(smallest, 1), min(largest, last)


def _midnight(year: int, month: int, day: int = 1) -> datetime:
    """The start of a local day; month 13 is the next January. OverflowError outside 0001 to 9999."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return datetime.combine(date(year, month, day), time())


def _time(day: datetime, clock: str, offset: str | None) -> tuple[datetime, datetime]:
    hour, minute, second = (int(part) for part in f"{clock}:00".split(":")[:3])
    try:
        at = time(hour, minute, second)
    except ValueError:
        raise _UnreadableError(
            f"a time from 00:00 to 23:59:59, not {clock}; 24:00 is 00:00 of the next day"
        ) from None
    start = datetime.combine(day, at, _zone(offset) if offset else None)
    return start, start + (SECOND if clock.count(":") == 2 else MINUTE)


def _zone(offset: str) -> tzinfo:
    if offset == "Z":
        return UTC
    hours, _, minutes = offset[1:].partition(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if ahead > OFFSET_MAX or minutes > "59" or (offset[0] == "-" and not ahead):
        raise _UnreadableError(f"an offset from -14:00 to +14:00, not {offset}; Z is none")
    return timezone(-ahead if offset[0] == "-" else ahead)
