"""The database of this process: embedded or real, fit for this version, and reached through connections."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from events.errors import DatabaseUnreachable, RulesDiffer, Unavailable
from projections.rebuilding import prepare
from projections.runner import PROJECTIONS, serving_by_our_rules
from service import embedded_postgres
from service.settings import Settings

CONNECT_TIMEOUT_S = 10

PLANNER = {
    "plan_cache_mode": "force_generic_plan",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_seqscan": "off",
    "jit": "off",
}
"""Settings of a session under which each statement is planned once, and reads an index in order where there is one.

What Postgres believes of the sizes of tables decides nothing then, so that no answer is slow for want of an ANALYZE
(decision 014). What cannot do without a sort or a bitmap still gets it.
"""

_LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.TooManyConnectionsError,
)
"""What says that the database cannot be reached, now or any more."""

T = TypeVar("T")


def with_database(
    work: Callable[[asyncpg.Connection], Awaitable[T]], *, under_other_rules: bool = False
) -> T:
    """What `work` makes of a connection to a database that has this version's schema and – mostly – its rules.

    The embedded database is started and migrated for it. One that DATABASE_URL names is somebody's: unless it fits,
    Unavailable says what to run. Raises DatabaseUnreachable.
    """

    async def with_one(url: str, settings: Settings) -> T:
        async with connection(url, settings) as conn:
            with noticing_loss(conn, "check DATABASE_URL"):
                return await work(conn)

    return _with_ready_database(with_one, under_other_rules=under_other_rules)


def with_two_connections(work: Callable[[asyncpg.Connection, asyncpg.Connection], Awaitable[T]]) -> T:
    """As with_database, for work by two connections, under whatever rules."""

    async def with_both(url: str, settings: Settings) -> T:
        async with connection(url, settings) as conn, connection(url, settings) as beside:
            with noticing_loss(conn, "check DATABASE_URL"):
                return await work(conn, beside)

    return _with_ready_database(with_both, under_other_rules=True)


def _with_ready_database(work: Callable[[str, Settings], Awaitable[T]], *, under_other_rules: bool) -> T:
    settings = Settings()

    async def when_ready(url: str) -> T:
        migrate = not settings.database_url
        await make_ready(url, settings, migrate=migrate, under_other_rules=under_other_rules)
        return await work(url, settings)

    with database(settings) as url:
        return asyncio.run(when_ready(url))


@contextlib.contextmanager
def session(settings: Settings) -> Iterator[Callable[[Callable[[asyncpg.Connection], Awaitable[T]]], T]]:
    """As with_database, for work with pauses in which somebody is asked: what is yielded does each piece of it.

    No event loop runs during the pauses, so that Ctrl-C ends them.
    """
    with database(settings) as url, asyncio.Runner() as runner:
        runner.run(make_ready(url, settings, migrate=not settings.database_url))
        opened = connection(url, settings)
        conn = runner.run(_entered(opened))

        async def done(work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
            with noticing_loss(conn, "check DATABASE_URL"):
                return await work(conn)

        try:
            yield lambda work: runner.run(done(work))
        finally:
            runner.run(_left(opened))


async def _entered(opened: contextlib.AbstractAsyncContextManager[asyncpg.Connection]) -> asyncpg.Connection:
    return await opened.__aenter__()


async def _left(opened: contextlib.AbstractAsyncContextManager[asyncpg.Connection]) -> None:
    await opened.__aexit__(None, None, None)


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


async def make_ready(url: str, settings: Settings, *, migrate: bool, under_other_rules: bool = False) -> None:
    """The database at `url` has this version's schema and – mostly – its rules; else, unless it may be migrated for
    that, the Unavailable that tells what to run is raised.
    """
    async with connection(url, settings) as conn:
        problem = await _schema_problem(conn, url) or await _rules_problem(conn)
    if problem is None or (under_other_rules and isinstance(problem, RulesDiffer)):
        return
    if not migrate:
        raise problem
    await upgrade(url, settings)


async def upgrade(url: str, settings: Settings) -> None:
    """The database has today's schema, and every projection serves under today's rules."""
    async with connection(url, settings):
        pass  # says who cannot be reached before Alembic does, at length
    await asyncio.to_thread(command.upgrade, alembic_config(url), "head")
    async with connection(url, settings) as conn, connection(url, settings) as beside:
        await prepare(conn, beside=beside)


def alembic_config(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


@contextlib.asynccontextmanager
async def connection(url: str, settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """One connection, closed afterwards. Raises DatabaseUnreachable."""
    try:
        conn = await asyncpg.connect(_dsn(url), **_options(settings))
    except _LOST as error:
        raise _unreachable(url, error) from error
    try:
        yield conn
    finally:
        await conn.close()


def _options(settings: Settings) -> dict[str, Any]:
    """How all connections are made. A pgbouncer, which keeps no statements, would refuse settings of a session."""
    pooled = settings.statement_cache_size == 0
    return {
        "timeout": CONNECT_TIMEOUT_S,
        "statement_cache_size": settings.statement_cache_size,
        "max_cacheable_statement_size": 0,  # any: the longest are those that are planned longest
        "server_settings": {} if pooled else PLANNER,
    }


@contextlib.asynccontextmanager
async def pool(url: str, settings: Settings, size: int | None = None) -> AsyncIterator[asyncpg.Pool]:
    """A pool of up to `size` connections, or as many as the settings say. Raises DatabaseUnreachable."""
    try:
        opened = await asyncpg.create_pool(
            _dsn(url),
            min_size=1,
            max_size=size or settings.pool_size,
            reset=_keep,
            **_options(settings),
        )
    except _LOST as error:
        raise _unreachable(url, error) from error
    async with opened:
        yield opened


@contextlib.contextmanager
def noticing_loss(conn: asyncpg.Connection, advice: str) -> Iterator[None]:
    """Raises DatabaseUnreachable, with the advice, when the block fails because `conn` was lost."""
    try:
        yield
    except (*_LOST, asyncpg.InterfaceError) as error:
        if not isinstance(error, asyncpg.PostgresError) and not _is_lost(conn):
            raise  # a mistake of ours, or of whoever reads our output
        raise DatabaseUnreachable(f"the connection to the database was lost: {advice}") from error


def _is_lost(conn: asyncpg.Connection) -> bool:
    try:
        return bool(conn.is_closed())
    except asyncpg.InterfaceError:
        return True  # its pool has taken it back already, as it does with those that break


async def _keep(_conn: asyncpg.Connection) -> None:
    """Nothing to reset: no request leaves a session setting behind, and a reset costs a round trip each."""


def _dsn(url: str) -> str:
    """The URL as asyncpg reads it. Raises DatabaseUnreachable, which repeats nothing that may hold a password."""
    expected = "expected postgresql://user:password@host:port/database"
    try:
        read = make_url(url)
        dsn = read.set(drivername="postgresql").render_as_string(hide_password=False)
        _ = urlsplit(dsn).port  # asyncpg reads it so, too
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnreachable(f"DATABASE_URL cannot be read: {expected}") from error
    if read.get_backend_name() not in ("postgresql", "postgres"):
        raise DatabaseUnreachable(f"DATABASE_URL names {read.get_backend_name()}: {expected}")
    return dsn


def _unreachable(url: str, error: BaseException) -> DatabaseUnreachable:
    shown = make_url(url).render_as_string(hide_password=True)
    advice = "check DATABASE_URL, or unset it for an embedded database"
    return DatabaseUnreachable(f"no database answers at {shown} ({error}): {advice}")


async def _schema_problem(conn: asyncpg.Connection, url: str) -> Unavailable | None:
    needed = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    try:
        found = await conn.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        found = None
    if found == needed:
        return None
    has = f"the schema {found}" if found else "no schema of Asof"
    return Unavailable(f"the database has {has}, this version needs {needed}: run `asof db upgrade`")


async def _rules_problem(conn: asyncpg.Connection) -> RulesDiffer | None:
    try:
        for projection in PROJECTIONS.values():
            await serving_by_our_rules(conn, projection)
    except RulesDiffer as error:
        return error
    return None
