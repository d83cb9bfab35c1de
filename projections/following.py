"""Following subjects: which events of the log concern them, each judged by what the log held at its own position.

An event concerns an actor or a location when it stands in its stream, or when it is about a fact that names it: that
did so in any role, or as speaker or source, in any state up to then – so a correction that moves a fact from one actor
to another concerns both. Who is merged with the subject counts as the subject, and so do the places within a location.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, BigInteger, bindparam, func, select

from events import log
from events.compiled import Compiled
from events.envelope import RecordedEvent
from events.payloads import ArticleRetracted, ArticleRevised, ChangeWithdrawn, FactCorrected, FactsLinked
from events.tables import Id
from events.tables import events as events_table
from projections.naming import places_of

_TURNING = ("LocationNamed", "LocationsMerged", "ActorsMerged", "ChangeWithdrawn")
"""What changes who counts as whom, or which place lies in which."""


async def concerning(
    conn: asyncpg.Connection,
    events: Sequence[RecordedEvent],
    actors: Sequence[str] = (),
    locations: Sequence[str] = (),
) -> list[RecordedEvent]:
    """Those of `events`, which are in log order, that concern one of `actors` and one of `locations` (streams).

    A kind of which none is given does not narrow; an event in a subject's own stream need not concern the other kind.
    """
    asked = [subjects for subjects in (actors, locations) if subjects]
    if not asked or not events:
        return list(events)
    facts = await _facts_of(conn, events)
    named = await _Named.load(conn, {fact for about in facts.values() for fact in about}, events[-1].position)
    circles = await _Circles.load(conn, asked, events)
    return [
        event for event in events if await _concerns(event, facts.get(event.position, ()), named, circles)
    ]


async def _concerns(event: RecordedEvent, facts: Iterable[str], named: "_Named", circles: "_Circles") -> bool:
    at = event.position
    now = await circles.at(at)
    if not event.stream.startswith("article-"):
        # What takes a subject out of a circle concerns those whom it leaves.
        return any(event.stream in circle for circle in now + await circles.at(at - 1))
    return any(all(not circle.isdisjoint(named.by(fact, at)) for circle in now) for fact in facts)


async def _facts_of(conn: asyncpg.Connection, events: Sequence[RecordedEvent]) -> dict[int, list[str]]:
    """The facts that each event is about, by its position: those of the whole article where it is about that."""
    withdrawn = await log.read_by_ids(
        conn, (event.payload.withdraws for event in events if isinstance(event.payload, ChangeWithdrawn))
    )
    facts = {}
    for event in events:
        payload = event.payload
        if isinstance(payload, ChangeWithdrawn) and payload.withdraws in withdrawn:
            payload = withdrawn[payload.withdraws].payload
        if isinstance(payload, ArticleRevised | ArticleRetracted):
            facts[event.position] = await log.facts_of_articles(conn, [event.stream], up_to=event.position)
        elif isinstance(payload, FactsLinked):
            facts[event.position] = [payload.fact, payload.other]
        elif event.fact is not None:
            facts[event.position] = [event.fact]
    return facts


class _Named:
    """Whom facts name, and since which position."""

    def __init__(self, events: Iterable[RecordedEvent]) -> None:
        self._names: dict[str, list[tuple[int, set[str]]]] = {}
        for event in events:
            if event.fact is not None:
                self._names.setdefault(event.fact, []).append((event.position, _subjects_in(event)))

    @classmethod
    async def load(cls, conn: asyncpg.Connection, facts: Iterable[str], up_to: int) -> "_Named":
        return cls(await log.read_of_facts(conn, facts, up_to=up_to))

    def by(self, fact: str, position: int) -> set[str]:
        """All whom the fact has named up to the position."""
        told = self._names.get(fact, ())
        return {name for since, names in told if since <= position for name in names}


def _subjects_in(event: RecordedEvent) -> set[str]:
    """The subjects that a report or a correction names."""
    payload = event.payload
    fields: Mapping[str, Any] = (
        payload.changes
        if isinstance(payload, FactCorrected)
        else dict(payload)  # fields of a model, as they are
    )
    actors = [mention.actor for mention in fields.get("actors", ())]
    actors += [fields["attributed_to"]] if fields.get("attributed_to") else []
    actors += fields.get("via", ())
    locations = [mention.location for mention in fields.get("locations", ())]
    return {f"actor-{id_}" for id_ in actors} | {f"location-{id_}" for id_ in locations}


class _Circles:
    """For each kind asked for, all who count as one of those asked, at each position of some events."""

    def __init__(
        self, conn: asyncpg.Connection, asked: Sequence[Sequence[str]], turns: Sequence[int], begin: int
    ) -> None:
        self._conn, self._asked, self._turns, self._begin = conn, asked, turns, begin
        self._known: dict[int, list[set[str]]] = {}

    @classmethod
    async def load(
        cls, conn: asyncpg.Connection, asked: Sequence[Sequence[str]], events: Sequence[RecordedEvent]
    ) -> "_Circles":
        begin, end = events[0].position - 1, events[-1].position
        rows = await _TURNS.fetch(conn, types=_TURNING, after=begin, up_to=end)
        return cls(conn, asked, [row["position"] for row in rows], begin)

    async def at(self, position: int) -> list[set[str]]:
        """The circles at a position between the first event's and the last one's."""
        behind = bisect_right(self._turns, position)
        turn = self._turns[behind - 1] if behind else self._begin
        if turn not in self._known:
            self._known[turn] = [
                {place.subject for place in await places_of(self._conn, subjects, turn)}
                for subjects in self._asked
            ]
        return self._known[turn]


_E = events_table
_TURNS = Compiled(
    select(_E.c.position)
    .where(
        _E.c.type == func.any(bindparam("types", type_=ARRAY(Id))),
        ~_E.c.stream.like("article-%"),
        _E.c.position > bindparam("after", type_=BigInteger),
        _E.c.position <= bindparam("up_to", type_=BigInteger),
    )
    .order_by(_E.c.position)
)
