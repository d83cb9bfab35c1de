"""Dates told from another one: from the day of publication ("last week") or from a date before ("the following month")."""

import re
from datetime import date, datetime, time, timedelta

from events.extraction.times.context import Anchor, Context, finer
from events.extraction.times.periods import Period, Unit
from events.extraction.times.reading import Reading, Rule, dated, rule
from events.extraction.times.words import (
    APPROX,
    APPROXIMATE,
    CLOCK_UNITS,
    COUNT,
    DATE_UNIT,
    DAY_PART,
    DAY_PARTS,
    UNIT,
    UNITS,
    WEEKDAY,
    number,
    unit,
)

TO_PERIOD: dict[str, tuple[Unit, int]] = {
    "day": ("day", 1), "night": ("day", 1), "week": ("week", 1), "fortnight": ("week", 2), "weekend": ("weekend", 1),
    "month": ("month", 1), "quarter": ("quarter", 1), "season": ("year", 1), "year": ("year", 1), "decade": ("decade", 1),
    "century": ("century", 1),
}  # fmt: skip
"""The calendar's unit for each word, and how many of it."""

NEARBY = 3
"""So many sentences back "that day" and "the next month" may look; behind that they are told from publication."""


@rule(
    r"\b(?:the\s+day\s+(?P<far>before\s+yesterday|after\s+tomorrow)|(?:(?P<part>early|late|earlier|later)\s+)?(?P<w>today|yesterday|tomorrow|tonight|overnight))\b(?:\s+(?P<p>morning|afternoon|evening|night)\b)?(?!'s\s+(?:generation|world|youth|society))"
)
def day_from_publication(found: re.Match[str], context: Context) -> Reading | None:
    """Today, late yesterday, tomorrow morning, tonight, overnight."""
    if context.is_history and (found["w"] or "").lower() == "today":
        return Reading("DATE", "PRESENT_REF")
    if found["far"]:
        days = -2 if found["far"].startswith("before") else 2
    else:
        days = {"yesterday": -1, "tomorrow": 1}.get(found["w"].lower(), 0)
    day = Period("day", context.published + timedelta(days=days))
    word = (found["w"] or "").lower()
    if word == "overnight":
        if (
            told := context.day_anchor(found.start(), 2)
        ) is not None and told.period.first < context.published:
            day = told.period.shifted(1)
        eve = day.first - timedelta(days=1)
        return Reading(
            "TIME",
            f"{eve}TNI",
            day,
            edtf=f"{eve}/{day.first}",
            occurred=f"{eve}/{day.first}",
            bounds=(datetime.combine(eve, time(18)), datetime.combine(day.first, time(12))),
        )
    part = (found["p"] or ("night" if word == "tonight" else "")).lower()
    if not part:
        return dated(day)
    return of_day(day, part)


def of_day(day: Period, part: str, anchor: tuple[int, int] | None = None) -> Reading:
    """A part of a day; its night is the one that begins in it."""
    letters, (first, last) = DAY_PARTS[part]
    start = datetime.combine(day.first, time(first))
    end = datetime.combine(day.first, time()) + timedelta(hours=last)
    return Reading(
        "TIME",
        f"{day.value}T{letters}",
        day,
        edtf=day.edtf,
        occurred=day.edtf,
        bounds=(start, end),
        anchor=anchor,
    )


@rule(
    rf"\b(?:(?:early|late|later|earlier)\s+)?(?P<which>this|last|that|the\s+same|that\s+same|the\s+(?:next|following)|the\s+previous)\s+(?P<p>{DAY_PART})\b"
)
def part_of_day(found: re.Match[str], context: Context) -> Reading | None:
    """This morning, last night, that afternoon, the next morning."""
    which, part = " ".join(found["which"].lower().split()), found["p"].lower()
    today = context.today("day")
    if which == "this" and not context.is_history:
        return of_day(today, part)
    if which == "last":
        eve = Period("day", context.published - timedelta(days=1))
        at = context.reference.published_time
        reading = of_day(eve, part)
        if part == "night" and (at is None or at > time(4)):
            until = datetime.combine(context.published, time(6))
            both = f"{eve.edtf}/{today.edtf}"
            return Reading(
                "TIME",
                reading.value,
                eve,
                edtf=eve.edtf,
                occurred=both,
                bounds=(datetime.combine(eve.first, time(18)), until),
            )
        return reading
    told = context.day_anchor(found.start(), NEARBY)
    base = told.period if told else today
    days = {"the next": 1, "the following": 1, "the previous": -1}.get(which, 0)
    return of_day(base.shifted(days), part, _range(told))


