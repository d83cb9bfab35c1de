"""A figure: what was measured, beside what else was measured in the same run, and how that compares with the aim."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Way = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Aim:
    """What the ratio of the figure to another one of the run has to be, or the figure itself where `to` is empty."""

    way: Way
    value: float
    to: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value of Asof, its limit and its peers."""

    name: str
    value: float
    unit: str
    p99: float | None = None
    beside: tuple[tuple[str, float], ...] = ()
    aims: tuple[Aim, ...] = ()
    note: str = ""

    def reached(self, aim: Aim) -> float:
        """What is held against the aim: the ratio, or the value."""
        return self.value / dict(self.beside)[aim.to] if aim.to else self.value

    def holds(self, aim: Aim) -> bool:
        reached = self.reached(aim)
        return reached >= aim.value if aim.way == "at least" else reached <= aim.value

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "p99": self.p99,
            "beside": dict(self.beside),
            "aims": [
                {
                    "way": aim.way,
                    "value": aim.value,
                    "to": aim.to,
                    "reached": self.reached(aim),
                    "holds": self.holds(aim),
                }
                for aim in self.aims
            ],
            "note": self.note,
        }


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds; of few values, the greatest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
