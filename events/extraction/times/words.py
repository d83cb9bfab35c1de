"""The vocabulary of English time expressions, as fragments of regular expressions and what they stand for."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul"),
            *("august aug", "september sept sep", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
MONTH_SHORT = rf"(?:{MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
"""Abbreviations stand beside a number only: "Mar" and "Dec" alone are names."""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
        )
        + ("sunday sun",)
    )
    for name in names.split()
}
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

SEASON = r"(?:spring|summer|autumn|fall|winter)"
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

SMALL = dict(
    zip(
        (
            *(
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        range(1, 20),
        strict=True,
    )
)
TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
LOOSE = {"a": 1, "an": 1, "a single": 1, "a couple of": 2, "a dozen": 12, "half a dozen": 6, "a hundred": 100}
MANY = r"(?:a few|a number of|several|some|many|a handful of|recent|dozens of|scores of|hundreds of|coming|the intervening)"
ORDINALS = {
    word: number
    for number, word in enumerate(
        (
            *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
            *("eighteenth", "nineteenth", "twentieth", "twenty-first"),
        ),
        start=1,
    )
}
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d)?|(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(list(SMALL)[:9])}))?"
    rf"|{'|'.join(reversed(SMALL))}|a hundred)\b"
)
COUNT = rf"(?:{NUMBER}|half a dozen|a dozen|a couple of|a single|an?|{MANY})"
ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(reversed(ORDINALS))})"

UNITS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "fortnight": "W", "month": "M",
    "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE", "centurie": "CE", "weekend": "WE", "season": "Y",
}  # fmt: skip
"""The letters of TIMEX3's durations; hours, minutes and seconds stand behind a T."""
CLOCK_UNITS = {"second", "minute", "hour"}
UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies)|weekends?)"
DATE_UNIT = r"(?:day|weekend|week|month|quarter|year|decade|century|season)"

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
DAY_PART = rf"(?:{'|'.join(DAY_PARTS)})"

EARLY_DAY, LATE_DAY, MID_DAY = (0, 9), (18, 24), (10, 16)
"""Local hours of "early Tuesday", "late Monday" and "midday on Friday"."""

EARLY, MID, LATE = (0, 1 / 3), (1 / 4, 3 / 4), (2 / 3, 1)
"""Which part of a month, season, year … "early", "mid" and "late" leave."""

MODIFIERS = {
    "early": "START", "start": "START", "beginning": "START", "outset": "START", "opening": "START", "turn": "START",
    "mid": "MID", "middle": "MID", "midway": "MID",
    "late": "END", "end": "END", "close": "END", "later": "END", "latter": "END",
}  # fmt: skip

APPROXIMATE = {
    "about": "APPROX", "around": "APPROX", "approximately": "APPROX", "roughly": "APPROX", "some": "APPROX",
    "circa": "APPROX", "ca.": "APPROX", "c.": "APPROX", "almost": "LESS_THAN", "nearly": "LESS_THAN",
    "less than": "LESS_THAN", "under": "LESS_THAN", "fewer than": "LESS_THAN", "up to": "EQUAL_OR_LESS",
    "at most": "EQUAL_OR_LESS", "more than": "MORE_THAN", "over": "MORE_THAN", "at least": "EQUAL_OR_MORE",
    "well over": "MORE_THAN", "just over": "MORE_THAN", "just under": "LESS_THAN", "exactly": "", "only": "",
    "just": "", "the better part of": "LESS_THAN", "longer than": "MORE_THAN", "a little over": "MORE_THAN",
}  # fmt: skip
APPROX = rf"(?:{'|'.join(sorted(map(re.escape, APPROXIMATE), key=len, reverse=True))})"

ZONES = r"(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|CST|CDT|MST|MDT|PST|PDT|local time|Moscow time|Eastern time)"


def number(words: str) -> float | None:
    """What a number is in figures, "two", "twenty-one" or "a couple of"; None for "several" and the like."""
    plain = " ".join(words.lower().replace("-", " ").split())
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return float(plain)
    if plain in LOOSE:
        return LOOSE[plain]
    parts = plain.split()
    if parts and all(part in SMALL or part in TENS for part in parts):
        return sum(SMALL.get(part, 0) or TENS[part] for part in parts)
    return None


def ordinal(words: str) -> int | None:
    """What "third" or "3rd" counts."""
    figures = re.match(r"\d+", words)
    return int(figures[0]) if figures else ORDINALS.get(words.lower())


def unit(word: str) -> str:
    """The singular of a unit's name."""
    lower = word.lower()
    return "century" if lower.startswith("centur") else lower.removesuffix("s")
