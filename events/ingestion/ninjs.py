"""Articles in ninjs, the IPTC's news in JSON: https://iptc.org/standards/ninjs.

Version 1 has `body_text` and the like, 2 has lists of `bodies` and `headlines`, 3 spells the names of 2 in camel case.
"""

from collections.abc import Iterator
from typing import Any

from events.errors import UnreadableArticle
from events.ingestion import html
from events.ingestion.document import Document

_NAMED = {
    "firstcreated": ("firstcreated", "firstCreated"),
    "versioncreated": ("versioncreated", "versionCreated"),
    "contentcreated": ("contentcreated", "contentCreated"),
    "copyrightholder": ("copyrightholder", "copyrightHolder"),
    "infosources": ("infosources", "infoSources"),
    "contenttype": ("contenttype", "contentType"),
}
"""Names of version 1 and 2, and as version 3 spells them."""

_PLAIN, _XHTML = ("text/plain", "text"), ("text/html", "application/xhtml+xml", "html", "xhtml")

LOOKS_LIKE = frozenset(
    ("body_text", "body_xhtml", "body_html", "bodies", "versioncreated", "versionCreated", "headlines")
)
"""A JSON object that has one of these and a `uri` is meant as ninjs."""


def looks_like_ninjs(item: Any) -> bool:
    return isinstance(item, dict) and "uri" in item and not LOOKS_LIKE.isdisjoint(item)


def read(item: Any) -> Document:
    """The document of a ninjs item. Raises UnreadableArticle for other JSON and where there is no text in it."""
    if not isinstance(item, dict) or not isinstance(item.get("uri"), str):
        raise UnreadableArticle("not-ninjs", "this is no ninjs: expected a JSON object with a `uri`")
    kind = item.get("type", "text")
    if kind not in ("text", "composite"):
        raise UnreadableArticle("not-ninjs", f"the ninjs item is of type {str(kind)[:40]!r}: expected text")
    first, version = _text(item, "firstcreated"), _text(item, "versioncreated")
    return Document(
        text=_body(item),
        title=_text(item, "headline") or next(_values(item.get("headlines")), None) or _text(item, "title"),
        url=item["uri"],
        publisher=_publisher(item),
        published=first or version or _text(item, "contentcreated"),
        revised=version if first and version != first else None,
        language=_text(item, "language"),
    )


def _body(item: dict[str, Any]) -> str:
    """The plain text where there is one, else that of the first body in HTML."""
    bodies = item.get("bodies")
    plain = [item.get("body_text"), *_values(bodies, _PLAIN)]
    marked = [item.get("body_xhtml"), item.get("body_html"), *_values(bodies, _XHTML)]
    untyped = list(_values(bodies, (None,)))
    for text in (*plain, *untyped):
        if isinstance(text, str) and text.strip():
            return text
    for body in marked:
        if isinstance(body, str) and body.strip():
            return html.read(f"<html><body><article>{body}</article></body></html>").text
    raise UnreadableArticle(
        "no-text", "the ninjs item has no body with text in it: expected body_text or bodies"
    )


def _values(parts: Any, types: tuple[str | None, ...] | None = None) -> Iterator[str]:
    """The values of bodies or headlines, of these content types where they are given."""
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and isinstance(value := part.get("value"), str) and value.strip():
            declared = _text(part, "contenttype") or _text(part, "role")
            if types is None or (declared.casefold() if declared else None) in types:
                yield value


def _publisher(item: dict[str, Any]) -> str | None:
    """Who holds the copyright, else the first source that is named."""
    if holder := _text(item, "copyrightholder") or _text(item, "source"):
        return holder
    sources: list[Any] = next(
        (item[name] for name in _NAMED["infosources"] if isinstance(item.get(name), list)), []
    )
    return next(
        (name for source in sources if isinstance(source, dict) and (name := _text(source, "name"))), None
    )


def _text(item: dict[str, Any], name: str) -> str | None:
    values = (item.get(spelled) for spelled in _NAMED.get(name, (name,)))
    return next((value for value in values if isinstance(value, str) and value.strip()), None)
