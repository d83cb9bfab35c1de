"""Group commit: what requests ask to record waits in one queue, and is written in as few transactions as can be.

One task a process records, on a connection of its own. The ready-made appends that wait when it holds the head lock go
into one transaction; each request gets the outcome that it would have had alone (docs/decisions/015).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar, cast

import asyncpg

from events import log, requests
from events.envelope import RecordedEvent
from events.errors import Unavailable
from events.log import Head
from events.requests import Keyed
from events.watching import Connected
from projections.recording import Append, record_each
from service.database import noticing_loss
from service.waiting import ADVICE, Asked, Waiting, Work

GROUP_EVENTS_MAX = 250
"""Events of one transaction, if more than one request is in it: other requests wait while they are folded."""

T = TypeVar("T")

Decided = list[RecordedEvent] | Exception
"""What became of an append: what was recorded, or why it was not."""


class Writer:
    """Records what requests of this process ask for, in the order they came."""

    def __init__(self, connected: Connected) -> None:
        self._connected = connected
        self._waiting = Waiting()
        self._task = asyncio.create_task(self._run())

    async def append(self, append: Append, key: Keyed | None = None) -> list[RecordedEvent]:
        """The events as recorded, now or when the request under the key came first.

        Raises what `record` raises, KeyTaken, and Unavailable when there is no turn.
        """
        recorded: list[RecordedEvent] = await self._waiting.answer(Asked(append, key))
        return recorded

    async def alone(self, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """What `work` returns, which computes what it records from what it reads, in transactions of its own.

        Once it has begun it goes on, even if nobody waits for it any more.
        """
        return cast(T, await self._waiting.answer(Asked(work)))

    async def close(self) -> None:
        """Nothing is recorded any more; who still waits is told so."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._waiting.send_away(_stopping())

    async def _run(self) -> None:
        while True:
            await self._waiting.somebody()
            try:
                async with self._connected() as conn:
                    while self._waiting and not conn.is_closed():
                        await self._turn(conn)
            except Exception as error:  # each request tells its client, and the server's log, what happened
                self._waiting.send_away(error)

    async def _turn(self, conn: asyncpg.Connection) -> None:
        """The first of those who wait have their answers. Raises what keeps this process from recording at all."""
        if work := self._waiting.begin_work():
            await self._carry_out(conn, *work)
        else:
            await self._record_together(conn)

    async def _carry_out(self, conn: asyncpg.Connection, asked: Asked, work: Work) -> None:
        async with _answering([asked]):
            with noticing_loss(conn, ADVICE):
                asked.decide(await work(conn))

    async def _record_together(self, conn: asyncpg.Connection) -> None:
        begun: list[Asked] = []
        async with _answering(begun):
            try:
                with noticing_loss(conn, ADVICE):
                    async with conn.transaction():
                        head, clock = await log.lock_head(conn)
                        begun += self._waiting.begin_appends(GROUP_EVENTS_MAX)  # more have come meanwhile
                        decided = await _record(conn, head, clock, begun)
            except Exception as error:
                if len(begun) < 2 or isinstance(error, Unavailable):
                    raise
                decided = await _record_one_by_one(conn, begun)
            for asked, outcome in decided:
                asked.decide(outcome)
            self._waiting.put_back([asked for asked in begun if not asked.answer.done()])


@contextlib.asynccontextmanager
async def _answering(begun: list[Asked]) -> AsyncIterator[None]:
    """Whatever ends the block, all who began have their answer then; what ends it before one began is raised."""
    try:
        yield
    except Exception as error:
        for asked in begun:
            asked.decide(error)
        if not begun:
            raise
    except asyncio.CancelledError:
        for asked in begun:
            asked.decide(_stopping())
        raise


async def _record(
    conn: asyncpg.Connection, head: Head, clock: datetime, begun: Sequence[Asked]
) -> list[tuple[Asked, Decided]]:
    """What becomes of those that came under a key before, and of the first of the others, once this is committed."""
    recalled = await requests.recall_each(conn, [asked.key for asked in begun if asked.key])
    decided: list[tuple[Asked, Decided]] = []
    new: list[tuple[Asked, Append]] = []
    for asked in begun:
        if asked.key and asked.key.request_id in recalled:
            decided.append((asked, recalled[asked.key.request_id]))
        elif isinstance(asked.what, Append):
            new.append((asked, asked.what))
    outcomes = await record_each(conn, head, clock, [append for _, append in new]) if new else []
    answered = [(asked, outcome) for (asked, _), outcome in zip(new, outcomes, strict=False)]
    kept = [(asked.key, made) for asked, made in answered if asked.key and isinstance(made, list)]
    await requests.keep_each(conn, kept)
    return [*decided, *answered]


async def _record_one_by_one(conn: asyncpg.Connection, begun: Sequence[Asked]) -> list[tuple[Asked, Decided]]:
    """As `_record`, each in a transaction of its own: what one of them made fail does not fail the others."""
    decided: list[tuple[Asked, Decided]] = []
    for asked in begun:
        try:
            with noticing_loss(conn, ADVICE):
                async with conn.transaction():
                    decided += await _record(conn, *await log.lock_head(conn), [asked])
        except Exception as error:
            decided.append((asked, error))
    return decided


def _stopping() -> Unavailable:
    return Unavailable("the server stops, and may not have recorded this: send it again")


@contextlib.asynccontextmanager
async def writing(connected: Connected) -> AsyncIterator[Writer]:
    """A writer, which ends with the block; `connected` gives it the one connection that it needs at a time."""
    writer = Writer(connected)
    try:
        yield writer
    finally:
        await writer.close()
