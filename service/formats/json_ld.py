"""JSON-LD with the words of schema.org: Events, the Claims about them, and the NewsArticles that report them. Pure."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from service import telling
from service.formats.links import fact_url
from service.formats.sources import Json, Sources, web_url

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
"""The datatype of the Library of Congress."""

_INSTANT = "http://www.w3.org/2001/XMLSchema#dateTime"
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "asof": "urn:x-asof:timelines#",
    "edtf": {"@id": "asof:edtf", "@type": EDTF},
    **{
        name: {"@id": f"asof:{name}", "@type": _INSTANT}
        for name in ("earliest", "latest", "reported_at", "as_of")
    },
    **{
        name: f"asof:{name}"
        for name in (
            *("phrase", "extent", "basis", "status", "standing", "known_by", "log", "rules", "log_position"),
            *("denied_by", "confirmed_by", "updated_by", "outcome", "stands"),
        )
    },
}
"""Inline, so that nothing is fetched to read it; what schema.org has no word for is ours."""

_PLAIN_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", re.ASCII)
_CLAIMS = ("claimed", "denied")
_SCHEDULED = ("planned", "proposed")


def write(body: Json, sources: Sources) -> bytes:
    """An ItemList of the entries, in their order. Ids that are paths are relative to where it was got."""
    return orjson.dumps(
        {
            "@context": CONTEXT,
            "@id": body["permalink"],
            "@type": "ItemList",
            "name": telling.heading(body),
            "as_of": body["as_of"],
            "log_position": body["position"],
            "log": body["log"],
            "rules": body["rules"],
            "numberOfItems": len(body["entries"]),
            "itemListElement": [
                {"@type": "ListItem", "position": number, "item": _item(entry, body, sources)}
                for number, entry in enumerate(body["entries"], start=1)
            ],
        }
    )


def _item(entry: Json, body: Json, sources: Sources) -> dict[str, Any]:
    """An event, as its reports have it; or, where somebody says so, a claim about one."""
    articles = [_article(report, sources) for report in entry["reports"]]
    event = _event(entry, body["names"], sources)
    if entry["attributed_to"] is None and entry["status"] not in _CLAIMS:
        return {
            "@id": fact_url(entry["fact"], body),
            **event,
            **_known(entry, body, sources),
            "subjectOf": articles,
        }
    return {
        "@id": fact_url(entry["fact"], body),
        "@type": "Claim",
        "text": entry["summary"],
        **_authored(entry, sources),
        "temporalCoverage": entry["occurred"]["edtf"],
        **_known(entry, body, sources),
        "about": event,
        "appearance": articles,
    }


def _event(entry: Json, names: Json, sources: Sources) -> dict[str, Any]:
    event: dict[str, Any] = {"@type": "Event", "name": entry["summary"], **_dates(entry["occurred"])}
    event |= {name: value for name, value in entry["occurred"].items() if value is not None}
    if entry["status"] in _SCHEDULED:
        cancelled = entry["outcome"] is not None and entry["outcome"]["relation"] == "cancels"
        event["eventStatus"] = {"@id": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}"}
    event["location"] = [_place(location, names, sources) for location in telling.located(entry)]
    present = dict.fromkeys(m["actor"] for m in entry["actors"] if m["role"] not in ("speaker", "mentioned"))
    event["contributor"] = [_actor(actor, sources) for actor in present]
    return {name: value for name, value in event.items() if value != []}


def _dates(occurred: Json) -> dict[str, str]:
    """As far as startDate and endDate, which know no uncertain dates, can say when it happened.

    An end only for what went on throughout: what lies within an interval does not last as long.
    """
    start, parted, end = occurred["edtf"].partition("/")
    plain = _PLAIN_DATE.fullmatch
    if not parted:
        return {"startDate": start} if plain(start) else {}
    if occurred["extent"] != "throughout":
        return {}
    starts = {"startDate": start} if plain(start) else {}
    return starts | ({"endDate": end} if plain(end) else {})


def _known(entry: Json, body: Json, sources: Sources) -> dict[str, Any]:
    said = {name: entry[name] for name in ("status", "standing", "reported_at", "known_by")}
    links: dict[str, list[dict[str, Any]]] = {}
    for field, _, link in telling.links(entry):
        links.setdefault(field, []).append(_linked(link, body, sources))
    fallen = {} if telling.stands(entry) else {"stands": False}
    return said | fallen | links


def _linked(link: Json, body: Json, sources: Sources) -> dict[str, Any]:
    said = {"@id": fact_url(link["fact"], body), "@type": "Claim", "text": link["summary"]}
    return said | _authored(link, sources) | {"reported_at": link["reported_at"]}


def _authored(said: Json, sources: Sources) -> dict[str, Any]:
    return {"author": _actor(said["attributed_to"], sources)} if said["attributed_to"] else {}


def _article(report: Json, sources: Sources) -> dict[str, Any]:
    article, publisher = sources.article(report), sources.publisher(report)
    url = web_url(article)
    return dict(
        _present(
            {
                "@id": f"/v1/articles/{report['article']}",
                "@type": "NewsArticle",
                "headline": article.get("title"),
                "url": url and {"@id": url},
                "datePublished": report["published_at"],
                "publisher": publisher and _described_actor(publisher),
            }
        )
    )


def _actor(actor: str, sources: Sources) -> dict[str, Any]:
    return _described_actor(sources.described[f"actor-{actor}"])


def _described_actor(described: Json) -> dict[str, Any]:
    kind = "Person" if described["kind"] == "person" else "Organization"
    return {"@id": f"/v1/actors/{described['id']}", "@type": kind, "name": described["name"]}


def _place(location: str, names: Json, sources: Sources) -> dict[str, Any]:
    described = sources.described[f"location-{location}"]
    place = {
        "@id": f"/v1/locations/{described['id']}",
        "@type": "Place",
        "name": telling.name(location, names),
    }
    at = described["coordinates"]
    return place if at is None else place | {"geo": {"@type": "GeoCoordinates", **at}}


def _present(members: Json) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in members.items() if value is not None)
