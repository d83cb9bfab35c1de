"""What an EDTF string means: every rule of events/dates.py and events/edtf.py, by example and by property."""

import pickle
import re
import warnings
from calendar import monthrange
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from events.dates import BadDate, Interval, UnknownTimeZone, interval, parse, time_zone

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # edtf's grammar draws warnings from today's pyparsing
    from edtf import EDTFParseException, parse_edtf

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

unhurried = settings(deadline=None)


def between(earliest: str | None, latest: str | None) -> Interval:
    """An interval from ISO 8601 text; what has no offset is UTC."""
    return Interval(utc(earliest), utc(latest))


def utc(text: str | None) -> datetime | None:
    if text is None:
        return None
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# --- what is read

EXAMPLES = [
    # dates and times
    ("2025", "2025-01-01", "2026-01-01"),
    ("2025-12", "2025-12-01", "2026-01-01"),
    ("2025-12-02", "2025-12-02", "2025-12-03"),
    ("2024-02-29", "2024-02-29", "2024-03-01"),
    ("2024-02", "2024-02-01", "2024-03-01"),
    ("2025-12-02T17:04:05Z", "2025-12-02T17:04:05", "2025-12-02T17:04:06"),
    ("2025-12-02T17:04:05+02:00", "2025-12-02T15:04:05", "2025-12-02T15:04:06"),
    ("2025-12-02T17:04:05-03:30", "2025-12-02T20:34:05", "2025-12-02T20:34:06"),
    ("2025-12-02T17:04:05+02", "2025-12-02T15:04:05", "2025-12-02T15:04:06"),
    ("2025-12-02T17:04:05", "2025-12-02T17:04:05", "2025-12-02T17:04:06"),
    ("2025-12-02T17:04", "2025-12-02T17:04", "2025-12-02T17:05"),
    ("2025-12-31T23:59:59Z", "2025-12-31T23:59:59", "2026-01-01"),
    # the ends of what a datetime can hold
    ("0001-01-02", "0001-01-02", "0001-01-03"),
    ("9999-12-30", "9999-12-30", "9999-12-31"),
    # approximate and uncertain: never wider
    ("2025-10~", "2025-10-01", "2025-11-01"),
    ("1984?", "1984-01-01", "1985-01-01"),
    ("2004-06-11%", "2004-06-11", "2004-06-12"),
    ("2025-12-02T17:04~", "2025-12-02T17:04", "2025-12-02T17:05"),
    # digits left unspecified
    ("201X", "2010-01-01", "2020-01-01"),
    ("20XX", "2000-01-01", "2100-01-01"),
    ("1XXX", "1000-01-01", "2000-01-01"),
    ("2004-XX", "2004-01-01", "2005-01-01"),
    ("1985-04-XX", "1985-04-01", "1985-05-01"),
    ("1985-XX-XX", "1985-01-01", "1986-01-01"),
    ("198X-XX-XX", "1980-01-01", "1990-01-01"),
    ("2024-0X", "2024-01-01", "2024-10-01"),
    ("2024-1X", "2024-10-01", "2025-01-01"),
    ("2024-1X-XX", "2024-10-01", "2025-01-01"),
    ("2024-02-0X", "2024-02-01", "2024-02-10"),
    ("2023-02-2X", "2023-02-20", "2023-03-01"),
    ("2024-02-2X", "2024-02-20", "2024-03-01"),
    ("2024-04-3X", "2024-04-30", "2024-05-01"),
    ("201X~", "2010-01-01", "2020-01-01"),
    # seasons: spring, summer, autumn, winter; where no hemisphere is said, the northern
    ("2025-21", "2025-03-01", "2025-06-01"),
    ("2025-22", "2025-06-01", "2025-09-01"),
    ("2025-23", "2025-09-01", "2025-12-01"),
    ("2025-24", "2025-12-01", "2026-03-01"),
    ("2023-24", "2023-12-01", "2024-03-01"),
    ("2025-25", "2025-03-01", "2025-06-01"),
    ("2025-26", "2025-06-01", "2025-09-01"),
    ("2025-27", "2025-09-01", "2025-12-01"),
    ("2025-28", "2025-12-01", "2026-03-01"),
    ("2025-29", "2025-09-01", "2025-12-01"),
    ("2025-30", "2025-12-01", "2026-03-01"),
    ("2025-31", "2025-03-01", "2025-06-01"),
    ("2025-32", "2025-06-01", "2025-09-01"),
    # quarters, thirds and halves of a year
    ("2025-33", "2025-01-01", "2025-04-01"),
    ("2025-34", "2025-04-01", "2025-07-01"),
    ("2025-35", "2025-07-01", "2025-10-01"),
    ("2025-36", "2025-10-01", "2026-01-01"),
    ("2025-37", "2025-01-01", "2025-05-01"),
    ("2025-38", "2025-05-01", "2025-09-01"),
    ("2025-39", "2025-09-01", "2026-01-01"),
    ("2025-40", "2025-01-01", "2025-07-01"),
    ("2025-41", "2025-07-01", "2026-01-01"),
    ("2025-22~", "2025-06-01", "2025-09-01"),
    # intervals
    ("1964/2008", "1964-01-01", "2009-01-01"),
    ("2004-06/2006-08", "2004-06-01", "2006-09-01"),
    ("2004-02-01/2005", "2004-02-01", "2006-01-01"),
    ("2025-10/2025-10-05", "2025-10-01", "2025-10-06"),
    ("2025-12-02/2025-12-02", "2025-12-02", "2025-12-03"),
    ("1984?/2004-06~", "1984-01-01", "2004-07-01"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-04"),
    ("2025-22/2025-23", "2025-06-01", "2025-12-01"),
    ("2025-12-02T10:00/2025-12-02T11:59:59Z", "2025-12-02T10:00", "2025-12-02T12:00"),
    ("2024-08/..", "2024-08-01", None),
    ("2024-08/", "2024-08-01", None),
    ("../2025-11", None, "2025-12-01"),
    ("/2025-11~", None, "2025-12-01"),
    ("../..", None, None),
    ("../", None, None),
    ("/..", None, None),
    # one of a set
    ("[2025]", "2025-01-01", "2026-01-01"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1673-01-01"),
    ("[2025-11,2025-10-30]", "2025-10-30", "2025-12-01"),
    ("[2025-10~,2025-11?]", "2025-10-01", "2025-12-01"),
    ("[2024..2025-06]", "2024-01-01", "2025-07-01"),
    ("[..1760-12-03]", None, "1760-12-04"),
    ("[1760-12..]", "1760-12-01", None),
    ("[1760-01,1760-02,1760-12..]", "1760-01-01", None),
    ("[..1759,1760-12..]", None, None),
]


@pytest.mark.parametrize(("edtf", "earliest", "latest"), EXAMPLES)
def test_an_edtf_string_denotes_a_half_open_utc_interval(edtf, earliest, latest):
    assert interval(edtf) == between(earliest, latest)


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain"),
    [
        ("2025-10", False, False),
        ("2025-10~", True, False),
        ("2025-10?", False, True),
        ("2025-10%", True, True),
        ("2024~/2025?", True, True),
        ("../2025?", False, True),
        ("[2024,2025~]", True, False),
    ],
)
def test_the_qualifiers_are_flags(edtf, approximate, uncertain):
    assert parse(edtf).approximate is approximate
    assert parse(edtf).uncertain is uncertain


# --- what is refused

REFUSED = [
    # days, months and times that do not exist
    ("2023-02-29", "a day of 2023-02 from 01 to 28, not 29"),
    ("1900-02-29", "from 01 to 28"),
    ("2024-04-31", "from 01 to 30"),
    ("2024-04-00", "from 01 to 30"),
    ("2023-02-3X", "not 3X"),
    ("2024-00", "month of 2024 from 01 to 12, not 00"),
    ("2024-13", "season from 21 to 41"),
    ("2024-20", "season from 21 to 41"),
    ("2024-42", "season from 21 to 41"),
    ("2024-2X", "from 01 to 12"),
    ("2024-22-01", "a month of 2024 from 01 to 12, not 22"),
    ("2025-12-02T24:00", "24:00 is 00:00 of the next day"),
    ("2025-12-02T24:00:00", "24:00 is 00:00 of the next day"),
    ("2025-12-02T23:60", "from 00:00 to 23:59:59"),
    ("2016-12-31T23:59:60Z", "from 00:00 to 23:59:59"),
    ("2025-12-02T17:04:05.5", "leave the fraction out"),
    ("2025-12-02T17", "an EDTF date"),
    ("2025-12T17:04", "an EDTF date"),
    ("2025-12-XXT17:04", "X only for the last digits"),
    ("2025-12-02T17:04+14:01", "an offset from -14:00 to +14:00"),
    ("2025-12-02T17:04+10:60", "an offset from -14:00 to +14:00"),
    ("2025-12-02T17:04-00:00", "Z is none"),
    # nothing between start and end
    ("2025/2024", "a start before the end"),
    ("2025-12-02/2025-12-01", "a start before the end"),
    ("2025-12-02T10:00/2025-12-02T09:59", "a start before the end"),
    ("2025-12-02T10:00Z/2025-12-02T10:00+02:00", "a start before the end"),
    ("[1672..1670]", "a start before the end"),
    ("/", "'../..' says that there is no bound"),
    # outside of what a datetime can hold
    ("0000", "years 0001 to 9999"),
    ("000X", "years 0001 to 9999"),
    ("XXXX", "years 0001 to 9999"),
    ("9999", "years 0001 to 9999"),
    ("9998-24/9999-24", "years 0001 to 9999"),
    ("9999-12-31", "years 0001 to 9999"),
    ("9999-12-31T23:59:59Z", "years 0001 to 9999"),
    ("0001-01-01T00:00+00:01", "years 0001 to 9999"),
    ("0001-01-01", "but for the first instant"),
    ("9999-12-31T23:00-02:00", "years 0001 to 9999"),
    ("-0044", "years 0001 to 9999"),
    ("Y170000002", "years 0001 to 9999"),
    ("Y17E8", "years 0001 to 9999"),
    # level 2, where it would not be one unbroken interval, or says it of a part only
    ("156X-12-25", "X only for the last digits"),
    ("1985-XX-12", "X only for the last digits"),
    ("X985", "X only for the last digits"),
    ("201X-22", "X only for the last digits"),
    ("2004-06~-11", "where it holds for the whole date"),
    ("?2004-06", "where it holds for the whole date"),
    ("{1960,1961}", "one fact for each member"),
    ("1950S2", "an EDTF date"),
    # sets
    ("[]", "an EDTF date"),
    ("[2025,]", "an EDTF date"),
    ("[2025,,2026]", "an EDTF date"),
    ("[2025,..2026]", "an EDTF date"),
    ("[2025..,2026]", "an EDTF date"),
    ("[2025", "an EDTF date"),
    ("[2025/2026]", "an EDTF date"),
    ("[2025]~", "an EDTF date"),
    ("[..]", "[..2025] or [2025..]"),
    ("[..2025..]", "[..2025] or [2025..]"),
    # form
    ("", "an EDTF date"),
    ("..", "an EDTF date"),
    ("unknown", "an EDTF date"),
    ("2025-1", "an EDTF date"),
    ("25", "an EDTF date"),
    ("20251202", "an EDTF date"),
    ("2025-336", "an EDTF date"),
    ("2025-W49", "an EDTF date"),
    ("2025/P1Y", "an EDTF date"),
    ("2024/2025/2026", "an EDTF date"),
    ("2025~?", "an EDTF date"),
    ("2025-12-02t17:04z", "an EDTF date"),
    ("2025\u201312", "an EDTF date"),
    (" 2025", "without spaces"),
    ("2025\n", "without spaces"),
    ("2025-12-02 17:04", "without spaces"),
    ("\uff12\uff10\uff12\uff15", "an EDTF date"),
    ("\u0662\u0660\u0662\u0665", "an EDTF date"),
    ("2025\0", "an EDTF date"),
    ("\ud800", "an EDTF date"),
    ("[" + ",".join(["2025"] * 25) + "]", "at most 100 characters"),
    ("2" * 10_000, "at most 100 characters"),
    ("[" * 10_000, "at most 100 characters"),
]


@pytest.mark.parametrize(("edtf", "expected"), REFUSED, ids=lambda text: ascii(text[:30]))
def test_what_is_not_read_is_refused_with_the_value_and_what_to_send_instead(edtf, expected):
    """Oracle 27."""
    with pytest.raises(BadDate) as refusal:
        interval(edtf)

    assert expected in refusal.value.expected
    assert refusal.value.value == edtf or "start before" in expected or "years" in expected
    assert refusal.value.expected in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_refusal_is_a_value_error_that_can_be_sent_to_another_process():
    refusal = pickle.loads(pickle.dumps(BadDate("2025-13", "a month")))

    assert isinstance(refusal, ValueError)
    assert (refusal.value, refusal.expected) == ("2025-13", "a month")
    assert str(refusal) == "'2025-13': expected a month"


EDTF_ALPHABET = "0123456789-/.X[],?~%TZ:+{}YE "


@unhurried
@given(st.text() | st.text(EDTF_ALPHABET, max_size=110))
@example("[..,]")
@example("../../..")
@example("9999-12-31T23:59:59-14:00")
def test_no_text_raises_anything_but_bad_date(text):
    with suppress(BadDate):
        assert in_order(interval(text, ZoneInfo("America/Sao_Paulo")))


def test_a_hundred_characters_take_no_more_than_a_millisecond():
    longest = ["?-" * 50, ("[" + "2025," * 20)[:99] + "]", "2025-" * 20, " " * 100, "T0" * 50, "?" * 100]
    kyiv = time_zone("Europe/Kyiv")
    started = process_time()

    for text in longest * 20:
        assert len(text) == 100
        with suppress(BadDate):
            interval(text, kyiv)

    assert process_time() - started < 0.001 * 20 * len(longest)


# --- dates built from their parts

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
AWKWARD = [
    "America/Sao_Paulo",
    "Africa/Cairo",
    "America/Havana",
    "America/Toronto",
    "Asia/Gaza",
    "Asia/Beirut",
]
zones = st.sampled_from(AWKWARD) | st.sampled_from(ZONES)

qualifiers = st.sampled_from(["", "~", "?", "%"])


@st.composite
def local_dates(draw):
    """An EDTF date without qualifier, and the first and the last of the days that it names."""
    day = draw(st.dates(date(2, 1, 1), date(9998, 12, 31)))
    year, month = f"{day.year:04}", f"{day.year:04}-{day.month:02}"
    forms = [
        (year, date(day.year, 1, 1), date(day.year, 12, 31)),
        (f"{year}-XX", date(day.year, 1, 1), date(day.year, 12, 31)),
        (f"{year}-XX-XX", date(day.year, 1, 1), date(day.year, 12, 31)),
        (month, day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])),
        (f"{month}-XX", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])),
        (f"{year}-22", date(day.year, 6, 1), date(day.year, 8, 31)),
        (f"{year}-36", date(day.year, 10, 1), date(day.year, 12, 31)),
        (f"{month}-{day.day:02}", day, day),
    ]
    if 10 <= day.year < 9990:
        decade = day.year // 10 * 10
        forms.append((f"{year[:3]}X", date(decade, 1, 1), date(decade + 9, 12, 31)))
    return draw(st.sampled_from(forms))


