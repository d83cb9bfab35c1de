"""Requests under an Idempotency-Key: recorded once, and answered as they were when they came first."""

import asyncio
import os
import signal
from typing import Any

import asyncpg
import httpx2
import orjson
import pytest

from events import bundled, log
from tests import database, making
from tests.running import serving as asof_serving
from tests.service.asking import Json, change, changed, get, json_lines, line, record, refused
from tests.service.conftest import JSON_LINES, serving

F = "/v1/facts/f"
PUBLISHED = "2020-06-01T00:00:00Z"


@pytest.fixture
async def told(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client of the app on a log of seven events: with one article and two facts of it, about two actors."""
    await record(api, *making.two_facts())
    return api


def _unnamed(*events: making.NewEvent) -> bytes:
    """The events as lines without ids of their own."""
    lines = [line(event) for event in events]
    return json_lines({name: value for name, value in each.items() if name != "event_id"} for each in lines)


def _mended(summary: str, **more: Any) -> Json:
    return {"reported_at": None, "changes": {"summary": summary}} | more


async def _post(api: httpx2.AsyncClient, body: bytes, key: str) -> httpx2.Response:
    return await api.post("/v1/events", content=body, headers=JSON_LINES | {"idempotency-key": key})


async def _head(api: httpx2.AsyncClient) -> int:
    position: int = (await get(api, "/v1/events"))["position"]
    return position


# --- the same request


async def test_a_request_sent_again_is_answered_as_it_was_the_first_time(told: httpx2.AsyncClient) -> None:
    first = await change(told, f"{F}/corrections", _mended("New"), idempotency_key="k1")
    await changed(told, f"{F}/corrections", _mended("Newer"))

    again = await change(told, f"{F}/corrections", _mended("New"), idempotency_key="k1")

    assert first.status_code == 201
    assert (again.status_code, again.content) == (201, first.content)
    assert await _head(told) == 9


async def test_it_is_answered_from_the_log_before_anything_of_it_is_checked(told: httpx2.AsyncClient) -> None:
    """What could not be recorded today – the version has moved on – was recorded when it came first."""
    sent = {"if_match": '"3"', "idempotency_key": "k1"}
    first = await change(told, f"{F}/corrections", _mended("New"), **sent)

    again = await change(told, f"{F}/corrections", _mended("New"), **sent)

    assert (again.status_code, again.content) == (201, first.content)
    refused(await change(told, f"{F}/corrections", _mended("Other"), if_match='"3"'), 412)


async def test_a_request_that_was_refused_may_come_again_mended(told: httpx2.AsyncClient) -> None:
    refused(await change(told, f"{F}/corrections", {}, idempotency_key="k1"), 422)
    refused(await change(told, "/v1/facts/nobody/reviews", {}, idempotency_key="k1"), 404)

    await changed(told, f"{F}/corrections", _mended("New"), idempotency_key="k1")


async def test_events_without_an_id_get_theirs_from_the_key(api: httpx2.AsyncClient) -> None:
    actors = _unnamed(making.actor("anna"), making.actor("boris"))

    first, again = [await _post(api, actors, "k1") for _ in range(2)]
    other = (await _post(api, _unnamed(making.actor("clara")), "k2")).json()["events"]

    ids = [event["event_id"] for event in first.json()["events"]]
    assert again.content == first.content
    assert len({*ids, other[0]["event_id"]}) == 3
    assert (await get(api, "/v1/events"))["position"] == 3


async def test_events_that_bear_an_id_keep_it_and_are_answered_from_the_key_too(
    api: httpx2.AsyncClient,
) -> None:
    """Also those that had been recorded before."""
    events = [making.actor("anna"), making.actor("boris")]
    await record(api, events[1])
    body = json_lines(map(line, events))

    first, again = [await _post(api, body, "k1") for _ in range(2)]

    assert [event["event_id"] for event in first.json()["events"]] == [
        str(event.event_id) for event in events
    ]
    assert [event["position"] for event in first.json()["events"]] == [2, 1]
    assert (again.status_code, again.content) == (201, first.content)


async def test_the_same_content_under_another_key_is_said_again(told: httpx2.AsyncClient) -> None:
    for number, summary in enumerate(("one", "two", "one")):
        await changed(told, f"{F}/corrections", _mended(summary), idempotency_key=f"k{number}")

    assert (await get(told, F))["fact"]["summary"] == "one"


async def test_a_whole_article_sent_again_under_its_key_is_recorded_once(api: httpx2.AsyncClient) -> None:
    """Oracle 32, without a crash."""
    first, again = [await _post(api, bundled.sample("pokrovsk"), "k1") for _ in range(2)]

    assert (again.status_code, again.content) == (201, first.content)
    assert await _head(api) == 83


# --- another request


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{F}/corrections", _mended("Other")),
        (f"{F}/corrections", _mended("New", reason="")),
        ("/v1/facts/g/corrections", _mended("New")),
        (f"{F}/retractions", {"reported_at": None}),
        (f"{F}/corrections", {}),
    ],
    ids=["another summary", "the same in other words", "another fact", "another change", "nonsense"],
)
async def test_another_request_under_the_key_is_refused(
    told: httpx2.AsyncClient, path: str, body: Json
) -> None:
    """Oracle 32."""
    first = await changed(told, f"{F}/corrections", _mended("New"), idempotency_key="k1")

    said = refused(await change(told, path, body, idempotency_key="k1"), 422)

    assert said["type"] == "/problems/key-taken"
    assert said["position"] == first["position"]
    assert await _head(told) == 8


async def test_a_key_counts_for_all_paths_and_types_of_body(told: httpx2.AsyncClient) -> None:
    await _post(told, _unnamed(making.actor("clara")), "k1")

    refused(await change(told, f"{F}/reviews", {}, idempotency_key="k1"), 422)
    other_type = {"content-type": "application/jsonl", "idempotency-key": "k1"}
    refused(await told.post("/v1/events", content=_unnamed(making.actor("clara")), headers=other_type), 422)


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256, "\x7f", "a\tb"])
@pytest.mark.parametrize("path", ["/v1/events", f"{F}/reviews"])
async def test_a_key_that_is_none_is_told_what_to_send(told: httpx2.AsyncClient, path: str, key: str) -> None:
    headers = [("content-type", "application/json"), ("idempotency-key", key.encode("latin-1"))]

    said = refused(await told.post(path, content=b"{}", headers=headers), 422)

    assert said["parameter"] == "Idempotency-Key"
    assert "1 to 255 visible ASCII characters" in said["expected"]


async def test_two_keys_are_one_too_many(told: httpx2.AsyncClient) -> None:
    headers = [("content-type", "application/json"), ("idempotency-key", "a"), ("idempotency-key", "b")]

    refused(await told.post(f"{F}/reviews", content=b"{}", headers=headers), 422)


@pytest.mark.parametrize("key", ["x" * 255, "!~", "4e7e5300-0b78-4ff4-b6ba-660385cbd537", '"quoted"'])
async def test_any_visible_ascii_is_a_key(told: httpx2.AsyncClient, key: str) -> None:
    await changed(told, f"{F}/reviews", {}, idempotency_key=key)


# --- at once, and after a crash


async def test_the_same_request_sent_by_many_at_once_is_recorded_once(
    told: httpx2.AsyncClient, database_url: str
) -> None:
    """By two processes, as it were: each app has a pool and a queue of its own."""
    async with serving(database_url) as other:
        answers = await asyncio.gather(
            *(
                change(client, f"{F}/corrections", _mended("New"), idempotency_key="k1")
                for client in (told, other) * 8
            )
        )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await _head(told) == 8


async def test_of_two_requests_under_one_key_at_once_one_is_refused(
    told: httpx2.AsyncClient, database_url: str
) -> None:
    async with serving(database_url) as other:
        answers = await asyncio.gather(
            change(told, f"{F}/corrections", _mended("One"), idempotency_key="k1"),
            change(other, f"{F}/corrections", _mended("Two"), idempotency_key="k1"),
        )

    assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_a_request_killed_in_the_midst_of_its_append_is_recorded_once_when_it_comes_again(
    database_url: str,
) -> None:
    """Oracle 32: the first server is killed while its append waits for the log."""
    body, headers = bundled.sample("pokrovsk"), JSON_LINES | {"idempotency-key": "k1"}
    holder = await database.connect(database_url)

    with asof_serving("--sample", "none", DATABASE_URL=database_url) as (process, lines, _):
        async with holder.transaction():
            await log.lock_head(holder)
            async with httpx2.AsyncClient(base_url=_url(lines), timeout=30) as client:
                first = asyncio.create_task(client.post("/v1/events", content=body, headers=headers))
                await _waiting_for_the_log(holder)
                os.kill(process.pid, signal.SIGKILL)
                with pytest.raises(httpx2.HTTPError):
                    await first
    await holder.close()
    with asof_serving("--sample", "none", DATABASE_URL=database_url) as (_, lines, _):
        async with httpx2.AsyncClient(base_url=_url(lines), timeout=30) as client:
            again = [await client.post("/v1/events", content=body, headers=headers) for _ in range(2)]
            other = await client.post("/v1/events", content=body + b"\n", headers=headers)
            head = await _head(client)

    assert [answer.status_code for answer in again] == [201, 201]
    assert again[0].content == again[1].content
    assert head == 83
    refused(other, 422)


async def test_a_request_answered_before_a_kill_is_answered_alike_after_it(database_url: str) -> None:
    """Oracle 32: the first server has recorded it, and whoever asked may not have heard of it."""
    answers = []
    for attempt in range(2):
        with asof_serving("--sample", "none", DATABASE_URL=database_url) as (process, lines, _):
            async with httpx2.AsyncClient(base_url=_url(lines), timeout=30) as client:
                if attempt == 0:
                    await record(client, *making.two_facts())
                answers.append(await change(client, f"{F}/corrections", _mended("New"), idempotency_key="k1"))
                head = await _head(client)
            os.kill(process.pid, signal.SIGKILL)

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert head == 8


async def test_what_requests_recorded_is_immutable(
    told: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    """Oracle 36, of the table beside the log."""
    await changed(told, f"{F}/reviews", {}, idempotency_key="k1")

    for statement in ("UPDATE requests SET positions = '{1}'", "DELETE FROM requests", "TRUNCATE requests"):
        with pytest.raises(asyncpg.RestrictViolationError, match="the log is immutable"):
            await conn.execute(statement)


async def test_neither_key_nor_body_can_be_read_from_what_is_kept(
    told: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    await changed(told, f"{F}/reviews", {"note": "secret"}, idempotency_key="key-of-anna")
    await changed(told, "/v1/facts/g/reviews", {"note": "secret"}, idempotency_key="key-of-boris")

    rows = await conn.fetch("SELECT * FROM requests")

    assert len({row["salt"] for row in rows}) == len({row["request_hash"] for row in rows}) == 2
    assert b"anna" not in orjson.dumps([repr(dict(row)) for row in rows])


def _url(lines: list[str]) -> str:
    """Where the server says that it answers."""
    return next(word.rstrip(",") for word in lines[0].split() if word.startswith("http"))


async def _waiting_for_the_log(conn: asyncpg.Connection) -> None:
    """Another session waits for the lock of the log's head."""
    for _ in range(500):
        if await conn.fetchval(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits for the log")
