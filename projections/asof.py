"""The timeline of a subject as it stood at (T, P): a page of entries, with all that an answer says of them.

Every statement asks for one position, whose rows no later append can change: no transaction is needed for the
parts of an answer to fit together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import asyncpg
import orjson

from events.instants import parse_instant
from projections import asof_statements as statements
from projections import editions
from projections.asof_statements import Match, Order, Shape, Standing, View
from projections.editions import Edition, places_of
from projections.entry import (
    LINK_FIELDS,
    OUTCOMES,
    Body,
    compose,
    existence,
    linked_in_order,
    state,
    subjects_of,
)
from projections.keys import Key
from projections.lanes import NEVER_ENDS, Asked, Bounds, bounds
from projections.later import reported_later
from projections.naming import Place
from projections.paging import page
from projections.subjects import EVERYTHING, published_by, role_bits

MATCHES_MAX = 1_000
"""So many facts are looked up on a timeline one by one; a timeline is searched for more."""

Include = Literal["history", "retracted"]
"""What an answer may hold beyond what stands: how each entry came to be, and entries that stand no more."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries of `subject` (None: of all there are) are asked for, pinned on all three clocks.

    `known_until` is when `position` was recorded: the latest moment its log can speak of. `after` is the
    key of the last entry already seen. `strict` is not for use with `hindsight`.

    Each of the tuples narrows the answer unless it is empty: an entry names one of the `actors`, one of the
    `locations` or of the places in them, and one of its reports is of a `publisher`; all three are streams. `roles`
    are those in which it names the actors and locations asked for; of roles that none of these can have, it names
    somebody or some place in one.
    `according_to` are the actors who are believed when they say which place lies in which. `explain` is left to
    `explaining.explained`. What the directory says is looked up anew without the `edition` of the position.
    """

    subject: str | None
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
    actors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    standing: Standing | None = None
    text: str | None = None
    according_to: tuple[str, ...] = ()
    include: tuple[Include, ...] = ()
    explain: bool = False
    edition: Edition | None = field(default=None, compare=False)

    @property
    def known_at(self) -> datetime:
        """The moment whose knowledge the entries show: with hindsight, all there is at the position."""
        return self.known_until if self.hindsight else self.as_of

    @property
    def view(self) -> View:
        return "strict" if self.strict else "entries" if self.group else "facts"

    @property
    def subjects(self) -> list[str]:
        """The streams of all that are asked for by name."""
        own = [] if self.subject is None else [self.subject]
        return [*own, *self.actors, *self.locations, *self.publisher, *self.according_to]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of entries, the names behind their ids, and the key behind which the next page begins."""

    entries: list[dict[str, Any]]
    names: dict[str, dict[str, Any]]
    reported_later: bool
    next_after: Key | None


async def ask(conn: asyncpg.Connection, question: Question) -> Answer:
    """The page of the timeline that `question` asks for."""
    asked = await asked_places(conn, question)
    rows = await rows_of(conn, question, asked)
    page, more = rows[: question.limit], len(rows) > question.limit
    told = {row["fact"]: orjson.loads(row["body"]) for row in page}
    direct = {row["fact"]: row["direct"] for row in page}
    related = [row["fact"] for row in page if row["related"]]
    entries = await entries_of(conn, question, told, direct, related)
    last = page[-1] if more else None
    return Answer(
        entries=entries,
        names=await editions.names(
            conn, subjects_of(entries).union(question.subjects), question.position, question.edition
        ),
        reported_later=await _reported_later(conn, question, asked),
        next_after=Key(last["sort"], last["latest"], last["fact"]) if last else None,
    )


async def ask_facts(
    conn: asyncpg.Connection, facts: Sequence[str], question: Question
) -> list[dict[str, Any]]:
    """Those of the facts that had been reported at the clocks of `question`, each an entry, in the order given.

    Each says whether it stands. Nothing else of the question counts but whether it is strict.
    """
    alone = replace(question, group=False, include=("retracted",))
    rows = await statements.STATES.fetch(
        conn, facts=list(facts), position=question.position, known_at=question.known_at
    )
    told = {row["fact"]: orjson.loads(row["body"]) for row in rows}
    entries = await entries_of(conn, alone, told, dict.fromkeys(told, True))
    found = {entry["fact"]: entry for entry in entries}
    return [found[fact] for fact in facts if fact in found]


