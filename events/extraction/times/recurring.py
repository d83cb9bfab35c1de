"""What comes again and again, and dates nothing: "every Tuesday", "twice a week", "daily"."""

from events.extraction.times.context import Context
from events.extraction.times.durations import value_of
from events.extraction.times.reading import Found, Reading, Rule, behind, rule
from events.extraction.times.words import (
    DAY_PART,
    MONTH,
    MONTHS,
    NUMBER,
    SEASON,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    any_of,
    number,
    unit,
)

ADVERBS = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W", "fortnightly": "P2W",
    "monthly": "P1M", "quarterly": "P1Q", "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y",
}  # fmt: skip


@rule(rf"\b (?P<adverb>{any_of(*ADVERBS)}) \b")
def adverb(found: Found, context: Context) -> Reading | None:
    """Daily; not the Daily Mail."""
    if found[0][0].isupper() and behind(found, 2).strip()[:1].isupper():
        return None
    return Reading("SET", ADVERBS[found["adverb"].lower()], counts=True)


@rule(
    rf"""\b (?: every | each ) \s+ (?: (?P<n> other | {NUMBER} ) \s+ )? (?P<u>{UNIT}) \b
    | \b (?: once | twice | {NUMBER} \s+ times ) \s+ (?:a|per|every) \s+ (?P<per>{UNIT}) \b
    | \b per \s+ (?P<each> day | week | month | year | hour | minute ) \b"""
)
def each_unit(found: Found, context: Context) -> Reading | None:
    """Every two years, twice a week, per month."""
    count = 2.0 if (found["n"] or "").lower() == "other" else number(found["n"]) if found["n"] else 1.0
    return Reading("SET", value_of(count, unit(found["u"] or found["per"] or found["each"])), counts=True)


_OFTEN = {"weekdays": "XXXX-WXX-XX", "weekends": "XXXX-WXX-WE"}


@rule(rf"\b (?P<t>{any_of(*_OFTEN)}) \b")
def each_of_week(found: Found, context: Context) -> Reading | None:
    """Weekdays, on weekends."""
    return Reading("SET", _OFTEN[found["t"].lower()], counts=True)


@rule(
    rf"""\b (?: every | each ) \s+ (?: (?P<d>{WEEKDAY}) | (?P<m>{MONTH}) | (?P<p>{DAY_PART}) | {SEASON} ) \b
    | \b (?P<ds>{WEEKDAY})s \b"""
)
def each_name(found: Found, context: Context) -> Reading | None:
    """Every Tuesday, Tuesdays, each May, every morning, every summer."""
    if weekday := found["d"] or found["ds"]:
        return Reading("SET", f"XXXX-WXX-{WEEKDAYS[weekday.lower()] + 1}", counts=True)
    value = f"XXXX-{MONTHS[found['m'].lower()]:02}" if found["m"] else "P1D" if found["p"] else "P1Y"
    return Reading("SET", value, counts=True)


RULES: tuple[Rule, ...] = (adverb, each_unit, each_of_week, each_name)
