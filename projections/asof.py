"""The timeline of a subject as it stood at (T, P): a page of entries, with all that an answer says of them.

Every statement asks for one position, whose rows no later append can change: no transaction is needed for the
parts of an answer to fit together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import orjson

from events.instants import parse_instant
from projections import asof_statements as statements
from projections.asof_statements import Match, Order, Shape, View
from projections.entry import LINK_FIELDS, OUTCOMES, Body, compose, linked_in_order, subjects_of
from projections.naming import Place, called, places_of


class Key(NamedTuple):
    """Where an entry stands in the order of a timeline: by `sort`, its earliest bound or else its latest."""

    sort: datetime | None
    latest: datetime | None
    fact: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries of `subject` are asked for, pinned on all three clocks.

    `known_until` is when `position` was recorded: the latest moment its log can speak of. `after` is the
    key of the last entry already seen. `strict` is not for use with `hindsight`.
    """

    subject: str
    position: int
    known_until: datetime
    as_of: datetime
    hindsight: bool = False
    strict: bool = False
    group: bool = True
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

    @property
    def view(self) -> View:
        return "strict" if self.strict else "entries" if self.group else "facts"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of entries, the names behind their ids, and the key behind which the next page begins."""

    entries: list[dict[str, Any]]
    names: dict[str, dict[str, Any]]
    reported_later: bool
    next_after: Key | None


async def ask(conn: asyncpg.Connection, question: Question) -> Answer:
    """The page of the timeline that `question` asks for."""
    places = await places_of(conn, question.subject, question.position)
    rows = await _page(conn, question, places)
    page, more = rows[: question.limit], len(rows) > question.limit
    told = {row["fact"]: [orjson.loads(row["body"])] for row in page}
    entries = await _entries(conn, question, told, {row["fact"]: row["direct"] for row in page})
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
    question = Question("", position, known_until=as_of, as_of=as_of, group=False)
    rows = await statements.STATES.fetch(conn, facts=list(facts), position=position, known_at=as_of)
    stands = {row["fact"]: row["stands"] for row in rows}
    told = {row["fact"]: [orjson.loads(row["body"])] for row in rows}
    entries = await _entries(conn, question, told, dict.fromkeys(told, True))
    found = {entry["fact"]: {"stands": stands[entry["fact"]]} | entry for entry in entries}
    return [found[fact] for fact in facts if fact in found]


async def names(
    conn: asyncpg.Connection, entries: Iterable[dict[str, Any]], subjects: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """Canonical id, slug and name of every actor and location that the entries bear, by id; and of `subjects`."""
    found = await called(conn, subjects_of(entries) | set(subjects), position)
    by_id = {subject.partition("-")[2]: body for subject, body in found.items()}
    return {id_: {name: by_id[id_][name] for name in ("id", "slug", "name")} for id_ in sorted(by_id)}


async def _entries(
    conn: asyncpg.Connection,
    question: Question,
    told: Mapping[str, list[Body]],
    direct: Mapping[str, bool],
) -> list[dict[str, Any]]:
    """The entries led by these facts, in this order, with all their reports and links."""
    standing = {fact: list(bodies) for fact, bodies in told.items()}
    entry_of = {fact: fact for fact in told}
    at = {"position": question.position, "known_at": question.known_at}
    if question.view == "entries":
        for row in await statements.MEMBERS.fetch(conn, facts=list(told), **at):
            entry_of[row["fact"]] = row["entry"]
            if row["stands"] and row["fact"] != row["entry"]:
                standing[row["entry"]].append(orjson.loads(row["body"]))
    links: defaultdict[str, list[Body]] = defaultdict(list)
    relations = [*LINK_FIELDS, *OUTCOMES]
    for row in await statements.LINKS.fetch(conn, facts=list(entry_of), relations=relations, **at):
        body = {"relation": row["relation"]} | orjson.loads(row["body"])
        if _shows(body, question) and entry_of.get(body["fact"]) != entry_of[row["other"]]:
            links[entry_of[row["other"]]].append(body)
    return [
        compose(
            standing[fact],
            linked_in_order(links[fact]),
            direct=direct[fact],
            as_of=question.as_of,
            known_at=question.known_at,
        )
        for fact in told
    ]


def _shows(linked: Body, question: Question) -> bool:
    """Read strictly, an article says nothing before it is published."""
    return not question.strict or parse_instant(linked["published_at"]) <= question.as_of


async def _page(
    conn: asyncpg.Connection, question: Question, places: Sequence[Place]
) -> list[asyncpg.Record]:
    """The rows of the page, and one more where there is one."""
    after = question.after
    shape = Shape(
        question.view,
        question.hindsight,
        question.match,
        question.order,
        question.since is not None,
        question.until is not None,
        None if after is None else "undated" if after.sort is None else "dated",
    )
    given: dict[str, Any] = {"as_of": question.as_of} if shape.hindsight or shape.view == "strict" else {}
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


async def _reported_later(conn: asyncpg.Connection, question: Question, places: Sequence[Place]) -> bool:
    if question.as_of >= question.known_until:
        return False
    later: bool = await statements.REPORTED_LATER[question.view].fetchval(
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
