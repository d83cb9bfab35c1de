"""Dates that name themselves, wholly or but for the year: "3 May 1945", "Oct. 14", "the summer of 1963", "the 1990s"."""

import re
from datetime import date, timedelta

from dateutil.easter import easter

from events.extraction.times.context import Anchor, Context
from events.extraction.times.periods import Period, day_of
from events.extraction.times.reading import Reading, Rule, dated, rule
from events.extraction.times.words import (
    MONTH,
    MONTH_SHORT,
    MONTHS,
    ORDINAL,
    SEASON,
    SEASONS,
    WEEKDAY,
    WEEKDAYS,
    ordinal,
)

YEAR = r"(?:1\d{3}|20\d\d)(?!\d|[.,]\d|%|-year)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_ON = rf"(?:(?:{WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?),?\s+)?"
_MEASURED = (
    r"(?:people|persons|troops|soldiers|men|women|workers|jobs|homes|houses|miles|km|kilomet\w+|met\w+|feet|tons?|tonnes"
    r"|pounds|dollars|euros|rubles|yen|percent|per cent|points|votes|members|employees|students|hours|minutes|years|days"
    r"|police\w*|refugees|residents|deaths|dead|others|square|hectares|acres|calories|rpm|cc|MHz|seats|pages|times|more"
    r"|prisoners|civilians|casualties|tanks|aircraft|planes|ships|guns|rounds|barrels|families|children|shares|locations)"
)


def year_of(words: str) -> int:
    """A year in four figures, or in two of the century that is meant."""
    figures = int(re.sub(r"\D", "", words))
    return figures + (1900 if figures >= 30 else 2000) if figures < 100 else figures


def _month(words: str) -> int:
    return MONTHS[words.rstrip(". ").lower()]


@rule(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?\s?(Z|[+-]\d\d:?\d\d)?)?(?![\w-])")
def iso(found: re.Match[str], context: Context) -> Reading | None:
    """2025-12-01, with a time or without."""
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    if not (1 <= month <= 12 and year) or (period := day_of(year, month, day)) is None:
        return None
    if found[4] and found[4] < "24":
        at = f"{period.value}T{found[4]}"
        return Reading("TIME", at, period, edtf=at, occurred=at)
    return dated(period)


@rule(rf"\b{_ON}(?P<m>{MONTH_SHORT})\s+(?P<d>{_DAY}),?\s+(?P<y>{YEAR})", any_case=True)
def month_day_year(found: re.Match[str], context: Context) -> Reading | None:
    """May 3, 1945."""
    return _given(day_of(int(found["y"]), _month(found["m"]), int(re.sub(r"\D", "", found["d"]))))


@rule(
    rf"(?<![\w.,]){_ON}(?:the\s+)?(?P<t>(?P<d>{_DAY})(?:\s+day)?(?:\s+of)?\s+(?P<m>{MONTH_SHORT}),?\s+(?P<y>{YEAR}))"
)
def day_month_year(found: re.Match[str], context: Context) -> Reading | None:
    """3 May 1945, the 3rd of May, 1945."""
    return _given(day_of(int(found["y"]), _month(found["m"]), int(re.sub(r"\D", "", found["d"]))))


@rule(r"(?<![\w/.,-])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\w/])")
def slashed(found: re.Match[str], context: Context) -> Reading | None:
    """12/1/2025: the American order, unless only the other one is a date."""
    first, second, year = int(found[1]), int(found[2]), year_of(found[3])
    month, day = (first, second) if first <= 12 else (second, first)
    return _given(day_of(year, month, day)) if 1 <= month <= 12 and day else None


@rule(
    rf"\b{_ON}(?P<m>{MONTH_SHORT})\s+(?P<d>{_DAY})(?!\s+(?:{_MEASURED}))(?!\s*[-/]\s*\d{{1,2}}\s+(?:win|loss|vote))"
)
def month_day(found: re.Match[str], context: Context) -> Reading | None:
    """Oct. 14."""
    return _day_of_unsaid_year(found, context)


@rule(rf"(?<![\w.,£$€-]){_ON}(?:the\s+)?(?P<t>(?P<d>{_DAY})(?:\s+of)?\s+(?P<m>{MONTH_SHORT}))(?![\w-])")
def day_month(found: re.Match[str], context: Context) -> Reading | None:
    """14 October, the 14th of October."""
    return None if found["m"] in ("may", "march", "mar") else _day_of_unsaid_year(found, context)


def _day_of_unsaid_year(found: re.Match[str], context: Context) -> Reading | None:
    day = int(re.sub(r"\D", "", found["d"]))
    if found["m"] in ("may", "march", "mar"):
        return None
    period, told = context.day(_month(found["m"]), day, found.start(), found.end())
    return dated(period, _range(told)) if period else None


@rule(rf"\b(?P<m>{MONTH_SHORT}),?\s+(?:of\s+)?(?:the\s+year\s+)?(?P<y>{YEAR}|'\d\d\b)")
def month_year(found: re.Match[str], context: Context) -> Reading | None:
    """November 1939."""
    return dated(Period("month", date(year_of(found["y"]), _month(found["m"]), 1)))


@rule(
    rf"\b(?P<m>{MONTH})\s+(?:(?P<d>{_DAY})\s+)?(?:of\s+)?"
    r"(?P<which>last|this|next|that|that same|the same|the following|the next|the previous)\s+year\b"
)
def month_of_that_year(found: re.Match[str], context: Context) -> Reading | None:
    """August of that year, May last year."""
    base, told = _year_meant(found["which"].lower(), context, found.start())
    month = Period("month", date(base, _month(found["m"]), 1))
    return dated(
        day_of(base, month.first.month, int(re.sub(r"\D", "", found["d"]))) or month if found["d"] else month,
        told,
    )


def _year_meant(which: str, context: Context, start: int) -> tuple[int, tuple[int, int] | None]:
    told = context.anchor(start) if which not in ("last", "this", "next") or context.is_history else None
    base = told.period.first.year if told else context.published.year
    step = {"last": -1, "the previous": -1, "next": 1, "the next": 1, "the following": 1}.get(which, 0)
    return base + step, _range(told)


_MONTH_BEFORE = (
    r"(?:in|since|until|till|by|from|to|of|during|before|after|through|between|and|or|for|late|early|mid|mid-|every|each"
    r"|around|about|on|as of|this|last|next|past|the previous|the following|-|,)"
)


@rule(
    rf"\b(?:(?P<which>last|next|this|this past|this coming|that|that same|the same|the previous|the following|the next)\s+)?(?P<m>{MONTH})\b(?!\s+\d)(?!\s*')"
)
def month(found: re.Match[str], context: Context) -> Reading | None:
    """October, last September. "May" and "March" must stand where a date may stand."""
    if not found["m"][0].isupper():
        return None
    if found["m"].isupper() and not _in_capitals(found):
        return None
    at = found.start("m")
    if found["m"].lower() in ("may", "march", "april", "june", "august", "july") and not found["which"]:
        before = found.string[max(0, at - 14) : at].rstrip(" \n")
        preceded = re.search(rf"(?:^|[\s(-]){_MONTH_BEFORE}$", before, re.IGNORECASE) or before.endswith("-")
        doubtful = found["m"].lower() in ("may", "march")
        followed = re.match(
            r"(?:'s)?\s+(?:\d|election|vote|summit|deadline|meeting|report|poll|referendum|coup|attack)",
            found.string[found.end() :],
        )
        if not preceded and not followed and (doubtful or _is_name(found)):
            return None
    which = (found["which"] or "").lower()
    number = _month(found["m"])
    if which in ("that", "that same", "the same"):
        told = context.anchor(found.start())
        year = told.period.first.year if told else context.published.year
        return dated(Period("month", date(year, number, 1)), _range(told))
    if (
        which in ("the following", "the next", "the previous")
        and (told := context.anchor(found.start(), 4)) is not None
    ):
        around = [Period("month", date(told.period.first.year + years, number, 1)) for years in (-1, 0, 1)]
        after = [p for p in around if p.first > told.period.last] or around[-1:]
        before = [p for p in around if p.last < told.period.first] or around[:1]
        return dated(before[-1] if which == "the previous" else after[0], _range(told))
    if which:
        return dated(_of_which(which, Period("month", date(context.published.year, number, 1)), context))
    period, told = context.month(number, found.start(), found.end())
    return dated(period, _range(told))


def _is_name(found: re.Match[str]) -> bool:
    """Whether a capitalised word stands right beside: April Jones, Augusta August."""
    text, start, end = found.string, found.start(), found.end()
    return (
        re.match(r" [A-Z][a-z]", text[end : end + 3]) is not None
        or re.search(r"[A-Z][a-z]+ $", text[max(0, start - 20) : start]) is not None
    )


def _in_capitals(found: re.Match[str]) -> bool:
    """Whether the words beside are in capitals, too: a headline."""
    return found.string[max(0, found.start() - 12) : found.end() + 12].isupper()


def _of_which(which: str, period: Period, context: Context) -> Period:
    """The last, the next … of a month, season or day that comes each year."""
    around = [period.shifted(years, "year") for years in (-2, -1, 0, 1, 2)]
    if which in ("next", "this coming", "the next", "the following"):
        return next(p for p in around if p.first > context.published)
    if which in ("last", "this past", "the previous"):
        return [p for p in around if p.last < context.published][-1]
    return min(around, key=lambda p: abs((p.first - context.published).days + 45))


@rule(
    rf"\b(?P<which>last|next|this|this past|this coming|the|that|each|every)?\s*\b(?P<s>{SEASON})(?:\s+(?:of\s+)?(?P<y>{YEAR})|\s+of\s+(?P<rel>last|this|next|that|the same|the following|the previous)\s+year)"
)
def season_year(found: re.Match[str], context: Context) -> Reading | None:
    """The summer of 1963, spring of next year."""
    year, told = (
        (int(found["y"]), None) if found["y"] else _year_meant(found["rel"].lower(), context, found.start())
    )
    return dated(Period("season", date(year, SEASONS[found["s"].lower()], 1)), told)


@rule(
    rf"\b(?P<which>last|next|this|this past|this coming|the (?:past|last|previous|following|next|coming)|that|the|in|by|since|until|during|early|late|mid|mid-|of)[\s-]+(?P<s>{SEASON})"
    r"(?!\s+(?:of\b|\d{4}|in\b(?!\s+the)|offensive|from power|to the|collection|training|break|game|football|league|festival|transfer))\b"
)
def season(found: re.Match[str], context: Context) -> Reading | None:
    """Last winter, the summer."""
    which, word = found["which"].lower(), found["s"].lower()
    if word == "fall" and which not in (
        "last",
        "next",
        "this",
        "this past",
        "the",
        "in",
        "by",
        "since",
        "until",
        "during",
        "early",
        "late",
    ):
        return None
    if (
        word == "fall"
        and which in ("the", "in", "by", "of")
        and not re.match(r"\s*(?:[.,;)]|when|with|as|and|after|$)", found.string[found.end() :][:12])
    ):
        return None
    base = Period("season", date(context.published.year, SEASONS[word], 1))
    if which.startswith(("last", "next", "this", "the ")) and not (context.is_history and which == "the"):
        return dated(_season_of_which(which, base, context))
    period, told = context.month(base.first.month, found.start(), found.end(), "season")
    return dated(period, _range(told))


def _season_of_which(which: str, base: Period, context: Context) -> Period:
    around = [base.shifted(years, "year") for years in (-2, -1, 0, 1, 2)]
    if which == "this":
        return min(around, key=lambda p: (abs((p.first - context.published).days + 45), p.first))
    if (
        which == "this coming"
        or which.startswith("next")
        or which in ("the coming", "the next", "the following")
    ):
        kept = [p for p in around if p.last >= context.published]
        return kept[1] if which == "next" and kept[0].holds(context.published) else kept[0]
    return [p for p in around if p.last < context.published][-1]


@rule(
    rf"\b(?:the\s+)?(?P<t>(?P<q>{ORDINAL}|last|final|1Q|2Q|3Q|4Q|Q[1-4])(?:[\s-]+(?:fiscal[\s-]+)?(?P<u>quarter|half)(?:\s+of(?:\s+(?:the|fiscal))?\s+(?P<y>{YEAR}|(?:last|this|next|the)\s+year|year)|,?\s+(?P<y2>{YEAR}))?|\s+(?:of\s+)?(?P<y3>{YEAR}|'\d\d)))\b"
)
def quarter(found: re.Match[str], context: Context) -> Reading | None:
    """The third quarter of 2010, Q3 2010, the first half of the year. A bare half is one of a match."""
    kind = (found["u"] or "quarter").lower()
    which = found["q"].lower()
    if found["u"] is None and "q" not in which:
        return None
    year = found["y"] or found["y2"] or found["y3"]
    if kind == "half" and not year:
        return None
    parts = 2 if kind == "half" else 4
    figure = re.sub(r"\D", "", which)
    number = int(figure) if figure else (parts if which in ("last", "final") else ordinal(which))
    if number is None or not 1 <= number <= parts:
        return None
    if not year:
        return _quarter_of_unsaid_year(number, context, found)
    figures = re.search(r"\d\d+", year)
    of = year_of(year) if figures else _year_meant(year.lower().split()[0], context, found.start())[0]
    return dated(Period("half" if kind == "half" else "quarter", date(of, (number - 1) * 12 // parts + 1, 1)))


def _quarter_of_unsaid_year(number: int, context: Context, found: re.Match[str]) -> Reading:
    """The latest that had begun, or the next: a business paper tells of the quarter that is over or runs."""
    this = Period("quarter", date(context.published.year, number * 3 - 2, 1))
    if context.tense(found.start(), found.end()) == "future":
        return dated(this if this.last >= context.published else this.shifted(1, "year"))
    return dated(this if this.first <= context.published else this.shifted(-1, "year"))


@rule(rf"\b(?P<n>{ORDINAL})(?:[\s-]+to[\s-]+{ORDINAL})?[\s-]+century\b(?:\s+(?P<bc>BCE?|B\.C\.))?")
def century(found: re.Match[str], context: Context) -> Reading | None:
    """The 19th century."""
    number = ordinal(found["n"])
    if not number or number > 99:
        return None
    if found["bc"]:
        return Reading("DATE", f"BC{number - 1:02}")
    return dated(Period("century", date((number - 1) * 100 + 1, 1, 1)))


_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


@rule(
    rf"(?<![\w£$€-])(?P<y>(?:1[0-9]|20)\d0)'?s\b|(?<!\w)'(?P<s>[1-9]0)'?s\b|\b(?:the|early|mid|late)[\s-]+(?P<t>(?:(?:nineteen[\s-])?(?P<w>{'|'.join(_DECADES)})|(?P<b>[2-9]0)s))\b"
)
def decade(found: re.Match[str], context: Context) -> Reading | None:
    """The 1990s, the '90s, the nineties."""
    if found["y"]:
        year = int(found["y"])
    else:
        tens = int(found["s"] or found["b"] or _DECADES[found["w"].lower()])
        year = 1900 + tens if 1900 + tens <= context.published.year else 1800 + tens
    if found["b"] and re.search(
        r"\b(?:in|into) (?:his|her|their|the) $", found.string[max(0, found.start() - 12) : found.start()]
    ):
        return None  # an age
    if year % 100 == 0 and year < 2000:
        return dated(Period("century", date(year + 1, 1, 1)))
    return dated(Period("decade", date(year, 1, 1)))


@rule(r"\b(?P<ca>(?:ca?|circa)\.?\s+)?(?P<y>\d{1,4})\s*(?:BCE?\b|B\.C\.(?:E\.)?)")
def before_christ(found: re.Match[str], context: Context) -> Reading | None:
    """493 BC: before the years that an event can be recorded in."""
    return Reading("DATE", f"BC{int(found['y']):04}", mod="APPROX" if found["ca"] else None)


@rule(r"(?<![\w$£€#.,:/-])(?P<t>(?P<y>1[0-9]\d\d|20\d\d))(?=\s?[-–—/]\s?(?P<to>\d{4}|\d\d)(?![\w-]))")
def first_of_years(found: re.Match[str], context: Context) -> Reading | None:
    """The first of 1861-1865, 1939-45."""
    first, last = int(found["y"]), found["to"]
    until = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return dated(Period("year", date(first, 1, 1))) if first < until <= context.published.year + 60 else None


@rule(
    r"(?<=\d{4}[-–—/])(?P<t>(?:1[0-9]|20)?\d\d)(?![\w-]|[.,]\d)|(?<=\d{4}\s[-–—/]\s)(?P<u>(?:1[0-9]|20)\d\d)(?![\w-]|[.,]\d)"
)
def last_of_years(found: re.Match[str], context: Context) -> Reading | None:
    """The last of 1861-1865, 1939-45."""
    before = re.search(
        r"(?<![\w$£€#.,:/-])(\d{4})\s?[-–—/]\s?$", found.string[max(0, found.start() - 9) : found.start()]
    )
    if before is None:
        return None
    first, figures = int(before[1]), found[0].strip()
    until = int(figures) if len(figures) == 4 else first // 100 * 100 + int(figures)
    return (
        dated(Period("year", date(until, 1, 1)))
        if 1000 <= first < until <= context.published.year + 60
        else None
    )


@rule(
    rf"(?<![\w$£€#.,:/-])(?P<fy>fiscal(?:[\s-]+year)?\s+)?(?P<y>1[0-9]\d\d|20\d\d)(?![\w%]|[.,]\d|:\d)(?!\s+{_MEASURED}\b)(?!-(?:year|strong|point|member|seat|mile|met|foot|page|acre))"
)
def year(found: re.Match[str], context: Context) -> Reading | None:
    """1939, where it stands as years stand: behind a preposition, in brackets, before what happened in it."""
    number, text = int(found["y"]), found.string
    before = text[max(0, found.start() - 24) : found.start()]
    after = text[found.end() : found.end() + 24]
    if re.search(
        r"(?:©|\(c\)|copyright|No\.|number|room|flight|highway|route|page|section|article|model|Euro|Windows|iPhone|population of|about|than|some|nearly|almost|over|least) ?$",
        before,
        re.IGNORECASE,
    ):
        return None
    stands = re.search(
        r"(?:\b(?:in|into|since|until|till|by|from|of|before|after|during|to|between|and|through|through to|early|late|mid|year|years|for|around|circa|as of|or|the|a|an|its|his|her|their|that|this|last|back)|[(,;–—/-]|mid-|^|\n|'s)\s*$",
        before,
        re.IGNORECASE,
    )
    if not stands or (
        number > context.published.year + 60
        or (number < 1400 and not re.search(r"\b(?:in|since|until|by|from|AD)\s*$", before))
    ):
        return None
    if (
        re.search(r"\b(?:of|to|and|than|by|or|for)\s*$", before)
        and re.match(r"\s+[a-z]+s\b", after)
        and not re.match(
            r"\s+(?:was|is|has|as|this|its|his|elections|games|olympics|polls|protests|talks)\b",
            after,
            re.IGNORECASE,
        )
    ):
        return None  # "of 1500 houses"
    period = Period("year", date(number, 1, 1))
    if found["fy"]:
        return Reading("DATE", f"FY{number}", period, edtf=f"{number}~", occurred=f"{number}~")
    return dated(period)


@rule(
    rf"\b(?P<which>last|next|this|this past|this coming|past|coming|the following|the next|the previous)?\s*\b(?P<d>{WEEKDAY})\b(?!s\b)(?!\s+(?:Times|Mail|Mirror|Telegraph|Herald|Post|Express|Night Live|Sun)\b)"
)
def weekday(found: re.Match[str], context: Context) -> Reading | None:
    """Tuesday, last Monday; not the Sunday Times."""
    name = found["d"]
    if not name[0].isupper() or re.search(
        r"(?:Black|Good|Ash|Bloody|Palm|Super|Maundy|Shrove|Cyber|Easter|Whit)\s$",
        found.string[max(0, found.start() - 9) : found.start()],
    ):
        return None
    number = WEEKDAYS[name.lower()]
    which = (found["which"] or "").lower()
    ahead = (number - context.published.weekday()) % 7
    if which in ("next", "this coming", "coming"):
        return dated(Period("day", context.published + timedelta(days=ahead or 7)))
    if which.startswith("the ") and (told := context.day_anchor(found.start(), 3)) is not None:
        after = (number - told.period.first.weekday()) % 7 or 7
        return dated(told.period.shifted(after if which != "the previous" else after - 7 or -7), _range(told))
    if which in ("last", "this past", "past", "the previous"):
        return dated(Period("day", context.published + timedelta(days=ahead - 7)))
    period, told = context.weekday(number, found.start("d"), found.end())
    return dated(period, _range(told))


def _given(period: Period | None) -> Reading | None:
    return dated(period) if period else None


def _range(told: Anchor | None) -> tuple[int, int] | None:
    return (told.start, told.end) if told else None


_FIXED_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "valentine's day": (2, 14), "independence day": (7, 4),
    "st patrick's day": (3, 17), "st. patrick's day": (3, 17), "halloween": (10, 31), "bastille day": (7, 14), "veterans day": (11, 11),
    "armistice day": (11, 11), "may day": (5, 1), "canada day": (7, 1), "australia day": (1, 26), "anzac day": (4, 25), "remembrance day": (11, 11), "bonfire night": (11, 5), "burns night": (1, 25),
    "st andrew's day": (11, 30), "st george's day": (4, 23), "st david's day": (3, 1), "hogmanay": (12, 31), "juneteenth": (6, 19),
    "the fourth of july": (7, 4), "epiphany": (1, 6), "all saints' day": (11, 1), "earth day": (4, 22), "new year": (1, 1), "labour day": (5, 1),
}  # fmt: skip
_NTH_WEEKDAYS = {
    "thanksgiving": (11, 3, 4),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    "martin luther king day": (1, 0, 3),
    "presidents' day": (2, 0, 3),
    "columbus day": (10, 0, 2),
}
"""Month, weekday, and the how manieth."""
_EASTER_DAYS = {
    "ash wednesday": -46,
    "palm sunday": -7,
    "maundy thursday": -3,
    "good friday": -2,
    "easter sunday": 0,
    "easter monday": 1,
    "easter": 0,
    "pentecost": 49,
    "whit monday": 50,
}
_NAMED = {
    "9/11": date(2001, 9, 11),
    "d-day": date(1944, 6, 6),
    "ve day": date(1945, 5, 8),
    "v-e day": date(1945, 5, 8),
    "vj day": date(1945, 8, 15),
    "v-j day": date(1945, 9, 2),
}
_HOLIDAYS = sorted((*_FIXED_DAYS, *_NTH_WEEKDAYS, *_EASTER_DAYS), key=len, reverse=True)


@rule(
    rf"\b(?P<which>last|next|this|this past|this coming)?\s*(?P<h>{'|'.join(map(re.escape, _HOLIDAYS))})\b(?:,?\s+(?P<y>{YEAR}))?",
    any_case=True,
)
def holiday(found: re.Match[str], context: Context) -> Reading | None:
    """Christmas Day, Easter 1916."""
    if not found["h"].removeprefix("the ")[0].isupper():
        return None
    name = found["h"].lower()
    if found["y"]:
        return dated(Period("day", _holiday(name, int(found["y"]))))
    around = [Period("day", _holiday(name, context.published.year + years)) for years in (-1, 0, 1)]
    if (teller := context.year_teller(found.start(), found.end())) is not None:
        return dated(Period("day", _holiday(name, teller.period.first.year)), _range(teller))
    future = (found["which"] or "").lower() in ("next", "this coming") or context.tense(
        found.start(), found.end()
    ) == "future"
    return dated(
        next(p for p in around if p.first >= context.published)
        if future
        else [p for p in around if p.first <= context.published][-1]
    )


def _holiday(name: str, year: int) -> date:
    if name in _FIXED_DAYS:
        return date(year, *_FIXED_DAYS[name])
    if name in _EASTER_DAYS:
        return easter(year) + timedelta(days=_EASTER_DAYS[name])
    month, weekday, nth = _NTH_WEEKDAYS[name]
    if nth < 0:
        last = Period("month", date(year, month, 1)).last
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


@rule(
    rf"\bthe\s+(?P<n>first|last|{ORDINAL})\s+day\s+of\s+(?:the\s+(?P<u>month|year)|(?P<m>{MONTH})(?:,?\s+(?P<y>{YEAR}))?)\b"
)
def day_of_unit(found: re.Match[str], context: Context) -> Reading | None:
    """The last day of the month, the first day of May."""
    if found["m"]:
        whole, told = context.month(_month(found["m"]), found.start(), found.end())
        whole = Period("month", date(int(found["y"]), whole.first.month, 1)) if found["y"] else whole
    else:
        told = context.anchor(found.start(), 3)
        day = told.period.first if told else context.published
        whole = Period.of("month" if found["u"].lower() == "month" else "year", day)
    number = ordinal(found["n"])
    day = whole.last if number is None else whole.first + timedelta(days=number - 1)
    return dated(Period("day", day), _range(told))


@rule(rf"(?<![\w/])(?P<n>{'|'.join(map(re.escape, _NAMED))})(?![\w/])")
def named_day(found: re.Match[str], context: Context) -> Reading | None:
    """9/11, D-Day."""
    return dated(Period("day", _NAMED[found["n"].lower()]))


RULES: tuple[Rule, ...] = (
    *(
        iso,
        month_day_year,
        day_month_year,
        slashed,
        month_of_that_year,
        day_of_unit,
        month_year,
        month_day,
        day_month,
        holiday,
    ),
    *(named_day, season_year, quarter, century, decade, before_christ, weekday, month, season),
    *(first_of_years, last_of_years, year),
)
