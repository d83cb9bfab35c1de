"""Short ways to record events and to ask for timelines, on a real database."""

from datetime import datetime
from typing import Any

import asyncpg

from events import log
from events.envelope import NewEvent, RecordedEvent
from projections import asof
from projections.recording import record
from tests.making import at


async def recorded(conn: asyncpg.Connection, *events: NewEvent) -> list[RecordedEvent]:
    """The events are in the log and in the timelines."""
    return await record(conn, events, appended_by="a test")


async def entries(
    conn: asyncpg.Connection,
    subject: str | None,
    as_of: str | datetime | None = None,
    position: int | None = None,
    **asked: Any,
) -> list[dict[str, Any]]:
    """The timeline of `subject` (a stream; None: of all) at (`as_of`, `position`); all there is without them."""
    head = (await log.read_head(conn)).position if position is None else position
    known_until = await recorded_at(conn, head)
    moment = at(as_of) if isinstance(as_of, str) else as_of or known_until
    answer = await asof.ask(conn, asof.Question(subject, head, known_until, moment, **asked))
    return answer.entries


async def summaries(conn: asyncpg.Connection, *question: Any, **asked: Any) -> list[str]:
    """The summaries of `entries`, in order."""
    return [entry["summary"] for entry in await entries(conn, *question, **asked)]


async def recorded_at(conn: asyncpg.Connection, position: int) -> datetime:
    """When the position was recorded; for 0, when the log began."""
    if position == 0:
        return (await log.read_head(conn)).started_at
    instant: datetime = await conn.fetchval("SELECT recorded_at FROM events WHERE position = $1", position)
    return instant
