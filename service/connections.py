"""A connection for a request, taken from the pool and given back when the answer is computed."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
from fastapi import Depends, Request

from events.errors import DatabaseUnreachable, Unavailable

ACQUIRE_TIMEOUT_S = 10

_LOST = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)


@contextlib.asynccontextmanager
async def acquired(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection while the block runs. Raises DatabaseUnreachable when there is none, or when it is lost."""
    pool: asyncpg.Pool = request.app.state.pool
    conn = await _acquire(pool)
    try:
        yield conn
    except (*_LOST, asyncpg.InterfaceError) as error:
        if isinstance(error, asyncpg.InterfaceError) and not conn.is_closed():
            raise  # a mistake of ours
        raise DatabaseUnreachable("the connection to the database was lost; try again in a moment") from error
    finally:
        await pool.release(conn)


async def _acquire(pool: asyncpg.Pool) -> asyncpg.Connection:
    try:
        return await pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
    except TimeoutError:
        raise Unavailable("all connections to the database are busy; try again in a moment") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable("the database does not answer; try again in a moment") from error


async def _of_request(request: Request) -> AsyncIterator[asyncpg.Connection]:
    async with acquired(request) as conn:
        yield conn


Conn = Annotated[asyncpg.Connection, Depends(_of_request, scope="function")]
