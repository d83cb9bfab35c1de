"""The events that a fold looks at: of each fact, and of each stream as a whole. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from events.envelope import RecordedEvent


class History:
    """Events by what they are about, each list in log order."""

    def __init__(self, events: Iterable[RecordedEvent] = ()) -> None:
        self._of_facts: defaultdict[str, list[RecordedEvent]] = defaultdict(list)
        self._of_streams: defaultdict[str, list[RecordedEvent]] = defaultdict(list)
        self._facts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for event in sorted(events, key=lambda event: event.position):
            self.add(event)

    def add(self, event: RecordedEvent) -> None:
        """`event` follows all those that are there already."""
        if event.fact is None:
            self._of_streams[event.stream].append(event)
        else:
            self._of_facts[event.fact].append(event)
            self._facts[event.stream][event.fact] = None

    def of_fact(self, fact: str) -> list[RecordedEvent]:
        """The events about a fact and about its article as a whole."""
        own = self._of_facts.get(fact, [])
        return sorted(own + self.of_stream(own[0].stream), key=lambda e: e.position) if own else []

    def of_stream(self, stream: str) -> list[RecordedEvent]:
        """The events of a stream that are about no single fact."""
        return self._of_streams.get(stream, [])

    def facts_of(self, stream: str) -> list[str]:
        """The facts of an article, in order of their first report."""
        return list(self._facts.get(stream, ()))
