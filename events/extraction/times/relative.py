"""Dates told as neighbours of another one: of publication ("last week") or of a date before ("the following month")."""

from datetime import date, datetime, time, timedelta

from events.extraction.times.accounts import running
from events.extraction.times.anchor import Anchor
from events.extraction.times.context import Context
from events.extraction.times.periods import Period, Unit, finer
from events.extraction.times.reading import Found, Reading, Rule, dated, rule
from events.extraction.times.words import (
    DATE_UNIT,
    DAY_PART,
    DAY_PARTS,
    MODIFIERS,
    UNITS,
    any_of,
    spaced,
    unit,
)

TO_PERIOD: dict[str, tuple[Unit, int]] = {
    "day": ("day", 1), "night": ("day", 1), "week": ("week", 1), "fortnight": ("week", 2), "weekend": ("weekend", 1),
    "month": ("month", 1), "quarter": ("quarter", 1), "season": ("year", 1), "year": ("year", 1),
    "decade": ("decade", 1), "century": ("century", 1),
}  # fmt: skip
"""The calendar's unit for each word, and how many of it."""

NEARBY = 3
"""So many sentences back "that day" and "the next month" may look; behind that they are told from publication."""

NIGHT_ENDS, SMALL_HOURS = time(6), time(4)
"""A night that is over lasted until six; told before four, it still is the one that began the evening before."""

_EARLY = ("dawn", "daybreak", "sunrise", "morning")

NOON = time(12)


@rule(
    rf"""\b (?: the \s+ day \s+ (?P<far> before \s+ yesterday | after \s+ tomorrow )
      | (?: (?:early|late|earlier|later) \s+ )? (?P<w> today | yesterday | tomorrow | tonight ) ) \b
    (?: \s+ (?P<p>{DAY_PART}) \b )? (?! 's \s+ (?:generation|world|youth|society) )"""
)
def day_from_publication(found: Found, context: Context) -> Reading | None:
    """Today, late yesterday, tomorrow morning, tonight."""
    word = (found["w"] or "").lower()
    if context.is_history and word == "today":
        return Reading("DATE", "PRESENT_REF")
    if found["far"]:
        days = -2 if found["far"].lower().startswith("before") else 2
    else:
        days = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    day = Period("day", context.published + timedelta(days=days))
    part = (found["p"] or ("night" if word == "tonight" else "")).lower()
    return of_day(day, part) if part else dated(day)


@rule(r"\b overnight \b")
def overnight(found: Found, context: Context) -> Reading | None:
    """Overnight: into the day of publication, or into the one after the day told last."""
    day, told = context.today("day"), context.day_anchor(found.start(), 2)
    if told is not None and told.period.first < context.published:
        day = told.period.shifted(1)
    eve = day.first - timedelta(days=1)
    both = f"{eve}/{day.first}"
    bounds = (datetime.combine(eve, time(18)), datetime.combine(day.first, NOON))
    return Reading("TIME", f"{eve}TNI", day, edtf=both, occurred=both, bounds=bounds)


def of_day(day: Period, part: str, told: Anchor | None = None) -> Reading:
    """A part of a day; its night is the one that begins in it."""
    letters, (first, last) = DAY_PARTS[part]
    start = datetime.combine(day.first, time(first))
    end = datetime.combine(day.first, time()) + timedelta(hours=last)
    return Reading(
        "TIME", f"{day.value}T{letters}", day, edtf=day.edtf, occurred=day.edtf, bounds=(start, end),
        anchor=told.span if told else None,
    )  # fmt: skip


@rule(
    rf"""\b (?: (?:early|late|later|earlier) \s+ )?
    (?P<which> this | last | that | {any_of("the same", "that same", "the next", "the following", "the previous")} ) \s+
    (?P<p>{DAY_PART}) \b"""
)
def part_of_day(found: Found, context: Context) -> Reading | None:
    """This morning, last night, that afternoon, the next morning."""
    which, part = spaced(found["which"]), found["p"].lower()
    today = context.today("day")
    if which == "this" and not context.is_history:
        return of_day(today, part)
    if which == "last":
        return _last_night(context) if part == "night" else of_day(today.shifted(-1), part)
    told = context.day_anchor(found.start(), NEARBY)
    base = told.period if told else today
    days = {"the next": 1, "the following": 1, "the previous": -1}.get(which, 0)
    return of_day(base.shifted(days), part, told)


