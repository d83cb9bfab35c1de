"""Days that name themselves, wholly or but for the year or the week: "3 May 1945", "Oct. 14", "Tuesday"."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from events.extraction.times.context import Context
from events.extraction.times.periods import Period, Unit, day_of
from events.extraction.times.reading import Found, Reading, Rule, before, dated, rule, verbose
from events.extraction.times.words import (
    MONTH,
    MONTH_SHORT,
    ORDINAL,
    WEEKDAY,
    WEEKDAY_SHORT,
    WEEKDAYS,
    any_of,
    figures,
    month_number,
    ordinal,
    spaced,
)
from events.extraction.times.years import MEASURED, YEAR, year_of

DAY = r"(?: (?:3[01] | [12]\d | 0?[1-9]) (?:st|nd|rd|th)? (?! [\d%] | [.,:]\d ) )"
_ON = rf"(?: (?P<on>{WEEKDAY_SHORT}) ,? \s+ )?"
_NOT_BEFORE_DAY = r"(?<! [\w.,£$€-] )"
_JOINT = r"(?: \s* (?: ,? \s* \b (?:and|or|to|through|until) \b | [-–—,] ) \s* (?:the \s+)? )"
_LIST = rf"(?: {_JOINT} (?:{MONTH_SHORT} \s+)? {DAY} (?: \s+ {MONTH_SHORT} )? )"
_YEAR_AHEAD = verbose(rf"(?: {_LIST} ){{1,3}} ,? \s+ (?P<y>{YEAR})")
_PAPERS = any_of(
    "Times", "Mail", "Mirror", "Telegraph", "Herald", "Post", "Express", "Night Live", "Sun", "Agreement"
)
_NAMED = any_of(
    *(
        "Black",
        "Good",
        "Ash",
        "Bloody",
        "Palm",
        "Super",
        "Maundy",
        "Shrove",
        "Cyber",
        "Easter",
        "Whit",
        "Holy",
    )
)
_IN_A_NAME = re.compile(rf"{_NAMED}\s$")


@rule(
    r"""(?<![\w-]) (\d{4})-(\d\d)-(\d\d)
    (?: [T ] (\d\d:\d\d) (?: :\d\d )? \s? (Z | [+-]\d\d:?\d\d)? )? (?![\w-])"""
)
def iso(found: Found, context: Context) -> Reading | None:
    """2025-12-01, with a time or without."""
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    period = day_of(year, month, day)
    if period and found[4] and found[4] < "24":
        at = f"{period.value}T{found[4]}"
        return Reading("TIME", at, period, edtf=at, occurred=at)
    return _given(period) or _never(year, month)


@rule(rf"\b {_ON} (?P<m>{MONTH_SHORT}) \s+ (?P<d>{DAY}) ,? \s+ (?P<y>{YEAR})")
def month_day_year(found: Found, context: Context) -> Reading | None:
    """May 3, 1945."""
    return _day(found)


@rule(
    rf"""(?<![\w.,]) {_ON} (?:the \s+)?
    (?P<t> (?P<d>{DAY}) (?:\s+ day)? (?:\s+ of)? \s+ (?P<m>{MONTH_SHORT}) ,? \s+ (?P<y>{YEAR}) )"""
)
def day_month_year(found: Found, context: Context) -> Reading | None:
    """3 May 1945, the 3rd of May, 1945."""
    return _day(found)


@rule(r"(?<![\w/.,-]) (\d{1,2})/(\d{1,2})/(\d{4}|\d\d) (?![\w/])")
def slashed(found: Found, context: Context) -> Reading | None:
    """12/1/2025: the American order, unless only the other one is a date."""
    first, second, year = int(found[1]), int(found[2]), year_of(found[3])
    return _given(day_of(year, first, second) or day_of(year, second, first))


@rule(
    rf"""\b {_ON} (?P<m>{MONTH_SHORT}) \s+ (?:the \s+)? (?P<d>{DAY})
    (?! \s+ {MEASURED} ) (?! \s* [-/] \s* \d{{1,2}} \s+ (?:win|loss|vote) )"""
)
def month_day(found: Found, context: Context) -> Reading | None:
    """Oct. 14."""
    return _of_unsaid_year(found, context)


@rule(
    rf"""(?: {_NOT_BEFORE_DAY} | (?<=\d-) ) {_ON} (?:the \s+)?
    (?P<t> (?P<d>{DAY}) (?:\s+ of)? \s+ (?P<m>{MONTH_SHORT}) ) (?![\w-])"""
)
def day_month(found: Found, context: Context) -> Reading | None:
    """14 October, the 14th of October."""
    return _of_unsaid_year(found, context)


def _of_unsaid_year(found: Found, context: Context) -> Reading | None:
    """With the year that ends its list ("May 3 and June 5, 1945"), that fits its weekday, or that the context tells."""
    if found["m"] in ("may", "march", "mar"):
        return None
    month, day = month_number(found["m"]), figures(found["d"])
    if ahead := _YEAR_AHEAD.match(found.string, found.end()):
        return _given(day_of(int(ahead["y"]), month, day))
    period, told = context.day(month, day, found.start(), found.end())
    if period and found["on"]:
        period = _on_weekday(period, WEEKDAYS[found["on"].rstrip(".").lower()])
    return dated(period, told) if period else None


def _on_weekday(period: Period, weekday: int) -> Period:
    """That day of the year nearest to it in which it is such a weekday."""
    near = (period.first.year + years for years in (0, -1, 1))
    days = (day_of(year, period.first.month, period.first.day) for year in near)
    return next((day for day in days if day and day.first.weekday() == weekday), period)


@rule(
    rf"""{_NOT_BEFORE_DAY} (?:the \s+)? (?P<t>(?P<d>{DAY}))
    (?= \s* (?: - | – | — | / | , | (?:and|or|to|through|until) \b ) \s* (?:the \s+)?
        (?P<to>{DAY}) (?:\s+ of)? \s+ (?P<m>{MONTH_SHORT}) (?:,? \s+ (?P<y>{YEAR}))? (?![\w-]) )"""
)
def first_of_month(found: Found, context: Context) -> Reading | None:
    """The first of "3 and 5 May", "12-14 July 1998"."""
    month, day = month_number(found["m"]), figures(found["d"])
    if found["m"] in ("may", "march", "mar") or day >= figures(found["to"]):
        return None
    if found["y"]:
        return _given(day_of(int(found["y"]), month, day))
    period, told = context.day(month, day, found.start(), found.end())
    return dated(period, told) if period else None


@rule(
    rf"""(?: (?<=\d)|(?<=st)|(?<=nd)|(?<=rd)|(?<=th) )
    \s* (?: - | – | — | (?:,? \s* (?:and|or|to|through|until) \b ) ) \s* (?:the \s+)?
    (?P<t> (?P<d>{DAY}) (?: ,? \s+ {YEAR} )? ) (?![\w-]) (?! \s+ {MEASURED} | \s+ {MONTH_SHORT} \b )"""
)
def last_of_month(found: Found, context: Context) -> Reading | None:
    """The last of "May 3-5", "May 3 and 5"."""
    last = context.last
    if last is None or last.period.unit != "day" or not _ends_in_day(found, last.start, last.end):
        return None
    day = figures(found["d"])
    first = last.period.first
    return _given(day_of(first.year, first.month, day)) if day > first.day else None


def _ends_in_day(found: Found, start: int, end: int) -> bool:
    """Whether the date told last is the one right before, and ends in its day: no other list goes on in days."""
    return (
        end == found.start()
        and re.search(r"[A-Za-z.]\s+\d{1,2}(?:st|nd|rd|th)?$", found.string[start:end]) is not None
    )


_SAID_BEFORE = ("last", "this past", "past", "the previous")
NEXT_DAYS = 1
"""A day so near is not called the next one: on a Monday "next Tuesday" is not tomorrow."""

_SAID_AFTER = ("next", "this coming", "coming")


@rule(
    rf"""\b (?: (?P<which> {any_of(*_SAID_BEFORE, *_SAID_AFTER, "this", "the following", "the next")} ) \s+ )?
    (?P<d>{WEEKDAY}) \b (?!s\b) (?! \s+ {_PAPERS} \b ) (?: \s+ (?:of \s+)? (?P<week>last|this|next) \s+ week \b )?"""
)
def weekday(found: Found, context: Context) -> Reading | None:
    """Tuesday, last Monday, Friday of next week; not the Sunday Times."""
    name = found["d"]
    if not name[0].isupper() or _IN_A_NAME.search(before(found, 9)):
        return None
    number, which = WEEKDAYS[name.lower()], spaced(found["which"] or "")
    if found["week"]:
        week = context.today("week").shifted({"last": -1, "next": 1}.get(found["week"].lower(), 0))
        return dated(Period("day", week.first + timedelta(days=number)))
    ahead = (number - context.published.weekday()) % 7
    if which in _SAID_AFTER:
        far = 7 if which == "next" and ahead <= NEXT_DAYS else 0
        return dated(Period("day", context.published + timedelta(days=(ahead + far) or 7)))
    if which.startswith("the ") and (told := context.day_anchor(found.start(), 3)) is not None:
        after = (number - told.period.first.weekday()) % 7 or 7
        return dated(told.period.shifted(after if which != "the previous" else after - 7 or -7), told)
    if which in _SAID_BEFORE:
        return dated(Period("day", context.published + timedelta(days=ahead - 7)))
    period, told = context.weekday(number, found.start("d"), found.end())
    return dated(period, told)


@rule(
    rf"""\b the \s+ (?P<n> first | last | {ORDINAL} ) \s+ day \s+ of \s+
    (?: the \s+ (?P<u>month|year) | (?P<m>{MONTH}) (?: ,? \s+ (?P<y>{YEAR}) )? ) \b"""
)
def day_of_unit(found: Found, context: Context) -> Reading | None:
    """The last day of the month, the first day of May."""
    if found["m"]:
        whole, told = context.month(month_number(found["m"]), found.start(), found.end())
        whole = Period("month", whole.first.replace(year=int(found["y"]))) if found["y"] else whole
    else:
        told = context.anchor(found.start(), 3)
        day = told.period.first if told else context.published
        whole = Period.of("month" if found["u"].lower() == "month" else "year", day)
    number = ordinal(found["n"])
    return dated(
        Period("day", whole.last if number is None else whole.first + timedelta(days=number - 1)), told
    )


@rule(
    rf"""\b the \s+ (?P<n> last | {ORDINAL} ) \s+ (?P<w>{WEEKDAY}) \s+ (?: in | of ) \s+
    (?P<m>{MONTH}) \b (?: ,? \s+ (?P<y>{YEAR}) )?"""
)
def weekday_of_month(found: Found, context: Context) -> Reading | None:
    """The first Monday in May."""
    month, told = context.month(month_number(found["m"]), found.start(), found.end())
    if found["y"]:
        month, told = Period("month", date(int(found["y"]), month.first.month, 1)), None
    days = [month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1)]
    such = [day for day in days if day.weekday() == WEEKDAYS[found["w"].lower()]]
    number = ordinal(found["n"])
    return dated(Period("day", such[-1] if number is None else such[number - 1]), told)


@rule(
    rf"""\b the \s+ (?P<u> weekend | week ) \s+ (?: of | beginning | ending | from ) \s+
    (?: (?P<d>{DAY}) (?: {_JOINT} {DAY} )? \s+ (?P<m>{MONTH_SHORT})
      | (?P<m2>{MONTH_SHORT}) \s+ (?P<d2>{DAY}) (?: {_JOINT} {DAY} )? ) (?: ,? \s+ (?P<y>{YEAR}) )?"""
)
def week_of(found: Found, context: Context) -> Reading | None:
    """The weekend of 8-9 March, the week of May 3."""
    month, day = month_number(found["m"] or found["m2"]), figures(found["d"] or found["d2"])
    period, told = (
        (day_of(int(found["y"]), month, day), None)
        if found["y"]
        else context.day(month, day, found.start(), found.end())
    )
    whole: Unit = "weekend" if found["u"].lower() == "weekend" else "week"
    return dated(Period.of(whole, period.first), told) if period else None


@rule(rf"\b (?: calendar \s+ )? week \s+ (?P<n> \d\d? ) (?: \s+ of | , )? \s+ (?P<y>{YEAR})")
def week_number(found: Found, context: Context) -> Reading | None:
    """Week 48 of 2025."""
    return dated(Period("week", date.fromisocalendar(int(found["y"]), int(found["n"]), 1)))


def _day(found: Found) -> Reading:
    year, month = int(found["y"]), month_number(found["m"])
    return _given(day_of(year, month, figures(found["d"]))) or _never(year, month)


def _never(year: int, month: int) -> Reading:
    """A day that was never: its month, in doubt. Raises ValueError where that never was either."""
    period = Period("month", date(year, month, 1))
    return replace(dated(period), edtf=f"{period.edtf}?", occurred=f"{period.edtf}?")


def _given(period: Period | None) -> Reading | None:
    return dated(period) if period else None


RULES: Iterable[Rule] = (
    *(iso, month_day_year, day_month_year, slashed, day_of_unit, month_day, day_month),
    *(first_of_month, last_of_month, weekday_of_month, week_of, week_number, weekday),
)
