"""Editions of the directory: what it says at a position, it has said since the last event that could change it.

So an edition, unlike a position, outlasts most appends; and what it says never changes, so that it is remembered
(decision 017).
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any, Final, NamedTuple, TypeVar

import asyncpg
from sqlalchemy import ColumnElement, func, select

from events.tables import events
from projections import naming
from projections.kept import Kept
from projections.naming import Kind, Place

CHANGED_BY: Final = ("ActorNamed", "ActorsMerged", "ChangeWithdrawn", "LocationNamed", "LocationsMerged")
"""The types of event that can change the directory."""

WEIGHT_MAX = 200_000
"""How many places, names and the like are remembered in a process, some hundred bytes each."""

T = TypeVar("T")


class Edition(NamedTuple):
    """What the directory of the log says at the positions from `since` to `until`, at least.

    `of` tells the logs apart that a process reads.
    """

    of: tuple[str, str]
    since: int
    until: int


def since(position: ColumnElement[int]) -> ColumnElement[int]:
    """The position at which the edition began that the directory is in at `position`."""
    changing = events.alias("changing")
    last = (
        select(changing.c.position)
        .where(changing.c.type == type_, changing.c.position <= position)
        .order_by(changing.c.position.desc())
        .limit(1)
        .scalar_subquery()
        for type_ in CHANGED_BY
    )
    return func.coalesce(func.greatest(*last), 0)


async def resolve(
    conn: asyncpg.Connection, kind: Kind, id_or_slug: str, position: int, edition: Edition | None
) -> str:
    """As `naming.resolve`."""

    async def find() -> str:
        return await naming.resolve(conn, kind, id_or_slug, position)

    return await _remembered(edition, position, (kind, id_or_slug), find)


async def places_of(
    conn: asyncpg.Connection,
    subjects: Iterable[str],
    position: int,
    edition: Edition | None,
    according_to: Iterable[str] | None = None,
) -> list[Place]:
    """As `naming.places_of`."""
    of, trusted = tuple(subjects), None if according_to is None else tuple(according_to)

    async def find() -> list[Place]:
        return await naming.places_of(conn, of, position, trusted)

    return await _remembered(edition, position, ("places", of, trusted), find, weigh=len)


async def names(
    conn: asyncpg.Connection, subjects: Iterable[str], position: int, edition: Edition | None
) -> dict[str, dict[str, Any]]:
    """Id, slug and name of what each subject answers under at the position, by the subject's own id, in its order."""
    in_order = sorted(set(subjects))
    known = {subject: _known(edition, position, ("name", subject)) for subject in in_order}
    by_id = {subject.partition("-")[2]: name for subject, name in known.items()}
    if len(by_id) < len(known) or None in by_id.values():
        found = await naming.called(conn, in_order, position)
        by_id = {}
        for subject, body in found.items():
            name = {name: body[name] for name in ("id", "slug", "name")}
            by_id[subject.partition("-")[2]] = name
            _remember(edition, position, ("name", subject), name)
    return dict(sorted(by_id.items()))


_KEPT: Kept[Hashable, Any] = Kept(WEIGHT_MAX)


async def _remembered(
    edition: Edition | None,
    position: int,
    asked: Hashable,
    find: Callable[[], Awaitable[T]],
    weigh: Callable[[T], int] = lambda _found: 0,
) -> T:
    """What is found; it is not looked for where the edition is known to say it."""
    known: T | None = _known(edition, position, asked)
    if known is not None:
        return known
    found = await find()
    _remember(edition, position, asked, found, weigh(found))
    return found


def _known(edition: Edition | None, position: int, asked: Hashable) -> Any:
    return _KEPT.get((edition.of, edition.since, asked)) if edition and _holds(edition, position) else None


def _remember(edition: Edition | None, position: int, asked: Hashable, found: Any, weight: int = 0) -> None:
    if edition and _holds(edition, position):
        _KEPT.keep((edition.of, edition.since, asked), found, 1 + weight)


def _holds(edition: Edition, position: int) -> bool:
    return edition.since <= position <= edition.until