def _last_night(context: Context) -> Reading:
    """From the evening before publication into its morning, unless it was told in that night."""
    today = context.today("day")
    reading = of_day(today.shifted(-1), "night")
    at = context.reference.published_time
    if at is not None and at <= SMALL_HOURS:
        return reading
    evening = datetime.combine(today.first, time()) - timedelta(hours=6)
    return Reading(
        "TIME", reading.value, reading.period, edtf=reading.edtf, occurred=f"{reading.edtf}/{today.edtf}",
        bounds=(evening, datetime.combine(today.first, NIGHT_ENDS)),
    )  # fmt: skip


_LAST, _NEXT = ("last", "past", "previous", "preceding", "prior"), ("next", "coming", "following", "upcoming")
_UP_TO_NOW = ("the past", "the last")
_FROM_PUBLICATION = (*_UP_TO_NOW, "the current", "the coming")


@rule(
    rf"""\b (?: (?P<part> earlier | later | early | late ) \s+ (?:in \s+)? )?
    (?P<which> last | this | next | {any_of("this past", "this coming", "that", "that same")}
        | the \s+ (?: very \s+ )? {any_of(*_LAST, *_NEXT, "same", "current")} ) \s+
    (?: (?:calendar|fiscal|financial|academic) \s+ )? (?P<u>{DATE_UNIT}) \b
    (?! \s+ (?: of | in \s+ which | when ) \b )"""
)
def unit_told(found: Found, context: Context) -> Reading | None:
    """Last week, next year, that day, the following month, earlier this year, the same week."""
    which, word = spaced(found["which"]), unit(found["u"])
    if which == "the last" and word == "day":
        return None
    if (
        which in _UP_TO_NOW
        and word in ("decade", "century", "year", "month", "week")
        and not context.is_history
    ):
        return _span_up_to_now(word, context)
    period_unit, _ = TO_PERIOD[word]
    from_text = which.startswith("th") and not which.startswith("this") and which not in _FROM_PUBLICATION
    told = teller(context, found.start(), period_unit) if from_text or context.is_book else None
    base = Period.of(period_unit, told.period.first) if told else context.today(period_unit)
    step = -1 if which.endswith(_LAST) else 1 if which.endswith(_NEXT) else 0
    if which == "this coming" and word == "weekend":
        step = 0
    period = base.shifted(step)
    if word == "day" and told is None and which.startswith("the"):
        return Reading("DATE", period.value)
    mod = {"early": "START", "late": "END"}.get((found["part"] or "").lower())
    return dated(period, told, mod)


def teller(context: Context, start: int, period_unit: Unit) -> Anchor | None:
    """The date that "the next month" follows: near, and no coarser than what is counted, unless all are."""
    deictic: Anchor | None = None
    for told in context.back():
        if not context.is_history and context.sentences_between(told.start, start) > NEARBY:
            break
        if not finer(period_unit, told.period.unit):
            if not told.deictic or period_unit in ("day", "week"):
                return told
            deictic = deictic or told
    return deictic


def _span_up_to_now(word: str, context: Context) -> Reading:
    """The past year as a length: the twelve months up to publication."""
    period_unit, times = TO_PERIOD[word]
    today = context.today("day")
    return Reading(
        "DURATION", f"P1{UNITS[word]}", occurred=f"{today.shifted(-times, period_unit).edtf}/{today.edtf}"
    )


@rule(
    r"""\b the \s+ (?P<u> day | night | week | month | year ) \s+ (?: before | previous | after )
    (?= \s* [.,;)] | \s* $ )"""
)
def unit_beside(found: Found, context: Context) -> Reading | None:
    """The year before, the day after, at the end of their clause: beside the date told."""
    period_unit, _ = TO_PERIOD[found["u"].lower()]
    told = teller(context, found.start(), period_unit)
    if told is None and found[0].lower().endswith("after"):
        return None
    base = Period.of(period_unit, told.period.first) if told else context.today(period_unit)
    return dated(base.shifted(1 if found[0].lower().endswith("after") else -1), told)


