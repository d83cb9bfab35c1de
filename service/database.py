"""The database of this process: embedded or real, migrated, and reached through a pool."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from events.errors import DatabaseUnreachable
from projections.runner import prepare
from service import embedded_postgres
from service.settings import Settings

_UNREACHABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The URL of the database while the block runs: DATABASE_URL, or that of the embedded Postgres."""
    if settings.database_url:
        yield settings.database_url
        return
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(embedded_postgres.running(settings.data))
        except embedded_postgres.PostgresCannotStart as error:
            raise DatabaseUnreachable(str(error)) from error
        yield url


async def upgrade(url: str) -> None:
    """The database has today's schema, and every projection serves under today's rules."""
    async with connection(url):
        pass  # says who cannot be reached before Alembic does, at length
    await asyncio.to_thread(command.upgrade, alembic_config(url), "head")
    async with connection(url) as conn:
        await prepare(conn)


def alembic_config(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


@contextlib.asynccontextmanager
async def connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection, closed afterwards. Raises DatabaseUnreachable."""
    try:
        conn = await asyncpg.connect(_dsn(url), timeout=10)
    except _UNREACHABLE as error:
        raise _unreachable(url, error) from error
    try:
        yield conn
    finally:
        await conn.close()


@contextlib.asynccontextmanager
async def pool(url: str, settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    """A pool of connections. Raises DatabaseUnreachable."""
    try:
        opened = await asyncpg.create_pool(
            _dsn(url),
            min_size=1,
            max_size=settings.pool_size,
            statement_cache_size=settings.statement_cache_size,
            reset=_keep,
            timeout=10,
        )
    except _UNREACHABLE as error:
        raise _unreachable(url, error) from error
    async with opened:
        yield opened


async def _keep(_conn: asyncpg.Connection) -> None:
    """Nothing to reset: no request leaves a session setting behind, and a reset costs a round trip each."""


def _dsn(url: str) -> str:
    try:
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    except ArgumentError as error:
        expected = "expected postgresql://user:password@host:port/database"
        raise DatabaseUnreachable(f"DATABASE_URL {url!r}: {expected}") from error


def _unreachable(url: str, error: BaseException) -> DatabaseUnreachable:
    shown = make_url(url).render_as_string(hide_password=True)
    advice = "check DATABASE_URL, or unset it for an embedded database"
    return DatabaseUnreachable(f"no database answers at {shown} ({error}): {advice}")
