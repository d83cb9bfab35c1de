"""The bundled article: its events hold together, and are what was worked out by hand."""

import pytest

from events.bundled import SAMPLES, sample
from events.dates import interval, time_zone
from events.instants import format_instant, parse_instant
from events.payloads import ActorNamed, ArticleAdded, FactReported, FactsLinked, LocationNamed
from tests.events.bundled_pokrovsk import ADDED, BY_KEY, EVENTS, NAMED, REPORTS, mentioned, shown
from tests.events.golden_pokrovsk import ARTICLE, FACTS, PUBLISHED, TIMELINES

# --- the events among themselves


def test_the_bundled_article_is_read_as_it_would_be_sent():
    assert SAMPLES[0] == "pokrovsk"
    assert len({event.event_id for event in EVENTS}) == len(EVENTS)
    assert {event.stream for event in EVENTS if event.stream.startswith("article-")} == {f"article-{ARTICLE}"}


def test_a_sample_of_another_name_does_not_exist():
    with pytest.raises(KeyError):
        sample("../bundled/pokrovsk")


def test_every_event_names_only_what_was_named_before_it():
    known = set()
    for event in EVENTS:
        payload = event.payload
        missing = references(payload) - known
        assert not missing, f"{payload.type} in {event.stream} refers to {missing}"
        known.add(event.stream)
        if isinstance(payload, FactReported):
            known.add(payload.fact)


def test_every_actor_and_location_is_named_once_and_used():
    used = set().union(*(references(event.payload) for event in EVENTS))
    named = [event.stream for event in EVENTS if isinstance(event.payload, ActorNamed | LocationNamed)]

    assert len(set(named)) == len(named) == len(NAMED)
    assert set(named) <= used


def test_the_speaker_of_a_fact_is_the_one_it_is_attributed_to():
    for key, fact in BY_KEY.items():
        speakers = [mention.actor for mention in fact.actors if mention.role == "speaker"]
        assert speakers == ([fact.attributed_to] if fact.attributed_to else []), key


def test_only_the_few_words_of_dates_and_names_are_kept_and_never_a_quote():
    assert ADDED.text is None
    for key, fact in BY_KEY.items():
        words = [fact.occurred.phrase, *(mention.words for mention in (*fact.actors, *fact.locations))]
        assert fact.evidence.quote is None, key
        assert all(len(kept.split()) <= 6 for kept in words if kept), key


def test_statements_are_known_when_they_have_been_made_and_all_else_when_published():
    for key, fact in BY_KEY.items():
        if fact.known_by == "statement":
            assert fact.reported_at == fact.occurred.latest < ADDED.published_at, key
        else:
            assert fact.reported_at == ADDED.published_at, key


def test_intervals_that_no_word_narrows_are_those_of_their_edtf():
    narrowed = {
        key
        for key, fact in BY_KEY.items()
        if (fact.occurred.earliest, fact.occurred.latest)
        != ((bounds := edtf_bounds(fact)).earliest, bounds.latest)
    }

    # "late", "early", "after 5 p.m." and the meeting it dates, an arrival before it, and December 2023 in UTC
    assert narrowed == {"g03", "g04", "g05", "g06", "g07", "g08", "g09", "g28"}


# --- worked out by hand


def test_all_facts_happened_and_were_known_when_the_golden_table_says():
    assert len(FACTS) == len(REPORTS) == 37
    for key, golden in FACTS.items():
        fact = REPORTS[golden.fact]
        found = (
            fact.fact,
            shown(fact.occurred.earliest),
            shown(fact.occurred.latest),
            shown(fact.reported_at),
            fact.known_by,
        )
        assert found == golden, key


@pytest.mark.parametrize(("kind", "slug"), TIMELINES)
def test_facts_stand_where_and_when_the_golden_table_says(kind, slug):
    subjects = contained_in(NAMED[kind, slug]) if kind == "location" else {NAMED[kind, slug]}
    for as_of, keys in TIMELINES[kind, slug].items():
        standing = {
            key
            for key, fact in BY_KEY.items()
            if fact.reported_at <= parse_instant(as_of) and subjects & mentioned(fact, kind)
        }
        assert standing == keys, as_of


def test_denials_are_linked_to_their_claims_and_repeats_to_what_they_repeat():
    key_of = {fact.fact: key for key, fact in BY_KEY.items()}
    links = {
        (key_of[event.payload.fact], event.payload.relation, key_of[event.payload.other])
        for event in EVENTS
        if isinstance(event.payload, FactsLinked)
    }

    assert links == {
        ("g08", "denies", "g01"),
        ("g08", "denies", "g04"),
        ("g26", "denies", "g25"),
        ("g04", "repeats", "g01"),
        ("g07", "repeats", "g02"),
        ("g09", "repeats", "g02"),
        ("g18", "repeats", "g02"),
    }


def test_the_article_is_published_before_the_hour_it_still_calls_the_future():
    assert format_instant(ADDED.published_at) == PUBLISHED
    assert ADDED.published_on is not None
    assert ADDED.published_on.isoformat() == "2025-12-02"
    assert ADDED.published_at <= BY_KEY["g07"].occurred.earliest


# --- helpers


def references(payload):
    """The streams and facts that `payload` refers to."""
    match payload:
        case LocationNamed():
            return {f"location-{parent.location}" for parent in payload.parents}
        case ArticleAdded():
            return {f"actor-{payload.publisher}"}
        case FactReported():
            speakers = {f"actor-{id_}" for id_ in (payload.attributed_to, *payload.via) if id_}
            actors = {f"actor-{id_}" for id_ in mentioned(payload, "actor")}
            return speakers | actors | {f"location-{id_}" for id_ in mentioned(payload, "location")}
        case FactsLinked():
            return {payload.fact, payload.other}
    return set()


def contained_in(location):
    inside = {location}
    for event in EVENTS:  # a place is named after those that contain it
        if isinstance(event.payload, LocationNamed) and {p.location for p in event.payload.parents} & inside:
            inside.add(event.stream.partition("-")[2])
    return inside


def edtf_bounds(fact):
    return interval(fact.occurred.edtf, time_zone(fact.occurred.time_zone or "UTC"))
