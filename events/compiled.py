"""Statements written in SQLAlchemy, compiled once, and run on asyncpg without SQLAlchemy in between."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, ClauseElement, Dialect, Select, Table, bindparam, column, func, insert, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT: Dialect = dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Compiled:
    """A statement as SQL text with $1, $2 …, and the names of its parameters in that order."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
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


class InsertMany:
    """Rows of `table` are written by one statement, `INSERT … SELECT FROM unnest`, however many they are."""

    def __init__(self, table: Table) -> None:
        written = [c for c in table.columns if c.computed is None]
        self._columns = [c.name for c in written]
        arrays = [bindparam(c.name, type_=ARRAY(c.type)) for c in written]
        given = func.unnest(*arrays).table_valued(*(column(c.name, c.type) for c in written))
        rows = given.render_derived("given")
        source: Select[Any] = select(*(rows.c[name] for name in self._columns))
        self._statement = Compiled(insert(table).from_select(self._columns, source))

    async def execute(self, conn: asyncpg.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            arrays = {name: [row[name] for row in rows] for name in self._columns}
            await self._statement.execute(conn, **arrays)
