"""Actors and locations: who they are, and their timelines."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from events.errors import BadQuestion
from projections import naming
from projections.naming import Kind
from service import answers, queries, shapes
from service.connections import Conn
from service.cursors import EXPECTED
from service.mementos import with_links
from service.parameters import ID_OR_SLUG
from service.pins import Pinned, pin
from service.problems import responses
from service.questions import find_subject, permalink, timeline_question
from service.replies import NOT_MODIFIED, Holding, reply_at_position, unchanged
from service.representations import FORMATTED, SUFFIXED, Form, reply_in

_SHAPES: dict[Kind, tuple[type[shapes.common.AtPosition], type[shapes.common.Paged]]] = {
    "actor": (shapes.subjects.OneActor, shapes.subjects.Actors),
    "location": (shapes.subjects.OneLocation, shapes.subjects.Locations),
}


def router_of(kind: Kind) -> APIRouter:
    """The paths of all actors, or of all locations."""
    nouns, path = f"{kind}s", f"/v1/{kind}s"
    one, several = _SHAPES[kind]
    router = APIRouter(prefix=path, tags=[nouns])

    @router.get(
        "",
        operation_id=f"list_{nouns}",
        summary=f"List {nouns}",
        response_model=several,
        responses=NOT_MODIFIED | responses(410),
    )
    async def list_(conn: Conn, query: Annotated[queries.Search, Query()], held: Holding) -> Response:
        """By slug; with `name`, those whose name, slug or alias matches."""
        pinned = await pin(conn, path, query.sent)
        pinned.continues(path)
        if same := unchanged(pinned.permalink(path), query.sent, held):
            return same
        found = await naming.search(
            conn,
            kind,
            pinned.values.get("name", ""),
            pinned.pin.position,
            limit=pinned.limit + 1,
            after=_slug(pinned),
        )
        body = answers.page(path, pinned, nouns, found, lambda last: [last["slug"]])
        return reply_at_position(body, query.sent, held)

    @router.get(
        "/{id}",
        operation_id=f"get_{kind}",
        summary=f"Get one of the {nouns}",
        response_model=one,
        responses=NOT_MODIFIED | responses(404, 410),
    )
    async def get(
        conn: Conn,
        id: str,  # noqa: A002
        query: Annotated[queries.AtPosition, Query()],
        held: Holding,
    ) -> Response:
        """By id or slug, as it was called at the position."""
        pinned = await pin(conn, f"{path}/{id}", query.sent)
        subject = await find_subject(conn, kind, id, pinned.pin.position)
        found_at = f"{path}/{subject.partition('-')[2]}"
        if same := unchanged(pinned.permalink(found_at), query.sent, held):
            return same
        described = (await naming.describe(conn, [subject], pinned.pin.position))[subject]
        return reply_at_position(answers.one(found_at, pinned, **{kind: described}), query.sent, held)

    @router.get(
        "/{id}/timeline",
        operation_id=f"get_{kind}_timeline",
        summary=f"Get the timeline of one of the {nouns}",
        response_model=shapes.timelines.Timeline,
        response_model_exclude_unset=True,
        responses=FORMATTED | responses(404, 406, 410),
    )
    @router.get(
        "/{id}/timeline{suffix}",
        operation_id=f"get_{kind}_timeline_in_format",
        summary=f"Get the timeline of one of the {nouns} in a format",
        response_model=shapes.timelines.Timeline,
        response_model_exclude_unset=True,
        responses=FORMATTED | responses(404, 410),
        openapi_extra=SUFFIXED,
    )
    async def timeline(
        request: Request,
        conn: Conn,
        id: str,  # noqa: A002
        query: Annotated[queries.Timeline, Query()],
        form: Form,
        held: Holding,
    ) -> Response:
        """As it stood at `as_of`, as far as the log knew at `position`."""
        asked = question, log = await timeline_question(conn, kind, id, query.sent, suffix=form.suffix)
        answer = unchanged(permalink(question, log), query.sent, held, form) or await reply_in(
            conn, form, await answers.timeline(conn, question, log), query.sent, held
        )
        return with_links(answer, request, query.sent, asked)

    return router


def _slug(pinned: Pinned) -> str:
    """The slug behind which the page begins."""
    match pinned.after:
        case None:
            return ""
        case (str(slug),) if ID_OR_SLUG.fullmatch(slug):
            return slug
    raise BadQuestion("cursor", None, EXPECTED)
