"""Instants are read strictly and written in one way."""

import contextlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.instants import end_of_day, format_instant, parse_instant, start_of_day

REFUSED = {
    "2025-12-01T21:30:00": "it has no offset",
    "2025-12-01 21:30:00": "it has no offset",
    "2025-12-01": "an RFC 3339 instant with an offset",
    "1764624600": "a bare number is not an instant",
    "1764624600.5": "a bare number is not an instant",
    "2025-12-01T21:30:00 02:00": "an unescaped '+': send %2B",
    "2025-12-01T21:30:00.1234567Z": "at most six digits",
    "0000-01-01T00:00:00Z": "in the years 0001 to 9999",
    "10000-01-01T00:00:00Z": "an RFC 3339 instant",
    "9999-12-31T23:59:59.999999Z": "stand for infinity",
    "0001-01-01T00:00:00Z": "stand for infinity",
    "9999-12-31T23:59:59-01:00": "in the years 0001 to 9999",
    "0001-01-01T00:00:00+01:00": "in the years 0001 to 9999",
    "2025-02-29T00:00:00Z": "in the years 0001 to 9999: day is out of range",
    "2025-12-01T24:00:00Z": "hour must be in 0..23",
    "2025-12-01T23:59:60Z": "second must be in 0..59",
    "2025-12-01T21:30:00+99:00": "an RFC 3339 instant",
    "\uff12\uff10\uff12\uff15-12-01T21:30:00Z": "an RFC 3339 instant",
    "": "an RFC 3339 instant",
    "x" * 10_000: "an RFC 3339 instant",
}


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=lambda value: value[:40])
def test_what_is_no_instant_is_refused_with_what_to_send(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-12-01T21:30:00Z", "2025-12-01T21:30:00Z"),
        ("2025-12-01t21:30:00z", "2025-12-01T21:30:00Z"),
        ("2025-12-02T00:30:00+03:00", "2025-12-01T21:30:00Z"),
        ("2025-12-01T16:30:00.5-05:00", "2025-12-01T21:30:00.500000Z"),
    ],
)
def test_an_instant_is_written_in_utc(text: str, utc: str) -> None:
    assert format_instant(parse_instant(text)) == utc


@given(st.datetimes(timezones=st.timezones()).filter(lambda instant: 2 < instant.year < 9998))
def test_what_is_written_is_read_back(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant.astimezone(UTC)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_instant(text).tzinfo == UTC


@given(st.dates(max_value=date(9999, 12, 30)))
def test_a_utc_day_ends_where_the_next_begins(day: date) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(days=1)


@given(st.from_regex(r"[012]\d{3}-[01]\d-[0-3]\d[Tt][0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,6})?", fullmatch=True))
def test_utc_may_be_written_as_an_offset(text: str) -> None:
    assert _read(f"{text}Z") == _read(f"{text}z") == _read(f"{text}+00:00")


def _read(text: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        return parse_instant(text)
    return None
