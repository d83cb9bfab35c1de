"""What an extractor takes, `Article`, and what it gives, `Extraction`.

All offsets count code points of `Article.text`, half-open: `[start, end)`.
"""

from datetime import date, time
from typing import Annotated, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from events.payloads import (
    ActorKind,
    ActorRole,
    ArticleText,
    Confidence,
    Coordinates,
    Line,
    LocationKind,
    LocationRole,
    Occurred,
    Prose,
    Relation,
    Status,
)

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Article(_Model):
    """The text of an article and when it was published, on the clocks of its publisher's `time_zone`."""

    text: ArticleText
    published_on: date
    published_time: time | None = None
    time_zone: Line = "UTC"
    title: Line | None = None
    publisher: Line | None = None


class Range(_Model):
    """Code points `[start, end)` of the article's text."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"expected start before end, found {self.start} and {self.end}")
        return self

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Timex(Range):
    """A time expression; `value` as in TIMEX3 (ISO-TimeML), `edtf` null where it names no date: "for two weeks"."""

    type: TimexType
    value: str
    edtf: str | None = None


class ActorFound(_Model):
    """Somebody the facts name by `name`, which is unique among the actors of an extraction.

    `is_named` is false for whom the article calls only by a common noun: "the council" is not that of another article.
    """

    name: Line
    kind: ActorKind
    is_named: bool = True
    aliases: tuple[Line, ...] = ()


class LocationFound(_Model):
    """A place the facts name by `name`, unique among the locations of an extraction.

    `parents` are names of other locations of the extraction, which contain it. `candidates` has what else the
    words may mean, best first, where that stays open: "Pokrovsk, Sakha, Russia".
    """

    name: Line
    kind: LocationKind
    aliases: tuple[Line, ...] = ()
    coordinates: Coordinates | None = None
    parents: tuple[Line, ...] = ()
    time_zone: Line | None = None
    candidates: tuple[Line, ...] = ()


class ActorNamedIn(_Model):
    """An actor's part in a fact, and the words that name it there: perhaps "he", outside the sentence."""

    name: Line
    role: ActorRole
    words: Range | None = None


class LocationNamedIn(_Model):
    name: Line
    role: LocationRole
    words: Range | None = None


class FactFound(_Model):
    """A dated fact. `start` and `end` are its sentence; `trigger` is the word that says what happened.

    `occurred` is in UTC, read on the clocks of the place. `is_statement`: the fact is a saying that the public could
    hear on that date. `attributed_to` is the name of an actor, `via` who passed it on.
    `antecedents` are words elsewhere that it rests on: the date of the sentence before, what "he" stands for.
    """

    start: int
    end: int
    trigger: Range
    phrase: Range | None = None
    occurred: Occurred
    is_statement: bool = False
    status: Status
    attributed_to: Line | None = None
    via: tuple[Line, ...] = ()
    speaker: Range | None = None
    actors: tuple[ActorNamedIn, ...] = ()
    locations: tuple[LocationNamedIn, ...] = ()
    antecedents: tuple[Range, ...] = ()
    summary: Prose
    confidence: Confidence
    needs_review: bool = False


class LinkFound(_Model):
    """The fact numbered `fact` (from 0, in the order of `Extraction.facts`) repeats, denies … the fact `other`."""

    fact: int
    relation: Relation
    other: int
    confidence: Confidence


class Extraction(_Model):
    """What an article says, in the order of the text. `extracted_by` names the extractor, its model and versions."""

    extracted_by: Line
    facts: tuple[FactFound, ...]
    timexes: tuple[Timex, ...]
    actors: tuple[ActorFound, ...] = ()
    locations: tuple[LocationFound, ...] = ()
    links: tuple[LinkFound, ...] = ()


class Extractor(Protocol):
    """Anything that reads articles: made once without arguments, then asked often.

    `extract` does no I/O that changes anything and gives the same for the same article. What it gives must satisfy
    `tests/extraction/contract.py`: ranges within the text, names that are described, dates inside their EDTF.
    """

    def extract(self, article: Article) -> Extraction: ...
