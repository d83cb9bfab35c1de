"""Dates told by their distance: from publication ("two years ago"), from a date before, from an event."""

from events.extraction.times.context import Anchor, Context
from events.extraction.times.periods import Period, Unit, finer
from events.extraction.times.reading import Found, Reading, Rule, rule
from events.extraction.times.relative import NEARBY, TO_PERIOD
from events.extraction.times.words import (
    APPROX,
    CLOCK_UNITS,
    COUNT,
    UNIT,
    UNITS,
    WEEKDAY,
    approximate,
    number,
    unit,
)

MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
DAYS_OF: dict[str, int] = {
    "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652,
}  # fmt: skip
"""How many days an offset from an event has, roughly where the calendar has no fixed number."""

_FAR = rf"\b (?: (?P<a>{APPROX}) \s+ )? (?P<n>{COUNT}) \s+ (?P<u>{UNIT}) \s+"
_ENDS = r"(?= \s* [.,;)] | \s* $ )"


@rule(rf"{_FAR} ago \b (?: \s+ (?: today | {WEEKDAY} | this \s+ (?:week|month) ) )?")
def ago(found: Found, context: Context) -> Reading | None:
    """Two years ago, about a month ago."""
    return _away(found, context, -1, None)


@rule(rf"{_FAR} (?: from \s+ (?:now|today) | hence ) \b")
def from_now(found: Found, context: Context) -> Reading | None:
    """Three weeks from now."""
    return _away(found, context, 1, None)


@rule(
    rf"""{_FAR} (?P<side> later | earlier | afterwards? | thereafter | beforehand | previously
      | before (?: \s+ that )? {_ENDS} | after \s+ that {_ENDS} )"""
)
def away_from_told(found: Found, context: Context) -> Reading | None:
    """Two days later, a year earlier: from the date told before."""
    sign = 1 if found["side"].lower().startswith(("later", "after", "thereafter")) else -1
    return _away(found, context, sign, context.anchor(found.start(), None if context.is_history else NEARBY))


def _away(found: Found, context: Context, sign: int, told: Anchor | None) -> Reading | None:
    count, word = number(found["n"]), unit(found["u"])
    if count is None or (word in CLOCK_UNITS and told is None):
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    if word in CLOCK_UNITS:
        return Reading("DURATION", f"PT{count:g}{UNITS[word]}", counts=True)
    base = told.period if told else context.today("day")
    shifted, known = _shifted(base, sign * count, word), _known_to(word, told)
    exact = Period.of(known, shifted.first)
    value, edtf, mod = exact.value, exact.edtf, approximate(found["a"])
    if word in ("week", "fortnight") and base.unit == "day":
        # Annotators name the week, readers think of the day.
        day = Period("day", shifted.first)
        value = Period.of("week", day.first).value if told is None and count > 1 else day.value
        exact, edtf = day, day.edtf
    rough = mod is not None or (known == "day" and word != "day")
    occurred = f"{edtf}~" if "/" not in edtf and rough else edtf
    return Reading("DATE", value, exact, mod, edtf, occurred, anchor=told.span if told else None)


def _shifted(base: Period, count: float, word: str) -> Period:
    period_unit, times = TO_PERIOD[word]
    if period_unit in MONTHS_OF:
        return base.shifted(int(count * times * MONTHS_OF[period_unit]), "month")
    return base.shifted(int(count * times), "day" if period_unit == "day" else "week")


def _known_to(word: str, told: Anchor | None) -> Unit:
    """What is told in years is known to the year, or to the day where the date it is told from is a day."""
    period_unit, _ = TO_PERIOD[word]
    known: Unit = "year" if period_unit in ("decade", "century") else period_unit
    return told.period.unit if told is not None and finer(known, told.period.unit) else known


@rule(
    rf"""\b (?: (?: (?P<a>{APPROX}) \s+ )? (?P<n> {COUNT} | the ) \s+ (?P<u> day|night|week|month|year|decade )s? \s+
          (?P<side> before | after | following | prior \s+ to )
      | (?: on \s+ )? the \s+ (?: very \s+ )? (?P<eve>eve) \s+ of ) \s+ (?= \S )"""
)
def away_from_event(found: Found, context: Context) -> Reading | None:
    """A day after the summit, on the eve of the talks: the date of the event is for others to find."""
    if found["eve"]:
        return Reading("DATE", "XXXX-XX-XX", offset=-1)
    count, word = number("a" if found["n"].lower() == "the" else found["n"]), unit(found["u"])
    if count is None:
        return None
    sign = 1 if found["side"].lower() in ("after", "following") else -1
    value = "XXXX-XX-XX" if word in ("day", "night") else "XXXX"
    return Reading("DATE", value, offset=int(sign * count * DAYS_OF[word]))


RULES: tuple[Rule, ...] = (away_from_event, ago, from_now, away_from_told)
