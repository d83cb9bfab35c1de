"""Rebuilds: a projection is folded anew into a generation of its own, while the old one serves (decision 016).

The rows are written into tables that no reader sees, by COPY, and without the indexes that only readers need; these are
made when all rows are there. What the log got meanwhile is caught up with, the last of it under the head lock.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import asyncpg

from events import log
from events.errors import RebuildRunning, RulesDiffer
from events.garbage import collecting_seldom
from events.payloads import ChangeWithdrawn, FactsLinked
from projections import RULES, generations
from projections.fold import TableChanges, fold
from projections.generations import Generation
from projections.projection import Projection
from projections.runner import (
    PROJECTIONS,
    catch_up,
    load_history,
    read_batch,
    serving_by_our_rules,
    write_batch,
)

BATCH_SIZE = 2_000
"""Events folded in one transaction: what a crash costs."""

LAST_EVENTS = 100
"""Events that may be left for the switch: while they are folded, nobody can append."""

Progress = Callable[[int, int], None]
"""Told the position reached and the position aimed at."""


async def prepare(conn: asyncpg.Connection, *, beside: asyncpg.Connection | None = None) -> None:
    """Every projection serves under today's rules; those that do not yet are built, by whoever comes first."""
    for projection in PROJECTIONS.values():
        await generations.wait_to_build(conn, projection)
        try:
            await serving_by_our_rules(conn, projection)
        except RulesDiffer:
            await _build(conn, beside, projection, lambda reached, head: None)
        finally:
            await generations.unlock_for_building(conn, projection)


async def rebuild(
    conn: asyncpg.Connection,
    projection: Projection,
    progress: Progress = lambda reached, head: None,
    *,
    beside: asyncpg.Connection | None = None,
) -> Generation:
    """A new generation, folded from the whole log, serves; the old ones are gone.

    The old one serves meanwhile. What a stopped rebuild had folded under the same rules is gone on with. By a second
    connection, `beside`, the log is read and folded while what was folded is written. Not for use inside a
    transaction. Raises RebuildRunning when another session is rebuilding the same projection.
    """
    if not await generations.lock_for_building(conn, projection):
        raise RebuildRunning(f"{projection.name} is being rebuilt already; wait until that is done")
    try:
        return await _build(conn, beside, projection, progress)
    finally:
        await generations.unlock_for_building(conn, projection)


async def _build(
    conn: asyncpg.Connection, beside: asyncpg.Connection | None, projection: Projection, progress: Progress
) -> Generation:
    generation = await _begin(conn, projection)
    with collecting_seldom():
        generation = await _fold_aside(conn, beside, projection, generation, progress)
    await generations.complete(conn, projection, generation)
    generation = await _fold_aside(conn, beside, projection, generation, progress)
    async with conn.transaction():
        head, _ = await log.lock_head(conn)
        generation = await catch_up(conn, projection, generation, head.position)
        await generations.switch(conn, generation)
    progress(generation.position, generation.position)
    await generations.drop_others(conn, projection, generation)
    return replace(generation, serving=True)


async def _begin(conn: asyncpg.Connection, projection: Projection) -> Generation:
    async with conn.transaction():
        unfinished = await generations.building(conn, projection)
        if unfinished is not None and unfinished.rules == RULES:
            return unfinished
        return await generations.create(conn, projection)


async def _fold_aside(
    conn: asyncpg.Connection,
    beside: asyncpg.Connection | None,
    projection: Projection,
    generation: Generation,
    progress: Progress,
) -> Generation:
    """The generation has all but the last few events; each batch is a transaction, so that a crash costs one.

    A batch is folded while the one before it is written, unless that one tells which facts are joined.
    """
    reader, joins = beside or conn, False
    writing: asyncio.Task[None] | None = None
    try:
        while True:
            head = (await log.read_head(reader)).position
            progress(generation.position, head)
            if head - generation.position < LAST_EVENTS:
                return generation
            batch, reached = await read_batch(reader, projection, generation.position, head, BATCH_SIZE)
            if writing is not None and joins:
                await writing
            history = await load_history(reader, projection, generation, batch)
            changes = await asyncio.to_thread(fold, projection, history, batch)
            if writing is not None:
                await writing
            writing = asyncio.create_task(_write(conn, projection, generation, changes, reached))
            joins = any(isinstance(e.payload, FactsLinked | ChangeWithdrawn) for e in batch)
            generation = replace(generation, position=reached)
            if beside is None:
                await writing
    finally:
        if writing is not None:
            await writing


async def _write(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    changes: Mapping[str, TableChanges],
    reached: int,
) -> None:
    async with conn.transaction():
        await write_batch(conn, projection, generation, changes, reached)
