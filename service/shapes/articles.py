"""Articles, and what was read in them."""

from typing import Annotated

from pydantic import Field

from events.payloads import ActorMention, KnownBy, LocationMention, Span, Status
from service.shapes.common import AtPosition, Instant, Named, Names, Paged, Position, Shape
from service.shapes.entries import FactState, Occurred


class ArticleVersion(Shape):
    published_at: Instant
    sha256: str
    length: int


class ArticleRetraction(Shape):
    reported_at: Instant | None
    reason: str


class Article(Shape):
    id: str
    title: str
    url: str | None
    publisher: str | None
    published_at: Instant
    published_on: str | None
    time_zone: str | None
    language: str
    versions: list[ArticleVersion]
    retractions: list[ArticleRetraction]


class OneArticle(AtPosition):
    article: Article


class Articles(Paged):
    articles: list[Article]


class ArticleFacts(AtPosition):
    article: str
    as_of: Instant
    facts: list[FactState]
    names: Names


class ReadEvidence(Shape):
    """Where the article says so: code points of the text of that hash."""

    sha256: str
    spans: list[Span]
    quote: str | None


class OccurredInZone(Occurred):
    time_zone: str | None


class ReadFact(Shape):
    """A fact of an article, as it stands."""

    fact: str
    summary: str
    occurred: OccurredInZone
    status: Status
    attributed_to: str | None
    via: list[str]
    reported_at: Instant
    known_by: KnownBy
    actors: list[ActorMention]
    locations: list[LocationMention]
    evidence: ReadEvidence
    confidence: float | None
    needs_review: bool
    extracted_by: str


class Described(Named):
    kind: str


class TakenIn(Shape):
    """An article with what stands of its facts, and what it names."""

    article: Article
    stream: str
    version: Annotated[int, Field(description="Of the stream; its ETag")]
    position: Annotated[Position, Field(description="Of the last event of the stream")]
    facts: list[ReadFact]
    actors: Annotated[list[Described], Field(description="The publisher first, then as the facts name them")]
    locations: list[Described]
