"""The parameters of questions: read from the strings that clients send, written as permalinks carry them. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import urlencode

from events.envelope import END, STREAM_PATTERN
from events.errors import BadQuestion, NotFound
from events.instants import EXPECTED, end_of_day, format_instant, parse_instant, start_of_day
from events.payloads import ID_PATTERN, PAYLOADS, Status
from projections.asof import Include, Question
from projections.asof_statements import Standing
from projections.subjects import ACTOR_ROLES, LOCATION_ROLES

LIMIT_MAX = 500
LIST_MAX = 50
"""How many values a parameter takes that is a list."""
TEXT_LENGTH_MAX = 300
DEFAULTS: dict[str, Any] = {"name": ""} | {
    field.name: field.default for field in fields(Question) if field.default not in (MISSING, None)
}

STREAM = re.compile(STREAM_PATTERN)
ID = re.compile(ID_PATTERN)
ID_OR_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)

_DAY_MIN, _DAY_MAX = date(1, 1, 2), date(9999, 12, 30)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LOG = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_DIGITS = re.compile(r"\d{1,30}", re.ASCII)
_FRACTION = re.compile(r"\d(\.\d{1,15})?|\.\d{1,15}", re.ASCII)


def read(sent: Mapping[str, str]) -> dict[str, Any]:
    """The typed values of the parameters. Raises BadQuestion, which says what to send instead."""
    return {name: _read_one(name, text) for name, text in sent.items()}


def check_id(noun: str, text: str, advice: str = "") -> str:
    """`text`, which may be an id or a slug. Raises NotFound, with the advice, when it cannot be either."""
    if not ID_OR_SLUG.fullmatch(text):
        raise NotFound(f"{text[:200]!r} cannot be the id or slug of any {noun}{advice}", **{noun: text[:200]})
    return text


def unreadable(name: str, text: str, error: ValueError) -> BadQuestion:
    """The refusal of `text`, in whose stead a reader expected what its error says."""
    return BadQuestion(name, text, str(error).removeprefix("expected "))


def written(values: Mapping[str, Any]) -> dict[str, str]:
    """The parameters as strings in their one order; those that are unset or have their default are left out."""
    return {
        name: _write(values[name])
        for name in _READERS
        if values.get(name) is not None and values[name] != DEFAULTS.get(name)
    }


def url(path: str, parameters: Mapping[str, str]) -> str:
    """`path` with the parameters, if there are any."""
    return f"{path}?{urlencode(parameters, safe=':')}" if parameters else path


def _read_one(name: str, text: str) -> Any:
    try:
        return _READERS[name](text)
    except KeyError:
        raise BadQuestion(name, text, f"one of the parameters {', '.join(_READERS)}") from None
    except ValueError as error:
        raise unreadable(name, text, error) from None


def _write(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return format_instant(value)
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


# --- readers; each raises ValueError with what it expected


def _instant(text: str) -> datetime:
    if _DATE.fullmatch(text):
        raise ValueError(f"{EXPECTED}; a date leaves open which moment of the day is meant")
    return parse_instant(text)


def _from(text: str) -> datetime:
    """A plain date is its first instant."""
    return start_of_day(_day(text)) if _DATE.fullmatch(text) else _instant_or_day(text)


def _up_to(text: str) -> datetime:
    """A plain date is the first instant after it."""
    return end_of_day(_day(text)) if _DATE.fullmatch(text) else _instant_or_day(text)


def _day(text: str) -> date:
    """A day whose two ends are instants: the first and the last instant there is stand for infinity."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if not _DAY_MIN <= day <= _DAY_MAX:
        raise ValueError(f"a date of the calendar, from {_DAY_MIN} to {_DAY_MAX}")
    return day


def _instant_or_day(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise ValueError(f"{error}; or a date, such as 2025-12-01, in UTC") from None


def _number(text: str, minimum: int, maximum: int | None = None) -> int:
    bounds = f"from {minimum}" + ("" if maximum is None else f" to {maximum}")
    number = int(text) if _DIGITS.fullmatch(text) else -1
    if number < minimum or (maximum is not None and number > maximum):
        raise ValueError(f"a whole number {bounds}")
    return number


def _fraction(text: str) -> float:
    if not _FRACTION.fullmatch(text) or not 0 <= float(text) <= 1:
        raise ValueError("a number from 0 to 1, such as 0.6")
    return float(text)


def _end(text: str) -> datetime | int:
    """One end of a comparison: a position, or a moment."""
    if _DIGITS.fullmatch(text):
        return _number(text, 0)
    try:
        return _up_to(text)
    except ValueError as error:
        raise ValueError(f"{error}; or a position of the log, such as 83") from None


def _one_of(*choices: str) -> Callable[[str], str]:
    def read_choice(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read_choice


def _name(text: str) -> str:
    if text and not any(letter.isalnum() for letter in text):
        raise ValueError("at least one letter or digit")
    return text


def _words(text: str) -> str:
    if "\x00" in text or len(text) > TEXT_LENGTH_MAX or not any(letter.isalnum() for letter in text):
        raise ValueError(f"words, at most {TEXT_LENGTH_MAX} characters with a letter or digit among them")
    return text


def _several(expected: str, is_one: Callable[[str], object]) -> Callable[[str], tuple[str, ...]]:
    """Values with commas between them; their order and how often each is there say nothing."""

    def read_several(text: str) -> tuple[str, ...]:
        values = tuple(sorted(set(text.split(","))))
        if len(values) > LIST_MAX or not all(is_one(value) for value in values):
            raise ValueError(f"{expected}, with commas between them, at most {LIST_MAX}")
        return values

    return read_several


def _several_of(*choices: str) -> Callable[[str], tuple[str, ...]]:
    return _several(f"some of {', '.join(dict.fromkeys(choices))}", choices.__contains__)


def _truth(text: str) -> bool:
    return _one_of("true", "false")(text) == "true"


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def read_matching(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(expected)
        return text

    return read_matching


_READERS: dict[str, Callable[[str], Any]] = {
    "from": _end,
    "to": _end,
    "as_of": _up_to,
    "position": lambda text: _number(text, 0),
    "recorded_by": _instant,
    "log": _matching(_LOG, "the name of a log, as an answer states it"),
    "rules": lambda text: _number(text, 0),
    "hindsight": _truth,
    "strict": _truth,
    "group": _truth,
    "since": _from,
    "until": _up_to,
    "match": _one_of("possible", "certain"),
    "order": _one_of("asc", "desc"),
    "actors": _several("ids or slugs of actors", ID_OR_SLUG.fullmatch),
    "locations": _several("ids or slugs of locations", ID_OR_SLUG.fullmatch),
    "publisher": _several("ids or slugs of actors", ID_OR_SLUG.fullmatch),
    "roles": _several_of(*ACTOR_ROLES, *LOCATION_ROLES),
    "status": _several_of(*get_args(Status)),
    "standing": _one_of(*get_args(Standing)),
    "text": _words,
    "according_to": _several("ids or slugs of actors", ID_OR_SLUG.fullmatch),
    "include": _several_of(*get_args(Include)),
    "explain": _truth,
    "name": _name,
    "needs_review": _truth,
    "article": _matching(ID, "the id of an article"),
    "below": _fraction,
    "after": lambda text: _number(text, 0, END),
    "stream": _matching(STREAM, "a stream, such as article-7q, actor-a2x or location-l7q"),
    "type": _one_of(*PAYLOADS),
    "limit": lambda text: _number(text, 1, LIMIT_MAX),
    "cursor": str,
}
"""By parameter, in the order in which permalinks carry them."""
