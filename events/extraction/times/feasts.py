"""Days with a name of their own: feasts that come each year, and the few days that happened once."""

import re
from datetime import date, timedelta

from dateutil.easter import easter

from events.extraction.times.anchor import Anchor
from events.extraction.times.context import Context
from events.extraction.times.periods import Period
from events.extraction.times.reading import Found, Reading, Rule, dated, rule
from events.extraction.times.words import any_of, spaced
from events.extraction.times.years import YEAR

FIXED = {
    "new year": (1, 1), "new year's day": (1, 1), "epiphany": (1, 6), "australia day": (1, 26), "burns night": (1, 25),
    "valentine's day": (2, 14), "st david's day": (3, 1), "st patrick's day": (3, 17), "st. patrick's day": (3, 17),
    "april fools' day": (4, 1),
    "earth day": (4, 22), "st george's day": (4, 23), "anzac day": (4, 25), "may day": (5, 1),
    "labour day": (5, 1), "juneteenth": (6, 19), "canada day": (7, 1), "independence day": (7, 4),
    "the fourth of july": (7, 4), "bastille day": (7, 14), "halloween": (10, 31), "all saints' day": (11, 1),
    "bonfire night": (11, 5), "armistice day": (11, 11), "remembrance day": (11, 11), "veterans day": (11, 11),
    "st andrew's day": (11, 30), "christmas eve": (12, 24), "christmas": (12, 25), "christmas day": (12, 25),
    "boxing day": (12, 26), "new year's eve": (12, 31), "hogmanay": (12, 31),
}  # fmt: skip
"""Month and day."""

NTH_WEEKDAYS = {
    "martin luther king day": (1, 0, 3), "martin luther king jr. day": (1, 0, 3), "presidents' day": (2, 0, 3),
    "presidents day": (2, 0, 3), "mother's day": (5, 6, 2), "memorial day": (5, 0, -1), "father's day": (6, 6, 3),
    "labor day": (9, 0, 1), "columbus day": (10, 0, 2), "thanksgiving": (11, 3, 4), "thanksgiving day": (11, 3, 4),
}  # fmt: skip
"""Month, weekday, and which of the month; -1 is the last."""

FROM_EASTER = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2, "easter": 0, "easter sunday": 0,
    "easter monday": 1, "pentecost": 49, "whit sunday": 49, "whitsun": 49, "whit monday": 50,
}  # fmt: skip
FROM_THANKSGIVING = {"black friday": 1, "cyber monday": 4}

SOON_DAYS = 14
WEDNESDAY = 2

ONCE = {
    "9/11": date(2001, 9, 11),
    "d-day": date(1944, 6, 6),
    "ve day": date(1945, 5, 8),
    "v-e day": date(1945, 5, 8),
    "vj day": date(1945, 8, 15),
    "v-j day": date(1945, 9, 2),
}
_EACH_YEAR = any_of(*FIXED, *NTH_WEEKDAYS, *FROM_EASTER, *FROM_THANKSGIVING)


@rule(
    rf"""\b (?: (?P<which> {any_of("last", "next", "this", "this past", "this coming")} ) \s+ )?
    (?P<h>{_EACH_YEAR}) \b (?: \s+ (?P<we>weekend) \b )? (?: ,? \s+ (?P<y>{YEAR}) )?"""
)
def feast(found: Found, context: Context) -> Reading | None:
    """Christmas Day, Easter 1916."""
    if not found["h"].removeprefix("the ")[0].isupper():
        return None
    day, told = _day(found, context)
    return dated(_weekend_at(day) if found["we"] else day, told)


def _day(found: Found, context: Context) -> tuple[Period, Anchor | None]:
    name = spaced(found["h"])
    if found["y"]:
        return _day_in(int(found["y"]), name), None
    if (told := context.year_teller(found.start(), found.end())) is not None:
        return _day_in(told.period.first.year, name), told
    around = [_day_in(context.published.year + years, name) for years in (-1, 0, 1)]
    if _is_ahead(found, context):
        return next(day for day in around if day.first >= context.published), None
    return [day for day in around if day.first <= context.published][-1], None


def _weekend_at(day: Period) -> Period:
    """The weekend that a feast makes longer: the one before a Monday, the one after a Thursday."""
    weekday = day.first.weekday()
    saturday = day.first + timedelta(days=-weekday - 2 if weekday < WEDNESDAY else 5 - weekday)
    return Period.of("weekend", saturday)


def _is_ahead(found: Found, context: Context) -> bool:
    if spaced(found["which"] or "") in ("next", "this coming") or context.until_then(found.start()):
        return True
    if not found["which"] and _comes_soon(spaced(found["h"]), context):
        return True
    return context.tense(found.start(), found.end()) == "future"


def _comes_soon(name: str, context: Context) -> bool:
    """Whether it is a few weeks ahead: then nobody calls the one a year before by its bare name."""
    this = [_day_in(context.published.year + years, name).first for years in (0, 1)]
    return any(timedelta(0) < day - context.published <= timedelta(days=SOON_DAYS) for day in this)


def _day_in(year: int, name: str) -> Period:
    """The day of that feast in a year."""
    if name in FIXED:
        return Period("day", date(year, *FIXED[name]))
    if name in FROM_EASTER:
        return Period("day", easter(year) + timedelta(days=FROM_EASTER[name]))
    if name in FROM_THANKSGIVING:
        return _day_in(year, "thanksgiving").shifted(FROM_THANKSGIVING[name])
    month, weekday, nth = NTH_WEEKDAYS[name]
    whole = Period("month", date(year, month, 1))
    if nth < 0:
        return Period("day", whole.last - timedelta(days=(whole.last.weekday() - weekday) % 7))
    return Period("day", whole.first + timedelta(days=(weekday - whole.first.weekday()) % 7 + 7 * (nth - 1)))


@rule(rf"(?<![\w/]) (?P<n>{'|'.join(map(re.escape, ONCE))}) (?![\w/])")
def named_day(found: Found, context: Context) -> Reading | None:
    """9/11, D-Day."""
    return dated(Period("day", ONCE[found["n"].lower()]))


RULES: tuple[Rule, ...] = (feast, named_day)
