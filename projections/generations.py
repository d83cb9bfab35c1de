"""Generations: each build of a projection has partitions of its own; one of them serves.

Partitions are data, not schema: Alembic makes the partitioned tables, a build makes and drops their partitions.
"""

import asyncio
from dataclasses import dataclass
from functools import lru_cache

import asyncpg
from sqlalchemy import (
    BigInteger,
    MetaData,
    ScalarSelect,
    SmallInteger,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.schema import AddConstraint, CreateIndex
from sqlalchemy.sql import quoted_name

from events.compiled import DIALECT, Compiled
from projections import RULES
from projections.projection import Projection
from projections.tables import projections, tables_of


@dataclass(frozen=True, slots=True)
class Generation:
    """One build of a projection: by which rules, up to which position, and whether readers see it."""

    projection: str
    number: int
    rules: int
    position: int
    serving: bool


async def serving(conn: asyncpg.Connection, projection: Projection) -> Generation | None:
    """The generation that readers see; None before the first build."""
    return _generation(await _SERVING.fetchrow(conn, name=projection.name))


async def all_serving(conn: asyncpg.Connection) -> dict[str, Generation]:
    """The generation that readers see of each projection, by its name."""
    rows = await _ALL_SERVING.fetch(conn)
    return {row["name"]: generation for row in rows if (generation := _generation(row))}


async def building(conn: asyncpg.Connection, projection: Projection) -> Generation | None:
    """The newest generation that does not serve, as a rebuild left it when it stopped."""
    return _generation(await _BUILDING.fetchrow(conn, name=projection.name))


async def create(conn: asyncpg.Connection, projection: Projection) -> Generation:
    """A new, empty generation under today's rules, in tables that nobody reads yet, with what its fold needs."""
    row = await _CREATE.fetchrow(conn, name=projection.name, rules=RULES)
    created = _generation(row)
    assert created is not None
    for table in tables_of(projection):
        part = partition(table, created.number)
        await conn.execute(
            f'CREATE TABLE "{part.name}" (LIKE "{table.name}" INCLUDING ALL EXCLUDING INDEXES)'
        )
        # so that it is attached without another look at its rows
        await conn.execute(f'ALTER TABLE "{part.name}" ADD CHECK (generation = {created.number:d})')
        await conn.execute(str(AddConstraint(part.primary_key).compile(dialect=DIALECT)))
        if table.name == projection.links:
            await _make_indexes(conn, part)
    return created


async def complete(conn: asyncpg.Connection, projection: Projection, generation: Generation) -> None:
    """The generation has all its indexes, is known to the planner, and is part of the tables that are read.

    Not for use inside a transaction; done again, it goes on where it was stopped.
    """
    await conn.execute("SET maintenance_work_mem = '256MB'")
    for table in tables_of(projection):
        part = partition(table, generation.number)
        await _make_indexes(conn, part)
        await conn.execute(f'ANALYZE "{part.name}"')
        if not await conn.fetchval(_IS_ATTACHED, part.name):
            await conn.execute(
                f'ALTER TABLE "{table.name}" ATTACH PARTITION "{part.name}" FOR VALUES IN ({generation.number:d})'
            )
    await conn.execute("RESET maintenance_work_mem")


async def _make_indexes(conn: asyncpg.Connection, part: Table) -> None:
    for index in sorted(part.indexes, key=lambda index: str(index.name)):
        await conn.execute(str(CreateIndex(index, if_not_exists=True).compile(dialect=DIALECT)))


async def advance(conn: asyncpg.Connection, generation: Generation, position: int) -> None:
    """The generation has reached `position`."""
    await _ADVANCE.execute(
        conn, at_name=generation.projection, at_generation=generation.number, reached=position
    )


async def advance_serving(conn: asyncpg.Connection, before: int, position: int) -> None:
    """The generations that readers see, and that had reached `before`, have reached `position`."""
    await _ADVANCE_SERVING.execute(conn, before=before, reached=position)


async def switch(conn: asyncpg.Connection, generation: Generation) -> None:
    """Readers see `generation` from this transaction's commit on."""
    await _RETIRE.execute(conn, at_name=generation.projection)
    await _SERVE.execute(conn, at_name=generation.projection, at_generation=generation.number)


async def drop_others(conn: asyncpg.Connection, projection: Projection, kept: Generation) -> None:
    """All generations of the projection but `kept` are gone. Not for use inside a transaction."""
    for row in await _OTHERS.fetch(conn, name=projection.name, kept=kept.number):
        for table in tables_of(projection):
            await _drop(conn, partition(table, row["generation"]).name)
        await _FORGET.execute(conn, name=projection.name, number=row["generation"])


async def _drop(conn: asyncpg.Connection, name: str) -> None:
    """The table is gone. Whoever waits for it to be free keeps others from reading: so nobody waits for long."""
    while True:
        try:
            async with conn.transaction():
                await conn.execute("SET LOCAL lock_timeout = '50ms'")
                await conn.execute(f'DROP TABLE IF EXISTS "{name}"')
                return
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(0.2)


async def lock_for_building(conn: asyncpg.Connection, projection: Projection) -> bool:
    """This session alone builds the projection until it unlocks or ends; False when another one does."""
    locked: bool = await conn.fetchval("SELECT pg_try_advisory_lock(hashtext($1))", _lock_name(projection))
    return locked


async def wait_to_build(conn: asyncpg.Connection, projection: Projection) -> None:
    """As `lock_for_building`, once any other session has finished building it."""
    await conn.execute("SELECT pg_advisory_lock(hashtext($1))", _lock_name(projection))


async def unlock_for_building(conn: asyncpg.Connection, projection: Projection) -> None:
    await conn.execute("SELECT pg_advisory_unlock(hashtext($1))", _lock_name(projection))


async def being_built(conn: asyncpg.Connection, projection: Projection) -> bool:
    """Whether some session holds the lock for building the projection."""
    held: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32 | objid::bigint) = hashtext($1)
        )
        """,
        _lock_name(projection),
    )
    return held


@lru_cache(maxsize=64)
def partition(table: Table, generation: int) -> Table:
    """The table that holds one generation of `table`."""
    part = table.to_metadata(MetaData(), name=f"{table.name}_g{generation}")
    part.primary_key.name = quoted_name(f"{part.primary_key.name}_g{generation}", quote=None)
    for index in part.indexes:
        index.name = quoted_name(f"{index.name}_g{generation}", quote=None)
    return part


def serving_number(projection: Projection) -> ScalarSelect[int]:
    """For use in a question: the number of the generation that serves, as of the question's own snapshot."""
    return (
        select(projections.c.generation)
        .where(projections.c.name == projection.name, projections.c.serving)
        .scalar_subquery()
    )


