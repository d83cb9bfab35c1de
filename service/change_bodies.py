"""The bodies of requests that change what is recorded, as OpenAPI describes them."""

from abc import abstractmethod
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from events.envelope import END
from events.instants import Instant
from events.payloads import (
    ActorsMerged,
    ArticleRetracted,
    ChangeWithdrawn,
    Confidence,
    FactChanges,
    FactCorrected,
    FactReinstated,
    FactRetracted,
    FactReviewed,
    FactsLinked,
    Id,
    Line,
    LocationsMerged,
    Payload,
    Reason,
    Relation,
)
from projections.naming import Kind
from projections.withdrawing import Selection
from service.parameters import ID_OR_SLUG

CHANGE_SIZE_MAX = 1_000_000
"""Bytes: a change writes the fields of one fact."""

ReportedAt = Annotated[
    Instant | None,
    Field(description="When a source published the change; null: only our record was wrong"),
]
Amends = Annotated[
    UUID | None,
    Field(description="The report or published change that this corrects; without it, what wrote the field"),
]
Why = Annotated[Reason, Field(description="Why, in plain words")]


class Body(BaseModel):
    """What every change may say of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    appended_by: Annotated[Line | None, Field(description="Who makes the change", max_length=200)] = None
    correlation_id: Annotated[UUID | None, Field(description="Shared by all that belongs together")] = None
    causation_id: Annotated[UUID | None, Field(description="The event that led to this one")] = None

    @property
    def said(self) -> dict[str, Any]:
        """The fields that were sent and belong to the payload of an event."""
        names = self.model_fields_set - Body.model_fields.keys() - OfFact.model_fields.keys()
        return {name: getattr(self, name) for name in names}


class OfFact(Body):
    """What every change of a fact may say of itself."""

    read_at: Annotated[
        int | None,
        Field(
            ge=0,
            le=END,
            description="The position at which the fact was read: 412 if it has been changed, accepted or retracted "
            "since. Unlike If-Match, it lets pass what happened to other facts of the article",
        ),
    ] = None

    @abstractmethod
    def about(self, fact: str) -> Payload:
        """The change as the payload of an event."""


class Correction(OfFact):
    """Fields of a fact read otherwise: a source corrected them, or our record was wrong."""

    reported_at: ReportedAt
    changes: Annotated[FactChanges, Field(description="The fields that change, whole; others stay")]
    amends: Amends = None
    reason: Why = ""

    def about(self, fact: str) -> Payload:
        return FactCorrected(fact=fact, **self.said)


class Retraction(OfFact):
    """A fact falls: a source took it back, or it should never have been recorded."""

    reported_at: ReportedAt
    amends: Amends = None
    reason: Why = ""

    def about(self, fact: str) -> Payload:
        return FactRetracted(fact=fact, **self.said)


class Reinstatement(OfFact):
    """A source stands by a retracted fact again. A retraction recorded by mistake is withdrawn instead."""

    reported_at: Annotated[Instant, Field(description="When the source said so")]
    amends: Amends = None
    reason: Why = ""

    def about(self, fact: str) -> Payload:
        return FactReinstated(fact=fact, **self.said)


class Link(OfFact):
    """The fact of the path repeats, denies, confirms … another one."""

    relation: Relation
    other: Annotated[Id, Field(description="The id of the other fact")]
    confidence: Confidence | None = None
    reason: Why = ""

    def about(self, fact: str) -> Payload:
        return FactsLinked(fact=fact, **self.said)


class Review(OfFact):
    """Somebody accepts the fact as it stands."""

    note: Reason = ""

    def about(self, fact: str) -> Payload:
        return FactReviewed(fact=fact, **self.said)


class ArticleRetraction(Body):
    """An article and all its facts fall: its publisher took it back, or it should never have been recorded."""

    reported_at: ReportedAt
    reason: Why = ""

    def payload(self) -> Payload:
        return ArticleRetracted(**self.said)


class Merge(Body):
    """The actor or location of the path is the same as `into`, and answers under that one's id."""

    into: Annotated[str, Field(pattern=f"^{ID_OR_SLUG.pattern}$", description="Id or slug")]
    reason: Why = ""

    def payload(self, kind: Kind, into: str) -> Payload:
        merged = self.said | {"into": into}
        return ActorsMerged(**merged) if kind == "actor" else LocationsMerged(**merged)


class Withdrawal(Body):
    """A change is taken back, with its amendments."""

    reason: Why = ""

    def payload(self, withdraws: UUID) -> Payload:
        return ChangeWithdrawn(withdraws=withdraws, **self.said)


class BulkWithdrawal(Body):
    """All that was recorded under one correlation id, or extracted by one extractor, is taken back."""

    correlation_id: Annotated[UUID | None, Field(description="What was recorded under this id")] = None
    extracted_by: Annotated[Line | None, Field(description="What this extractor read, as facts name it")] = (
        None
    )
    confirm: Annotated[
        Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None,
        BeforeValidator(lambda sent: None if sent is False else sent),
        Field(
            description="Without it, it is only shown; with what that answer gives as `confirm`, it is done"
        ),
    ] = None
    reason: Why = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.correlation_id is None) == (self.extracted_by is None):
            raise ValueError("expected either correlation_id or extracted_by")
        return self

    @property
    def selection(self) -> Selection:
        return Selection(self.correlation_id, self.extracted_by)
