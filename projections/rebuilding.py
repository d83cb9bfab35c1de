"""Rebuilds: a projection is folded anew into a generation of its own, while the old one serves (decision 016).

The rows are written into tables that no reader sees, by COPY, and without the indexes that only readers need; these are
made when all rows are there. What the log got meanwhile is caught up with, the last of it under the head lock.
"""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import asyncpg

from events import log
from events.errors import RebuildRunning, RulesDiffer
from projections import RULES, generations
from projections.fold import TableChanges, fold
from projections.generations import Generation
from projections.projection import Projection
from projections.runner import (
    PROJECTIONS,
    catch_up,
    load_history,
    next_batch,
    serving_by_our_rules,
    write_changes,
)

BATCH_SIZE = 2_000
"""Events folded in one transaction: what a crash costs."""


class _Folded(NamedTuple):
    """What the events up to `position` change, behind those of the batch before."""

    changes: Mapping[str, TableChanges]
    position: int


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
    with _collecting_seldom():
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


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Python looks for cycles of garbage once a batch or so: a fold makes none, and many objects to look through."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


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
        async for reached in _batches(conn, projection, generation, head):
            progress(reached.position, head)
            generation = reached


async def _batches(
    conn: asyncpg.Connection, projection: Projection, generation: Generation, up_to: int
) -> AsyncIterator[Generation]:
    """The generation as it is after each batch; while one is written, a thread folds the next."""
    unwritten: _Folded | None = None
    position = generation.position
    while unwritten or position < up_to:
        folding = None
        if position < up_to:
            batch, position = await next_batch(conn, projection, position, up_to, BATCH_SIZE)
            history = await load_history(
                conn, projection, generation, batch, unwritten.changes if unwritten else None
            )
            folding = asyncio.create_task(asyncio.to_thread(fold, projection, history, batch))
        if unwritten:
            generation = await _written(conn, projection, generation, unwritten)
            yield generation
        unwritten = _Folded(await folding, position) if folding else None


async def _written(
    conn: asyncpg.Connection, projection: Projection, generation: Generation, folded: _Folded
) -> Generation:
    async with conn.transaction():
        await write_changes(conn, projection, generation, folded.changes)
        await generations.advance(conn, generation, folded.position)
    return replace(generation, position=folded.position)
