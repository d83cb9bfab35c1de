"""How good time expressions are, against gold ones, as TempEval-3 has it: spans relaxed and strict, and values.

Relaxed: one to one, overlapping. Strict: the same span. Value, type: overlapping, with the same value or type; F1 of
each is over all found and all wanted ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from events.extraction.counts import NONE, Additive, Counts
from events.extraction.extraction import Timex
from events.extraction.gold import GoldTimex
from events.extraction.matching import matched


@dataclass(frozen=True, slots=True)
class TimexScore(Additive):
    """Counts that add up over articles."""

    relaxed: Counts = NONE
    strict: Counts = NONE
    value: Counts = NONE
    type: Counts = NONE


@dataclass(frozen=True, slots=True)
class TimexEvaluation:
    """A score and what made it: pairs of gold and found, and what is left of both."""

    score: TimexScore
    pairs: tuple[tuple[GoldTimex, Timex], ...] = ()
    missed: tuple[GoldTimex, ...] = ()
    superfluous: tuple[Timex, ...] = ()


def timexes_evaluated(found: Sequence[Timex], gold: Sequence[GoldTimex]) -> TimexEvaluation:
    """The expressions found held against the gold ones of the same text."""
    wanted = {}
    for n, ours in enumerate(found):
        rights = [g for g, theirs in enumerate(gold) if ours.start < theirs.end and theirs.start < ours.end]
        wanted[n] = sorted(rights, key=lambda g: _agreement(found[n], gold[g]), reverse=True)
    best_first = sorted(
        wanted, key=lambda n: _agreement(found[n], gold[wanted[n][0]]) if wanted[n] else (), reverse=True
    )
    numbers = matched({n: wanted[n] for n in best_first})
    pairs = tuple((gold[g], found[n]) for n, g in numbers.items())

    def counts(right: int) -> Counts:
        return Counts(right, len(found), len(gold))

    return TimexEvaluation(
        TimexScore(
            relaxed=counts(len(pairs)),
            strict=counts(
                sum((ours.start, ours.end) == (theirs.start, theirs.end) for theirs, ours in pairs)
            ),
            value=counts(sum(ours.value == theirs.value for theirs, ours in pairs)),
            type=counts(sum(theirs.type in (None, ours.type) for theirs, ours in pairs)),
        ),
        pairs=pairs,
        missed=tuple(one for g, one in enumerate(gold) if g not in numbers.values()),
        superfluous=tuple(one for n, one in enumerate(found) if n not in numbers),
    )


def _agreement(ours: Timex, theirs: GoldTimex) -> tuple[bool, bool, int]:
    common = min(ours.end, theirs.end) - max(ours.start, theirs.start)
    same_span = (ours.start, ours.end) == (theirs.start, theirs.end)
    return ours.value == theirs.value, same_span, common
