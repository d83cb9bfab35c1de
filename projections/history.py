"""The events that a fold looks at: of each fact, and of each stream as a whole. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from uuid import UUID

from events.envelope import RecordedEvent
from events.payloads import ChangeWithdrawn, FactsLinked

_POSITION = attrgetter("position")


class History:
    """Events by what they are about, each list in log order; and which facts are joined by `repeats`."""

    def __init__(self, events: Iterable[RecordedEvent] = ()) -> None:
        self._of_facts: defaultdict[str, list[RecordedEvent]] = defaultdict(list)
        self._of_streams: defaultdict[str, list[RecordedEvent]] = defaultdict(list)
        self._facts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._links: dict[UUID, FactsLinked] = {}
        self._repeats: defaultdict[str, dict[UUID, str]] = defaultdict(dict)
        for event in sorted(events, key=_POSITION):
            self.add(event)

    def add(self, event: RecordedEvent) -> None:
        """`event` follows all those that are there already."""
        if event.fact is None:
            self._of_streams[event.stream].append(event)
        else:
            self._of_facts[event.fact].append(event)
            self._facts[event.stream][event.fact] = None
        if isinstance(event.payload, FactsLinked):
            self._links[event.event_id] = event.payload
            if event.payload.relation == "repeats":
                self._repeats[event.payload.fact][event.event_id] = event.payload.other
                self._repeats[event.payload.other][event.event_id] = event.payload.fact
        elif isinstance(event.payload, ChangeWithdrawn) and (
            link := self._links.get(event.payload.withdraws)
        ):
            self._repeats[link.fact].pop(event.payload.withdraws, None)
            self._repeats[link.other].pop(event.payload.withdraws, None)

    def of_fact(self, fact: str) -> list[RecordedEvent]:
        """The events about a fact and about its article as a whole."""
        own = self._of_facts.get(fact)
        return sorted(own + self.of_stream(own[0].stream), key=_POSITION) if own else []

    def of_stream(self, stream: str) -> list[RecordedEvent]:
        """The events of a stream that are about no single fact."""
        return self._of_streams.get(stream, [])

    def facts_of(self, stream: str) -> list[str]:
        """The facts of an article, in order of their first report."""
        return list(self._facts.get(stream, ()))

    def link(self, event_id: UUID) -> FactsLinked | None:
        """The link that this event recorded."""
        return self._links.get(event_id)

    def repeats_of(self, fact: str) -> set[str]:
        """The facts that the fact repeats, or that repeat it."""
        if not self._repeats:
            return set()
        return set(self._repeats[fact].values()) if fact in self._repeats else set()
