"""Group commit: requests that wait together are recorded together, and none feels what becomes of another."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import asyncpg
import httpx2
import pytest

from events import log
from events.envelope import NO_STREAM, NewEvent, RecordedEvent
from events.errors import (
    ImpossibleChange,
    KeyTaken,
    SlugTaken,
    Unavailable,
    UnknownReference,
    WrongExpectedVersion,
)
from events.requests import Keyed
from projections.recording import Append
from service.database import connection
from service.settings import Settings
from service.waiting import WAITING_EVENTS_MAX
from service.writing import Writer, writing
from tests import database
from tests.making import actor, article, fact
from tests.service.asking import json_lines, line, post
from tests.service.conftest import serving

PUBLISHED = "2025-01-01T00:00:00Z"

Holding = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
async def writer(database_url: str) -> AsyncIterator[Writer]:
    async with writing(lambda: connection(database_url, Settings())) as one:
        yield one


@pytest.fixture
def holding(database_url: str) -> Holding:
    """Holds the head lock while the block runs, so that appends wait together."""

    @contextlib.asynccontextmanager
    async def hold() -> AsyncIterator[None]:
        async with database.connected(database_url) as holder, holder.transaction():
            await log.lock_head(holder)
            yield
            await asyncio.sleep(0.1)  # all have come

    return hold


def asking(
    writer: Writer, *events: NewEvent, key: Keyed | None = None, **expected: int
) -> asyncio.Task[list[RecordedEvent]]:
    versions = {f"actor-{name}": version for name, version in expected.items()}
    return asyncio.create_task(writer.append(Append(events, "a test", versions), key))


async def test_what_waits_together_is_one_transaction(
    writer: Writer, holding: Holding, conn: asyncpg.Connection
) -> None:
    async with holding():
        asked = [asking(writer, actor(f"a{number}")) for number in range(100)]

    recorded = [await one for one in asked]

    assert [event.position for (event,) in recorded] == list(range(1, 101))  # in the order they came
    assert await conn.fetchval("SELECT count(DISTINCT xmin::text) FROM events") == 1


async def test_one_bad_request_in_a_group_harms_no_other(
    writer: Writer, holding: Holding, conn: asyncpg.Connection
) -> None:
    """Oracle 34, its second half."""
    await asking(writer, actor("there"), article("n", PUBLISHED))
    bad = {
        WrongExpectedVersion: [actor("there", "New")],
        UnknownReference: [actor("half"), fact("n", "f", PUBLISHED, actors=["nobody"])],
        SlugTaken: [actor("other", slug="there")],
        ImpossibleChange: [actor("m"), article("n", PUBLISHED)],
    }
    async with holding():
        asked = []
        for number, events in enumerate(bad.values()):
            asked.append(asking(writer, actor(f"a{number}"), **{f"a{number}": NO_STREAM}))
            asked.append(asking(writer, *events, there=7))

    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes[1::2]] == list(bad)
    assert [event.stream for (event,) in outcomes[::2]] == [f"actor-a{number}" for number in range(4)]  # type: ignore[misc]
    streams = await conn.fetch("SELECT stream FROM events WHERE position > 2 ORDER BY position")
    assert [row["stream"] for row in streams] == [f"actor-a{number}" for number in range(4)]


async def test_what_the_database_refuses_of_one_request_it_takes_of_the_others(
    writer: Writer, holding: Holding, conn: asyncpg.Connection
) -> None:
    """Whatever goes wrong with a group, each of its requests is tried alone."""
    await conn.execute("ALTER TABLE events ADD CONSTRAINT no_b CHECK (stream <> 'actor-b')")

    async with holding():
        asked = [asking(writer, actor(name)) for name in "abc"]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [list, asyncpg.CheckViolationError, list]


async def test_a_request_that_is_given_up_while_it_waits_is_not_recorded(
    writer: Writer, holding: Holding, conn: asyncpg.Connection
) -> None:
    async with holding():
        asked = [asking(writer, actor(name), article(f"of-{name}", PUBLISHED)) for name in "abcd"]
        await asyncio.sleep(0.1)
        for given_up in asked[1::2]:
            given_up.cancel()

    await asyncio.gather(*asked, return_exceptions=True)

    streams = await conn.fetch("SELECT stream FROM events ORDER BY position")
    assert [row["stream"] for row in streams] == ["actor-a", "article-of-a", "actor-c", "article-of-c"]


async def test_requests_given_up_at_any_moment_are_whole_in_the_log_or_not_at_all(
    writer: Writer, conn: asyncpg.Connection
) -> None:
    asked = []
    for number in range(200):
        asked.append(asking(writer, actor(f"a{number}"), actor(f"b{number}")))
        if number % 7 == 0:
            await asyncio.sleep(0.001)
        if number % 3 == 0:
            asked[number // 2].cancel()
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    rows = await conn.fetch("SELECT stream FROM events")
    held = {row["stream"].removeprefix("actor-") for row in rows}
    for number, outcome in enumerate(outcomes):
        there = {f"a{number}", f"b{number}"} & held
        assert len(there) in ((2,) if isinstance(outcome, list) else (0, 2))


async def test_under_one_key_the_first_of_a_group_is_recorded_and_answers_for_the_others(
    writer: Writer, holding: Holding, conn: asyncpg.Connection
) -> None:
    first = actor("a")
    key = Keyed(first.event_id, b"a request")
    async with holding():
        asked = [asking(writer, first, key=key) for _ in range(3)]
        another = asking(writer, actor("b"), key=Keyed(first.event_id, b"another request"))
        others = asking(writer, actor("c"))

    assert len({str(await one) for one in asked}) == 1
    with pytest.raises(KeyTaken):
        await another
    assert [event.position for event in await others] == [2]
    assert await conn.fetchval("SELECT count(*) FROM requests") == 1


async def test_work_that_reads_what_it_changes_has_its_turn_between_the_appends(
    writer: Writer, holding: Holding
) -> None:
    async def head(conn: asyncpg.Connection) -> int:
        return (await log.read_head(conn)).position

    async with holding():
        before = asking(writer, actor("a"), actor("b"))
        between = asyncio.create_task(writer.alone(head))
        after = asking(writer, actor("c"))
        await asyncio.sleep(0.1)

    assert len(await before) == 2
    assert await between == 2
    assert [event.position for event in await after] == [3]


async def test_who_finds_too_many_waiting_is_sent_away_at_once(writer: Writer, holding: Holding) -> None:
    many = [actor(f"a{number}") for number in range(WAITING_EVENTS_MAX // 2)]
    async with holding():
        waiting = [asking(writer, *many) for _ in range(2)]
        await asyncio.sleep(0.1)

        with pytest.raises(Unavailable, match=r"20000 events wait to be recorded already: try again"):
            await asking(writer, actor("b"))

        waiting[1].cancel()
        after = asking(writer, actor("b"))
        await asyncio.sleep(0.1)
        waiting[0].cancel()
    assert len(await after) == 1


async def test_a_writer_goes_on_with_another_connection_when_it_loses_one(
    writer: Writer, conn: asyncpg.Connection
) -> None:
    await asking(writer, actor("a"))
    await conn.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    with contextlib.suppress(Unavailable):
        await asking(writer, actor("b"))

    assert len(await asking(writer, actor("c"))) == 1


async def test_when_the_server_stops_who_still_waits_is_told_so(database_url: str, holding: Holding) -> None:
    async with holding():
        async with writing(lambda: connection(database_url, Settings())) as writer:
            asked = [asking(writer, actor(name)) for name in "ab"]
            await asyncio.sleep(0.1)

        outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]


async def test_of_twenty_that_expect_the_same_version_one_wins_whichever_process_it_asked(
    api: httpx2.AsyncClient, database_url: str
) -> None:
    """Oracle 33, and 2: positions are handed out without a gap."""
    async with serving(database_url) as other:
        bodies = [
            json_lines([line(actor("a", f"Name {number}"), expected_version="no_stream")])
            for number in range(20)
        ]
        more = [json_lines([line(actor(f"b{number}"))]) for number in range(20)]
        answers = await asyncio.gather(
            *(post((api, other)[number % 2], body) for number, body in enumerate(bodies + more))
        )

    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses[:20]) == [201] + [412] * 19
    assert statuses[20:] == [201] * 20
    refused = next(answer for answer in answers if answer.status_code == 412).json()
    assert (refused["expected"], refused["actual"]) == (0, 1)
    positions = [
        e["position"] for answer in answers if answer.status_code == 201 for e in answer.json()["events"]
    ]
    assert sorted(positions) == list(range(1, 22))