@st.composite
def edtf_strings(draw):
    """EDTF of every shape that is read, most of it in order."""
    ends = [draw(local_dates())[0] + draw(qualifiers) for _ in range(3)]
    ends[0] = draw(st.just(ends[0]) | st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "Z"))
    first, second, third = sorted(ends)
    shapes = "{0} {0}/{1} {0}/.. {0}/ ../{0} /{0} ../.. [{0},{1}] [{0}..{1},{2}] [..{0},{1}] [{0},{1}..]"
    return draw(st.sampled_from(shapes.split())).format(first, second, third)


def is_read(edtf: str) -> bool:
    try:
        return bool(interval(edtf))
    except BadDate:
        return False


def in_order(found: Interval) -> bool:
    return found.earliest is None or found.latest is None or found.earliest < found.latest


@given(local_dates(), qualifiers)
def test_a_date_is_read_as_it_was_built(parts, qualifier):
    text, first, last = parts

    found = interval(text + qualifier)

    assert found.earliest == midnight(first)
    assert found.latest == midnight(last + DAY)


@given(
    st.dates(date(2, 1, 1), date(9998, 12, 31)),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60).filter(bool),
)
def test_a_time_with_an_offset_is_that_second(day, clock, minutes):
    at = datetime.combine(day, clock, timezone(timedelta(minutes=minutes)))

    found = interval(at.isoformat(), ZoneInfo("Asia/Tokyo"))

    assert found == Interval(at.astimezone(UTC), at.astimezone(UTC) + SECOND)


