"""Appending what a request asks for: once, however often a request under the same key comes."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from fastapi import Request, Response

from events import log, requests
from events.envelope import RecordedEvent
from events.instants import format_instant
from projections.recording import record
from service.bodies import Sent
from service.changes import Make
from service.connections import acquired, turn_to_append
from service.replies import reply

APPENDED_BY = "http"


async def answered_before(request: Request, sent: Sent) -> Response | None:
    """The answer that the request got when it came first, before anything of it is read; None if it is new.

    Raises KeyTaken.
    """
    if sent.request_id is None:
        return None
    async with acquired(request) as conn:
        before = await requests.recall(conn, sent.request_id, sent.identity)
    return None if before is None else receipts(before)


async def append(request: Request, sent: Sent, make: Make, by: str | None = None) -> Response:
    """The answer of the log to what `make` gives, which has been recorded; or, if the request came first meanwhile
    with another connection, the answer that it got there.

    `by` is who says that it was them. Raises what `record` raises, and KeyTaken.
    """
    async with turn_to_append(request) as conn, conn.transaction():
        head, _ = await log.lock_head(conn)
        recorded = await _recalled(conn, sent)
        if recorded is None:
            submission = await make(conn, head.position)
            recorded = await record(
                conn,
                submission.events,
                submission.expected_versions,
                appended_by=f"{APPENDED_BY}: {by}" if by else APPENDED_BY,
            )
            if sent.request_id is not None:
                await requests.keep(conn, sent.request_id, sent.identity, recorded)
    return receipts(recorded)


def receipts(recorded: Sequence[RecordedEvent]) -> Response:
    """What was recorded, and where."""
    return reply({"events": [_receipt(event) for event in recorded]}, status=201)


async def _recalled(conn: asyncpg.Connection, sent: Sent) -> list[RecordedEvent] | None:
    if sent.request_id is None:
        return None
    return await requests.recall(conn, sent.request_id, sent.identity)


def _receipt(event: RecordedEvent) -> dict[str, Any]:
    return {
        "event_id": str(event.event_id),
        "stream": event.stream,
        "version": event.version,
        "position": event.position,
        "recorded_at": format_instant(event.recorded_at),
        "fact": event.fact,
    }
