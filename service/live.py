"""The log as it grows, as server-sent events: in order, each at least once, with no gap (design.md §6).

Each client reads the log itself from its own position, in batches: it holds a connection to the database only while it
reads, never while its socket takes what was read, so a slow one neither loses anything nor keeps others waiting.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import asyncpg
import orjson
from fastapi.sse import format_sse_event

from events import log
from events.envelope import RecordedEvent
from events.errors import Unavailable
from events.watching import Watch
from projections.following import concerning

BATCH_SIZE = 100
HEARTBEAT_S = 15.0
"""A stream is never silent for longer: proxies cut those that are."""
RETRY_MS = 2_000
SKIPPED_MAX = 1_000
"""Behind so many events that did not pass, a client is told how far it has come, so that it resumes from there."""

_HEARTBEAT = format_sse_event(comment="")

Acquired = Callable[[], AbstractAsyncContextManager[asyncpg.Connection]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The events of the log of that name behind `after`: of a stream, of a type, concerning subjects (streams)."""

    log: str
    after: int
    stream: str | None = None
    type_: str | None = None
    actors: Sequence[str] = ()
    locations: Sequence[str] = ()


async def messages(wanted: Wanted, watch: Watch, acquired: Acquired) -> AsyncIterator[bytes]:
    """Messages until the watch is stopped, or the database holds another log; `acquired` lends connections.

    While the database does not answer they go on as heartbeats.
    """
    yield format_sse_event(retry=RETRY_MS, id=str(wanted.after))
    told = reached = wanted.after
    due = time.monotonic() + HEARTBEAT_S
    with watch.following():
        while not watch.stopped:
            growth, before = watch.growth(), reached
            try:
                passed, reached = await _read(wanted, reached, acquired)
            except _OtherLogError:
                return
            except Unavailable:  # the watch wakes us to try again
                passed = []
            message = b"".join(map(_message, passed))
            told = passed[-1].position if passed else told
            overdue = time.monotonic() >= due
            if reached - told >= SKIPPED_MAX or (overdue and reached > told):
                message += format_sse_event(
                    id=str(reached)
                )  # without data it is not dispatched, yet its id counts
                told = reached
            if message or overdue:
                yield message or _HEARTBEAT
                due = time.monotonic() + HEARTBEAT_S
            if reached == before:
                await _woken(growth, due)


async def _woken(growth: asyncio.Event, due: float) -> None:
    """The log may have grown, or a heartbeat is due."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(growth.wait(), max(0.0, due - time.monotonic()))


def _message(event: RecordedEvent) -> bytes:
    data = orjson.dumps(event.as_json()).decode()
    return format_sse_event(id=str(event.position), event=event.type, data_str=data)


async def _read(wanted: Wanted, after: int, acquired: Acquired) -> tuple[list[RecordedEvent], int]:
    """The next events that are wanted, and the position up to which they are all. Raises _OtherLogError."""
    async with acquired() as conn:
        head = await log.read_head(conn)
        if head.log != wanted.log or head.position < after:
            raise _OtherLogError
        found = await log.read(
            conn,
            after=after,
            up_to=head.position,
            stream=wanted.stream,
            type_=wanted.type_,
            limit=BATCH_SIZE,
        )
        reached = found[-1].position if len(found) == BATCH_SIZE else head.position
        return await concerning(conn, found, wanted.actors, wanted.locations), reached


class _OtherLogError(Exception):
    """The database holds another log, or an earlier state of this one: positions mean something else in it."""
