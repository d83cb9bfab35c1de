"""What was sent as an article – plain text, HTML or ninjs – taken apart: its text, and what it says of itself.

What the sender says counts more than what the document says.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Self
from urllib.parse import urldefrag, urlsplit

from events.errors import UnreadableArticle
from events.extraction.extraction import Article
from events.extraction.language import other_language
from events.ingestion import html, ninjs
from events.ingestion.document import Document
from events.ingestion.publication import EXPECTED, Publication, read_publication

CHARACTERS_MAX = 250_000
"""Forty thousand words: longer than any article. The built-in extractor reads them within half a minute in 500 MB; of
four times as many it takes ten times as long.
"""

TITLE_LENGTH_MAX = 300
_HEADLINE_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What the sender says of an article; what is None is for the document to say.

    `published` and `revised` are a day or an instant as people write them, without an offset on the clocks of
    `time_zone`; `revised` is when the publisher changed the text to what it is now. `keep_text` false: nothing of the
    text is kept but its hash, length and offsets into it.
    """

    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    revised: str | None = None
    time_zone: str | None = None
    language: str | None = None
    keep_text: bool = True


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article that can be read, and may be recorded. `zone_said` is false where UTC is but assumed."""

    text: str
    title: str
    url: str | None
    publisher: str | None
    publication: Publication
    revision: Publication | None
    keep_text: bool
    zone_said: bool = True

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    def in_zone(self, zone: str) -> Self:
        """The article on these clocks, where nobody said on which."""
        if self.zone_said:
            return self
        moved = self.revision and self.revision.in_zone(zone)
        return replace(self, publication=self.publication.in_zone(zone), revision=moved, zone_said=True)

    def for_extractor(self) -> Article:
        """What an extractor takes."""
        local = self.publication.local
        return Article(
            text=self.text,
            published_on=self.publication.on,
            published_time=None if local is None else local.time(),
            time_zone=self.publication.zone,
            title=self.title,
            publisher=self.publisher,
        )


def from_text(text: str, said: Said) -> IncomingArticle:
    """The article of that plain text. Raises UnreadableArticle, as all of these do."""
    return _incoming(Document(text=text), said)


def from_html(content: str | bytes, said: Said) -> IncomingArticle:
    """The article of a page: its main text, without what is around it."""
    if isinstance(content, str):
        _check_characters(content)
    return _incoming(html.read(content, said.url), said)


def from_ninjs(item: Any, said: Said) -> IncomingArticle:
    """The article of a ninjs item (1, 2 or 3), read from JSON."""
    return _incoming(ninjs.read(item), said)


def decoded(content: bytes) -> str:
    """The text of a file as it is, newlines too, but for a byte order mark. Raises UnreadableArticle."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableArticle(
            "not-utf-8",
            f"byte {error.start} ({content[error.start]:#04x}) is not UTF-8: expected plain text in UTF-8",
        ) from None


def _incoming(document: Document, said: Said) -> IncomingArticle:
    text = document.text
    _check_text(text)
    zone = said.time_zone or "UTC"
    published = said.published or document.published
    if published is None:
        raise UnreadableArticle("no-publication", f"nothing tells when it was published: say so, {EXPECTED}")
    # Only what the document itself says of its revision goes with what it says of its publication.
    revised = said.revised or (None if said.published else document.revised)
    _check_language(text, said.language or document.language)
    publication = read_publication(published, zone)
    publisher = said.publisher if said.publisher is not None else document.publisher or None
    return IncomingArticle(
        text=text,
        title=line_of("title", said.title or document.title or _headline(text)),
        url=_url(said.url or document.url),
        publisher=None if publisher is None else line_of("publisher", publisher),
        publication=publication,
        revision=None if revised is None else read_publication(revised, zone),
        keep_text=said.keep_text,
        zone_said=said.time_zone is not None,
    )


def _check_text(text: str) -> None:
    """Raises UnreadableArticle unless there are words, not too many of them and none that cannot be stored."""
    if not any(map(str.isalpha, text)):
        raise UnreadableArticle("no-text", "there is no text in it: expected the text of an article")
    if len(text) > CHARACTERS_MAX:
        raise UnreadableArticle(
            "too-long",
            f"{len(text):,} characters: expected at most {CHARACTERS_MAX:,}, which is more than any article has; "
            "send it in parts, each as an article of its own",
        )
    _check_characters(text)


def _check_characters(text: str) -> None:
    if "\x00" in text:
        at = text.index("\x00")
        raise UnreadableArticle("not-text", f"character {at} is NUL: expected text without such")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableArticle(
            "not-text", f"character {error.start} is half of a surrogate pair: expected Unicode text"
        ) from None


def _check_language(text: str, said: str | None) -> None:
    """Raises UnreadableArticle where the language is said to be another than English, or surely is."""
    if said is not None and said.replace("_", "-").partition("-")[0].casefold() not in ("en", "eng"):
        raise UnreadableArticle("other-language", f"the language is {said[:40]!r}: only English is read")
    if said is None and (found := other_language(text)):
        raise UnreadableArticle(
            "other-language", f"the language is {found.code!r} for all we can tell: only English is read"
        )


def _url(url: str | None) -> str | None:
    """The URL without its fragment, which names a place in the article. Raises UnreadableArticle."""
    if url is None:
        return None
    stripped = urldefrag(url.strip()).url
    try:
        parts = urlsplit(stripped)
        whole = bool(parts.scheme and (parts.netloc or parts.path))
        stripped.encode()
    except ValueError:
        whole = False
    if not whole or len(stripped) > 2_000 or any(c.isspace() or not c.isprintable() for c in stripped):
        raise UnreadableArticle(
            "bad-url", f"the URL {url[:200]!r}: expected an absolute one such as https://news.example/bridge"
        )
    return stripped


def line_of(what: str, text: str) -> str:
    """The text with its spaces and line ends as single spaces. Raises UnreadableArticle."""
    line = " ".join(text.split())
    if not line or len(line) > TITLE_LENGTH_MAX or "\x00" in line:
        raise UnreadableArticle(
            "bad-name", f"the {what} {text[:60]!r}: expected 1 to {TITLE_LENGTH_MAX} characters of text"
        )
    _check_characters(line)
    return line


def _headline(text: str) -> str:
    """The first line, cut at a word: an article without a title has that."""
    line = " ".join(text.strip().splitlines()[0].split())
    if len(line) <= _HEADLINE_LENGTH_MAX:
        return line
    return (line[:_HEADLINE_LENGTH_MAX].rpartition(" ")[0] or line[:_HEADLINE_LENGTH_MAX]) + " …"
