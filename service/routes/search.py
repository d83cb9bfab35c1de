"""Timelines of any mix of actors and locations, and what of all there is was disputed."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from events.errors import BadQuestion
from service import answers, queries, shapes
from service.connections import Conn
from service.problems import responses
from service.questions import SEARCH, permalink, search_question
from service.replies import reply_at_position, unchanged

DISPUTES = "/v1/disputes"

router = APIRouter(tags=["timelines"])

_RESPONSES = responses(410) | {304: {"description": "What `If-None-Match` names is what there is"}}
_IfNoneMatch = Annotated[str | None, Header(description="The `ETag` of an answer still held.")]


@router.get(SEARCH, response_model=shapes.Found, response_model_exclude_unset=True, responses=_RESPONSES)
async def search(
    conn: Conn, query: Annotated[queries.Timeline, Query()], if_none_match: _IfNoneMatch = None
) -> Response:
    """What names the actors and locations asked for, in one timeline as it stood at `as_of`; all, without any."""
    question, log = await search_question(conn, SEARCH, query.sent)
    held = unchanged(permalink(question, log), query.sent, if_none_match)
    return held or reply_at_position(await answers.timeline(conn, question, log), query.sent)


@router.get(DISPUTES, response_model=shapes.Disputes, response_model_exclude_unset=True, responses=_RESPONSES)
async def disputes(
    conn: Conn, query: Annotated[queries.Timeline, Query()], if_none_match: _IfNoneMatch = None
) -> Response:
    """Contradictions that were open at `as_of`: each claim that stood, beside the denials that stood."""
    if query.standing not in (None, "disputed"):
        raise BadQuestion("standing", query.standing, "disputed, or none: nothing else is told here")
    question, log = await search_question(conn, DISPUTES, query.sent | {"standing": "disputed"})
    held = unchanged(permalink(question, log, path=DISPUTES), query.sent, if_none_match)
    return held or reply_at_position(await answers.disputes(conn, question, log, DISPUTES), query.sent)
