"""When an article was published, told by an instant or only by a day."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import UnreadableArticle
from events.extraction.extraction import FactFound, Range
from events.ingestion.publication import Publication, read_publication
from events.payloads import Occurred

LATER = datetime(2026, 1, 1, tzinfo=UTC)


def fact(edtf: str, status: str = "planned", **more: object) -> FactFound:
    return FactFound(
        start=0,
        end=9,
        trigger=Range(start=0, end=1),
        occurred=Occurred(edtf=edtf),
        status=status,
        summary="It happens",
        confidence=1,
        **more,
    )


@pytest.mark.parametrize(
    ("text", "zone", "at", "on"),
    [
        ("2025-02-11T06:00:00Z", "UTC", "2025-02-11T06:00:00+00:00", "2025-02-11"),
        ("2025-02-10T23:30:00Z", "Europe/Kyiv", "2025-02-10T23:30:00+00:00", "2025-02-11"),
        ("2025-02-11T06:00:00", "Europe/Kyiv", "2025-02-11T04:00:00+00:00", "2025-02-11"),
        ("2025-02-11T06:00+0100", "UTC", "2025-02-11T05:00:00+00:00", "2025-02-11"),
        (" 2025-02-11 ", "UTC", None, "2025-02-11"),
    ],
)
def test_days_and_instants_are_read_on_the_clocks_of_the_zone(text, zone, at, on):
    read = read_publication(text, zone)

    assert read == Publication(date.fromisoformat(on), zone, at and datetime.fromisoformat(at))


@given(st.text(), st.sampled_from(["UTC", "Europe/Kyiv", "Mars/Olympus"]))
def test_any_text_is_read_or_refused(text, zone):
    with contextlib.suppress(UnreadableArticle):
        assert read_publication(text, zone).begins.tzinfo is not None


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "2025-02-30"])
def test_the_ends_of_time_are_refused(text):
    with pytest.raises(UnreadableArticle):
        read_publication(text, "Pacific/Auckland").moment(LATER)


def test_a_day_ends_with_the_publishers_clocks():
    assert read_publication("2025-02-11", "America/New_York").moment(LATER) == datetime(
        2025, 2, 12, 5, tzinfo=UTC
    )


def test_what_is_taken_in_was_published_by_then():
    noon = datetime(2025, 2, 11, 12, tzinfo=UTC)

    assert read_publication("2025-02-11").moment(noon) == noon


def test_a_day_that_has_not_begun_is_refused():
    with pytest.raises(UnreadableArticle, match="has not begun"):
        read_publication("2025-02-12").moment(datetime(2025, 2, 11, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "hour"),
    [
        ([fact("2025-02-11T14:00Z")], 14),
        ([fact("2025-02-11T16:00Z"), fact("2025-02-11T14:00Z")], 14),
        ([fact("2025-02-11T14:00Z"), fact("2025-02-11T09:00Z", "asserted")], 14),
        # What is said to have happened later than the plan makes one of both a mistake.
        ([fact("2025-02-11T14:00Z"), fact("2025-02-11T15:00Z", "asserted")], 24),
        ([fact("2025-02-11T14:00Z", needs_review=True)], 24),
        ([fact("2025-02-11T14:00Z", "claimed")], 24),
        ([fact("2025-02-12T14:00Z")], 24),
        ([fact("2025-02-11")], 24),
    ],
)
def test_an_article_was_published_before_what_it_surely_calls_the_future(facts, hour):
    day, rest = divmod(hour, 24)

    assert read_publication("2025-02-11").moment(LATER, facts) == datetime(
        2025, 2, 11 + day, rest, tzinfo=UTC
    )
