"""Where the sentences of a text begin and end, without a parse."""

import re
from bisect import bisect_right

_ABBREVIATIONS = (
    *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec"),
    *("Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Lt", "Col", "Sgt", "Gov", "Sen"),
)
_NOT_ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
_SENTENCE_END = re.compile(
    rf"""(?<=[a-z0-9)%][.!?]) {_NOT_ABBREVIATED} ["')\]]* \s+ (?=["'(]?[A-Z0-9]) | \n+""", re.VERBOSE
)


class Sentences:
    """The sentences of `text`; each line is one, too."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text))]
        self._length = len(text)

    def between(self, start: int, end: int) -> int:
        """How many begin behind `start` and up to `end`."""
        return bisect_right(self._starts, end) - bisect_right(self._starts, start)

    def around(self, position: int) -> tuple[int, int]:
        """The one in which the position is, `[start, end)`."""
        number = bisect_right(self._starts, position)
        end = self._starts[number] if number < len(self._starts) else self._length
        return self._starts[number - 1], end
