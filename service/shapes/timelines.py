"""Timelines, and what they were asked for."""

from typing import Annotated

from pydantic import Field

from events.payloads import ActorRole, LocationRole, Status
from projections.asof import Include
from projections.asof_statements import Match, Order, Standing
from service.parameters import DEFAULTS
from service.shapes.common import Instant, Names, Paged, Shape
from service.shapes.entries import FactState, Listed


class Narrowed(Paged):
    """What a timeline was narrowed to; parameters that have their default are left out."""

    strict: bool = DEFAULTS["strict"]
    group: bool = DEFAULTS["group"]
    since: Instant | None = None
    until: Instant | None = None
    match: Match = DEFAULTS["match"]
    actors: list[str] = Field([])
    locations: list[str] = Field([])
    publisher: list[str] = Field([])
    roles: list[ActorRole | LocationRole] = Field([])
    status: list[Status] = Field([])
    standing: Standing | None = None
    text: str | None = None
    according_to: list[str] = Field([])


class Asked(Narrowed):
    """What a timeline was asked for; parameters that have their default are left out."""

    as_of: Instant
    hindsight: bool = DEFAULTS["hindsight"]
    order: Order = DEFAULTS["order"]
    include: list[Include] = Field([])
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
