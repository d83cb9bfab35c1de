"""Instants: aware UTC datetimes, read from and written as RFC 3339."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)
_NEVER, _FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EXPECTED = "an RFC 3339 instant with an offset, such as 2025-12-01T21:30:00Z"


def parse_instant(text: str) -> datetime:
    """The UTC instant that RFC 3339 `text` names, to the microsecond.

    Raises ValueError for a missing offset, for nanoseconds (they would be cut) and for a UTC year outside 1–9999.
    """
    found = _RFC3339.fullmatch(text)
    if not found:
        raise ValueError(f"expected {EXPECTED}{_hint(text)}")
    try:
        read = datetime.fromisoformat(text) if found[8] == "Z" and found[4] < "24" else _with_offset(found)
        if not _NEVER < read < _FOREVER:
            raise OverflowError("the first and the last microsecond stand for infinity")
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"expected {EXPECTED}, in the years 0001 to 9999: {error}") from None


def _with_offset(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    microsecond = int((found[7] or "0").ljust(6, "0"))
    offset = timedelta(0)
    if found[9]:
        offset = timedelta(hours=int(found[10]), minutes=int(found[11])) * (-1 if found[9] == "-" else 1)
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=timezone(offset))


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with `Z`; a fraction only where there is one."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def start_of_day(day: date) -> datetime:
    """The first instant of the UTC day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after the UTC day; raises OverflowError for the last day of year 9999."""
    return start_of_day(day) + timedelta(days=1)


def _hint(text: str) -> str:
    if re.fullmatch(r"\S+[Tt]\S+ \d\d:?\d\d", text):
        return "; the space looks like an unescaped '+': send %2B, or an instant ending in Z"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return "; a bare number is not an instant"
    if re.search(r"\.\d{7,}", text):
        return "; at most six digits of a second's fraction are kept"
    if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ][\d:.]+", text):
        return "; it has no offset: add Z or, say, +02:00"
    return ""


def _read(value: Any) -> datetime:
    if isinstance(value, str):
        return parse_instant(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise ValueError(f"expected {EXPECTED}")


Instant = Annotated[
    datetime,
    BeforeValidator(_read),
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "RFC 3339 with an offset"}),
]
"""A field that takes aware instants only – no naive ones, dates or epoch numbers – and keeps them in UTC."""
