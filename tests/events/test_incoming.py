"""Ready-made events from JSON Lines and CloudEvents: taken whole, or refused with line, field and what was expected."""

import contextlib
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.bundled import sample
from events.envelope import ANY, NO_STREAM, payload_bytes
from events.errors import InvalidEvents
from events.incoming import BODY_SIZE_MAX, read_cloudevents, read_json_lines

ACTOR = {
    "stream": "actor-x",
    "type": "ActorNamed",
    "payload": {"name": "X", "slug": "x", "kind": "person"},
}
CORRECTION = {
    "stream": "article-n",
    "type": "FactCorrected",
    "payload": {"fact": "f", "reported_at": None, "changes": {"summary": "s"}},
}


def lines(*events: dict[str, Any]) -> bytes:
    return b"\n".join(orjson.dumps(event) for event in events)


def changed(event: dict[str, Any], **payload: Any) -> bytes:
    return lines(ACTOR, event | {"payload": event["payload"] | payload})


def occurred(**fields: Any) -> bytes:
    return changed(CORRECTION, changes={"occurred": fields})


REFUSED = {
    "an unknown type": (lines(ACTOR, ACTOR | {"type": "ActorRenamed"}), 2, "type", "one of ArticleAdded, "),
    "a later schema": (lines(ACTOR | {"schema": 9}), 1, "schema", "a schema from 1 to 1"),
    "a bad date": (occurred(edtf="2023-02-29"), 2, "payload.changes.occurred", "a day of 2023-02"),
    "a date of 10 kB": (occurred(edtf="2" * 10_000), 2, "payload.changes.occurred", "at most"),
    "bounds that widen the date": (
        occurred(edtf="2023", earliest="2022-01-01T00:00:00Z", latest="2024-01-01T00:00:00Z"),
        *(2, "payload.changes.occurred", "inside that of '2023'"),
    ),
    "a time zone that is none": (
        occurred(edtf="2023", time_zone="Mars/Olympus"),
        *(2, "payload.changes.occurred", "the name of a zone"),
    ),
    "a naive instant": (
        changed(CORRECTION, reported_at="2025-01-01T00:00:00"),
        *(2, "payload.reported_at", "it has no offset"),
    ),
    "an epoch": (changed(CORRECTION, reported_at=1735689600), 2, "payload.reported_at", "RFC 3339"),
    "a stream of another kind": (lines(ACTOR | {"stream": "article-x"}), 1, None, "in a stream actor-<id>"),
    "an id with a blank": (lines(ACTOR | {"stream": "actor-a b"}), 1, "stream", "pattern"),
    "an unknown field": (lines(ACTOR | {"payloads": {}}), 1, "payloads", "no such field"),
    "a NUL": (changed(ACTOR, name="a\0b"), 2, "payload.name", "without NUL"),
    "no payload": (
        lines({"stream": "actor-x", "type": "ActorNamed"}),
        1,
        "payload",
        "this field, which is missing",
    ),
    "a published correction of when it was reported": (
        changed(
            CORRECTION, reported_at="2025-01-01T00:00:00Z", changes={"reported_at": "2025-01-01T00:00:00Z"}
        ),
        *(2, "payload", "our record's to mend"),
    ),
    "no change": (changed(CORRECTION, changes={}), 2, "payload.changes", "at least one field"),
    "a half-written file": (lines(ACTOR, ACTOR)[:-9], 2, None, "is the file cut off?"),
    "invalid UTF-8": (lines(ACTOR) + b'\n{"stream": "\xff"}', 2, None, "UTF-8"),
    "a bare value": (b"7", 1, None, "a JSON object"),
    "nothing": (b"\n\n", None, None, "at least one event"),
    "too much": (b" " * (BODY_SIZE_MAX + 1), None, None, "send it in parts"),
    "deep nesting": (
        lines(ACTOR)[:-2] + b',"aliases":' + b"[" * 900 + b"]" * 900 + b"}}",
        *(1, "payload.aliases.0", "a valid string"),
    ),
    "a version expected late": (
        lines(ACTOR, ACTOR | {"expected_version": 1}),
        *(2, "expected_version", "on the first event of its stream only"),
    ),
}


