"""The bundled article: its events hold together, are what was worked out by hand, and agree with the gold."""

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from events.bundled import SAMPLES, sample
from events.dates import interval, time_zone
from events.identity import article_id, fact_id
from events.incoming import read_json_lines
from events.instants import format_instant, parse_instant
from events.payloads import ActorNamed, ArticleAdded, FactReported, FactsLinked, LocationNamed
from tests.events.golden_pokrovsk import ARTICLE, FACTS, PUBLISHED, TIMELINES

ARTICLES = Path(__file__).parents[3] / "shared" / "articles"
RUN_OF_WORDS = 8

if ARTICLES.is_dir():
    TEXT = (ARTICLES / "pokrovsk-2025-12-02.txt").read_bytes().decode()
    GOLD = {g["id"]: g for g in json.loads((ARTICLES / "pokrovsk-2025-12-02.gold.json").read_bytes())}
else:
    TEXT, GOLD = "", {}
with_the_article = pytest.mark.skipif(not GOLD, reason="the article itself is not part of the project")

EDTF_UNLIKE_GOLD = {
    "g03": "2025-12-01/2025-12-02",  # an accepted alternative; the gold's interval is wider than its one day
    "g06": "2023-12~/2025-12-01",  # so that the gold's interval, from December 2023, lies inside
    "g26": "2025-10/2025-11",  # `~` widens nothing
    "g27": "2025-10/2025-11",
}
EARLIEST_UNLIKE_GOLD = {
    "g26": "2025-09-30T21:00:00Z",  # summer time in Kyiv, where the gold has winter time
    "g27": "2025-09-30T21:00:00Z",
}
SPEAKERS = {
    "Dmitry Peskov (via Tass)": "dmitry-peskov",
    "recording reviewed by Bloomberg": "bloomberg",
}
ACTORS = {
    "Moscow (Russian government)": "russia",
    "Russian forces": "russian-armed-forces",
    "Russian military": "russian-armed-forces",
    "Russian soldiers": "russian-armed-forces",
    "Russian troops": "russian-armed-forces",
    "U.S. officials": "united-states",
    "Ukrainian officials": "ukraine",
    "Ukrainian troops": "ukrainian-armed-forces",
    "Ukraine's Military Staff": "ukraine-military-staff",
}
PLACES = {"Kursk": "kursk-region"}

EVENTS = read_json_lines(sample("pokrovsk")).events
REPORTS = {event.payload.fact: event.payload for event in EVENTS if isinstance(event.payload, FactReported)}
BY_KEY = {key: REPORTS[golden.fact] for key, golden in FACTS.items() if golden.fact in REPORTS}
NAMED = {
    (event.stream.partition("-")[0], event.payload.slug): event.stream.partition("-")[2]
    for event in EVENTS
    if isinstance(event.payload, ActorNamed | LocationNamed)
}
(ADDED,) = (event.payload for event in EVENTS if isinstance(event.payload, ArticleAdded))


# --- the events among themselves


def test_the_bundled_article_is_read_as_it_would_be_sent():
    assert SAMPLES == ("pokrovsk",)
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


# --- beside the article and its gold file, where they are at hand


