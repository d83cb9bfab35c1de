"""The payload models: one of each type can be said, and a correction can write what a report holds."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.envelope import payload_bytes, payload_json, read_payload
from events.instants import format_instant
from events.payloads import PAYLOAD, PAYLOADS, FactCorrected, FactReported
from tests.making import SHA

EVIDENCE = {"sha256": SHA, "spans": [{"for": "fact", "start": 0, "end": 5}]}
NEVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NOW = "2025-01-01T00:00:00Z"
EVENT = "11111111-1111-4111-8111-111111111111"
SAID: dict[str, dict[str, Any]] = {
    "ArticleAdded": {"title": "T", "published_at": NOW, "sha256": SHA, "length": 9},
    "ArticleRevised": {"published_at": NOW, "sha256": SHA, "length": 9},
    "ArticleRetracted": {"reported_at": None},
    "FactReported": {
        "fact": "f",
        "summary": "S",
        "occurred": {"edtf": "2025"},
        "reported_at": NOW,
        "evidence": EVIDENCE,
    },
    "FactCorrected": {"fact": "f", "reported_at": None, "changes": {"summary": "S"}},
    "FactRetracted": {"fact": "f", "reported_at": None},
    "FactReinstated": {"fact": "f", "reported_at": NOW},
    "FactReviewed": {"fact": "f"},
    "FactsLinked": {"fact": "f", "relation": "denies", "other": "g"},
    "ActorNamed": {"name": "A", "slug": "a", "kind": "person"},
    "ActorsMerged": {"into": "b"},
    "LocationNamed": {"name": "L", "slug": "l", "kind": "city", "parents": [{"location": "m"}]},
    "LocationsMerged": {"into": "m"},
    "ChangeWithdrawn": {"withdraws": EVENT},
}


def test_every_type_of_the_design_is_there_and_no_other() -> None:
    assert list(PAYLOADS) == list(SAID)


@pytest.mark.parametrize("type_", SAID)
def test_what_is_written_is_read_back(type_: str) -> None:
    schema = PAYLOADS[type_].schema_version
    payload = read_payload(type_, schema, SAID[type_])

    assert read_payload(type_, schema, payload_json(payload), context="recorded") == payload
    assert (
        payload_json(payload).items()
        >= {
            field: value for field, value in SAID[type_].items() if not isinstance(value, dict | list)
        }.items()
    )


@pytest.mark.parametrize("type_", SAID)
@given(instant=st.datetimes(timezones=st.just(UTC)).filter(lambda i: NEVER < i < FOREVER), on=st.dates())
def test_what_is_stored_is_what_the_api_shows_with_its_keys_sorted(
    type_: str, instant: datetime, on: date
) -> None:
    now = format_instant(instant)
    drawn = {"reported_at": now, "published_at": now, "published_on": on.isoformat(), "confidence": 0.1}
    fields = PAYLOADS[type_].model_fields.keys()
    said = SAID[type_] | {name: value for name, value in drawn.items() if name in fields}
    if type_ == "FactCorrected":
        said |= {"reported_at": None, "changes": {"reported_at": now, "occurred": {"edtf": "2025-03"}}}
    payload = read_payload(type_, PAYLOADS[type_].schema_version, said)

    assert payload_bytes(payload) == orjson.dumps(payload_json(payload), option=orjson.OPT_SORT_KEYS)


def test_a_correction_can_write_every_field_of_a_report_but_its_id() -> None:
    fields = PAYLOAD.json_schema()["$defs"]["FactFields"]["properties"]

    assert fields.keys() == FactReported.model_fields.keys() - {"type", "fact"}


@pytest.mark.parametrize("field", ["occurred", "reported_at", "evidence", "actors"])
def test_a_correction_cannot_leave_a_fact_without_what_it_needs(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        FactCorrected(fact="f", reported_at=None, changes={field: None})  # type: ignore[misc]


def test_a_reinstatement_of_our_own_is_refused() -> None:
    with pytest.raises(ValueError, match="reported_at"):
        read_payload("FactReinstated", 1, {"fact": "f", "reported_at": None})


def test_bounds_follow_from_the_date_and_its_zone_where_they_are_left_out() -> None:
    payload = read_payload(
        "FactReported",
        1,
        SAID["FactReported"] | {"occurred": {"edtf": "2025-12", "time_zone": "Europe/Kyiv"}},
    )

    assert payload_json(payload)["occurred"] == {
        "edtf": "2025-12",
        "phrase": None,
        "time_zone": "Europe/Kyiv",
        "earliest": "2025-11-30T22:00:00Z",
        "latest": "2025-12-31T22:00:00Z",
        "extent": "within",
        "basis": "explicit",
    }


def test_what_was_recorded_stays_readable_when_a_zone_is_revised() -> None:
    occurred = {"edtf": "2025", "earliest": "2019-01-01T00:00:00Z", "latest": "2019-02-01T00:00:00Z"}
    payload = SAID["FactReported"] | {"occurred": occurred}

    with pytest.raises(ValueError, match="inside that of"):
        read_payload("FactReported", 1, payload)
    assert read_payload("FactReported", 1, payload, context="recorded")
