"""How two timelines differ: which entry of the one is which of the other, and what of it has changed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from projections.keys import Key, in_order

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an entry stands on one of the timelines, and the facts that it is made of."""

    key: Key
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry before and after; None where it is not on that timeline."""

    before: Placed | None
    after: Placed | None

    @property
    def key(self) -> Key:
        """Where the difference stands in the order of the timeline: where the entry is or, if it is gone, was."""
        place = self.after or self.before
        assert place is not None
        return place.key


def pairs(before: Iterable[Placed], after: Iterable[Placed]) -> list[Pair]:
    """Each entry once, in the order of the timeline; entries are the same that have facts in common.

    Of several – reports were joined, or parted – the one with the same leading fact is the same, else one whose leading
    fact is among the facts of the other, else the one that has most of them.
    """
    before, after = list(before), list(after)
    at: dict[str, list[Placed]] = {}
    for place in before:
        for fact in place.facts:
            at.setdefault(fact, []).append(place)
    related = {
        (old.key.fact, new.key.fact): (old, new)
        for new in after
        for fact in new.facts
        for old in at.get(fact, ())
    }
    found: list[Pair] = []
    olds, news = {place.key.fact: place for place in before}, {place.key.fact: place for place in after}
    for old, new in sorted(related.values(), key=_likeness):
        if old.key.fact in olds and new.key.fact in news:
            found.append(Pair(olds.pop(old.key.fact), news.pop(new.key.fact)))
    found += [Pair(old, None) for old in olds.values()] + [Pair(None, new) for new in news.values()]
    return sorted(found, key=lambda pair: in_order(pair.key))


def changed_fields(before: Entry, after: Entry) -> list[str]:
    """The fields of the entry that differ, in their order."""
    return [name for name in after if before[name] != after[name]]


def newly(field: str, before: Entry | None, after: Entry | None) -> bool:
    """Whether the entry has something in that list, and had nothing before."""
    return bool(after and after[field]) and not (before and before[field])


def no_longer(field: str, before: Entry | None, after: Entry | None) -> bool:
    """Whether the entry is still there, and has nothing in that list any more."""
    return bool(before and before[field] and after and not after[field])


def links_that_differ(before: Entry | None, after: Entry | None, field: str) -> set[str]:
    """The facts that only one of the two shows in that list, or that they show differently."""
    old, new = ({link["fact"]: link for link in entry[field]} if entry else {} for entry in (before, after))
    return {fact for fact in old.keys() | new.keys() if old.get(fact) != new.get(fact)}


def _likeness(related: Sequence[Placed]) -> tuple[Any, ...]:
    """The more alike two entries are, the smaller."""
    old, new = related
    return (
        old.key.fact != new.key.fact,
        new.key.fact not in old.facts,
        old.key.fact not in new.facts,
        -len(old.facts & new.facts),
        old.key.fact,
        new.key.fact,
    )
