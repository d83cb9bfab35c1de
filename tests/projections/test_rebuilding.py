"""Replay and rebuild: the log makes the same rows again, while the old ones go on serving."""

import asyncio
from typing import Any

import asyncpg
import pytest

from events import log
from events.bundled import sample
from events.errors import RebuildRunning, RulesDiffer
from events.incoming import read_json_lines
from projections import generations, rebuilding, replay, runner
from projections.recording import record
from projections.runner import PROJECTIONS
from projections.tables import tables_of
from projections.timelines import TIMELINES
from tests import database
from tests.asking import entries, recorded
from tests.making import actor, article, correction, event, fact


@pytest.fixture
async def told(conn: asyncpg.Connection) -> None:
    """The bundled article, and a correction of ours and one of its publisher's."""
    await record(conn, read_json_lines(sample("pokrovsk")).events, appended_by="a test")
    (first,) = await log.read(conn, type_="FactReported", limit=1)
    article_id = first.stream.removeprefix("article-")
    await recorded(
        conn,
        correction(article_id, str(first.fact), None, summary="mended"),
        correction(article_id, str(first.fact), "2026-01-01T00:00:00Z", summary="corrected"),
    )


async def rows(conn: asyncpg.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all generations of every projection's tables, but for the generation's number."""
    return {
        table.name: sorted(
            (tuple(row)[1:] for row in await conn.fetch(f"SELECT * FROM {table.name}")), key=repr
        )
        for projection in PROJECTIONS.values()
        for table in tables_of(projection)
    }


@pytest.mark.usefixtures("told")
async def test_replaying_the_log_finds_every_timeline_equal_to_the_database(conn: asyncpg.Connection) -> None:
    replayed, differences = await replay.verify(conn)

    assert differences == []
    assert replayed.position == (await log.read_head(conn)).position
    assert replayed.standing("articles") == 1


@pytest.mark.usefixtures("told")
async def test_a_row_that_was_tampered_with_is_found(conn: asyncpg.Connection) -> None:
    await conn.execute("UPDATE fact_states SET stands = false WHERE rec_to = $1", 2**63 - 1)

    _, differences = await replay.verify(conn)

    assert {(d.table, d.only_in) for d in differences} == {
        ("fact_states", "database"),
        ("fact_states", "replay"),
    }


@pytest.mark.usefixtures("told")
async def test_a_rebuild_makes_the_same_rows_in_a_new_generation_and_drops_the_old(
    conn: asyncpg.Connection,
) -> None:
    before = await rows(conn)
    old = await generations.serving(conn, TIMELINES)

    for projection in PROJECTIONS.values():
        await rebuilding.rebuild(conn, projection)

    new = await generations.serving(conn, TIMELINES)
    assert old is not None
    assert new is not None
    assert new.number > old.number
    assert await rows(conn) == before
    assert await conn.fetchval("SELECT count(*) FROM projections") == len(PROJECTIONS)
    assert (await replay.verify(conn))[1] == []


async def test_a_rebuild_that_was_stopped_is_gone_on_with(
    conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH_SIZE", 5)
    monkeypatch.setattr(rebuilding, "LAST_EVENTS", 5)
    await recorded(conn, *(actor(f"a{n}") for n in range(20)), article("n", "2025-01-01T00:00:00Z"))
    await recorded(conn, *(fact("n", f"f{n}", "2025-01-01T00:00:00Z", actors=["a1"]) for n in range(20)))

    def stop(reached: int, head: int) -> None:
        if reached >= 25:  # behind five of the article's events, which are all that this projection reads
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rebuilding.rebuild(conn, TIMELINES, stop)
    left = await generations.building(conn, TIMELINES)
    reached: list[int] = []
    finished = await rebuilding.rebuild(conn, TIMELINES, lambda position, head: reached.append(position))

    assert left is not None
    assert left.position == 25
    assert finished.number == left.number
    assert reached[0] == 25
    assert reached[-1] == 41
    assert (await replay.verify(conn))[1] == []


async def test_readers_and_writers_go_on_during_a_rebuild(
    database_url: str, conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "BATCH_SIZE", 3)
    monkeypatch.setattr(rebuilding, "LAST_EVENTS", 3)
    await recorded(conn, actor("a"), article("n", "2025-01-01T00:00:00Z"))
    await recorded(conn, *(fact("n", f"f{n}", "2025-01-01T00:00:00Z", actors=["a"]) for n in range(30)))
    position = (await log.read_head(conn)).position
    answer = await entries(conn, "actor-a", position=position)
    builder, beside = await database.connect(database_url), await database.connect(database_url)

    async def rebuild() -> None:
        for _ in range(3):
            await rebuilding.rebuild(builder, TIMELINES, beside=beside)

    task, written = asyncio.create_task(rebuild()), 0
    while not task.done():
        await recorded(conn, fact("n", f"g{written}", "2025-01-01T00:00:00Z", actors=["a"]))
        written += 1
        assert await entries(conn, "actor-a", position=position) == answer
        assert len(await entries(conn, "actor-a", limit=500)) == 30 + written
    await task
    await builder.close()
    await beside.close()

    assert written > 0
    assert (await replay.verify(conn))[1] == []


async def test_a_rebuilt_generation_has_the_indexes_of_its_tables_and_no_others(
    conn: asyncpg.Connection,
) -> None:
    for projection in PROJECTIONS.values():
        built = await rebuilding.rebuild(conn, projection)
        for table in tables_of(projection):
            part = generations.partition(table, built.number).name
            declared = await conn.fetchval(
                "SELECT count(*) FROM pg_index WHERE indrelid = $1::regclass", table.name
            )
            attached = await conn.fetch(
                """
                SELECT i.indexrelid::regclass, h.inhparent FROM pg_index i
                LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid WHERE i.indrelid = $1::regclass
                """,
                part,
            )
            assert len(attached) == declared
            assert all(index["inhparent"] for index in attached), attached


async def test_a_rebuild_that_was_stopped_at_any_stage_is_gone_on_with(
    conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(conn, actor("a"), article("n", "2025-01-01T00:00:00Z"))
    await recorded(conn, *(fact("n", f"f{n}", "2025-01-01T00:00:00Z", actors=["a"]) for n in range(20)))
    for stage in ("complete", "switch", "drop_others"):
        with monkeypatch.context() as patched:

            async def fail(*_: Any) -> None:
                raise KeyboardInterrupt

            patched.setattr(generations, stage, fail)
            with pytest.raises(KeyboardInterrupt):
                await rebuilding.rebuild(conn, TIMELINES)
        assert len(await entries(conn, "actor-a")) == 20

    await rebuilding.rebuild(conn, TIMELINES)

    assert (await replay.verify(conn))[1] == []
    assert await conn.fetchval("SELECT count(*) FROM projections WHERE name = 'timelines'") == 1


async def test_groups_across_batches_are_folded_as_they_were_appended(
    database_url: str, conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(conn, actor("a"), *(article(f"n{n}", "2025-01-01T00:00:00Z") for n in range(6)))
    for n in range(6):
        told = fact(f"n{n}", f"f{n}", "2025-01-01T00:00:00Z", actors=["a"])
        links = [event(f"article-n{n}", "FactsLinked", fact=f"f{n}", relation="repeats", other=f"f{n - 1}")]
        await recorded(conn, told, *(links if n else []))
    await recorded(conn, event("article-n5", "ChangeWithdrawn", withdraws=str(links[0].event_id)))
    beside = await database.connect(database_url)

    for size in (1, 2, 5):
        monkeypatch.setattr(rebuilding, "BATCH_SIZE", size)
        monkeypatch.setattr(rebuilding, "LAST_EVENTS", size)
        await rebuilding.rebuild(conn, TIMELINES, beside=beside)

        assert (await replay.verify(conn))[1] == []
    await beside.close()


async def test_one_projection_is_rebuilt_by_one_session_at_a_time(
    database_url: str, conn: asyncpg.Connection
) -> None:
    other = await database.connect(database_url)
    await generations.lock_for_building(other, TIMELINES)

    with pytest.raises(RebuildRunning, match="timelines is being rebuilt already"):
        await rebuilding.rebuild(conn, TIMELINES)

    await other.close()


async def test_code_of_other_rules_does_not_append(
    conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RULES", 99)

    with pytest.raises(RulesDiffer, match="was folded by rules 2, this code has rules 99"):
        await recorded(conn, actor("a"))

    assert (await log.read_head(conn)).position == 0


async def test_other_rules_are_rebuilt_before_they_serve(
    conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(conn, actor("a"))
    monkeypatch.setattr(runner, "RULES", 99)
    monkeypatch.setattr(generations, "RULES", 99)
    monkeypatch.setattr(rebuilding, "RULES", 99)

    await rebuilding.prepare(conn)

    for projection in PROJECTIONS.values():
        serving = await generations.serving(conn, projection)
        assert serving is not None
        assert (serving.rules, serving.position) == (99, 1)
    await recorded(conn, actor("b"))
