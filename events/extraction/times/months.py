"""Months, seasons, quarters and halves, with their year or without: "November 1939", "last winter"."""

import re
from datetime import date

from events.extraction.times.context import Context
from events.extraction.times.days import DAY
from events.extraction.times.periods import Period, Unit, day_of
from events.extraction.times.reading import Found, Reading, Rule, before, behind, dated, rule, verbose
from events.extraction.times.words import (
    MODIFIERS,
    MONTH,
    MONTH_SHORT,
    ORDINAL,
    SEASON,
    SEASONS,
    any_of,
    figures,
    month_number,
    ordinal,
    spaced,
)
from events.extraction.times.years import YEAR, year_of, year_told

_LAST = ("last", "this past", "the previous")
_NEXT = ("next", "this coming", "the next", "the following")
_SAME = ("that", "that same", "the same")
_WHICH = any_of(*_LAST, *_NEXT, *_SAME, "this")
_ALSO_WORDS = ("may", "march")
_ALSO_NAMES = (*_ALSO_WORDS, "april", "june", "july", "august")
_LEADS = any_of(
    *(
        "in",
        "since",
        "until",
        "till",
        "by",
        "from",
        "to",
        "of",
        "during",
        "before",
        "after",
        "through",
        "between",
    ),
    *("and", "or", "for", "late", "early", "mid", "mid-", "every", "each", "around", "about", "on", "as of"),
    *("this", "last", "next", "past", "the previous", "the following", "-", ","),
)
_PLANNED = any_of(
    *("election", "vote", "summit", "deadline", "meeting", "report", "poll", "referendum", "coup", "attack"),
)
_BEFORE_MONTH = verbose(rf"(?: ^ | [\s(-] ) {_LEADS} $ | - $")
_BEHIND_MONTH = verbose(rf"(?:'s)? \s+ (?: \d | {_PLANNED} )")
_YEAR_AHEAD = verbose(
    rf"\s* (?: [-–—] | \b (?:and|or|to|through|until) \b ) \s* {MONTH_SHORT} \s+ (?: {DAY} ,? \s+ )? (?P<y>{YEAR})"
)
"""The year of a range or a pair, at its end: "from May to July 1998"."""

SAME_YEAR_MONTHS = 9
"""So many months from publication "this March" is the one of the same year."""

_BESIDE = ("the previous", "the following", "the next")
NEAR_SENTENCES = 4
"""So many sentences back stands the date that "the following June" follows."""


@rule(rf"\b (?P<m>{MONTH_SHORT}) ,? \s+ (?:of \s+)? (?:the \s+ year \s+)? (?P<y> {YEAR} | '\d\d\b )")
def month_year(found: Found, context: Context) -> Reading | None:
    """November 1939."""
    return dated(Period("month", date(year_of(found["y"]), month_number(found["m"]), 1)))


@rule(
    rf"""\b (?: (?P<b>{DAY}) \s+ (?:of \s+)? )? (?P<m>{MONTH}) \s+ (?: (?P<d>{DAY}) \s+ )? (?:of \s+)?
    (?P<which> {any_of("last", "this", "next", *_SAME, "the following", "the next", "the previous")} ) \s+ year \b"""
)
def month_of_that_year(found: Found, context: Context) -> Reading | None:
    """August of that year, May last year, 3 March that year."""
    year, told = year_told(spaced(found["which"]), context, found.start())
    month = Period("month", date(year, month_number(found["m"]), 1))
    number = found["b"] or found["d"]
    day = day_of(year, month.first.month, figures(number)) if number else None
    return dated(day or month, told)


@rule(rf"\b (?: (?P<which>{_WHICH}) \s+ )? (?P<m>{MONTH}) \b (?! \s+ \d ) (?! \s* ' \d )")
def month(found: Found, context: Context) -> Reading | None:
    """October, last September. "May" and "March" must stand where a date may stand."""
    if not found["m"][0].isupper() or not (found["which"] or _stands(found)):
        return None
    if found["m"].isupper() and not _in_capitals(found):
        return None
    which, number = spaced(found["which"] or ""), month_number(found["m"])
    if which in _SAME:
        told = context.anchor(found.start())
        year = told.period.first.year if told else context.published.year
        return dated(Period("month", date(year, number, 1)), told)
    if which.startswith("the ") and (told := context.anchor(found.start(), NEAR_SENTENCES)) is not None:
        return dated(_beside(which, number, told.period), told)
    if which:
        return dated(_of_which(which, Period("month", date(context.published.year, number, 1)), context))
    if ahead := _YEAR_AHEAD.match(found.string, found.end()):
        return dated(Period("month", date(int(ahead["y"]), number, 1)))
    period, told = context.month(number, found.start(), found.end())
    return dated(period, told)