@given(local_dates(), local_dates())
def test_an_interval_spans_from_the_start_of_its_first_to_the_end_of_its_last(first, last):
    (a, _, _), (b, _, _) = first, last
    assume(interval(a).earliest < interval(b).latest)

    assert interval(f"{a}/{b}") == Interval(interval(a).earliest, interval(b).latest)
    assert interval(f"[{a}..{b}]") == interval(f"{a}/{b}")
    assert interval(f"{a}/..") == Interval(interval(a).earliest, None)
    assert interval(f"../{b}") == Interval(None, interval(b).latest)


@given(st.lists(local_dates(), min_size=1, max_size=6))
def test_a_set_contains_each_of_its_members_and_no_more(members):
    texts = [text for text, _, _ in members]

    found = interval(f"[{','.join(texts)}]")

    assert all(found.contains(interval(text)) for text in texts)
    assert found.earliest == min(interval(text).earliest for text in texts)
    assert found.latest == max(interval(text).latest for text in texts)


@given(local_dates(), local_dates(), qualifiers, qualifiers)
def test_no_qualifier_changes_an_interval(first, last, q, r):
    (a, _, _), (b, _, _) = sorted((first, last), key=lambda parts: parts[1:])

    assert interval(a + q) == interval(a)
    assert interval(f"{a}{q}/{b}{r}") == interval(f"{a}/{b}")
    assert interval(f"[{a}{q},{b}{r}]") == interval(f"[{a},{b}]")


