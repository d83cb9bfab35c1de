"""The shapes of answers, as OpenAPI describes them. The answers themselves are written without them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from events.payloads import (
    ActorMention,
    ActorRole,
    Coordinates,
    KnownBy,
    LocationMention,
    LocationRole,
    Span,
    Status,
)
from projections.asof import Include
from projections.asof_statements import Match, Order, Standing
from service.parameters import DEFAULTS

Instant = Annotated[
    str, Field(description="RFC 3339, UTC", json_schema_extra={"format": "date-time"}, pattern=r"Z$")
]
Position = Annotated[int, Field(ge=0, description="A position of the log")]
Url = Annotated[str, Field(description="Relative to the service")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AtPosition(Shape):
    """Where an answer was given: the same place gives the same answer for ever."""

    position: Position
    log: Annotated[str, Field(description="The name of this incarnation of the log")]
    rules: Annotated[int, Field(description="The number of the code that folded and wrote the answer")]
    permalink: Annotated[str, Field(description="The URL whose answer never changes")]


class Paged(AtPosition):
    limit: int = DEFAULTS["limit"]
    next: Annotated[str | None, Field(description="The URL of the next page")]


class Named(Shape):
    id: str
    slug: str
    name: str


class Occurred(Shape):
    """When it happened: half-open UTC bounds, either of which may be missing."""

    edtf: str
    phrase: str | None
    earliest: Instant | None
    latest: Instant | None
    extent: Literal["within", "throughout"]
    basis: Literal["explicit", "inferred", "published"]


class Link(Shape):
    """Another fact that denies, confirms, updates … this one."""

    fact: str
    summary: str
    attributed_to: str | None
    reported_at: Instant


class Correction(Shape):
    event_id: UUID
    reported_at: Instant
    changed: Annotated[list[str], Field(description="The fields it wrote")]
    reason: str


class Outcome(Link):
    relation: Literal["fulfils", "cancels"]


class Report(Shape):
    fact: str
    article: str
    published_at: Instant
    spans: Annotated[list[Span], Field(description="Code points [start, end) of the article's text")]
    quote: str | None


class Cause(Shape):
    """An event that made something what it is. The event itself is at /v1/events."""

    event_id: str
    type: str
    position: Position
    recorded_at: Instant
    reported_at: Annotated[
        Instant | None,
        Field(description="From when on it counts; null: it follows the position alone"),
    ]
    stream: str
    fact: str | None
    fields: Annotated[list[str], Field(description="What of the fact is its work")]


class Retraction(Shape):
    """What retracted a fact, or its article."""

    event_id: UUID
    type: Literal["FactRetracted", "ArticleRetracted"]
    reported_at: Instant | None
    reason: str


class State(Shape):
    """What a fact of an entry was in `[from, to)` of the reported clock; `to` is null as far as is known."""

    fact: str
    from_: Annotated[Instant, Field(alias="from")]
    to: Instant | None
    stands: bool
    summary: str
    status: Status
    attributed_to: str | None
    occurred: Occurred
    actors: list[ActorMention]
    locations: list[LocationMention]


class Entry(Shape):
    """What stands on a timeline. Ids of actors and locations are spelt out in `names`."""

    fact: str
    summary: str
    status: Status
    standing: Standing
    denied_by: list[Link]
    confirmed_by: list[Link]
    updated_by: list[Link]
    corrected_by: Annotated[list[Correction], Field(description="Published corrections, in order")]
    outcome: Outcome | None
    lapsed: Annotated[bool, Field(description="A plan whose time has passed without a known outcome")]
    attributed_to: str | None
    via: list[str]
    reported_at: Instant
    known_by: KnownBy
    direct: Annotated[bool, Field(description="false: it names a place that lies in the subject")]
    hindsight: Annotated[bool, Field(description="Reported after `as_of`")]
    occurred: Occurred
    actors: list[ActorMention]
    locations: list[LocationMention]
    needs_review: bool
    confidence: float | None
    extracted_by: str
    reports: list[Report]
    explained_by: Annotated[
        list[Cause] | None, Field(description="With `explain=true`: the events that made it what it is")
    ] = None


class Listed(Entry):
    """An entry, with what `include` asked for."""

    stands: Annotated[bool, Field(description="false: it, or its article, was retracted")] = True
    retracted_by: Retraction | None = None
    history: Annotated[list[State], Field(description="Of all its facts, the earliest first")] = []


class FactState(Entry):
    stands: Annotated[bool, Field(description="false: it, or its article, was retracted")]
    retracted_by: Retraction | None


Names = Annotated[dict[str, Named], Field(description="Actors and locations by id, as they were called then")]


class Narrowed(Paged):
    """What a timeline was narrowed to; parameters that have their default are left out."""

    strict: bool = DEFAULTS["strict"]
    group: bool = DEFAULTS["group"]
    since: Instant | None = None
    until: Instant | None = None
    match: Match = DEFAULTS["match"]
    actors: list[str] = []
    locations: list[str] = []
    publisher: list[str] = []
    roles: list[ActorRole | LocationRole] = []
    status: list[Status] = []
    standing: Standing | None = None
    text: str | None = None
    according_to: list[str] = []


class Asked(Narrowed):
    """What a timeline was asked for; parameters that have their default are left out."""

    as_of: Instant
    hindsight: bool = DEFAULTS["hindsight"]
    order: Order = DEFAULTS["order"]
    include: list[Include] = []
    explain: bool = DEFAULTS["explain"]
    reported_later: Annotated[
        bool, Field(description="Some entry of the subjects is known only after `as_of`")
    ]
    names: Names


class Found(Asked):
    """The timeline of all actors and locations asked for, as it stood at `as_of`."""

    entries: list[Listed]


class Timeline(Found):
    """The timeline of `subject` as it stood at `as_of`."""

    subject: str


class Dispute(Shape):
    """A claim, and all that denies it; each denial is a fact of its own."""

    claim: Listed
    denials: list[FactState]


class Disputes(Asked):
    """What was disputed as of `as_of`: claim and denials side by side."""

    disputes: list[Dispute]


class Parent(Shape):
    location: str
    since: Instant | None
    until: Instant | None
    according_to: str | None


class Actor(Named):
    aliases: list[str]
    kind: str


class Location(Named):
    aliases: list[str]
    kind: str
    coordinates: Coordinates | None
    parents: list[Parent]


class OneActor(AtPosition):
    actor: Actor


class OneLocation(AtPosition):
    location: Location


class Actors(Paged):
    name: str = DEFAULTS["name"]
    actors: list[Actor]


class Locations(Paged):
    name: str = DEFAULTS["name"]
    locations: list[Location]


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


class OneFact(AtPosition):
    as_of: Instant
    explain: bool = DEFAULTS["explain"]
    fact: FactState
    names: Names


class Words(Shape):
    """Code points `[start, end)` of the article's text; `text` is null where that was not kept."""

    start: int
    end: int
    text: str | None