def _stands(found: Found) -> bool:
    """Whether the month stands as dates stand, if its name is also a word or a person's name."""
    word = found["m"].lower()
    if word not in _ALSO_NAMES or _BEFORE_MONTH.search(before(found, 14).rstrip(" \n")):
        return True
    if _BEHIND_MONTH.match(found.string, found.end()):
        return True
    return word not in _ALSO_WORDS and not _is_name(found)


def _is_name(found: Found) -> bool:
    """Whether a capitalised word stands right beside: April Jones, Augusta August."""
    follows = re.match(r" [A-Z][a-z]", behind(found, 3))
    return follows is not None or re.search(r"[A-Z][a-z]+ $", before(found, 20)) is not None


def _in_capitals(found: Found) -> bool:
    """Whether the words beside are in capitals, too: a headline."""
    return (before(found, 12) + behind(found, 12)).isupper()


def _beside(which: str, number: int, told: Period, unit: Unit = "month") -> Period:
    """That month, or the season that begins with it, next after the date told, or before it."""
    around = [Period(unit, date(told.first.year + years, number, 1)) for years in (-1, 0, 1)]
    if which in _LAST:
        return next((p for p in reversed(around) if p.last < told.first), around[0])
    return next((p for p in around if p.first > told.last), around[-1])


def _of_which(which: str, period: Period, context: Context) -> Period:
    """The last, the next … of what comes each year."""
    around = [period.shifted(years, "year") for years in (-2, -1, 0, 1, 2)]
    if which in _NEXT:
        return next(p for p in around if p.first > context.published)
    if which in _LAST:
        return [p for p in around if p.last < context.published][-1]
    return _nearest(around, context)


def _nearest(around: list[Period], context: Context) -> Period:
    """This year's month, unless another one is much nearer; the season whose middle is nearest."""
    same = next(p for p in around if p.first.year == context.published.year)
    if same.unit == "month" and abs(same.first.month - context.published.month) <= SAME_YEAR_MONTHS:
        return same
    return min(around, key=lambda p: (abs((p.first - context.published).days + 45), p.first))


@rule(
    rf"""\b (?: (?P<which> {any_of(*_LAST, *_NEXT, "this", "the", "that", "each", "every")} ) \s+ )? (?P<s>{SEASON})
    (?: \s+ (?:of \s+)? (?P<y>{YEAR})
      | \s+ of \s+ (?P<rel> {any_of("last", "this", "next", "that", "the same", "the following")} ) \s+ year
    )"""
)
def season_year(found: Found, context: Context) -> Reading | None:
    """The summer of 1963, spring of next year."""
    if found["y"]:
        year, told = int(found["y"]), None
    else:
        year, told = year_told(spaced(found["rel"]), context, found.start())
    return dated(Period("season", date(year, SEASONS[found["s"].lower()], 1)), told)


_NO_SEASON_BEHIND = any_of(
    *("offensive", "from power", "to the", "collection", "training", "break", "game", "football", "league"),
    *("festival", "transfer"),
)
_FALL_BEFORE = (
    *("last", "next", "this", "this past", "the", "in", "by", "since", "until", "during", "early", "late"),
)
_FALL_BEHIND = re.compile(r"\s*(?:[.,;)]|when|with|as|and|after|to\s+[a-z]+|\n|$)")


