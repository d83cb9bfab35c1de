"""The stretches of a text in which time expressions may be: around the words that make one."""

import re
from collections.abc import Iterator

from events.extraction.times.feasts import FIXED, FROM_EASTER, FROM_THANKSGIVING, NTH_WEEKDAYS
from events.extraction.times.recurring import ADVERBS
from events.extraction.times.vague import REFERENCES
from events.extraction.times.words import DAY_PARTS, MONTHS, SEASONS, TENS, UNITS, WEEKDAYS

MARGIN = 120
"""So many characters on either side of such a word an expression may reach."""

_NAMES = (*FIXED, *NTH_WEEKDAYS, *FROM_EASTER, *FROM_THANKSGIVING, *REFERENCES)
_WORDS = {
    *(*MONTHS, *WEEKDAYS, *SEASONS, *UNITS, *DAY_PARTS, *ADVERBS),
    *(f"{word}s" for word in (*UNITS, *WEEKDAYS)),
    *(f"{word}long" for word in UNITS),
    *(f"{word.removesuffix('y')}ies" for word in (*TENS, "century")),
    *(re.findall(r"[a-z]{4,}", name)[-1] for name in _NAMES if re.search(r"[a-z]{4,}", name)),
    *("now", "today", "yesterday", "tomorrow", "tonight", "overnight", "eve", "half", "past", "ve", "vj"),
    *(
        "noon",
        "weekdays",
        "midnight",
        "clock",
        "am",
        "pm",
        "m",
        "gmt",
        "utc",
        "hours",
        "hrs",
        "bc",
        "bce",
        "c",
        "q",
        "fy",
    ),
}
_ALSO_WORDS = {"may", "march", "mar", "sat", "sun"}
"""Dates with a capital only."""

_TOKEN = re.compile(r"(?P<word>[A-Za-z]+)|(?P<number>[0-9]+)")
_CLOCK_OR_DAY = re.compile(r"[:./-][0-9]|'?s\b|Q", re.IGNORECASE)


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where to look, `[start, end)`, in order and apart; each begins and ends at white space."""
    start = end = -1
    for token in _TOKEN.finditer(text):
        if token.start() < end - MARGIN or not _tells(token):
            continue
        if token.start() - MARGIN > end:
            if end >= 0:
                yield start, end
            start = _space_before(text, max(0, token.start() - MARGIN), end)
        end = _space_behind(text, token.end() + MARGIN)
    if end >= 0:
        yield start, end


def _tells(token: re.Match[str]) -> bool:
    """Whether it may be what makes words a time expression."""
    if token["number"] is not None:
        return len(token[0]) == 4 or (
            len(token[0]) < 4 and _CLOCK_OR_DAY.match(token.string, token.end()) is not None
        )
    word = token[0].lower()
    return word in _WORDS and (word not in _ALSO_WORDS or token[0][0].isupper())


def _space_before(text: str, position: int, least: int) -> int:
    while position > max(0, least) and not text[position - 1].isspace():
        position -= 1
    return position


def _space_behind(text: str, position: int) -> int:
    while position < len(text) and not text[position].isspace():
        position += 1
    return min(position, len(text))
