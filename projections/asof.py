"""The timeline of a subject as it stood at (T, P): a page of entries, with all that an answer says of them.

Every statement asks for one position, whose rows no later append can change: no transaction is needed for the
parts of an answer to fit together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import asyncpg
import orjson
from sqlalchemy import (
    ARRAY,
    Alias,
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Table,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from events.compiled import Compiled
from events.instants import parse_instant
from events.tables import Id
from projections.naming import Place, contained, describe
from projections.tables import fact_links, fact_states, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import recorded_at_position, reported_by

Match = Literal["possible", "certain"]
Order = Literal["asc", "desc"]

LINK_FIELDS = {"denies": "denied_by", "confirms": "confirmed_by", "updates": "updated_by"}
OUTCOMES = ("fulfils", "cancels")


class Key(NamedTuple):
    """Where an entry stands in the order of a timeline; both instants are null for one without any bound."""

    sort: datetime | None
    ends: datetime | None
    fact: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries of `subject` are asked for, pinned on all three clocks.

    `known_until` is when `position` was recorded: the latest moment its log can speak of. `after` is the key of the
    last entry already seen.
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
    rows = await _STATES.fetch(conn, facts=list(facts), position=position, known_at=as_of)
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
    outcome = next(
        ({"relation": k["relation"]} | _link(k) for k in links if k["relation"] in OUTCOMES), None
    )
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
    bounds = {"as_of": question.as_of} if question.hindsight else {}
    bounds |= {name: at for name in ("since", "until") if (at := getattr(question, name)) is not None}
    if after is not None:
        bounds["after_fact"] = after.fact
        if after.sort is not None:
            bounds |= {"after_sort": after.sort, "after_latest": after.ends}
    statement = _page_statement(
        question.hindsight,
        question.match,
        question.order,
        question.since is not None,
        question.until is not None,
        None if after is None else "undated" if after.sort is None else "dated",
    )
    return await statement.fetch(
        conn, **_as_arrays(places), position=question.position, known_at=question.known_at,
        limit=question.limit + 1, **bounds,
    )  # fmt: skip


async def _links(
    conn: asyncpg.Connection, facts: Sequence[str], question: Question
) -> dict[str, list[dict[str, Any]]]:
    """What denies, confirms … each fact at (T, P), the earliest reported first."""
    rows = await _LINKS.fetch(
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
    later: bool = await _REPORTED_LATER.fetchval(
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


# --- statements

_MOMENT = DateTime(timezone=True)
_E, _S, _L = timeline_entries, fact_states, fact_links
_AS_OF = bindparam("as_of", type_=_MOMENT)

_Alias = TableValuedAlias | Table | Alias


def _places_named(name: str) -> TableValuedAlias:
    """The places that count as the subject, given as arrays, one a column."""
    columns = {"subject": Id, "since": _MOMENT, "until": _MOMENT, "direct": Boolean()}
    arrays = (
        bindparam(parameter, type_=ARRAY(type_))
        for parameter, type_ in zip(
            ("subjects", "place_since", "place_until", "place_direct"), columns.values(), strict=True
        )
    )
    given = func.unnest(*arrays).table_valued(*(column(c, type_) for c, type_ in columns.items()))
    return given.render_derived(name)


def _before(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    """`start < end`, where null is a bound that is not there."""
    return or_(start.is_(None), end.is_(None), start < end)


def _lies_in(entry: _Alias, place: _Alias) -> ColumnElement[bool]:
    """The entry names the place, and may have occurred while that lay in the subject."""
    return and_(
        entry.c.subject == place.c.subject,
        _before(entry.c.earliest, place.c.until),
        _before(place.c.since, entry.c.latest),
    )


_places = _places_named("places")


def _window(match: Match, with_since: bool, with_until: bool) -> list[ColumnElement[bool]]:
    since, until = bindparam("since", type_=_MOMENT), bindparam("until", type_=_MOMENT)
    conditions: list[ColumnElement[bool]] = []
    if with_since:
        inside = _E.c.earliest >= since
        conditions.append(inside if match == "certain" else or_(_E.c.latest.is_(None), _E.c.latest > since))
    if with_until:
        inside = _E.c.latest <= until
        conditions.append(inside if match == "certain" else or_(_E.c.earliest.is_(None), _E.c.earliest < until))
    return conditions


def _occurred_or_reported(match: Match) -> ColumnElement[bool]:
    """With hindsight T only selects: what had occurred or been reported by T."""
    possible = or_(_E.c.earliest < _AS_OF, and_(_E.c.earliest.is_(None), _E.c.latest <= _AS_OF))
    occurred = _E.c.latest <= _AS_OF if match == "certain" else possible
    return or_(_E.c.reported_at <= _AS_OF, occurred)


def _behind(order: Order, after: Literal["dated", "undated"] | None) -> ColumnElement[bool]:
    """Entries behind the cursor; those without any bound come last in both directions."""
    fact = bindparam("after_fact", type_=Id)
    if after is None:
        return true()
    if after == "undated":
        return and_(_E.c.sort.is_(None), _E.c.fact > fact if order == "asc" else _E.c.fact < fact)
    key = tuple_(_E.c.sort, _E.c.ends, _E.c.fact)
    latest = func.coalesce(bindparam("after_latest", type_=_MOMENT), literal_column("'infinity'::timestamptz"))
    cursor = tuple_(bindparam("after_sort", type_=_MOMENT), latest, fact)
    return or_(_E.c.sort.is_(None), key > cursor if order == "asc" else key < cursor)


@lru_cache(maxsize=256)
def _page_statement(
    hindsight: bool,
    match: Match,
    order: Order,
    with_since: bool,
    with_until: bool,
    after: Literal["dated", "undated"] | None,
) -> Compiled:
    """A few of each place, then the first of them all; bodies are joined to the page alone."""
    limit = bindparam("limit", type_=Integer)

    def ordered(table: Any) -> list[ColumnElement[Any]]:
        keys = (table.c.sort, table.c.ends, table.c.fact)
        if order == "asc":
            return list(keys)
        return [keys[0].desc().nulls_last(), *(key.desc() for key in keys[1:])]

    of_place = (
        select(_E.c.fact, _E.c.sort, _E.c.latest, _E.c.ends)
        .where(
            recorded_at_position(_E, TIMELINES),
            reported_by(_E),
            _lies_in(_E, _places),
            _behind(order, after),
            *_window(match, with_since, with_until),
            *([_occurred_or_reported(match)] if hindsight else []),
        )
        .order_by(*ordered(_E))
        .limit(limit)
        .lateral("of_place")
    )
    key = (of_place.c.sort, of_place.c.ends, of_place.c.latest, of_place.c.fact)
    page = (
        select(*key, func.bool_or(_places.c.direct).label("direct"))
        .select_from(_places.join(of_place, true()))
        .group_by(*key)
        .order_by(*ordered(of_place))
        .limit(limit)
        .subquery("page")
    )
    return Compiled(
        select(page.c.fact, page.c.sort, page.c.latest, page.c.direct, _S.c.body)
        .join_from(page, _S, and_(_S.c.fact == page.c.fact, recorded_at_position(_S, TIMELINES), reported_by(_S)))
        .order_by(*ordered(page))
    )


_FACTS = func.any(bindparam("facts", type_=ARRAY(Id)))
_SEEN = and_(recorded_at_position(_S, TIMELINES), reported_by(_S))
_STATES = Compiled(select(_S.c.fact, _S.c.stands, _S.c.body).where(_S.c.fact == _FACTS, _SEEN))
_LINKS = Compiled(
    select(_L.c.other, _L.c.relation, _S.c.body)
    .join_from(_L, _S, _S.c.fact == _L.c.fact)
    .where(
        _L.c.other == _FACTS,
        _L.c.relation == func.any(bindparam("relations", type_=ARRAY(Id))),
        recorded_at_position(_L, TIMELINES),
        _SEEN,
        _S.c.stands,
    )
)

_earlier, _earlier_places = _E.alias("earlier"), _places_named("earlier_places")
_stood_before = (
    select(_earlier.c.fact)
    .select_from(_earlier_places.join(_earlier, _lies_in(_earlier, _earlier_places)))
    .where(
        recorded_at_position(_earlier, TIMELINES),
        _earlier.c.fact == _E.c.fact,
        _earlier.c.rep_from <= _AS_OF,
    )
)
_stands_later_only = (
    select(_E.c.fact)
    .select_from(_places.join(_E, _lies_in(_E, _places)))
    .where(recorded_at_position(_E, TIMELINES), _E.c.rep_from > _AS_OF, ~exists(_stood_before))
)
_REPORTED_LATER = Compiled(select(exists(_stands_later_only)))
