"""What answers have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


Names = Annotated[dict[str, Named], Field(description="Actors and locations by id, as they were called then")]
