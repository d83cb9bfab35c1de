"""What a sender may leave open is settled when an event is recorded: which event a change amends."""

from collections.abc import Sequence
from uuid import UUID

from events.envelope import NewEvent, RecordedEvent
from events.errors import ImpossibleChange
from events.payloads import ChangeWithdrawn, FactCorrected, FactReported
from projections.references import Known
from projections.standing import EXISTENCE, Change, withdrawn, writers


def settle(event: NewEvent, history: Sequence[RecordedEvent], known: Known) -> NewEvent:
    """`event` with `amends` (of a change) and `fact` (of a withdrawal) filled in.

    `history` are the events of its fact and article so far. Raises ImpossibleChange when a change cannot amend what
    it names, or when it would write fields that different events wrote.
    """
    payload = event.payload
    if isinstance(payload, ChangeWithdrawn):
        return _with(event, fact=known.events[payload.withdraws].fact)
    if not isinstance(payload, Change):
        return event
    if payload.amends is None:
        event = _with(event, amends=_default(payload, history))
    _check_amends(event, history)
    return event


def _default(change: Change, history: Sequence[RecordedEvent]) -> UUID:
    """The report or published change that wrote what `change` writes, as it stood when that was published."""
    wrote = writers(history, change.reported_at)
    fields = sorted(change.changes) if isinstance(change, FactCorrected) else [EXISTENCE]
    by_field = {name: wrote[name] for name in fields}
    if len({event.event_id for event in by_field.values()}) > 1:
        listed = ", ".join(f"{name} by {event.event_id}" for name, event in by_field.items())
        raise ImpossibleChange(
            f"the fields to change of fact {change.fact} were written by different events ({listed}): "
            "send a correction for each, or say with `amends` which one this corrects",
            fact=change.fact,
        )
    return by_field[fields[0]].event_id


def _check_amends(event: NewEvent, history: Sequence[RecordedEvent]) -> None:
    change = event.payload
    assert isinstance(change, Change)
    amended = next((e for e in history if e.event_id == change.amends and e.fact == change.fact), None)
    if amended is None or not isinstance(amended.payload, FactReported | Change):
        raise ImpossibleChange(
            f"{change.amends} is no report or change of fact {change.fact}; amend one of those"
        )
    if amended.event_id in withdrawn(history):
        raise ImpossibleChange(f"event {change.amends} was withdrawn; amend what stands")
    if isinstance(amended.payload, Change) and amended.payload.reported_at is None:
        raise ImpossibleChange(
            f"event {change.amends} mends our own record; amend what it amends, {amended.payload.amends}"
        )
    moves_report = isinstance(change, FactCorrected) and "reported_at" in change.changes
    if moves_report and not isinstance(amended.payload, FactReported):
        raise ImpossibleChange(
            f"`reported_at` is the report's; {change.amends} is {amended.type}: withdraw that and record it again"
        )


def _with(event: NewEvent, **settled: object) -> NewEvent:
    return event.model_copy(update={"payload": event.payload.model_copy(update=settled)})
