"""What `asof import` does: a file's batches are recorded one after the other, each whole or not at all.

While one is written the next is read. A batch that was recorded is passed over unread: its key is kept with it.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import asyncpg

from events import log, requests
from events.errors import InvalidEvents, Refused
from events.garbage import collecting_seldom
from events.incoming import Submission, read_lines
from projections.recording import Append, record_each
from service.batches import Batch, Batches

APPENDED_BY = "asof import"


@dataclass(slots=True)
class Imported:
    """How many events of a file are recorded now, and how many of them were there before."""

    events: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class _Ready:
    """A batch that was read."""

    batch: Batch
    submission: Submission


Tell = Callable[[Imported], None]
"""Told what was imported each time that it is more."""


async def import_file(conn: asyncpg.Connection, file: Batches, imported: Imported, tell: Tell) -> None:
    """All events of the file are recorded; `imported` counts them as they are.

    Raises Refused or Conflict at the first batch that is refused, of which nothing is recorded; those before it are.
    """
    with collecting_seldom():
        await _import_batches(conn, iter(file), imported, tell)


async def _import_batches(
    conn: asyncpg.Connection, batches: Iterator[Batch], imported: Imported, tell: Tell
) -> None:
    batch = await asyncio.to_thread(next, batches, None)
    while batch and await requests.recall(conn, batch.key):
        imported.events += len(batch.lines)
        imported.before += len(batch.lines)
        tell(imported)
        batch = await asyncio.to_thread(next, batches, None)
    ready = _read(batch) if batch else None
    while ready:
        following = asyncio.create_task(asyncio.to_thread(_next, batches))
        try:
            before = await _record(conn, ready)
        except BaseException:
            await asyncio.gather(following, return_exceptions=True)  # nobody else reads the file meanwhile
            raise
        imported.events += len(ready.batch.lines)
        imported.before += before
        tell(imported)
        ready = await following


def _next(batches: Iterator[Batch]) -> _Ready | None:
    batch = next(batches, None)
    return _read(batch) if batch else None


def _read(batch: Batch) -> _Ready:
    try:
        return _Ready(batch, read_lines(batch.lines))
    except InvalidEvents as error:
        error.details["batch"] = batch.numbers
        raise


async def _record(conn: asyncpg.Connection, ready: _Ready) -> int:
    """The batch is recorded, under its key; returns how many of its events were before."""
    submission, key = ready.submission, ready.batch.key
    append = Append(submission.events, APPENDED_BY, submission.expected_versions)
    async with conn.transaction():
        head, clock = await log.lock_head(conn)
        if await requests.recall(conn, key):
            return len(submission.events)
        (outcome,) = await record_each(conn, head, clock, [append])
        if isinstance(outcome, list):
            await requests.keep(conn, key, outcome[-1:])
            return sum(event.position <= head.position for event in outcome)
    raise Refused(f"line {await _line_of(conn, ready, outcome)}: {outcome}")


async def _line_of(conn: asyncpg.Connection, ready: _Ready, refusal: Exception) -> str:
    """The number of the line that is refused, found by recording each alone, for a moment; else from which to which."""
    numbers = [number for number, _ in ready.batch.lines]
    left = [Append([event], APPENDED_BY) for event in ready.submission.events]
    trial = conn.transaction()
    await trial.start()
    try:
        while left:
            outcomes = await record_each(conn, *await log.lock_head(conn), left)
            for outcome in outcomes:
                if str(outcome) == str(refusal):
                    return str(numbers[-len(left)])
                left.pop(0)
    finally:
        await trial.rollback()
    return ready.batch.numbers
