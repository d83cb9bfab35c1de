"""What benchmarks run on: a Postgres of their own, as durable as a user's, and databases in it."""

import contextlib
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from service.database import connection, upgrade
from service.embedded_postgres import running
from service.settings import Settings


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A Postgres with the settings that `make run` gives it; yields its URL."""
    with tempfile.TemporaryDirectory(prefix="asof-bench-") as folder, running(Path(folder)) as url:
        yield url


@contextlib.asynccontextmanager
async def database(server: str, *, migrated: bool = True) -> AsyncIterator[str]:
    """A database of its own while the block runs, with today's schema; yields its URL."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(plain(server))
    try:
        await admin.execute(f'CREATE DATABASE "{name}"')
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        try:
            if migrated:
                await upgrade(url, Settings())
            yield url
        finally:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await admin.close()


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as Asof makes them."""
    async with connection(url, Settings()) as conn:
        yield conn


def plain(url: str) -> str:
    """The URL as drivers read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
