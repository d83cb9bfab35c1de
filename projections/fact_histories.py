"""The history of a fact: all that happened to it and to its article, and the states that this made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from events import log
from events.envelope import RecordedEvent
from events.instants import format_instant
from events.payloads import (
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    FactFields,
    FactReported,
    FactsLinked,
)
from projections.causes import Cause, link_moment, report_moment, shown, withdraws
from projections.history import History
from projections.standing import (
    ALWAYS,
    ARTICLE,
    EXISTENCE,
    FOREVER,
    FactState,
    article_moment,
    fact_states,
    last_written,
    moments,
    withdrawals,
    written_by,
)
from projections.tracing import Linked, link_events, links_between, load_history

_FIELDS = TypeAdapter(FactFields)


@dataclass(frozen=True, slots=True)
class FactHistory:
    """What happened to a fact, in log order, and its states along the reported clock."""

    events: list[dict[str, Any]]
    states: list[dict[str, Any]]


async def fact_history(
    conn: asyncpg.Connection, fact: str, position: int, as_of: datetime
) -> FactHistory | None:
    """The history of the fact as far as it was known at (`as_of`, `position`); None if it had not been reported."""
    links = await links_between(conn, [fact], 0, position)
    ends = {end for link in links for end in (link.fact, link.other)}
    history = await load_history(conn, {fact, *ends}, position)
    own = history.of_fact(fact)
    about = _in_log_order([*own, *_links_and_withdrawals(links, history)])
    moment_of = _moments(own, about, history)
    if not any(isinstance(e.payload, FactReported) and moment_of[e.event_id] <= as_of for e in own):
        return None
    known = [event for event in about if _moment(event, moment_of) <= as_of]
    took_back, wrote = withdrawals(about), _fields_written(own, as_of)
    causes, unknown = await _causes(conn, known, position, as_of)
    events = [
        event.as_json()
        | {
            "causation_id": _id(None if event.causation_id in unknown else event.causation_id),
            "moment": _instant(moment_of.get(event.event_id)),
            "amends": _id(getattr(event.payload, "amends", None)),
            "withdrawn_by": _id(by.event_id if (by := took_back.get(event.event_id)) else None),
            "in_effect": event.event_id not in took_back and wrote.get(event.event_id) != [],
            "fields": wrote.get(event.event_id, []),
            "caused_by": [cause.as_json() for cause in _chain(event, causes)],
        }
        for event in known
    ]
    return FactHistory(events, list(_states(own, as_of)))


def _links_and_withdrawals(links: Sequence[Linked], history: History) -> list[RecordedEvent]:
    """The events that made the links, and those that took them back."""
    made = link_events(links, history)
    about = {event.payload.fact for event in made.values() if isinstance(event.payload, FactsLinked)}
    return [
        *made.values(),
        *(e for fact in sorted(about) for e in history.of_fact(fact) if withdraws(e) in made),
    ]


def _in_log_order(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    return sorted({event.event_id: event for event in events}.values(), key=lambda event: event.position)


def _moments(
    own: Sequence[RecordedEvent], about: Iterable[RecordedEvent], history: History
) -> dict[UUID, datetime]:
    """From when on each event counts, or would; those that follow the position alone are left out."""
    report = next((event for event in own if isinstance(event.payload, FactReported)), None)
    if report is None:
        return {}
    moment_of = moments(report, own, withdrawals(own))
    for event in about:
        match event.payload:
            case ArticleAdded() | ArticleRevised() as version:
                moment_of[event.event_id] = version.published_at
            case ArticleRetracted() as retraction:
                moment_of[event.event_id] = article_moment(retraction, moment_of[report.event_id])
            case FactsLinked() as link:
                moment_of[event.event_id] = link_moment(link, history) or FOREVER
    return moment_of


def _moment(event: RecordedEvent, moment_of: Mapping[UUID, datetime]) -> datetime:
    """From when on the event may be told of: of a withdrawal, as what it takes back."""
    return moment_of.get(withdraws(event) or event.event_id, ALWAYS)


def _fields_written(own: Sequence[RecordedEvent], as_of: datetime) -> dict[UUID, list[str]]:
    """Which fields stand as each event wrote them, by event; the list is empty once others have written them all."""
    taken_back = withdrawals(own)
    wrote: dict[UUID, list[str]] = {
        event.event_id: [] for event in own if written_by(event) and event.event_id not in taken_back
    }
    for name, event in last_written(own, as_of).items():
        wrote[event.event_id].append(shown(name))
    return wrote


async def _causes(
    conn: asyncpg.Connection, known: Iterable[RecordedEvent], position: int, as_of: datetime
) -> tuple[dict[UUID, Cause], set[UUID]]:
    """What caused the events, up to the roots, as far as that was known at (`as_of`, `position`); the ids of the rest.

    What nobody knew yet is not even named by its id.
    """
    found = await log.read_causes(conn, [event.event_id for event in known], up_to=position)
    ends = {e.payload.other for e in found.values() if isinstance(e.payload, FactsLinked)}
    facts = {event.fact for event in found.values() if event.fact is not None} | ends
    of_facts = await log.read_of_facts(conn, facts, up_to=position)
    streams = {event.stream for event in (*found.values(), *of_facts)}
    history = History([*of_facts, *await log.read_of_streams(conn, streams, up_to=position)])
    told_from = {event_id: _told_from(event, history) for event_id, event in found.items()}
    told = {
        event_id: Cause(event, None if told_from[event_id] == ALWAYS else told_from[event_id])
        for event_id, event in found.items()
        if told_from[event_id] <= as_of
    }
    return told, found.keys() - told.keys()


def _told_from(event: RecordedEvent, history: History) -> datetime:
    """From when on the event may be told of: of one about a fact or an article, once that was known."""
    if not event.stream.startswith("article-"):
        return ALWAYS
    of_article = history.of_stream(event.stream)
    if event.fact is not None:
        own = history.of_fact(event.fact)
        return max(report_moment(own) or FOREVER, _moment(event, _moments(own, own, history)))
    changed = next((e for e in of_article if e.event_id == withdraws(event)), event)
    moment = getattr(changed.payload, "reported_at", None) or ALWAYS
    added = next(e.payload for e in of_article if isinstance(e.payload, ArticleAdded))
    return max(added.published_at, getattr(changed.payload, "published_at", moment), moment)


def _chain(event: RecordedEvent, causes: Mapping[UUID, Cause]) -> Iterator[Cause]:
    """What caused the event, what caused that, and so on up to the root or to the first that was not known yet."""
    met = {event.event_id}
    while (cause := event.causation_id) is not None and cause in causes and cause not in met:
        event = causes[cause].event
        met.add(event.event_id)
        yield causes[cause]


def _states(own: Sequence[RecordedEvent], as_of: datetime) -> Iterator[dict[str, Any]]:
    """The states up to `as_of`, each with what differs from the one before and by which event."""
    before: FactState | None = None
    for state in fact_states(own):
        if state.rep_from > as_of:
            return
        wrote = last_written(own, state.rep_from)
        values = _FIELDS.dump_python(state.fields, mode="json")  # type: ignore[arg-type]
        changed = [
            name for name in state.fields if before is None or before.fields[name] != state.fields[name]
        ]
        changes = [
            {"field": name, "value": values[name], "by": str(wrote[name].event_id)} for name in changed
        ]
        if before is None or before.stands != state.stands:
            by = wrote[EXISTENCE] if ARTICLE not in wrote else wrote[ARTICLE]
            changes.append({"field": EXISTENCE, "value": state.stands, "by": str(by.event_id)})
        yield {
            "from": format_instant(state.rep_from),
            "to": None if state.rep_to > as_of else format_instant(state.rep_to),
            "stands": state.stands,
            "changes": changes,
        }
        before = state


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else format_instant(moment)


def _id(event_id: UUID | None) -> str | None:
    return None if event_id is None else str(event_id)
