"""The bodies of answers about a subject, as JSON values (design.md §6)."""

from typing import Any

import asyncpg

from events.instants import format_instant
from projections import RULES, asof
from projections.asof import Question
from projections.naming import Kind
from service.parameters import DEFAULTS
from service.questions import permalink


async def timeline(conn: asyncpg.Connection, kind: Kind, question: Question, log_name: str) -> dict[str, Any]:
    """The answer to `question`; the same for ever, but for an erasure."""
    answer = await asof.ask(conn, question)
    behind = answer.next_after
    return {
        "subject": question.subject.removeprefix(f"{kind}-"),
        "as_of": format_instant(question.as_of),
        "position": question.position,
        "log": log_name,
        "rules": RULES,
        **_unusual(question),
        "reported_later": answer.reported_later,
        "entries": answer.entries,
        "names": answer.names,
        "next": None if behind is None else permalink(question, log_name, behind),
        "permalink": permalink(question, log_name),
    }


def _unusual(question: Question) -> dict[str, Any]:
    """What was asked beyond the pins: the parameters that do not have their default."""
    asked = {
        name: getattr(question, name) for name in ("hindsight", "since", "until", "match", "order", "limit")
    }
    return {
        name: format_instant(value) if name in ("since", "until") else value
        for name, value in asked.items()
        if value != DEFAULTS.get(name)
    }
