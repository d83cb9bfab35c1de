"""How many are right of those found and of those wanted, and the measures that follow."""

from dataclasses import dataclass, fields
from typing import Any, Self


class Additive:
    """A dataclass whose sum is that of its fields: sums of counts give micro averages."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        this: Any = self
        return type(this)(*(getattr(this, f.name) + getattr(other, f.name) for f in fields(this)))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Counts(Additive):
    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where nothing was found and nothing wanted."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else None


NONE = Counts()
