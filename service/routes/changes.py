"""Changes of what is recorded, one a request: of a fact, an article, an actor or a location."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol, TypeVar

import asyncpg
from fastapi import APIRouter, Depends, Request, Response

from events.envelope import ANY
from events.errors import NotFound, UnknownReference
from events.incoming import Submission
from events.malformed import refused_by_field
from events.payloads import Payload
from projections import naming
from projections.naming import Kind
from service import bodies, shapes
from service.appending import answered_before, append
from service.bodies import BODY_SIZE_MAX, MEDIA_TYPE, Body, described, read_body
from service.changes import change, stream_of_article, stream_of_fact
from service.headers import ExpectedVersion, RequestId
from service.parameters import check_id
from service.problems import responses
from service.submissions import read_sent

router = APIRouter(prefix="/v1", tags=["changes"])

B = TypeVar("B", bound=Body)
Found = tuple[str, Payload]
"""The stream of a change, and its payload."""


class Change:
    """A request to change something, before its body is read."""

    def __init__(self, request: Request, request_id: RequestId, expected: ExpectedVersion) -> None:
        self._request = request
        self._request_id = request_id
        self._expected = expected

    async def record(
        self, model: type[B], find: Callable[[asyncpg.Connection, int, B], Awaitable[Found]]
    ) -> Response:
        """What `find` makes of the body and of the log at its head has been recorded; or it was before."""
        sent = await read_sent(self._request, self._request_id, [MEDIA_TYPE], BODY_SIZE_MAX)
        if before := await answered_before(self._request, sent):
            return before
        body = read_body(model, sent.body)

        async def make(conn: asyncpg.Connection, head: int) -> Submission:
            with refused_by_field():
                stream, payload = await find(conn, head, body)
            event = change(
                stream,
                payload,
                self._request_id,
                correlation_id=body.correlation_id,
                causation_id=body.causation_id,
            )
            return Submission([event], {} if self._expected == ANY else {stream: self._expected})

        return await append(self._request, sent, make, body.appended_by)


Asked = Annotated[Change, Depends()]


def takes(model: type[Body], noun: str, verb: str) -> dict[str, Any]:
    """What all paths of changes have in common."""
    return {
        "status_code": 201,
        "summary": f"{verb} {noun}",
        "response_model": shapes.Recorded,
        "responses": responses(404, 409, 412, 413, 415),
        "openapi_extra": described(model),
    }


# --- facts


class _OfFact(Protocol):
    def about(self, fact: str) -> Payload: ...


def _of_fact(fact: str) -> Callable[[asyncpg.Connection, int, _OfFact], Awaitable[Found]]:
    async def find(conn: asyncpg.Connection, _head: int, body: _OfFact) -> Found:
        return await stream_of_fact(conn, fact), body.about(fact)

    return find


@router.post("/facts/{id}/corrections", **takes(bodies.Correction, "a fact", "Correct"))
async def correct_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """With `reported_at`, the correction that a source published then; with null, a mistake of our record is mended,
    and from this position on no `as_of` shows it.
    """
    return await asked.record(bodies.Correction, _of_fact(id))


@router.post("/facts/{id}/retractions", **takes(bodies.Retraction, "a fact", "Retract"))
async def retract_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """With `reported_at`, a source took it back then; with null, it should never have been recorded."""
    return await asked.record(bodies.Retraction, _of_fact(id))


@router.post("/facts/{id}/reinstatements", **takes(bodies.Reinstatement, "a fact", "Reinstate"))
async def reinstate_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """A source stands by it again. A retraction recorded by mistake is withdrawn instead."""
    return await asked.record(bodies.Reinstatement, _of_fact(id))


@router.post("/facts/{id}/links", **takes(bodies.Link, "a fact to another", "Link"))
async def link_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """It repeats, denies, confirms, updates, fulfils or cancels the other one; shown once both have been reported."""
    return await asked.record(bodies.Link, _of_fact(id))


@router.post("/facts/{id}/reviews", **takes(bodies.Review, "a fact", "Accept"))
async def review_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """It no longer needs a review. An edit is a correction, a rejection a retraction."""
    return await asked.record(bodies.Review, _of_fact(id))


# --- articles


@router.post("/articles/{id}/retractions", **takes(bodies.ArticleRetraction, "an article", "Retract"))
async def retract_article(asked: Asked, id: str) -> Response:  # noqa: A002
    """It falls with all its facts: its publisher took it back, or (null) it should never have been recorded."""

    async def find(conn: asyncpg.Connection, _head: int, body: bodies.ArticleRetraction) -> Found:
        return await stream_of_article(conn, id), body.payload()

    return await asked.record(bodies.ArticleRetraction, find)


# --- actors and locations


@router.post("/actors/{id}/merges", **takes(bodies.Merge, "an actor into another", "Merge"))
async def merge_actor(asked: Asked, id: str) -> Response:  # noqa: A002
    """From here on it answers under the id of the other one, with all its facts; a withdrawal parts them again."""
    return await asked.record(bodies.Merge, _of_subject("actor", id))


@router.post("/locations/{id}/merges", **takes(bodies.Merge, "a location into another", "Merge"))
async def merge_location(asked: Asked, id: str) -> Response:  # noqa: A002
    """From here on it answers under the id of the other one, with all its facts; a withdrawal parts them again."""
    return await asked.record(bodies.Merge, _of_subject("location", id))


def _of_subject(
    kind: Kind, id_or_slug: str
) -> Callable[[asyncpg.Connection, int, bodies.Merge], Awaitable[Found]]:
    async def find(conn: asyncpg.Connection, head: int, body: bodies.Merge) -> Found:
        stream = await naming.resolve_itself(conn, kind, check_id(kind, id_or_slug), head)
        try:
            into = await naming.resolve_itself(conn, kind, body.into, head)
        except NotFound:
            merging = {"type": "a merge", "stream": stream, "unknown": f"{kind} {body.into}"}
            raise UnknownReference([merging]) from None
        return stream, body.payload(kind, into.partition("-")[2])

    return find