class OtherWords(Words):
    for_: Annotated[str, Field(alias="for", description="What they are evidence of")]


class Waiting(Shape):
    """A fact that needs a review, and what it was read from."""

    fact: FactState
    article: Article
    version: Annotated[int, Field(description="Of the article's stream, to be sent as `If-Match`")]
    sentence: Annotated[
        Words, Field(description="Where the article says so; spans within it are marked in `fact`")
    ]
    elsewhere: Annotated[list[OtherWords], Field(description="What else in the article it rests on")]


class FactsWaiting(Paged):
    """Facts that need a review at the position, in the order in which they were reported."""

    needs_review: Literal[True]
    article: str | None = None
    below: float | None = None
    total: Annotated[int, Field(description="How many there are on all pages")]
    facts: list[Waiting]
    names: Names


class Event(Shape):
    """An event as the log holds it; the payload's shape is at /v1/schemas/{type}."""

    position: Position
    event_id: str
    stream: str
    version: int
    type: str
    schema_: Annotated[int, Field(alias="schema")]
    recorded_at: Instant
    correlation_id: str
    causation_id: str | None
    appended_by: str
    payload: dict[str, Any]


class Events(Shape):
    """A page of the log in its order; `position` is the head."""

    log: str
    position: Position
    events: list[Event]
    next: str | None


class Stream(Events):
    stream: str
    version: int


class RecordedEvent(Shape):
    event_id: str
    stream: str
    version: int
    position: Position
    recorded_at: Instant
    fact: Annotated[str | None, Field(description="The fact that the event is about")]


class Recorded(Shape):
    """The events as recorded; those that were recorded before as they were then."""

    events: list[RecordedEvent]


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


class TakenBack(Shape):
    event_id: str
    type: str
    stream: str
    fact: str | None
    position: Position


class BulkWithdrawal(Shape):
    """What would be taken back; the same request with `confirm` does it, unless that has changed by then."""

    log: str
    position: Position
    confirm: Annotated[str, Field(description="To be sent as `confirm`")]
    withdrawn: Annotated[list[TakenBack], Field(description="The changes that would be withdrawn")]
    retracted: Annotated[
        list[TakenBack],
        Field(
            description="The reports, which no withdrawal takes back, whose facts our record would retract; "
            "and what reinstated those facts"
        ),
    ]
    left: Annotated[dict[str, int], Field(description="By type, how many events would stay as they are")]
    more: Annotated[bool, Field(description="There may be more than is done in one go: ask again afterwards")]


class Building(Shape):
    generation: int
    rules: int
    position: Position


class ProjectionState(Shape):
    name: str
    generation: Annotated[int | None, Field(description="The build that serves")]
    rules: int | None
    position: Annotated[int | None, Field(description="How far it has read the log")]
    head: Position
    rebuilding: Annotated[bool, Field(description="Some process is at it")]
    building: Annotated[
        Building | None, Field(description="The build that will serve next, or that was stopped")
    ]


class Projections(Shape):
    rules: int
    projections: list[ProjectionState]


class SchemaOfType(Shape):
    type: str
    schema_: Annotated[int, Field(alias="schema")]
    streams: list[str]
    url: Url


class Schemas(Shape):
    schemas: list[SchemaOfType]


class ProblemDocument(BaseModel):
    """RFC 9457. Further members carry the values that were wrong."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: Annotated[str, Field(description="Stable, relative to the service; described there")]
    title: str
    status: int
    detail: Annotated[str, Field(description="What was wrong, and what to send instead")]


class ProblemKind(Shape):
    type: str
    status: int
    title: str


class Health(Shape):
    status: Literal["ok", "ready"]
