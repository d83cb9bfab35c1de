"""The turn to append: nobody else appends while events get position, version and instant one by one. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from events.envelope import ANY, NewEvent, RecordedEvent
from events.errors import ClockBehindLog, EventIdTaken, ReportedInFuture, WrongExpectedVersion
from events.payloads import PAYLOADS, SETTLED, FactCorrected

CLOCK_TOLERANCE = timedelta(seconds=3)
"""How far the log may run ahead of the clock, by a microsecond for each event, before appends are refused."""

_MICROSECOND = timedelta(microseconds=1)


class Turn:
    """What comes next behind a head of the log at which nobody else appends.

    `versions` are those of the streams that may be appended to, `recorded` the events that the log holds already
    of those that may be sent, by id; both grow with each event that is stamped. `stamped` are these, in order.
    """

    def __init__(
        self,
        position: int,
        recorded_at: datetime,
        clock: datetime,
        versions: Mapping[str, int],
        recorded: Mapping[UUID, RecordedEvent],
    ) -> None:
        self._clock, self._head_recorded_at = clock, recorded_at
        self._position = position
        self._instant = max(clock, recorded_at + _MICROSECOND)
        self._versions = dict(versions)
        self.recorded = dict(recorded)
        self.stamped: list[RecordedEvent] = []

    def fresh(self, events: Iterable[NewEvent]) -> list[NewEvent]:
        """The events that are not in the log yet, each once. Raises EventIdTaken for an id with other content."""
        fresh: dict[UUID, NewEvent] = {}
        for event in events:
            if earlier := self.recorded.get(event.event_id) or fresh.get(event.event_id):
                if not _same(event, earlier):
                    raise EventIdTaken(str(event.event_id), getattr(earlier, "position", 0))
            else:
                fresh[event.event_id] = event
        return list(fresh.values())

    def check_versions(self, fresh: Iterable[NewEvent], expected: Mapping[str, int]) -> None:
        """Raises WrongExpectedVersion unless each stream of `fresh` is where it is expected to be."""
        if not expected:
            return
        for stream in sorted({event.stream for event in fresh} & expected.keys()):
            if expected[stream] not in (ANY, self._versions[stream]):
                raise WrongExpectedVersion(stream, expected[stream], self._versions[stream])

    def stamp(self, event: NewEvent, correlation_id: UUID, appended_by: str) -> RecordedEvent:
        """The event as it is recorded next; `correlation_id` is for one that bears none.

        Each microsecond is given out once. Raises ReportedInFuture, or ClockBehindLog; then nothing is stamped.
        """
        if self._head_recorded_at - self._clock > CLOCK_TOLERANCE:
            raise ClockBehindLog(self._clock, self._head_recorded_at)
        _check_reported_by(event, self._instant)
        recorded = RecordedEvent(
            position=self._position + 1,
            event_id=event.event_id,
            stream=event.stream,
            version=self._versions[event.stream] + 1,
            schema=event.payload.schema_version,
            recorded_at=self._instant,
            correlation_id=event.correlation_id or correlation_id,
            causation_id=event.causation_id,
            appended_by=appended_by,
            payload=event.payload,
        )
        self._position += 1
        self._instant += _MICROSECOND
        self._versions[event.stream] += 1
        self.recorded[event.event_id] = recorded
        self.stamped.append(recorded)
        return recorded

    def stamp_all(
        self, events: Sequence[NewEvent], expected: Mapping[str, int], appended_by: str
    ) -> list[RecordedEvent]:
        """The events as recorded, before or now. Raises what the other methods raise."""
        fresh = self.fresh(events)
        self.check_versions(fresh, expected)
        for event in fresh:
            self.stamp(event, fresh[0].event_id, appended_by)
        return [self.recorded[event.event_id] for event in events]


def _same(sent: NewEvent, earlier: NewEvent | RecordedEvent) -> bool:
    """Whether `sent` says what `earlier` says; what was settled on recording may have been left open in it."""
    left_open = {name: None for name in SETTLED if getattr(sent.payload, name, ...) is None}
    return (sent.stream, sent.payload) == (earlier.stream, earlier.payload.model_copy(update=left_open))


def _check_reported_by(event: NewEvent, instant: datetime) -> None:
    """`reported_at ≤ recorded_at`, always: nothing is known before it is known."""
    payload = event.payload
    for name in _MOMENTS[payload.type]:
        _check_past(event.stream, name, getattr(payload, name), instant)
    if isinstance(payload, FactCorrected):
        _check_past(event.stream, "changes.reported_at", payload.changes.get("reported_at"), instant)


def _check_past(stream: str, field: str, moment: datetime | None, instant: datetime) -> None:
    if moment is not None and moment > instant:
        raise ReportedInFuture(stream, field, moment, instant)


_MOMENTS: dict[str, list[str]] = {
    type_: [name for name in ("reported_at", "published_at") if name in model.model_fields]
    for type_, model in PAYLOADS.items()
}
