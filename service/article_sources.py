"""What the commands are given – files, URLs, standard input – as bytes, and what they are: events or an article.

A name's ending tells, else the content does: pages begin with `<`, JSON with a bracket.
"""

import re
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import orjson

from events.errors import Refused, UnreadableArticle
from events.incoming import BODY_SIZE_MAX
from events.ingestion.ninjs import looks_like_ninjs
from events.ingestion.reading import IncomingArticle, Said, decoded, from_html, from_ninjs, from_text
from service.fetching import fetch

STDIN = "-"

_TRAILING_DATE = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)$")


class Form(StrEnum):
    events = "events"
    text = "text"
    html = "html"
    ninjs = "ninjs"


_BY_SUFFIX = {
    **dict.fromkeys((".jsonl", ".ndjson"), Form.events),
    **dict.fromkeys((".txt", ".text"), Form.text),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Form.html),
}
_BY_TYPE = {
    "text/plain": Form.text,
    **dict.fromkeys(("text/html", "application/xhtml+xml"), Form.html),
    **dict.fromkeys(("application/json", "application/ninjs+json"), Form.ninjs),
}


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a source and what they are; `url` is where they were fetched, `day` what a file's name ends with."""

    body: bytes
    form: Form
    url: str | None = None
    day: str | None = None

    def article(self, said: Said) -> IncomingArticle:
        """The article in it; its address and the day in its name count where nothing better is said.

        Raises UnreadableArticle.
        """
        if len(self.body) > BODY_SIZE_MAX:
            raise UnreadableArticle(
                "too-long",
                f"more than {BODY_SIZE_MAX:,} bytes: that is no article; send its text, or parts of it",
            )
        said = replace(said, url=said.url or self.url)
        try:
            return self._read(said)
        except UnreadableArticle as error:
            if error.details["reason"] != "no-publication" or self.day is None:
                raise
            return self._read(replace(said, published=self.day))

    def _read(self, said: Said) -> IncomingArticle:
        if self.form is Form.html:
            return from_html(self.body, said)
        if self.form is Form.ninjs:
            return from_ninjs(_json(self.body), said)
        return from_text(decoded(self.body), said)


def shown(source: str) -> str:
    """What people call it."""
    return "standard input" if source == STDIN else source


def is_url(source: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*://", source, flags=re.IGNORECASE) is not None


def read(source: str, *, cloudevents: bool = False, as_text: bool = False) -> Content:
    """The content of a file, URL or standard input. What looks like nothing in particular is text if `as_text`.

    Raises Refused.
    """
    if is_url(source):
        body, media_type = fetch(source, _BY_TYPE)
        return Content(body, _BY_TYPE[media_type], url=source)
    file = Path(source)
    body = _read_file(source)
    day = _TRAILING_DATE.search(file.stem)
    form = Form.events if cloudevents else _BY_SUFFIX.get(file.suffix.lower()) or _told(body, as_text)
    return Content(body, form, day=day and day[1])


def _read_file(source: str) -> bytes:
    """What the file holds: all, or one byte more than is taken."""
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(BODY_SIZE_MAX + 1)
        with Path(source).open("rb") as file:
            return file.read(BODY_SIZE_MAX + 1)
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})") from error


def _told(body: bytes, as_text: bool) -> Form:
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return Form.html
    if start == b"{" and looks_like_ninjs(_json(body)):
        return Form.ninjs
    return Form.text if as_text and start not in (b"{", b"[") else Form.events


def _json(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
