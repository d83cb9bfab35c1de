"""What a document says of the article in it, as it says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    revised: str | None = None
    language: str | None = None
