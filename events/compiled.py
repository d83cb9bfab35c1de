"""Statements written in SQLAlchemy, compiled once, and run on asyncpg without SQLAlchemy in between."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import (
    ARRAY,
    ClauseElement,
    Dialect,
    Insert,
    Select,
    Table,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT: Dialect = dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

COPY_FROM = 100
"""Rows from which on they are copied in."""


class Compiled:
    """A statement as SQL text with $1, $2 …, and the names of its parameters in that order."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=DIALECT)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        self._constants = compiled.params
        self._names: Sequence[str] = compiled.positiontup or ()
        self._required = {bind.key for bind in compiled.binds.values() if bind.required}

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        if unknown := parameters.keys() - self._constants.keys():
            raise TypeError(f"no such parameters: {', '.join(sorted(unknown))}")
        if missing := self._required - parameters.keys():
            raise TypeError(f"missing parameters: {', '.join(sorted(missing))}")
        return [parameters[name] if name in parameters else self._constants[name] for name in self._names]

    async def fetch(self, conn: asyncpg.Connection, **parameters: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await conn.fetch(self.sql, *self.arguments(parameters))
        return rows

    async def fetchrow(self, conn: asyncpg.Connection, **parameters: Any) -> asyncpg.Record | None:
        return await conn.fetchrow(self.sql, *self.arguments(parameters))

    async def fetchval(self, conn: asyncpg.Connection, **parameters: Any) -> Any:
        return await conn.fetchval(self.sql, *self.arguments(parameters))

    async def execute(self, conn: asyncpg.Connection, **parameters: Any) -> None:
        await conn.execute(self.sql, *self.arguments(parameters))

    async def execute_each(self, conn: asyncpg.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """The statement has run once for each row of parameters, all in one round trip."""
        await conn.executemany(self.sql, [self.arguments(row) for row in rows])


class InsertMany:
    """Rows of `table`, tuples in the order of its columns without the computed ones, are written at once.

    Few by one statement, `INSERT … SELECT FROM unnest`; many by COPY, which reads a row in half the time but asks for
    two round trips more.
    """

    def __init__(self, table: Table) -> None:
        self._table = table.name
        self._columns = [c.name for c in table.columns if c.computed is None]
        self.statement = _insert_from_arrays(table)
        self._compiled = Compiled(self.statement)

    async def execute(self, conn: asyncpg.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        if len(rows) >= COPY_FROM:
            await self.copy(conn, rows)
        elif rows:
            await self._compiled.execute(conn, **self.arrays(rows))

    async def copy(self, conn: asyncpg.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """As execute, however many the rows are; they are made while Postgres takes those before them."""
        await conn.copy_records_to_table(self._table, records=rows, columns=self._columns)

    def arrays(self, rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
        """The parameters of `statement` that write these rows: for each column its values."""
        return {
            name: list(values) for name, values in zip(self._columns, zip(*rows, strict=True), strict=True)
        }


def _insert_from_arrays(table: Table) -> Insert:
    written = [c for c in table.columns if c.computed is None]
    arrays = [bindparam(c.name, type_=ARRAY(c.type)) for c in written]
    given = func.unnest(*arrays).table_valued(*(column(c.name, c.type) for c in written))
    rows = given.render_derived(f"given_{table.name}")
    source: Select[Any] = select(*(rows.c[c.name] for c in written))
    return insert(table).from_select([c.name for c in written], source)
