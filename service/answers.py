"""The bodies of answers that are pinned, as JSON values (design.md §6)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from events.errors import NotFound
from events.instants import format_instant
from projections import RULES, asof
from projections.asof import Answer, Question
from projections.explaining import explained
from projections.fact_histories import fact_history
from service.parameters import DEFAULTS
from service.pins import Pinned
from service.questions import permalink, stated


async def timeline(conn: asyncpg.Connection, question: Question, log_name: str) -> dict[str, Any]:
    """The answer to `question`; the same for ever, but for an erasure."""
    answer = await asof.ask(conn, question)
    about = {} if question.subject is None else {"subject": question.subject.partition("-")[2]}
    entries = await explained(conn, question, answer.entries) if question.explain else answer.entries
    return about | _answered(question, log_name, answer, {"entries": entries})


async def disputes(conn: asyncpg.Connection, question: Question, log_name: str, path: str) -> dict[str, Any]:
    """The answer to `question`, which asks for what is disputed, with the denials in full."""
    answer = await asof.ask(conn, question)
    denying = [[denial["fact"] for denial in entry["denied_by"]] for entry in answer.entries]
    facts = list(dict.fromkeys(fact for each in denying for fact in each))
    denials = {fact["fact"]: fact for fact in await asof.ask_facts(conn, facts, question)}
    answer.names.update(await asof.names(conn, denials.values(), [], question.position))
    claims = await explained(conn, question, answer.entries) if question.explain else answer.entries
    found = [
        {"claim": entry, "denials": [denials[fact] for fact in each]}
        for entry, each in zip(claims, denying, strict=True)
    ]
    return _answered(question, log_name, answer, {"disputes": found}, path)


def _answered(
    question: Question, log_name: str, answer: Answer, found: dict[str, Any], path: str | None = None
) -> dict[str, Any]:
    behind = answer.next_after
    return {
        "as_of": format_instant(question.as_of),
        "position": question.position,
        "log": log_name,
        "rules": RULES,
        **unusual(stated(question)),
        "reported_later": answer.reported_later,
        **found,
        "names": answer.names,
        "next": None if behind is None else permalink(question, log_name, behind, path),
        "permalink": permalink(question, log_name, path=path),
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
    asked = unusual({name: pinned.values.get(name) for name in ("name", "limit")})
    return {**pinned.pin.values, **asked, noun: shown, "next": behind, "permalink": pinned.permalink(path)}


def one(path: str, pinned: Pinned, **members: Any) -> dict[str, Any]:
    """The answer about one thing, which may be found at `path` for ever."""
    return {**pinned.pin.values, **members, "permalink": pinned.permalink(path)}


def one_as_of(path: str, pinned: Pinned, **members: Any) -> dict[str, Any]:
    """The answer about one thing as it stood at a moment, which it states."""
    asked = unusual({"explain": pinned.values.get("explain")})
    return {"as_of": format_instant(pinned.as_of)} | one(path, pinned.dated(), **asked, **members)


async def history(conn: asyncpg.Connection, path: str, pinned: Pinned, fact: str) -> dict[str, Any]:
    """What happened to a fact, page by page, and all its states. Raises NotFound if it was not reported by then."""
    found = await fact_history(conn, fact, pinned.pin.position, pinned.as_of)
    if found is None:
        raise unreported(fact, pinned)
    behind = [event for event in found.events if event["position"] > pinned.after_position][
        : pinned.limit + 1
    ]
    told = page(path, pinned.dated(), "events", behind, lambda last: [str(last["position"])])
    return {"fact": fact, "as_of": format_instant(pinned.as_of)} | told | {"states": found.states}


def unreported(fact: str, pinned: Pinned) -> NotFound:
    """What is said of a fact that is unknown, or was then."""
    by, position = format_instant(pinned.as_of), pinned.pin.position
    return NotFound(
        f"no fact {fact!r} had been reported by {by} at position {position}",
        id=fact,
        as_of=by,
        position=position,
    )


def unusual(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked beyond the pins: the parameters that are set and do not have their default."""
    return {
        name: format_instant(value) if isinstance(value, datetime) else value
        for name, value in asked.items()
        if value is not None and value != DEFAULTS.get(name)
    }