_EDGES = any_of(
    *(
        "start",
        "beginning",
        "end",
        "middle",
        "turn",
        "close",
        "first half",
        "second half",
        "rest",
        "remainder",
    ),
    *("latter part", "early part"),
)


@rule(
    rf"""\b (?:the \s+)? (?P<edge>{_EDGES}) \s+ of \s+ (?P<which> the | this | that | last | next ) \s+
    (?P<u>{DATE_UNIT}) \b"""
)
def edge_of_unit(found: Found, context: Context) -> Reading | None:
    """The end of the year: of the one that is told of, else of this one."""
    word, which, edge = unit(found["u"]), found["which"].lower(), spaced(found["edge"])
    if edge == "turn":
        century = date(max(context.published.year // 100 * 100, 1), 1, 1)
        return dated(Period("year", century)) if word == "century" else None
    period_unit, _ = TO_PERIOD[word]
    told = (
        teller(context, found.start(), period_unit)
        if which == "that"
        or (
            which == "the"
            and (word == "day" or (context.is_history and not context.is_of_today(*found.span())))
        )
        else None
    )
    base = Period.of(period_unit, told.period.first) if told else context.today(period_unit)
    mod = MODIFIERS.get(edge.split()[0]) if not edge.endswith("half") else None
    return dated(base.shifted({"last": -1, "next": 1}.get(which, 0)), told, mod)


@rule(r"\b (?: (?:over|at|during) \s+ )? (?P<t> the \s+ weekend ) \b (?! \s+ of )")
def weekend(found: Found, context: Context) -> Reading | None:
    """Over the weekend: the one that is over or runs, or the one ahead."""
    this = context.today("weekend")
    if context.tense(found.start(), found.end()) == "future" or this.first <= context.published:
        return dated(this)
    return dated(this.shifted(-1))


@rule(
    rf"""\b (?: at | by | before | until | till | after | since | around | about | near ) \s+
    (?P<t>(?P<p>{DAY_PART})) \b
    (?! \s+ (?: of | on ) \b )
    | \b (?: in | during ) \s+ (?: early | late ) \s+ (?P<q>{DAY_PART}) \b
    | \b (?P<r>afternoon|morning|evening) (?= \s+ (?: trading | trade | dealings | session | rush | prayers ) \b )"""
)
def bare_part_of_a_day(found: Found, context: Context) -> Reading | None:
    """By dawn, at night, in afternoon trading: of the day told last."""
    told = context.day_anchor(found.start(), 2)
    part = (found["p"] or found["q"] or found["r"]).lower()
    return of_day(context.day_from(told, is_early=part in _EARLY), part, told)


@rule(
    r"""\b (?: (?:earlier|later|early|late) \s+ in | for | (?: end|finish|start|begin|clos )(?:e|ed|es|ing)? ) \s+
    (?P<t> the \s+ (?P<u> day | week | month | quarter | year ) ) \b
    (?! \s+ (?: of | when | that | before | after \s+ (?!\w+ing\b) ) )"""
)
def the_unit(found: Found, context: Context) -> Reading | None:
    """Earlier in the week, for the quarter: of the one that is told of, else the one of publication."""
    period_unit, _ = TO_PERIOD[found["u"].lower()]
    near = context.is_history or period_unit == "day"
    told = teller(context, found.start(), period_unit) if near else None
    if told is None and period_unit == "quarter" and context.tense(found.start(), found.end()) == "past":
        return dated(running("quarter", context))
    return dated(Period.of(period_unit, told.period.first) if told else context.today(period_unit), told)


@rule(
    r"""\b (?:in|during|through|throughout) \s+ (?P<t> the \s+ (?P<p> morning | afternoon | evening | night ) ) \b
    (?! \s+ (?:of|on) \b )"""
)
def part_of_a_day(found: Found, context: Context) -> Reading | None:
    """In the morning: of the day told last."""
    told = context.day_anchor(found.start(), 2)
    return of_day(told.period if told else context.today("day"), found["p"].lower(), told)


RULES: tuple[Rule, ...] = (
    *(
        edge_of_unit,
        unit_beside,
        part_of_day,
        day_from_publication,
        overnight,
        unit_told,
        weekend,
        part_of_a_day,
        bare_part_of_a_day,
        the_unit,
    ),
)
