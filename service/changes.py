"""What a change is about, found in the log: the stream that it belongs into."""

from uuid import UUID

import asyncpg

from events import log
from events.envelope import NewEvent, RecordedEvent, derived_event_id, id_in_request
from events.errors import NotFound
from events.payloads import Payload
from service.parameters import check_id


def change(
    stream: str,
    payload: Payload,
    request_id: UUID | None = None,
    *,
    correlation_id: UUID | None = None,
    causation_id: UUID | None = None,
) -> NewEvent:
    """The change as an event: the one of its request, else the same event for the same change."""
    return NewEvent(
        event_id=id_in_request(request_id, 1) if request_id else derived_event_id(stream, payload),
        stream=stream,
        payload=payload,
        correlation_id=correlation_id,
        causation_id=causation_id,
    )


async def stream_of_fact(conn: asyncpg.Connection, fact: str) -> str:
    """The stream of the article that reported the fact. Raises NotFound."""
    streams = await log.streams_of_facts(conn, [check_id("fact", fact)])
    if fact not in streams:
        raise NotFound(f"the log holds no fact {fact!r}", fact=fact)
    return streams[fact]


async def stream_of_article(conn: asyncpg.Connection, article: str) -> str:
    """The stream of the article. Raises NotFound."""
    stream = f"article-{check_id('article', article)}"
    if not await log.existing_streams(conn, [stream]):
        raise NotFound(f"the log holds no article {article!r}", article=article)
    return stream


async def event_of_id(conn: asyncpg.Connection, text: str) -> RecordedEvent:
    """The event of that id. Raises NotFound."""
    try:
        event_id = UUID(text)
    except ValueError:
        raise NotFound(f"{text[:200]!r} cannot be the id of any event: they are UUIDs") from None
    found = await log.read_by_ids(conn, [event_id])
    if event_id not in found:
        raise NotFound(f"the log holds no event {event_id}", event_id=str(event_id))
    return found[event_id]
