"""The events behind facts and links, read from the log in batches: as many reads for a page as for a single fact."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, bindparam, func, or_, select

from events import log
from events.compiled import Compiled
from events.envelope import END, NewEvent, RecordedEvent
from events.tables import Id
from projections.generations import serving_number
from projections.history import History
from projections.tables import fact_links
from projections.timelines import TIMELINES


class Linked(NamedTuple):
    """That `fact` repeats, denies, confirms … `other`, and the event that said so."""

    event_id: UUID
    fact: str
    relation: str
    other: str


async def load_history(conn: asyncpg.Connection, facts: Iterable[str], up_to: int) -> History:
    """All events about the facts and about their articles as a whole, up to a position."""
    of_facts = await log.read_of_facts(conn, sorted(set(facts)), up_to=up_to)
    articles = sorted({event.stream for event in of_facts})
    return History([*of_facts, *await log.read_of_streams(conn, articles, up_to=up_to)])


async def history_of(conn: asyncpg.Connection, events: Sequence[NewEvent | RecordedEvent]) -> History:
    """The history of the facts and streams that the events are about."""
    facts = {event.fact for event in events if event.fact is not None}
    streams = {event.stream for event in events}
    of_streams = await log.read_of_streams(conn, streams, up_to=END)
    return History(of_streams + await log.read_of_facts(conn, facts, up_to=END))


async def links_between(
    conn: asyncpg.Connection, facts: Iterable[str], since: int, position: int
) -> list[Linked]:
    """The links from or to the facts that held at one of the positions `[since, position]` or more."""
    rows = await _LINKS.fetch(conn, facts=sorted(set(facts)), since=since, position=position)
    return [Linked(*row) for row in rows]


def link_events(links: Sequence[Linked], history: History) -> dict[UUID, RecordedEvent]:
    """The events that made the links, by id; `history` holds the facts that the links come from."""
    facts = {link.fact for link in links}
    wanted = {link.event_id for link in links}
    return {e.event_id: e for fact in sorted(facts) for e in history.of_fact(fact) if e.event_id in wanted}


_L = fact_links
_facts = func.any(bindparam("facts", type_=ARRAY(Id)))


def _held_between() -> ColumnElement[bool]:
    since, position = bindparam("since", type_=BigInteger), bindparam("position", type_=BigInteger)
    return and_(_L.c.generation == serving_number(TIMELINES), _L.c.rec_from <= position, _L.c.rec_to > since)


_LINKS = Compiled(
    select(_L.c.event_id, _L.c.fact, _L.c.relation, _L.c.other)
    .where(or_(_L.c.fact == _facts, _L.c.other == _facts), _held_between())
    .order_by(_L.c.rec_from)
)
