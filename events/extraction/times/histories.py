"""Whether a text is a history: told in years long past, not from the day of publication."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_YEAR = re.compile(r"(?<![\w$£€#.,-]) (1[4-9]\d\d | 20\d\d) (?![\w%] | [.,]\d)", re.VERBOSE)
_NEWSY = re.compile(
    r"""\b (?:
        yesterday | today | tomorrow | tonight | (?:last|this|next) [ ] (?:week|month|night|year)
      | (?:last|this|next) [ ] (?:spring|summer|autumn|winter)
      | (?:Mon|Tues|Wednes|Thurs|Fri) day | on [ ] (?:Satur|Sun) day
    ) \b""",
    re.VERBOSE,
)
YEARS_OLD, YEARS_MIN, YEARS_SHARE = 2, 8, 0.8
"""A history names many years, nearly all of them long past, and few days as a newspaper does."""

NEWSY_SHARE = 30
"""A history in a newspaper has a word such as "yesterday" for so many years; one in a book has fewer."""


@dataclass(frozen=True, slots=True)
class Years:
    """How many years a text names, how many of them are old, and how many words of newspapers stand beside."""

    named: int
    old: int
    newsy: int

    @classmethod
    def of(cls, text: str, published_on: date) -> Self:
        years = [int(year) for year in _YEAR.findall(text)]
        old = sum(year <= published_on.year - YEARS_OLD for year in years)
        return cls(len(years), old, len(_NEWSY.findall(text)))

    @property
    def is_history(self) -> bool:
        return (
            self.named >= YEARS_MIN and self.old >= YEARS_SHARE * self.named and self.newsy * 3 < self.named
        )

    @property
    def is_newsy(self) -> bool:
        return self.newsy * NEWSY_SHARE >= self.named