@unhurried
@given(edtf_strings(), zones)
def test_every_accepted_string_has_its_earliest_before_its_latest(edtf, zone):
    with suppress(BadDate):
        assert in_order(interval(edtf, time_zone(zone)))


@unhurried
@given(edtf_strings(), st.integers(0, 60), st.sampled_from(EDTF_ALPHABET))
def test_a_slip_of_the_pen_is_refused_or_still_in_order(edtf, at, character):
    with suppress(BadDate):
        assert in_order(interval(edtf[:at] + character + edtf[at + 1 :]))


# --- local days

DAYS = [
    ("2025-12-02", "Europe/Kyiv", "2025-12-01T22:00", "2025-12-02T22:00", 24),
    ("2025-03-30", "Europe/Kyiv", "2025-03-29T22:00", "2025-03-30T21:00", 23),
    ("2025-10-26", "Europe/Kyiv", "2025-10-25T21:00", "2025-10-26T22:00", 25),
    ("2025-10-26", "America/New_York", "2025-10-26T04:00", "2025-10-27T04:00", 24),
    ("2025-10-05", "Australia/Lord_Howe", "2025-10-04T13:30", "2025-10-05T13:00", 23.5),
    # their midnight does not exist: the clocks go from 00:00 to 01:00
    ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00", "2018-11-05T02:00", 23),
    ("2018-11-03", "America/Sao_Paulo", "2018-11-03T03:00", "2018-11-04T03:00", 24),
    ("2024-04-26", "Africa/Cairo", "2024-04-25T22:00", "2024-04-26T21:00", 23),
    # midnight within a jump from 23:30 to 00:30
    ("1919-03-30", "America/Toronto", "1919-03-30T05:00", "1919-03-31T04:30", 23.5),
    ("1919-03-31", "America/Toronto", "1919-03-31T04:30", "1919-04-01T04:00", 23.5),
    # the clocks go from 24:00 back to 23:00, so the day before is long
    ("2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00", "2018-02-18T03:00", 25),
    # midnight strikes twice: the first counts, for the end of one day and for the start of the next
    ("2025-11-01", "America/Havana", "2025-11-01T04:00", "2025-11-02T04:00", 24),
    ("2025-11-02", "America/Havana", "2025-11-02T04:00", "2025-11-03T05:00", 25),
    ("2006-10-28", "America/St_Johns", "2006-10-28T02:30", "2006-10-29T02:30", 24),
    ("2006-10-29", "America/St_Johns", "2006-10-29T02:30", "2006-10-30T03:30", 25),
]


