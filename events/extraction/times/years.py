"""Years, decades and centuries that name themselves: "1939", "the '90s", "the 19th century", "493 BC"."""

import re
from datetime import date

from events.extraction.times.context import Anchor, Context
from events.extraction.times.periods import SEASONS as LETTERS
from events.extraction.times.periods import Period
from events.extraction.times.reading import Found, Reading, Rule, before, behind, dated, rule, verbose
from events.extraction.times.words import (
    MONTH,
    MONTHS,
    ORDINAL,
    SEASON,
    SEASONS,
    TENS,
    any_of,
    figures,
    ordinal,
)

YEAR = r"(?: (?: 1\d{3} | 20\d\d ) (?! \d | [.,]\d | % | -year ) )"
MEASURED = any_of(
    *(
        "people",
        "persons",
        "police",
        "troops",
        "soldiers",
        "men",
        "women",
        "workers",
        "jobs",
        "homes",
        "houses",
    ),
    *("miles", "km", "kilometers", "kilometres", "meters", "metres", "feet", "yards", "tons", "tonnes", "kg"),
    *("pounds", "dollars", "euros", "rubles", "yen", "percent", "per cent", "points", "votes", "members"),
    *(
        "employees",
        "students",
        "hours",
        "minutes",
        "seconds",
        "days",
        "weeks",
        "years",
        "refugees",
        "residents",
    ),
    *(
        "deaths",
        "dead",
        "others",
        "square",
        "hectares",
        "acres",
        "calories",
        "rpm",
        "cc",
        "MHz",
        "mph",
        "seats",
    ),
    *(
        "pages",
        "times",
        "more",
        "prisoners",
        "civilians",
        "casualties",
        "tanks",
        "aircraft",
        "planes",
        "ships",
    ),
    *("guns", "rounds", "barrels", "families", "children", "shares", "locations", "stores", "cars", "calls"),
    *("million", "billion", "metre", "meter", "kilometre", "kilometer", "policemen", "officers"),
)
"""What a figure before it counts: no day of a month, no year."""

_YEARS_AHEAD_MAX = 60
"""No news names a year farther ahead than this many."""

_UNMARKED_MIN = 1400
"""A number below it is a year only behind "in", "since" and the like."""

_FREE = r"(?<! [\w$£€\#.,:/-] )"
_BC = r"(?: BCE? \b | B\.C\. (?:E\.)? )"


def year_of(words: str) -> int:
    """A year in four figures, or in two of the century that is meant."""
    number = figures(words)
    return number + (1900 if number >= 30 else 2000) if number < 100 else number


def year_told(which: str, context: Context, start: int) -> tuple[int, Anchor | None]:
    """The year that "that year", "last year", "the following year" mean, and the date that told it."""
    from_publication = which in ("last", "this", "next") and not context.is_book
    told = None if from_publication else context.anchor(start)
    base = told.period.first.year if told else context.published.year
    return base + {"last": -1, "the previous": -1, "next": 1, "the next": 1, "the following": 1}.get(
        which, 0
    ), told


@rule(
    rf"\b (?: the \s+ )? (?P<n>{ORDINAL}) (?: [\s-]+ to [\s-]+ {ORDINAL} )? [\s-]+ century \b (?: \s+ (?P<bc>{_BC}) )?"
)
def century(found: Found, context: Context) -> Reading | None:
    """The 19th century."""
    number = ordinal(found["n"])
    if not number or number > 99:
        return None
    if found["bc"]:
        return Reading("DATE", f"BC{number - 1:02}")
    return dated(Period("century", date((number - 1) * 100 + 1, 1, 1)))


_DECADES = {f"{name.removesuffix('y')}ies": value for name, value in TENS.items()}
_AN_AGE = verbose(r"\b (?:in|into) \s (?:his|her|their|the) \s $")


@rule(
    rf"""(?<! [\w$£€-] ) (?: the \s+ )? (?P<y> (?:1[0-9]|20)\d0 ) '?s \b
    | (?<!\w) (?: the \s+ )? '(?P<s>[1-9]0)'?s \b
    | \b (?: (?= the \s ) | (?:early|mid|late) [\s-]+ ) (?P<t> (?: the \s+ )? (?: nineteen[\s-] )? (?P<w>{any_of(*_DECADES)}) | (?P<b>[2-9]0)s ) \b"""
)
def decade(found: Found, context: Context) -> Reading | None:
    """The 1990s, the '90s, the nineties."""
    if found["b"] and _AN_AGE.search(before(found, 12)):
        return None
    if found["y"]:
        year = int(found["y"])
    else:
        tens = int(found["s"] or found["b"] or _DECADES[found["w"].lower()])
        year = 1900 + tens if 1900 + tens <= context.published.year else 1800 + tens
    if year % 100 == 0 and year < 2000:
        return dated(Period("century", date(year + 1, 1, 1)))
    return dated(Period("decade", date(year, 1, 1)))


