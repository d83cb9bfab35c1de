"""Pairing what was found with what was wanted, one to one."""

from collections.abc import Mapping, Sequence

Pairs = dict[int, int]


def matched(wanted: Mapping[int, Sequence[int]], begun: Pairs | None = None) -> Pairs:
    """As many pairs as there can be: each left number with one of the right numbers that `wanted` lists for it.

    Lefts that come first are never given up for later ones, and rights that are listed first are preferred: so the
    order says what matters where not all can be paired. `begun` are pairs to start from; who is in them stays
    paired, though perhaps with another. (Augmenting paths, after Kuhn and Hall.)
    """
    left_of = {right: left for left, right in (begun or {}).items()}
    paired = set(left_of.values())
    for left in wanted:
        if left not in paired and _paired(left, wanted, left_of, set()):
            paired.add(left)
    return dict(sorted((left, right) for right, left in left_of.items()))


def _paired(left: int, wanted: Mapping[int, Sequence[int]], left_of: Pairs, tried: set[int]) -> bool:
    free = [right for right in wanted[left] if right not in left_of]
    for right in (*free, *wanted[left]):
        if right in tried:
            continue
        tried.add(right)
        if right not in left_of or _paired(left_of[right], wanted, left_of, tried):
            left_of[right] = left
            return True
    return False
