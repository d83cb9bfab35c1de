"""Changes of what is recorded, one a request: of a fact, an article, an actor or a location."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response

from service import change_bodies, shapes
from service.appending import answered_before, append_made
from service.bodies import MEDIA_TYPE, described, read_body, read_sent
from service.change_bodies import CHANGE_SIZE_MAX, Body
from service.changes import Find, making, of_article, of_fact, of_subject
from service.headers import ExpectedVersion, RequestId
from service.problems import responses

router = APIRouter(prefix="/v1", tags=["changes"])

B = TypeVar("B", bound=Body)


class ChangeRequest:
    """A request to change something, before its body is read."""

    def __init__(self, request: Request, request_id: RequestId, expected: ExpectedVersion) -> None:
        self._request = request
        self._request_id = request_id
        self._expected = expected

    async def record(self, model: type[B], find: Callable[[B], Find]) -> Response:
        """What `find` makes of the body and of the log at its head has been recorded; or it was before."""
        sent = await read_sent(self._request, self._request_id, [MEDIA_TYPE], CHANGE_SIZE_MAX)
        if before := await answered_before(self._request, sent):
            return before
        body = read_body(model, sent.body)
        make = making(find(body), body, self._request_id, self._expected)
        return await append_made(self._request, sent, make, body.appended_by)


Asked = Annotated[ChangeRequest, Depends()]


def takes(model: type[Body], noun: str, verb: str) -> dict[str, Any]:
    """What all paths of changes have in common."""
    return {
        "status_code": 201,
        "summary": f"{verb} {noun}",
        "response_model": shapes.events.Recorded,
        "responses": responses(404, 409, 412, 413, 415),
        "openapi_extra": described(model),
    }


# --- facts


@router.post("/facts/{id}/corrections", **takes(change_bodies.Correction, "a fact", "Correct"))
async def correct_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """With `reported_at`, the correction that a source published then; with null, a mistake of our record is mended,
    and from this position on no `as_of` shows it.
    """
    return await asked.record(change_bodies.Correction, partial(of_fact, id))


@router.post("/facts/{id}/retractions", **takes(change_bodies.Retraction, "a fact", "Retract"))
async def retract_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """With `reported_at`, a source took it back then; with null, it should never have been recorded."""
    return await asked.record(change_bodies.Retraction, partial(of_fact, id))


@router.post("/facts/{id}/reinstatements", **takes(change_bodies.Reinstatement, "a fact", "Reinstate"))
async def reinstate_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """A source stands by it again. A retraction recorded by mistake is withdrawn instead."""
    return await asked.record(change_bodies.Reinstatement, partial(of_fact, id))


@router.post("/facts/{id}/links", **takes(change_bodies.Link, "a fact to another", "Link"))
async def link_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """It repeats, denies, confirms, updates, fulfils or cancels the other one; shown once both have been reported."""
    return await asked.record(change_bodies.Link, partial(of_fact, id))


@router.post("/facts/{id}/reviews", **takes(change_bodies.Review, "a fact", "Accept"))
async def review_fact(asked: Asked, id: str) -> Response:  # noqa: A002
    """It no longer needs a review. An edit is a correction, a rejection a retraction."""
    return await asked.record(change_bodies.Review, partial(of_fact, id))


# --- articles


@router.post("/articles/{id}/retractions", **takes(change_bodies.ArticleRetraction, "an article", "Retract"))
async def retract_article(asked: Asked, id: str) -> Response:  # noqa: A002
    """It falls with all its facts: its publisher took it back, or (null) it should never have been recorded."""
    return await asked.record(change_bodies.ArticleRetraction, partial(of_article, id))


# --- actors and locations


@router.post("/actors/{id}/merges", **takes(change_bodies.Merge, "an actor into another", "Merge"))
async def merge_actor(asked: Asked, id: str) -> Response:  # noqa: A002
    """From here on it answers under the id of the other one, with all its facts; a withdrawal parts them again."""
    return await asked.record(change_bodies.Merge, partial(of_subject, "actor", id))


@router.post("/locations/{id}/merges", **takes(change_bodies.Merge, "a location into another", "Merge"))
async def merge_location(asked: Asked, id: str) -> Response:  # noqa: A002
    """From here on it answers under the id of the other one, with all its facts; a withdrawal parts them again."""
    return await asked.record(change_bodies.Merge, partial(of_subject, "location", id))
