"""The shapes of answers that tell what changed, and by which events, as OpenAPI describes them."""

from typing import Annotated, Any

from pydantic import Field

from service import shapes
from service.shapes.common import Instant, Names, Position, Shape
from service.shapes.entries import Cause, Entry


class HistoricEvent(shapes.events.Event):
    """An event of a fact, of its article, or of a link from or to it."""

    moment: Annotated[
        Instant | None,
        Field(description="From when on it counts, or would; null: it follows the position alone"),
    ]
    amends: str | None
    withdrawn_by: Annotated[
        str | None, Field(description="The event that took it back, or took back what it amends")
    ]
    in_effect: Annotated[bool, Field(description="Not withdrawn, nor overwritten in all its fields")]
    fields: Annotated[list[str], Field(description="The fields of the fact that stand as it wrote them")]
    caused_by: Annotated[list[Cause], Field(description="What caused it, what caused that, up to the root")]


class Written(Shape):
    field: str
    value: Any
    by: Annotated[str, Field(description="The id of the event that wrote it")]


class HistoricState(Shape):
    """A fact as it stood from one moment to another; `to` is null where that lies after `as_of`."""

    from_: Annotated[Instant, Field(alias="from")]
    to: Instant | None
    stands: bool
    changes: Annotated[list[Written], Field(description="What differs from the state before")]


class FactHistory(shapes.common.Paged):
    fact: str
    as_of: Instant
    events: list[HistoricEvent]
    states: Annotated[list[HistoricState], Field(description="All states up to `as_of`, on every page")]


class Change(Shape):
    """An entry, and the events that changed it: none where a plan lapsed with time."""

    entry: Entry
    events: list[Cause]


class Changed(Change):
    fields: Annotated[list[str], Field(description="What of the entry differs")]
    before: Annotated[dict[str, Any], Field(description="What these fields were")]


class Removed(Change):
    into: Annotated[str | None, Field(description="The leading fact of the entry that it is part of now")]


class Diff(shapes.timelines.Narrowed):
    """What changed from one moment or position to another; an entry may be in several lists."""

    subject: str | None = None
    from_: Annotated[Instant | Position, Field(alias="from")]
    to: Instant | Position
    as_of: Annotated[
        Instant | None, Field(description="Of both timelines, where two positions are compared")
    ] = None
    added: list[Change]
    changed: list[Changed]
    disputed: Annotated[list[Change], Field(description="Denied now, and not before")]
    resolved: Annotated[list[Change], Field(description="Still there, and denied no longer")]
    confirmed: Annotated[list[Change], Field(description="Confirmed now, and not before")]
    retracted: Annotated[list[Change], Field(description="Gone, as all its reports were retracted")]
    removed: Annotated[list[Removed], Field(description="Gone from here for another reason")]
    names: Names
