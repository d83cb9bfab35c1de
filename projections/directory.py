"""The projection `directory`: what actors and locations are called, and which places lie in which. Pure."""

from collections.abc import Iterable, Sequence

import orjson

from events.envelope import RecordedEvent
from events.names import fold_name
from events.payloads import ActorNamed, ActorsMerged, LocationNamed, LocationsMerged
from projections.history import History
from projections.projection import Projection, Row, Rows
from projections.standing import withdrawn


def keys(event: RecordedEvent, _history: History) -> Iterable[str]:
    """The actor or location that an event describes."""
    return () if event.stream.startswith("article-") else (event.stream,)


def rows(subject: str, history: History) -> Rows:
    """The rows of one actor or location: its latest description counts."""
    events = history.of_stream(subject)
    named = [event.payload for event in events if isinstance(event.payload, ActorNamed | LocationNamed)]
    if not named:
        return {}
    latest = named[-1]
    body = {"id": subject.partition("-")[2], **latest.model_dump(mode="json", exclude={"type"})}
    names = {fold_name(name) for name in (latest.name, latest.slug, *latest.aliases)} - {""}
    return {
        "descriptions": [(subject, latest.slug, orjson.dumps(body).decode())],
        "subject_names": [(subject, name) for name in sorted(names)],
        "containments": _containments(subject, latest),
        "merges": _merges(subject, events),
    }


DIRECTORY = Projection(
    name="directory",
    kinds=("actor", "location"),
    tables=("descriptions", "subject_names", "containments", "merges"),
    keys=keys,
    rows=rows,
)


def _containments(subject: str, described: ActorNamed | LocationNamed) -> list[Row]:
    if not isinstance(described, LocationNamed):
        return []
    return [
        (
            subject,
            number,
            f"location-{parent.location}",
            parent.since,
            parent.until,
            parent.according_to and f"actor-{parent.according_to}",
        )
        for number, parent in enumerate(described.parents)
    ]


def _merges(subject: str, events: Sequence[RecordedEvent]) -> list[Row]:
    """What the subject is merged into, unless that was withdrawn; another merge is refused meanwhile."""
    taken_back = withdrawn(events)
    merged = [
        event.payload.into
        for event in events
        if isinstance(event.payload, ActorsMerged | LocationsMerged) and event.event_id not in taken_back
    ]
    return [(subject, f"{subject.partition('-')[0]}-{merged[-1]}")] if merged else []