@pytest.mark.parametrize(("day", "zone", "earliest", "latest", "hours"), DAYS)
def test_a_local_day_has_as_many_hours_as_its_clocks_show(day, zone, earliest, latest, hours):
    """Oracle 26, by example."""
    found = interval(day, time_zone(zone))

    assert found == between(earliest, latest)
    assert found.latest - found.earliest == hours * HOUR


def test_an_offset_in_the_string_overrides_the_zone_and_a_local_time_takes_it():
    kyiv = time_zone("Europe/Kyiv")

    assert interval("2025-12-02T17:00:00Z", kyiv) == between("2025-12-02T17:00", "2025-12-02T17:00:01")
    assert interval("2025-12-02T17:00:00", kyiv) == between("2025-12-02T15:00", "2025-12-02T15:00:01")
    assert interval("2025-22", kyiv) == between("2025-05-31T21:00", "2025-08-31T21:00")
    assert interval("2025-12-01T18:00/2025-12-01", kyiv) == between("2025-12-01T16:00", "2025-12-01T22:00")


def test_a_time_that_strikes_twice_may_be_either():
    berlin = time_zone("Europe/Berlin")

    assert interval("2025-10-26T02:30", berlin) == between("2025-10-26T00:30", "2025-10-26T01:31")
    assert interval("2025-10-26T02:59:59", berlin) == between("2025-10-26T00:59:59", "2025-10-26T02:00")
    assert interval("2025-10-26T01:59:59", berlin) == between("2025-10-25T23:59:59", "2025-10-26T00:00")
    assert interval("2025-10-26T02:30+01:00", berlin) == between("2025-10-26T01:30", "2025-10-26T01:31")


