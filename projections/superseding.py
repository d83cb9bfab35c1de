"""What has taken the place of an event: why saying it again would be more than a repetition. Pure."""

from collections.abc import Iterator, Sequence

from events.envelope import RecordedEvent
from events.payloads import (
    ActorNamed,
    ChangeWithdrawn,
    FactCorrected,
    FactReinstated,
    FactRetracted,
    FactReviewed,
    LocationNamed,
)
from projections.standing import withdrawn


def superseding(event: RecordedEvent, told: Sequence[RecordedEvent]) -> Iterator[RecordedEvent]:
    """The later events of `told`, the history of its fact or stream, after which what `event` says stands no more.

    A change that a source published stays true beside later ones. What mends our own record does not.
    """
    taken_back = withdrawn(told)
    for number, other in enumerate(told, start=1):
        if other.position <= event.position or other.event_id in taken_back:
            continue
        if _writes_over(event, other) or _takes_back(event, told[:number]):
            yield other


def _takes_back(event: RecordedEvent, told: Sequence[RecordedEvent]) -> bool:
    """Whether the last of `told` withdraws the event, or what it amends."""
    return isinstance(told[-1].payload, ChangeWithdrawn) and event.event_id in withdrawn(told) - withdrawn(
        told[:-1]
    )


def _writes_over(event: RecordedEvent, other: RecordedEvent) -> bool:
    match event.payload, other.payload:
        case (ActorNamed(), ActorNamed()) | (LocationNamed(), LocationNamed()):
            return True
        case FactCorrected(reported_at=None, changes=written), FactCorrected(changes=since):
            return bool(written.keys() & since.keys())
        case FactRetracted(reported_at=None), FactReinstated():
            return True
        case FactReviewed(), FactCorrected(changes=since):
            return "needs_review" in since
    return False
