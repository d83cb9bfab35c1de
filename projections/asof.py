"""The timeline of a subject as it stood at (T, P): a page of entries, with all that an answer says of them.

Every statement asks for one position, whose rows no later append can change: no transaction is needed for the
parts of an answer to fit together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import orjson

from events.instants import parse_instant
from projections import asof_statements as statements
from projections.asof_statements import Match, Order, Shape
from projections.naming import Place, contained, describe

LINK_FIELDS = {"denies": "denied_by", "confirms": "confirmed_by", "updates": "updated_by"}
OUTCOMES = ("fulfils", "cancels")


class Key(NamedTuple):
    """Where an entry stands in the order of a timeline: by `sort`, its earliest bound or else its latest."""

    sort: datetime | None
    latest: datetime | None
    fact: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries of `subject` are asked for, pinned on all three clocks.

    `known_until` is when `position` was recorded: the latest moment its log can speak of. `after` is the
    key of the last entry already seen.
    """

    subject: str
    position: int
    known_until: datetime
    as_of: datetime
    hindsight: bool = False
    since: datetime | None = None
    until: datetime | None = None
    match: Match = "possible"
    order: Order = "asc"
    limit: int = 50
    after: Key | None = None

    @property
    def known_at(self) -> datetime:
        """The moment whose knowledge the entries show: with hindsight, all there is at the position."""
        return self.known_until if self.hindsight else self.as_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of entries, the names behind their ids, and the key behind which the next page begins."""

    entries: list[dict[str, Any]]
    names: dict[str, dict[str, Any]]
    reported_later: bool
    next_after: Key | None


async def ask(conn: asyncpg.Connection, question: Question) -> Answer:
    """The page of the timeline that `question` asks for."""
    places = await contained(conn, question.subject, question.position)
    rows = await _page(conn, question, places)
    page, more = rows[: question.limit], len(rows) > question.limit
    bodies = [orjson.loads(row["body"]) for row in page]
    links = await _links(conn, [body["fact"] for body in bodies], question)
    entries = [
        _entry(body, question, links.get(body["fact"], []), row["direct"])
        for body, row in zip(bodies, page, strict=True)
    ]
    last = page[-1] if more else None
    return Answer(
        entries=entries,
        names=await names(conn, entries, [question.subject], question.position),
        reported_later=await _reported_later(conn, question, places),
        next_after=Key(last["sort"], last["latest"], last["fact"]) if last else None,
    )


async def ask_facts(
    conn: asyncpg.Connection, facts: Sequence[str], position: int, as_of: datetime
) -> list[dict[str, Any]]:
    """Those of the facts that had been reported by `as_of`, as entries with `stands`, in the order given."""
    question = Question("", position, known_until=as_of, as_of=as_of)
    rows = await statements.STATES.fetch(conn, facts=list(facts), position=position, known_at=as_of)
    links = await _links(conn, [row["fact"] for row in rows], question)
    found = {
        row["fact"]: {"stands": row["stands"]}
        | _entry(orjson.loads(row["body"]), question, links.get(row["fact"], []), direct=True)
        for row in rows
    }
    return [found[fact] for fact in facts if fact in found]


async def names(
    conn: asyncpg.Connection, entries: Iterable[dict[str, Any]], subjects: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """Id, slug and name of every actor and location that the entries bear, by id; and of `subjects`."""
    wanted = set(subjects)
    for entry in entries:
        links = [link for field in LINK_FIELDS.values() for link in entry[field]]
        links += [entry["outcome"]] if entry["outcome"] else []
        speakers = [entry["attributed_to"], *entry["via"], *(link["attributed_to"] for link in links)]
        wanted |= {f"actor-{speaker}" for speaker in speakers if speaker}
        wanted |= {f"actor-{mention['actor']}" for mention in entry["actors"]}
        wanted |= {f"location-{mention['location']}" for mention in entry["locations"]}
    described = await describe(conn, wanted, position)
    shown = ({name: body[name] for name in ("id", "slug", "name")} for body in described.values())
    return {body["id"]: body for body in sorted(shown, key=lambda body: body["id"])}


def _entry(
    body: dict[str, Any], question: Question, links: Sequence[dict[str, Any]], direct: bool
) -> dict[str, Any]:
    linked = {
        field: [_link(link) for link in links if link["relation"] == relation]
        for relation, field in LINK_FIELDS.items()
    }
    outcome = next(({"relation": k["relation"]} | _link(k) for k in links if k["relation"] in OUTCOMES), None)
    latest = body["occurred"]["latest"]
    over = latest is not None and parse_instant(latest) <= question.known_at
    return {
        "fact": body["fact"],
        "summary": body["summary"],
        "status": body["status"],
        "standing": "disputed" if linked["denied_by"] else "undisputed",
        **linked,
        "corrected_by": body["corrected_by"],
        "outcome": outcome,
        "lapsed": body["status"] == "planned" and over and outcome is None,
        "attributed_to": body["attributed_to"],
        "via": body["via"],
        "reported_at": body["reported_at"],
        "known_by": body["known_by"],
        "direct": direct,
        "hindsight": parse_instant(body["reported_at"]) > question.as_of,
        "occurred": body["occurred"],
        "actors": body["actors"],
        "locations": body["locations"],
        "needs_review": body["needs_review"],
        "confidence": body["confidence"],
        "extracted_by": body["extracted_by"],
        "reports": [{name: body[name] for name in ("fact", "article", "published_at", "spans", "quote")}],
    }


def _link(link: dict[str, Any]) -> dict[str, Any]:
    return {name: link[name] for name in ("fact", "summary", "attributed_to", "reported_at")}


async def _page(
    conn: asyncpg.Connection, question: Question, places: Sequence[Place]
) -> list[asyncpg.Record]:
    """The rows of the page, and one more where there is one."""
    after = question.after
    shape = Shape(
        question.hindsight,
        question.match,
        question.order,
        question.since is not None,
        question.until is not None,
        None if after is None else "undated" if after.sort is None else "dated",
    )
    given: dict[str, Any] = {"as_of": question.as_of} if shape.hindsight else {}
    given |= {"since": question.since} if shape.with_since else {}
    given |= {"until": question.until} if shape.with_until else {}
    if after is not None:
        given |= {"after_fact": after.fact}
        given |= {"after_sort": after.sort, "after_latest": after.latest} if after.sort else {}
    return await statements.page(shape).fetch(
        conn,
        **_as_arrays(places),
        position=question.position,
        known_at=question.known_at,
        limit=question.limit + 1,
        **given,
    )


async def _links(
    conn: asyncpg.Connection, facts: Sequence[str], question: Question
) -> dict[str, list[dict[str, Any]]]:
    """What denies, confirms … each fact at (T, P), the earliest reported first."""
    rows = await statements.LINKS.fetch(
        conn,
        facts=list(facts),
        relations=[*LINK_FIELDS, *OUTCOMES],
        position=question.position,
        known_at=question.known_at,
    )
    links = [{"to": row["other"], "relation": row["relation"]} | orjson.loads(row["body"]) for row in rows]
    links.sort(key=lambda link: (parse_instant(link["reported_at"]), link["fact"], link["relation"]))
    by_fact: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for link in links:  # what is linked twice is shown once
        by_fact.setdefault(link["to"], {})[link["fact"], link["relation"]] = link
    return {fact: list(distinct.values()) for fact, distinct in by_fact.items()}


async def _reported_later(conn: asyncpg.Connection, question: Question, places: Sequence[Place]) -> bool:
    if question.as_of >= question.known_until:
        return False
    later: bool = await statements.REPORTED_LATER.fetchval(
        conn, **_as_arrays(places), position=question.position, as_of=question.as_of
    )
    return later


def _as_arrays(places: Sequence[Place]) -> dict[str, list[Any]]:
    return {
        "subjects": [place.subject for place in places],
        "place_since": [place.since for place in places],
        "place_until": [place.until for place in places],
        "place_direct": [place.direct for place in places],
    }
