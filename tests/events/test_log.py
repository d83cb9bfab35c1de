"""The log on a real Postgres: order, versions, idempotence, clocks, immutability."""

import asyncio
import hashlib
import random
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import asyncpg
import pytest

from events import log
from events.envelope import NO_STREAM, NewEvent
from events.errors import (
    ClockBehindLog,
    EventIdTaken,
    OnlyOnPrimary,
    ReportedInFuture,
    WrongExpectedVersion,
)
from tests import database
from tests.making import actor, article

WRITERS = 8


async def append(conn: asyncpg.Connection, *events: NewEvent, **expected: int) -> list[log.RecordedEvent]:
    """Append in a transaction of its own; `expected` versions of actors by id."""
    async with conn.transaction():
        versions = {f"actor-{id_}": version for id_, version in expected.items()}
        return await log.append(conn, events, versions, appended_by="a test")


async def test_positions_count_from_one_and_versions_in_each_stream(conn: asyncpg.Connection) -> None:
    first = await append(conn, actor("a"), actor("b"))
    second = await append(conn, actor("a"))

    assert [(e.position, e.stream, e.version) for e in first + second] == [
        (1, "actor-a", 1),
        (2, "actor-b", 1),
        (3, "actor-a", 2),
    ]
    assert (await log.read_head(conn)).position == 3
    assert await log.read(conn) == first + second


async def test_position_order_is_commit_order_and_no_reader_ever_sees_a_gap(database_url: str) -> None:
    """Oracle 2: eight writers with random sleeps inside and outside their transactions."""
    seen: list[int] = []
    done = asyncio.Event()

    async def write(number: int) -> None:
        conn = await database.connect(database_url)
        dice = random.Random(number)
        for _ in range(12):
            async with conn.transaction():
                await asyncio.sleep(dice.random() / 200)
                await log.append(conn, [actor(f"w{number}")], appended_by="a test")
                await asyncio.sleep(dice.random() / 200)
        await conn.close()

    async def read() -> None:
        conn = await database.connect(database_url)
        while not done.is_set() or len(seen) < WRITERS * 12:
            seen.extend(e.position for e in await log.read(conn, after=seen[-1] if seen else 0))
        await conn.close()

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    done.set()
    await reader

    assert seen == list(range(1, WRITERS * 12 + 1))


async def test_recorded_at_strictly_increases_along_position(conn: asyncpg.Connection) -> None:
    await append(conn, *(actor(f"a{n}") for n in range(50)))
    await append(conn, *(actor(f"b{n}") for n in range(50)))

    instants = [event.recorded_at for event in await log.read(conn)]

    assert all(earlier < later for earlier, later in pairwise(instants))


async def test_two_events_a_microsecond_apart_are_told_apart_by_recorded_by(conn: asyncpg.Connection) -> None:
    """Oracle 5."""
    first, second = await append(conn, actor("a"), actor("b"))

    assert second.recorded_at - first.recorded_at == timedelta(microseconds=1)
    assert await log.settle_recorded_by(conn, first.recorded_at) == first.position
    assert await log.settle_recorded_by(conn, second.recorded_at) == second.position


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1)], ids=["back", "ahead and back"])
async def test_nothing_is_recorded_while_the_clock_is_wrong_and_time_never_runs_back(
    conn: asyncpg.Connection, jump: timedelta
) -> None:
    """Oracle 4: recorded_at strictly increases, appends are refused loudly, none is stamped in the future."""
    (before,) = await append(conn, actor("a"))
    await _set_clock(conn, jump)
    if jump > timedelta(0):
        (ahead,) = await append(conn, actor("a"))  # the clock says so, and nobody can know better yet
        await _set_clock(conn, timedelta(0))
    with pytest.raises(ClockBehindLog, match="nothing is recorded until the clock is right"):
        await append(conn, actor("a"))
    last = ahead if jump > timedelta(0) else before
    await _set_clock(conn, last.recorded_at - before.recorded_at + timedelta(seconds=1))

    (after,) = await append(conn, actor("a"))

    assert after.recorded_at > last.recorded_at
    assert after.position == last.position + 1


