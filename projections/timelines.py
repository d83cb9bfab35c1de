"""The projection `timelines`: articles, the states of their facts, and which stand on whose timeline. Pure."""

from collections.abc import Iterable
from typing import Any

import orjson

from events.envelope import RecordedEvent
from events.instants import format_instant
from events.payloads import ArticleAdded, ArticleRetracted, ArticleRevised, FactsLinked, Occurred
from projections.history import History
from projections.projection import Projection, Row, Rows
from projections.standing import FactState, fact_states, withdrawn


def keys(event: RecordedEvent, history: History) -> Iterable[str]:
    """The fact an event is about; or its article, and with it all the article's facts."""
    if not event.stream.startswith("article-"):
        return ()
    if event.fact is not None:
        return (_fact_key(event.fact),)
    return (event.stream, *map(_fact_key, history.facts_of(event.stream)))


def rows(key: str, history: History) -> Rows:
    """The rows of one fact, or of one article."""
    kind, _, name = key.partition(":")
    return _rows_of_fact(name, history.of_fact(name)) if kind == "fact" else _rows_of_article(key, history)


TIMELINES = Projection(
    name="timelines",
    tables=("fact_states", "timeline_entries", "fact_links", "articles"),
    keys=keys,
    rows=rows,
)


def _fact_key(fact: str) -> str:
    return f"fact:{fact}"


def _rows_of_fact(fact: str, events: list[RecordedEvent]) -> Rows:
    states = fact_states(events)
    if not states:
        return {}
    article = next(e for e in events if isinstance(e.payload, ArticleAdded))
    bodies = [orjson.dumps(_body(fact, article, state)).decode() for state in states]
    return {
        "fact_states": [
            (fact, state.rep_from, state.rep_to, state.stands, body)
            for state, body in zip(states, bodies, strict=True)
        ],
        "timeline_entries": _entries(fact, states),
        "fact_links": _links(events),
    }


def _entries(fact: str, states: list[FactState]) -> list[Row]:
    """A row for each subject and range of the reported clock in which the fact stands there with the same date."""
    joined: list[list[Any]] = []
    open_row: dict[str, list[Any]] = {}
    for state in states:
        if not state.stands:
            continue
        occurred: Occurred = state.fields["occurred"]
        for subject in _subjects(state):
            slim = [subject, fact, occurred.earliest, occurred.latest, state.fields["reported_at"]]
            last = open_row.get(subject)
            if last is not None and last[:5] == slim and last[6] == state.rep_from:
                last[6] = state.rep_to
            else:
                open_row[subject] = [*slim, state.rep_from, state.rep_to]
                joined.append(open_row[subject])
    return [tuple(row) for row in joined]


def _subjects(state: FactState) -> list[str]:
    """The streams of all actors and locations that the fact names, each once."""
    actors = (f"actor-{mention.actor}" for mention in state.fields["actors"])
    locations = (f"location-{mention.location}" for mention in state.fields["locations"])
    return list(dict.fromkeys((*actors, *locations)))


def _links(events: list[RecordedEvent]) -> list[Row]:
    taken_back = withdrawn(events)
    return [
        (event.event_id, event.payload.fact, event.payload.relation, event.payload.other)
        for event in events
        if isinstance(event.payload, FactsLinked) and event.event_id not in taken_back
    ]


def _body(fact: str, article: RecordedEvent, state: FactState) -> dict[str, Any]:
    """What an answer shows of a fact in this state, but for links, names and containment."""
    fields, added = state.fields, article.payload
    assert isinstance(added, ArticleAdded)
    occurred = fields["occurred"].model_dump(mode="json", exclude={"time_zone"})
    evidence = fields["evidence"].model_dump(mode="json")
    return {
        "fact": fact,
        "summary": fields["summary"],
        "status": fields["status"],
        "attributed_to": fields["attributed_to"],
        "via": fields["via"],
        "reported_at": format_instant(fields["reported_at"]),
        "known_by": fields["known_by"],
        "occurred": occurred,
        "actors": [mention.model_dump(mode="json") for mention in fields["actors"]],
        "locations": [mention.model_dump(mode="json") for mention in fields["locations"]],
        "needs_review": fields["needs_review"],
        "confidence": fields["confidence"],
        "extracted_by": fields["extracted_by"],
        "corrected_by": [str(event_id) for event_id in state.corrected_by],
        "article": article.subject_id,
        "published_at": format_instant(added.published_at),
        "spans": evidence["spans"],
        "quote": evidence["quote"],
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
