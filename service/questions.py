"""From the strings a client sends to a question that is pinned on all three clocks (design.md §2)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

import asyncpg

from events.errors import BadQuestion, NotFound
from events.instants import format_instant
from projections import editions
from projections.asof import Question
from projections.editions import Edition
from projections.keys import Key
from projections.naming import Kind
from service import parameters
from service.cursors import EXPECTED, cursor_instant, page_url
from service.parameters import ID, check_id
from service.pins import Pin, Pinned, pin

Find = Callable[[asyncpg.Connection, Kind, str, int], Awaitable[str]]
"""The subject that a kind and a name mean at a position."""

ASKED = (
    *("hindsight", "strict", "group", "since", "until", "match", "order", "limit"),
    *("actors", "locations", "publisher", "roles", "status", "standing", "text", "according_to", "include"),
    "explain",
)
"""What a question for a timeline asks beyond `as_of` and the position."""

NAMED: Mapping[str, Kind] = {
    "actors": "actor",
    "locations": "location",
    "publisher": "actor",
    "according_to": "actor",
}
"""The parameters that name actors or locations."""

SEARCH = "/v1/timeline"
DISPUTES = "/v1/disputes"


class Asked(NamedTuple):
    """A pinned question, and the name of the log it is asked of."""

    question: Question
    log: str


async def find_subject(
    conn: asyncpg.Connection, kind: Kind, id_or_slug: str, position: int, edition: Edition | None = None
) -> str:
    """As `naming.resolve`; what can be neither an id nor a slug is not looked for."""
    checked = check_id(kind, id_or_slug, "; search for it by name")
    return await editions.resolve(conn, kind, checked, position, edition)


async def find_subjects(
    conn: asyncpg.Connection,
    parameter: str,
    names: Sequence[str],
    position: int,
    edition: Edition | None = None,
) -> tuple[str, ...]:
    """The streams of the actors or locations that the parameter names, under which they answer at the position.

    Raises BadQuestion.
    """
    kind, found = NAMED[parameter], set()
    for name in names:
        try:
            found.add(await find_subject(conn, kind, name, position, edition))
        except NotFound as error:
            expected = f"ids or slugs of {kind}s at position {position}; search /v1/{kind}s?name="
            raise BadQuestion(parameter, name, expected) from error
    return tuple(sorted(found))


async def timeline_question(
    conn: asyncpg.Connection,
    kind: Kind,
    name: str,
    sent: Mapping[str, str],
    find: Find | None = None,
    suffix: str = "",
) -> Asked:
    """The question for the timeline of the actor or location `name`, an id or slug, or whatever `find` reads.

    All its parameters are pinned.

    `sent` holds any of as_of, position, recorded_by, cursor, log, rules and ASKED. `suffix` is the one of the path.
    Raises BadQuestion, Gone or RulesDiffer.
    """
    pinned = await pin(conn, _path(kind, name) + suffix, sent)
    at = pinned.pin.position
    if find is None:
        subject = await find_subject(conn, kind, name, at, pinned.pin.edition)
    else:
        subject = await find(conn, kind, name, at)
    pinned.continues(timeline_path(subject))
    return Asked(await question_of(conn, subject, pinned), pinned.pin.log)


async def search_question(
    conn: asyncpg.Connection, path: str, sent: Mapping[str, str], suffix: str = ""
) -> Asked:
    """As `timeline_question`, of all there is; the question is asked at `path`."""
    pinned = await pin(conn, path + suffix, sent)
    pinned.continues(path)
    return Asked(await question_of(conn, None, pinned), pinned.pin.log)


async def disputes_question(conn: asyncpg.Connection, sent: Mapping[str, str]) -> Asked:
    """As `search_question`, of what was disputed."""
    if sent.get("standing", "disputed") != "disputed":
        raise BadQuestion("standing", sent["standing"], "disputed, or none: nothing else is told here")
    return await search_question(conn, DISPUTES, {**sent, "standing": "disputed"})


def everything(pinned: Pinned) -> Question:
    """The question for all that was known at these clocks."""
    return Question(None, pinned.pin.position, known_until=pinned.pin.recorded_at, as_of=pinned.as_of)


def stated(question: Question) -> dict[str, Any]:
    """What the question asks beyond the clocks, as an answer states it: actors and locations by their ids."""
    asked = {name: getattr(question, name) for name in ASKED}
    return asked | {name: tuple(stream.partition("-")[2] for stream in asked[name]) for name in NAMED}


def permalink(question: Question, log: str, after: Key | None = None, path: str | None = None) -> str:
    """The URL whose answer never changes: of this page or, given its last key, of the page behind it.

    `path` is where the question was asked; without it, where the timeline of its subject is.
    """
    key = after or question.after
    return page_url(
        path or timeline_path(question.subject),
        pinning(question, log),
        None if key is None else written_key(key),
    )


@lru_cache(maxsize=64)
def pinning(question: Question, log: str) -> Mapping[str, str]:
    """The parameters that pin the question, as a permalink carries them. An answer says them several times."""
    at = Pin(log, question.position, question.known_until).values
    return parameters.written({"as_of": question.as_of} | stated(question) | at)


def timeline_path(subject: str | None) -> str:
    """Where the timeline of the subject (its stream; None: of all) is served, whatever it is called."""
    if subject is None:
        return SEARCH
    kind, _, id_ = subject.partition("-")
    return _path(kind, id_)


async def question_of(conn: asyncpg.Connection, subject: str | None, pinned: Pinned) -> Question:
    """The question about the subject that was pinned."""
    values, at = pinned.values, pinned.pin
    _check_window(values)
    if values.get("strict") and values.get("hindsight"):
        raise BadQuestion("strict", "true", "either strict or hindsight: one forgets what the other asks for")
    named = {
        name: await find_subjects(conn, name, values[name], at.position, at.edition)
        for name in NAMED
        if name in values
    }
    asked = {name: values[name] for name in ASKED if name in values} | named
    return Question(
        subject=subject,
        position=at.position,
        known_until=at.recorded_at,
        as_of=pinned.as_of,
        after=_key(pinned.after),
        edition=at.edition,
        **asked,
    )


def _check_window(values: Mapping[str, Any]) -> None:
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since >= until:
        expected = f"an instant after since, {format_instant(since)}"
        raise BadQuestion("until", format_instant(until), expected)


def _key(after: tuple[str | None, ...] | None) -> Key | None:
    """The key of the last entry on the page before; an entry without any bound has neither instant."""
    match after:
        case None:
            return None
        case (None, None, str(fact)) if ID.fullmatch(fact):
            return Key(None, None, fact)
        case (str(sort), (str() | None) as latest, str(fact)) if ID.fullmatch(fact):
            return Key(cursor_instant(sort), None if latest is None else cursor_instant(latest), fact)
    raise BadQuestion("cursor", None, EXPECTED)


def written_key(key: Key) -> tuple[str | None, ...]:
    """The key as a cursor carries it."""
    return (*(None if at is None else format_instant(at) for at in key[:2]), key.fact)


def _path(kind: str, name: str) -> str:
    return f"/v1/{kind}s/{quote(name, safe='')}/timeline"
