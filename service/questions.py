"""From the strings a client sends to a question that is pinned on all three clocks (design.md §2)."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

import asyncpg

from events.errors import BadQuestion, NotFound
from events.instants import format_instant, parse_instant
from projections import naming
from projections.asof import Key, Question
from projections.naming import Kind
from service import parameters
from service.cursors import EXPECTED, Cursor, write_cursor
from service.pins import Pin, Pinned, pin

Find = Callable[[asyncpg.Connection, Kind, str, int], Awaitable[str]]
"""The subject that a kind and a name mean at a position."""

ID_OR_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)

_ASKED = ("hindsight", "since", "until", "match", "order", "limit")


class Asked(NamedTuple):
    """A pinned question, and the name of the log it is asked of."""

    question: Question
    log: str


async def find_subject(conn: asyncpg.Connection, kind: Kind, id_or_slug: str, position: int) -> str:
    """As `naming.resolve`; what can be neither an id nor a slug is not looked for."""
    if not ID_OR_SLUG.fullmatch(id_or_slug):
        raise NotFound(f"no {kind} has the id or slug {id_or_slug!r}; search at /v1/{kind}s?name=")
    return await naming.resolve(conn, kind, id_or_slug, position)


async def timeline_question(
    conn: asyncpg.Connection,
    kind: Kind,
    name: str,
    sent: Mapping[str, str],
    find: Find = find_subject,
) -> Asked:
    """The question for the timeline of the actor or location `name`, as `find` reads that, with all parameters pinned.

    `sent` holds any of as_of, hindsight, position, recorded_by, since, until, match, order, limit, cursor, log and
    rules. Raises BadQuestion, NotFound, Gone or RulesDiffer.
    """
    pinned = await pin(conn, _path(kind, name), sent)
    subject = await find(conn, kind, name, pinned.pin.position)
    pinned.continues(timeline_path(subject))
    return Asked(_question(subject, pinned), pinned.pin.log)


def timeline_path(subject: str) -> str:
    """Where the timeline of the subject (its stream) is served, whatever it is called."""
    kind, _, id_ = subject.partition("-")
    return _path(kind, id_)


def canonical(question: Question, log: str) -> dict[str, str]:
    """The parameters that pin the question, as strings in their one order; defaults are left out."""
    asked = {name: getattr(question, name) for name in ("as_of", *_ASKED)}
    return parameters.written(asked | Pin(log, question.position, question.known_until).values)


def permalink(question: Question, log: str, after: Key | None = None) -> str:
    """The URL whose answer never changes: of this page or, given its last key, of the page behind it."""
    path, pinned, key = timeline_path(question.subject), canonical(question, log), after or question.after
    if key is None:
        return parameters.url(path, pinned)
    sort, ends = (None if at is None else format_instant(at) for at in key[:2])
    return parameters.url(path, {"cursor": write_cursor(Cursor(path, pinned, (sort, ends, key.fact)))})


def _question(subject: str, pinned: Pinned) -> Question:
    values, at = pinned.values, pinned.pin
    _check_window(values)
    return Question(
        subject=subject,
        position=at.position,
        known_until=at.recorded_at,
        as_of=values.get("as_of", at.recorded_at),
        after=None if pinned.cursor is None else _key(pinned.cursor),
        **{name: values[name] for name in _ASKED if name in values},
    )


def _check_window(values: Mapping[str, Any]) -> None:
    since, until = values.get("since"), values.get("until")
    if since is not None and until is not None and since >= until:
        expected = f"an instant after since, {format_instant(since)}"
        raise BadQuestion("until", format_instant(until), expected)


def _key(cursor: Cursor) -> Key:
    """The key of a cursor's last entry; one without any bound has neither instant."""
    try:
        sort, latest, fact = cursor.after
        key = Key(_moment(sort), _moment(latest), fact or "")
    except ValueError:
        raise BadQuestion("cursor", None, EXPECTED) from None
    if not ID_OR_SLUG.fullmatch(key.fact) or (sort is None and latest is not None):
        raise BadQuestion("cursor", None, EXPECTED)
    return key


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def _path(kind: str, name: str) -> str:
    return f"/v1/{kind}s/{quote(name, safe='')}/timeline"
