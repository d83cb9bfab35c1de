"""Appending what a request asks for: once, however often a request under the same key comes."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from fastapi import Request, Response

from events import log, requests
from events.envelope import RecordedEvent
from events.incoming import Submission
from events.instants import format_instant
from projections.recording import Append, record
from service.bodies import Sent
from service.changes import Make
from service.connections import acquired, writer
from service.replies import reply

APPENDED_BY = "http"


async def answered_before(request: Request, sent: Sent) -> Response | None:
    """The answer that the request got when it came first, before anything of it is read; None if it is new.

    Raises KeyTaken.
    """
    if sent.key is None:
        return None
    async with acquired(request) as conn:
        before = await requests.recall(conn, sent.key)
    return None if before is None else receipts(before)


async def append(request: Request, sent: Sent, submission: Submission) -> Response:
    """The answer of the log to the events, which have been recorded, with those of other requests or alone.

    If the request came first meanwhile with another connection, the answer that it got there. Raises what `record`
    raises, KeyTaken, and Unavailable.
    """
    ready = Append(submission.events, APPENDED_BY, submission.expected_versions)
    return receipts(await writer(request).append(ready, sent.key))


async def append_made(request: Request, sent: Sent, make: Make, by: str | None = None) -> Response:
    """As `append`, for what `make` makes while nobody else appends. `by` is who says that it was them."""

    async def work(conn: asyncpg.Connection) -> list[RecordedEvent]:
        async with conn.transaction():
            head, _ = await log.lock_head(conn)
            recorded = None if sent.key is None else await requests.recall(conn, sent.key)
            if recorded is None:
                made = await make(conn, head.position)
                appended_by = f"{APPENDED_BY}: {by}" if by else APPENDED_BY
                recorded = await record(conn, made.events, made.expected_versions, appended_by=appended_by)
                if sent.key is not None:
                    await requests.keep(conn, sent.key, recorded)
            return recorded

    return receipts(await writer(request).alone(work))


def receipts(recorded: Sequence[RecordedEvent]) -> Response:
    """What was recorded, and where."""
    return reply({"events": [_receipt(event) for event in recorded]}, status=201)


def _receipt(event: RecordedEvent) -> dict[str, Any]:
    return {
        "event_id": str(event.event_id),
        "stream": event.stream,
        "version": event.version,
        "position": event.position,
        "recorded_at": format_instant(event.recorded_at),
        "fact": event.fact,
    }