_LAST, _NEXT = ("last", "past", "previous", "preceding", "prior"), ("next", "coming", "following", "upcoming")


@rule(
    rf"\b(?:(?:(?P<part>earlier|later|early|late)\s+)(?:in\s+)?)?(?P<which>last|this|next|this\s+past|this\s+coming|that|that\s+same|the\s+(?:very\s+)?(?:next|following|same|previous|preceding|prior|past|last|coming|current))\s+(?P<cal>calendar\s+|fiscal\s+|financial\s+|academic\s+)?(?P<u>{DATE_UNIT})\b(?!\s+(?:of|to|in\s+which|when)\b)"
)
def unit_told(found: re.Match[str], context: Context) -> Reading | None:
    """Last week, next year, that day, the following month, earlier this year, the same week."""
    which, word = " ".join(found["which"].lower().split()), unit(found["u"])
    part = (found["part"] or "").lower()
    period_unit, _ = TO_PERIOD[word]
    step = -1 if which.endswith(_LAST) else 1 if which.endswith(_NEXT) else 0
    from_text = which.startswith(("that", "the")) and which not in (
        "the past",
        "the last",
        "the current",
        "the coming",
    )
    told: Anchor | None = None
    base = context.today(period_unit)
    if (from_text or context.is_history) and (
        told := _teller(context, found.start(), period_unit)
    ) is not None:
        base = _seen_from(told, period_unit)
    if (
        which in ("the past", "the last")
        and word in ("decade", "century", "year", "month", "week")
        and not context.is_history
    ):
        return _span_up_to_now(1, word, context)
    period = base.shifted(step)
    if which == "this coming" and word == "weekend":
        period = base
    if word == "day" and told is None and which.startswith("the"):
        return Reading("DATE", period.value, None, edtf=None)
    return Reading(
        "DATE", period.value, period, mod={"early": "START", "late": "END"}.get(part), edtf=period.edtf,
        occurred=period.edtf, anchor=_range(told),
    )  # fmt: skip


def _teller(context: Context, start: int, period_unit: Unit) -> Anchor | None:
    """The date that "the next month" follows: near, and no coarser than what is counted, unless all are."""
    within = None if context.is_history else NEARBY
    deictic: Anchor | None = None
    for told in reversed(context.anchors):
        if within is not None and context.sentences_between(told.start, start) > within:
            break
        if not finer(period_unit, told.period.unit):
            if not told.deictic or period_unit in ("day", "week"):
                return told
            deictic = deictic or told
    return deictic


def _seen_from(told: Anchor, period_unit: Unit) -> Period:
    """The day, month … in which the date lies, by its end: what follows a range follows its end."""
    return Period.of(period_unit, told.period.first)


def _span_up_to_now(count: int, word: str, context: Context) -> Reading:
    period_unit, times = TO_PERIOD[word]
    today = context.today("day")
    start = today.shifted(-count * times, period_unit)
    edtf = f"{start.edtf}/{today.edtf}"
    return Reading("DURATION", f"P{count}{UNITS[word]}", None, edtf=None, occurred=edtf)


