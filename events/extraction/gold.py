"""Gold: the dated facts and time expressions of a text as a person annotated them, read from JSON.

A fact has its sentence `[start, end)`, the words that may be its `trigger`, and its fields. `tier` is `core` or
`optional`: the latter are debatable, and finding them counts neither way. Each of its `alternatives` gives other
values of some fields, which count as right, too.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from events.extraction.extraction import Range, TimexType
from events.payloads import Status


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldOccurred(_Gold):
    edtf: str


class GoldAlternative(_Gold):
    edtf: str | None = None
    status: Status | None = None
    attributed_to: str | None = None
    actors: tuple[str, ...] | None = None
    locations: tuple[str, ...] | None = None


class GoldWord(Range):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldFact(_Gold):
    id: str
    start: int
    end: int
    summary: str = ""
    trigger: tuple[GoldWord, ...] = Field(min_length=1)
    occurred: GoldOccurred
    status: Status
    attributed_to: str | None = None
    actors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    tier: Literal["core", "optional"] = "core"
    alternatives: tuple[GoldAlternative, ...] = ()

    @property
    def is_core(self) -> bool:
        return self.tier == "core"

    @property
    def dates(self) -> tuple[str, ...]:
        """The EDTF strings that count as right, the annotator's choice first; so are the others below."""
        return (self.occurred.edtf, *(other.edtf for other in self._others("edtf") if other.edtf is not None))

    @property
    def statuses(self) -> tuple[Any, ...]:
        return (self.status, *(other.status for other in self._others("status")))

    @property
    def attributions(self) -> tuple[str | None, ...]:
        return (self.attributed_to, *(other.attributed_to for other in self._others("attributed_to")))

    def sets(self, field: Literal["actors", "locations"]) -> tuple[tuple[str, ...], ...]:
        """The sets of names that count as right."""
        return (getattr(self, field), *(getattr(other, field) or () for other in self._others(field)))

    def _others(self, field: str) -> list[GoldAlternative]:
        return [other for other in self.alternatives if field in other.model_fields_set]


class GoldTimex(GoldWord):
    type: TimexType | None = None
    value: str


GOLD_FACTS: TypeAdapter[tuple[GoldFact, ...]] = TypeAdapter(tuple[GoldFact, ...])
GOLD_TIMEXES: TypeAdapter[tuple[GoldTimex, ...]] = TypeAdapter(tuple[GoldTimex, ...])