def _lock_name(projection: Projection) -> str:
    return f"asof: build {projection.name}"


def _generation(row: asyncpg.Record | None) -> Generation | None:
    if row is None:
        return None
    return Generation(row["name"], row["generation"], row["rules"], row["position"], row["serving"])


_IS_ATTACHED = "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1))"
_P = projections
_GENERATIONS = select(_P.c.name, _P.c.generation, _P.c.rules, _P.c.position, _P.c.serving)
_OF_NAME = _GENERATIONS.where(_P.c.name == bindparam("name"))
_ALL_SERVING = Compiled(_GENERATIONS.where(_P.c.serving))
_SERVING = Compiled(_OF_NAME.where(_P.c.serving))
_BUILDING = Compiled(
    _OF_NAME.where(~_P.c.serving, _P.c.finished_at.is_(None)).order_by(_P.c.generation.desc()).limit(1)
)
_next = (
    select(func.coalesce(func.max(_P.c.generation), 0) + 1)
    .where(_P.c.name == bindparam("name"))
    .scalar_subquery()
)
_CREATE = Compiled(
    insert(_P)
    .values(
        name=bindparam("name"),
        generation=_next,
        rules=bindparam("rules", type_=SmallInteger),
        position=0,
        serving=False,
        started_at=func.clock_timestamp(),
    )
    .returning(_P.c.name, _P.c.generation, _P.c.rules, _P.c.position, _P.c.serving)
)
_AT = (_P.c.name == bindparam("at_name"), _P.c.generation == bindparam("at_generation"))
_ADVANCE = Compiled(update(_P).where(*_AT).values(position=bindparam("reached", type_=BigInteger)))
_ADVANCE_SERVING = Compiled(
    update(_P)
    .where(_P.c.serving, _P.c.position == bindparam("before", type_=BigInteger))
    .values(position=bindparam("reached", type_=BigInteger))
)
_RETIRE = Compiled(update(_P).where(_P.c.name == bindparam("at_name"), _P.c.serving).values(serving=False))
_SERVE = Compiled(update(_P).where(*_AT).values(serving=True, finished_at=func.clock_timestamp()))
_OTHERS = Compiled(
    select(_P.c.generation).where(_P.c.name == bindparam("name"), _P.c.generation != bindparam("kept"))
)
_FORGET = Compiled(delete(_P).where(_P.c.name == bindparam("name"), _P.c.generation == bindparam("number")))
