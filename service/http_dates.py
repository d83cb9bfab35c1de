"""Instants as HTTP headers carry them: whole seconds, in GMT. Pure."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime

from events.errors import Refused

EXPECTED = "a date of HTTP, in GMT and with the right day of the week, such as Mon, 01 Dec 2025 21:30:00 GMT"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_RFC1123 = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d\d) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII
)


class BadAcceptDatetime(Refused):
    def __init__(self, value: str) -> None:
        super().__init__(f"Accept-Datetime {value!r}: expected {EXPECTED}", value=value, expected=EXPECTED)


def format_http_date(instant: datetime) -> str:
    """The second in which `instant` lies, as RFC 1123 has it."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def parse_http_date(text: str) -> datetime:
    """The second that `text` names, in the one form that is written today. Raises ValueError."""
    try:
        year, month, day, hour, minute, second = _numbers(text)
        instant = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if format_http_date(instant) != text:
            raise ValueError("another day of the week")
    except ValueError:
        raise ValueError(f"expected {EXPECTED}") from None
    return instant


def _numbers(text: str) -> list[int]:
    """Year, month, day, hour, minute and second. Raises ValueError."""
    found = _RFC1123.fullmatch(text)
    if not found:
        raise ValueError("another form")
    day, month, year, *time = found.groups()
    return [int(year), _MONTHS.index(month) + 1, int(day), *map(int, time)]
