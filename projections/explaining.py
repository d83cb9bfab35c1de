"""Why entries are what they are: the events behind each, read from the log for a whole page at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, bindparam, func, select

from events import log
from events.compiled import Compiled
from events.envelope import RecordedEvent
from events.instants import parse_instant
from events.payloads import FactsLinked
from events.tables import Id
from projections.asof import Question, believed
from projections.causes import Cause, link_moment, makers, makers_of_link, together
from projections.entry import LINK_FIELDS
from projections.history import History
from projections.naming import places_of
from projections.tables import entry_members
from projections.timelines import TIMELINES
from projections.tracing import link_events, links_between, load_history
from projections.two_clocks import held
from projections.ways import Way, way_to, ways_from


async def explained(
    conn: asyncpg.Connection, question: Question, entries: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The entries, each with `explained_by`: the events that made it what it is, in log order.

    These are what made its facts, the links that join, dispute, confirm or follow it, and the merges and parents by
    which it stands on the timeline asked for.
    """
    groups = await groups_of(conn, question, [entry["fact"] for entry in entries])
    facts = {fact for group in groups.values() for fact in group}
    links = await links_between(conn, facts, question.position, question.position)
    history = await load_history(conn, facts | {link.fact for link in links}, question.position)
    made = link_events(links, history)
    by_entry = defaultdict(list)
    for link in links:
        by_entry[link.other].append(made[link.event_id])
    ways = await _ways(conn, question)
    moved = await log.read_at(conn, {e.rec_from for way in ways for e in way.edges})
    return [
        entry
        | {
            "explained_by": [
                cause.as_json()
                for cause in together(
                    [
                        *_of_facts(entry, groups[entry["fact"]], by_entry, history, question.known_at),
                        *_of_way(entry, ways, moved),
                    ]
                )
            ]
        }
        for entry in entries
    ]


async def groups_of(
    conn: asyncpg.Connection, question: Question, facts: Sequence[str]
) -> dict[str, set[str]]:
    """The facts of the entry that each of these leads; itself alone, where facts are told each alone."""
    groups = {fact: {fact} for fact in facts}
    if question.view == "entries":
        at = {"position": question.position, "known_at": question.known_at}
        for row in await _MEMBERS.fetch(conn, facts=list(facts), **at):
            groups[row["entry"]].add(row["fact"])
    return groups


def _of_facts(
    entry: Mapping[str, Any],
    group: set[str],
    links_to: Mapping[str, list[RecordedEvent]],
    history: History,
    at: datetime,
) -> Iterator[Cause]:
    for fact in sorted(group):
        yield from makers(history.of_fact(fact), at)
        for link in links_to[fact]:
            assert isinstance(link.payload, FactsLinked)
            if link.payload.relation == "repeats" and link.payload.fact in group:
                yield Cause(link, link_moment(link.payload, history))
            elif link.payload.fact in linked_as(entry, link.payload.relation):
                yield from makers_of_link(link, history, at)


def linked_as(entry: Mapping[str, Any], relation: str) -> set[str]:
    """The facts that the entry shows as related to it in this way."""
    outcome = entry["outcome"]
    shown = entry[LINK_FIELDS[relation]] if relation in LINK_FIELDS else [outcome] if outcome else []
    return {link["fact"] for link in shown if link.get("relation", relation) == relation}


async def _ways(conn: asyncpg.Connection, question: Question) -> list[Way]:
    if question.subject is None:
        return []
    position, trusted = question.position, await believed(conn, question)
    places = await places_of(conn, [question.subject], position, trusted)
    return await ways_from(conn, question.subject, {p.subject for p in places}, position, trusted)


def _of_way(
    entry: Mapping[str, Any], ways: Sequence[Way], moved: Mapping[int, RecordedEvent]
) -> Iterable[Cause]:
    way = way_of(entry, ways)
    return [Cause(moved[edge.rec_from], None) for edge in way.edges] if way else []


def way_of(entry: Mapping[str, Any], ways: Sequence[Way]) -> Way | None:
    """How the entry comes to stand on the timeline from which the ways lead; None where it does not."""
    named = {f"actor-{mention['actor']}" for mention in entry["actors"]}
    named |= {f"location-{mention['location']}" for mention in entry["locations"]}
    bounds = (entry["occurred"][name] for name in ("earliest", "latest"))
    earliest, latest = (None if bound is None else parse_instant(bound) for bound in bounds)
    return way_to(ways, named, earliest, latest)


_M = entry_members
_MEMBERS = Compiled(
    select(_M.c.entry, _M.c.fact).where(
        _M.c.entry == func.any(bindparam("facts", type_=ARRAY(Id))),
        held(_M, TIMELINES),
    )
)
