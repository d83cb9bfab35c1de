"""A connection for a request, taken from the pool and given back when the answer is computed."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
from fastapi import Depends, Request

from events.errors import DatabaseUnreachable, Unavailable
from service.database import noticing_loss
from service.writing import Writer

ACQUIRE_TIMEOUT_S = 10

WITHOUT_BODY = "asof.without_body"
"""In the scope of requests whose answer's body nobody will see."""

_ADVICE = "try again in a moment"


@contextlib.asynccontextmanager
async def acquired(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection while the block runs. Raises DatabaseUnreachable when there is none, or when it is lost."""
    async with acquired_from(request.app.state.pool) as conn:
        with noticing_loss(conn, _ADVICE):
            yield conn


@contextlib.asynccontextmanager
async def acquired_from(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the pool while the block runs. Raises DatabaseUnreachable or Unavailable when there is none."""
    conn = await _acquire(pool)
    try:
        yield conn
    finally:
        await pool.release(conn)


def writer(request: Request) -> Writer:
    """Who records what requests ask for."""
    one: Writer = request.app.state.writer
    return one


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