@pytest.mark.parametrize(("body", "line", "field", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_input_is_refused_with_line_field_and_what_was_expected(
    body: bytes, line: int | None, field: str | None, expected: str
) -> None:
    with pytest.raises(InvalidEvents) as refusal:
        read_json_lines(body)

    (problem,) = refusal.value.details["problems"]
    assert (problem.get("line"), problem.get("field")) == (line, field)
    assert expected in problem["expected"]
    assert "nothing was recorded" in str(refusal.value)


@pytest.mark.parametrize("depth", [900, 990, 1_000, 1_020, 100_000])
def test_deep_nesting_is_refused_however_deep(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth

    for read, body in (
        (read_json_lines, b'{"stream":"actor-x","type":"ActorNamed","payload":{"a":' + deep + b"}}"),
        (read_json_lines, b'{"stream":' + deep + b"}"),
        (read_cloudevents, b'[{"id":"1","specversion":"1.0","data":{"a":' + deep + b"}}]"),
        (read_cloudevents, deep),
    ):
        with pytest.raises(InvalidEvents):
            read(body)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InvalidEvents) as refusal:
        read_json_lines(lines(ACTOR | {"type": "No"}, ACTOR, ACTOR | {"stream": "x"}))

    assert [problem["line"] for problem in refusal.value.details["problems"]] == [1, 3]


def test_an_event_without_an_id_has_the_id_that_follows_from_what_it_says() -> None:
    once, again, other = (
        read_json_lines(lines(event)).events[0].event_id for event in (ACTOR, ACTOR, CORRECTION)
    )

    assert once == again != other


def test_expected_versions_are_read_from_the_first_event_of_a_stream() -> None:
    sent = [
        ACTOR | {"expected_version": "no_stream"},
        ACTOR,
        CORRECTION | {"expected_version": 7},
        ACTOR | {"stream": "actor-y", "expected_version": "any"},
    ]

    submission = read_json_lines(lines(*sent))

    assert submission.expected_versions == {"actor-x": NO_STREAM, "article-n": 7, "actor-y": ANY}


def test_only_what_a_correction_sends_is_among_its_changes() -> None:
    (event,) = read_json_lines(lines(CORRECTION)).events

    assert orjson.loads(payload_bytes(event.payload))["changes"] == {"summary": "s"}


def cloudevent(**changed: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": "11111111-1111-4111-8111-111111111111",
        "source": "/newsroom",
        "type": "ActorNamed",
        "subject": "actor-x",
        "time": "2025-01-01T00:00:00Z",
        "data": ACTOR["payload"],
    }
    return {name: value for name, value in (event | changed).items() if value is not None}


def test_a_cloudevents_batch_says_what_json_lines_say() -> None:
    sent = cloudevent(expectedversion="no_stream", correlationid="22222222-2222-4222-8222-222222222222")

    submission = read_cloudevents(orjson.dumps([sent]))

    (event,) = submission.events
    assert event.payload == read_json_lines(lines(ACTOR)).events[0].payload
    assert (event.stream, str(event.event_id)) == ("actor-x", sent["id"])
    assert event.correlation_id == UUID("22222222-2222-4222-8222-222222222222")
    assert submission.expected_versions == {"actor-x": NO_STREAM}


def test_a_cloudevent_whose_id_is_no_uuid_is_known_by_source_and_id() -> None:
    ids = {
        read_cloudevents(orjson.dumps([cloudevent(id=id_, source=source)])).events[0].event_id
        for id_, source in (("1", "/a"), ("1", "/a"), ("1", "/b"), ("2", "/a"))
    }

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", "a JSON array of CloudEvents"),
        (b"[1]", "a CloudEvent, a JSON object"),
        (b"[", "a JSON array of CloudEvents"),
        (orjson.dumps([cloudevent(id=None)]), "an attribute that CloudEvents 1.0 requires"),
        (orjson.dumps([cloudevent(specversion="0.3")]), "a CloudEvent 1.0"),
        (orjson.dumps([cloudevent(source=7)]), "a CloudEvent 1.0"),
        (orjson.dumps([cloudevent(time="yesterday")]), "a CloudEvent 1.0"),
        (orjson.dumps([cloudevent(type="No")]), "one of ArticleAdded"),
        (orjson.dumps([cloudevent(subject=None)]), "this field, which is missing"),
        (orjson.dumps([cloudevent(data="text")]), "dictionary"),
    ],
)
def test_a_bad_cloudevents_batch_is_refused(body: bytes, expected: str) -> None:
    with pytest.raises(InvalidEvents) as refusal:
        read_cloudevents(body)

    assert expected in refusal.value.details["problems"][0]["expected"]


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.sampled_from(
    ["event_id", "stream", "type", "schema", "payload", "expected_version", "data", "id"]
)


@given(st.dictionaries(_FIELDS, _json), st.binary(max_size=20))
def test_anything_at_all_is_read_or_refused(fields: dict[str, Any], noise: bytes) -> None:
    bundled = orjson.loads(sample("pokrovsk").splitlines()[-8])
    for body in (noise, orjson.dumps(bundled | fields, option=orjson.OPT_NON_STR_KEYS) + noise):
        for read in (read_json_lines, read_cloudevents):
            with contextlib.suppress(InvalidEvents):
                read(body)
