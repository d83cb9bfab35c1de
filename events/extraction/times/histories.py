"""Whether a text is a history: told in years long past, not from the day of publication."""

import re
from datetime import date

_YEAR = re.compile(r"(?<![\w$£€#.,-]) (1[4-9]\d\d | 20\d\d) (?![\w%] | [.,]\d)", re.VERBOSE)
_NEWSY = re.compile(
    r"""\b (?:
        yesterday | today | tomorrow | tonight | (?:last|this|next) [ ] (?:week|month|night|year)
      | (?:Mon|Tues|Wednes|Thurs|Fri) day
    ) \b""",
    re.VERBOSE,
)
YEARS_OLD, YEARS_MIN, YEARS_SHARE = 2, 8, 0.8
"""A history names many years, nearly all of them long past, and few days as a newspaper does."""


def is_history(text: str, published_on: date) -> bool:
    """Whether most years that the text names are old, and it speaks little as a newspaper does."""
    years = [int(year) for year in _YEAR.findall(text)]
    old = [year for year in years if year <= published_on.year - YEARS_OLD]
    return (
        len(years) >= YEARS_MIN
        and len(old) >= YEARS_SHARE * len(years)
        and len(_NEWSY.findall(text)) * 3 < len(years)
    )
