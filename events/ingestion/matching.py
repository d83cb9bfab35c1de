"""Which fact of the new text is which of the old one: by what they say, for offsets move with every word.

Compared are the sentence, the summary and the date. Both lists are matched one to one, the surest pairs first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from events.payloads import FactReported

ENOUGH = 0.6
"""How alike two facts must be, from 0 to 1, to be one that was changed; below that one went and another came."""

_SENTENCE, _SUMMARY, _DATE = 0.4, 0.45, 0.15


@dataclass(frozen=True)
class Comparable:
    """A fact as it is compared; `sentence` is None where the text was not kept."""

    report: FactReported
    sentence: str | None

    @property
    def content(self) -> tuple[str | None, str, str]:
        return self.sentence, self.report.summary, self.report.occurred.edtf

    @cached_property
    def sentence_words(self) -> Counter[str]:
        return _words(self.sentence or "")

    @cached_property
    def summary_words(self) -> Counter[str]:
        return _words(self.report.summary)


def match(old: Sequence[Comparable], new: Sequence[Comparable]) -> dict[int, int]:
    """For each fact of `new`, by its index, the index of the one of `old` that it is; without those that are none.

    The same fact id is the same fact, and so is what says the same in the same sentence. Of the others the surest pairs
    come first; among equally sure ones those that stand in the same order.
    """
    matched = _same(old, new)
    taken = set(matched.values())
    pairs = sorted(
        _pairs(
            [(at, one) for at, one in enumerate(old) if at not in taken],
            [(at, one) for at, one in enumerate(new) if at not in matched],
        ),
        key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1:]),
    )
    for _, before, after in pairs:
        if after not in matched and before not in taken:
            matched[after] = before
            taken.add(before)
    return matched


def alikeness(one: Comparable, other: Comparable) -> float:
    """From 0 to 1: how much the facts say the same."""
    summary = _dice(one.summary_words, other.summary_words)
    date = float(one.report.occurred.edtf == other.report.occurred.edtf)
    if one.sentence is None or other.sentence is None:
        return (_SUMMARY * summary + _DATE * date) / (_SUMMARY + _DATE)
    sentence = 1.0 if one.sentence == other.sentence else _dice(one.sentence_words, other.sentence_words)
    return _SENTENCE * sentence + _SUMMARY * summary + _DATE * date


def _same(old: Sequence[Comparable], new: Sequence[Comparable]) -> dict[int, int]:
    """The pairs that need no comparing: most facts of a text that was revised."""
    by_id = {one.report.fact: before for before, one in enumerate(old)}
    matched = {after: by_id[o.report.fact] for after, o in enumerate(new) if o.report.fact in by_id}
    taken = set(matched.values())
    by_content: dict[Any, list[int]] = {}
    for before, one in enumerate(old):
        if before not in taken:
            by_content.setdefault(one.content, []).append(before)
    for after, other in enumerate(new):
        if after not in matched and by_content.get(other.content):
            matched[after] = by_content[other.content].pop(0)
    return matched


def _pairs(
    old: Iterable[tuple[int, Comparable]], new: Sequence[tuple[int, Comparable]]
) -> Iterator[tuple[float, int, int]]:
    """Pairs that are alike enough: how much, and the indexes of old and new."""
    for before, one in old:
        for after, other in new:
            alike = alikeness(one, other)
            if alike >= ENOUGH:
                yield alike, before, after


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))
