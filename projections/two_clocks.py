"""The condition on which every as-of answer rests: a row is seen at (T, P) when both its ranges hold them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, FromClause, Select, and_, bindparam

from projections.generations import serving_number
from projections.projection import Projection

POSITION = bindparam("position", type_=BigInteger)
KNOWN_AT = bindparam("known_at", type_=DateTime(timezone=True))


def held(
    table: FromClause,
    projection: Projection,
    position: ColumnElement[int] = POSITION,
    known_at: ColumnElement[datetime] = KNOWN_AT,
) -> ColumnElement[bool]:
    """Rows of the serving generation that held on both clocks."""
    return and_(recorded_at_position(table, projection, position), reported_by(table, known_at))


def recorded_at_position(
    table: FromClause, projection: Projection, position: ColumnElement[int] = POSITION
) -> ColumnElement[bool]:
    """Rows of the serving generation that held at the parameter `position`."""
    return and_(table.c.generation == serving_number(projection), recorded_by(table, position))


def recorded_by(table: FromClause, position: ColumnElement[int] = POSITION) -> ColumnElement[bool]:
    """Rows of whichever generation that held at the parameter `position`."""
    return and_(table.c.rec_from <= position, table.c.rec_to > position)


def reported_by(table: FromClause, known_at: ColumnElement[datetime] = KNOWN_AT) -> ColumnElement[bool]:
    """Rows that held for the moment `known_at` of the reported clock."""
    return and_(table.c.rep_from <= known_at, table.c.rep_to > known_at)


def there_is(found: Select[Any]) -> ColumnElement[bool]:
    """Whether anything is found; asked anew for each row that it is asked of, by index.

    An EXISTS says the same, but the planner may make a join of it that reads all there is before the first row.
    """
    return found.limit(1).scalar_subquery().is_not(None)
