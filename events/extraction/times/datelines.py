"""What stands before the first sentence of a dispatch, "KYIV, Dec. 1 (Reuters) - ", and the day that it tells.

A paper prints tomorrow what was written today: LISBON, April 25 (UPI) -- in the paper of the 26th is of the 25th.
"""

import re
from datetime import date, timedelta

from events.extraction.times.periods import day_of
from events.extraction.times.words import MONTH_SHORT, MONTHS, WEEKDAY, WEEKDAYS

DAYS_MAX = 3
"""Older datelines are no datelines of this publication."""

LINES = 8
"""A dateline stands at the head of the text."""

HEAD_MAX = 4_000
"""So many characters of the text are its head at most."""

_SHORT_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b[.]?"
_MONTH_DAY = r"[A-Z][A-Za-z]{2,8}[.]?[ ]\d{1,2}|\d{1,2}[ ][A-Z][A-Za-z]{2,8}[.]?"
_DAY = rf"(?:{_MONTH_DAY}|[A-Z][A-Za-z]{{1,7}}(?:day|DAY)|{_SHORT_WEEKDAY})(?:,?[ ]\d{{4}})?"
_DASH = r"[ ]*(?:(?:--|[–—])[ ]*|[-_][ ]+)"

DATELINE = re.compile(
    rf"""[ ]*(?:[A-Z][A-Z.'’/-]+\b[.]?(?:[ ][A-Z][A-Z.'’/-]+)*   # KYIV, NEW YORK, ST. LOUIS
        (?:,[ ][A-Z][\w.]*(?:[ ][A-Z][\w.]*)*)?                  # , Ukraine
        (?:,?[ ]{_DAY})?                                         # , Dec. 1
        [.,]?[ ]*(?:\([^()\n]{{2,40}}\)[ ]*)?                     # (Reuters)
        {_DASH}                                                  # the dash
      |[A-Z][\w.'’]*(?:[ ,]+[A-Z][\w.'’]*|[ ,]+\d{{1,4}}){{0,6}}[ ]*\([A-Z][\w ./-]{{1,30}}\)[ ]*{_DASH}
      |[A-Z][\w.'’]*(?:[ ][A-Z][\w.'’]*){{0,3}},[ ]{_DAY}(?:[.,]?{_DASH}|:[ ]|[.]?[ ]*(?=[\r\n]|$))
      )""",
    re.VERBOSE,
)
"""What stands before the first sentence of a dispatch."""

_TOLD = re.compile(
    rf"""\b (?: (?P<m>{MONTH_SHORT}) [ ] (?P<d>\d{{1,2}}) \b | (?P<d2>\d{{1,2}}) [ ] (?P<m2>{MONTH_SHORT})
        | (?P<w> {WEEKDAY} \b | {_SHORT_WEEKDAY} ) )""",
    re.VERBOSE | re.IGNORECASE,
)


def written_on(text: str, published_on: date) -> date:
    """The day of the dateline, if the text has one of the last days before publication; else the day of publication."""
    datelines = filter(None, map(DATELINE.match, text[:HEAD_MAX].splitlines()[:LINES]))
    for found in filter(None, (_TOLD.search(dateline[0]) for dateline in datelines)):
        if found["w"]:
            back = (published_on.weekday() - WEEKDAYS[found["w"].rstrip(".").lower()]) % 7
            if back <= DAYS_MAX:
                return published_on - timedelta(days=back)
            continue
        month = MONTHS.get((found["m"] or found["m2"]).rstrip(".").lower())
        day = int(found["d"] or found["d2"])
        for year in (published_on.year, published_on.year - 1):
            told = day_of(year, month, day) if month and day and year else None
            if told and timedelta(0) <= published_on - told.first <= timedelta(days=DAYS_MAX):
                return told.first
    return published_on
