"""What is copied in is what the driver would write."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON

from events.compiled import COPY_FROM, InsertMany

_instants = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), datetime(1999, 12, 31, tzinfo=UTC))
)
_VALUES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "large": (BigInteger(), st.integers(-(2**63), 2**63 - 1)),
    "whole": (Integer(), st.integers(-(2**31), 2**31 - 1)),
    "small": (SmallInteger(), st.integers(-(2**15), 2**15 - 1)),
    "truth": (Boolean(), st.booleans()),
    "moment": (DateTime(timezone=True), _instants),
    "id": (Uuid(), st.uuids()),
    "data": (LargeBinary(), st.binary(max_size=20)),
    "said": (JSON(), st.sampled_from(('{"a": 1}', "[]", '"Łódź"'))),
    "words": (Text(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)),
}
_rows = st.lists(st.tuples(*(st.none() | values for _, values in _VALUES.values())), min_size=1, max_size=30)


@given(_rows)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
async def test_rows_are_copied_as_they_would_be_inserted(
    conn: asyncpg.Connection, rows: list[tuple[Any, ...]]
) -> None:
    table = Table("given", MetaData(), *(Column(name, type_) for name, (type_, _) in _VALUES.items()))
    insert = InsertMany(table)
    types = (
        "large bigint, whole integer, small smallint, truth boolean, moment timestamptz, id uuid, data bytea"
    )
    await conn.execute("DROP TABLE IF EXISTS given, asked")
    await conn.execute(f"CREATE TEMP TABLE given ({types}, said json, words text)")
    await conn.execute("CREATE TEMP TABLE asked (LIKE given)")
    many = rows * -(-COPY_FROM // len(rows))

    await insert.execute(conn, many)
    await conn.executemany("INSERT INTO asked VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", many)

    assert await _stored(conn, "given") == await _stored(conn, "asked")


async def _stored(conn: asyncpg.Connection, table: str) -> list[str]:
    """The rows as text, in the order in which they were written."""
    return [row[0] for row in await conn.fetch(f"SELECT t::text FROM {table} t ORDER BY ctid")]
