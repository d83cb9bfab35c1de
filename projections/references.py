"""What events refer to must be there: in the log, or earlier in the same append."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from events.envelope import NewEvent, RecordedEvent
from events.errors import ImpossibleChange, UnknownReference
from events.instants import format_instant
from events.payloads import (
    ActorNamed,
    ActorsMerged,
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    ChangeWithdrawn,
    Evidence,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactReviewed,
    FactsLinked,
    LocationNamed,
    LocationsMerged,
    Payload,
)
from projections.standing import Change

WITHDRAWABLE = (
    FactCorrected
    | FactRetracted
    | FactReinstated
    | FactReviewed
    | FactsLinked
    | ArticleRetracted
    | ActorsMerged
    | LocationsMerged
)
"""What a ChangeWithdrawn takes back."""


class Known:
    """What the log holds of all that some events refer to; grows as they are looked at in turn."""

    def __init__(self, streams: Iterable[str], events: Iterable[RecordedEvent]) -> None:
        self.streams = set(streams)
        self.article_of: dict[str, str] = {}
        self.events: dict[UUID, RecordedEvent] = {}
        self.withdrawn: set[UUID] = set()
        self.published_at: dict[tuple[str, str], datetime] = {}
        self.text_length: dict[tuple[str, str], int] = {}
        for event in events:
            self.add(event)

    def add(self, event: RecordedEvent) -> None:
        """From here on `event` may be referred to."""
        self.events[event.event_id] = event
        match event.payload:
            case ArticleAdded() | ArticleRevised() as version:
                self.streams.add(event.stream)
                self.published_at.setdefault((event.stream, version.sha256), version.published_at)
                self.text_length[event.stream, version.sha256] = version.length
            case ActorNamed() | LocationNamed():
                self.streams.add(event.stream)
            case FactReported(fact=fact):
                self.article_of[fact] = event.stream
            case ChangeWithdrawn(withdraws=withdraws):
                self.withdrawn.add(withdraws)


def streams_to_know(events: Iterable[NewEvent]) -> set[str]:
    """The streams of which `check` has to know whether they are there."""
    named = {stream for event in events for stream in (event.stream, *_streams_named(event.payload))}
    return named | {namesake for event in events if (namesake := _namesake(event.stream))}


def check(event: NewEvent, known: Known) -> None:
    """Nothing `event` refers to is missing, and what it begins does not exist yet.

    Raises UnknownReference or ImpossibleChange.
    """
    missing = [stream for stream in _streams_named(event.payload) if stream not in known.streams]
    missing += [fact for fact in _facts_referred_to(event.payload) if fact not in known.article_of]
    missing += [str(event_id) for event_id in events_named(event.payload) if event_id not in known.events]
    begins = isinstance(event.payload, ArticleAdded | ActorNamed | LocationNamed)
    if not begins and event.stream not in known.streams:
        missing.append(event.stream)
    if missing:
        raise UnknownReference([_missing(event, name) for name in missing])
    _check_new(event, known)
    _check_home(event, known)
    if evidence := _evidence(event.payload):
        _check_evidence(event, evidence, known)
    if isinstance(event.payload, FactReported):
        _check_known_by(event.payload, known.published_at[event.stream, event.payload.evidence.sha256])
    if isinstance(event.payload, ChangeWithdrawn):
        _check_withdrawal(event, known)


def _check_new(event: NewEvent, known: Known) -> None:
    """What the event begins has not begun yet, and its id tells it apart."""
    payload = event.payload
    if isinstance(payload, ArticleAdded) and event.stream in known.streams:
        raise ImpossibleChange(
            f"{event.stream} was added already; record a changed text as ArticleRevised", stream=event.stream
        )
    if isinstance(payload, FactReported) and payload.fact in known.article_of:
        raise ImpossibleChange(
            f"fact {payload.fact} was reported already, in {known.article_of[payload.fact]}; "
            "record a change as FactCorrected, another report as a fact of its own",
            fact=payload.fact,
        )
    if event.stream not in known.streams and (namesake := _namesake(event.stream)) in known.streams:
        raise ImpossibleChange(
            f"the id of {event.stream} is that of {namesake}; answers tell things apart by id"
        )


def _check_home(event: NewEvent, known: Known) -> None:
    """A change of a fact stands in the stream of the fact's article."""
    if event.fact is None or isinstance(event.payload, FactReported | ChangeWithdrawn):
        return
    home = known.article_of[event.fact]
    if home != event.stream:
        raise ImpossibleChange(
            f"fact {event.fact} belongs to {home}; send {event.payload.type} in that stream, not in {event.stream}",
            fact=event.fact,
        )


