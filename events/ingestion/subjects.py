"""Whom and where an article names: found among the known ones by name, else named anew.

A known one is meant when it bears the name, is of a kind that fits and – for places – does not lie elsewhere. Where
several fit, it is the one whose very name it is, not an alias; where that leaves several, too, none is picked: a new
one is named, its facts need a review, and whoever reviews them merges it into the right one. A wrong link would put
the fact on somebody else's timeline, silently; a merge that was missing can be made at any time, and withdrawn.
Whom the article only calls by a common noun is never linked: `nameless`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from events.extraction.extraction import ActorFound, Extraction, LocationFound
from events.identity import actor_id, location_id
from events.ingestion.known import Acquainted, KnownSubject
from events.ingestion.nameless import Source, qualified
from events.names import fold_name, slugged
from events.payloads import ActorNamed, Coordinates, LocationNamed, Parent

APART_KM = {"city": 30, "district": 30, "site": 30}
"""How far apart two places of one name and that kind may be said to lie and still be one."""

_ALIASES_MAX = 200
_NUMBERS_MAX = 20

_COMPANIES = frozenset(("organisation", "company", "media", "group", "other"))
_STATES = frozenset(("organisation", "government", "other"))
_FORCES = frozenset(("organisation", "armed-force", "group", "other"))
_PEOPLE = frozenset(("person", "other"))
_ALIKE = (_COMPANIES, _STATES, _FORCES, _PEOPLE)
"""Kinds of actors that one and the same may be taken for."""

_REGIONS = frozenset(("region", "district", "other"))
_TOWNS = frozenset(("city", "district", "other"))
_PLACES_ALIKE = (_REGIONS, _TOWNS, frozenset(("site", "district", "other")), frozenset(("water", "other")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look up in the log before an article's subjects can be told: folded names, ids and slugs of a kind."""

    names: frozenset[str]
    ids: frozenset[str]
    slugs: frozenset[str]


@dataclass(slots=True)
class Subjects:
    """The ids of all that an article names, by the name it gives them, and the new ones among them, parents first.

    `unsure` has the names of those that may be one of several known ones.
    """

    actors: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    named: list[tuple[str, ActorNamed | LocationNamed]] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)


def wanted(extraction: Extraction, source: Source) -> tuple[Wanted, Wanted]:
    """What to look up of actors, and of locations."""
    actors, places = actors_of(extraction, source.publisher), locations_of(extraction)
    paths = {place.name: path_of(place, places) for place in places}
    return (
        Wanted(
            names=frozenset(folded for actor in actors if actor.is_named for folded in _names_of(actor)),
            ids=frozenset(_actor_id(actor, source) for actor in actors),
            slugs=frozenset(slug for actor in actors for slug in _actor_slugs(actor, source)),
        ),
        Wanted(
            names=frozenset(folded for place in places for folded in _names_of(place)),
            ids=frozenset(location_id(place.kind, *paths[place.name]) for place in places),
            slugs=frozenset(slug for place in places for slug in _location_slugs(paths[place.name])),
        ),
    )


def find(extraction: Extraction, source: Source, acquainted: Acquainted) -> Subjects:
    """The ids of the publisher and of all whom the facts name; the result is the same for the same knowledge."""
    subjects = Subjects()
    _find_actors(actors_of(extraction, source.publisher), source, acquainted, subjects)
    _find_locations(locations_of(extraction), acquainted, subjects)
    return subjects


def actors_of(extraction: Extraction, publisher: str | None) -> list[ActorFound]:
    """The publisher, and the actors that a fact names: nobody else is worth an entry."""
    used = {mention.name for fact in extraction.facts for mention in fact.actors}
    used |= {name for fact in extraction.facts for name in (fact.attributed_to, *fact.via) if name}
    found = [actor for actor in extraction.actors if actor.name in used]
    if publisher is not None and all(actor.name != publisher for actor in found):
        found.insert(0, ActorFound(name=publisher, kind="media"))
    return found


def locations_of(extraction: Extraction) -> list[LocationFound]:
    """The places that a fact names and those that contain them, each behind its parents."""
    by_name = {place.name: place for place in extraction.locations}
    ordered: dict[str, LocationFound] = {}

    def take(name: str, inside: tuple[str, ...]) -> None:
        if name in ordered or name in inside or name not in by_name:
            return
        place = by_name[name]
        parents = tuple(p for p in place.parents if p in by_name and p != name and p not in inside)
        for parent in parents:
            take(parent, (*inside, name))
        ordered[name] = place.model_copy(update={"parents": tuple(p for p in parents if p in ordered)})

    for fact in extraction.facts:
        for mention in fact.locations:
            take(mention.name, ())
    return list(ordered.values())


def path_of(place: LocationFound, places: Iterable[LocationFound]) -> tuple[str, ...]:
    """The names of the place, of its first parent, of that one's first parent, and so on."""
    by_name = {each.name: each for each in places}
    path = [place.name]
    while place.parents and place.parents[0] in by_name and place.parents[0] not in path:
        place = by_name[place.parents[0]]
        path.append(place.name)
    return tuple(path)


# --- actors


