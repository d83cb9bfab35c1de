"""Single facts."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from projections import asof
from projections.explaining import explained
from service import answers, change_shapes, queries, shapes
from service.connections import Conn
from service.parameters import check_id
from service.pins import pin
from service.problems import responses
from service.questions import everything
from service.replies import NOT_MODIFIED, Holding, reply_at_position, unchanged
from service.reviewing import facts_waiting

PATH = "/v1/facts"

router = APIRouter(prefix=PATH, tags=["facts"])


@router.get("", response_model=shapes.facts.FactsWaiting, responses=NOT_MODIFIED | responses(404, 410))
async def list_waiting(conn: Conn, query: Annotated[queries.Waiting, Query()], held: Holding) -> Response:
    """Those that need a review, as the log held them at the position, each with what it was read from.

    A review accepts one, a correction that sets `needs_review` to false edits it, a retraction rejects it. With the
    answer's `position` as `read_at`, a decision is refused (412) if somebody decided on the same fact meanwhile.
    """
    pinned = await pin(conn, PATH, query.sent)
    pinned.continues(PATH)
    if same := unchanged(pinned.permalink(PATH), query.sent, held):
        return same
    return reply_at_position(await facts_waiting(conn, PATH, pinned), query.sent, held)


@router.get("/{id}", response_model=shapes.facts.OneFact, responses=NOT_MODIFIED | responses(404, 410))
async def get(
    conn: Conn,
    id: str,  # noqa: A002
    query: Annotated[queries.Explained, Query()],
    held: Holding,
) -> Response:
    """The fact as it stood at `as_of`: 404 if it had not been reported by then, `stands: false` if retracted."""
    path = f"{PATH}/{check_id('fact', id)}"
    pinned = await pin(conn, path, query.sent)
    if same := unchanged(pinned.dated().permalink(path), query.sent, held):
        return same
    question = replace(everything(pinned), group=False)
    found = await asof.ask_facts(conn, [id], question)
    if not found:
        raise answers.unreported(id, pinned)
    if pinned.values.get("explain"):
        found = await explained(conn, question, found)
    names = await asof.names(conn, found, [], pinned.pin.position)
    return reply_at_position(answers.one_as_of(path, pinned, fact=found[0], names=names), query.sent, held)


@router.get(
    "/{id}/history", response_model=change_shapes.FactHistory, responses=NOT_MODIFIED | responses(404, 410)
)
async def history(
    conn: Conn,
    id: str,  # noqa: A002
    query: Annotated[queries.History, Query()],
    held: Holding,
) -> Response:
    """All that happened to the fact, its article and its links by `as_of`, and the states that this made of it."""
    path = f"{PATH}/{check_id('fact', id)}/history"
    pinned = await pin(conn, path, query.sent)
    pinned.continues(path)
    if same := unchanged(pinned.dated().permalink(path), query.sent, held):
        return same
    return reply_at_position(await answers.history(conn, path, pinned, id), query.sent, held)
