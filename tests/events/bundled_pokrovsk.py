"""The bundled article as its events say it, by the keys of the golden table."""

from events.bundled import sample
from events.incoming import read_json_lines
from events.instants import format_instant
from events.payloads import ActorNamed, ArticleAdded, FactReported, LocationNamed
from tests.events.golden_pokrovsk import FACTS

EVENTS = read_json_lines(sample("pokrovsk")).events
REPORTS = {event.payload.fact: event.payload for event in EVENTS if isinstance(event.payload, FactReported)}
BY_KEY = {key: REPORTS[golden.fact] for key, golden in FACTS.items() if golden.fact in REPORTS}
NAMED = {
    (event.stream.partition("-")[0], event.payload.slug): event.stream.partition("-")[2]
    for event in EVENTS
    if isinstance(event.payload, ActorNamed | LocationNamed)
}
(ADDED,) = (event.payload for event in EVENTS if isinstance(event.payload, ArticleAdded))


def mentioned(fact, kind):
    mentions = fact.actors if kind == "actor" else fact.locations
    return {getattr(mention, kind) for mention in mentions}


def shown(instant):
    return None if instant is None else format_instant(instant)
