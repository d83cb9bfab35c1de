"""What `asof add` is given – files, URLs, standard input – as bytes, and what they are: events or an article.

A name's ending tells, else the content does: pages begin with `<`, JSON with a bracket.
"""

import contextlib
import re
import sys
import time
from dataclasses import dataclass, replace
from email.message import Message
from enum import StrEnum
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

import orjson

from events.errors import Refused, UnreadableArticle
from events.incoming import BODY_SIZE_MAX
from events.ingestion.ninjs import looks_like_ninjs
from events.ingestion.reading import IncomingArticle, Said, decoded, from_html, from_ninjs, from_text

STDIN = Path("-")

FETCH_TIMEOUT_S = 20
"""How long a server may say nothing."""
FETCH_TIME_MAX_S = 60
"""How long it may take in all."""

_TRAILING_DATE = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)$")
_CHUNK_SIZE = 65_536


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


def is_url(source: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*://", source, flags=re.IGNORECASE) is not None


def read(source: str, *, cloudevents: bool = False, as_text: bool = False) -> Content:
    """The content of a file, URL or standard input. What looks like nothing in particular is text if `as_text`.

    Raises Refused.
    """
    if is_url(source):
        return fetch(source)
    file = Path(source)
    body = _read_file(file)
    day = _TRAILING_DATE.search(file.stem)
    form = Form.events if cloudevents else _BY_SUFFIX.get(file.suffix.lower()) or _told(body, as_text)
    return Content(body, form, day=day and day[1])


def fetch(url: str) -> Content:
    """What is at the URL, redirects followed. Raises UnreadableArticle, which says why it is not to be had."""
    try:
        if urlsplit(url).scheme.lower() not in ("http", "https") or not urlsplit(url).hostname:
            raise UnreadableArticle("not-fetched", "expected http:// or https://")
        request = Request(url, headers={"User-Agent": f"asof/{version('asof-timelines')}", "Accept": "*/*"})
        with _only_http().open(request, timeout=FETCH_TIMEOUT_S) as response:
            return Content(_whole(response), _declared(response.headers), url=url)
    except HTTPError as error:
        first, _, _ = str(error.reason).partition("\n")
        error.close()
        raise UnreadableArticle("not-fetched", f"the server answers {error.code} {first}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        said = (
            "it took too long" if isinstance(reason, TimeoutError) else str(reason) or type(reason).__name__
        )
        raise UnreadableArticle("not-fetched", f"cannot be fetched ({said})") from None


def _only_http() -> OpenerDirector:
    """What opens pages of the web, wherever they redirect to on it, and neither files nor FTP."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler,
        HTTPDefaultErrorHandler, HTTPRedirectHandler, HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener


def _whole(response: IO[bytes]) -> bytes:
    begun = time.monotonic()
    body = bytearray()
    while part := response.read(_CHUNK_SIZE):
        body += part
        if len(body) > BODY_SIZE_MAX:
            raise UnreadableArticle("too-long", f"more than {BODY_SIZE_MAX:,} bytes: that is no article")
        if time.monotonic() - begun > FETCH_TIME_MAX_S:
            raise TimeoutError
    return bytes(body)


def _declared(headers: Message) -> Form:
    declared = headers.get_content_type()
    if declared not in _BY_TYPE:
        raise UnreadableArticle(
            "not-fetched", f"it is of type {declared}: expected a page, plain text or ninjs"
        )
    return _BY_TYPE[declared]


def _read_file(file: Path) -> bytes:
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb") as opened:
            return opened.read(BODY_SIZE_MAX + 1)
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