async def names(
    conn: asyncpg.Connection, entries: Iterable[dict[str, Any]], subjects: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """Canonical id, slug and name of every actor and location that the entries bear, by id; and of `subjects`."""
    return await editions.names(conn, subjects_of(entries).union(subjects), position, None)


async def entries_of(
    conn: asyncpg.Connection,
    question: Question,
    leading: Mapping[str, Body],
    direct: Mapping[str, bool],
    related: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """The entries led by these facts, in this order, with all their reports and links.

    `related` are those that may have other reports, or links; all may, without it.
    """
    shown = {fact: [body] for fact, body in leading.items()}
    entry_of = {fact: fact for fact in leading}
    links: defaultdict[str, list[Body]] = defaultdict(list)
    rows = await _related(conn, question, list(leading) if related is None else related)
    for row in rows:
        if row["relation"] is None:
            entry_of[row["fact"]] = row["of"]
            tombstone = leading[row["of"]]["retracted_by"] is not None
            if row["fact"] != row["of"] and (row["stands"] or tombstone):
                shown[row["of"]].append(orjson.loads(row["body"]))
    for row in rows:
        if row["relation"] is not None:
            body = {"relation": row["relation"]} | orjson.loads(row["body"])
            if _shows(body, question) and entry_of.get(body["fact"]) != entry_of[row["of"]]:
                links[entry_of[row["of"]]].append(body)
    history = await _history(conn, question, entry_of) if "history" in question.include else None
    return [
        compose(
            shown[fact],
            linked_in_order(links[fact]),
            direct=direct[fact],
            as_of=question.as_of,
            known_at=question.known_at,
        )
        | (existence(body) if "retracted" in question.include else {})
        | ({} if history is None else {"history": history[fact]})
        for fact, body in leading.items()
    ]


async def _related(
    conn: asyncpg.Connection, question: Question, facts: Sequence[str]
) -> list[asyncpg.Record]:
    """The other reports of the entries that the facts lead, and what is linked to any of them."""
    if not facts:
        return []
    return await statements.related(question.view == "entries").fetch(
        conn,
        facts=facts,
        relations=[*LINK_FIELDS, *OUTCOMES],
        position=question.position,
        known_at=question.known_at,
    )


async def _history(
    conn: asyncpg.Connection, question: Question, entry_of: Mapping[str, str]
) -> defaultdict[str, list[dict[str, Any]]]:
    """The states of all facts of each entry, as far as they are known at the moment that is shown."""
    known_at = question.known_at
    rows = await statements.HISTORY.fetch(
        conn, facts=list(entry_of), position=question.position, known_at=known_at
    )
    history: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        # A state that ends later has no end yet; the last one's is infinite, which has no zone.
        over = row["rep_to"].tzinfo is not None and row["rep_to"] <= known_at
        told = state(orjson.loads(row["body"]), row["rep_from"], row["rep_to"] if over else None)
        history[entry_of[row["fact"]]].append(told)
    return history


def _shows(linked: Body, question: Question) -> bool:
    """Read strictly, an article says nothing before it is published."""
    return not question.strict or parse_instant(linked["published_at"]) <= question.as_of


@dataclass(frozen=True, slots=True)
class Places:
    """Where an entry has to be: in one of the `places`; in one of the roles, unless `role_bits` is 0."""

    places: Sequence[Place]
    role_bits: int = 0


async def asked_places(conn: asyncpg.Connection, question: Question) -> list[Places]:
    """The sets of places that an entry has to be in, in one of each; the first is the subject's, if there is one."""
    trusted = await believed(conn, question)
    at = question.position, question.edition
    named: list[tuple[str, ...]] = [] if question.subject is None else [(question.subject,)]
    named += [streams for streams in (question.locations, question.actors) if streams]
    asked = []
    for streams in named:
        kind = streams[0].partition("-")[0]
        found = await places_of(conn, streams, *at, trusted)
        asked.append(Places(found, role_bits(kind, question.roles)))
    if question.publisher:
        publishers = await places_of(conn, question.publisher, *at)
        asked.append(Places([Place(published_by(p.subject), None, None, True) for p in publishers]))
    everywhere = [Place(EVERYTHING, None, None, True)]
    kinds = {streams[0].partition("-")[0] for streams in named}
    others = [role for role in question.roles if not any(role_bits(kind, [role]) for kind in kinds)]
    if bits := role_bits("actor", others) | role_bits("location", others):
        asked.append(Places(everywhere, bits))
    return asked or [Places(everywhere)]


async def believed(conn: asyncpg.Connection, question: Question) -> list[str] | None:
    """Who is believed when they say which place lies in which; None: everybody."""
    if not question.according_to:
        return None
    found = await places_of(conn, question.according_to, question.position, question.edition)
    return [place.subject for place in found]


async def rows_of(
    conn: asyncpg.Connection,
    question: Question,
    asked: Sequence[Places],
    among: Sequence[str] | None = None,
) -> list[asyncpg.Record]:
    """The rows of the page, and one more where there is one; those that these facts lead, where some are given."""
    with_text = question.text is not None
    if with_text and among is None:
        among = await _matches(conn, question)
        with_text = among is None
    after = question.after
    shape = Shape(
        view=question.view,
        role_bits=tuple(places.role_bits != 0 for places in asked),
        hindsight=question.hindsight,
        match=question.match,
        order=question.order,
        with_since=question.since is not None,
        with_until=question.until is not None,
        after=None if after is None else "undated" if after.sort is None else "dated",
        with_status=bool(question.status),
        with_text=with_text,
        standing=question.standing,
        retracted="retracted" in question.include,
        among=among is not None,
    )
    given: dict[str, Any] = {"as_of": question.as_of} if shape.hindsight or shape.view == "strict" else {}
    given |= {"since": question.since} if shape.with_since else {}
    given |= {"until": question.until} if shape.with_until else {}
    given |= {"status": list(question.status)} if shape.with_status else {}
    given |= {"text": question.text} if shape.with_text else {}
    given |= {f"role_bits_{n}": places.role_bits for n, places in enumerate(asked) if places.role_bits}
    given |= {"among": list(among)} if among is not None else {}
    if after is not None:
        given |= {"after_fact": after.fact}
    if after is not None and after.sort is not None:
        given |= {"after_sort": after.sort, "after_ends": after.latest or NEVER_ENDS}
    if not shape.among and shape.after != "undated":
        given |= {f"from_{name}": column for name, column in _bounds(question)._asdict().items()}
    return await page(shape).fetch(
        conn,
        **as_arrays(asked),
        position=question.position,
        known_at=question.known_at,
        limit=question.limit + 1,
        **given,
    )


async def _matches(conn: asyncpg.Connection, question: Question) -> list[str] | None:
    """The facts that have the words of the text; None where there are so many that a timeline soon shows some."""
    rows = await statements.MATCHES.fetch(
        conn,
        text=question.text,
        position=question.position,
        known_at=question.known_at,
        limit=MATCHES_MAX + 1,
    )
    return [row["fact"] for row in rows] if len(rows) <= MATCHES_MAX else None


def _bounds(question: Question) -> Bounds:
    """Where the lanes of the page begin and end. What is reported by T was so at the latest when it was recorded."""
    return bounds(
        Asked(
            known_at=min(question.known_at, question.known_until),
            occurred_by=question.as_of if question.hindsight else None,
            since=question.since,
            until=question.until,
            match=question.match,
            order=question.order,
            after=question.after,
        )
    )


async def _reported_later(conn: asyncpg.Connection, question: Question, asked: Sequence[Places]) -> bool:
    """Whatever else is asked, it is about the subjects: some entry of theirs is known only later."""
    if question.as_of >= question.known_until:
        return False
    later: bool = await reported_later(question.view, len(asked)).fetchval(
        conn,
        **as_arrays(asked),
        position=question.position,
        as_of=question.as_of,
        known_until=question.known_until,
    )
    return later


def as_arrays(asked: Sequence[Places]) -> dict[str, list[Any]]:
    """The sets of places as the parameters of statements."""
    arrays: dict[str, list[Any]] = {}
    for number, each in enumerate(asked):
        arrays[f"subjects_{number}"] = [place.subject for place in each.places]
        arrays[f"place_since_{number}"] = [place.since for place in each.places]
        arrays[f"place_until_{number}"] = [place.until for place in each.places]
        arrays[f"place_direct_{number}"] = [place.direct for place in each.places]
    return arrays