@with_the_article
def test_the_evidence_is_of_this_text():
    digest = sha256(TEXT.encode()).hexdigest()

    assert ADDED.sha256 == digest
    assert ADDED.length == len(TEXT)
    assert article_id(None, digest) == ARTICLE
    for key, fact in BY_KEY.items():
        assert fact.evidence.sha256 == digest, key
        assert all(span.end <= len(TEXT) for span in fact.evidence.spans), key


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_has_the_id_that_extraction_will_give_it(key):
    trigger = GOLD[key]["trigger"][0]

    assert fact_id(ARTICLE, ADDED.sha256, trigger["start"], trigger["end"], 1) == FACTS[key].fact


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_happened_when_its_readers_say(key):
    fact, gold = BY_KEY[key], GOLD[key]
    earliest = EARLIEST_UNLIKE_GOLD.get(key, half_open(gold["occurred"]["earliest"]))

    assert fact.occurred.edtf == EDTF_UNLIKE_GOLD.get(key, gold["occurred"]["edtf"])
    assert shown(fact.occurred.earliest) == earliest
    assert shown(fact.occurred.latest) == half_open(gold["occurred"]["latest"])
    assert fact.occurred.basis == ("explicit" if gold["basis"] == "explicit" else "inferred")
    assert (fact.known_by == "statement") == (gold["date_dates"] == "report")


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_is_said_by_whom_and_how_its_readers_say(key):
    fact, gold = BY_KEY[key], GOLD[key]
    speaker = gold["attributed_to"] and slug(gold["attributed_to"], SPEAKERS)

    assert fact.status == gold["status"]
    assert fact.attributed_to == (speaker and NAMED["actor", speaker])
    assert fact.via == ((NAMED["actor", "tass"],) if "via Tass" in (gold["attributed_to"] or "") else ())


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_names_at_least_whom_and_where_its_readers_say(key):
    fact, gold = BY_KEY[key], GOLD[key]

    assert {NAMED["actor", slug(name, ACTORS)] for name in gold["actors"]} <= mentioned(fact, "actor")
    assert {NAMED["location", slug(name, PLACES)] for name in gold["locations"]} == mentioned(
        fact, "location"
    )


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_points_to_its_sentence_and_to_the_words_of_its_date(key):
    fact, gold = BY_KEY[key], GOLD[key]
    spans = {
        purpose: [(span.start, span.end) for span in fact.evidence.spans if span.purpose == purpose]
        for purpose in ("fact", "date")
    }
    occurred = gold["occurred"]
    dated = occurred["expr_start"] is not None

    assert spans["fact"] == [(gold["start"], gold["end"])]
    assert spans["date"] == ([(occurred["expr_start"], occurred["expr_end"])] if dated else [])
    assert fact.occurred.phrase == (occurred["expression"] if dated else None)


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_the_words_used_for_a_name_stand_in_the_sentence(key):
    fact, gold = BY_KEY[key], GOLD[key]
    words = {mention.words for mention in (*fact.actors, *fact.locations) if mention.words}

    assert all(used in TEXT[gold["start"] : gold["end"]] for used in words)


@with_the_article
@pytest.mark.parametrize("key", FACTS)
def test_a_fact_that_somebody_says_points_to_their_name(key):
    fact = BY_KEY[key]
    names = {id_: slug_ for (kind, slug_), id_ in NAMED.items() if kind == "actor"}
    spans = [span for span in fact.evidence.spans if span.purpose == "speaker"]

    assert bool(spans) == bool(fact.attributed_to)
    for span in spans:
        assert TEXT[span.start : span.end].split()[-1].lower() in names[fact.attributed_to]


@with_the_article
def test_no_sentence_of_the_article_is_in_the_events():
    assert not runs(TEXT) & runs(sample("pokrovsk").decode())


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


def mentioned(fact, kind):
    mentions = fact.actors if kind == "actor" else fact.locations
    return {getattr(mention, kind) for mention in mentions}


def contained_in(location):
    inside = {location}
    for event in EVENTS:  # a place is named after those that contain it
        if isinstance(event.payload, LocationNamed) and {p.location for p in event.payload.parents} & inside:
            inside.add(event.stream.partition("-")[2])
    return inside


def edtf_bounds(fact):
    return interval(fact.occurred.edtf, time_zone(fact.occurred.time_zone or "UTC"))


def shown(instant):
    return None if instant is None else format_instant(instant)


def half_open(inclusive):
    """The gold's ends name the last second of a day; ours the first instant after it."""
    if inclusive is None:
        return None
    instant = datetime.fromisoformat(inclusive).astimezone(UTC)
    return format_instant(instant + timedelta(seconds=1) if instant.second == 59 else instant)


def slug(name, known):
    name = re.sub(r' \(as ".*"\)', "", name).replace("\u2019", "'")
    return known.get(name) or name.lower().replace(" ", "-")


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN_OF_WORDS]) for i in range(len(words) - RUN_OF_WORDS + 1)}
