"""Atom (RFC 4287): an entry an entry. Pure."""

import json
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from events.instants import parse_instant
from service import telling
from service.formats.links import fact_url, in_format, next_in
from service.formats.plain_text import one_line, plain
from service.formats.sources import Json, Sources, web_url

NAMESPACE = "urn:x-asof:timelines"
"""Of the elements for which Atom has none."""

_OF_THE_ANSWER = frozenset(
    ("as_of", "position", "log", "rules", "limit", "reported_later", "entries", "names", "next", "permalink")
)
"""What may differ from one answer of a feed to the next."""


def write(body: Json, sources: Sources) -> bytes:
    """A feed with the entries in the order of the timeline.

    Links are relative to where it was got, but for those to articles. The same timeline has the same id at every
    moment and position, as has the same fact, so that a reader of feeds knows what it has seen. `updated` is the
    latest report, published correction, denial or other link shown.
    """
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:asof": NAMESPACE})
    _add(feed, "id", _urn([body["log"], *_feed(body)]))
    _add(feed, "title", one_line(telling.heading(body)))
    _add(
        feed,
        "updated",
        max([_updated(entry) for entry in body["entries"]] or [body["as_of"]], key=parse_instant),
    )
    _add(_add(feed, "author"), "name", "Asof")
    _add(feed, "link", rel="self", href=in_format(body["permalink"], ".atom"))
    _add(feed, "link", rel="alternate", type="application/json", href=body["permalink"])
    if following := next_in(body, ".atom"):
        _add(feed, "link", rel="next", href=following)
    for name in ("as_of", "position", "log", "rules"):
        _add(feed, f"asof:{name}", str(body[name]))
    for entry in body["entries"]:
        _add_entry(feed, entry, body, sources)
    xml: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml


def _add_entry(feed: Element, told: Json, body: Json, sources: Sources) -> None:
    names = body["names"]
    entry = _add(feed, "entry")
    _add(entry, "id", _urn([body["log"], told["fact"]]))
    _add(entry, "title", one_line(told["summary"]))
    _add(entry, "published", told["reported_at"])
    _add(entry, "updated", _updated(told))
    if author := _author(told, names, sources):
        _add(_add(entry, "author"), "name", one_line(author))
    _add(entry, "link", rel="alternate", type="application/json", href=fact_url(told["fact"], body))
    for url in dict.fromkeys(web_url(sources.article(report)) for report in told["reports"]):
        if url:
            _add(entry, "link", rel="via", href=url)
    for term in (told["status"], told["standing"]):
        _add(entry, "category", term=term)
    _add(entry, "content", plain("\n".join(telling.lines(told, names))), type="text")
    for name, value in told["occurred"].items():
        if value is not None:
            _add(entry, f"asof:{name}", one_line(value))
    for field, _, link in telling.links(told):
        _add(entry, f"asof:{field}", link["fact"])


def _author(told: Json, names: Json, sources: Sources) -> str | None:
    """Who says so; where nobody is named, who published it first."""
    if told["attributed_to"]:
        return telling.name(told["attributed_to"], names)
    publisher = sources.publisher(told["reports"][0])
    return None if publisher is None else str(publisher["name"])


def _updated(told: Json) -> str:
    """The latest instant at which something shown of the entry was reported."""
    links = (link for _, _, link in telling.links(told))
    reported = [told["reported_at"], *(each["reported_at"] for each in (*told["corrected_by"], *links))]
    retracted = (told.get("retracted_by") or {}).get("reported_at")
    latest: str = max([*reported, *([retracted] if retracted else [])], key=parse_instant)
    return latest


def _feed(body: Json) -> list[object]:
    """What tells the feed from others: its path and what it asks for, the clocks apart."""
    asked = {name: value for name, value in body.items() if name not in _OF_THE_ANSWER}
    return [body["permalink"].partition("?")[0], asked]


def _urn(name: list[object]) -> str:
    return uuid5(NAMESPACE_URL, json.dumps([NAMESPACE, *name], sort_keys=True)).urn


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, tag, attributes)
    child.text = text
    return child