@pytest.mark.parametrize(
    ("edtf", "zone"),
    [
        ("2025-03-30T02:30:00", "Europe/Berlin"),
        ("2025-03-30T01:00/2025-03-30T02:30", "Europe/Berlin"),
        ("2011-12-30", "Pacific/Apia"),
        ("2011-12-30T12:00", "Pacific/Apia"),
    ],
)
def test_what_the_clocks_skipped_is_refused(edtf, zone):
    with pytest.raises(BadDate, match=f"clocks in {zone} have shown; they skipped this one"):
        interval(edtf, time_zone(zone))


def test_a_year_whose_utc_bounds_cannot_be_held_is_refused_only_there():
    assert interval("0001", time_zone("America/New_York")).earliest > datetime(1, 1, 1, tzinfo=UTC)

    with pytest.raises(BadDate, match="years 0001 to 9999"):
        interval("0001", time_zone("Asia/Tokyo"))


days = st.dates(date(1900, 1, 1), date(2037, 12, 31))


@unhurried
@given(zones, days)
@example("Europe/Amsterdam", date(1937, 7, 1))
@example("America/Toronto", date(1919, 3, 31))
@example("Pacific/Apia", date(2011, 12, 30))
@example("America/St_Johns", date(2006, 10, 29))
def test_utc_bounds_match_the_time_zone_database(name, day):
    """Oracle 26."""
    zone = time_zone(name)
    midnight = datetime.combine(day, time())  # by the local clocks

    def shown(instant: datetime) -> datetime:
        return instant.astimezone(zone).replace(tzinfo=None)

    try:
        start = interval(day.isoformat(), zone).earliest
    except BadDate:
        assert not any(
            shown(midnight.replace(tzinfo=UTC) + hours * HOUR).date() == day for hours in range(-30, 54)
        )
        return

    assert shown(start) >= midnight
    assert shown(start - SECOND) < midnight
    assert all(shown(start - minutes * HOUR / 60) < midnight for minutes in range(10, 26 * 60, 10))
    assert interval((day - DAY).isoformat() + "/" + day.isoformat(), zone).contains(
        Interval(start, start + HOUR)
    )


@unhurried
@given(zones, days)
@example("Pacific/Apia", date(2011, 12, 30))
def test_the_days_of_a_month_follow_each_other_and_make_the_month(name, day):
    zone, month = time_zone(name), f"{day:%Y-%m}"

    found = []
    for n in range(1, monthrange(day.year, day.month)[1] + 1):
        with suppress(BadDate):  # a day that was skipped
            found.append(interval(f"{month}-{n:02}", zone))

    assert all(one.latest == following.earliest for one, following in pairwise(found))
    assert Interval(found[0].earliest, found[-1].latest) == interval(month, zone)


# --- relations

WINDOW = between("2025-06-01", "2025-07-01")


@pytest.mark.parametrize(
    ("fact", "possible", "certain"),
    [
        (between("2025-06-01", "2025-07-01"), True, True),
        (between("2025-06-10", "2025-06-11"), True, True),
        (between("2025-05-31", "2025-06-02"), True, False),
        (between("2025-06-30", "2025-07-02"), True, False),
        (between("2025-01-01", "2026-01-01"), True, False),
        (between("2025-05-01", "2025-06-01"), False, False),
        (between("2025-07-01", "2025-08-01"), False, False),
        (between(None, "2025-06-02"), True, False),
        (between(None, "2025-06-01"), False, False),
        (between("2025-06-30", None), True, False),
        (between("2025-07-01", None), False, False),
        (between(None, None), True, False),
    ],
)
def test_a_fact_is_possibly_or_certainly_in_a_window(fact, possible, certain):
    assert fact.overlaps(WINDOW) is possible
    assert WINDOW.overlaps(fact) is possible
    assert fact.inside(WINDOW) is certain
    assert WINDOW.contains(fact) is certain


