"""Databases that fit this version, and a connection to one for the length of a command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
from alembic.script import ScriptDirectory

from events.errors import DatabaseUnreachable, RulesDiffer, Unavailable
from projections import RULES, generations
from projections.runner import PROJECTIONS
from service.database import alembic_config, connection, database, upgrade
from service.settings import Settings

T = TypeVar("T")


def with_database(
    work: Callable[[asyncpg.Connection], Awaitable[T]], *, under_other_rules: bool = False
) -> T:
    """What `work` makes of a connection to a database that has this version's schema and – mostly – its rules.

    The embedded database is started and migrated for it. One that DATABASE_URL names is somebody's: unless it fits,
    Unavailable says what to run. Raises DatabaseUnreachable.
    """
    settings = Settings()

    async def connected(url: str) -> T:
        await make_ready(url, migrate=not settings.database_url, under_other_rules=under_other_rules)
        async with connection(url) as conn:
            return await work(conn)

    with database(settings) as url:
        try:
            return asyncio.run(connected(url))
        except BrokenPipeError:  # of whoever read our output
            raise
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
            raise DatabaseUnreachable(f"the database went away ({error}): check DATABASE_URL") from error


async def make_ready(url: str, *, migrate: bool, under_other_rules: bool = False) -> None:
    """The database at `url` has this version's schema and – mostly – its rules; else, unless it may be migrated for
    that, the Unavailable that tells what to run is raised.
    """
    async with connection(url) as conn:
        problem = await _schema_problem(conn, url) or await _rules_problem(conn)
    if problem is None or (under_other_rules and isinstance(problem, RulesDiffer)):
        return
    if not migrate:
        raise problem
    await upgrade(url)


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
    for projection in PROJECTIONS.values():
        generation = await generations.serving(conn, projection)
        if generation is None or generation.rules != RULES:
            return RulesDiffer(projection.name, generation.rules if generation else 0, RULES)
    return None
