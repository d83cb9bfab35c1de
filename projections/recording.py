"""Recording: events are checked, settled, appended and folded, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from events import log
from events.envelope import END, NewEvent, RecordedEvent, derived_event_id
from events.errors import Conflict, Refused, SaidBefore
from events.stamping import Turn
from events.writing import write
from projections.history import History
from projections.names_taken import Names, load_names
from projections.references import Known, check, events_named, facts_named, streams_to_know
from projections.runner import project
from projections.settling import settle
from projections.superseding import superseding
from projections.touched import Touched


@dataclass(frozen=True, slots=True)
class Append:
    """Events to be recorded all or none, the versions that their sender expects of the streams, and who it is."""

    events: Sequence[NewEvent]
    appended_by: str
    expected_versions: Mapping[str, int] = field(default_factory=dict)


Outcome = list[RecordedEvent] | Refused | Conflict
"""The events of an append as recorded, in its order; or why it is not."""


async def record(
    conn: asyncpg.Connection,
    events: Sequence[NewEvent],
    expected_versions: Mapping[str, int] | None = None,
    *,
    appended_by: str,
) -> list[RecordedEvent]:
    """`events` are in the log and in every timeline, or none of them is; returns them as recorded, in order.

    Events that were recorded before are returned as they were. Raises what `log.append` raises, and UnknownReference,
    ImpossibleChange, SlugTaken or SaidBefore.
    """
    async with conn.transaction():
        head, clock = await log.lock_head(conn)
        append = Append(events, appended_by, expected_versions or {})
        (outcome,) = await record_each(conn, head, clock, [append])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def record_each(
    conn: asyncpg.Connection, head: log.Head, clock: datetime, appends: Sequence[Append]
) -> list[Outcome]:
    """The first of the appends, one or more, are decided as if one was recorded after the other: returns how.

    All that is recorded is written at once, in the caller's transaction, which locked `head` and read `clock`. An
    append that is refused half-way is the last to be decided: what it had added would have to be taken out of what the
    following ones are checked against. Raises RulesDiffer or ClockBehindLog; then nothing is recorded.
    """
    events = [event for append in appends for event in append.events]
    touched = await _read_touched(conn, events)
    versions = await log.read_versions(conn, streams_to_know(events), up_to=END)
    recorded = {event.event_id: event for event in touched.events}
    turn = Turn(head.position, head.recorded_at, clock, versions, recorded)
    known = Known({stream for stream, version in versions.items() if version}, touched.events)
    group = _Group(turn, known, History(touched.events), await load_names(conn, events))
    outcomes: list[Outcome] = []
    for append in appends:
        outcomes.append(await group.decide(append))
        if group.half_way:
            break
    if turn.stamped:
        await write(conn, turn.stamped)
        await project(conn, head.position, turn.stamped, touched)
    return outcomes


async def _read_touched(conn: asyncpg.Connection, events: Sequence[NewEvent]) -> Touched:
    touched = Touched()
    await touched.read(
        conn,
        event_ids={event.event_id for event in events} | {i for e in events for i in events_named(e.payload)},
        facts={fact for event in events for fact in facts_named(event.payload)},
        streams={event.stream for event in events},
    )
    return touched


class _Group:
    """Appends that are decided one after the other; each is checked against the log and all that came before it."""

    def __init__(self, turn: Turn, known: Known, history: History, names: Names) -> None:
        self._turn = turn
        self._known = known
        self._history = history
        self._names = names
        self.half_way = False

    async def decide(self, append: Append) -> Outcome:
        """The append as recorded, or why it is not. `half_way` tells that what is known holds a part of it, then."""
        stamped_before = len(self._turn.stamped)
        try:
            recorded = await self._record(append)
        except (Refused, Conflict) as error:
            del self._turn.stamped[stamped_before:]
            return error
        self.half_way = False
        return recorded

    async def _record(self, append: Append) -> list[RecordedEvent]:
        fresh = self._turn.fresh(append.events)
        self._check_not_superseded(append, fresh)
        self._turn.check_versions(fresh, append.expected_versions)
        for event in fresh:
            check(event, self._known)
            # Names are taken before they are checked.
            self.half_way |= not event.stream.startswith("article-")
            await self._names.check(event)
            settled = settle(event, self._history.of_fact(event.fact or ""), self._known)
            recorded = self._turn.stamp(settled, fresh[0].event_id, append.appended_by)
            self._known.add(recorded)
            self._history.add(recorded)
            self.half_way = True
        return [self._turn.recorded[event.event_id] for event in append.events]

    def _check_not_superseded(self, append: Append, fresh: Sequence[NewEvent]) -> None:
        """What came without an id and was recorded before still counts, or what took its place was sent along.

        Whoever renames something back, makes a withdrawn change again or mends a field for a second time would be told
        that it is done, else. Raises SaidBefore.
        """
        sent = {event.event_id for event in append.events}
        new = {event.event_id for event in fresh}
        for event in append.events:
            if event.event_id in new or event.event_id != derived_event_id(event.stream, event.payload):
                continue
            said = self._turn.recorded[event.event_id]
            told = self._history.of_fact(said.fact) if said.fact else self._history.of_stream(said.stream)
            since = next((other for other in superseding(said, told) if other.event_id not in sent), None)
            if since is not None:
                raise SaidBefore(str(said.event_id), said.position, since.position)
