"""Periods of which companies give account: "the year-earlier quarter", "the quarter ended Sept. 30", "year-end"."""

from datetime import date

from events.extraction.times.anchor import Anchor
from events.extraction.times.context import Context
from events.extraction.times.periods import Period, Unit, day_of
from events.extraction.times.reading import Found, Reading, Rule, dated, rule
from events.extraction.times.words import MONTH_SHORT, any_of, figures, month_number
from events.extraction.times.years import YEAR

QUARTERS_BACK = 6
"""So many dates back stands the quarter that another one is held against."""

NEW_QUARTER_DAYS = 60
"""So long after a quarter has ended companies still tell of it as "the quarter"."""

MONTH_END = 28
"""From this day on a month is over for those who give account."""

_MONTHS = {"three": 3, "3": 3, "six": 6, "6": 6, "nine": 9, "9": 9, "twelve": 12, "12": 12}

_OF = r"(?P<of> period | quarter | month | week )"


@rule(
    rf"""\b (?P<t> (?: the \s+ (?= \S+ \s+ {_OF.replace("?P<of>", "?:")} ) )?
        (?P<u> year | month | week ) - (?: earlier | ago ) (?: \s+ {_OF} )? ) \b"""
)
def held_against(found: Found, context: Context) -> Reading | None:
    """The year-earlier quarter, the year-ago period: the same part of the year before."""
    told = _quarter_told(context)
    units: dict[str, Unit] = {"year": "year", "quarter": "quarter", "month": "month", "week": "week"}
    word = (found["of"] or "period").lower()
    unit = units.get(word) or ("quarter" if told else units[found["u"].lower()])
    base = told.period if told and unit == "quarter" else running(unit, context)
    if found["u"].lower() == "year":
        return dated(Period.of(unit, base.shifted(-12, "month").first), told if unit == "quarter" else None)
    return dated(base.shifted(-1))


def _quarter_told(context: Context) -> Anchor | None:
    last = list(context.back())[:QUARTERS_BACK]
    return next((told for told in last if told.period.unit == "quarter"), None)


def running(unit: Unit, context: Context) -> Period:
    """The quarter of which news tells, else the unit in which publication lies."""
    this = context.today(unit)
    if unit == "quarter" and (context.published - this.first).days <= NEW_QUARTER_DAYS:
        return this.shifted(-1)
    return this


@rule(
    r"""\b (?: the \s+ )? (?: latest | most \s+ recent | recent | recently \s+ (?:ended|completed) )
    \s+ quarter \b"""
)
def latest_quarter(found: Found, context: Context) -> Reading | None:
    """The latest quarter: the one that is over."""
    return dated(context.today("quarter").shifted(-1))


@rule(
    rf"""\b (?P<t> the \s+ (?: (?:fiscal|financial) \s+ )? (?P<u> quarter | month | week ) ) \s+
    (?= (?: that \s+ )? (?: ended | ending | to ) \s+ (?: on \s+ )?
        (?: (?P<m>{MONTH_SHORT}) \s+ (?P<d> \d\d? ) | (?P<d2> \d\d? ) \s+ (?P<m2>{MONTH_SHORT}) )
        (?: ,? \s+ (?P<y>{YEAR}) )? )"""
)
def ended(found: Found, context: Context) -> Reading | None:
    """The quarter that ended on Sept. 30."""
    month, day = month_number(found["m"] or found["m2"]), figures(found["d"] or found["d2"])
    last = day_of(int(found["y"]), month, day) if found["y"] else context.day(month, day, *found.span())[0]
    if last is None:
        return None
    units: dict[str, Unit] = {"quarter": "quarter", "month": "month", "week": "week"}
    return dated(Period.of(units[found["u"].lower()], last.first))


@rule(
    rf"""\b (?: (?:in|for|over|during) \s+ )? (?P<t> (?: the \s+ )?
        (?: (?P<n> {any_of(*_MONTHS)} ) [\s-]+ months? | (?: (?:full|financial|fiscal) \s+ )? year
            | (?P<half> half[\s-]year | six-month \s+ period ) )
        \s+ (?: to | ended | ending ) \s+ (?: (?: the \s+ )? end \s+ of \s+ | (?P<d> \d\d ) \s+ )?
        (?P<m>{MONTH_SHORT}) (?: \s+ (?P<d2> \d\d ) \b )? (?: ,? \s+ (?P<y>{YEAR}) )? (?! \s+ \d ) )"""
)
def months_to(found: Found, context: Context) -> Reading | None:
    """The year to March, the six months ended June 30: all months up to that one."""
    day = found["d"] or found["d2"]
    if day and int(day) < MONTH_END:
        return None
    months = 6 if found["half"] else _MONTHS[found["n"].lower()] if found["n"] else 12
    number = month_number(found["m"])
    if found["y"]:
        last = Period("month", date(int(found["y"]), number, 1))
    else:
        last, _ = context.month(number, *found.span())
    length = "P1Y" if months == 12 else f"P{months}M"
    edtf = f"{last.shifted(1 - months).edtf}/{last.edtf}"
    return Reading("DURATION", length, edtf=edtf, occurred=edtf, extent="throughout")


@rule(r"\b (?: (?P<which> last | the \s+ previous ) \s+ )? year [-\s]end \b")
def year_end(found: Found, context: Context) -> Reading | None:
    """Year-end: of this year, of the one before in its first months."""
    year = context.published.year
    behind_us = found["which"] or (context.published.month <= 3 and context.tense(*found.span()) != "future")
    return dated(Period("year", date(year - 1 if behind_us else year, 1, 1)), mod="END")


RULES: tuple[Rule, ...] = (held_against, latest_quarter, ended, months_to, year_end)
