"""By which merges and parents what names one place stands on the timeline of another."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import ARRAY, Boolean, Select, bindparam, cast, func, literal, select, union_all

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.directory import DIRECTORY
from projections.tables import containments, merges
from projections.two_clocks import recorded_at_position


class Edge(NamedTuple):
    """What names `to` stands on the timeline of `start`, too, for what occurred in `[since, until)`.

    `rec_from` is the position of the event that said so, `rec_to` of the one that ended it.
    """

    start: str
    to: str
    since: datetime | None
    until: datetime | None
    merged: bool
    according_to: str | None
    rec_from: int
    rec_to: int


@dataclass(frozen=True, slots=True)
class Way:
    """A chain of edges from a subject to the place `to`, for what occurred in `[since, until)`."""

    to: str
    since: datetime | None
    until: datetime | None
    edges: tuple[Edge, ...]

    @property
    def direct(self) -> bool:
        return all(edge.merged for edge in self.edges)


async def ways_from(
    conn: asyncpg.Connection,
    subject: str,
    reached: Collection[str],
    position: int,
    believed: Collection[str] | None = None,
) -> list[Way]:
    """The ways from the subject to all that counts as it at the position: direct ones first, then short ones.

    `reached` are the subjects of those places, found by `believed` as `naming.places_of` finds them.
    """
    if set(reached) <= {subject}:
        return [Way(subject, None, None, ())]
    rows = await _EDGES.fetch(conn, subjects=sorted(reached), position=position)
    edges = [Edge(*row) for row in rows]
    if believed is not None:
        edges = [edge for edge in edges if edge.according_to is None or edge.according_to in believed]
    found = _ways(subject, edges)
    return sorted(found, key=lambda way: (not way.direct, len(way.edges)))


def way_to(
    ways: Sequence[Way], named: Collection[str], earliest: datetime | None, latest: datetime | None
) -> Way | None:
    """The first way to a place that an entry of these bounds names, and that held when it occurred."""
    return next(
        (
            way
            for way in ways
            if way.to in named and _before(earliest, way.until) and _before(way.since, latest)
        ),
        None,
    )


def _ways(subject: str, edges: Iterable[Edge]) -> Iterator[Way]:
    """One way to each place, for each span of time and each directness that there is."""
    from_start: dict[str, list[Edge]] = {}
    for edge in edges:
        from_start.setdefault(edge.start, []).append(edge)
    found, met = [Way(subject, None, None, ())], set()
    while found:
        further = []
        for way in found:
            key = (way.to, way.since, way.until, way.direct)
            if key not in met:
                met.add(key)
                yield way
                further += [longer for edge in from_start.get(way.to, ()) if (longer := _along(way, edge))]
        found = further


def _along(way: Way, edge: Edge) -> Way | None:
    """The way, one edge longer; None where its edges have no time in common."""
    since = max((at for at in (way.since, edge.since) if at is not None), default=None)
    until = min((at for at in (way.until, edge.until) if at is not None), default=None)
    return Way(edge.to, since, until, (*way.edges, edge)) if _before(since, until) else None


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


_C, _M = containments, merges
_subjects = func.any(bindparam("subjects", type_=ARRAY(Id)))
_never = cast(None, Instant)


def _merge(start: Any, to: Any) -> Select[Any]:
    never = (_never.label("since"), _never.label("until"))
    nobody = cast(None, Id).label("according_to")
    return _edge(_M, start, to, *never, literal(True, Boolean).label("merged"), nobody)


def _edge(table: Any, start: Any, to: Any, *more: Any) -> Select[Any]:
    edge = (start.label("start"), to.label("to"), *more, table.c.rec_from, table.c.rec_to)
    return select(*edge).where(recorded_at_position(table, DIRECTORY), start == _subjects)


_parent = _edge(
    _C,
    _C.c.parent,
    _C.c.location,
    _C.c.since,
    _C.c.until,
    literal(False, Boolean).label("merged"),
    _C.c.according_to,
)
_edges = union_all(_parent, _merge(_M.c.into, _M.c.subject), _merge(_M.c.subject, _M.c.into)).subquery(
    "edges"
)
_EDGES = Compiled(select(*_edges.c).order_by(_edges.c.rec_from, _edges.c.start, _edges.c.to))