@rule(
    rf"\b(?:the\s+)?(?P<m>start|beginning|end|middle|turn|close|first\s+half|second\s+half|rest|remainder|latter\s+part|early\s+part)\s+of\s+(?P<which>the|this|that|last|next)\s+(?P<u>{DATE_UNIT})\b"
)
def edge_of_unit(found: re.Match[str], context: Context) -> Reading | None:
    """The end of the year: of the one that is told of, else of this one."""
    word, which = unit(found["u"]), found["which"].lower()
    period_unit, _ = TO_PERIOD[word]
    told = (
        _teller(context, found.start(), period_unit)
        if which in ("that", "the") and context.is_history
        else None
    )
    base = Period.of(period_unit, told.period.first) if told else context.today(period_unit)
    period = base.shifted({"last": -1, "next": 1}.get(which, 0))
    mods = {
        "start": "START",
        "beginning": "START",
        "end": "END",
        "close": "END",
        "middle": "MID",
        "latter part": "END",
        "early part": "START",
    }
    if found["m"].lower() == "turn":
        period = (
            Period("year", date(context.published.year // 100 * 100, 1, 1)) if word == "century" else period
        )
    return Reading(
        "DATE",
        period.value,
        period,
        mod=mods.get(found["m"].lower()),
        edtf=period.edtf,
        occurred=period.edtf,
        anchor=_range(told),
    )


@rule(
    rf"\b(?P<a>{APPROX}\s+)?(?P<n>{COUNT})\s+(?P<u>{UNIT})\s+ago\b(?:\s+(?P<day>today|{WEEKDAY}|this\s+(?:week|month)))?"
)
def ago(found: re.Match[str], context: Context) -> Reading | None:
    """Two years ago, about a month ago."""
    return _away(found, context, -1, None)


@rule(rf"\b(?P<a>{APPROX}\s+)?(?P<n>{COUNT})\s+(?P<u>{UNIT})\s+from\s+(?:now|today)\b")
def from_now(found: re.Match[str], context: Context) -> Reading | None:
    """Three weeks from now."""
    return _away(found, context, 1, None)


@rule(
    rf"\b(?P<a>{APPROX}\s+)?(?P<n>{COUNT})\s+(?P<u>{UNIT})\s+(?P<side>later|earlier|afterwards?|beforehand|previously|before(?:\s+that)?(?=\s*[.,;)]|\s*$)|after(?:\s+that)(?=\s*[.,;)]|\s*$))"
)
def away_from_told(found: re.Match[str], context: Context) -> Reading | None:
    """Two days later, a year earlier: from the date told before."""
    sign = 1 if found["side"].lower().startswith(("later", "after")) else -1
    told = context.anchor(found.start(), None if context.is_history else NEARBY)
    return _away(found, context, sign, told)


def _away(found: re.Match[str], context: Context, sign: int, told: Anchor | None) -> Reading | None:
    count, word = number(found["n"]), unit(found["u"])
    past_or_future = "PAST_REF" if sign < 0 else "FUTURE_REF"
    if count is None:
        return Reading("DATE", past_or_future)
    if word in CLOCK_UNITS:
        return (
            Reading("TIME" if told else "DATE", past_or_future)
            if told is None
            else Reading("DURATION", f"PT{count:g}{UNITS[word]}", counts=True)
        )
    period_unit, times = TO_PERIOD[word]
    base = told.period if told else context.today("day")
    # What is told in years is known to the year, or to the month where the day it is told from is one.
    coarse: Unit = (
        "day" if word in ("day", "night") else "year" if word in ("decade", "century") else period_unit
    )
    if told is not None and finer(coarse, told.period.unit):
        coarse = told.period.unit
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    period = (
        base.shifted(int(sign * count * times * months[period_unit]), "month")
        if period_unit in months
        else base.shifted(int(sign * count * times), "day" if period_unit == "day" else "week")
    )
    mod = APPROXIMATE.get((found["a"] or "").strip().lower()) or None
    exact = Period.of(coarse, period.first)
    edtf = exact.edtf
    value = exact.value
    if word in ("week", "fortnight") and base.unit == "day":
        exact = Period("day", period.first)  # annotators name the week, readers think of the day
        edtf = exact.edtf
        value = Period.of("week", period.first).value if told is None and count > 1 else exact.value
    occurred = f"{edtf}~" if "/" not in edtf and (mod or (coarse == "day" and word != "day")) else edtf
    return Reading("DATE", value, exact, mod=mod, edtf=edtf, occurred=occurred, anchor=_range(told))


@rule(
    rf"\b(?:(?P<a>{APPROX})\s+)?(?:(?P<n>{COUNT}|the)\s+(?P<u>day|night|week|month|year|decade)s?|(?P<eve>(?:on\s+)?the\s+(?:very\s+)?eve))\s+(?P<side>before|after|following|of|prior\s+to)\s+(?=(?P<next>\S+(?:\s+\S+){{0,5}}))"
)
def away_from_event(found: re.Match[str], context: Context) -> Reading | None:
    """A day after the summit, on the eve of the talks: the date of the event is for others to find."""
    side = found["side"].lower()
    if (side == "of") != bool(found["eve"]):
        return None
    if found["eve"]:
        sign, count, word = -1, 1.0, "day"
    else:
        sign = 1 if side in ("after", "following") else -1
        told = number("a" if found["n"].lower() == "the" else found["n"])
        if told is None:
            return None
        count, word = told, unit(found["u"])
    period_unit, times = TO_PERIOD[word]
    days = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}[period_unit] * times
    return Reading("DATE", "XXXX-XX-XX" if word == "day" else "XXXX", offset=int(sign * count * days))


_REFS = {
    "now": "PRESENT_REF", "currently": "PRESENT_REF", "at present": "PRESENT_REF", "nowadays": "PRESENT_REF", "presently": "PRESENT_REF",
    "right now": "PRESENT_REF", "these days": "PRESENT_REF", "at the moment": "PRESENT_REF", "at this time": "PRESENT_REF", "the time being": "PRESENT_REF",
    "recently": "PAST_REF", "the recent past": "PAST_REF", "recent": "PAST_REF", "the past": "PAST_REF", "in the past": "PAST_REF", "previously": "PAST_REF", "lately": "PAST_REF",
    "the future": "FUTURE_REF", "the near future": "FUTURE_REF", "future": "FUTURE_REF", "soon": "FUTURE_REF", "once": "PAST_REF", "formerly": "PAST_REF", "current": "PRESENT_REF",
    "the coming days": "FUTURE_REF", "recent years": "PAST_REF", "recent months": "PAST_REF", "recent weeks": "PAST_REF", "recent days": "PAST_REF",
    "the foreseeable future": "FUTURE_REF", "coming days": "FUTURE_REF", "coming weeks": "FUTURE_REF", "coming months": "FUTURE_REF", "coming years": "FUTURE_REF",
}  # fmt: skip
_REFS_LEFT_OUT = {"previously", "once", "soon", "in the past", "the past", "formerly"}
"""Annotators of news pass over these oftener than not."""


@rule(
    rf"\b(?:(?:in|for)\s+)?(?P<t>{'|'.join(sorted((r for r in _REFS if r not in _REFS_LEFT_OUT), key=len, reverse=True))})\b(?!-)"
)
def reference(found: re.Match[str], context: Context) -> Reading | None:
    """Now, recently, the future."""
    value = _REFS[" ".join(found["t"].lower().split())]
    day = context.today("day")
    if value == "PRESENT_REF" and not context.is_history:
        return Reading("DATE", value, occurred=day.edtf, counts=found["t"].lower() == "current")
    return Reading("DATE", value)


def _before(found: re.Match[str], length: int) -> str:
    return found.string[max(0, found.start() - length) : found.start()]


def _range(told: Anchor | None) -> tuple[int, int] | None:
    return (told.start, told.end) if told else None


_CLOCK = (
    r"(?:(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))?\s*(?P<ap>[ap]\.?\s?m\b\.?)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?!\d|:\d*\.)(?:\s*(?:hours|hrs))?"
    r"|(?P<mil>[01]\d[0-5]\d|2[0-3][0-5]\d)(?=\s*(?:GMT|UTC|hours|hrs))(?:\s*(?:hours|hrs))?"
    r"|(?P<oc>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+o'clock(?:\s+in\s+the\s+(?P<ocp>morning|afternoon|evening))?"
    r"|(?P<half>half\s+past|quarter\s+past|quarter\s+to)\s+(?P<hh>\w+)"
    r"|(?P<word>noon|midnight|midday))"
)


@rule(
    rf"(?<![\w$£€.,:/-]){_CLOCK}(?:\s*\(?(?P<z>GMT|UTC|BST|CET|CEST|EES?T|MSK|IST|EST|EDT|ET|CST|CDT|MST|MDT|PST|PDT|local\s+time|(?:Moscow|Kyiv|Eastern|Pacific|Central)\s+time)\b\)?)?"
)
def clock(found: re.Match[str], context: Context) -> Reading | None:
    """5 p.m., 17:30 GMT, noon. The day is the one beside it, or told before in the sentence, or that of publication."""
    at = _clock_time(found)
    if at is None:
        return None
    if found["h24"] and not (
        found["z"]
        or re.search(
            r"\b(?:at|by|until|since|from|to|around|about|before|after|shortly)\s*$",
            found.string[max(0, found.start() - 10) : found.start()],
        )
    ):
        return None  # a score, a ratio
    first, _ = context.sentence(found.start())
    told = context.day_anchor(found.start(), 2)
    day = told.period if told is not None else context.today("day")
    zone = " ".join(found["z"].split()) if found["z"] else None
    if found["word"] and at == time(0) and not re.search(r"\b(?:after|past)\s*$", _before(found, 8)):
        return Reading(
            "TIME", f"{day.value}T24:00", day, edtf=day.edtf, occurred=day.edtf, anchor=_range(told)
        )
    edtf = f"{day.value}T{at:%H:%M}"
    suffix = "Z" if zone in ("GMT", "UTC") else ""
    return Reading(
        "TIME", edtf + suffix, day, edtf=edtf + suffix, occurred=edtf + suffix, zone=zone, anchor=_range(told)
    )


_WORDS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        range(1, 13),
        strict=True,
    )
)


