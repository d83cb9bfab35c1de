"""Dates told by their distance: from publication ("two years ago"), from a date before, from an event."""

from events.extraction.times.anchor import Anchor
from events.extraction.times.context import Context
from events.extraction.times.periods import Period, Unit, finer
from events.extraction.times.reading import Found, Reading, Rule, before, dated, rule, verbose
from events.extraction.times.relative import NEARBY, TO_PERIOD, of_day
from events.extraction.times.words import (
    APPROX,
    CLOCK_UNITS,
    COUNT,
    DAY_PART,
    UNIT,
    UNITS,
    WEEKDAY,
    approximate,
    number,
    unit,
    written,
)

MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
DAYS_OF: dict[str, int] = {
    "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652,
}  # fmt: skip
"""How many days an offset from an event has, roughly where the calendar has no fixed number."""

_COMPARING = verbose(r"\b (?: from | than | with | to | versus | against ) [ ] $")
COMPARED_BEFORE = 10
"""So many characters before it a comparison's preposition begins."""

_FAR = rf"\b (?: (?P<a>{APPROX}) \s+ )? (?P<n>{COUNT}) \s+ (?P<u>{UNIT}) \s+"
_ENDS = r"(?= \s* [.,;)] | \s* $ )"


@rule(
    rf"""{_FAR} ago \b
    (?: \s+ (?: (?P<day>today) | this \s+ (?P<p>{DAY_PART}) | {WEEKDAY} | this \s+ (?P<w>week|month) ) \b )?"""
)
def ago(found: Found, context: Context) -> Reading | None:
    """Two years ago, about a month ago, ten years ago today."""
    count = number(found["n"])
    if count is None or not (found["day"] or found["p"] or found["w"]):
        return _away(found, context, -1, None)
    day = _shifted(context.today("day"), -count, unit(found["u"]))
    if found["p"]:
        return of_day(day, found["p"].lower())
    return dated(
        Period.of("week" if found["w"].lower() == "week" else "month", day.first) if found["w"] else day
    )


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
    within = None if context.is_history else 0 if _is_compared(found) else NEARBY
    return _away(found, context, sign, context.anchor(found.start(), within, past=sign < 0))


def _is_compared(found: Found) -> bool:
    """Whether it measures a change: "up from a year earlier" counts from the sentence's own date, else from today."""
    return _COMPARING.search(before(found, COMPARED_BEFORE)) is not None


def _away(found: Found, context: Context, sign: int, told: Anchor | None) -> Reading | None:
    count, word = number(found["n"]), unit(found["u"])
    if word in CLOCK_UNITS and told is not None and told.period.unit == "day":
        hours = (count or 0) / {"hour": 1, "minute": 60, "second": 3600}[word]
        return dated(told.period.shifted(sign * int(hours // 24)), told, approximate(found["a"]))
    if count is None or (word in CLOCK_UNITS and told is None):
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    if word in CLOCK_UNITS:
        return Reading("DURATION", f"PT{written(count)}{UNITS[word]}", counts=True)
    base = told.period if told else context.today("day")
    try:
        shifted = _shifted(base, sign * count, word)
    except (ValueError, OverflowError):
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")  # millions of years
    known = _known_to(word, told)
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


_FROM_EVENT = r"(?P<side> before | after | following | prior \s+ to ) \s+ (?= \S )"


@rule(
    rf"""\b (?P<t> (?: (?P<a>{APPROX}) \s+ )? (?P<n>{COUNT}) \s+ (?P<u> day|night|week|month|year|decade )s? ) \s+
    {_FROM_EVENT}"""
)
def length_from_event(found: Found, context: Context) -> Reading | None:
    """Two days after the summit: TIMEX3 marks the length only; the date of the event is for others to find."""
    count, word = number(found["n"]), unit(found["u"])
    value = f"P{written(count)}{UNITS[word]}"
    mod = approximate(found["a"])
    if count is None:
        return Reading("DURATION", value, mod=mod, counts=True)
    return Reading("DURATION", value, mod=mod, offset=int(_sign(found) * count * DAYS_OF[word]))


@rule(
    rf"""\b (?<! in \s ) (?: the \s+ (?P<u> day | night | week | month | year | decade ) \s+ {_FROM_EVENT}
      | (?: on \s+ )? the \s+ (?: very \s+ )? eve \s+ of (?= \s+ \S ) )"""
)
def away_from_event(found: Found, context: Context) -> Reading | None:
    """The day after the summit, on the eve of the talks."""
    if found["u"] is None:
        return Reading("DATE", "XXXX-XX-XX", offset=-1)
    word = unit(found["u"])
    value = "XXXX-XX-XX" if word in ("day", "night") else "XXXX"
    return Reading("DATE", value, offset=_sign(found) * DAYS_OF[word])


def _sign(found: Found) -> int:
    return 1 if found["side"].lower() in ("after", "following") else -1


RULES: tuple[Rule, ...] = (length_from_event, away_from_event, ago, from_now, away_from_told)
