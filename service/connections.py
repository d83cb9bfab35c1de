"""A connection for a request, taken from the pool and given back when the answer is computed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
from fastapi import Depends, Request

from events.errors import DatabaseUnreachable, Unavailable
from service.database import noticing_loss

ACQUIRE_TIMEOUT_S = 10
APPEND_TIMEOUT_S = 60

WITHOUT_BODY = "asof.without_body"
"""In the scope of requests whose answer's body nobody will see."""

_ADVICE = "try again in a moment"


@contextlib.asynccontextmanager
async def acquired(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection while the block runs. Raises DatabaseUnreachable when there is none, or when it is lost."""
    pool: asyncpg.Pool = request.app.state.pool
    conn = await _acquire(pool)
    try:
        with noticing_loss(conn, _ADVICE):
            yield conn
    finally:
        await pool.release(conn)


@contextlib.asynccontextmanager
async def turn_to_append(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """As `acquired`, for one append of this process at a time: those who wait for the log take no reader's connection.

    Raises Unavailable when the turn does not come.
    """
    turns: asyncio.Semaphore = request.app.state.turns_to_append
    try:
        await asyncio.wait_for(turns.acquire(), APPEND_TIMEOUT_S)
    except TimeoutError:
        raise Unavailable(f"the log is busy with other appends: {_ADVICE}") from None
    try:
        async with acquired(request) as conn:
            yield conn
    finally:
        turns.release()


async def _acquire(pool: asyncpg.Pool) -> asyncpg.Connection:
    waits = pool.get_idle_size() == 0  # a timeout costs more than to take a connection that nobody uses
    try:
        return await pool.acquire(timeout=ACQUIRE_TIMEOUT_S if waits else None)
    except TimeoutError:
        raise Unavailable(f"all connections to the database are busy: {_ADVICE}") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(f"the database does not answer: {_ADVICE}") from error


async def _of_request(request: Request) -> AsyncIterator[asyncpg.Connection]:
    async with acquired(request) as conn:
        yield conn


Conn = Annotated[asyncpg.Connection, Depends(_of_request, scope="function")]