def _check_known_by(report: FactReported, published_at: datetime) -> None:
    """What is known by publication was not known before: `as_of` would show it too early, else.

    `published_at` is that of the version of the article which the report cites.
    """
    if report.known_by == "publication" and report.reported_at < published_at:
        raise ImpossibleChange(
            f"fact {report.fact} is known by publication, but its reported_at {format_instant(report.reported_at)} "
            f"lies before that of the text it cites, {format_instant(published_at)}: expected that instant, or, where "
            "the fact is itself a dated public statement, known_by statement",
            fact=report.fact,
        )


def _check_withdrawal(event: NewEvent, known: Known) -> None:
    assert isinstance(event.payload, ChangeWithdrawn)
    withdraws = event.payload.withdraws
    target = known.events[withdraws]
    if target.stream != event.stream:
        raise ImpossibleChange(
            f"event {withdraws} stands in {target.stream}; withdraw it there, not in {event.stream}"
        )
    if not isinstance(target.payload, WITHDRAWABLE):
        raise ImpossibleChange(
            f"event {withdraws} is {target.payload.type}, which cannot be withdrawn; "
            "only corrections, retractions, reinstatements, reviews, links and merges can"
        )
    if withdraws in known.withdrawn:
        raise ImpossibleChange(f"event {withdraws} was withdrawn already")
    if event.payload.fact not in (None, target.fact):
        raise ImpossibleChange(f"event {withdraws} is about fact {target.fact}, not {event.payload.fact}")


def _check_evidence(event: NewEvent, evidence: Evidence, known: Known) -> None:
    length = known.text_length.get((event.stream, evidence.sha256))
    if length is None:
        raise UnknownReference([_missing(event, f"the text {evidence.sha256}")])
    beyond = [span for span in evidence.spans if span.end > length]
    if beyond:
        raise ImpossibleChange(
            f"fact {event.fact}: the span {beyond[0].start}–{beyond[0].end} ends beyond the text, "
            f"which has {length} code points"
        )


def _namesake(stream: str) -> str | None:
    """The location of the same id as an actor, and the other way round."""
    kind, _, id_ = stream.partition("-")
    return {"actor": f"location-{id_}", "location": f"actor-{id_}"}.get(kind)


def _missing(event: NewEvent, unknown: str) -> dict[str, str]:
    return {"type": event.payload.type, "stream": event.stream, "unknown": unknown}


def _evidence(payload: Payload) -> Evidence | None:
    if isinstance(payload, FactReported):
        return payload.evidence
    return payload.changes.get("evidence") if isinstance(payload, FactCorrected) else None


def _streams_named(payload: Payload) -> list[str]:
    """The streams of all actors and locations that a payload names."""
    actors: list[str | None] = []
    places: list[str] = []
    match payload:
        case FactReported():
            actors = [payload.attributed_to, *payload.via, *(mention.actor for mention in payload.actors)]
            places = [mention.location for mention in payload.locations]
        case FactCorrected(changes=changes):
            actors = [changes.get("attributed_to"), *changes.get("via", ())]
            actors += [mention.actor for mention in changes.get("actors", ())]
            places = [mention.location for mention in changes.get("locations", ())]
        case ArticleAdded():
            actors = [payload.publisher]
        case LocationNamed():
            actors = [parent.according_to for parent in payload.parents]
            places = [parent.location for parent in payload.parents]
        case ActorsMerged():
            actors = [payload.into]
        case LocationsMerged():
            places = [payload.into]
    return [f"actor-{actor}" for actor in actors if actor] + [f"location-{place}" for place in places]


def _facts_referred_to(payload: Payload) -> list[str]:
    """The facts that must be known already."""
    match payload:
        case FactsLinked(fact=fact, other=other):
            return [fact, other]
        case FactCorrected(fact=fact) | FactRetracted(fact=fact) | FactReinstated(fact=fact):
            return [fact]
        case FactReviewed(fact=fact):
            return [fact]
        case ChangeWithdrawn(fact=str(fact)):
            return [fact]
    return []


def facts_named(payload: Payload) -> Iterable[str]:
    """The facts whose events `check` has to know."""
    own = [payload.fact] if isinstance(payload, FactReported) else []
    return own + _facts_referred_to(payload)


def events_named(payload: Payload) -> Iterator[UUID]:
    """The events that `check` has to know by their ids."""
    if isinstance(payload, Change) and payload.amends:
        yield payload.amends
    elif isinstance(payload, ChangeWithdrawn):
        yield payload.withdraws
