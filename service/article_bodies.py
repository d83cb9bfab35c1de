"""The bodies of requests that bring an article, as OpenAPI describes them."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from events.extraction.extractors import BUILT_IN
from events.ingestion.reading import IncomingArticle, Said, from_html, from_ninjs, from_text
from events.instants import Instant, format_instant
from events.payloads import Line
from service.bodies import MEDIA_TYPE, read_body, read_object

NINJS_TYPE = "application/ninjs+json"

MEDIA_TYPES = (MEDIA_TYPE, NINJS_TYPE)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

ARTICLE_SIZE_MAX = 12_000_000
"""Bytes: pages carry many times their text."""


def _day(sent: Any) -> Any:
    """A day as it is written; an instant or a number is none, though a date could be made of it."""
    if not (sent is None or (isinstance(sent, str) and _DAY.fullmatch(sent))):
        raise ValueError("expected a day such as 2025-12-02")
    return sent


class NewArticle(BaseModel):
    """An article: its text, page or ninjs item, and what is known of it; the document says the rest, where it does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str | None, Field(description="The plain text, a paragraph a line")] = None
    html: Annotated[str | None, Field(description="The page, or the part of it that holds the article")] = (
        None
    )
    ninjs: Annotated[
        dict[str, Any] | None,
        Field(
            description="A ninjs item, version 1, 2 or 3, with a `uri` and a body; or as a body of its own"
        ),
    ] = None
    url: Annotated[
        str | None,
        Field(
            description="What identifies the article: another text of the same URL is a revision. Without it, and "
            "without one in the document, the text does",
            max_length=2_000,
        ),
    ] = None
    title: Line | None = None
    publisher: Annotated[Line | None, Field(description="The name of the publisher, an actor")] = None
    published_at: Annotated[Instant | None, Field(description="When it was published")] = None
    published_on: Annotated[
        date | None,
        BeforeValidator(_day),
        Field(description="The day on which, where no more is known; on the clocks of `time_zone`"),
    ] = None
    revised_at: Annotated[
        Instant | None,
        Field(
            description="When the publisher changed the text to this one, if it was published otherwise before"
        ),
    ] = None
    time_zone: Annotated[
        Line | None, Field(description="The publisher's, by its IANA name, e.g. Europe/Kyiv; UTC without it")
    ] = None
    language: Annotated[
        str | None,
        Field(description="Without it, it is told from the text; only `en` is read", max_length=40),
    ] = None
    keep_text: Annotated[
        bool, Field(description="False: nothing of the text is kept but its hash, length and offsets into it")
    ] = True
    extractor: Annotated[str, Field(description="Which of the installed extractors reads it")] = BUILT_IN
    appended_by: Annotated[Line | None, Field(description="Who adds it", max_length=200)] = None

    @model_validator(mode="after")
    def _one_document_and_one_date(self) -> Self:
        if [self.text, self.html, self.ninjs].count(None) != 2:
            raise ValueError("expected one of text, html and ninjs")
        if self.published_at is not None and self.published_on is not None:
            raise ValueError("expected published_at or published_on, not both")
        return self

    @property
    def said(self) -> Said:
        published = format_instant(self.published_at) if self.published_at else None
        return Said(
            url=self.url,
            title=self.title,
            publisher=self.publisher,
            published=published or (self.published_on.isoformat() if self.published_on else None),
            revised=format_instant(self.revised_at) if self.revised_at else None,
            time_zone=self.time_zone,
            language=self.language,
            keep_text=self.keep_text,
        )

    def read(self) -> IncomingArticle:
        """The article; takes a while for a large page. Raises UnreadableArticle."""
        if self.html is not None:
            return from_html(self.html, self.said)
        if self.ninjs is not None:
            return from_ninjs(self.ninjs, self.said)
        return from_text(self.text or "", self.said)


def read_new_article(media_type: str, body: bytes) -> NewArticle:
    """The body that was sent. Raises InvalidEvents."""
    if media_type != NINJS_TYPE:
        return read_body(NewArticle, body)
    return NewArticle(ninjs=read_object(body, "a ninjs item, a JSON object", "a ninjs item in JSON"))
