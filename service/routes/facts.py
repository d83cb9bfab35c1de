"""Single facts."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from events.errors import NotFound
from events.instants import format_instant
from projections import asof
from service import answers, queries, shapes
from service.connections import Conn
from service.parameters import check_id
from service.pins import pin
from service.problems import responses
from service.questions import everything
from service.replies import NOT_MODIFIED, Holding, reply_at_position, unchanged

PATH = "/v1/facts"

router = APIRouter(prefix=PATH, tags=["facts"])


@router.get("/{id}", response_model=shapes.OneFact, responses=NOT_MODIFIED | responses(404, 410))
async def get(
    conn: Conn,
    id: str,  # noqa: A002
    query: Annotated[queries.AsOf, Query()],
    held: Holding,
) -> Response:
    """The fact as it stood at `as_of`: 404 if it had not been reported by then, `stands: false` if retracted."""
    path = f"{PATH}/{check_id('fact', id)}"
    pinned = await pin(conn, path, query.sent)
    if same := unchanged(pinned.dated().permalink(path), query.sent, held):
        return same
    position = pinned.pin.position
    found = await asof.ask_facts(conn, [id], everything(pinned))
    if not found:
        by = format_instant(pinned.as_of)
        raise NotFound(
            f"no fact {id!r} had been reported by {by} at position {position}",
            id=id,
            as_of=by,
            position=position,
        )
    names = await asof.names(conn, found, [], position)
    return reply_at_position(answers.one_as_of(path, pinned, fact=found[0], names=names), query.sent, held)
