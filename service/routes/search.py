"""Timelines of any mix of actors and locations, and what of all there is was disputed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service import answers, queries, shapes
from service.connections import Conn
from service.mementos import with_links
from service.problems import responses
from service.questions import DISPUTES, SEARCH, disputes_question, permalink, search_question
from service.replies import NOT_MODIFIED, Holding, reply_at_position, unchanged
from service.representations import FORMATTED, SUFFIXED, Form, reply_in

router = APIRouter(tags=["timelines"])


@router.get(
    SEARCH,
    operation_id="search",
    summary="Search",
    response_model=shapes.timelines.Found,
    response_model_exclude_unset=True,
    responses=FORMATTED | responses(406, 410),
)
@router.get(
    SEARCH + "{suffix}",
    operation_id="search_in_format",
    summary="Search, in a format",
    response_model=shapes.timelines.Found,
    response_model_exclude_unset=True,
    responses=FORMATTED | responses(404, 410),
    openapi_extra=SUFFIXED,
)
async def search(
    request: Request, conn: Conn, query: Annotated[queries.Timeline, Query()], form: Form, held: Holding
) -> Response:
    """What names the actors and locations asked for, in one timeline as it stood at `as_of`; all, without any."""
    asked = question, log = await search_question(conn, SEARCH, query.sent, form.suffix)
    answer = unchanged(permalink(question, log), query.sent, held, form) or await reply_in(
        conn, form, await answers.timeline(conn, question, log), query.sent, held
    )
    return with_links(answer, request, query.sent, asked)


@router.get(
    DISPUTES,
    response_model=shapes.timelines.Disputes,
    response_model_exclude_unset=True,
    responses=NOT_MODIFIED | responses(410),
)
async def disputes(
    request: Request, conn: Conn, query: Annotated[queries.Timeline, Query()], held: Holding
) -> Response:
    """Contradictions that were open at `as_of`: each claim that stood, beside the denials that stood."""
    asked = question, log = await disputes_question(conn, query.sent)
    answer = unchanged(permalink(question, log, path=DISPUTES), query.sent, held) or reply_at_position(
        await answers.disputes(conn, question, log, DISPUTES), query.sent, held
    )
    return with_links(answer, request, query.sent, asked, DISPUTES)
