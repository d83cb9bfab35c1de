"""Changes before they are recorded, whoever asks for them: what each is about, found in the log, as events."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg

from events import log
from events.envelope import ANY, NewEvent, RecordedEvent, derived_event_id, id_in_request
from events.errors import Conflict, FactChanged, ImpossibleChange, InvalidEvents, NotFound, UnknownReference
from events.incoming import Submission
from events.malformed import problem, refused_by_field
from events.payloads import FactCorrected, FactReviewed, Payload
from projections import naming
from projections.naming import Kind
from projections.recording import record
from projections.reviewing import changed_since
from projections.standing import fact_states, writers
from projections.tracing import load_history
from projections.withdrawing import plan
from service import change_bodies
from service.parameters import check_id

Found = tuple[str, Payload]
"""The stream of a change, and its payload."""

Find = Callable[[asyncpg.Connection, int], Awaitable[Found]]
"""Finds what a change is about in the log as it stands at its head."""

Make = Callable[[asyncpg.Connection, int], Awaitable[Submission]]
"""What is to be appended, read from the log as it stands at its head; nobody else appends meanwhile."""


def making(find: Find, body: change_bodies.Body, request_id: UUID | None = None, expected: int = ANY) -> Make:
    """What appends the one change that `find` finds, to a stream that is at the version `expected`."""

    async def make(conn: asyncpg.Connection, head: int) -> Submission:
        with refused_by_field():
            stream, payload = await find(conn, head)
        event = change(
            stream, payload, request_id, correlation_id=body.correlation_id, causation_id=body.causation_id
        )
        return Submission([event], {} if expected == ANY else {stream: expected})

    return make


def mending(fact: str, body: change_bodies.Correction, request_id: UUID) -> Make:
    """What mends our record of the fact: a correction for each event that wrote some of what changes."""

    async def make(conn: asyncpg.Connection, head: int) -> Submission:
        stream, whole = await of_fact(fact, body, anew=True)(conn, head)
        assert isinstance(whole, FactCorrected)
        wrote = writers((await load_history(conn, [fact], head)).of_fact(fact), None)
        parts: dict[UUID, dict[str, Any]] = {}
        for name, value in whole.changes.items():
            parts.setdefault(wrote[name].event_id, {})[name] = value
        return Submission(
            [
                NewEvent(
                    event_id=id_in_request(request_id, ordinal),
                    stream=stream,
                    payload=whole.model_copy(update={"changes": changes, "amends": amends}),
                )
                for ordinal, (amends, changes) in enumerate(parts.items(), start=1)
            ],
            {},
        )

    return make


async def carry_out(conn: asyncpg.Connection, make: Make, by: str) -> tuple[list[RecordedEvent], int]:
    """What `make` makes has been recorded, as returned, behind the position that is returned with it."""
    async with conn.transaction():
        head, _ = await log.lock_head(conn)
        made = await make(conn, head.position)
        recorded = await record(conn, made.events, made.expected_versions, appended_by=by)
    return recorded, head.position


def taking_back(body: change_bodies.BulkWithdrawal, request_id: UUID | None = None) -> Make:
    """What takes back all that is selected, if that is still what `confirm` confirms; Conflict otherwise."""

    async def make(conn: asyncpg.Connection, _head: int) -> Submission:
        planned = await plan(conn, body.selection)
        if planned.digest != body.confirm:
            raise Conflict(
                f"what would be taken back has changed: it was {body.confirm} when it was shown and is "
                f"{planned.digest} now; ask again without `confirm`, and look at it",
                expected=body.confirm,
                actual=planned.digest,
            )
        return Submission(planned.events(body.reason, request_id, causation_id=body.causation_id), {})

    return make


def of_fact(fact: str, body: change_bodies.OfFact, *, anew: bool = False) -> Find:
    """What the body says of the fact, if that is still what it was when it was read.

    That the same was said since is no change, as it may be this very request; unless it is certainly said `anew`.
    """

    async def find(conn: asyncpg.Connection, head: int) -> Found:
        stream, payload = await stream_of_fact(conn, fact), body.about(fact)
        if body.read_at is not None:
            if body.read_at > head:
                raise InvalidEvents(
                    [problem(None, "read_at", body.read_at, f"a position that was reached: from 0 to {head}")]
                )
            same = None if anew else derived_event_id(stream, payload)
            await _check_unchanged(conn, fact, stream, body.read_at, same)
        if isinstance(payload, FactReviewed):
            await _check_stands(conn, fact, head)
        return stream, payload

    return find


def of_article(article: str, body: change_bodies.ArticleRetraction) -> Find:
    """What the body says of the article."""

    async def find(conn: asyncpg.Connection, _head: int) -> Found:
        return await stream_of_article(conn, article), body.payload()

    return find


def of_subject(kind: Kind, id_or_slug: str, body: change_bodies.Merge) -> Find:
    """That the actor or location is the one that the body names."""

    async def find(conn: asyncpg.Connection, head: int) -> Found:
        stream = await naming.resolve_itself(conn, kind, check_id(kind, id_or_slug), head)
        try:
            into = await naming.resolve_itself(conn, kind, body.into, head)
        except NotFound:
            merging = {"type": "a merge", "stream": stream, "unknown": f"{kind} {body.into}"}
            raise UnknownReference([merging]) from None
        return stream, body.payload(kind, into.partition("-")[2])

    return find


def of_event(event_id: str, body: change_bodies.Withdrawal) -> Find:
    """That the change is taken back which the event is."""

    async def find(conn: asyncpg.Connection, _head: int) -> Found:
        event = await event_of_id(conn, event_id)
        return event.stream, body.payload(event.event_id)

    return find


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


async def _check_unchanged(
    conn: asyncpg.Connection, fact: str, stream: str, position: int, same: UUID | None
) -> None:
    """Raises FactChanged if anything happened to the fact behind that position but for the event `same`."""
    for since in await changed_since(conn, fact, stream, position):
        if since.event_id != same:
            raise FactChanged(fact, position, since.position, since.type, since.appended_by)


async def _check_stands(conn: asyncpg.Connection, fact: str, head: int) -> None:
    """Raises ImpossibleChange if nothing stands of the fact that somebody could accept."""
    states = fact_states((await load_history(conn, [fact], head)).of_fact(fact))
    fell = states[-1].retracted_by if states else None
    if fell is not None:
        raise ImpossibleChange(
            f"fact {fact} does not stand: {fell.type} at position {fell.position}. Only what stands can be accepted; "
            f"if it was retracted by mistake, withdraw event {fell.event_id} first",
            fact=fact,
            retracted_by=str(fell.event_id),
        )


async def stream_of_fact(conn: asyncpg.Connection, fact: str) -> str:
    """The stream of the article that reported the fact. Raises NotFound."""
    streams = await log.streams_of_facts(conn, [check_id("fact", fact)])
    if fact not in streams:
        raise NotFound(
            f"the log holds no fact {fact!r}; /v1/events?type=FactReported lists those there are", fact=fact
        )
    return streams[fact]


async def stream_of_article(conn: asyncpg.Connection, article: str) -> str:
    """The stream of the article. Raises NotFound."""
    stream = f"article-{check_id('article', article)}"
    if not await log.existing_streams(conn, [stream]):
        raise NotFound(
            f"the log holds no article {article!r}; /v1/articles lists those there are", article=article
        )
    return stream


async def event_of_id(conn: asyncpg.Connection, text: str) -> RecordedEvent:
    """The event of that id. Raises NotFound."""
    try:
        event_id = UUID(text)
    except ValueError:
        raise NotFound(f"{text[:200]!r} cannot be the id of any event: they are UUIDs") from None
    found = await log.read_by_ids(conn, [event_id])
    if event_id not in found:
        raise NotFound(
            f"the log holds no event {event_id}; /v1/events lists those there are", event_id=str(event_id)
        )
    return found[event_id]
