"""What changed on a timeline, between two moments or two positions."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from projections.naming import Kind
from service import change_shapes, comparisons, queries
from service.comparisons import diff_path, diff_question
from service.connections import Conn
from service.problems import responses
from service.replies import NOT_MODIFIED, Held, Holding, reply_at_position, unchanged

router = APIRouter()

_RESPONSES = NOT_MODIFIED | responses(404, 410)


def _add_path(kind: Kind) -> None:
    """What changed on the timelines of all actors, or of all locations, is told."""

    @router.get(
        f"/v1/{kind}s/{{id}}/diff",
        operation_id=f"get_{kind}_diff",
        summary=f"Get what changed on the timeline of one of the {kind}s",
        response_model=change_shapes.Diff,
        responses=_RESPONSES,
        tags=[f"{kind}s"],
    )
    async def diff(
        conn: Conn,
        id: str,  # noqa: A002
        query: Annotated[queries.Diff, Query()],
        held: Holding,
    ) -> Response:
        """What was added, changed, disputed, confirmed, retracted or removed, and the events that did it."""
        return await _answer(conn, kind, id, query.sent, held)


for _kind in ("actor", "location"):
    _add_path(_kind)


@router.get(diff_path(None), response_model=change_shapes.Diff, responses=_RESPONSES, tags=["timelines"])
async def diff_of_search(conn: Conn, query: Annotated[queries.Diff, Query()], held: Holding) -> Response:
    """What changed in the timeline of all that is asked for."""
    return await _answer(conn, None, "", query.sent, held)


async def _answer(conn: Conn, kind: Kind | None, name: str, sent: dict[str, str], held: Held) -> Response:
    asked = await diff_question(conn, kind, name, sent)
    same = unchanged(asked.permalink(), sent, held)
    return same or reply_at_position(await comparisons.diff(conn, asked), sent, held)
