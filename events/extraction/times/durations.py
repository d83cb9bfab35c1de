"""Lengths of time and what recurs: "for more than a year", "the past three weeks", "every Tuesday"."""

import re
from datetime import timedelta

from events.extraction.times.context import Context
from events.extraction.times.periods import Period
from events.extraction.times.reading import Reading, Rule, rule
from events.extraction.times.relative import TO_PERIOD
from events.extraction.times.words import (
    APPROX,
    APPROXIMATE,
    CLOCK_UNITS,
    COUNT,
    DAY_PART,
    MONTH,
    MONTHS,
    NUMBER,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    number,
    unit,
)

_BEST = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|\w+th|only|\w{3,}est|most\s+\w+|worst|best|least|lowest)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
"""Behind a superlative or a count a length of time compares, it does not date."""

_UP_TO_NOW = r"(?:past|last|recent|previous|preceding|prior)"
_FROM_NOW = r"(?:next|coming|following|upcoming)"


def value_of(count: float | None, word: str) -> str:
    """A duration as TIMEX3 writes it; X stands for an unknown number."""
    figure = "X" if count is None else f"{count:g}"
    if word == "fortnight" and count is not None:
        figure = f"{2 * count:g}"
    return f"P{'T' if word in CLOCK_UNITS else ''}{figure}{UNITS[word]}"


@rule(
    rf"\b(?:(?P<prep>for|in|over|during|within|throughout|after)\s+)?(?P<t>(?:(?P<a>{APPROX})\s+)?(?:the\s+)?(?:(?:very\s+)?(?P<which>{_UP_TO_NOW}|{_FROM_NOW}|first|final|opening)\s+)?"
    rf"(?:(?P<n>{COUNT})\s+(?P<mid>and\s+a\s+half\s+)?)(?P<adj>(?:consecutive|straight|full|long|more|bloody|trading|working|calendar|solid|whole|entire|further|additional)\s+)?(?P<u>{UNIT})(?P<half>\s+and\s+a\s+half)?(?P<old>\s+old\b|\s+of\s+age\b)?)\b(?!-)"
)
def length(found: re.Match[str], context: Context) -> Reading | None:
    """Three weeks, more than a year, the past decade, the next few months."""
    word, count = unit(found["u"]), number(found["n"])
    if (found["half"] or found["mid"]) and count is not None:
        count += 0.5
    if (found["u"].lower() in ("second", "seconds", "minute") and found["n"].lower() in ("a", "an")) or (
        found["n"].lower() == "a" and word == "second"
    ):
        return None
    if found["u"].lower() == "second":
        return None
    mod = APPROXIMATE.get(" ".join((found["a"] or "").lower().split())) or None
    value = value_of(count, word)
    counts = bool(found["old"]) or _compares(found)
    occurred, extent = (
        (None, "within") if counts or word in CLOCK_UNITS else _lies(found, context, count, word, mod)
    )
    return Reading(
        "DURATION", value, mod=mod, occurred=occurred, counts=counts or occurred is None,
        extent="throughout" if extent == "throughout" else "within",
    )  # fmt: skip


def _compares(found: re.Match[str]) -> bool:
    first = max(0, found.start() - 110)
    return (found["prep"] or "").lower() in ("in", "for", "within", "over") and _BEST.search(
        found.string[first : found.start()]
    ) is not None


def _lies(
    found: re.Match[str], context: Context, count: float | None, word: str, mod: str | None
) -> tuple[str | None, str]:
    """Where the length lies, as EDTF: up to publication, from it on; None where that is not said."""
    prep, which = (found["prep"] or "").lower(), (found["which"] or "").lower()
    today = context.today("day")
    ends_now = bool(re.fullmatch(_UP_TO_NOW, which)) or found["n"].lower() == "recent"
    if context.is_history:
        return None, "within"
    if ends_now or (prep == "for" and not which and _goes_on(found)):
        extent = "throughout" if prep in ("for", "throughout") else "within"
        if count is None or mod in ("MORE_THAN", "EQUAL_OR_MORE"):
            return f"../{today.edtf}", extent
        start = _before(today, count, word)
        return (f"{start}/{today.edtf}" if start else None), extent
    if (
        re.fullmatch(_FROM_NOW, which)
        or (prep in ("in", "within") and not which and context.tense(found.start(), found.end()) == "future")
    ) and count is not None:
        period_unit, times = TO_PERIOD.get(word, ("day", 1))
        end = today.shifted(int(count * times), period_unit)
        edtf = f"{end.edtf}~" if prep == "in" else f"{today.edtf}/{end.edtf}"
        return edtf, "within"
    return None, "within"


