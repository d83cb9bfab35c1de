"""What the log holds of all that some events touch: read together, and no event twice."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from events import log
from events.envelope import RecordedEvent


class Touched:
    """Events read from the log: of each of their facts all, and of each of their streams all about no fact."""

    def __init__(self) -> None:
        self._by_position: dict[int, RecordedEvent] = {}
        self._asked_facts: set[str] = set()
        self._asked_streams: set[str] = set()

    @property
    def events(self) -> Iterable[RecordedEvent]:
        """In the order in which they were read."""
        return self._by_position.values()

    def facts_held(self, facts: Iterable[str]) -> set[str]:
        """Those of the facts that the log holds, of those asked for."""
        held = {event.fact for event in self.events}
        return {fact for fact in facts if fact in held}

    async def read(
        self,
        conn: asyncpg.Connection,
        *,
        event_ids: Iterable[UUID] = (),
        facts: Iterable[str] = (),
        streams: Iterable[str] = (),
    ) -> None:
        """What is asked for is among the events, with all that belongs to the same facts and streams."""
        event_ids = set(event_ids)
        facts, streams = set(facts) - self._asked_facts, set(streams) - self._asked_streams
        while event_ids or facts or streams:
            self._asked_facts |= facts
            self._asked_streams |= streams
            found = await log.find(conn, event_ids=event_ids, facts=facts, streams=streams)
            self._by_position |= found
            event_ids = set()
            facts = {event.fact for event in found.values() if event.fact} - self._asked_facts
            streams = {event.stream for event in found.values()} - self._asked_streams
