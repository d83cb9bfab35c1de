"""The bodies of answers about a subject, as JSON values (design.md §6)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from events.instants import format_instant
from projections import RULES, asof
from projections.asof import Question
from service.parameters import DEFAULTS
from service.pins import Pinned
from service.questions import ASKED, permalink


async def timeline(conn: asyncpg.Connection, question: Question, log_name: str) -> dict[str, Any]:
    """The answer to `question`; the same for ever, but for an erasure."""
    answer = await asof.ask(conn, question)
    behind = answer.next_after
    return {
        "subject": question.subject.partition("-")[2],
        "as_of": format_instant(question.as_of),
        "position": question.position,
        "log": log_name,
        "rules": RULES,
        **_unusual({name: getattr(question, name) for name in ASKED}),
        "reported_later": answer.reported_later,
        "entries": answer.entries,
        "names": answer.names,
        "next": None if behind is None else permalink(question, log_name, behind),
        "permalink": permalink(question, log_name),
    }


def page(
    path: str,
    pinned: Pinned,
    noun: str,
    found: Sequence[dict[str, Any]],
    key: Callable[[dict[str, Any]], Sequence[str]],
) -> dict[str, Any]:
    """A page of a list; `found` has one more than the page where another one follows, behind the `key` of its last."""
    shown = found[: pinned.limit]
    behind = pinned.permalink(path, key(shown[-1])) if len(found) > pinned.limit else None
    asked = _unusual({name: pinned.values.get(name) for name in ("name", "limit")})
    return {**pinned.pin.values, **asked, noun: shown, "next": behind, "permalink": pinned.permalink(path)}


def one(path: str, pinned: Pinned, **members: Any) -> dict[str, Any]:
    """The answer about one thing, which may be found at `path` for ever."""
    return {**pinned.pin.values, **members, "permalink": pinned.permalink(path)}


def one_as_of(path: str, pinned: Pinned, **members: Any) -> dict[str, Any]:
    """The answer about one thing as it stood at a moment, which it states."""
    return {"as_of": format_instant(pinned.as_of)} | one(path, pinned.dated(), **members)


def _unusual(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked beyond the pins: the parameters that are set and do not have their default."""
    return {
        name: format_instant(value) if isinstance(value, datetime) else value
        for name, value in asked.items()
        if value is not None and value != DEFAULTS.get(name)
    }
