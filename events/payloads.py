"""What can happen: one Pydantic model for each type of event, joined as a union on `type` (design.md §3).

The thing an event happens to is named by its stream, not by its payload: `FactReported` in `article-7q` belongs to
article `7q`, `ActorNamed` in `actor-a2x` describes actor `a2x`.
"""

from collections import Counter
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self, get_args
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    model_validator,
)
from typing_extensions import TypedDict

from events.dates import Interval, interval, time_zone
from events.instants import Instant

RECORDED: Final = "recorded"
"""The validation context of payloads that come from the log."""


SETTLED = ("amends", "fact")
"""The fields that a sender may leave null, to be settled when the event is recorded."""


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("expected text without NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("expected Unicode text without lone surrogates") from None
    return text


ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""An opaque id of an article, a fact, an actor or a location."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_storable)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_storable)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_storable)]
Reason = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_storable)]
ArticleText = Annotated[str, StringConstraints(min_length=1, max_length=2_000_000), AfterValidator(_storable)]
Confidence = Annotated[float, Field(ge=0, le=1)]

Status = Literal["asserted", "claimed", "denied", "planned", "proposed"]
KnownBy = Literal["publication", "statement"]
ActorRole = Literal["agent", "patient", "participant", "speaker", "mentioned"]
LocationRole = Literal["place", "origin", "destination", "target", "mentioned"]
ActorKind = Literal[
    "person", "organisation", "government", "armed-force", "company", "media", "group", "other"
]
LocationKind = Literal["continent", "country", "region", "city", "district", "water", "site", "other"]
Relation = Literal["repeats", "denies", "confirms", "updates", "fulfils", "cancels"]
StreamKind = Literal["article", "actor", "location"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class _Payload(_Model):
    """Base of all payloads: the schema version that is written today, and the kinds of stream that take it."""

    schema_version: ClassVar[int] = 1
    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("article",)


# --- parts of a fact


class Occurred(_Model):
    """When it happened: EDTF, the few date words of the source, and a half-open UTC interval.

    `earliest` and `latest` may be left out together: then they follow from `edtf` in `time_zone` (UTC without one).
    Where they are given they lie inside what `edtf` says: words such as "late" narrow a day, nothing widens it.
    """

    edtf: Line
    phrase: Line | None = None
    earliest: Instant | None = None
    latest: Instant | None = None
    time_zone: Line | None = None
    extent: Literal["within", "throughout"] = "within"
    basis: Literal["explicit", "inferred", "published"] = "explicit"

    @model_validator(mode="before")
    @classmethod
    def _bounds_follow_from_edtf(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "earliest" in data or "latest" in data:
            return data
        edtf, zone = data.get("edtf"), data.get("time_zone")
        if not isinstance(edtf, str) or not isinstance(zone, str | None):
            return data  # the fields' own validators say what is wrong
        bounds = interval(edtf, time_zone(zone or "UTC"))
        return data | {"earliest": bounds.earliest, "latest": bounds.latest}

    @model_validator(mode="after")
    def _bounds_lie_inside_edtf(self, info: ValidationInfo) -> Self:
        if info.context == RECORDED:  # time zones' rules are revised; what was recorded stays readable
            return self
        outer = (
            interval(self.edtf, time_zone(self.time_zone))
            if self.time_zone
            else interval(self.edtf).widened()
        )
        if not outer.contains(Interval(self.earliest, self.latest)):
            raise ValueError(
                f"expected an interval inside that of {self.edtf!r} "
                f"({outer.earliest} to {outer.latest}), found {self.earliest} to {self.latest}"
            )
        return self


class ActorMention(_Model):
    actor: Id
    role: ActorRole = "participant"
    words: Line | None = None


class LocationMention(_Model):
    location: Id
    role: LocationRole = "place"
    words: Line | None = None


class Span(_Model):
    """Code points `[start, end)` of the article's text, and what they are evidence of."""

    purpose: Literal["fact", "date", "speaker", "antecedent"] = Field(alias="for")
    start: Annotated[int, Field(ge=0, le=2**31)]
    end: Annotated[int, Field(ge=1, le=2**31)]

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"expected start before end, found {self.start} and {self.end}")
        return self


class Evidence(_Model):
    """Where the article says so; `sha256` names the version of its text. `quote` only where the text may be kept."""

    sha256: Sha256
    spans: Annotated[tuple[Span, ...], Field(min_length=1, max_length=50)]
    quote: Prose | None = None


def _distinct_mentions(mentions: tuple[Any, ...]) -> tuple[Any, ...]:
    pairs = [tuple(m.model_dump(exclude={"words"}).values()) for m in mentions]
    if len(set(pairs)) < len(pairs):
        raise ValueError("expected each actor or location at most once in a role")
    return mentions


Actors = Annotated[tuple[ActorMention, ...], Field(max_length=200), AfterValidator(_distinct_mentions)]
Locations = Annotated[tuple[LocationMention, ...], Field(max_length=200), AfterValidator(_distinct_mentions)]
Via = Annotated[tuple[Id, ...], Field(max_length=10)]


# --- articles and their facts


class ArticleAdded(_Payload):
    """An article exists. `published_at` is exact, or the latest instant that a mere `published_on` allows (§2)."""

    type: Literal["ArticleAdded"] = "ArticleAdded"
    title: Line
    url: Url | None = None
    publisher: Id | None = None
    published_at: Instant
    published_on: date | None = None
    time_zone: Line | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    sha256: Sha256
    length: Annotated[int, Field(ge=1, le=2**31)]
    text: ArticleText | None = None


class ArticleRevised(_Payload):
    """The publisher changed the text; the facts that differ follow as events of their own."""

    type: Literal["ArticleRevised"] = "ArticleRevised"
    title: Line | None = None
    published_at: Instant
    sha256: Sha256
    length: Annotated[int, Field(ge=1, le=2**31)]
    text: ArticleText | None = None


class ArticleRetracted(_Payload):
    """The article and all its facts fall; `reported_at` null: it should never have been recorded."""

    type: Literal["ArticleRetracted"] = "ArticleRetracted"
    reported_at: Instant | None
    reason: Reason = ""


class FactReported(_Payload):
    """An article states a dated fact. `summary` is in plain words, never the article's sentence."""

    type: Literal["FactReported"] = "FactReported"
    fact: Id
    summary: Prose
    occurred: Occurred
    reported_at: Instant
    known_by: KnownBy = "publication"
    status: Status = "asserted"
    attributed_to: Id | None = None
    via: Via = ()
    actors: Actors = ()
    locations: Locations = ()
    evidence: Evidence
    extracted_by: Line = "hand"
    confidence: Confidence | None = None
    needs_review: bool = False


class FactFields(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    summary: Prose
    occurred: Occurred
    reported_at: Instant
    known_by: KnownBy
    status: Status
    attributed_to: Id | None
    via: Via
    actors: Actors
    locations: Locations
    evidence: Evidence
    extracted_by: Line
    confidence: Confidence | None
    needs_review: bool


def _something(changes: FactFields) -> FactFields:
    if not changes:
        raise ValueError("expected at least one field to change")
    return changes


FactChanges = Annotated[FactFields, AfterValidator(_something)]
"""The fields of a fact that a correction writes; those not sent stay as they are."""


class _Change(_Payload):
    """A change of a fact. `reported_at` is when a source published it; null: only our record was wrong.

    `amends` names the report or published change it corrects. Left out, it is settled when the event is recorded: the
    one that wrote the field as it then stands.
    """

    fact: Id
    amends: UUID | None = None
    reason: Reason = ""


class FactCorrected(_Change):
    type: Literal["FactCorrected"] = "FactCorrected"
    reported_at: Instant | None
    changes: FactChanges

    @model_validator(mode="after")
    def _a_source_cannot_move_its_report(self) -> Self:
        moved = self.changes.keys() & {"reported_at", "known_by"}
        if self.reported_at is not None and moved:
            raise ValueError(
                f"expected no {' or '.join(sorted(moved))} among the changes of a published correction: "
                "when a fact was reported is our record's to mend (reported_at null)"
            )
        return self


class FactRetracted(_Change):
    type: Literal["FactRetracted"] = "FactRetracted"
    reported_at: Instant | None


class FactReinstated(_Change):
    """A source stands by the fact again. (A retraction recorded by mistake is withdrawn instead.)"""

    type: Literal["FactReinstated"] = "FactReinstated"
    reported_at: Instant


class FactReviewed(_Payload):
    """Somebody accepts the fact as it stands. An edit is a correction, a rejection a retraction."""

    type: Literal["FactReviewed"] = "FactReviewed"
    fact: Id
    note: Reason = ""


class FactsLinked(_Payload):
    """`fact` (in whose article's stream this stands) repeats, denies, confirms … `other`."""

    type: Literal["FactsLinked"] = "FactsLinked"
    fact: Id
    relation: Relation
    other: Id
    confidence: Confidence | None = None
    reason: Reason = ""

    @model_validator(mode="after")
    def _two_facts(self) -> Self:
        if self.fact == self.other:
            raise ValueError(f"expected two different facts, found {self.fact} twice")
        return self


# --- actors and locations


def _distinct(aliases: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(aliases)) < len(aliases):
        raise ValueError("expected each alias once")
    return aliases


Aliases = Annotated[tuple[Line, ...], Field(max_length=200), AfterValidator(_distinct)]


class ActorNamed(_Payload):
    """The whole description of an actor; the latest counts."""

    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("actor",)
    type: Literal["ActorNamed"] = "ActorNamed"
    name: Line
    slug: Slug
    aliases: Aliases = ()
    kind: ActorKind


class ActorsMerged(_Payload):
    """This actor is the same as `into`, under which it answers from here on."""

    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("actor",)
    type: Literal["ActorsMerged"] = "ActorsMerged"
    into: Id
    reason: Reason = ""


_WINDOWS_MAX = 6


class Coordinates(_Model):
    """WGS 84, in degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Parent(_Model):
    """A place that contains this one; for what occurred in `[since, until)`, where that is given."""

    location: Id
    since: Instant | None = None
    until: Instant | None = None
    according_to: Id | None = None

    @model_validator(mode="after")
    def _since_before_until(self) -> Self:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError(f"expected since before until, found {self.since} and {self.until}")
        return self


def _few_windows(parents: tuple[Parent, ...]) -> tuple[Parent, ...]:
    """Windows along a chain of places multiply; a question must not."""
    location, times = Counter(parent.location for parent in parents).most_common(1)[0] if parents else ("", 0)
    if times > _WINDOWS_MAX:
        raise ValueError(f"expected each parent at most {_WINDOWS_MAX} times, found {location} {times} times")
    return parents


class LocationNamed(_Payload):
    """The whole description of a location; the latest counts. Schema 1 had a single `parent`."""

    schema_version: ClassVar[int] = 2
    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("location",)
    type: Literal["LocationNamed"] = "LocationNamed"
    name: Line
    slug: Slug
    aliases: Aliases = ()
    kind: LocationKind
    coordinates: Coordinates | None = None
    parents: Annotated[tuple[Parent, ...], Field(max_length=50), AfterValidator(_few_windows)] = ()


class LocationsMerged(_Payload):
    """This location is the same as `into`, under which it answers from here on."""

    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("location",)
    type: Literal["LocationsMerged"] = "LocationsMerged"
    into: Id
    reason: Reason = ""


class ChangeWithdrawn(_Payload):
    """A change is taken back, with its amendments, from this event's position on.

    It stands in the stream of the change. `fact` is settled when the event is recorded: the fact that was changed.
    """

    stream_kinds: ClassVar[tuple[StreamKind, ...]] = ("article", "actor", "location")
    type: Literal["ChangeWithdrawn"] = "ChangeWithdrawn"
    withdraws: UUID
    fact: Id | None = None
    reason: Reason = ""


Payload = Annotated[
    ArticleAdded
    | ArticleRevised
    | ArticleRetracted
    | FactReported
    | FactCorrected
    | FactRetracted
    | FactReinstated
    | FactReviewed
    | FactsLinked
    | ActorNamed
    | ActorsMerged
    | LocationNamed
    | LocationsMerged
    | ChangeWithdrawn,
    Field(discriminator="type"),
]

PAYLOADS: dict[str, type[_Payload]] = {
    model.model_fields["type"].default: model for model in get_args(get_args(Payload)[0])
}
"""The models by their type, in the order of the design."""

PAYLOAD: TypeAdapter[Payload] = TypeAdapter(Payload)
