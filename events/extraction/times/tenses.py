"""Whether words near an expression point back or ahead: for want of a parse, and where a parse cannot tell."""

import re

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
        until | till | (?<! months\s ) (?<! weeks\s ) (?<! quarter\s ) (?<! year\s ) (?<! days\s ) through | ahead \s+ of
      | (?: push | delay | postpon | mov | defer | reschedul | schedul | slat | plann? | set | fix | book ) \w* \s+
        (?: \w+ \s+ ){0,4} (?: back | to | for | until )
    ) \s+ (?: (?: late | early | mid | the | end | of | to ) [\s-]+ )* $""",
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
    r"\b (?: said | told \s [\w ]{1,40} | announced | reported | added ) (?: \s late | \s early )? (?: \s on )? \s $",
    re.VERBOSE,
)


def tense_near(before: str, after: str) -> Tense | None:
    """Past or future, by the nearest word that tells; None where none does."""
    if _WILL.search(before):
        return "future"
    future = _distance(_FUTURE, before, after)
    past = _distance(_PAST, _FUTURE.sub(_blank, before), _FUTURE.sub(_blank, after))
    if future is None and past is None:
        return None
    return "future" if past is None or (future is not None and future < past) else "past"


def points_ahead(before: str) -> bool:
    """Whether what follows is still to come: until, pushed back to; but not "from May until"."""
    return _AHEAD.search(before) is not None and _FROM.search(before) is None


def tells_aside(before: str) -> bool:
    """Whether a date behind these words of its sentence leaves the story: what had been before, what is planned."""
    return _ASIDE.search(before) is not None


def is_reported(before: str) -> bool:
    """Whether a verb of saying stands right beside: "said on Monday that it would"."""
    return _REPORTED.search(before) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _distance(words: re.Pattern[str], before: str, after: str) -> int | None:
    distances = [len(before) - found.end() for found in words.finditer(before)]
    if (found := words.search(after)) is not None:
        distances.append(found.start() + BEHIND)
    return min(distances, default=None)
