"""The shapes of answers that tell what changed, and by which events, as OpenAPI describes them."""

from typing import Annotated, Any

from pydantic import Field

from service import shapes
from service.shapes import Cause, Instant, Shape


class HistoricEvent(shapes.Event):
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


class FactHistory(shapes.Paged):
    fact: str
    as_of: Instant
    events: list[HistoricEvent]
    states: Annotated[list[HistoricState], Field(description="All states up to `as_of`, on every page")]
