"""Whether words near an expression point back or ahead: for want of a parse, and where a parse cannot tell."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from events.extraction.times.expression import Tense

REACH = 200
"""So many characters of its sentence on either side of an expression may tell its tense."""

BEHIND = 20
"""What stands behind the expression counts as so many characters farther than what stands before."""

_FUTURE = re.compile(
    r"""\b (?:
        will | won't | shall | 'll | would | must | can | (?-i:may) | should | could | might
      | plans? | planned | planning | expect (?:s|ed)? | scheduled | due | set \s (?:to|for) | slated
      | intends? | aims? | hopes? | going \s to | about \s to | prepar\w+ | (?:is|are|was|were|meant) \s to
      | upcoming | forthcoming | next | tomorrow | tonight
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
_PAST = re.compile(
    r"""\b (?:
        was | were | had | did | said | told | went | came | took | made | began | held | met | won | lost | left
      | fell | rose | saw | got | gave | became | died | \w{2,}ed | \w+ought | since | ago | earlier | last
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
_WILL = re.compile(r"""\b (?: will | shall | 'll ) \s [^,;:"]* $""", re.VERBOSE | re.IGNORECASE)
_AHEAD = re.compile(
    r"""\b (?:
        until | till | ahead \s+ of
      | (?<! months\s ) (?<! weeks\s ) (?<! quarter\s ) (?<! year\s ) (?<! days\s ) through
      | (?: push | delay | postpon | mov | defer | reschedul | schedul | slat | plann? | set | fix | book ) \w* \s+
        (?: \w+ \s+ ){0,4} (?: back | to | for | until )
      | put \s+ (?: off | back ) \s+ (?: to | for )
    ) \s+ (?: (?: late | early | mid | the | end | of | to | at | least | about ) [\s-]+ )* $""",
    re.VERBOSE | re.IGNORECASE,
)
_SCHEDULED = re.compile(
    r"""(?: , \s+ | \b (?: originally | initially | first | previously ) \s+ )
    (?: schedul | slat | plann? | set | fix | book | call | bill ) (?:ed)? \s+ (?: for | on ) \s+ (?: the \s+ )? $""",
    re.VERBOSE | re.IGNORECASE,
)
_HAD_BEEN_DUE = re.compile(
    r"""\b (?: (?: had \s (?: \w+ \s )? been | was | were ) \s (?: \w+ly \s )?
        (?: schedul | slat | plann? | set | due | expect | suppos ) \w* \s (?: for | to \s \w+ )
      | (?: was | were ) \s to \s \w+ ) (?: \s \w+ ){0,3} \s $""",
    re.VERBOSE | re.IGNORECASE,
)
_CAME_OUT = re.compile(
    r""" \s* , \s+ (?: \w+ly \s+ )?
    (?: was | were | had | took | did | (?: has | have ) \s been | went | fell | \w+ed ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b (?: had (?: \s \w+ )? \s \w+ (?:ed|en|n) | planned | until | since | as \s in | like ) \b [^;]* $",
    re.VERBOSE | re.IGNORECASE,
)
_FROM = re.compile(
    r"\b (?: from | between ) \s [^.;]{3,40} \s (?: until | till | through ) \s+ $",
    re.VERBOSE | re.IGNORECASE,
)
_REPORTED = re.compile(
    r"""\b (?<! \b be \s ) (?: said | told \s (?! to\s ) [\w ]{1,40} | announced | reported | added )
    (?: \s late | \s early )? (?: \s on )? \s $""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Cues:
    """Where the words that tell a tense stand, `(start, end)` in their order: found once for a stretch of the text."""

    future: tuple[tuple[int, int], ...]
    past: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Cues":
        stretch = text[start:end]
        ahead = tuple((found.start() + start, found.end() + start) for found in _FUTURE.finditer(stretch))
        rest = _FUTURE.sub(_blank, stretch)
        return cls(
            ahead, tuple((found.start() + start, found.end() + start) for found in _PAST.finditer(rest))
        )


def tense_near(text: str, start: int, end: int, sentence: tuple[int, int], cues: Cues) -> Tense | None:
    """Past or future, by the nearest word that tells in the sentence around `[start, end)`; None where none does."""
    first, last = max(sentence[0], start - REACH), min(sentence[1], end + REACH)
    if _WILL.search(text[first:start]):
        return "future"
    future = _distance(cues.future, first, start, end, last)
    past = _distance(cues.past, first, start, end, last)
    if future is None and past is None:
        return None
    return "future" if past is None or (future is not None and future < past) else "past"


def points_ahead(before: str) -> bool:
    """Whether what follows is still to come: until, pushed back to; but not "from May until"."""
    return _AHEAD.search(before) is not None and _FROM.search(before) is None


def is_old_plan(before: str, behind: str) -> bool:
    """Whether a plan is told by what became of it: "the match, scheduled for 3 July, was moved"; "had been due on"."""
    if _HAD_BEEN_DUE.search(before):
        return True
    return _SCHEDULED.search(before) is not None and _CAME_OUT.match(behind) is not None


def tells_aside(before: str) -> bool:
    """Whether a date behind these words of its sentence leaves the story: what had been before, what is planned."""
    return _ASIDE.search(before) is not None


def is_reported(before: str) -> bool:
    """Whether a verb of saying stands right beside: "said on Monday that it would"."""
    return _REPORTED.search(before) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _distance(cues: Sequence[tuple[int, int]], first: int, start: int, end: int, last: int) -> int | None:
    """How far the nearest of the cues within `[first, start)` and `[end, last)` is."""
    distances = []
    before = bisect_right(cues, start, key=_end) - 1
    if before >= 0 and cues[before][0] >= first:
        distances.append(start - cues[before][1])
    after = bisect_left(cues, end, key=_start)
    if after < len(cues) and cues[after][1] <= last:
        distances.append(cues[after][0] - end + BEHIND)
    return min(distances, default=None)


def _start(cue: tuple[int, int]) -> int:
    return cue[0]


def _end(cue: tuple[int, int]) -> int:
    return cue[1]
