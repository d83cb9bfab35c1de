"""Actors and locations by id, slug or name, as they were called at a position; and which place lies in which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg
import orjson
from sqlalchemy import (
    ARRAY,
    Boolean,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from events.compiled import Compiled
from events.errors import AmbiguousName, NotFound
from events.names import fold_name
from events.tables import Id, Instant
from projections.directory import DIRECTORY
from projections.tables import containments, descriptions, merges, subject_names
from projections.two_clocks import recorded_at_position

Kind = Literal["actor", "location"]


@dataclass(frozen=True, slots=True)
class Place:
    """A subject whose facts stand on a timeline, for what occurred in `[since, until)`."""

    subject: str
    since: datetime | None
    until: datetime | None
    direct: bool


async def resolve(conn: asyncpg.Connection, kind: Kind, id_or_slug: str, position: int) -> str:
    """The subject (its stream) of that id, else of that slug, at the position; a merged one's canonical one.

    Raises NotFound.
    """
    subject = await resolve_itself(conn, kind, id_or_slug, position)
    return (await canonical(conn, [subject], position))[subject]


async def resolve_itself(conn: asyncpg.Connection, kind: Kind, id_or_slug: str, position: int) -> str:
    """As `resolve`, but a merged subject is itself, not the one it answers under."""
    rows = await _BY_ID_OR_SLUG.fetch(
        conn, position=position, subject=f"{kind}-{id_or_slug}", slug=id_or_slug, kind=f"{kind}-%"
    )
    if not rows:
        raise NotFound(
            f"no {kind} has the id or slug {id_or_slug!r} at position {position}; search for it by name",
            kind=kind,
            id=id_or_slug,
            position=position,
        )
    subject: str = rows[0]["subject"]
    return subject


async def resolve_name(conn: asyncpg.Connection, kind: Kind, name: str, position: int) -> str:
    """The one subject with that id, slug, name or alias. Raises NotFound, or AmbiguousName with the candidates."""
    folded = fold_name(name)
    rows = await _BY_NAME.fetch(
        conn, position=position, subject=f"{kind}-{name}", folded=folded, kind=f"{kind}-%", slug=name
    )
    exact = [row for row in rows if row["exact"]] or rows
    if not exact:
        near = await search(conn, kind, folded.split()[0] if folded else "", position, limit=5)
        hint = f"; similar: {', '.join(found['slug'] for found in near)}" if near else ""
        raise NotFound(f"no {kind} is called {name!r} at position {position}{hint}", kind=kind, name=name)
    answers_under = await canonical(conn, (row["subject"] for row in exact), position)
    distinct = set(answers_under.values())
    if len(distinct) > 1:
        described = await describe(conn, distinct, position)
        raise AmbiguousName(name, sorted(described.values(), key=lambda body: body["slug"]))
    return distinct.pop()


async def search(
    conn: asyncpg.Connection, kind: Kind, name: str, position: int, *, limit: int, after: str = ""
) -> list[dict[str, Any]]:
    """Descriptions whose name, slug or alias has words that begin so, by slug, behind the slug `after`."""
    statement = _SEARCH if fold_name(name) else _ALL
    given = {"pattern": _word_prefix(fold_name(name))} if fold_name(name) else {}
    rows = await statement.fetch(conn, position=position, kind=f"{kind}-%", after=after, limit=limit, **given)
    return [orjson.loads(row["body"]) for row in rows]


async def describe(
    conn: asyncpg.Connection, subjects: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """What each subject was called at the position, by subject."""
    rows = await _DESCRIBE.fetch(conn, position=position, subjects=sorted(set(subjects)))
    return {row["subject"]: orjson.loads(row["body"]) for row in rows}


async def canonical(conn: asyncpg.Connection, subjects: Iterable[str], position: int) -> dict[str, str]:
    """Under which subject each one answers at the position: itself, unless it was merged into another."""
    rows = await _CANONICAL.fetch(conn, position=position, subjects=sorted(set(subjects)))
    return {row["subject"]: row["canonical"] for row in rows}


async def called(
    conn: asyncpg.Connection, subjects: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """The description under which each subject answers at the position: a merged one's is its canonical one's."""
    answers_under = await canonical(conn, subjects, position)
    described = await describe(conn, answers_under.values(), position)
    return {subject: described[under] for subject, under in answers_under.items() if under in described}


async def places_of(
    conn: asyncpg.Connection,
    subjects: Iterable[str],
    position: int,
    according_to: Iterable[str] | None = None,
) -> list[Place]:
    """The subjects, all that is merged with them and all that lies in those, each with its span of time.

    Given actors in `according_to`, a place lies in another if nobody in particular says so, or if one of these does.
    """
    trusted = None if according_to is None else sorted(set(according_to))
    rows = await _PLACES.fetch(conn, position=position, subjects=sorted(set(subjects)), according_to=trusted)
    return [Place(row["subject"], row["since"], row["until"], row["direct"]) for row in rows]


def _word_prefix(folded: str) -> str:
    """A pattern for `' ' || folded name`: every word of the query begins a word, in order."""
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "".join(f"% {word}" for word in escaped.split()) + "%"


_D, _N, _C, _M = descriptions, subject_names, containments, merges
_OF_KIND = _D.c.subject.like(bindparam("kind", type_=Id))
_HELD = recorded_at_position(_D, DIRECTORY)
_HAS_ID = _D.c.subject == bindparam("subject", type_=Id)
_HAS_SLUG = _D.c.slug == bindparam("slug", type_=Id)

_BY_ID_OR_SLUG = Compiled(
    select(_D.c.subject).where(_HELD, _OF_KIND, or_(_HAS_ID, _HAS_SLUG)).order_by(_HAS_ID.desc()).limit(1)
)
_named = select(_N.c.subject).where(
    recorded_at_position(_N, DIRECTORY), _N.c.folded == bindparam("folded", type_=Id)
)
_BY_NAME = Compiled(
    select(_D.c.subject, _D.c.body, or_(_HAS_ID, _HAS_SLUG).label("exact"))
    .where(_HELD, _OF_KIND, or_(_HAS_ID, _D.c.subject.in_(_named)))
    .order_by(_D.c.slug)
)
_listed = (
    select(_D.c.body)
    .where(_HELD, _OF_KIND, _D.c.slug > bindparam("after", type_=Id))
    .order_by(_D.c.slug)
    .limit(bindparam("limit", type_=Integer))
)
_matching = select(_N.c.subject).where(
    recorded_at_position(_N, DIRECTORY), (literal(" ", Id) + _N.c.folded).like(bindparam("pattern", type_=Id))
)
_ALL = Compiled(_listed)
_SEARCH = Compiled(_listed.where(_D.c.subject.in_(_matching)))
_DESCRIBE = Compiled(
    select(_D.c.subject, _D.c.body).where(
        _HELD, _D.c.subject == func.any(bindparam("subjects", type_=ARRAY(Id)))
    )
)

_MERGED = recorded_at_position(_M, DIRECTORY)


def _edge(start: Any, to: Any, since: Any, until: Any, *, merged: bool) -> Select[Any]:
    labelled = (start.label("start"), to.label("to"), since.label("since"), until.label("until"))
    return select(*labelled, literal(merged, Boolean).label("merged"))


_never = cast(None, Instant)
_trusted = bindparam("according_to", type_=ARRAY(Id))
_edges = union_all(
    _edge(_C.c.parent, _C.c.location, _C.c.since, _C.c.until, merged=False).where(
        recorded_at_position(_C, DIRECTORY),
        or_(_trusted.is_(None), _C.c.according_to.is_(None), _C.c.according_to == func.any(_trusted)),
    ),
    _edge(_M.c.into, _M.c.subject, _never, _never, merged=True).where(_MERGED),
    _edge(_M.c.subject, _M.c.into, _never, _never, merged=True).where(_MERGED),
).subquery("edges")
_asked = func.unnest(bindparam("subjects", type_=ARRAY(Id))).table_valued("subject").render_derived("asked")
_reached = select(
    _asked.c.subject,
    _never.label("since"),
    _never.label("until"),
    literal(True, Boolean).label("direct"),
).cte("reached", recursive=True)
# greatest() and least() pass over null, which is what an open end means here.
_since, _until = func.greatest(_reached.c.since, _edges.c.since), func.least(_reached.c.until, _edges.c.until)
_reached = _reached.union(
    select(_edges.c.to, _since, _until, and_(_reached.c.direct, _edges.c.merged))
    .join_from(_reached, _edges, _edges.c.start == _reached.c.subject)
    .where(or_(_since.is_(None), _until.is_(None), _since < _until))
)
_PLACES = Compiled(select(*_reached.c))

_followed = select(_asked.c.subject.label("subject"), _asked.c.subject.label("canonical")).cte(
    "followed", recursive=True
)
_followed = _followed.union(
    select(_followed.c.subject, _M.c.into)
    .join_from(_followed, _M, _M.c.subject == _followed.c.canonical)
    .where(_MERGED)
)
_CANONICAL = Compiled(
    select(_followed.c.subject, _followed.c.canonical).where(
        ~exists(select(_M.c.into).where(_M.c.subject == _followed.c.canonical, _MERGED))
    )
)
