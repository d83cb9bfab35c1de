"""Since when the public could know a fact: by the statement that it is, or by the publication."""

from datetime import UTC, datetime

import pytest

from events.extraction.extraction import Extraction, FactFound, Range
from events.ingestion.reading import Said, from_text
from events.ingestion.reports import reports
from events.ingestion.subjects import Subjects
from events.payloads import Occurred

TEXT = "Mayor Lind said on Tuesday that the bridge is closed."


def known(
    published: str, zone: str = "UTC", *, day: str = "2025-03-11", is_statement: bool = True
) -> tuple[str, str]:
    """`known_by` and `reported_at` of what she said on that day, as it is read on the clocks of `zone`."""
    fact = FactFound(
        start=0,
        end=len(TEXT),
        trigger=Range(start=11, end=15),
        occurred=Occurred(edtf=day, time_zone=zone),
        is_statement=is_statement,
        status="claimed",
        summary="The mayor says the bridge is closed",
        confidence=0.9,
    )
    at = datetime.fromisoformat(published)
    extraction = Extraction(extracted_by="hand", facts=(fact,), timexes=())
    (report,) = reports(from_text(TEXT, Said(published=published)), "n1", extraction, Subjects(), at)
    return report.known_by, report.reported_at.astimezone(UTC).isoformat()


def test_a_statement_is_known_when_its_day_is_over_everywhere():
    assert known("2025-03-14T09:00:00+00:00") == ("statement", "2025-03-12T12:00:00+00:00")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
def test_the_place_that_is_spoken_of_does_not_tell_when_it_was_said(zone):
    """Somebody in Honolulu speaks of Tokyo: his Tuesday is not over when Tokyo's is."""
    assert known("2025-03-14T09:00:00+00:00", zone) == ("statement", "2025-03-12T12:00:00+00:00")


def test_a_statement_whose_day_may_not_be_over_at_publication_is_known_by_that():
    assert known("2025-03-12T06:30:00+00:00") == ("publication", "2025-03-12T06:30:00+00:00")


def test_a_weekday_six_days_back_may_be_the_one_that_has_begun_farther_east():
    assert known("2025-03-18T02:30:00+00:00")[0] == "publication"
    assert known("2025-03-19T12:00:00+00:00")[0] == "statement"


def test_what_is_no_statement_is_known_by_publication():
    assert known("2025-03-14T09:00:00+00:00", is_statement=False)[0] == "publication"
