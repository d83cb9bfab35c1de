"""Articles in HTML: the main text by trafilatura; when it was published by what the page itself declares.

Dates that are only guessed, from the text or the address, are not taken: a fact's date may rest on them.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html

from events.errors import UnreadableArticle
from events.ingestion.document import Document

_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='article:published_time' or @name='parsely-pub-date' or @name='dcterms.created']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//meta[@name='date' or @name='pubdate' or @name='publish-date' or @name='DC.date.issued']/@content",
)
"""Where pages declare when they were published, the surest first; what JSON-LD says comes before these."""

_REVISED = (
    "//meta[@property='article:modified_time' or @property='og:updated_time']/@content",
    "//meta[@itemprop='dateModified']/@content",
    "//time[@itemprop='dateModified']/@datetime",
)

ATTRIBUTES_MAX = 1_000
"""How many attributes a tag may have: a parser compares each with all, and no page has more than dozens."""

_LARGE_TAG = re.compile(rb"<[A-Za-z][^<>]{10000,}")

_DEPTH_MAX = 5
"""How deep in JSON-LD an article may lie: in a graph, in what a page is about."""


def read(content: str | bytes, url: str | None = None) -> Document:
    """The document of a page. Raises UnreadableArticle where no text of an article is found in it."""
    _check_tags(content)
    tree = _tree(content)
    found = None
    if tree is not None:
        declared = list(_json_ld(tree))
        language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        published = _declared(declared, "datePublished") or _first(tree, _PUBLISHED)
        revised = _declared(declared, "dateModified") or _first(tree, _REVISED)
        found = bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            include_images=False,
        )
    text = (getattr(found, "text", None) or "").strip()
    if tree is None or not text:
        raise UnreadableArticle(
            "no-text",
            "no text of an article is found in the HTML: expected a page that holds one, or its text",
        )
    return Document(
        text=text,
        title=getattr(found, "title", None),
        url=_absolute(getattr(found, "url", None)),
        publisher=getattr(found, "sitename", None),
        published=published,
        revised=revised,
        language=language or None,
    )


def _check_tags(content: str | bytes) -> None:
    """Raises UnreadableArticle for a tag made to keep a parser busy."""
    whole = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    for tag in _LARGE_TAG.finditer(whole):
        if sum(b"=" in part for part in tag[0].split()) > ATTRIBUTES_MAX:
            raise UnreadableArticle(
                "no-text",
                f"a tag has more than {ATTRIBUTES_MAX:,} attributes: expected a page with an article",
            )


def _tree(content: str | bytes) -> HtmlElement | None:
    try:
        tree: HtmlElement | None = load_html(content)
    except (ValueError, etree.LxmlError):
        return None
    return tree


def _first(tree: HtmlElement, paths: tuple[str, ...]) -> str | None:
    return next((str(value).strip() for path in paths for value in tree.xpath(path) if value.strip()), None)


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that the page describes as JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            read = orjson.loads(str(script))
        except orjson.JSONDecodeError:
            continue
        yield from _articles(read, _DEPTH_MAX)


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth - 1)
    elif isinstance(value, dict):
        types = value.get("@type")
        named = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and name.endswith(("Article", "Posting", "Report")) for name in named):
            yield value
        for within in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(within), depth - 1)


def _declared(articles: list[dict[str, Any]], field: str) -> str | None:
    values = (article.get(field) for article in articles)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)


def _absolute(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None
