"""Events into the log from files, and out of it in the form in which they may be added to another."""

from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson

from events import log
from events.envelope import RecordedEvent
from events.errors import Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines
from projections.recording import record

_SENT = ("stream", "type", "schema", "event_id", "payload", "correlation_id", "causation_id")


@dataclass(frozen=True, slots=True)
class Added:
    """The events of a file as the log has them, and those of them that it did not have before."""

    recorded: list[RecordedEvent]
    fresh: list[RecordedEvent]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An article that is in the log now, and the events that this took: none where it was there."""

    article: str
    recorded: list[RecordedEvent] = field(default_factory=list)


async def add_events(conn: asyncpg.Connection, body: bytes, *, cloudevents: bool) -> Added:
    """All events of a file that holds `body` are in the log, or none is. Raises what reading and `record` raise."""
    submission = _read(body, cloudevents)
    async with conn.transaction():
        head, _ = await log.lock_head(conn)
        recorded = await record(conn, submission.events, submission.expected_versions, appended_by="asof add")
    return Added(recorded, [event for event in recorded if event.position > head.position])


def as_sent(event: RecordedEvent) -> dict[str, Any]:
    """The event as its sender could have written it: what the log decided is left out."""
    return {name: value for name, value in event.as_json().items() if name in _SENT}


def _read(body: bytes, cloudevents: bool) -> Submission:
    if cloudevents:
        return read_cloudevents(body)
    if len(body) <= BODY_SIZE_MAX:
        _check_json_lines(body)
    return read_json_lines(body)


def _check_json_lines(body: bytes) -> None:
    """Raises Refused for what was never JSON Lines; a line of them that is broken is for their reader to name."""
    lines = [line for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    if not lines or any(isinstance(_json(line), dict) for line in lines[:2]):
        return
    whole = _json(body)
    if isinstance(whole, list):
        raise Refused(
            "this is not JSON Lines but one JSON array: `jq -c '.[]'` makes lines of it; "
            "of a CloudEvents batch, --cloudevents makes events"
        )
    if isinstance(whole, dict):
        raise Refused(
            "this is not JSON Lines but one JSON object on many lines: `jq -c .` makes one line of it"
        )
    if len(lines) > 1 or not lines[0].lstrip().startswith(b"{"):
        begin = lines[0][:60].decode(errors="replace").strip()
        raise Refused(
            f"this is not JSON Lines, one JSON object a line: it begins with {begin!r}; "
            "the text of an article is added with --published"
        )


def _json(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
