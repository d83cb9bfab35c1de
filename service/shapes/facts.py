"""Single facts, and those that need a review."""

from typing import Annotated, Literal

from pydantic import Field

from service.parameters import DEFAULTS
from service.shapes.articles import Article
from service.shapes.common import AtPosition, Instant, Names, Paged, Shape
from service.shapes.entries import FactState


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
