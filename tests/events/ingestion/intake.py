"""Articles taken in without a database: events in a list, as the log would hold them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from events.envelope import NewEvent, RecordedEvent
from events.ingestion.known import Acquainted, KnownArticle, KnownFact, KnownSubject
from events.ingestion.reading import IncomingArticle, Said, from_text
from events.ingestion.submission import id_of, is_held, submission
from events.names import fold_name
from events.payloads import ActorNamed, FactReported, LocationNamed, Payload
from projections.articles_read import known_article
from tests.extraction.fixed import Fixed

PUBLISHED = datetime(2025, 2, 11, 6, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://courier.example/dam"

Facts = list[tuple[str, str, str]]
"""Date, summary and status of each."""


def subject(id_: str, named: ActorNamed | LocationNamed, under: str | None = None) -> KnownSubject:
    """The actor or location of that id, as it was named; merged into the one of the id `under`."""
    return KnownSubject(
        id=id_,
        kind=named.kind,
        name=named.name,
        names=frozenset(map(fold_name, (named.name, named.slug, *named.aliases))),
        under=under or id_,
        coordinates=getattr(named, "coordinates", None),
        parents=tuple(parent.location for parent in getattr(named, "parents", ())),
    )


def article(text: str, day: int = 0, **said: object) -> IncomingArticle:
    """The text, published so many days after the first."""
    published = (PUBLISHED + timedelta(days=day)).isoformat()
    return from_text(text, Said(**{"url": URL, "published": published} | said))


class Log:
    """The events of one article, and of all that it named."""

    def __init__(self) -> None:
        self.events: list[RecordedEvent] = []

    def known(self, id_: str) -> KnownArticle | None:
        own = [event for event in self.events if event.stream == f"article-{id_}"]
        return known_article(id_, own) if own else None

    def acquainted(self) -> Acquainted:
        """All actors and locations that were named."""
        found: dict[str, list[KnownSubject]] = {"actor": [], "location": []}
        for event in self.events:
            if isinstance(event.payload, ActorNamed | LocationNamed):
                found[event.stream.partition("-")[0]].append(subject(event.subject_id, event.payload))
        actors, locations = found["actor"], found["location"]
        slugs = {
            one.id: {e.payload.slug for e in self.events if e.subject_id == one.id}
            for one in (*actors, *locations)
        }
        return Acquainted(
            actors=tuple(actors),
            locations=tuple(locations),
            actor_slugs=frozenset(slug for one in actors for slug in slugs[one.id]),
            location_slugs=frozenset(slug for one in locations for slug in slugs[one.id]),
        )

    def add(self, sent: IncomingArticle, reader: Fixed | None = None) -> list[NewEvent]:
        """What is recorded of the article; nothing if it is held."""
        known = self.known(id_of(sent))
        if is_held(sent, known):
            return []
        extraction = (reader or Fixed()).extract(sent.for_extractor())
        made = submission(sent, extraction, known, self.acquainted(), NOW)
        for event in made.events:
            self.append(event)
        return made.events

    def append(self, event: NewEvent) -> None:
        self.events.append(
            RecordedEvent(
                position=len(self.events) + 1,
                event_id=event.event_id,
                stream=event.stream,
                version=1 + sum(other.stream == event.stream for other in self.events),
                schema=event.payload.schema_version,
                recorded_at=NOW,
                correlation_id=event.correlation_id or event.event_id,
                causation_id=event.causation_id,
                appended_by="a test",
                payload=event.payload,
            )
        )

    def facts(self, sent: IncomingArticle) -> list[KnownFact]:
        known = self.known(id_of(sent))
        return list(known.facts) if known else []

    def standing(self, sent: IncomingArticle) -> Facts:
        return said(fact.now for fact in self.facts(sent) if fact.stands)


def said(reports: Sequence[FactReported] | object) -> Facts:
    """What the facts say, in an order of its own."""
    return sorted((one.occurred.edtf, one.summary, one.status) for one in reports)  # type: ignore[attr-defined]


def read(sent: IncomingArticle) -> Facts:
    """What the text says, read for itself."""
    facts = Fixed().extract(sent.for_extractor()).facts
    return sorted((fact.occurred.edtf, fact.summary, fact.status) for fact in facts)


def payloads(events: Sequence[NewEvent]) -> list[Payload]:
    return [event.payload for event in events]
