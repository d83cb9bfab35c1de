"""Actors and locations that bear one of many names, ids or slugs: one read for all that an article names."""

from collections.abc import Iterable
from typing import Any

import asyncpg
import orjson
from sqlalchemy import ARRAY, bindparam, func, or_, select

from events.compiled import Compiled
from events.ingestion.known import Acquainted, KnownSubject
from events.ingestion.subjects import Wanted
from events.names import fold_name
from events.payloads import Coordinates
from events.tables import Id
from projections.directory import DIRECTORY
from projections.fold import NEVER
from projections.generations import serving_number
from projections.naming import Kind, canonical
from projections.tables import descriptions, subject_names


async def load_acquainted(
    conn: asyncpg.Connection, actors: Wanted, locations: Wanted, position: int
) -> Acquainted:
    """Those that are wanted, as they are called at the head of the log, which is at `position`."""
    known_actors, actor_slugs = await _known(conn, "actor", actors, position)
    known_locations, location_slugs = await _known(conn, "location", locations, position)
    return Acquainted(known_actors, known_locations, actor_slugs, location_slugs)


async def _known(
    conn: asyncpg.Connection, kind: Kind, wanted: Wanted, position: int
) -> tuple[tuple[KnownSubject, ...], frozenset[str]]:
    """The subjects by slug, and the slugs that are taken among those wanted."""
    rows = await _BEARING.fetch(
        conn,
        kind=f"{kind}-%",
        subjects=sorted(f"{kind}-{id_}" for id_ in wanted.ids),
        names=sorted(wanted.names),
        slugs=sorted(wanted.slugs),
    )
    under = await canonical(conn, (row["subject"] for row in rows), position)
    described = [(orjson.loads(row["body"]), under[row["subject"]].partition("-")[2]) for row in rows]
    return tuple(_subject(body, of) for body, of in described), frozenset(
        body["slug"] for body, _ in described
    )


def _subject(body: dict[str, Any], under: str) -> KnownSubject:
    coordinates = body.get("coordinates")
    return KnownSubject(
        id=body["id"],
        kind=body["kind"],
        name=body["name"],
        names=frozenset(_folded((body["name"], body["slug"], *body["aliases"]))),
        under=under,
        coordinates=coordinates and Coordinates.model_validate(coordinates),
        parents=tuple(parent["location"] for parent in body.get("parents", ())),
    )


def _folded(names: Iterable[str]) -> Iterable[str]:
    return (folded for name in names if (folded := fold_name(name)))


_D, _N = descriptions, subject_names


def _any(name: str) -> Any:
    return func.any(bindparam(name, type_=ARRAY(Id)))


_named = select(_N.c.subject).where(
    _N.c.generation == serving_number(DIRECTORY), _N.c.rec_to == NEVER, _N.c.folded == _any("names")
)
_BEARING = Compiled(
    select(_D.c.subject, _D.c.body)
    .where(
        _D.c.generation == serving_number(DIRECTORY),
        _D.c.rec_to == NEVER,
        _D.c.subject.like(bindparam("kind", type_=Id)),
        or_(_D.c.subject == _any("subjects"), _D.c.slug == _any("slugs"), _D.c.subject.in_(_named)),
    )
    .order_by(_D.c.slug)
)
