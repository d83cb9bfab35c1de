"""Slugs, parents and merges as an event finds them: in the directory, and in what its own turn named before it."""

from collections.abc import Iterable

import asyncpg
from sqlalchemy import ARRAY, bindparam, func, or_, select

from events.compiled import Compiled
from events.envelope import NewEvent
from events.errors import ImpossibleChange, SlugTaken
from events.payloads import ActorNamed, ActorsMerged, ChangeWithdrawn, LocationNamed, LocationsMerged
from events.tables import Id
from projections.directory import DIRECTORY
from projections.fold import NEVER
from projections.generations import serving_number
from projections.tables import containments, descriptions, merges


async def load_names(conn: asyncpg.Connection, events: Iterable[NewEvent]) -> "Names":
    """What the directory says of the slugs that the events give."""
    named = (event.payload for event in events if isinstance(event.payload, ActorNamed | LocationNamed))
    slugs = sorted({description.slug for description in named})
    rows = await _HOLDERS.fetch(conn, slugs=slugs) if slugs else []
    return Names(conn, {row["subject"]: row["slug"] for row in rows})


class Names:
    """What the directory and the events of this append say of slugs, parents and merges, the latter counting more."""

    def __init__(self, conn: asyncpg.Connection, slugs: dict[str, str]) -> None:
        self._conn = conn
        self._slugs = slugs
        self._parents: dict[str, list[str]] = {}
        self._merged: dict[str, str | None] = {}

    async def check(self, event: NewEvent) -> None:
        """Raises SlugTaken, or ImpossibleChange for a cycle of parents or of merges."""
        match event.payload:
            case ActorNamed(slug=slug):
                self._check_slug(event.stream, slug)
            case LocationNamed(slug=slug, parents=parents):
                self._check_slug(event.stream, slug)
                self._parents[event.stream] = [f"location-{parent.location}" for parent in parents]
                await self._check_within(event.stream)
            case ActorsMerged(into=into):
                await self._check_merge(event.stream, f"actor-{into}")
            case LocationsMerged(into=into):
                await self._check_merge(event.stream, f"location-{into}")
                await self._check_within(event.stream)
            case ChangeWithdrawn() if not event.stream.startswith("article-"):
                self._merged[event.stream] = None  # nothing else is withdrawn in these streams

    def _check_slug(self, stream: str, slug: str) -> None:
        kind = stream.partition("-")[0]
        holders = {subject for subject, taken in self._slugs.items() if taken == slug} - {stream}
        if others := {holder for holder in holders if holder.startswith(f"{kind}-")}:
            raise SlugTaken(kind, slug, min(others))
        self._slugs[stream] = slug

    async def _check_merge(self, stream: str, into: str) -> None:
        merged = await self._joined_to({stream}, up=True)
        if into_already := merged - {stream}:
            raise ImpossibleChange(
                f"{stream} is merged into {min(into_already)} already; withdraw that first"
            )
        if stream in await self._joined_to({into}, up=True):
            raise ImpossibleChange(f"{stream} would be merged into itself, by way of {into}")
        self._merged[stream] = into

    async def _check_within(self, stream: str) -> None:
        """Merged places count as one, so a merge may close a circle of parents, too."""
        same = await self._one_with({stream})
        seen, level = set(same), same
        while level:
            above = await self._one_with(await self._parents_of(level))
            if same & above:
                raise ImpossibleChange(
                    f"{stream} would lie within itself; leave out the parent that leads back to it"
                )
            level = above - seen
            seen |= above

    async def _parents_of(self, places: set[str]) -> set[str]:
        rows = await _PARENTS.fetch(self._conn, locations=sorted(places - self._parents.keys()))
        above = {row["parent"] for row in rows}
        return above | {parent for place in places & self._parents.keys() for parent in self._parents[place]}

    async def _one_with(self, subjects: set[str]) -> set[str]:
        """The subjects, and all that is merged with one of them, in either direction."""
        return await self._joined_to(subjects, up=True, down=True)

    async def _joined_to(self, subjects: set[str], *, up: bool = False, down: bool = False) -> set[str]:
        found, level = set(subjects), set(subjects)
        while level:
            rows = await _MERGES.fetch(self._conn, subjects=sorted(level))
            merges = {row["subject"]: row["into"] for row in rows} | self._merged
            above = {into for subject, into in merges.items() if up and into and subject in level}
            below = {subject for subject, into in merges.items() if down and into in level}
            level = (above | below) - found
            found |= level
        return found


_D, _C, _M = descriptions, containments, merges
_HOLDERS = Compiled(
    select(_D.c.subject, _D.c.slug).where(
        _D.c.generation == serving_number(DIRECTORY),
        _D.c.slug == func.any(bindparam("slugs", type_=ARRAY(Id))),
        _D.c.rec_to == NEVER,
    )
)
_PARENTS = Compiled(
    select(_C.c.parent).where(
        _C.c.generation == serving_number(DIRECTORY),
        _C.c.location == func.any(bindparam("locations", type_=ARRAY(Id))),
        _C.c.rec_to == NEVER,
    )
)
_subjects = func.any(bindparam("subjects", type_=ARRAY(Id)))
_MERGES = Compiled(
    select(_M.c.subject, _M.c.into).where(
        _M.c.generation == serving_number(DIRECTORY),
        or_(_M.c.subject == _subjects, _M.c.into == _subjects),
        _M.c.rec_to == NEVER,
    )
)