def _clock_time(found: re.Match[str]) -> time | None:
    if found["word"]:
        return time(0) if found["word"].lower() == "midnight" else time(12)
    if found["ap"]:
        return time(int(found["h"]) % 12 + (12 if found["ap"][0] in "pP" else 0), int(found["min"] or 0))
    if found["h24"]:
        return time(int(found["h24"]), int(found["m24"]))
    if found["mil"]:
        return time(int(found["mil"][:2]), int(found["mil"][2:]))
    word = (found["oc"] or found["hh"]).lower()
    hour = _WORDS.get(word) or (int(word) if word.isdigit() and int(word) <= 24 else None)
    if hour is None:
        return None
    hour += 12 if (found["ocp"] or "morning").lower() != "morning" and hour < 12 else 0
    past = (found["half"] or "").lower().split()
    minutes = 0 if not past else 30 if past[0] == "half" else 15 if past[1] == "past" else -15
    return time((hour * 60 + minutes) // 60 % 24, minutes % 60)


@rule(r"\b(?:over\s+|at\s+|during\s+)?(?P<t>the\s+weekend)\b(?!\s+of)")
def weekend(found: re.Match[str], context: Context) -> Reading | None:
    """Over the weekend: the one that is over or runs, or the one ahead."""
    this = context.today("weekend")
    if context.tense(found.start(), found.end()) == "future" or this.first <= context.published:
        return dated(this)
    return dated(this.shifted(-1))


@rule(r"\b(?:minutes|hours|days|weeks|months|years|decades)\s+(?P<side>later|earlier)\b")
def vaguely_away(found: re.Match[str], context: Context) -> Reading | None:
    """Years later."""
    return Reading("DATE", "FUTURE_REF" if found["side"].lower() == "later" else "PAST_REF")


@rule(r"\b(?:in|during)\s+(?P<t>the\s+(?P<p>morning|afternoon|evening))\b")
def part_of_a_day(found: re.Match[str], context: Context) -> Reading | None:
    """In the morning: of the day told last."""
    told = context.day_anchor(found.start(), 2)
    return of_day(told.period if told else context.today("day"), found["p"].lower(), _range(told))


RULES: tuple[Rule, ...] = (
    *(
        away_from_event,
        ago,
        from_now,
        away_from_told,
        edge_of_unit,
        part_of_day,
        day_from_publication,
        unit_told,
    ),
    *(weekend, vaguely_away, part_of_a_day, clock, reference),
)
