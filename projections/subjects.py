"""On whose timelines a fact stands, and in which roles it names them. Pure.

Beside the actors and locations that a fact names there are two subjects of our own making, so that every question is
one about subjects: everything, and each publisher.
"""

from collections.abc import Iterable, Sequence
from typing import Final, get_args

from events.payloads import ActorRole, LocationRole
from projections.standing import FactState

EVERYTHING: Final = "*"
"""The subject on whose timeline every fact stands."""

ACTOR_ROLES: tuple[ActorRole, ...] = get_args(ActorRole)
LOCATION_ROLES: tuple[LocationRole, ...] = get_args(LocationRole)

_THERE = 1
_BITS: dict[tuple[str, str], int] = {
    **{("actor", role): 2 << number for number, role in enumerate(ACTOR_ROLES)},
    **{("location", role): 2 << len(ACTOR_ROLES) + number for number, role in enumerate(LOCATION_ROLES)},
}


def role_bits(kind: str, roles: Iterable[str]) -> int:
    """The roles of that kind of subject among `roles`, as the bits of one number; 0 where there is none."""
    return sum(_BITS[kind, role] for role in set(roles) if (kind, role) in _BITS)


def published_by(actor: str) -> str:
    """The subject on whose timeline the facts of that publisher's articles stand; `actor` is a stream."""
    return f"publisher-{actor.partition('-')[2]}"


def subjects_named(state: FactState, publisher: str | None) -> dict[str, int]:
    """The subjects of a fact in this state, each with the roles in which it is named, as bits; none has none."""
    found = {EVERYTHING: _THERE}
    if publisher is not None:
        found[published_by(f"actor-{publisher}")] = _THERE
    for mention in state.fields["actors"]:
        _add(found, f"actor-{mention.actor}", _BITS["actor", mention.role])
    for mention in state.fields["locations"]:
        _add(found, f"location-{mention.location}", _BITS["location", mention.role])
    return found


def together(subjects: Sequence[dict[str, int]]) -> dict[str, int]:
    """The subjects of several facts that are one entry, with all roles in which one of them names each."""
    if len(subjects) == 1:
        return subjects[0]
    found: dict[str, int] = {}
    for one in subjects:
        for subject, roles in one.items():
            found[subject] = found.get(subject, 0) | roles
    return found


def _add(found: dict[str, int], subject: str, bit: int) -> None:
    found[subject] = found.get(subject, 0) | bit
    found[EVERYTHING] |= bit
