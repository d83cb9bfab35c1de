"""The projection `timelines`: articles, the states of their facts, and which stand on whose timeline. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from events.envelope import RecordedEvent
from events.instants import format_instant
from events.payloads import (
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    ChangeWithdrawn,
    FactCorrected,
    FactReported,
    FactRetracted,
    FactsLinked,
    Occurred,
)
from projections.grouping import Told, entries, reached
from projections.history import History
from projections.projection import Projection, Row, Rows
from projections.standing import FactState, cited_version, fact_states, withdrawn
from projections.subjects import subjects_named, together


def keys(event: RecordedEvent, history: History) -> Iterable[str]:
    """The groups of the facts that an event is about; for an article as a whole, of all its facts."""
    if not event.stream.startswith("article-"):
        return ()
    facts = _facts_touched(event, history)
    if event.fact is None:
        return (event.stream, *dict.fromkeys(_group_key(fact, history) for fact in facts))
    return (
        (_group_key(facts[0], history),) if len(facts) == 1 else {_group_key(f, history): None for f in facts}
    )


def rows(key: str, history: History) -> Rows:
    """The rows of one group of facts, or of one article."""
    kind, _, name = key.partition(":")
    return _rows_of_group(name, history) if kind == "group" else _rows_of_article(key, history)


TIMELINES = Projection(
    name="timelines",
    kinds=("article",),
    tables=("fact_states", "timeline_entries", "entry_members", "fact_links", "articles"),
    keys=keys,
    rows=rows,
    links="fact_links",
)


def _facts_touched(event: RecordedEvent, history: History) -> list[str]:
    if event.fact is None:
        return history.facts_of(event.stream)
    link = event.payload
    if isinstance(link, ChangeWithdrawn):
        link = history.link(link.withdraws) or link
    if isinstance(link, FactsLinked) and link.relation == "repeats":
        return [event.fact, link.other]
    return [event.fact]


def _group_key(fact: str, history: History) -> str:
    return "group:" + min(reached(fact, history.repeats_of))


class _Article(NamedTuple):
    """What an answer shows of the article that reports a fact; `published_at` is that of the version cited."""

    id: str
    publisher: str | None
    published_at: datetime


def _rows_of_group(name: str, history: History) -> Rows:
    events = {fact: history.of_fact(fact) for fact in sorted(reached(name, history.repeats_of))}
    if not any(events.values()):
        return {}
    told = {
        fact: Told(fact, event.position, fact_states(of_fact))
        for fact, of_fact in events.items()
        for event in of_fact
        if isinstance(event.payload, FactReported)
    }
    articles = {fact: _article(events[fact]) for fact in told}
    return {
        "fact_states": [row for fact, one in told.items() for row in _state_rows(one, articles[fact])],
        "fact_links": [row for of_fact in events.values() for row in _links(of_fact)],
        **_entry_rows(told, articles, history),
    }


def _article(events: list[RecordedEvent]) -> _Article:
    """The article among whose events these are."""
    for event in events:
        if isinstance(event.payload, ArticleAdded):
            return _Article(event.subject_id, event.payload.publisher, cited_version(events).published_at)
    raise LookupError(f"expected the article of {events[0].fact} among its events, found none")


def _state_rows(told: Told, article: _Article) -> list[Row]:
    return [
        (
            told.fact,
            state.rep_from,
            state.rep_to,
            state.stands,
            orjson.dumps(_body(told, article, state), option=orjson.OPT_UTC_Z).decode(),
        )
        for state in told.states
    ]


def _entry_rows(told: Mapping[str, Told], articles: Mapping[str, _Article], history: History) -> Rows:
    """Which facts stand where, alone and as the leading one of their entry; and who belongs to whose entry."""
    standing, members = _Ranges(), _Ranges()
    for entry in entries(told, history.repeats_of):
        over = (entry.rep_from, entry.rep_to)
        named = {f: subjects_named(state, articles[f].publisher) for f, state in entry.states.items()}
        by_entry = together([named[fact] for fact in entry.shown])
        for fact, state in entry.states.items():
            fields = state.fields
            occurred = fields["occurred"]
            value = (
                occurred.earliest,
                occurred.latest,
                fields["reported_at"],
                articles[fact].published_at,
                fields["status"],
                state.stands,
            )
            led = by_entry if fact == entry.leading else {}
            for subject in named[fact] | led:
                roles = (named[fact].get(subject, 0), led.get(subject, 0))
                standing.add((subject, fact), (*value, *roles), over)
            if len(entry.states) > 1:
                members.add((entry.leading, fact), (), over)
    return {"timeline_entries": standing.rows(), "entry_members": members.rows()}


class _Ranges:
    """Values by key over ranges that come in order of time; neighbours with the same value become one row."""

    def __init__(self) -> None:
        self._rows: list[list[Any]] = []
        self._last: dict[Row, list[Any]] = {}

    def add(self, key: Row, value: Row, over: tuple[datetime, datetime]) -> None:
        last = self._last.get(key)
        if last is not None and last[1] == value and last[3] == over[0]:
            last[3] = over[1]
        else:
            self._last[key] = [key, value, *over]
            self._rows.append(self._last[key])

    def rows(self) -> list[Row]:
        return [(*key, *value, rep_from, rep_to) for key, value, rep_from, rep_to in self._rows]


def _links(events: list[RecordedEvent]) -> list[Row]:
    links = [
        (event.event_id, event.payload.fact, event.payload.relation, event.payload.other)
        for event in events
        if isinstance(event.payload, FactsLinked)
    ]
    taken_back = withdrawn(events) if links else ()
    return [link for link in links if link[0] not in taken_back]


def _body(told: Told, article: _Article, state: FactState) -> dict[str, Any]:
    """What an answer shows of a fact in this state, but for links, names and containment; instants as they are."""
    fields = state.fields
    return {
        "fact": told.fact,
        "position": told.position,
        "summary": fields["summary"],
        "status": fields["status"],
        "attributed_to": fields["attributed_to"],
        "via": fields["via"],
        "reported_at": fields["reported_at"],
        "known_by": fields["known_by"],
        "occurred": _occurred(fields["occurred"]),
        "actors": [{"actor": m.actor, "role": m.role, "words": m.words} for m in fields["actors"]],
        "locations": [
            {"location": m.location, "role": m.role, "words": m.words} for m in fields["locations"]
        ],
        "needs_review": fields["needs_review"],
        "confidence": fields["confidence"],
        "extracted_by": fields["extracted_by"],
        "corrected_by": [_correction(event) for event in state.corrected_by],
        "retracted_by": _retraction(state.retracted_by),
        "article": article.id,
        "published_at": article.published_at,
        "spans": [{"for": s.purpose, "start": s.start, "end": s.end} for s in fields["evidence"].spans],
        "quote": fields["evidence"].quote,
    }


def _occurred(occurred: Occurred) -> dict[str, Any]:
    return {
        "edtf": occurred.edtf,
        "phrase": occurred.phrase,
        "earliest": occurred.earliest,
        "latest": occurred.latest,
        "extent": occurred.extent,
        "basis": occurred.basis,
    }


def _correction(event: RecordedEvent) -> dict[str, Any]:
    """Which event corrected the fact, when its source published that, and what it changed."""
    assert isinstance(event.payload, FactCorrected) and event.payload.reported_at is not None  # noqa: PT018
    return {
        "event_id": str(event.event_id),
        "reported_at": format_instant(event.payload.reported_at),
        "changed": sorted(event.payload.changes),
        "reason": event.payload.reason,
    }


def _retraction(event: RecordedEvent | None) -> dict[str, Any] | None:
    """Which event retracted the fact or its article, and when its source published that, if one did."""
    if event is None:
        return None
    assert isinstance(event.payload, FactRetracted | ArticleRetracted)
    reported_at = event.payload.reported_at
    return {
        "event_id": str(event.event_id),
        "type": event.type,
        "reported_at": None if reported_at is None else format_instant(reported_at),
        "reason": event.payload.reason,
    }


def _rows_of_article(stream: str, history: History) -> Rows:
    taken_back = withdrawn(history.of_stream(stream))
    events = [event for event in history.of_stream(stream) if event.event_id not in taken_back]
    added = next((event for event in events if isinstance(event.payload, ArticleAdded)), None)
    if added is None:
        return {}
    body = orjson.dumps(_article_body(added, events)).decode()
    assert isinstance(added.payload, ArticleAdded)
    return {"articles": [(added.subject_id, added.payload.published_at, body)]}


def _article_body(added: RecordedEvent, events: list[RecordedEvent]) -> dict[str, Any]:
    """The article as first published, its versions, and whether it is retracted – by our record or by its publisher."""
    versions = [e.payload for e in events if isinstance(e.payload, ArticleAdded | ArticleRevised)]
    described = added.payload.model_dump(mode="json", exclude={"type", "sha256", "length", "text"})
    shown = {"published_at", "sha256", "length"}
    return {
        "id": added.subject_id,
        **described,
        "versions": [version.model_dump(mode="json", include=shown) for version in versions],
        "retractions": [
            e.payload.model_dump(mode="json", include={"reported_at", "reason"})
            for e in events
            if isinstance(e.payload, ArticleRetracted)
        ],
    }
