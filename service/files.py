"""Events into the log from files, and out of it in the form in which they may be added to another."""

import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from events import log
from events.envelope import RecordedEvent
from events.errors import Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines
from projections.recording import record

STDIN = Path("-")

_SENT = ("stream", "type", "schema", "event_id", "payload", "correlation_id", "causation_id")


@dataclass(frozen=True, slots=True)
class Added:
    """The events of a file as the log has them, and those of them that it did not have before."""

    recorded: list[RecordedEvent]
    fresh: list[RecordedEvent]


async def add_file(conn: asyncpg.Connection, file: Path, *, cloudevents: bool) -> Added:
    """All events of the file are in the log, or none is. Raises what reading and `record` raise."""
    submission = _read(file, cloudevents)
    async with conn.transaction():
        head, _ = await log.lock_head(conn)
        recorded = await record(conn, submission.events, submission.expected_versions, appended_by="asof add")
    return Added(recorded, [event for event in recorded if event.position > head.position])


async def read_log(
    conn: asyncpg.Connection, *, after: int = 0, stream: str | None, type_: str | None, limit: int | None
) -> AsyncIterator[RecordedEvent]:
    """The events behind `after` up to the head as it is now, `limit` at most; in memory for one batch at a time."""
    head = (await log.read_head(conn)).position
    left = head if limit is None else limit
    while left > 0:
        batch = await log.read(
            conn, after=after, up_to=head, stream=stream, type_=type_, limit=min(left, 1_000)
        )
        for event in batch:
            yield event
        if not batch:
            return
        after, left = batch[-1].position, left - len(batch)


def as_sent(event: RecordedEvent) -> dict[str, Any]:
    """The event as its sender could have written it: what the log decided is left out."""
    return {name: value for name, value in event.as_json().items() if name in _SENT}


def _read(file: Path, cloudevents: bool) -> Submission:
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb") as opened:
            body = opened.read(BODY_SIZE_MAX + 1)
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})") from error
    return read_cloudevents(body) if cloudevents else read_json_lines(body)
