"""Replay: the whole log is folded again in memory, and compared with what the database holds."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import Table, select

from events import log
from events.compiled import Compiled
from events.envelope import RecordedEvent
from projections.fold import NEVER, fold
from projections.generations import serving_number
from projections.history import History
from projections.projection import Projection, Row
from projections.rebuilding import Progress
from projections.runner import PROJECTIONS
from projections.standing import FOREVER
from projections.tables import columns, tables_of

_INFINITY = FOREVER.replace(tzinfo=None)
"""What asyncpg makes of `infinity`, the one instant that it reads without a zone."""

Ranged = tuple[Row, int, int]
"""A row and its recorded range."""


@dataclass(slots=True)
class Replay:
    """What folding the log up to `position` made: how many events of each type, and every row with its range."""

    position: int = 0
    events: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[Ranged]] = field(default_factory=dict)

    def standing(self, table: str) -> int:
        """How many rows of the table hold at the position."""
        return sum(rec_to == NEVER for _, _, rec_to in self.rows[table])


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only one side has: the `database`, or the `replay` of the log."""

    table: str
    only_in: str
    row: dict[str, Any]
    rec_from: int
    rec_to: int


async def replay(
    conn: asyncpg.Connection, up_to: int | None = None, progress: Progress = lambda reached, aim: None
) -> Replay:
    """The log folded from its first event to position `up_to` (the head), without a look at the projections.

    All events and rows are held in memory.
    """
    target = (await log.read_head(conn)).position if up_to is None else up_to
    events: list[RecordedEvent] = []
    async for event in log.read_all(conn, up_to=target):
        events.append(event)
        if event.position % 1_000 == 0:
            progress(event.position, target)
    result = Replay(events[-1].position if events else 0, Counter(event.type for event in events))
    for projection in PROJECTIONS.values():
        for name, changes in fold(projection, History(), events).items():
            result.rows[name] = changes.begun
    progress(result.position, target)
    return result


async def verify(
    conn: asyncpg.Connection, progress: Progress = lambda reached, aim: None
) -> tuple[Replay, list[Difference]]:
    """The replay of the whole log, and every row in which the database differs from it: none, if all is well.

    Compares all that the projections hold, of every position: what is appended meanwhile is left out.
    """
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        replayed = await replay(conn, progress=progress)
        found = [
            difference
            for projection in PROJECTIONS.values()
            for table in tables_of(projection)
            async for difference in differences(conn, projection, table, replayed.rows[table.name])
        ]
    return replayed, found


async def differences(
    conn: asyncpg.Connection, projection: Projection, table: Table, replayed: Sequence[Ranged]
) -> AsyncIterator[Difference]:
    """The rows of one table that the database or the replay has alone. For use inside a transaction."""
    names = columns(table)
    missing = Counter(replayed)
    statement = select(*(table.c[name] for name in names), table.c.rec_from, table.c.rec_to).where(
        table.c.generation == serving_number(projection)
    )
    compiled = Compiled(statement)
    async for record in conn.cursor(compiled.sql, *compiled.arguments({})):
        values: list[Any] = [FOREVER if value == _INFINITY else value for value in record]
        stored = (tuple(values[:-2]), values[-2], values[-1])
        if missing[stored]:
            missing[stored] -= 1
        else:
            yield _difference(table, "database", stored)
    for folded in missing.elements():
        yield _difference(table, "replay", folded)


def _difference(table: Table, only_in: str, ranged: Ranged) -> Difference:
    row, rec_from, rec_to = ranged
    return Difference(table.name, only_in, dict(zip(columns(table), row, strict=True)), rec_from, rec_to)
