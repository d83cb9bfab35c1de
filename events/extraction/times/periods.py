"""The calendar's units: days, weeks, months … centuries, each as TIMEX3 and as EDTF write it."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal, Self

Unit = Literal["day", "weekend", "week", "month", "quarter", "half", "season", "year", "decade", "century"]

_MONTHS: dict[Unit, int] = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "season": 3,
    "year": 12,
    "decade": 120,
    "century": 1200,
}
_DAYS: dict[Unit, int] = {"day": 1, "weekend": 7, "week": 7}
_FINEST_FIRST: tuple[Unit, ...] = (
    *("day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century"),
)
SEASONS = {3: ("SP", 21), 6: ("SU", 22), 9: ("FA", 23), 12: ("WI", 24)}
"""By first month: TIMEX3's letters and EDTF's number."""


@dataclass(frozen=True, slots=True)
class Period:
    """One unit of the calendar, from its first day. Arithmetic outside the years 1 to 9999 raises ValueError."""

    unit: Unit
    first: date

    @classmethod
    def of(cls, unit: Unit, day: date) -> Self:
        """The unit that holds `day`; the winter holds January and February of the year after."""
        match unit:
            case "day":
                return cls(unit, day)
            case "week":
                return cls(unit, day - timedelta(days=day.weekday()))
            case "weekend":
                return cls(unit, day - timedelta(days=day.weekday()) + timedelta(days=5))
            case "season":
                month = day.month // 3 * 3 or 12
                return cls(unit, date(day.year - (day.month < 3), month, 1))
            case "month" | "quarter" | "half" | "year":
                months = _MONTHS[unit]
                return cls(unit, date(day.year, (day.month - 1) // months * months + 1, 1))
            case "decade":
                return cls(unit, date(max(day.year // 10 * 10, 1), 1, 1))
            case "century":
                return cls(unit, date(max((day.year - 1) // 100 * 100 + 1, 1), 1, 1))

    @property
    def last(self) -> date:
        """Its last day."""
        if self.unit == "weekend":
            return self.first + timedelta(days=1)
        if self.unit in _DAYS:
            return self.first + timedelta(days=_DAYS[self.unit] - 1)
        return _months_on(self.first, _MONTHS[self.unit]) - timedelta(days=1)

    def shifted(self, number: int, unit: Unit | None = None) -> Self:
        """The period `number` units later (its own, or those given); days of shorter months are their last."""
        unit = unit or self.unit
        if unit in _DAYS:
            return type(self).of(self.unit, self.first + timedelta(days=number * _DAYS[unit]))
        return replace(self, first=_months_on(self.first, number * _MONTHS[unit]))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def value(self) -> str:
        """As TIMEX3 writes it."""
        year = f"{self.first.year:04}"
        match self.unit:
            case "day":
                return self.first.isoformat()
            case "week" | "weekend":
                of, week, _ = self.first.isocalendar()
                return f"{of:04}-W{week:02}" + ("-WE" if self.unit == "weekend" else "")
            case "month":
                return f"{year}-{self.first.month:02}"
            case "quarter":
                return f"{year}-Q{self.first.month // 3 + 1}"
            case "half":
                return f"{year}-H{self.first.month // 6 + 1}"
            case "season":
                return f"{year}-{SEASONS[self.first.month][0]}"
            case "year":
                return year
            case "decade":
                return year[:3]
            case "century":
                return f"{(self.first.year - 1) // 100:02}"

    @property
    def edtf(self) -> str:
        year = f"{self.first.year:04}"
        match self.unit:
            case "day" | "month" | "year":
                return self.value
            case "week" | "weekend":
                return f"{self.first.isoformat()}/{self.last.isoformat()}"
            case "quarter":
                return f"{year}-{33 + self.first.month // 3}"
            case "half":
                return f"{year}-{40 + self.first.month // 6}"
            case "season":
                return f"{year}-{SEASONS[self.first.month][1]}"
            case "decade":
                return f"{year[:3]}X"
            case "century":
                return f"{year}/{self.last.year:04}"


def day_of(year: int, month: int, day: int) -> Period | None:
    """That day; None where there is none."""
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return Period("day", date(year, month, day))


def finer(one: Unit, other: Unit) -> bool:
    return _FINEST_FIRST.index(one) < _FINEST_FIRST.index(other)


def _months_on(day: date, months: int) -> date:
    ahead = day.year * 12 + day.month - 1 + months
    year, month = ahead // 12, ahead % 12 + 1
    if not 1 <= year <= MAXYEAR:
        raise ValueError(f"expected a year from 1 to {MAXYEAR}, found {year}")
    return date(year, month, min(day.day, monthrange(year, month)[1]))
