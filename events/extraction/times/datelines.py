"""The day an agency's report was written, where its dateline tells it: "today" in it is that day.

A paper prints tomorrow what was written today: LISBON, April 25 (UPI) -- in the paper of the 26th.
"""

import re
from datetime import date, timedelta

from events.extraction.times.periods import day_of
from events.extraction.times.words import MONTH_SHORT, MONTHS, WEEKDAY, WEEKDAYS

DAYS_MAX = 3
"""Older datelines are no datelines of this publication."""

LINES = 8
"""A dateline stands at the head of the text."""

_MONTH_DAY = rf"(?P<m>{MONTH_SHORT})\s+(?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}})\s+(?P<m2>{MONTH_SHORT})"
_WEEKDAY = rf"(?P<w>{WEEKDAY}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?)"
_PLACE = r"(?:[A-Z][\w.'-]*[A-Z.,][\w.,' -]{0,40}|(?:[A-Z][\w.'-]+,? ){1,4})"
_DATELINE = re.compile(
    rf"^\s*{_PLACE},?\s+(?i:{_MONTH_DAY}|{_WEEKDAY})(?:,?\s+\d{{4}})?"
    r"[,.]?\s*(?:\([A-Za-z .-]{2,30}\)\s*)?(?:-|--|\u2013|\u2014|:|\.|$)",
    re.MULTILINE,
)


def written_on(text: str, published_on: date) -> date:
    """The day of the dateline, if the text has one of the last days before publication; else the day of publication."""
    head = "\n".join(text.splitlines()[:LINES])
    for found in _DATELINE.finditer(head):
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
