"""Entries: facts joined by `repeats` are one entry, from when they were reported (design.md §5). Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from projections.standing import FOREVER, FactState


class Told(NamedTuple):
    """A fact with its states along the reported clock, and the position of its report."""

    fact: str
    position: int
    states: Sequence[FactState]


class Entry(NamedTuple):
    """What is one entry for T in `[rep_from, rep_to)`: the states of all its facts, and which of them it shows.

    `shown` are the facts that stand, the leading one first; of an entry of which nothing stands any more, all.
    """

    rep_from: datetime
    rep_to: datetime
    states: Mapping[str, FactState]
    shown: tuple[str, ...]

    @property
    def leading(self) -> str:
        """The fact whose fields are the entry's."""
        return self.shown[0]


def reached(fact: str, neighbours: Callable[[str], set[str]]) -> set[str]:
    """The fact and all that `neighbours` join to it, however far."""
    group, found = {fact}, neighbours(fact)
    group |= found
    while found:
        found = {other for one in found for other in neighbours(one)} - group
        group |= found
    return group


def joined(facts: Iterable[str], neighbours: Callable[[str], set[str]]) -> list[list[str]]:
    """The facts in the groups that `neighbours` makes of them alone; groups and facts are sorted."""
    left, groups = set(facts), []
    within = left.copy()
    while left:
        group = reached(min(left), lambda fact: neighbours(fact) & within)
        left -= group
        groups.append(sorted(group))
    return groups


def entries(told: Mapping[str, Told], neighbours: Callable[[str], set[str]]) -> Iterator[Entry]:
    """The entries of these facts over all moments; each range in which nothing changes is told on its own."""
    if len(told) == 1:
        for fact, one in told.items():
            for alone in one.states:
                yield Entry(alone.rep_from, alone.rep_to, {fact: alone}, (fact,))
        return
    moments = sorted({state.rep_from for one in told.values() for state in one.states})
    for rep_from, rep_to in pairwise([*moments, FOREVER]):
        seen = {fact: state for fact, one in told.items() if (state := state_at(one.states, rep_from))}
        for facts in joined(seen, neighbours):
            ranked = sorted((told[fact] for fact in facts), key=lambda one: _rank(one, seen[one.fact]))
            standing = [one for one in ranked if seen[one.fact].stands]
            shown = tuple(one.fact for one in standing or ranked)
            yield Entry(rep_from, rep_to, {fact: seen[fact] for fact in facts}, shown)


def state_at(states: Sequence[FactState], moment: datetime) -> FactState | None:
    """The state that holds at the moment; None before the first."""
    return next((state for state in states if state.rep_from <= moment < state.rep_to), None)


def rank(
    reported_at: datetime, earliest: datetime | None, latest: datetime | None, position: int
) -> tuple[datetime, timedelta, int]:
    """The first report leads; of several the one with the narrowest date, then the first recorded."""
    width = timedelta.max if earliest is None or latest is None else latest - earliest
    return reported_at, width, position


def _rank(told: Told, state: FactState) -> tuple[datetime, timedelta, int]:
    occurred = state.fields["occurred"]
    return rank(state.fields["reported_at"], occurred.earliest, occurred.latest, told.position)
