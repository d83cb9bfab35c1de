"""The seconds in which something was recorded: where the log stood at the end of each."""

from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg
from sqlalchemy import BigInteger, DateTime, Integer, bindparam, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from events.compiled import Compiled
from events.tables import events

SECOND = timedelta(seconds=1)


class SecondEnd(NamedTuple):
    """The last event of a second."""

    position: int
    recorded_at: datetime

    @property
    def second(self) -> datetime:
        """The first instant of the second."""
        return floor(self.recorded_at)


def floor(instant: datetime) -> datetime:
    """The first instant of the second that `instant` lies in."""
    return instant.replace(microsecond=0)


async def ends_of_seconds(conn: asyncpg.Connection, begin: int, head: int, limit: int) -> list[SecondEnd]:
    """The ends of `limit` seconds among the positions up to `head`, from the second of position `begin` on."""
    if not 1 <= begin <= head or not limit:
        return []
    return [SecondEnd(*row) for row in await _ENDS.fetch(conn, begin=begin, head=head, count=limit)]


async def end_by(conn: asyncpg.Connection, instant: datetime, head: int) -> int:
    """The last position, up to `head`, recorded in the second of `instant` or before; 0 where there is none."""
    position: int | None = await _BY.fetchval(conn, behind=floor(instant) + SECOND, head=head)
    return position or 0


async def begin_of(conn: asyncpg.Connection, position: int) -> int:
    """The first position that was recorded in the second of `position`."""
    begin: int = await _BEGIN.fetchval(conn, position=position)
    return begin


_E = events
_HEAD = bindparam("head", type_=BigInteger)


def _second(instant: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return func.date_trunc("second", instant, "UTC", type_=DateTime(timezone=True))


# Positions have no gaps, so the event behind the last one of a second begins the next: two look-ups each.
_first = _E.alias("first")
_next = _E.alias("next")
_last = _E.alias("last")


def _end(of: ColumnElement[datetime]) -> object:
    return (
        select(_last.c.position, _last.c.recorded_at)
        .where(_last.c.recorded_at < _second(of) + literal(SECOND), _last.c.position <= _HEAD)
        .order_by(_last.c.recorded_at.desc())
        .limit(1)
    )


_begun = _end(_first.c.recorded_at).lateral("begun")  # type: ignore[attr-defined]
_ends = (
    select(_begun.c.position, _begun.c.recorded_at, literal(1, Integer).label("number"))
    .select_from(_first.join(_begun, literal(True)))
    .where(_first.c.position == bindparam("begin", type_=BigInteger))
    .cte("ends", recursive=True)
)
_following = _end(_next.c.recorded_at).lateral("following")  # type: ignore[attr-defined]
_ends = _ends.union_all(
    select(_following.c.position, _following.c.recorded_at, _ends.c.number + 1)
    .select_from(_ends.join(_next, _next.c.position == _ends.c.position + 1).join(_following, literal(True)))
    .where(_ends.c.number < bindparam("count", type_=Integer), _next.c.position <= _HEAD)
)
_ENDS = Compiled(select(_ends.c.position, _ends.c.recorded_at).order_by(_ends.c.number))
_BY = Compiled(
    select(_E.c.position)
    .where(_E.c.recorded_at < bindparam("behind", type_=DateTime(timezone=True)), _E.c.position <= _HEAD)
    .order_by(_E.c.recorded_at.desc())
    .limit(1)
)
_its_second = select(_second(_E.c.recorded_at)).where(
    _E.c.position == bindparam("position", type_=BigInteger)
)
_BEGIN = Compiled(
    select(_first.c.position)
    .where(_first.c.recorded_at >= _its_second.scalar_subquery())
    .order_by(_first.c.recorded_at)
    .limit(1)
)