async def test_a_log_a_moment_ahead_of_the_clock_goes_on_microsecond_by_microsecond(
    conn: asyncpg.Connection,
) -> None:
    (before,) = await append(conn, actor("a"))
    await _set_clock(conn, timedelta(seconds=-1))

    (after,) = await append(conn, actor("a"))

    assert after.recorded_at == before.recorded_at + timedelta(microseconds=1)


async def test_of_twenty_writers_with_the_same_expected_version_exactly_one_wins(database_url: str) -> None:
    """Oracle 33."""

    async def write() -> WrongExpectedVersion | None:
        conn = await database.connect(database_url)
        try:
            await append(conn, actor("a"), a=1)
        except WrongExpectedVersion as conflict:
            return conflict
        finally:
            await conn.close()
        return None

    conn = await database.connect(database_url)
    await append(conn, actor("a"), a=NO_STREAM)
    await conn.close()

    conflicts = [c for c in await asyncio.gather(*(write() for _ in range(20))) if c is not None]

    assert len(conflicts) == 19
    assert {(c.details["expected"], c.details["actual"]) for c in conflicts} == {(1, 2)}
    assert "actor-a: expected version 1, found 2" in str(conflicts[0])


async def test_an_append_to_several_streams_is_there_whole_or_not_at_all(conn: asyncpg.Connection) -> None:
    await append(conn, actor("a"))

    with pytest.raises(WrongExpectedVersion):
        await append(conn, actor("b"), actor("a"), b=NO_STREAM, a=7)

    assert [event.stream for event in await log.read(conn)] == ["actor-a"]


async def test_the_same_event_again_returns_the_first_result_whatever_the_version(
    conn: asyncpg.Connection,
) -> None:
    sent = actor("a")
    first = await append(conn, sent, a=NO_STREAM)
    await append(conn, actor("a"))

    again = await append(conn, sent, sent, a=NO_STREAM)

    assert again == first * 2
    assert (await log.read_head(conn)).position == 2


async def test_the_same_event_id_with_other_content_is_an_error(conn: asyncpg.Connection) -> None:
    sent = actor("a")
    await append(conn, sent)

    with pytest.raises(EventIdTaken, match="recorded at position 1 with other content"):
        await append(conn, sent.model_copy(update={"payload": actor("a", "Somebody else").payload}))


async def test_nothing_is_reported_after_it_is_recorded(conn: asyncpg.Connection) -> None:
    with pytest.raises(ReportedInFuture, match="published_at 2999-01-01"):
        await append(conn, article("n", "2999-01-01T00:00:00Z"))

    assert (await log.read_head(conn)).position == 0


