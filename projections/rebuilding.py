"""Rebuilds: a projection is folded anew into a generation of its own, while the old one serves (decision 016).

The rows are written into tables that no reader sees, by COPY, and without the indexes that only readers need; these are
made when all rows are there. What the log got meanwhile is caught up with, the last of it under the head lock.
"""

from collections.abc import Callable
from dataclasses import replace

import asyncpg

from events import log
from events.errors import RebuildRunning, RulesDiffer
from projections import RULES, generations
from projections.generations import Generation
from projections.projection import Projection
from projections.runner import PROJECTIONS, catch_up, serving_by_our_rules

BATCH_SIZE = 2_000
"""Events folded in one transaction: what a crash costs."""

Progress = Callable[[int, int], None]
"""Told the position reached and the position aimed at."""


async def prepare(conn: asyncpg.Connection) -> None:
    """Every projection serves under today's rules; those that do not yet are built, by whoever comes first."""
    for projection in PROJECTIONS.values():
        await generations.wait_to_build(conn, projection)
        try:
            await serving_by_our_rules(conn, projection)
        except RulesDiffer:
            await _build(conn, projection, lambda reached, head: None)
        finally:
            await generations.unlock_for_building(conn, projection)


async def rebuild(
    conn: asyncpg.Connection, projection: Projection, progress: Progress = lambda reached, head: None
) -> Generation:
    """A new generation, folded from the whole log, serves; the old ones are gone.

    The old one serves meanwhile. What a stopped rebuild had folded under the same rules is gone on with. Not for use
    inside a transaction. Raises RebuildRunning when another session is rebuilding the same projection.
    """
    if not await generations.lock_for_building(conn, projection):
        raise RebuildRunning(f"{projection.name} is being rebuilt already; wait until that is done")
    try:
        return await _build(conn, projection, progress)
    finally:
        await generations.unlock_for_building(conn, projection)


async def _build(conn: asyncpg.Connection, projection: Projection, progress: Progress) -> Generation:
    generation = await _begin(conn, projection)
    generation = await _fold_aside(conn, projection, generation, progress)
    await generations.complete(conn, projection, generation)
    generation = await _fold_aside(conn, projection, generation, progress)
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
    conn: asyncpg.Connection, projection: Projection, generation: Generation, progress: Progress
) -> Generation:
    """The generation has all but the last few events; each batch is a transaction, so that a crash costs one."""
    while True:
        head = (await log.read_head(conn)).position
        progress(generation.position, head)
        if head - generation.position < BATCH_SIZE:
            return generation
        async with conn.transaction():
            up_to = generation.position + BATCH_SIZE
            generation = await catch_up(conn, projection, generation, up_to)
