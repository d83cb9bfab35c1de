"""What stands on a timeline, and what is told of it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from events.payloads import ActorMention, KnownBy, LocationMention, Span, Status
from projections.asof_statements import Standing
from service.shapes.common import Instant, Position, Shape


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
    history: Annotated[list[State], Field(description="Of all its facts, the earliest first")] = Field([])


class FactState(Entry):
    stands: Annotated[bool, Field(description="false: it, or its article, was retracted")]
    retracted_by: Retraction | None