def test_an_unbounded_window_holds_what_is_unbounded_on_the_same_side():
    since = between("2025-06-01", None)

    assert between("2025-06-01", None).inside(since)
    assert between("2030-01-01", "2030-01-02").inside(since)
    assert not between(None, None).inside(since)
    assert between(None, None).inside(between(None, None))


@given(edtf_strings().filter(is_read), edtf_strings().filter(is_read))
def test_whatever_is_certain_is_possible(one, other):
    fact, window = interval(one), interval(other)

    assert fact.overlaps(window) or not fact.inside(window)
    assert fact.contains(fact)
    assert fact.overlaps(fact)


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        (datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)),
        (datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
        (datetime.combine(date(2025, 1, 1), time()), None),
        (None, datetime(2025, 1, 1, tzinfo=timezone(HOUR))),
    ],
)
def test_an_interval_is_in_order_and_in_utc(earliest, latest):
    with pytest.raises(BadDate):
        Interval(earliest, latest)


def test_an_interval_widened_holds_the_same_dates_in_every_zone():
    assert interval("2025-12-02").widened() == between("2025-12-01T10:00", "2025-12-03T12:00")
    assert interval("2025-12/..").widened() == between("2025-11-30T10:00", None)
    assert interval("0001-01-01T00:01/9999-12-30").widened() == between(None, "9999-12-31T12:00")

    for name in ZONES:
        assert interval("2025-12-02").widened().contains(interval("2025-12-02", time_zone(name)))


# --- names of zones


def test_a_zone_has_its_name_in_the_iana_database():
    assert time_zone("Europe/Kyiv") == ZoneInfo("Europe/Kyiv")
    assert time_zone("UTC").utcoffset(None) == timedelta(0)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Kyiv", "europe/kyiv", "Europe", "Europe/", "../etc/passwd", "/etc/localtime", "localtime"),
        *(
            "Factory",
            "+02:00",
            "right/UTC",
            "posixrules",
            "zone.tab",
            "Europe/Kyiv\0",
            "\ud800",
            "x" * 10_000,
        ),
    ],
    ids=lambda name: ascii(name[:20]),
)
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(UnknownTimeZone, match="IANA database, such as Europe/Kyiv") as refusal:
        time_zone(name)

    assert refusal.value.value == name
    assert isinstance(refusal.value, BadDate)


# --- the edtf package


def theirs(value: str) -> str:
    """What edtf makes of `value`: its first and last day, inclusive, or how it fails."""
    try:
        parsed = parse_edtf(value)
        return f"{_shown(parsed.lower_strict())} to {_shown(parsed.upper_strict())}"
    except EDTFParseException:
        return "refused"
    except (AttributeError, TypeError, ValueError) as crash:
        return type(crash).__name__


def _shown(bound) -> str:
    return str(bound) if isinstance(bound, float) else "{:04}-{:02}-{:02}".format(*bound[:3])


def ours(value: str) -> str:
    """The same of ours; a time of day is shown only where there is one."""
    try:
        found = interval(value)
    except BadDate:
        return "refused"
    earliest = "-inf" if found.earliest is None else _clock(found.earliest).removesuffix(" 00:00:00")
    latest = "inf" if found.latest is None else _clock(found.latest - SECOND).removesuffix(" 23:59:59")
    return f"{earliest} to {latest}"


def _clock(instant: datetime) -> str:
    return str(instant.replace(tzinfo=None))