@rule(
    rf"""\b (?= (?P<which> last | next | this | {any_of("this past", "this coming")}
        | the \s+ (?:past|last|previous|following|next|coming) | that (?: \s+ same )? | the
        | in | by | since | until | during | early | late | mid | mid- | of ) [\s-] )
    (?: (?: in | by | since | until | during | of ) \s+ )? (?P<t> (?: (?P=which) [\s-]+ )? (?P<s>{SEASON}) )
    (?! \s+ (?: of \b | \d{{4}} | in \b (?! \s+ the ) | {_NO_SEASON_BEHIND} ) ) \b"""
)
def season(found: Found, context: Context) -> Reading | None:
    """Last winter, the summer."""
    which, word = spaced(found["which"]), found["s"].lower()
    if word == "fall" and not _is_autumn(which, found):
        return None
    base = Period("season", date(context.published.year, SEASONS[word], 1))
    if which in _BESIDE and (told := context.anchor(found.start(), NEAR_SENTENCES)) is not None:
        return dated(_beside(which, base.first.month, told.period, "season"), told)
    if which.startswith(("last", "next", "this", "the ")):
        return dated(_season_of_which(which, base, context))
    period, told = context.month(base.first.month, found.start(), found.end(), "season")
    return dated(period, told, MODIFIERS.get(which.rstrip("-")))


def _is_autumn(which: str, found: Found) -> bool:
    """Whether a fall is the season."""
    if which not in _FALL_BEFORE:
        return False
    return which not in ("the", "in", "by") or _FALL_BEHIND.match(behind(found, 12)) is not None


def _season_of_which(which: str, base: Period, context: Context) -> Period:
    around = [base.shifted(years, "year") for years in (-2, -1, 0, 1, 2)]
    if which == "this":
        return _nearest(around, context)
    if which in ("next", "this coming", "the coming", "the next", "the following"):
        kept = [p for p in around if p.last >= context.published]
        return kept[1] if which == "next" and kept[0].holds(context.published) else kept[0]
    return [p for p in around if p.last < context.published][-1]


@rule(
    rf"""\b (?P<t> (?: the \s+ (?! \S+- ) )?
        (?P<q> {ORDINAL} | last | final | [1-4]Q | Q[1-4] )
        (?: [\s-]+ (?: fiscal [\s-]+ )? (?P<u> quarter | half )
            (?: \s+ of (?: \s+ (?:the|fiscal) )? \s+ (?P<y> {YEAR} | (?:last|this|next|the) \s+ year | year )
              | ,? \s+ (?P<y2>{YEAR}) )?
          | \s+ (?:of \s+)? (?P<y3> {YEAR} | '\d\d ) )
    ) \b"""
)
def quarter(found: Found, context: Context) -> Reading | None:
    """The third quarter of 2010, Q3 2010, the first half of the year. A bare half is one of a match."""
    kind, which = (found["u"] or "quarter").lower(), found["q"].lower()
    year = found["y"] or found["y2"] or found["y3"]
    if (found["u"] is None and "q" not in which) or (kind == "half" and not year):
        return None
    parts = 2 if kind == "half" else 4
    number = _number(which, parts)
    if number is None or not 1 <= number <= parts:
        return None
    if not year:
        return _quarter_of_unsaid_year(number, found, context)
    told = re.search(r"\d\d+", year)
    of = year_of(year) if told else year_told(year.lower().split()[0], context, found.start())[0]
    return dated(Period("half" if kind == "half" else "quarter", date(of, (number - 1) * 12 // parts + 1, 1)))


def _number(which: str, parts: int) -> int | None:
    if any(letter.isdigit() for letter in which):
        return figures(which)
    return parts if which in ("last", "final") else ordinal(which)


_RESULTS = verbose(
    r"\s+ (?: \w+ \s+ )? (?: earnings | results | profits? | revenues? | sales | figures | losse? s? ) \b"
)
"""What is told of a quarter when it is over, though it may still be to come out."""


def _quarter_of_unsaid_year(number: int, found: Found, context: Context) -> Reading:
    """The latest that had begun, or the next: a business paper tells of the quarter that is over or runs."""
    this = Period("quarter", date(context.published.year, number * 3 - 2, 1))
    told_of = _RESULTS.match(found.string, found.end())
    if not told_of and context.tense(found.start(), found.end()) == "future":
        return dated(this if this.last >= context.published else this.shifted(1, "year"))
    return dated(this if this.first <= context.published else this.shifted(-1, "year"))


RULES: tuple[Rule, ...] = (month_of_that_year, month_year, season_year, quarter, month, season)