@rule(
    rf"""\b (?: (?: (?P<m>{MONTH}) | (?P<s>{SEASON}) ) \s+ (?:of \s+)? )? (?P<ca> (?:ca?|circa) \.? \s+ )?
    (?P<y>\d{{1,4}}) \s* {_BC}"""
)
def before_christ(found: Found, context: Context) -> Reading | None:
    """493 BC: before the years that an event can be recorded in."""
    value = f"BC{int(found['y']):04}"
    if found["m"]:
        value += f"-{MONTHS[found['m'].lower()]:02}"
    elif found["s"]:
        value += f"-{LETTERS[SEASONS[found['s'].lower()]][0]}"
    return Reading("DATE", value, mod="APPROX" if found["ca"] else None)


@rule(rf"{_FREE} (?P<t>(?P<y> 1[0-9]\d\d | 20\d\d )) (?= \s? [-–—/] \s? (?P<to> \d{{4}} | \d\d ) (?![\w-]) )")
def first_of_years(found: Found, context: Context) -> Reading | None:
    """The first of 1861-1865, 1939-45."""
    first = int(found["y"])
    return _year(first) if first < _until(first, found["to"]) <= _latest(context) else None


@rule(
    r"""(?<= \d{4}[-–—/] ) (?P<t> (?:1[0-9]|20)?\d\d ) (?! [\w-] | [.,]\d )
    | (?<= \d{4}\s[-–—/]\s ) (?:1[0-9]|20)\d\d (?! [\w-] | [.,]\d )"""
)
def last_of_years(found: Found, context: Context) -> Reading | None:
    """The last of 1861-1865, 1939-45."""
    first_one = re.search(r"(?<![\w$£€#.,:/-])(\d{4})\s?[-–—/]\s?$", before(found, 9))
    if first_one is None:
        return None
    first = int(first_one[1])
    until = _until(first, found[0])
    return _year(until) if 1000 <= first < until <= _latest(context) else None


def _until(first: int, last: str) -> int:
    """The last year of a range: 1945 in 1939-45."""
    return int(last) if len(last) == 4 else first // 100 * 100 + int(last)


def _latest(context: Context) -> int:
    return context.published.year + _YEARS_AHEAD_MAX


_NO_YEAR_BEHIND = verbose(
    r"""(?: © | \(c\) | copyright | No\. | number | room | flight | highway | route | page | section | article | model
    | Euro | Windows | iPhone | population \s of | about | than | some | nearly | almost | over | least ) [ ]? $"""
)
_STANDS = verbose(
    r"""(?: \b (?: in|into|since|until|till|by|from|of|before|after|during|to|between|and|through|through \s to
            | throughout|within|early|late|mid|mid-|year|years|for|around|circa|as \s of|or|the|a|an|its|his|her|their
            | that|this|last|back )
        | [(,;–—/-] | ^ | \n | 's ) \s* $"""
)
_MARKED = re.compile(r"\b(?:in|since|until|by|from|AD)\s*$")
_MAY_COUNT = re.compile(r"\b(?:of|to|and|than|by|or|for)\s*$")
_PLURAL_BEHIND = re.compile(r"\s+[a-z]+s\b")
_HAPPENS_IN_YEARS = verbose(
    r"\s+ (?: was|is|has|as|this|its|his|elections|games|olympics|polls|protests|talks ) \b"
)


@rule(
    rf"""(?: {_FREE} | (?<=mid-) | (?<=late-) | (?<=early-) )
    (?P<fy> fiscal (?: [\s-]+ year )? \s+ )? (?P<y> 1[0-9]\d\d | 20\d\d )
    (?! [\w%] | [.,]\d | :\d ) (?! \s+ {MEASURED} \b )
    (?! - (?: year|strong|point|member|seat|mile|met|foot|page|acre ) )"""
)
def year(found: Found, context: Context) -> Reading | None:
    """1939, where it stands as years stand: behind a preposition, in brackets, before what happened in it."""
    number, ahead = int(found["y"]), before(found, 24)
    if _NO_YEAR_BEHIND.search(ahead) or not _STANDS.search(ahead) or number > _latest(context):
        return None
    if number < _UNMARKED_MIN and not _MARKED.search(ahead):
        return None
    if _MAY_COUNT.search(ahead) and _counts(behind(found, 24)):
        return None
    if found["fy"]:
        edtf = f"{number}~"
        return Reading("DATE", f"FY{number}", Period("year", date(number, 1, 1)), edtf=edtf, occurred=edtf)
    return _year(number)


def _counts(after: str) -> bool:
    """Whether a plural follows that the number counts: "of 1500 houses"."""
    return _PLURAL_BEHIND.match(after) is not None and _HAPPENS_IN_YEARS.match(after) is None


def _year(number: int) -> Reading:
    return dated(Period("year", date(number, 1, 1)))


RULES: tuple[Rule, ...] = (century, decade, before_christ, first_of_years, last_of_years, year)
