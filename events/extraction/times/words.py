"""The vocabulary of English time expressions: each class of words once, as a table and as a fragment of patterns.

Fragments are for verbose patterns: white space in them means nothing, `any_of` writes out what separates words.
"""

import re
from collections.abc import Iterable


def any_of(*words: str) -> str:
    """A fragment for any of the words, the longest first; between the parts of one may be any white space."""
    longest_first = sorted(words, key=len, reverse=True)
    written = (r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return f"(?:{'|'.join(written)})"


def _numbered(names: Iterable[str], start: int = 0) -> dict[str, int]:
    """Each name's place in the list; names of one place are separated by spaces."""
    return {name: number for number, same in enumerate(names, start) for name in same.split()}


MONTHS = _numbered(
    (
        *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul"),
        *("august aug", "september sept sep", "october oct", "november nov", "december dec"),
    ),
    start=1,
)
_ABBREVIATED_MONTHS = [name for name in MONTHS if len(name) < 5 and name not in ("may", "june", "july")]
MONTH = any_of(*(name for name in MONTHS if name not in _ABBREVIATED_MONTHS))
MONTH_SHORT = rf"(?:{MONTH}|{any_of(*_ABBREVIATED_MONTHS)}\b\.?)"
"""Abbreviations stand beside a number only: "Mar" and "Dec" alone are names."""

WEEKDAYS = _numbered(
    (
        *("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu"),
        *("friday fri", "saturday sat", "sunday sun"),
    )
)
WEEKDAY = any_of(*(name for name in WEEKDAYS if name.endswith("day")))
WEEKDAY_SHORT = rf"(?:{WEEKDAY}|{any_of(*(name for name in WEEKDAYS if len(name) < 6))}\b\.?)"

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
SEASON = any_of(*SEASONS)

SMALL = _numbered(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ),
    start=1,
)
TENS = {
    name: 10 * number
    for name, number in _numbered(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    ).items()
}
LOOSE = {
    "a": 1, "an": 1, "a single": 1, "a couple of": 2, "a dozen": 12, "half a dozen": 6, "a hundred": 100,
}  # fmt: skip
MANY = any_of(
    *("a few", "a number of", "several", "some", "many", "a handful of", "recent", "dozens of"),
    *("scores of", "hundreds of", "coming", "the intervening"),
)
ORDINALS = _numbered(
    (
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
        *("eighteenth", "nineteenth", "twentieth", "twenty-first"),
    ),
    start=1,
)
_UNDER_TEN = any_of(*(name for name, value in SMALL.items() if value < 10))
_FIGURES = r"\d{1,3}(?:,\d{3})*(?:\.\d)?(?:\s+(?:million|billion))?"
NUMBER = rf"(?:{_FIGURES}|{any_of(*TENS)}(?:[- ]{_UNDER_TEN})?|{any_of(*SMALL, 'a hundred')})\b"
COUNT = (
    rf"(?:{NUMBER}|{any_of(*(words for words in LOOSE if ' ' in words and words != 'a hundred'))}|an?|{MANY})"
)
ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{any_of(*ORDINALS)})"

UNITS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "fortnight": "W", "month": "M",
    "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE", "weekend": "WE", "season": "Y",
}  # fmt: skip
"""The letters of TIMEX3's durations; hours, minutes and seconds stand behind a T."""
CLOCK_UNITS = {"second", "minute", "hour"}
_PLURALS = [f"{word}s" for word in UNITS if word not in ("century", "season")] + ["centuries"]
UNIT = any_of(*(word for word in UNITS if word != "season"), *_PLURALS)
DATE_UNITS = ("day", "weekend", "week", "month", "quarter", "year", "decade", "century", "season")
DATE_UNIT = any_of(*DATE_UNITS)

DAY_PARTS = {
    "morning": ("MO", (4, 12)),
    "afternoon": ("AF", (12, 18)),
    "evening": ("EV", (17, 24)),
    "night": ("NI", (18, 24)),
    "midday": ("MI", (11, 14)),
    "dawn": ("MO", (3, 8)),
    "dusk": ("EV", (16, 22)),
}
"""TIMEX3's letters and the local hours in which a part of the day lies, as news mean it: rather too wide."""
DAY_PART = any_of(*DAY_PARTS)

