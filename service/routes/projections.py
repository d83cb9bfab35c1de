"""Projections: how far they have read the log, and their rebuilds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

import asyncpg
import structlog
from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import State

from events import log
from events.errors import NotFound
from projections import RULES, generations
from projections.projection import Projection
from projections.rebuilding import rebuild
from projections.runner import PROJECTIONS
from service import queries, shapes
from service.connections import Conn
from service.database import connection
from service.problems import responses
from service.replies import reply

router = APIRouter(prefix="/v1/projections", tags=["projections"])

Rebuilds = set[asyncio.Task[None]]
"""The rebuilds that this process has started and that have not ended."""

_log = structlog.get_logger(__name__)


@router.get("", response_model=shapes.operations.Projections)
async def list_all(conn: Conn, query: Annotated[queries.Nothing, Query()]) -> Response:
    """What serves, what is being built, and how far each has read the log."""
    return reply(await _states(conn))


@router.post(
    "/{name}/rebuild",
    status_code=202,
    response_model=shapes.operations.Projections,
    responses=responses(404, 409),
)
async def start_rebuild(request: Request, conn: Conn, name: str) -> Response:
    """Fold the whole log into a new generation, aside; it serves once it has caught up. Watch it at /v1/projections."""
    if name not in PROJECTIONS:
        raise NotFound(f"no projection {name[:200]!r}; there are {', '.join(PROJECTIONS)}")
    await _start(request.app.state, PROJECTIONS[name])
    return reply(await _states(conn), status=202, location="/v1/projections")


@contextlib.asynccontextmanager
async def rebuilds() -> AsyncIterator[Rebuilds]:
    """Rebuilds may run while the block does; those unfinished are stopped, to be resumed by the next one."""
    running: Rebuilds = set()
    try:
        yield running
    finally:
        unfinished = tuple(running)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


async def _start(state: State, projection: Projection) -> None:
    """A rebuild has begun. Raises RebuildRunning while one of this or another process holds the projection."""
    begun = asyncio.Event()
    task = asyncio.create_task(_rebuild(state, projection, begun))
    state.rebuilds.add(task)
    task.add_done_callback(state.rebuilds.discard)
    waiting = asyncio.create_task(begun.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done() and not begun.is_set():
        await task


async def _rebuild(state: State, projection: Projection, begun: asyncio.Event) -> None:
    try:
        async with (
            connection(state.url, state.settings) as conn,
            connection(state.url, state.settings) as beside,
        ):
            await rebuild(conn, projection, lambda reached, head: begun.set(), beside=beside)
    except Exception as error:
        if not begun.is_set():
            raise
        _log.error("rebuild failed", projection=projection.name, error=str(error), exc_info=error)


async def _states(conn: asyncpg.Connection) -> dict[str, Any]:
    states = [await _state(conn, projection) for projection in PROJECTIONS.values()]
    head = (await log.read_head(conn)).position
    return {"rules": RULES, "projections": [state | {"head": head} for state in states]}


async def _state(conn: asyncpg.Connection, projection: Projection) -> dict[str, Any]:
    serving = await generations.serving(conn, projection)
    building = await generations.building(conn, projection)
    return {
        "name": projection.name,
        "generation": serving and serving.number,
        "rules": serving and serving.rules,
        "position": serving and serving.position,
        "rebuilding": await generations.being_built(conn, projection),
        "building": building
        and {"generation": building.number, "rules": building.rules, "position": building.position},
    }