@pytest.mark.parametrize("table", ["events", "event_payloads"])
@pytest.mark.parametrize("change", ["UPDATE {} SET position = 7", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("role", ["owner", "application", "replica session"])
async def test_the_database_itself_refuses_to_change_the_log(
    conn: asyncpg.Connection, table: str, change: str, role: str
) -> None:
    """Oracle 36: for the application's role, for the owner, and where ordinary triggers are silenced."""
    await append(conn, actor("a"))
    application = f"asof_{uuid4().hex}"  # roles belong to the server, which other tests use meanwhile
    if role == "application":
        await conn.execute(f"CREATE ROLE {application}")
        await conn.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {application}")
        await conn.execute(f"SET ROLE {application}")
    elif role == "replica session":
        await conn.execute("SET session_replication_role = replica")

    with pytest.raises(asyncpg.RestrictViolationError, match="the log is immutable"):
        await conn.execute(change.format(table))

    if role == "application":
        await conn.execute(f"RESET ROLE; DROP OWNED BY {application}; DROP ROLE {application}")
    assert len(await log.read(conn)) == 1


@pytest.mark.parametrize("step", ["position = 0", "recorded_at = '2000-01-01Z'"])
async def test_the_head_only_moves_forward(conn: asyncpg.Connection, step: str) -> None:
    await append(conn, actor("a"))

    with pytest.raises(asyncpg.RestrictViolationError, match="only moves forward"):
        await conn.execute(f"UPDATE log_head SET {step}")


async def test_each_payload_is_held_by_its_salted_hash(conn: asyncpg.Connection) -> None:
    await append(conn, actor("a"), actor("b"))

    rows = await conn.fetch("SELECT * FROM events JOIN event_payloads USING (position)")

    for row in rows:
        assert row["payload_hash"] == hashlib.sha256(row["salt"] + row["payload"].encode()).digest()
    assert rows[0]["salt"] != rows[1]["salt"]


async def test_recorded_by_stays_what_it_was_once_answered(
    database_url: str, conn: asyncpg.Connection
) -> None:
    """Oracle 8: on an idle log, and during an open append, which must wait for its turn behind the answer."""
    await append(conn, actor("a"))
    now = await conn.fetchval("SELECT clock_timestamp()")

    position = await log.settle_recorded_by(conn, now)
    (later,) = await append(conn, actor("b"))

    assert position == 1
    assert later.recorded_at > now
    assert await log.settle_recorded_by(conn, now) == 1

    other = await database.connect(database_url)
    async with other.transaction():
        (open_,) = await log.append(other, [actor("c")], appended_by="a test")
        asked = asyncio.create_task(log.settle_recorded_by(conn, open_.recorded_at))
        await asyncio.sleep(0.05)
    assert await asked == open_.position
    await other.close()


async def test_recorded_by_excludes_what_a_waiting_answer_sees_recorded_after_it(
    database_url: str, conn: asyncpg.Connection
) -> None:
    """Oracle 8: asked for a moment right before an open append is stamped, and answered after that commits."""
    await append(conn, actor("a"))
    other = await database.connect(database_url)
    async with other.transaction():
        await log.lock_head(other)
        before = await conn.fetchval("SELECT clock_timestamp()")
        asked = asyncio.create_task(log.settle_recorded_by(conn, before))
        await asyncio.sleep(0.05)
        await log.append(other, [actor("b")], appended_by="a test")

    assert await asked == 1
    assert await log.settle_recorded_by(conn, before) == 1
    await other.close()


async def test_recorded_by_stays_what_it_was_when_the_clock_goes_back_behind_it(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 8: asked before the clock goes back; what is recorded then is stamped after the answer."""
    await append(conn, actor("a"))
    now = await conn.fetchval("SELECT clock_timestamp()")
    position = await log.settle_recorded_by(conn, now)
    await _set_clock(conn, timedelta(seconds=-1))

    (later,) = await append(conn, actor("b"))

    assert later.recorded_at > now
    assert await log.settle_recorded_by(conn, now) == position == 1


async def test_recorded_by_a_moment_to_come_is_refused(conn: asyncpg.Connection) -> None:
    tomorrow = await conn.fetchval("SELECT clock_timestamp() + interval '1 day'")

    with pytest.raises(ValueError, match="an instant that has passed"):
        await log.settle_recorded_by(conn, tomorrow)


async def test_recorded_by_is_settled_by_a_server_that_may_be_written_to(conn: asyncpg.Connection) -> None:
    (event,) = await append(conn, actor("a"))
    later = event.recorded_at + timedelta(microseconds=1)
    await conn.execute("SET default_transaction_read_only = on")

    assert await log.settle_recorded_by(conn, event.recorded_at) == 1
    with pytest.raises(OnlyOnPrimary, match="ask there, or for an earlier moment"):
        await log.settle_recorded_by(conn, later)


async def _set_clock(conn: asyncpg.Connection, ahead: timedelta) -> None:
    """From here on the session's clock is ahead of the machine's by so much."""
    await conn.execute("CREATE SCHEMA IF NOT EXISTS other_clock")
    await conn.execute(
        "CREATE OR REPLACE FUNCTION other_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        f" $$ SELECT pg_catalog.clock_timestamp() + interval '{ahead.total_seconds()} s' $$"
    )
    await conn.execute("SET search_path = other_clock, pg_catalog, public")
