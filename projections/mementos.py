"""Mementos of a timeline: the states it had at the ends of the seconds in which anything was recorded.

Every such second of the log counts, whether or not it changed the timeline: which events change an answer, the answer
alone can tell. Of a timeline that is asked for by names, those count at whose ends all the names meant somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import asyncpg
from sqlalchemy import BigInteger, bindparam, or_, select

from events.compiled import Compiled
from events.envelope import END
from events.seconds import SecondEnd, begin_of, end_by, ends_of_seconds
from events.tables import Id
from projections.directory import DIRECTORY
from projections.generations import serving_number
from projections.naming import Kind
from projections.tables import descriptions, merges


class Name(NamedTuple):
    """An id or slug that a timeline is asked for by."""

    kind: Kind
    id_or_slug: str


class Span(NamedTuple):
    """The positions `[begin, end)`."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Mementos:
    """The mementos among the positions up to `head`; `spans`, in order, is where every name means somebody."""

    head: int
    spans: Sequence[Span]

    async def by(self, conn: asyncpg.Connection, instant: datetime) -> SecondEnd | None:
        """The last memento of the second of `instant` or before."""
        return await self.up_to(conn, await end_by(conn, instant, self.head))

    async def up_to(self, conn: asyncpg.Connection, position: int) -> SecondEnd | None:
        """The last memento up to `position`, which is the end of a second, or the head."""
        while (span := next((s for s in reversed(self.spans) if s.begin <= position), None)) is not None:
            position = min(position, span.end - 1)
            end = (await ends_of_seconds(conn, position, self.head, 1))[0]
            if self._holds(end):
                return end
            position = await begin_of(conn, position) - 1
        return None

    async def before(self, conn: asyncpg.Connection, memento: SecondEnd) -> SecondEnd | None:
        """The memento before that one."""
        return await self.up_to(conn, await begin_of(conn, memento.position) - 1)

    async def behind(self, conn: asyncpg.Connection, position: int, limit: int) -> list[SecondEnd]:
        """The first mementos behind `position`."""
        found: list[SecondEnd] = []
        while len(found) < limit:
            span = next((s for s in self.spans if s.end > position + 1), None)
            if span is None:
                break
            begin = max(position + 1, span.begin)
            ends = await ends_of_seconds(conn, begin, self.head, limit - len(found))
            if not ends:
                break
            found += [end for end in ends if end.position > position and self._holds(end)]
            position = ends[-1].position
        return found

    def _holds(self, end: SecondEnd) -> bool:
        return any(span.begin <= end.position < span.end for span in self.spans)


async def mementos(conn: asyncpg.Connection, names: Sequence[Name], head: int) -> Mementos:
    """The mementos, up to `head`, of a timeline that is asked for by these names."""
    spans = [Span(1, END)]
    for name in names:
        spans = _common(spans, await _spans(conn, name))
    return Mementos(head, spans)


async def turns(conn: asyncpg.Connection, names: Sequence[Name], after: int, up_to: int) -> list[int]:
    """The positions in `(after, up_to]`, in order, at which the names may begin to mean somebody else."""
    spans = [Span(*row) for row in await _MERGES.fetch(conn, after=after, up_to=up_to)]
    for name in names:
        spans += await _spans(conn, name)
    return sorted({at for span in spans for at in span if after < at <= up_to})


async def _spans(conn: asyncpg.Connection, name: Name) -> list[Span]:
    """Where the name means somebody: whoever bears it as a slug, and whoever has it as an id."""
    kind, id_or_slug = name
    rows = await _SPANS.fetch(conn, subject=f"{kind}-{id_or_slug}", slug=id_or_slug, kind=f"{kind}-%")
    return [Span(*row) for row in rows]


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both, in order, none touching another."""
    common: list[Span] = []
    for span in sorted(
        Span(max(a.begin, b.begin), min(a.end, b.end))
        for a in some
        for b in others
        if max(a.begin, b.begin) < min(a.end, b.end)
    ):
        if common and span.begin <= common[-1].end:
            common[-1] = Span(common[-1].begin, max(common[-1].end, span.end))
        else:
            common.append(span)
    return common


_D, _M = descriptions, merges
_SPANS = Compiled(
    select(_D.c.rec_from, _D.c.rec_to).where(
        _D.c.generation == serving_number(DIRECTORY),
        _D.c.subject.like(bindparam("kind", type_=Id)),
        or_(_D.c.subject == bindparam("subject", type_=Id), _D.c.slug == bindparam("slug", type_=Id)),
    )
)
_after, _up_to = bindparam("after", type_=BigInteger), bindparam("up_to", type_=BigInteger)
_MERGES = Compiled(
    select(_M.c.rec_from, _M.c.rec_to).where(
        _M.c.generation == serving_number(DIRECTORY), _M.c.rec_from <= _up_to, _M.c.rec_to > _after
    )
)
