"""The service itself: its projections, schemas, problems and health."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.shapes.common import Position, Shape, Url


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