def _before(today: Period, count: float, word: str) -> str | None:
    """The day, month or year that lies so far back: known as finely as it is told."""
    period_unit, times = TO_PERIOD.get(word, ("day", 1))
    if period_unit in ("day", "week", "weekend"):
        days = 1 if period_unit == "day" else 7
        return (today.first - timedelta(days=int(count * times * days))).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[period_unit]
    try:
        return today.shifted(-int(count * times * months), "month").edtf
    except ValueError:
        return None


def _goes_on(found: re.Match[str]) -> bool:
    """Whether what lasts so long still lasts: "has been fighting for", "have lived here for"."""
    before = found.string[max(0, found.start() - 90) : found.start()]
    return (
        re.search(
            r"\b(?:has|have|'s|'ve)\b(?:\s+\w+){0,3}\s+(?:been|\w+ed|\w+en|held|led|kept|had|made|run|stood|sat|told|built|fought)\b[^.;]*$",
            before,
        )
        is not None
    )


@rule(
    r"\b(?:for|in|over)\s+(?:the\s+)?(?P<t>(?:(?:past|last|recent|many|long|previous|coming)\s+)?(?P<u>minutes|hours|days|weeks|months|years|decades|centuries))\b"
)
def bare_length(found: re.Match[str], context: Context) -> Reading | None:
    """For weeks, in decades."""
    today = context.today("day")
    occurred = (
        f"../{today.edtf}"
        if _goes_on(found)
        and not _BEST.search(found.string[max(0, found.start() - 110) : found.start()])
        and not context.is_history
        else None
    )
    return Reading(
        "DURATION",
        value_of(None, unit(found["u"])),
        occurred=occurred,
        extent="throughout",
        counts=occurred is None,
    )


@rule(
    rf"\b(?P<n>{NUMBER}|half|multi)(?P<half>-and-a-half)?-(?P<u>second|minute|hour|day|night|week|month|quarter|year|decade)(?P<more>-old|-long)?\b|\b(?P<long>day|night|week|month|year|decade|hour)s?-long\b"
)
def hyphenated(found: re.Match[str], context: Context) -> Reading | None:
    """Five-year, year-long, 45-year-old."""
    if found["long"]:
        return Reading("DURATION", value_of(1, unit(found["long"])), counts=True)
    count = number(found["n"])
    return Reading(
        "DURATION", value_of(count + 0.5 if found["half"] and count else count, unit(found["u"])), counts=True
    )


@rule(
    rf"\b(?:every|each)\s+(?:(?P<n>other|{NUMBER})\s+)?(?:(?P<u>{UNIT})|(?P<d>{WEEKDAY})|(?P<m>{MONTH})|(?P<p>{DAY_PART})|(?P<s>spring|summer|autumn|winter|fall))\b"
    r"|\b(?P<adv>daily|weekly|fortnightly|monthly|quarterly|yearly|annually|annual|nightly|hourly)\b"
    rf"|\b(?:once|twice|(?:{NUMBER})\s+times)\s+(?:a|per|every)\s+(?P<per>{UNIT})\b|\b(?P<ds>{WEEKDAY})s\b|\bper\s+(?P<per2>day|week|month|year|hour|minute)\b"
)
def recurring(found: re.Match[str], context: Context) -> Reading | None:
    """Every Tuesday, daily, twice a week."""
    adverbs = {
        "daily": "P1D",
        "weekly": "P1W",
        "fortnightly": "P2W",
        "monthly": "P1M",
        "quarterly": "P1Q",
        "yearly": "P1Y",
        "annually": "P1Y",
        "annual": "P1Y",
        "nightly": "P1D",
        "hourly": "PT1H",
    }
    if found["adv"]:
        if re.match(r"\s+(?:[A-Z])", found.string[found.end() :][:3]) and found["adv"][0].isupper():
            return None  # the Daily Mail
        value = adverbs[found["adv"].lower()]
    elif found["u"] or found["per"] or found["per2"]:
        count = 2.0 if (found["n"] or "").lower() == "other" else number(found["n"]) if found["n"] else 1.0
        value = value_of(count, unit(found["u"] or found["per"] or found["per2"]))
    elif found["d"] or found["ds"]:
        value = f"XXXX-WXX-{WEEKDAYS[(found['d'] or found['ds']).lower()] + 1}"
    else:
        value = f"XXXX-{MONTHS[found['m'].lower()]:02}" if found["m"] else "P1D" if found["p"] else "P1Y"
    return Reading("SET", value, counts=True)


RULES: tuple[Rule, ...] = (recurring, hyphenated, length, bare_length)
