"""What benchmarks run on: a Postgres of their own, as durable as a user's, and databases in it."""

import contextlib
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from service.database import connection, upgrade
from service.embedded_postgres import running
from service.settings import Settings


@contextlib.contextmanager
def postgres(kept: Path | None = None) -> Iterator[str]:
    """A Postgres with the settings that `make run` gives it; its data stay where a folder is given. Yields its URL."""
    with contextlib.ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="asof-bench-")))
        yield stack.enter_context(running(folder))


@contextlib.asynccontextmanager
async def database(server: str, *, migrated: bool = True) -> AsyncIterator[str]:
    """A database of its own while the block runs, with today's schema; yields its URL."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    async with _admin(server) as admin:
        await admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield await _ready(server, name, migrated=migrated)
        finally:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def kept(server: str, name: str, fill: Callable[[str], Awaitable[None]]) -> str:
    """The URL of a database that stays; it is made, and filled, unless an earlier run has."""
    async with _admin(server) as admin:
        if not await admin.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}_begun" WITH (FORCE)')
            await admin.execute(f'CREATE DATABASE "{name}_begun"')
            await fill(await _ready(server, f"{name}_begun"))
            await admin.execute(f'ALTER DATABASE "{name}_begun" RENAME TO "{name}"')
    return await _ready(server, name, migrated=False)


@contextlib.asynccontextmanager
async def _admin(server: str) -> AsyncIterator[asyncpg.Connection]:
    admin = await asyncpg.connect(plain(server))
    try:
        yield admin
    finally:
        await admin.close()


async def _ready(server: str, name: str, *, migrated: bool = True) -> str:
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    if migrated:
        await upgrade(url, Settings())
    return url


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as Asof makes them."""
    async with connection(url, Settings()) as conn:
        yield conn


def plain(url: str) -> str:
    """The URL as drivers read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
