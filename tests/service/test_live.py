"""The log as it grows: real processes of `asof serve`, read by a real client of server-sent events."""

import asyncio
import contextlib
import itertools
import json
import re
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import asyncpg
import httpx2
import pytest
from sqlalchemy import make_url
from sseclient import Event, SSEClient

from events.envelope import NewEvent
from events.watching import watching
from service import live
from service.live import Wanted, messages
from tests import asking, database, making, running
from tests.service.asking import Json, get, json_lines, line, problem, record, refused

JUNE = "2020-06-01T00:00:00Z"
LIVE = "/v1/events/live"
STOP_TIME_MAX_S = 5


@contextlib.contextmanager
def serving(url: str, *arguments: str, **environment: str) -> Iterator[str]:
    """The address of `asof serve` on an empty log at `url`, while the block runs."""
    with _process(url, *arguments, **environment) as (_, address):
        yield address


@contextlib.contextmanager
def _process(url: str, *arguments: str, **environment: str) -> Iterator[tuple[Any, str]]:
    started = running.serving("--sample", "none", *arguments, DATABASE_URL=url, **environment)
    with started as (process, lines, _):
        address = re.search(r"http://localhost:\d+", lines[0])
        assert address, lines
        yield process, address[0]


@contextlib.contextmanager
def following(address: str, last_event_id: str | None = None, **asked: Any) -> Iterator[Iterator[Event]]:
    """The events of a stream, as its client sees them; it waits for each at most 20 seconds."""
    headers = {} if last_event_id is None else {"last-event-id": last_event_id}
    with (
        httpx2.Client(timeout=20) as client,
        client.stream("GET", f"{address}{LIVE}", params=asked, headers=headers) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield SSEClient(response.iter_raw()).events()


def send(address: str, *events: NewEvent) -> None:
    body = json_lines(line(event) for event in events)
    headers = {"content-type": "application/x-ndjson"}
    answer = httpx2.post(f"{address}/v1/events", content=body, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text


def take(events: Iterable[Event], number: int) -> list[Event]:
    return list(itertools.islice(events, number))


def positions(events: Iterable[Event], number: int) -> list[int]:
    return [int(event.id) for event in take(events, number)]


def facts(count: int, since: int = 0, **reported: Any) -> list[NewEvent]:
    return [making.fact("n1", f"f{n}", JUNE, **reported) for n in range(since, since + count)]


def long_article(number: int) -> NewEvent:
    """A dozen of them are more than sockets hold."""
    return making.article(f"n{number}", JUNE, text="x" * 1_000_000)


# --- what comes, and in which order


def test_new_events_come_as_they_are_recorded_and_as_the_log_shows_them(database_url: str) -> None:
    with serving(database_url) as address:
        send(address, making.actor("anna"))
        with following(address) as events:
            send(address, making.actor("boris"), making.article("n1", JUNE))
            came = take(events, 2)
        listed = httpx2.get(f"{address}/v1/events?after=1").json()["events"]

    assert [(event.id, event.event) for event in came] == [("2", "ActorNamed"), ("3", "ArticleAdded")]
    assert [json.loads(event.data) for event in came] == listed


def test_a_client_resumes_behind_the_last_event_it_saw(database_url: str) -> None:
    with serving(database_url) as address:
        send(address, making.article("n1", JUNE), *facts(250))
        with following(address, after=0) as events:
            first = positions(events, 120)
        with following(address, last_event_id="120", after=0) as events:
            rest = positions(events, 131)

    assert first + rest == list(range(1, 252))


def test_a_stream_is_narrowed_by_stream_type_and_subject(database_url: str) -> None:
    with serving(database_url) as address:
        send(
            address,
            making.actor("anna"),
            making.actor("boris"),
            making.location("russia"),
            making.location("pskov", "russia"),
            making.article("n1", JUNE),
            *facts(2, actors=["anna"], locations=["pskov"]),
            *facts(2, since=2, actors=["boris"]),
            making.correction("n1", "f0", None, summary="Otherwise"),
            making.actor("anna", "Anna K."),
        )

        def came(number: int, **asked: str) -> list[int]:
            with following(address, after=0, **asked) as events:
                return positions(events, number)

        assert came(2, stream="actor-anna") == [1, 11]
        assert came(3, type="ActorNamed") == [1, 2, 11]
        assert came(5, actors="anna") == [1, 6, 7, 10, 11]
        assert came(3, actors="boris") == [2, 8, 9]
        assert came(4, actors="anna,boris", type="FactReported") == [6, 7, 8, 9]
        assert came(5, locations="russia") == [3, 4, 6, 7, 10]
        assert came(2, locations="russia", actors="anna", type="FactReported") == [6, 7]


def test_two_processes_show_all_that_several_writers_record_in_one_order(database_url: str) -> None:
    """Oracle 2, as streams see it."""
    writers, each = 4, 25
    with serving(database_url) as one, serving(database_url, "--workers", "2") as other:

        def write(number: int) -> None:
            for n in range(each):
                send((one, other)[number % 2], making.actor(f"a{number}-{n}"))

        threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
        with contextlib.ExitStack() as stack:
            streams = [
                stack.enter_context(following(address, after=0)) for address in (one, one, other, other)
            ]
            for thread in threads:
                thread.start()
            came = [positions(events, writers * each) for events in streams]
            for thread in threads:
                thread.join()

    assert came == [list(range(1, writers * each + 1))] * 4


def test_an_event_comes_at_once(database_url: str) -> None:
    with serving(database_url) as one, serving(database_url) as other, following(one) as events:
        time.sleep(1)
        took_s = []
        for number in range(5):
            begun = time.monotonic()
            send(other, making.actor(f"a{number}"))
            next(events)
            took_s.append(time.monotonic() - begun)

    print(f"recorded and seen through another process in {min(took_s) * 1e3:.0f} ms")
    assert min(took_s) < 0.5  # polling alone would take half a second on average


# --- slow clients, lost connections, the end


def test_a_slow_client_loses_nothing_and_holds_neither_others_nor_a_connection(database_url: str) -> None:
    everything = list(range(1, 13))
    with (
        serving(database_url, ASOF_POOL_SIZE="1") as address,
        stalled(address, after=0) as slow,
        following(address, after=0) as quick,
    ):
        for number in everything:
            send(address, long_article(number))
        assert positions(quick, 12) == everything
        assert httpx2.get(f"{address}/readyz").status_code == 200

        read = SSEClient(iter(lambda: slow.recv(1_000_000), b"")).events()
        assert positions(read, 12) == everything


async def test_events_come_when_the_listening_connection_was_killed(
    database_url: str, conn: asyncpg.Connection
) -> None:
    with serving(database_url) as address, following(address) as events:
        listener = await listening(conn)

        await conn.execute("SELECT pg_terminate_backend($1, 5000)", listener)
        send(address, making.actor("anna"))

        assert positions(events, 1) == [1]
        assert await listening(conn) != listener


async def test_a_database_that_was_away_leaves_no_gap(database_url: str, server: database.Server) -> None:
    name = make_url(database_url).database
    with serving(database_url) as address, following(address, after=0) as events:
        send(address, making.actor("anna"))
        before = positions(events, 1)
        async with database.connected(server.url) as admin:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
            )
            await asyncio.sleep(2)
            away = httpx2.get(f"{address}/readyz").status_code
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        async with database.connected(database_url) as conn:
            await asking.recorded(conn, making.actor("boris"), making.actor("clara"))

        assert away == 503
        assert before + positions(events, 2) == [1, 2, 3]


@pytest.mark.parametrize("arguments", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_open_streams_end_when_the_server_is_told_to_stop(database_url: str, arguments: tuple[str]) -> None:
    with _process(database_url, *arguments) as (process, address), contextlib.ExitStack() as stack:
        streams = [stack.enter_context(following(address, after=0)) for _ in range(5)]
        begun = time.monotonic()

        process.send_signal(signal.SIGTERM)
        ended = [take(events, 1) for events in streams]
        _, said = process.communicate(timeout=30)
        took_s = time.monotonic() - begun

    print(f"stopped in {took_s:.1f} s")
    assert ended == [[]] * 5
    assert (process.returncode, said) == (0, "")
    assert took_s < STOP_TIME_MAX_S


def test_a_client_that_takes_nothing_does_not_keep_the_server_from_stopping(database_url: str) -> None:
    with _process(database_url) as (process, address), stalled(address, after=0):
        for number in range(12):
            send(address, long_article(number))
        begun = time.monotonic()

        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        took_s = time.monotonic() - begun

    assert took_s < STOP_TIME_MAX_S


# --- how far a client has come


async def test_a_client_is_told_where_it_began_and_how_far_it_has_come(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.3)
    monkeypatch.setattr(live, "SKIPPED_MAX", 100)
    async with stream(database_url, type_="ActorNamed") as (conn, told):
        begin = await anext(told)
        silent = await anext(told)
        await asking.recorded(conn, making.actor("anna"), making.article("n1", JUNE), *facts(9))
        actor = await anext(told)
        behind = await anext(told)
        await asking.recorded(conn, *facts(100, since=9))
        far = await anext(told)

    assert begin == b"id: 0\nretry: 2000\n\n"
    assert silent.startswith(b":")
    assert b"id: 1\n" in actor
    assert behind == b"id: 11\n\n"
    assert far == b"id: 111\n\n"


async def test_a_client_of_a_log_that_is_another_now_is_sent_away(database_url: str) -> None:
    async with stream(database_url) as (conn, told):
        await anext(told)
        await conn.execute("ALTER TABLE log_head DISABLE TRIGGER ALL; UPDATE log_head SET log = 'other'")
        await asking.recorded(conn, making.actor("anna"))

        assert [message async for message in told] == []


# --- questions


async def test_where_to_begin_must_be_a_position_of_the_log(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))
    for text in ("x", "-1", "2", "1.0", "9" * 40):
        said = refused(await api.get(LIVE, headers={"last-event-id": text}), 422)
        assert (said["parameter"], said["value"]) == ("Last-Event-ID", text)
        assert said["expected"] == "a position from 0 to 1, the head"
    assert (await problem(api, LIVE, 422, after="2"))["parameter"] == "after"
    assert (await problem(api, LIVE, 422, after="x"))["expected"].startswith("a whole number from 0")


async def test_what_a_stream_cannot_follow_is_said(api: httpx2.AsyncClient) -> None:
    await problem(api, LIVE, 422, actors="nobody")
    await problem(api, LIVE, 422, actors="")
    await problem(api, LIVE, 422, type="Nothing")
    await problem(api, LIVE, 422, colour="red")
    gone = await problem(api, LIVE, 410, log="other", after=7, type="ActorNamed")
    assert gone["successor"] == f"{LIVE}?type=ActorNamed"


async def test_head_is_answered_at_once(api: httpx2.AsyncClient) -> None:
    answer = await asyncio.wait_for(api.head(LIVE), 5)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


async def test_the_stream_is_described(api: httpx2.AsyncClient) -> None:
    described: Json = (await get(api, "/openapi.json"))["paths"][LIVE]["get"]

    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
    assert {each["name"] for each in described["parameters"]} == {
        "after", "stream", "type", "actors", "locations", "log", "last-event-id"
    }  # fmt: skip


# --- helpers


@contextlib.contextmanager
def stalled(address: str, after: int) -> Iterator[socket.socket]:
    """A client that asked for the stream and read no more than that it was answered."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(f"GET {LIVE}?after={after} HTTP/1.0\r\nHost: asof\r\n\r\n".encode())
        assert client.recv(12) == b"HTTP/1.1 200"
        yield client


async def listening(conn: asyncpg.Connection) -> int:
    """The backend that listens, once there is one."""
    for _ in range(100):
        found: int | None = await conn.fetchval(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'ClientRead' "
            "AND pid <> pg_backend_pid() AND query LIKE '%log_head%' AND query_start < now() - interval '0.1 s' "
            "ORDER BY backend_start DESC LIMIT 1"
        )
        if found is not None:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("nobody listens")


@contextlib.asynccontextmanager
async def stream(url: str, **asked: Any) -> AsyncIterator[tuple[asyncpg.Connection, AsyncIterator[bytes]]]:
    """A connection to write by, and the messages of a stream from the beginning of the log."""

    @contextlib.asynccontextmanager
    async def connected() -> AsyncIterator[asyncpg.Connection]:
        async with database.connected(url) as conn:
            yield conn

    async with watching(connected) as watch, connected() as conn:
        name = await conn.fetchval("SELECT log FROM log_head")
        told = messages(Wanted(name, 0, **asked), watch, connected)
        yield conn, told
        await told.aclose()
