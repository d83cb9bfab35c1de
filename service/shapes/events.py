"""Events of the log, and what would be taken back of them."""

from typing import Annotated, Any

from pydantic import Field

from service.shapes.common import Instant, Position, Shape


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
