"""An article that was read, as the events that record it: added, or revised, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from events.envelope import NAMESPACE, NO_STREAM, NewEvent, id_in_request
from events.errors import ImpossibleChange
from events.extraction.extraction import Extraction
from events.identity import article_id
from events.incoming import Submission
from events.ingestion.known import Acquainted, KnownArticle
from events.ingestion.nameless import Source
from events.ingestion.reading import IncomingArticle
from events.ingestion.reports import reports
from events.ingestion.revising import revise
from events.ingestion.subjects import Subjects, find
from events.instants import format_instant
from events.payloads import (
    ActorNamed,
    ArticleAdded,
    ArticleRevised,
    FactCorrected,
    FactsLinked,
    LocationNamed,
    Payload,
    Relation,
)


def id_of(article: IncomingArticle) -> str:
    return article_id(article.url, article.sha256)


def source_of(article: IncomingArticle) -> Source:
    return Source(id_of(article), article.title, article.publisher)


def is_held(article: IncomingArticle, known: KnownArticle | None) -> bool:
    """Whether nothing is to be recorded of it: its text is the last one that is known, or an older one come again."""
    return known is not None and known.holds(article.sha256, _claimed(article))


def submission(
    article: IncomingArticle,
    extraction: Extraction,
    known: KnownArticle | None,
    acquainted: Acquainted,
    now: datetime,
    request_id: UUID | None = None,
) -> Submission:
    """The events that record the article at the instant `now`, all of them together; not for one that is held.

    Their ids follow from the request, where it has one, else from the article and its version; all of them but the
    first of the version name that as their cause. Raises UnreadableArticle, or ImpossibleChange for a new text of an
    article that was retracted.
    """
    assert not is_held(article, known), "nothing to record"
    id_ = id_of(article)
    stream = f"article-{id_}"
    subjects = find(extraction, source_of(article), acquainted)
    if known is None:
        payloads = _added(article, id_, extraction, subjects, now)
    else:
        payloads = _revised(article, extraction, subjects, known, now)
    version = payloads[0]
    assert isinstance(version, ArticleAdded | ArticleRevised)
    named = _needed(subjects, payloads)
    parts: list[tuple[str, Payload]] = [*named]
    parts += [(stream, payload) for payload in payloads]
    root = request_id or uuid5(
        NAMESPACE, f"{stream}\n{version.sha256}\n{format_instant(version.published_at)}"
    )
    expected = dict.fromkeys((stream_of_new for stream_of_new, _ in named), NO_STREAM)
    expected |= {stream: NO_STREAM} if known is None else {}
    return Submission(_events(parts, root, len(named)), expected)


def _needed(subjects: Subjects, payloads: Sequence[Payload]) -> list[tuple[str, ActorNamed | LocationNamed]]:
    """The new actors and locations that the events refer to, and what contains these, in the order of their naming."""
    referred = {id_ for payload in payloads for id_ in _referred(payload)}
    needed = []
    for stream, named in reversed(subjects.named):  # parents are named before what lies in them
        if stream.partition("-")[2] in referred:
            needed.append((stream, named))
            referred |= {parent.location for parent in getattr(named, "parents", ())}
    return needed[::-1]


def _referred(payload: Payload) -> Iterator[str | None]:
    """The ids of the actors and locations that an event of an article names."""
    fields: dict[str, Any] = dict(payload.changes if isinstance(payload, FactCorrected) else payload)
    yield fields.get("publisher")
    yield fields.get("attributed_to")
    yield from fields.get("via", ())
    yield from (mention.actor for mention in fields.get("actors", ()))
    yield from (mention.location for mention in fields.get("locations", ()))


def _events(parts: Sequence[tuple[str, Payload]], root: UUID, cause: int) -> list[NewEvent]:
    ids = [id_in_request(root, number) for number, _ in enumerate(parts, start=1)]
    return [
        NewEvent(
            event_id=ids[number],
            stream=stream,
            payload=payload,
            correlation_id=ids[cause],
            causation_id=None if number == cause else ids[cause],
        )
        for number, (stream, payload) in enumerate(parts)
    ]


def with_links(made: Submission, links: Sequence[tuple[str, FactsLinked]]) -> Submission:
    """The submission of an article with links between its facts and others, in the same append."""
    *_, last = made.events
    root = last.causation_id or last.event_id
    more = [
        NewEvent(
            event_id=uuid5(root, f"{stream}\n{link.fact}\n{link.relation}\n{link.other}"),
            stream=stream,
            payload=link,
            correlation_id=root,
            causation_id=root,
        )
        for stream, link in links
    ]
    return Submission([*made.events, *more], made.expected_versions)


def _added(
    article: IncomingArticle, id_: str, extraction: Extraction, subjects: Subjects, now: datetime
) -> list[Payload]:
    publication = article.publication
    published_at = publication.moment(now, extraction.facts)
    facts = reports(article, id_, extraction, subjects, published_at)
    added = ArticleAdded(
        title=article.title,
        url=article.url,
        publisher=article.publisher and subjects.actors[article.publisher],
        published_at=published_at,
        published_on=publication.on if publication.at is None else None,
        time_zone=publication.zone if publication.at is None or publication.zone != "UTC" else None,
        sha256=article.sha256,
        length=len(article.text),
        text=article.text if article.keep_text else None,
    )
    return [added, *facts, *_links(extraction, [fact.fact for fact in facts])]


def _revised(
    article: IncomingArticle, extraction: Extraction, subjects: Subjects, known: KnownArticle, now: datetime
) -> list[Payload]:
    if known.retracted:
        raise ImpossibleChange(
            f"article {known.id} was retracted, and this is another text of it: withdraw the retraction first",
            article=known.id,
        )
    published_at = _revision_moment(article, extraction, known, now)
    found = reports(article, known.id, extraction, subjects, published_at)
    revision = revise(known.facts, found, extraction.extracted_by, article.text, published_at)
    revised = ArticleRevised(
        title=article.title,
        published_at=published_at,
        sha256=article.sha256,
        length=len(article.text),
        text=article.text if article.keep_text else None,
    )
    links = _links(extraction, revision.facts)
    new_links = [link for link in links if (link.fact, link.relation, link.other) not in known.links]
    return [revised, *revision.events, *new_links]


def _claimed(article: IncomingArticle) -> datetime:
    """Since when the publisher is said to have had this text, at the earliest."""
    return (article.revision or article.publication).begins


def _revision_moment(
    article: IncomingArticle, extraction: Extraction, known: KnownArticle, now: datetime
) -> datetime:
    """When the new text was published: as is said, if that is after the text before it for certain, else at its intake.

    A text that says it is older than the one before it came late, or keeps the date of the first: that it was there by
    now is all that is certain.
    """
    said = (article.revision or article.publication).moment(now, extraction.facts)
    return said if _claimed(article) > known.last.published_at else now


def _links(extraction: Extraction, facts: Sequence[str]) -> list[FactsLinked]:
    """The links between facts of the article, each once; `facts` are their ids in the order of the extraction."""
    made: dict[tuple[str, Relation, str], FactsLinked] = {}
    for link in extraction.links:
        fact, other = facts[link.fact], facts[link.other]
        if fact != other:
            linked = FactsLinked(fact=fact, relation=link.relation, other=other, confidence=link.confidence)
            made.setdefault((fact, link.relation, other), linked)
    return list(made.values())
