"""How good an extraction is: its dated facts against gold facts.

**Exact**: one to one, as many pairs as there can be, of a found fact and a core gold fact in the same sentence (they
overlap), whose trigger lies inside a trigger word of gold, and whose date is an accepted one: the same EDTF string,
or the same days. What is left over is superfluous, unless it hits an optional gold fact: that counts neither way.

**Loose**: the same without the date. On these pairs date, status and attribution are measured, and – as micro
F1 over names – actors and locations. Names are equal as in `same_names`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from events.dates import BadDate, Interval, interval
from events.extraction.counts import NONE, Additive, Counts
from events.extraction.extraction import Extraction, FactFound
from events.extraction.gold import GoldFact
from events.extraction.matching import matched
from events.extraction.same_names import same_name


@dataclass(frozen=True, slots=True)
class Score(Additive):
    """Counts of facts, exact and loose, and of what is right in loose pairs; they add up over articles."""

    exact: Counts = NONE
    loose: Counts = NONE
    date: Counts = NONE
    status: Counts = NONE
    attribution: Counts = NONE
    actors: Counts = NONE
    locations: Counts = NONE


@dataclass(frozen=True, slots=True)
class Pair:
    """A core gold fact, the found one in its place, and in which fields that is wrong."""

    gold: GoldFact
    found: FactFound
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A score and what made it: loose pairs, core facts without one, and found facts that are none of gold's."""

    score: Score
    pairs: tuple[Pair, ...] = ()
    missed: tuple[GoldFact, ...] = ()
    superfluous: tuple[FactFound, ...] = ()


def evaluated(extraction: Extraction, gold: Sequence[GoldFact]) -> Evaluation:
    """The extraction's facts held against the gold of the same text."""
    found = extraction.facts
    persons = {actor.name for actor in extraction.actors if actor.kind == "person"}
    core = [fact for fact in gold if fact.is_core]
    debatable = [fact for fact in gold if not fact.is_core]

    spared = {n for n, fact in enumerate(found) if any(_hits(fact, other) for other in debatable)}
    loosely_spared = {n for n, fact in enumerate(found) if any(_meets(fact, other) for other in debatable)}
    exact = _pairs(found, core, spared, persons, dated=True)
    loose = _pairs(found, core, loosely_spared, persons, dated=False, begun=exact)

    pairs = tuple(Pair(core[g], found[n], _wrong(found[n], core[g], persons)) for n, g in loose.items())
    superfluous = [fact for n, fact in enumerate(found) if n not in loose and n not in spared]
    return Evaluation(
        Score(
            exact=Counts(len(exact), len(found) - len(spared - exact.keys()), len(core)),
            loose=Counts(len(loose), len(found) - len(loosely_spared - loose.keys()), len(core)),
            **{what: _accuracy(pairs, what) for what in ("date", "status", "attribution")},
            actors=_sum(_named(pair, "actors", persons) for pair in pairs),
            locations=_sum(_named(pair, "locations", persons) for pair in pairs),
        ),
        pairs=pairs,
        missed=tuple(fact for g, fact in enumerate(core) if g not in loose.values()),
        superfluous=tuple(superfluous),
    )


def same_date(edtf: str, other: str) -> bool:
    """Whether both EDTF strings are equal or name the same days; a time of day stands for its day."""
    return edtf == other or (_days(edtf) is not None and _days(edtf) == _days(other))


# --- pairs


def _pairs(
    found: Sequence[FactFound],
    core: Sequence[GoldFact],
    spared: set[int],
    persons: set[str],
    *,
    dated: bool,
    begun: dict[int, int] | None = None,
) -> dict[int, int]:
    """Numbers of found and of core facts, paired so that as few as can be of either are left over.

    Those that would be superfluous come first; of the gold facts, those that agree in most.
    """
    fits = _hits if dated else _meets
    wanted = {}
    for n in sorted(range(len(found)), key=lambda n: n in spared):
        rights = [g for g, fact in enumerate(core) if fits(found[n], fact)]
        wanted[n] = sorted(rights, key=lambda g: len(_wrong(found[n], core[g], persons)))
    return matched(wanted, begun)


def _meets(found: FactFound, gold: GoldFact) -> bool:
    same_sentence = found.start < gold.end and gold.start < found.end
    return same_sentence and any(
        word.start <= found.trigger.start and found.trigger.end <= word.end for word in gold.trigger
    )


def _hits(found: FactFound, gold: GoldFact) -> bool:
    return _meets(found, gold) and _date_is_right(found, gold)


# --- what is right in a pair


def _wrong(found: FactFound, gold: GoldFact, persons: set[str]) -> tuple[str, ...]:
    right = {
        "date": _date_is_right(found, gold),
        "status": found.status in gold.statuses,
        "attribution": any(_says(found.attributed_to, name, persons) for name in gold.attributions),
    }
    named = {what: _counts(found, gold, what, persons) for what in ("actors", "locations")}
    right |= {what: counts.right == counts.found == counts.wanted for what, counts in named.items()}
    return tuple(what for what, is_right in right.items() if not is_right)


def _date_is_right(found: FactFound, gold: GoldFact) -> bool:
    return any(same_date(found.occurred.edtf, edtf) for edtf in gold.dates)


def _says(found: str | None, gold: str | None, persons: set[str]) -> bool:
    if found is None or gold is None:
        return found is gold
    return same_name(found, gold, is_person=found in persons)


def _accuracy(pairs: Sequence[Pair], what: str) -> Counts:
    right = sum(what not in pair.wrong for pair in pairs)
    return Counts(right, len(pairs), len(pairs))


def _named(pair: Pair, what: str, persons: set[str]) -> Counts:
    return _counts(pair.found, pair.gold, what, persons)


def _counts(found: FactFound, gold: GoldFact, what: str, persons: set[str]) -> Counts:
    """How many of the names found are gold's, against the accepted set that fits best."""
    mentions = found.actors if what == "actors" else found.locations
    names = list(dict.fromkeys(mention.name for mention in mentions))
    sets = [list(dict.fromkeys(names)) for names in gold.sets("actors" if what == "actors" else "locations")]
    return max(
        (_agreement(names, wanted, persons) for wanted in sets), key=lambda c: 1.0 if c.f1 is None else c.f1
    )


def _agreement(names: Sequence[str], wanted: Sequence[str], persons: set[str]) -> Counts:
    same = {
        n: [g for g, gold in enumerate(wanted) if same_name(name, gold, is_person=name in persons)]
        for n, name in enumerate(names)
    }
    return Counts(len(matched(same)), len(names), len(wanted))


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, NONE)


# --- days


@cache
def _days(edtf: str) -> tuple[date | None, date | None] | None:
    """The first and the last day that the EDTF string may mean; None where it cannot be read."""
    try:
        bounds = interval(edtf)
    except BadDate:
        return None
    return _day(bounds, "earliest"), _day(bounds, "latest")


def _day(bounds: Interval, end: str) -> date | None:
    instant: datetime | None = getattr(bounds, end)
    if instant is None:
        return None
    is_midnight = instant.timetz().replace(tzinfo=None) == time()
    day = instant.date()
    return date.fromordinal(day.toordinal() - 1) if end == "latest" and is_midnight else day