EARLY_DAY, LATE_DAY, MID_DAY = (0, 9), (18, 24), (10, 16)
"""Local hours of "early Tuesday", "late Monday" and "midday on Friday"."""

EARLY, MID, LATE = (0, 1 / 3), (1 / 4, 3 / 4), (2 / 3, 1)
"""Which part of a month, season, year … "early", "mid" and "late" leave."""

MODIFIERS = {
    "early": "START", "earlier": "START", "start": "START", "beginning": "START", "outset": "START",
    "opening": "START", "turn": "START", "first": "START",
    "mid": "MID", "middle": "MID", "midway": "MID", "second": "MID", "third": "MID", "fourth": "END",
    "late": "END", "later": "END", "end": "END", "close": "END", "latter": "END", "last": "END",
    "final": "END", "closing": "END",
}  # fmt: skip

APPROXIMATE = {
    "about": "APPROX", "around": "APPROX", "approximately": "APPROX", "roughly": "APPROX", "some": "APPROX",
    "circa": "APPROX", "ca.": "APPROX", "c.": "APPROX", "almost": "LESS_THAN", "nearly": "LESS_THAN",
    "less than": "LESS_THAN", "under": "LESS_THAN", "fewer than": "LESS_THAN",
    "more than": "MORE_THAN", "over": "MORE_THAN", "at least": "EQUAL_OR_MORE",
    "well over": "MORE_THAN", "just over": "MORE_THAN", "just under": "LESS_THAN",
    "the better part of": "LESS_THAN", "longer than": "MORE_THAN", "a little over": "MORE_THAN",
}  # fmt: skip
APPROX = any_of(*APPROXIMATE)
BOUNDING = any_of("up to", "at most", "only", "just", "exactly")
"""Before a length of time, but no part of its expression."""

ZONE = any_of(
    *("GMT", "UTC", "BST", "CET", "CEST", "EET", "EEST", "MSK", "IST", "EST", "EDT", "ET", "CST", "CDT"),
    *("MST", "MDT", "PST", "PDT", "JST", "KST", "HKT", "AEST", "AEDT", "local time", "Moscow time"),
    *("Kyiv time", "Eastern time", "Pacific time", "Central time"),
)


def approximate(words: str | None) -> str | None:
    """TIMEX3's mod for "about", "more than"; None for none."""
    return APPROXIMATE.get(spaced(words or ""))


def spaced(words: str) -> str:
    """In small letters, with one space between words."""
    return " ".join(words.lower().split())


def number(words: str) -> float | None:
    """What a number is in figures, "two", "twenty-one" or "a couple of"; None for "several" and the like."""
    plain = spaced(words.replace("-", " "))
    if figures := re.fullmatch(r"([\d,]+(?:\.\d+)?)(?: (million|billion))?", plain):
        return float(figures[1].replace(",", "")) * {"million": 1e6, "billion": 1e9}.get(figures[2], 1)
    if plain in LOOSE:
        return LOOSE[plain]
    parts = plain.split()
    if parts and all(part in SMALL or part in TENS for part in parts):
        return sum(SMALL.get(part, 0) or TENS[part] for part in parts)
    return None


def written(count: float | None) -> str:
    """A number as TIMEX3 writes it; X for an unknown one."""
    return "X" if count is None else f"{count:.1f}".removesuffix(".0")


def ordinal(words: str) -> int | None:
    """What "third" or "3rd" counts."""
    figures = re.match(r"\d+", words)
    return int(figures[0]) if figures else ORDINALS.get(words.lower())


def unit(word: str) -> str:
    """The singular of a unit's name."""
    lower = word.lower()
    return "century" if lower.startswith("centur") else lower.removesuffix("s")


def month_number(words: str) -> int:
    """Which month a name or an abbreviation names."""
    return MONTHS[words.rstrip(". ").lower()]


def figures(words: str) -> int:
    """The number in "3rd" or "'45"."""
    return int(re.sub(r"\D", "", words))
