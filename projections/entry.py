"""What an answer shows of an entry: its reports as one, beside what denies, confirms or follows them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from events.instants import format_instant, parse_instant
from projections.grouping import rank

Body = Mapping[str, Any]
"""What is stored of a fact's state (see `timelines`)."""

LINK_FIELDS = {"denies": "denied_by", "confirms": "confirmed_by", "updates": "updated_by"}
OUTCOMES = ("fulfils", "cancels")

_STATE_FIELDS = ("summary", "status", "attributed_to", "occurred", "actors", "locations")


def compose(
    shown: Sequence[Body], links: Sequence[Body], *, direct: bool, as_of: datetime, known_at: datetime
) -> dict[str, Any]:
    """The entry that these facts are, told by the leading one; `links` are the facts linked to any of them.

    `known_at` is the moment whose knowledge is shown: `as_of` but with hindsight.
    """
    told = sorted(shown, key=_rank) if len(shown) > 1 else shown
    leading = told[0]
    linked: dict[str, list[Any]] = {field: [] for field in LINK_FIELDS.values()}
    outcome = None
    for link in links:
        if link["relation"] in LINK_FIELDS:
            linked[LINK_FIELDS[link["relation"]]].append(_link(link))
        elif outcome is None and link["relation"] in OUTCOMES:
            outcome = {"relation": link["relation"]} | _link(link)
    return {
        "fact": leading["fact"],
        "summary": leading["summary"],
        "status": leading["status"],
        "standing": "disputed" if linked["denied_by"] else "undisputed",
        **linked,
        "corrected_by": [correction for body in told for correction in body["corrected_by"]],
        "outcome": outcome,
        "lapsed": leading["status"] == "planned" and outcome is None and _is_over(leading, known_at),
        "attributed_to": leading["attributed_to"],
        "via": leading["via"],
        "reported_at": leading["reported_at"],
        "known_by": leading["known_by"],
        "direct": direct,
        "hindsight": known_at > as_of and parse_instant(leading["reported_at"]) > as_of,
        "occurred": leading["occurred"],
        "actors": _distinct([m for body in told for m in body["actors"]], "actor"),
        "locations": _distinct([m for body in told for m in body["locations"]], "location"),
        "needs_review": leading["needs_review"],
        "confidence": leading["confidence"],
        "extracted_by": leading["extracted_by"],
        "reports": [_report(body) for body in told],
    }


def existence(leading: Body) -> dict[str, Any]:
    """Whether the entry stands that this fact leads, and what retracted it if not."""
    return {"stands": leading["retracted_by"] is None, "retracted_by": leading["retracted_by"]}


def state(body: Body, since: datetime, until: datetime | None) -> dict[str, Any]:
    """What the history of an entry says of one of its facts from `since` on; `until` None: as far as is known."""
    return {
        "fact": body["fact"],
        "from": format_instant(since),
        "to": None if until is None else format_instant(until),
        "stands": body["retracted_by"] is None,
        **{name: body[name] for name in _STATE_FIELDS},
    }


def linked_in_order(links: Iterable[Body]) -> list[Body]:
    """The links, the first reported first; a fact that is linked twice in the same way is there once."""
    ordered = sorted(links, key=lambda k: (parse_instant(k["reported_at"]), k["fact"], k["relation"]))
    return list({(link["fact"], link["relation"]): link for link in ordered}.values())


def subjects_of(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """The streams of every actor and location that the entries bear."""
    actors: set[str | None] = set()
    locations: set[str] = set()
    for entry in entries:
        links = [link for field in LINK_FIELDS.values() for link in entry[field]]
        links += [entry["outcome"]] if entry["outcome"] else []
        actors.update(entry["via"])
        actors.update([link["attributed_to"] for link in links])
        for told in (entry, *entry.get("history", ())):
            actors.add(told["attributed_to"])
            actors.update([mention["actor"] for mention in told["actors"]])
            locations.update([mention["location"] for mention in told["locations"]])
    return {f"actor-{id_}" for id_ in actors if id_} | {f"location-{id_}" for id_ in locations}


def _is_over(body: Body, known_at: datetime) -> bool:
    latest = body["occurred"]["latest"]
    return latest is not None and parse_instant(latest) <= known_at


def _rank(body: Body) -> tuple[datetime, timedelta, int]:
    bounds = (body["occurred"][name] for name in ("earliest", "latest"))
    earliest, latest = (None if bound is None else parse_instant(bound) for bound in bounds)
    return rank(parse_instant(body["reported_at"]), earliest, latest, body["position"])


def _distinct(mentions: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Each actor or location once in a role, with the words of the first report that names it so."""
    if len(mentions) < 2:
        return mentions
    by_role: dict[tuple[str, str], dict[str, Any]] = {}
    for mention in mentions:
        by_role.setdefault((mention[name], mention["role"]), mention)
    return list(by_role.values())


def _link(body: Body) -> dict[str, Any]:
    return {name: body[name] for name in ("fact", "summary", "attributed_to", "reported_at")}


def _report(body: Body) -> dict[str, Any]:
    return {name: body[name] for name in ("fact", "article", "published_at", "spans", "quote")}
