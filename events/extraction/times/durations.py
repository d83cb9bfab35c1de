"""Lengths of time: "for more than a year", "the past three weeks", "a five-year plan"."""

from datetime import timedelta
from typing import Literal

from events.extraction.times.context import Context
from events.extraction.times.offsets import MONTHS_OF
from events.extraction.times.periods import Period
from events.extraction.times.reading import Found, Reading, Rule, before, rule, verbose
from events.extraction.times.relative import TO_PERIOD
from events.extraction.times.words import (
    APPROX,
    BOUNDING,
    CLOCK_UNITS,
    COUNT,
    NUMBER,
    ORDINALS,
    UNIT,
    UNITS,
    any_of,
    approximate,
    number,
    unit,
    written,
)

_COMPARES = verbose(
    rf"""\b (?: {any_of(*ORDINALS)} | \w+th | only | \w{{3,}}est | most \s+ \w+ | worst | best | least ) \b
    [^.;]{{0,80}} $"""
)
"""Behind a superlative or a count a length of time compares, it does not date."""

_GOES_ON = verbose(
    r"""\b (?: has | have | (?: he | she | it | who | that | there ) 's | (?<=\w) 've ) \b (?: \s+ \w+ ){0,3} \s+
    (?: been | \w+ed | \w+en | held | led | kept | had | made | run | stood | sat | told | built | fought ) \b
    [^.;]* $"""
)
"""What lasts so long still lasts: "has been fighting for", "have lived here for"."""

_UP_TO_NOW = ("past", "last", "recent", "previous", "preceding", "prior")
_FROM_NOW = ("next", "coming", "following", "upcoming")
_KINDS = any_of(
    *("consecutive", "straight", "full", "long", "more", "bloody", "trading", "working", "calendar", "solid"),
    *("whole", "entire", "further", "additional"),
)


_NO_VERB = "".join(
    rf"(?<! \b {word} \s )" for word in ("will", "would", "could", "should", "may", "might", "can", "to")
)
"""Before "last": there it is what something does for so long."""


def value_of(count: float | None, word: str) -> str:
    """A duration as TIMEX3 writes it; X stands for an unknown number."""
    if count is not None and word == "fortnight":
        count *= 2
    return f"P{'T' if word in CLOCK_UNITS else ''}{written(count)}{UNITS[word]}"


@rule(
    rf"""\b (?: (?P<prep> for | in | over | during | within | throughout | after ) \s+ )?
    (?: {BOUNDING} \s+ )?
    (?P<t>
        (?: (?P<a>{APPROX}) \s+ )? (?: the \s+ )?
        (?: (?: very \s+ )? {_NO_VERB}
            (?P<which> {any_of(*_UP_TO_NOW, *_FROM_NOW, "first", "final", "opening")} ) \s+ )?
        (?P<n>{COUNT}) \s+ (?P<mid> and \s+ a \s+ half \s+ )? (?: {_KINDS} \s+ )?
        (?P<u>{UNIT}) (?P<half> \s+ and \s+ a \s+ half )? (?P<old> \s+ old \b | \s+ of \s+ age \b )?
    ) \b (?!-) (?! \s+ (?: ago | later | earlier ) \b )"""
)
def length(found: Found, context: Context) -> Reading | None:
    """Three weeks, more than a year, the past decade, the next few months."""
    if found["u"].lower() == "second" or (found["u"].lower(), found["n"].lower()) in _NO_LENGTHS:
        return None
    word, count = unit(found["u"]), number(found["n"])
    if found["n"].lower() in ("coming", "recent") and word == found["u"].lower():
        return None
    if count is not None and (found["half"] or found["mid"]):
        count += 0.5
    mod = approximate(found["a"])
    occurred: str | None = None
    extent: Literal["within", "throughout"] = "within"
    if not found["old"] and not _is_compared(found) and word not in CLOCK_UNITS and not context.is_history:
        occurred, extent = _lies(found, context, count, word, mod)
    value = value_of(count, word)
    return Reading("DURATION", value, mod=mod, occurred=occurred, extent=extent, counts=occurred is None)


_NO_LENGTHS = {("seconds", "a"), ("seconds", "an"), ("minute", "a"), ("night", "a")}
"""Unit and number: "a minute" is a moment, "a night" mostly a price or a habit."""


def _is_compared(found: Found) -> bool:
    compares = (found["prep"] or "").lower() in ("in", "for", "within", "over")
    return compares and _COMPARES.search(before(found, 110)) is not None