def _find_actors(
    found: Sequence[ActorFound], source: Source, acquainted: Acquainted, subjects: Subjects
) -> None:
    known, slugs = list(acquainted.actors), set(acquainted.actor_slugs)
    for actor in found:
        id_ = _actor_id(actor, source)
        fitting = [one for one in known if actor.is_named and _alike(actor.kind, one.kind, _ALIKE)]
        same, unsure = _pick(actor, fitting, known, id_)
        if same is None:
            name = qualified(actor, source)
            aliases = _aliases(actor) if actor.is_named else ()
            payload = ActorNamed(
                name=name,
                slug=_free(_actor_slugs(actor, source), slugs, id_),
                aliases=aliases,
                kind=actor.kind,
            )
            same = KnownSubject(id_, actor.kind, name, frozenset(_folded(name, *aliases)), under=id_)
            subjects.named.append((f"actor-{same.id}", payload))
            known.append(same)
        subjects.actors[actor.name] = same.id
        subjects.unsure |= {actor.name} if unsure else set()


def _actor_id(actor: ActorFound, source: Source) -> str:
    return actor_id(actor.kind, actor.name, None if actor.is_named else source.article)


def _actor_slugs(actor: ActorFound, source: Source) -> Iterator[str]:
    name = qualified(actor, source)
    yield from _slugs(slugged(name), [slugged(name, actor.kind)])


# --- locations


def _find_locations(found: Sequence[LocationFound], acquainted: Acquainted, subjects: Subjects) -> None:
    known, slugs = list(acquainted.locations), set(acquainted.location_slugs)
    for place in found:
        parents = tuple(dict.fromkeys(subjects.locations[name] for name in place.parents))
        path = path_of(place, found)
        id_ = location_id(place.kind, *path)
        fitting = [one for one in known if _may_be(place, parents, one)]
        same, unsure = _pick(place, fitting, known, id_)
        if same is None:
            same = KnownSubject(
                id_, place.kind, place.name, frozenset(_names_of(place)), id_, place.coordinates, parents
            )
            payload = LocationNamed(
                name=place.name,
                slug=_free(_location_slugs(path), slugs, id_),
                aliases=_aliases(place),
                kind=place.kind,
                coordinates=place.coordinates,
                parents=tuple(Parent(location=parent) for parent in parents if parent != id_),
            )
            subjects.named.append((f"location-{id_}", payload))
            known.append(same)
        subjects.locations[place.name] = same.id
        subjects.unsure |= {place.name} if unsure else set()


def _may_be(place: LocationFound, parents: tuple[str, ...], known: KnownSubject) -> bool:
    """The kinds fit, and the two are not known to lie in different places."""
    if not _alike(place.kind, known.kind, _PLACES_ALIKE):
        return False
    if place.coordinates and known.coordinates and place.kind in APART_KM:
        return _distance_km(place.coordinates, known.coordinates) <= APART_KM[place.kind]
    if place.kind in ("country", "continent") or not parents or not known.parents:
        return True
    return not set(parents).isdisjoint(known.parents)


def _location_slugs(path: tuple[str, ...]) -> Iterator[str]:
    name, *above = path
    yield from _slugs(slugged(name), [slugged(name, *above[: number + 1]) for number in range(len(above))])


def _distance_km(one: Coordinates, other: Coordinates) -> float:
    """The great-circle distance."""
    lat1, lon1, lat2, lon2 = map(radians, (one.latitude, one.longitude, other.latitude, other.longitude))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(chord)))


# --- both


def _pick(
    found: ActorFound | LocationFound, fitting: list[KnownSubject], known: list[KnownSubject], own_id: str
) -> tuple[KnownSubject | None, bool]:
    """The known one that is meant, if there is one; and whether it may be another one as well."""
    name = fold_name(found.name)
    bearing = [one for one in fitting if name in one.names]
    if not bearing:
        others = {fold_name(alias) for alias in found.aliases if _tells(found, alias)}
        bearing = [one for one in fitting if one.folded in others]
    if len({one.under for one in bearing}) > 1:
        bearing = [one for one in bearing if one.folded == name] or bearing
    if len({one.under for one in bearing}) == 1:
        # Of one and those merged into it, it is the one whose name was used: a merge may be withdrawn.
        exact = [one for one in bearing if one.folded == name]
        return next(iter(exact or [one for one in bearing if one.id == one.under] or bearing)), False
    # Whom an article named before under this very name and kind is the new one that would be named again.
    return next((one for one in known if one.id == own_id), None), bool(bearing)


def _tells(found: ActorFound | LocationFound, alias: str) -> bool:
    """Whether the alias alone tells who is meant: of a person not one word of the name."""
    return not (isinstance(found, ActorFound) and found.kind == "person") or len(fold_name(alias).split()) > 1


def _alike(kind: str, other: str, sets: tuple[frozenset[str], ...]) -> bool:
    return kind == other or any(kind in alike and other in alike for alike in sets)


def _names_of(found: ActorFound | LocationFound) -> Iterator[str]:
    return _folded(found.name, *found.aliases)


def _folded(*names: str) -> Iterator[str]:
    return (folded for name in names if (folded := fold_name(name)))


def _aliases(found: ActorFound | LocationFound) -> tuple[str, ...]:
    return tuple(dict.fromkeys(alias for alias in found.aliases if alias != found.name))[:_ALIASES_MAX]


def _slugs(plain: str, qualified: list[str]) -> Iterator[str]:
    """Slugs in the order in which they are tried; none where the name has no Latin letter."""
    if plain:
        yield plain
        yield from dict.fromkeys(slug for slug in qualified if slug != plain)
        yield from (f"{plain[:70].rstrip('-')}-{number}" for number in range(2, _NUMBERS_MAX + 1))


def _free(slugs: Iterable[str], taken: set[str], id_: str) -> str:
    """The first slug that nobody of the kind bears; it is taken now."""
    slug = next((slug for slug in slugs if slug not in taken), id_)
    taken.add(slug)
    return slug
