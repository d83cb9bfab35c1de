"""Alembic's migrations make the schema that the code declares."""

import asyncio
import sys

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import projections.tables  # noqa: F401  (declares its tables)
from events.tables import metadata

COLLATED = {
    "timeline_entries_reported_idx": '(subject COLLATE "POSIX", rep_from, rec_from, rec_to)',
    "timeline_entries_told_before_idx": '(subject COLLATE "POSIX", published_at) WHERE (published_at > rep_from)',
}
"""Indexes with a collation that is not the column's, which SQLAlchemy does not see."""


def _differences(connection: Connection) -> list[object]:
    partitions = set(connection.exec_driver_sql("SELECT inhrelid::regclass::text FROM pg_inherits").scalars())
    others = {("table", name) for name in partitions | {"alembic_version"}}
    others |= {("index", name) for name in COLLATED}
    ours = lambda thing, name, kind, *_: (kind, name) not in others  # noqa: E731
    context = MigrationContext.configure(
        connection, opts={"include_object": ours, "compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


async def test_the_migrated_database_is_the_one_that_is_declared(database_url: str) -> None:
    engine = create_async_engine(make_url(database_url).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await engine.dispose()

    assert differences == []


async def test_indexes_have_the_collations_that_are_declared(conn: asyncpg.Connection) -> None:
    made = {row["indexname"]: row["indexdef"] for row in await conn.fetch("SELECT * FROM pg_indexes")}

    for name, definition in COLLATED.items():
        assert made[name].endswith(f"USING btree {definition}")


async def test_every_check_constraint_and_comment_is_there(conn: asyncpg.Connection) -> None:
    checks = {
        row["conname"] for row in await conn.fetch("SELECT conname FROM pg_constraint WHERE contype = 'c'")
    }
    comments = dict(
        await conn.fetch("SELECT relname, obj_description(oid) FROM pg_class WHERE relkind IN ('r', 'p')")
    )

    for table in metadata.tables.values():
        assert {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"} <= checks
        assert comments[table.name] == table.comment


async def test_upgrading_again_and_twice_at_once_changes_nothing(
    database_url: str, conn: asyncpg.Connection
) -> None:
    before = await conn.fetch("SELECT * FROM log_head")

    program = (
        "import asyncio; from service.database import upgrade; from service.settings import Settings; "
        f"asyncio.run(upgrade({database_url!r}, Settings()))"
    )
    upgrades = [await asyncio.create_subprocess_exec(sys.executable, "-c", program) for _ in range(2)]
    assert [await process.wait() for process in upgrades] == [0, 0]

    assert await conn.fetch("SELECT * FROM log_head") == before
