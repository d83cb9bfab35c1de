"""Taking back in bulk: all that one operation recorded, or all that one extractor read."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from events import log
from events.envelope import NewEvent, RecordedEvent, id_in_request
from events.errors import NotFound
from events.payloads import ChangeWithdrawn, FactReinstated, FactReported, FactRetracted
from projections.history import History
from projections.references import WITHDRAWABLE
from projections.standing import fact_states, withdrawn
from projections.tracing import history_of

_TAKEN_BACK = WITHDRAWABLE | FactReported | ChangeWithdrawn

EVENTS_MAX = 10_000
"""About how many events one go writes: nobody else appends meanwhile."""

_BATCH_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be taken back: all events of one correlation, or all that one extractor read."""

    correlation_id: UUID | None = None
    extracted_by: str | None = None

    def __str__(self) -> str:
        if self.correlation_id:
            return f"recorded under the correlation id {self.correlation_id}"
        return f"extracted by {self.extracted_by!r}"

    async def batches(self, conn: asyncpg.Connection) -> AsyncIterator[list[RecordedEvent]]:
        """The events selected, in log order; in memory for one batch at a time."""
        after = 0
        while batch := await self._read(conn, after):
            yield batch
            after = batch[-1].position

    async def _read(self, conn: asyncpg.Connection, after: int) -> list[RecordedEvent]:
        if self.correlation_id is not None:
            return await log.read_of_correlation(conn, self.correlation_id, after=after, limit=_BATCH_SIZE)
        return await log.read_extracted_by(conn, self.extracted_by or "", after=after, limit=_BATCH_SIZE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: `changes` withdrawn; facts retracted by our record, which amends each of `reports` (a report
    or a reinstatement each, so that it stands at no moment); `left` counts by type what stays, and `more` tells that
    there may be more to take back afterwards.
    """

    changes: list[RecordedEvent]
    reports: list[RecordedEvent]
    left: Mapping[str, int]
    more: bool

    @property
    def digest(self) -> str:
        """Another one when anything else would be done."""
        named = [
            *(f"withdraw {e.event_id}" for e in self.changes),
            *(f"amend {e.event_id}" for e in self.reports),
        ]
        return hashlib.sha256("\n".join(named).encode()).hexdigest()[:32]

    def events(self, reason: str = "", request_id: UUID | None = None, **causes: Any) -> list[NewEvent]:
        """The events that do it. The first one's id is the correlation id of them all, unless `causes` has another."""
        return [
            NewEvent(
                event_id=uuid4() if request_id is None else id_in_request(request_id, ordinal),
                stream=stream,
                payload=payload,
                **causes,
            )
            for ordinal, (stream, payload) in enumerate(self._payloads(reason), start=1)
        ]

    def _payloads(self, reason: str) -> Iterator[tuple[str, ChangeWithdrawn | FactRetracted]]:
        for event in self.changes:
            yield event.stream, ChangeWithdrawn(withdraws=event.event_id, reason=reason)
        for event in self.reports:
            assert event.fact is not None
            amends = {"fact": event.fact, "amends": event.event_id}
            yield event.stream, FactRetracted(reported_at=None, reason=reason, **amends)


async def plan(conn: asyncpg.Connection, selection: Selection) -> Plan:
    """What takes back all that is selected and stands; of very much, as much as is done in one go, changes first.

    Raises NotFound when there is nothing to take back.
    """
    changes = _Changes()
    async for batch in selection.batches(conn):
        if len(changes.found) >= EVENTS_MAX:
            return Plan(changes.found, [], changes.left, more=True)
        changes.add(batch, await history_of(conn, batch))
    reports: list[RecordedEvent] = []
    more = False
    async for batch in selection.batches(conn):
        if more := len(changes.found) + len(reports) >= EVENTS_MAX:
            break
        history = await history_of(conn, batch)
        for report in (event for event in batch if isinstance(event.payload, FactReported)):
            reports += _reports(selection, history.of_fact(report.fact or ""), changes)
    if not changes.found and not reports:
        raise NotFound(
            f"there is nothing {selection}, or nothing of it that could be taken back still stands"
        )
    return Plan(changes.found, reports, changes.left, more)


class _Changes:
    """The changes to withdraw, while what is selected is gone through in log order."""

    def __init__(self) -> None:
        self.found: list[RecordedEvent] = []
        self.gone: set[UUID] = set()
        self.left: Counter[str] = Counter()

    def add(self, batch: Sequence[RecordedEvent], history: History) -> None:
        """What fell already, or falls with what it amends, is not withdrawn itself."""
        for told in _told(history, batch):
            self.gone |= withdrawn(told)
        for event in batch:
            if isinstance(event.payload, WITHDRAWABLE) and event.event_id not in self.gone:
                self.gone.add(event.event_id)
                if getattr(event.payload, "amends", None) not in self.gone:
                    self.found.append(event)
            elif not isinstance(event.payload, _TAKEN_BACK):
                self.left[event.type] += 1


def _told(history: History, batch: Sequence[RecordedEvent]) -> Iterator[list[RecordedEvent]]:
    """The history of each fact and stream that the events are about."""
    for fact in dict.fromkeys(event.fact for event in batch if event.fact):
        yield history.of_fact(fact)
    for stream in dict.fromkeys(event.stream for event in batch):
        yield history.of_stream(stream)


def _reports(
    selection: Selection, told: Sequence[RecordedEvent], changes: _Changes
) -> Iterator[RecordedEvent]:
    """What to amend so that the fact whose history is told stands at no moment; nothing where it does not anyway, or
    where another extractor has read it anew.
    """
    left = _without(told, changes.gone)
    states = fact_states(left)
    if not any(state.stands for state in states):
        return
    if selection.extracted_by not in (None, states[-1].fields["extracted_by"]):
        changes.left["FactReported"] += 1
        return
    yield from (event for event in left if isinstance(event.payload, FactReported | FactReinstated))


def _without(told: Sequence[RecordedEvent], gone: set[UUID]) -> list[RecordedEvent]:
    """The events of `told` that are not gone, nor amend what is."""
    left, fallen = [], set(gone)
    for event in told:
        if event.event_id in fallen or getattr(event.payload, "amends", None) in fallen:
            fallen.add(event.event_id)
        else:
            left.append(event)
    return left
