"""The log over HTTP: ready-made events taken whole or refused whole, and read back."""

import asyncio
import gzip
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import orjson
import pytest

from events import bundled, log
from events.incoming import BODY_SIZE_MAX
from service import shapes
from tests import database, making
from tests.service.asking import (
    Json,
    all_pages,
    get,
    json_lines,
    line,
    post,
    problem,
    record,
    refused,
    summaries,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
POKROVSK = "/v1/locations/pokrovsk/timeline"
JUNE = "2020-06-01T00:00:00Z"
CLOUDEVENTS = "application/cloudevents-batch+json"


# --- adding


async def test_the_same_article_sent_twice_is_recorded_once_and_answered_alike(
    api: httpx2.AsyncClient,
) -> None:
    """Oracle 31."""
    body = bundled.sample("pokrovsk")

    first, second = await post(api, body), await post(api, body)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    shapes.events.Recorded.model_validate_json(first.content)
    assert [event["position"] for event in first.json()["events"]] == list(range(1, 84))
    assert (await get(api, "/v1/events"))["position"] == 83


async def test_the_same_article_sent_by_many_at_once_is_recorded_once(api: httpx2.AsyncClient) -> None:
    """Oracle 31, concurrently."""
    body = bundled.sample("pokrovsk")

    answers = await asyncio.gather(*(post(api, body) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert (await get(api, "/v1/events"))["position"] == 83


async def test_a_second_article_changes_the_right_timelines_and_its_correction_shows_from_then_on(
    api: httpx2.AsyncClient,
) -> None:
    await post(api, bundled.sample("pokrovsk"))
    trump = await get(api, "/v1/actors/donald-trump/timeline", as_of="2025-12-09")
    before = await get(api, POKROVSK, as_of="2025-12-09T06:29:00Z")

    for name in ("second-article", "correction"):
        assert (await post(api, (FIXTURES / f"{name}.jsonl").read_bytes())).status_code == 201

    destroyed = "Russian forces destroy the railway station of Pokrovsk"
    damaged = "Russian forces damage the railway station of Pokrovsk"
    assert destroyed not in summaries(await get(api, POKROVSK, as_of="2025-12-09T06:29:00Z"))
    assert destroyed in summaries(await get(api, POKROVSK, as_of="2025-12-09T06:30:00Z"))
    assert destroyed in summaries(await get(api, POKROVSK, as_of="2025-12-12T06:29:00Z"))
    corrected = await get(api, POKROVSK, as_of="2025-12-12T06:30:00Z")
    assert destroyed not in summaries(corrected)
    entry = next(entry for entry in corrected["entries"] if entry["summary"] == damaged)
    assert len(entry["corrected_by"]) == 1
    assert (await api.get(before["permalink"])).json() == before
    assert len((await get(api, "/v1/actors/donald-trump/timeline"))["entries"]) > len(trump["entries"])


async def test_a_cloudevents_batch_is_taken_as_json_lines_are(api: httpx2.AsyncClient) -> None:
    events = [
        making.actor("anna"),
        making.article("n1", JUNE),
        making.fact("n1", "f1", JUNE, actors=["anna"]),
    ]
    batch = [_cloudevent(line(event)) for event in events]

    sent = await post(api, orjson.dumps(batch), CLOUDEVENTS)

    assert sent.status_code == 201, sent.text
    assert [event["event_id"] for event in sent.json()["events"]] == [str(event.event_id) for event in events]
    again = await record(api, *events)
    assert again == sent.json()["events"]


async def test_a_writer_with_the_right_version_is_taken(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"), expected_version="no_stream")

    recorded = await record(api, making.actor("anna", "Anna K."), expected_version=1)

    assert recorded[0]["version"] == 2


# --- refusing


def _actor(**changes: Any) -> Json:
    return line(making.actor("anna")) | changes


def _fact(**changes: Any) -> Json:
    sent = line(making.fact("n1", "f1", JUNE, actors=["anna"]))
    return sent | {"payload": sent["payload"] | changes}


def _occurred(edtf: str) -> Json:
    return _fact(occurred={"edtf": edtf})


@pytest.mark.parametrize(
    ("bad", "field", "expected"),
    [
        (_actor(type="ActorBorn"), "type", "one of ArticleAdded, ArticleRevised"),
        (
            _actor(payload={"name": "Anna", "slug": "Anna K", "kind": "person"}),
            "payload.slug",
            "match pattern",
        ),
        (_actor(payload={"name": "Anna", "slug": "anna"}), "payload.kind", "this field, which is missing"),
        (_actor(colour="red"), "colour", "no such field"),
        (_actor(schema=9), "schema", "a schema from 1 to 1"),
        (_actor(stream="person-anna"), "stream", "match pattern"),
        (_actor(expected_version=-3), "expected_version", "greater than or equal to 0"),
        (_occurred("2023-02-29"), "payload.occurred", "expected"),
        (_occurred("2025-12-02/2025-12-01"), "payload.occurred", "expected"),
        (_occurred("2024-12-01T24:00:00"), "payload.occurred", "expected"),
        (_occurred("2024-13"), "payload.occurred", "expected"),
        (_occurred("9" * 10_000), "payload.occurred", "at most 100 characters"),
        (_fact(reported_at="2025-12-01"), "payload.reported_at", "an RFC 3339 instant"),
        (_fact(summary="\x00"), "payload.summary", "without NUL"),
        (_fact(confidence="high"), "payload.confidence", "number"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
async def test_a_malformed_event_is_refused_with_its_line_its_field_and_what_was_expected(
    api: httpx2.AsyncClient, bad: Json, field: str, expected: str
) -> None:
    """Oracle 27, and "Bad input"."""
    good = [line(making.actor("boris")), line(making.article("n1", JUNE))]

    said = refused(await post(api, json_lines([*good, bad])), 422)

    assert said["type"] == "/problems/invalid-events"
    first = said["problems"][0]
    assert first["line"] == 3
    assert first["field"].startswith(field)
    assert expected in first["expected"]
    assert "value" in first
    assert (await get(api, "/v1/events"))["events"] == []


@pytest.mark.parametrize(
    ("body", "number", "expected"),
    [
        (b"\xff\xfe{}\n", 1, "JSON object in UTF-8"),
        (json_lines([_actor()]) + b'{"stream": "actor-bo', 2, "is the file cut off?"),
        (json_lines([_actor()])[:-20], 1, "is the file cut off?"),
        (json_lines([_actor(), [1, 2]]), 2, "a JSON object"),
        (b"", None, "at least one event"),
        (b"\n\n", None, "at least one event"),
        (b"[" * 5_000, 1, "JSON object"),
        (
            b'{"stream":"actor-anna","type":"ActorNamed","payload":' + b"[" * 900 + b"]" * 900 + b"}",
            1,
            "dictionary",
        ),
    ],
    ids=["not UTF-8", "half a line", "no end", "no object", "empty", "blank", "deep", "deep payload"],
)
async def test_a_body_that_is_not_json_lines_is_refused_with_the_line(
    api: httpx2.AsyncClient, body: bytes, number: int | None, expected: str
) -> None:
    said = refused(await post(api, body), 422)

    assert said["problems"][0].get("line") == number
    assert expected in said["problems"][0]["expected"]
    assert (await get(api, "/v1/events"))["events"] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", "a JSON array of CloudEvents"),
        (b"\xff", "a JSON array of CloudEvents"),
        (b"[1]", "a CloudEvent, a JSON object"),
        (b"[{}]", "an attribute that CloudEvents 1.0 requires"),
        (b"[]", "at least one event"),
    ],
)
async def test_a_body_that_is_no_cloudevents_batch_is_refused(
    api: httpx2.AsyncClient, body: bytes, expected: str
) -> None:
    said = refused(await post(api, body, CLOUDEVENTS), 422)

    assert expected in said["problems"][0]["expected"]


async def test_an_unknown_actor_is_refused_and_named(api: httpx2.AsyncClient) -> None:
    body = json_lines([line(making.article("n1", JUNE)), _fact()])

    said = refused(await post(api, body), 422)

    assert said["type"] == "/problems/unknown-reference"
    assert "actor-anna" in said["detail"]
    assert (await get(api, "/v1/events"))["events"] == []


async def test_a_report_from_the_future_is_refused_with_the_moment_of_recording(
    api: httpx2.AsyncClient,
) -> None:
    future = "2999-01-01T00:00:00Z"
    events = [
        making.actor("anna"),
        making.article("n1", JUNE),
        making.fact("n1", "f1", future, actors=["anna"]),
    ]

    said = refused(await post(api, json_lines(map(line, events))), 422)

    assert said["type"] == "/problems/reported-in-future"
    assert (said["field"], said["value"]) == ("reported_at", future)
    assert said["recorded_at"].endswith("Z")
    assert (await get(api, "/v1/events"))["events"] == []


async def test_a_place_inside_itself_is_refused(api: httpx2.AsyncClient) -> None:
    await record(api, making.location("a"))

    said = refused(await post(api, json_lines([line(making.location("a", "a"))])), 422)

    assert said["type"] == "/problems/impossible-change"


async def test_a_writer_with_a_wrong_version_is_told_both(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))

    said = refused(await post(api, json_lines([_actor(expected_version=7)])), 412)

    assert (said["stream"], said["expected"], said["actual"]) == ("actor-anna", 7, 1)


async def test_of_twenty_writers_with_the_same_version_one_wins(api: httpx2.AsyncClient) -> None:
    """Oracle 33."""
    await record(api, making.actor("anna"))
    bodies = [json_lines([_actor(expected_version=1, event_id=str(uuid4()))]) for _ in range(20)]

    answers = await asyncio.gather(*(post(api, body) for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 19
    conflicts = [answer.json() for answer in answers if answer.status_code == 412]
    assert {(said["expected"], said["actual"]) for said in conflicts} == {(1, 2)}


async def test_of_many_appends_at_once_a_bad_one_harms_no_other(api: httpx2.AsyncClient) -> None:
    """Oracle 34, its second half."""
    unknown = making.fact("n1", "f0", JUNE, actors=["nobody"])
    good = [
        [
            making.actor(f"a{n}"),
            making.article(f"n{n}", JUNE),
            making.fact(f"n{n}", f"f{n}", JUNE, actors=[f"a{n}"]),
        ]
        for n in range(1, 11)
    ]
    sent = [*good[:5], [making.actor("b"), making.article("n0", JUNE), unknown], *good[5:]]

    answers = await asyncio.gather(*(post(api, json_lines(map(line, events))) for events in sent))

    assert [answer.status_code for answer in answers] == [201] * 5 + [422] + [201] * 5
    recorded = {event["event_id"] for event in (await get(api, "/v1/events", limit=500))["events"]}
    assert recorded == {str(event.event_id) for events in good for event in events}


async def test_an_event_id_with_other_content_is_a_conflict(api: httpx2.AsyncClient) -> None:
    event = making.actor("anna")
    await record(api, event)
    other = line(event) | {"payload": line(making.actor("anna", "Another"))["payload"]}

    said = refused(await post(api, json_lines([other])), 409)

    assert said["type"] == "/problems/event-id-taken"
    assert (said["event_id"], said["position"]) == (str(event.event_id), 1)


async def test_a_slug_that_is_taken_is_a_conflict_and_names_its_holder(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))

    said = refused(await post(api, json_lines([line(making.actor("boris", slug="anna"))])), 409)

    assert said["type"] == "/problems/slug-taken"
    assert said["holder"] == "actor-anna"


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "", "application/cloudevents+json"]
)
async def test_another_type_of_body_is_refused_with_the_types_there_are(
    api: httpx2.AsyncClient, content_type: str
) -> None:
    said = refused(await post(api, b"[]", content_type), 415)

    assert "application/x-ndjson" in said["accepted"]


async def test_a_compressed_body_is_not_taken_for_a_plain_one(api: httpx2.AsyncClient) -> None:
    packed = {"content-type": "application/x-ndjson", "content-encoding": "gzip"}

    said = refused(await api.post("/v1/events", content=gzip.compress(b"{}"), headers=packed), 415)

    assert said["accepted"] == ["identity"]


async def test_appends_that_wait_for_the_log_leave_readers_their_connections(
    api: httpx2.AsyncClient, database_url: str
) -> None:
    holder = await database.connect(database_url)
    async with holder.transaction():
        await log.lock_head(holder)
        waiting = [
            asyncio.create_task(post(api, json_lines([line(making.actor(f"a{n}"))]))) for n in range(20)
        ]
        await asyncio.sleep(0.1)

        for _ in range(20):
            await get(api, "/v1/actors")
        assert not any(task.done() for task in waiting)
    await holder.close()

    assert {response.status_code for response in await asyncio.gather(*waiting)} == {201}


@pytest.mark.parametrize("content_type", ["application/jsonl", "Application/X-NDJSON; charset=utf-8"])
async def test_the_type_of_a_body_may_be_written_in_any_of_its_ways(
    api: httpx2.AsyncClient, content_type: str
) -> None:
    response = await post(api, json_lines([_actor()]), content_type)

    assert response.status_code == 201


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: httpx2.AsyncClient) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 5 * BODY_SIZE_MAX:
            sent += 1_000_000
            yield b" " * 1_000_000

    headers = {"content-type": "application/x-ndjson"}
    streamed = await api.post("/v1/events", content=endless(), headers=headers)
    announced = await api.post(
        "/v1/events", content=b"", headers=headers | {"content-length": str(BODY_SIZE_MAX + 1)}
    )

    for response in (streamed, announced):
        said = refused(response, 413)
        assert said["size_max"] == BODY_SIZE_MAX
    assert sent <= BODY_SIZE_MAX + 2_000_000
    assert (await get(api, "/v1/events"))["events"] == []


# --- reading


async def test_the_log_is_read_in_pages_in_its_order(api: httpx2.AsyncClient) -> None:
    await post(api, bundled.sample("pokrovsk"))

    events = await all_pages(api, "/v1/events?limit=20", "events")

    assert [event["position"] for event in events] == list(range(1, 84))
    shapes.events.Events.model_validate(await get(api, "/v1/events"))


async def test_the_log_is_read_by_type_by_stream_and_from_a_position(api: httpx2.AsyncClient) -> None:
    await post(api, bundled.sample("pokrovsk"))

    articles = await get(api, "/v1/events", type="ArticleAdded")
    stream = articles["events"][0]["stream"]
    facts = await all_pages(api, f"/v1/events?type=FactReported&stream={stream}&limit=10", "events")
    last = await get(api, "/v1/events", after=80)

    assert len(articles["events"]) == 1
    assert {event["type"] for event in facts} == {"FactReported"}
    assert [event["position"] for event in last["events"]] == [81, 82, 83]
    assert (await get(api, "/v1/events", after=10**15))["events"] == []
    assert (await get(api, "/v1/events", stream="actor-nobody"))["events"] == []


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("after", "-1"),
        ("after", "9" * 25),
        ("type", "ActorBorn"),
        ("stream", "person-anna"),
        ("stream", "\x00"),
    ],
)
async def test_a_page_of_the_log_that_cannot_be_read_is_told_what_to_send(
    api: httpx2.AsyncClient, parameter: str, value: str
) -> None:
    said = await problem(api, "/v1/events", 422, **{parameter: value})

    assert said["parameter"] == parameter


async def test_a_stream_states_its_version_which_is_its_etag(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"), making.actor("boris"), making.actor("anna", "Anna K."))

    response = await api.get("/v1/streams/actor-anna")
    pages = await all_pages(api, "/v1/streams/actor-anna?limit=1", "events")

    assert response.headers["etag"] == '"2"'
    stream = response.json()
    shapes.events.Stream.model_validate(stream)
    assert (stream["version"], [event["version"] for event in stream["events"]]) == (2, [1, 2])
    assert pages == stream["events"]


@pytest.mark.parametrize("name", ["actor-nobody", "nobody", "%00", "x" * 500])
async def test_a_stream_that_is_not_there_is_not_found(api: httpx2.AsyncClient, name: str) -> None:
    await problem(api, f"/v1/streams/{name}", 404)


def _cloudevent(sent: Json) -> Json:
    return {
        "specversion": "1.0",
        "id": sent["event_id"],
        "source": "/tests",
        "type": sent["type"],
        "subject": sent["stream"],
        "data": sent["payload"],
        "schema": sent["schema"],
    }
