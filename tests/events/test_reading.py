"""What the log holds is read without being checked again, as the check would have read it."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from events.envelope import payload_bytes, read_payload
from events.instants import format_instant
from events.payloads import PAYLOADS, RECORDED, Payload
from events.reading import read_recorded
from tests.making import SHA

_ids = st.sampled_from(("a", "b2", "c_c", "d-4"))
_lines = st.sampled_from(("T", "of 2 May", "Łódź “x”", "\t"))
_instants = st.datetimes(datetime(1800, 1, 1), datetime(2024, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    format_instant
)
_confidences = st.sampled_from((0, 1, 0.25))
_uuids = st.uuids().map(str)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def _some(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def _spans(start: int) -> dict[str, Any]:
    return {"for": "date" if start % 2 else "fact", "start": start, "end": start + 5}


_occurred = st.sampled_from(
    (
        {"edtf": "2025"},
        {"edtf": "2025-10-26T01:30", "time_zone": "Europe/Berlin", "phrase": "early"},
        {"edtf": "2025-05~/..", "extent": "throughout"},
        {"edtf": "../2025-05", "basis": "inferred"},
        {"edtf": "2025-05-03", "earliest": "2025-05-03T12:00:00Z", "latest": "2025-05-03T18:00:00.5Z"},
    )
)
_evidence = _some(
    {"sha256": st.just(SHA), "spans": st.lists(st.integers(0, 99).map(_spans), min_size=1, max_size=3)},
    quote=_maybe(_lines),
)


def _mentions(name: str, roles: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    mention = _some({name: _ids}, role=st.sampled_from(roles), words=_maybe(_lines))
    return st.lists(mention, max_size=3, unique_by=lambda m: (m[name], m.get("role", roles[0])))


_fact_fields: dict[str, Any] = {
    "known_by": st.sampled_from(("publication", "statement")),
    "status": st.sampled_from(("asserted", "planned")),
    "attributed_to": _maybe(_ids),
    "via": st.lists(_ids, max_size=2),
    "actors": _mentions("actor", ("participant", "speaker")),
    "locations": _mentions("location", ("place", "target")),
    "extracted_by": _lines,
    "confidence": _maybe(_confidences),
    "needs_review": st.booleans(),
}
_must = {"summary": _lines, "occurred": _occurred, "reported_at": _instants, "evidence": _evidence}
_version: dict[str, Any] = {"published_at": _instants, "sha256": st.just(SHA), "length": st.integers(1, 9)}
_change: dict[str, Any] = {"amends": _maybe(_uuids), "reason": _lines}
_named: dict[str, Any] = {"name": _lines, "slug": st.just("a-b")}
_aliases = st.lists(_lines, unique=True, max_size=3)
_parents = st.lists(
    _some(
        {"location": _ids},
        since=_maybe(_instants),
        until=st.just("2024-06-01T00:00:00Z"),
        according_to=_maybe(_ids),
    ),
    max_size=3,
)
_coordinates = st.fixed_dictionaries({"latitude": st.sampled_from((0, 48.28)), "longitude": st.just(-37)})

SAID: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "ArticleAdded": _some(
        {"title": _lines, **_version},
        url=_maybe(_lines),
        publisher=_maybe(_ids),
        published_on=_maybe(st.just("2024-02-29")),
        time_zone=_maybe(st.just("Europe/Kyiv")),
        language=st.just("de"),
        text=_maybe(_lines),
    ),
    "ArticleRevised": _some(_version, title=_maybe(_lines), text=_maybe(_lines)),
    "ArticleRetracted": _some({"reported_at": _maybe(_instants)}, reason=_lines),
    "FactReported": _some({"fact": _ids, **_must}, **_fact_fields),
    "FactCorrected": _some(
        {"fact": _ids, "reported_at": st.none(), "changes": _some({"summary": _lines}, **_fact_fields)},
        **_change,
    )
    | _some(
        {
            "fact": _ids,
            "reported_at": _instants,
            "changes": _some({"occurred": _occurred}, evidence=_evidence),
        },
        **_change,
    ),
    "FactRetracted": _some({"fact": _ids, "reported_at": _maybe(_instants)}, **_change),
    "FactReinstated": _some({"fact": _ids, "reported_at": _instants}, **_change),
    "FactReviewed": _some({"fact": _ids}, note=_lines),
    "FactsLinked": _some(
        {"fact": st.just("a"), "relation": st.just("denies"), "other": st.just("b")},
        confidence=_maybe(_confidences),
        reason=_lines,
    ),
    "ActorNamed": _some({**_named, "kind": st.just("person")}, aliases=_aliases),
    "ActorsMerged": _some({"into": _ids}, reason=_lines),
    "LocationNamed": _some(
        {**_named, "kind": st.just("city")},
        aliases=_aliases,
        coordinates=_maybe(_coordinates),
        parents=_parents,
    ),
    "LocationsMerged": _some({"into": _ids}, reason=_lines),
    "ChangeWithdrawn": _some({"withdraws": _uuids}, fact=_maybe(_ids), reason=_lines),
}


@given(st.sampled_from(sorted(SAID)).flatmap(lambda type_: st.tuples(st.just(type_), SAID[type_])))
def test_reading_gives_what_checking_gives(said: tuple[str, dict[str, Any]]) -> None:
    type_, payload = said
    schema = PAYLOADS[type_].schema_version
    written = payload_bytes(read_payload(type_, schema, payload))

    read = read_recorded(type_, schema, written)

    checked = read_payload(type_, schema, orjson.loads(written), context=RECORDED)
    assert read == checked
    assert _told(read) == _told(checked)


def _told(payload: Payload) -> tuple[object, ...]:
    """The payload as it shows itself, with the types of all that is in it, and as it is written."""
    return repr(payload), payload.model_dump(), payload.model_dump_json(), payload_bytes(payload)


@given(st.sampled_from(sorted(SAID)).flatmap(lambda type_: st.tuples(st.just(type_), SAID[type_])))
def test_what_is_written_is_what_the_model_says_of_itself(said: tuple[str, dict[str, Any]]) -> None:
    type_, payload = said
    read = read_payload(type_, PAYLOADS[type_].schema_version, payload)

    values = read.model_dump(exclude={"type"})

    assert payload_bytes(read) == orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def test_every_type_is_read() -> None:
    assert SAID.keys() == PAYLOADS.keys()


def test_instants_are_in_utc_of_the_one_kind() -> None:
    read = read_recorded("ArticleRetracted", 1, '{"reported_at": "2025-01-01T00:00:00Z", "reason": ""}')

    assert read.reported_at == datetime(2025, 1, 1, tzinfo=UTC)  # type: ignore[union-attr]
    assert read.reported_at.tzinfo is UTC  # type: ignore[union-attr]


def test_what_bears_not_every_field_is_read_with_the_defaults() -> None:
    read = read_recorded("FactRetracted", 1, '{"fact": "f", "reported_at": "2025-01-01T02:00:00+02:00"}')

    assert (read.reason, read.amends) == ("", None)  # type: ignore[union-attr]
    assert read.reported_at == datetime(2025, 1, 1, tzinfo=UTC)  # type: ignore[union-attr]


def test_what_bears_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        read_recorded("FactReviewed", 1, '{"fact": "f", "note": "", "mood": "good"}')