def _lies(
    found: Found, context: Context, count: float | None, word: str, mod: str | None
) -> tuple[str | None, Literal["within", "throughout"]]:
    """Where the length lies, as EDTF: up to publication, from it on; None where that is not said."""
    prep, which = (found["prep"] or "").lower(), (found["which"] or "").lower()
    today = context.today("day")
    ends_now = which in _UP_TO_NOW or found["n"].lower() == "recent"
    if ends_now or (prep == "for" and not which and _GOES_ON.search(before(found, 90))):
        extent: Literal["within", "throughout"] = "throughout" if prep in ("for", "throughout") else "within"
        if count is None or mod in ("MORE_THAN", "EQUAL_OR_MORE"):
            return f"../{today.edtf}", extent
        start = _so_long_before(today, count, word)
        return (f"{start}/{today.edtf}" if start else None), extent
    if count is not None and (which in _FROM_NOW or (not which and _is_ahead(prep, found, context))):
        period_unit, times = TO_PERIOD[word]
        end = today.shifted(int(count * times), period_unit)
        return (f"{end.edtf}~" if prep == "in" else f"{today.edtf}/{end.edtf}"), "within"
    return None, "within"


def _is_ahead(prep: str, found: Found, context: Context) -> bool:
    return prep in ("in", "within") and context.tense(found.start(), found.end()) == "future"


def _so_long_before(today: Period, count: float, word: str) -> str | None:
    """The day or month that lies so far back: known as finely as it is told."""
    period_unit, times = TO_PERIOD[word]
    if period_unit not in MONTHS_OF:
        days = int(count * times * (1 if period_unit == "day" else 7))
        return (today.first - timedelta(days=days)).isoformat()
    try:
        return today.shifted(-int(count * times * MONTHS_OF[period_unit]), "month").edtf
    except ValueError:
        return None  # before the first year


@rule(
    rf"""\b (?<! early \s ) (?<! small \s )
    (?: (?:for|in|over|within|of|after|following|ending|despite|during) \s+ (?:the \s+)?
      | (?= \w+ \s+ (?:of|after|before) \b ) )
    (?P<t> (?: {any_of(*_UP_TO_NOW, *_FROM_NOW, "many", "long")} \s+ )?
        (?P<u> minutes | hours | days | weeks | months | years | decades | centuries ) ) \b"""
)
def bare_length(found: Found, context: Context) -> Reading | None:
    """For weeks, in decades."""
    goes_on = _GOES_ON.search(before(found, 90)) and not _COMPARES.search(before(found, 110))
    occurred = f"../{context.today('day').edtf}" if goes_on and not context.is_history else None
    value = value_of(None, unit(found["u"]))
    return Reading("DURATION", value, occurred=occurred, extent="throughout", counts=occurred is None)


_LASTING = "day | night | week | month | year | decade | hour"
_ATTRIBUTE = r"(?: second | minute | hour | day | night | week | month | quarter | year | decade )"


@rule(
    rf"""\b (?P<n> {NUMBER} | multi ) (?P<half> -and-a-half )? - (?P<u>{_ATTRIBUTE}) (?: -old | -long )? \b
    | \b (?P<long> {_LASTING} ) (?P<many> s )? -? (?: long | (?P<old> old ) ) \b
        (?! \s+ (?: as | enough | time | friend ) )"""
)
def hyphenated(found: Found, context: Context) -> Reading | None:
    """Five-year, year-long, months-long, yearlong, decades-old, 45-year-old."""
    if found["long"]:
        if found["old"] and not found["many"]:
            return None
        return Reading("DURATION", value_of(None if found["many"] else 1, unit(found["long"])), counts=True)
    count = number(found["n"])
    if count is not None and found["half"]:
        count += 0.5
    return Reading("DURATION", value_of(count, unit(found["u"])), counts=True)


_HALVES = {
    "hour": "PT30M", "minute": "PT30S", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y",
}  # fmt: skip


@rule(
    rf"""\b (?: (?P<a>{APPROX}) \s+ )? (?: half \s+ an? \s+ | (?: a \s+ )? half [\s-] ) (?P<u>{any_of(*_HALVES)}) \b
    (?! \s+ ago \b )"""
)
def half_of(found: Found, context: Context) -> Reading | None:
    """Half an hour, a half-century."""
    return Reading("DURATION", _HALVES[found["u"].lower()], mod=approximate(found["a"]), counts=True)


RULES: tuple[Rule, ...] = (hyphenated, length, bare_length, half_of)
