"""What was worked out and may be used again: the values used last, as many as fit. Pure."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, of at most `weight_max` altogether; those that were not used for longest make room."""

    def __init__(self, weight_max: int) -> None:
        self.weight = 0
        self._weight_max = weight_max
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The value, which has been used now; None where there is none, or no more."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def keep(self, key: K, value: V, weight: int) -> None:
        """`value` is kept in the place of an earlier one, unless it is heavier than all together may be."""
        self._drop(key)
        if weight > self._weight_max:
            return
        self._values[key] = (value, weight)
        self.weight += weight
        while self.weight > self._weight_max:
            self._drop(next(iter(self._values)))

    def _drop(self, key: K) -> None:
        if (dropped := self._values.pop(key, None)) is not None:
            self.weight -= dropped[1]