DIFFERENCES = [
    # value, ours, theirs, why
    ("2023-02-29", "refused", "2023-02-29 to 2023-02-29", "there was no such day"),
    ("2025/2024", "refused", "2025-01-01 to 2024-12-31", "it ends before it begins"),
    ("2025-12-02 ", "refused", "2025-12-02 to 2025-12-02", "white space is not EDTF"),
    (
        "1950S2",
        "refused",
        "1950-01-01 to 1950-12-31",
        "significant digits widen the year; they read past them",
    ),
    ("{1960,1961}", "refused", "1960-01-01 to 1961-12-31", "all of a set is several facts"),
    ("1985-XX-12", "refused", "1985-01-12 to 1985-12-12", "twelve days are not one interval"),
    ("2004-06~-11", "refused", "2004-06-11 to 2004-06-11", "a flag holds for a whole date"),
    ("0000", "refused", "0000-01-01 to 0000-12-31", "instants are of the years 0001 to 9999"),
    ("-0044", "refused", "-044-01-01 to -044-12-31", "instants are of the years 0001 to 9999"),
    ("9999", "refused", "9999-01-01 to 9999-12-31", "its half-open end would be in the year 10000"),
    ("2025-12-02T24:00:00", "refused", "2025-12-02 to 2025-12-02", "it is 00:00 of the next day"),
    ("2025-34/2025-36", "2025-04-01 to 2025-12-31", "refused", "their quarters are not in intervals"),
    ("2004-XX/2006", "2004-01-01 to 2006-12-31", "AttributeError", "some month of 2004, then 2006"),
    ("2024-1X", "2024-10-01 to 2024-12-31", "AttributeError", "October to December"),
    ("2025-12-2X", "2025-12-20 to 2025-12-29", "ValueError", "the 20th to the 29th"),
    ("../", "-inf to inf", "TypeError", "an open and an unknown end"),
    ("/..", "-inf to inf", "TypeError", "an unknown and an open end"),
    ("2025-24", "2025-12-01 to 2026-02-28", "2025-12-01 to 2025-12-31", "winter has three months"),
    ("2025-28", "2025-12-01 to 2026-02-28", "2025-12-01 to 2025-12-31", "so has the north's"),
    ("2025-30", "2025-12-01 to 2026-02-28", "2025-12-01 to 2025-12-31", "and the south's summer"),
    (
        "2004-06/",
        "2004-06-01 to inf",
        "2004-06-01 to 2014-06-01",
        "an unknown end is no bound, not ten years",
    ),
    ("/2004-06", "-inf to 2004-06-30", "1994-06-30 to 2004-06-30", "an unknown start is none either"),
    (
        "2025-12-02T17:00:00Z",
        "2025-12-02 17:00:00 to 2025-12-02 17:00:00",
        "2025-12-02 to 2025-12-02",
        "a second is not a day",
    ),
    (
        "2025-12-02T01:00:00+02:00",
        "2025-12-01 23:00:00 to 2025-12-01 23:00:00",
        "2025-12-02 to 2025-12-02",
        "an offset counts",
    ),
    (
        "2025-12-02T17:00",
        "2025-12-02 17:00:00 to 2025-12-02 17:00:59",
        "refused",
        "news says 5 p.m., not 5:00:00",
    ),
    (
        "2025-12-02T10:00:00Z/2025-12-02T11:59:59Z",
        "2025-12-02 10:00:00 to 2025-12-02 11:59:59",
        "refused",
        "ISO 8601 has intervals of times",
    ),
    ("2025-22~", "2025-06-01 to 2025-08-31", "refused", "'about summer' is said"),
    ("[2025-22,2025-23]", "2025-06-01 to 2025-11-30", "refused", "nor in sets"),
    ("[2025]", "2025-01-01 to 2025-12-31", "refused", "a set may have one member"),
]


@pytest.mark.parametrize(("value", "our_reading", "their_reading", "why"), DIFFERENCES)
@pytest.mark.filterwarnings("ignore")
def test_where_we_differ_from_the_edtf_package(value, our_reading, their_reading, why):
    assert (ours(value), theirs(value)) == (our_reading, their_reading), why


@pytest.mark.filterwarnings("ignore")
def test_approximately_the_second_of_december_is_not_two_years():
    fuzzy = parse_edtf("2025-12-02~")

    assert (_shown(fuzzy.lower_fuzzy()), _shown(fuzzy.upper_fuzzy())) == ("2024-11-01", "2027-01-03")
    assert interval("2025-12-02~") == between("2025-12-02", "2025-12-03")


@unhurried
@pytest.mark.filterwarnings("ignore")
@given(local_dates(), local_dates(), st.sampled_from(["{0}", "{0}/{1}", "{0}/..", "../{1}", "[{0},{1}]"]))
def test_elsewhere_we_agree_with_the_edtf_package(first, last, shape):
    (a, _, _), (b, _, _) = sorted((first, last), key=lambda parts: parts[1:])
    text = shape.format(a, b)
    assume(text == a or not re.search(r"X|\b\d{4}-(22|36)\b", text))

    assert ours(text) == theirs(text)
