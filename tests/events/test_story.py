"""The story: it is what its sources say, its evidence points at its sentences, and it has all that it is there for."""

from collections import Counter
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from events import edtf
from events.bundled import sample
from events.bundled.story import writing
from events.identity import article_id, fact_id
from events.incoming import read_json_lines
from events.instants import format_instant
from events.payloads import (
    ActorNamed,
    ActorsMerged,
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactsLinked,
    LocationNamed,
)
from tests.events.bundled_story import BY_KEY, EVENTS, KEYS, TEXTS, VERSIONS, position
from tests.events.golden_story import FACTS

STORY = Path("events/bundled/story")
PAYLOADS = [event.payload for event in EVENTS]
POKROVSK = read_json_lines(sample("pokrovsk")).events
SECOND = read_json_lines(Path("tests/fixtures/second-article.jsonl").read_bytes()).events

# --- the sources


def test_the_story_is_what_its_sources_say():
    assert writing.json_lines() == sample("story"), "make story"


def test_the_texts_are_ours_and_all_of_them_are_kept():
    assert sorted(TEXTS.values()) == sorted(text.read_bytes().decode() for text in STORY.glob("*.txt"))
    for version in VERSIONS:
        assert version.sha256 == sha256(version.text.encode()).hexdigest()
        assert version.length == len(version.text)


def test_articles_and_facts_have_the_ids_that_follow_from_them():
    for event in EVENTS:
        match event.payload:
            case ArticleAdded() as added:
                assert event.stream == f"article-{article_id(added.url, added.sha256)}"
            case FactReported(evidence=evidence) as report:
                said = next(span for span in evidence.spans if span.purpose == "fact")
                id_ = event.stream.removeprefix("article-")
                assert report.fact == fact_id(id_, evidence.sha256, said.start, said.end, 1)


@pytest.mark.parametrize("key", FACTS)
def test_the_evidence_is_the_sentence_and_the_words_stand_in_it(key):
    assert_evidence(BY_KEY[key], BY_KEY[key].evidence)


def test_the_corrected_text_has_the_evidence_of_the_correction():
    (correction,) = (p for p in PAYLOADS if isinstance(p, FactCorrected) and "evidence" in p.changes)
    (revised,) = (p for p in PAYLOADS if isinstance(p, ArticleRevised))

    assert correction.changes["evidence"].sha256 == revised.sha256
    assert correction.reported_at == revised.published_at
    assert_evidence(BY_KEY["no-warning"], correction.changes["evidence"])


# --- the events among themselves and beside others


def test_ids_are_of_this_story_alone():
    others = {event.event_id for event in (*POKROVSK, *SECOND)}
    named = [(type(p), p.slug) for p in PAYLOADS if isinstance(p, ActorNamed | LocationNamed)]
    named_there = [
        (type(event.payload), event.payload.slug)
        for event in (*POKROVSK, *SECOND)
        if isinstance(event.payload, ActorNamed | LocationNamed)
    ]

    assert len({event.event_id for event in EVENTS} | others) == len(EVENTS) + len(others)
    assert not {event.stream for event in EVENTS} & {event.stream for event in (*POKROVSK, *SECOND)}
    assert not {event.fact for event in EVENTS if event.fact} & {event.fact for event in POKROVSK}
    assert len(set(named + named_there)) == len(named) + len(named_there)


def test_a_fact_is_said_by_its_speaker():
    for key, fact in BY_KEY.items():
        speakers = [mention.actor for mention in fact.actors if mention.role == "speaker"]
        assert speakers == ([fact.attributed_to] if fact.attributed_to else []), key
        assert (
            bool(speakers) == (fact.status in ("claimed", "denied", "proposed")) or fact.status == "planned"
        ), key


def test_what_is_known_by_publication_is_known_with_its_article():
    published = {version.sha256: version.published_at for version in VERSIONS}

    for key, fact in BY_KEY.items():
        if fact.known_by == "statement":
            assert fact.reported_at == fact.occurred.latest < published[fact.evidence.sha256], key
        else:
            assert fact.reported_at == published[fact.evidence.sha256], key


# --- worked out by hand


def test_all_facts_happened_and_were_known_when_the_golden_table_says():
    assert BY_KEY.keys() == FACTS.keys()
    for key, golden in FACTS.items():
        fact = BY_KEY[key]
        bounds = (
            bound and format_instant(bound)
            for bound in (fact.occurred.earliest, fact.occurred.latest, fact.reported_at)
        )
        assert (fact.fact, *bounds, fact.known_by) == golden, key


# --- what it is there for


def test_it_is_eight_articles_of_five_outlets_over_nine_weeks_and_one_from_an_archive():
    added = [p for p in PAYLOADS if isinstance(p, ArticleAdded)]
    *story, archive = sorted((article.published_at for article in added), reverse=True)

    assert len(added) == 8
    assert len({article.publisher for article in added}) == 5
    assert archive.year == 2019
    assert {published.year for published in story} == {2025}
    assert (story[0] - story[-1]).days == 65


def test_its_dates_are_fuzzy_in_many_ways():
    dates = {fact.occurred.edtf for fact in BY_KEY.values()}
    read = {date: edtf.parse(date) for date in dates}

    assert {date for date in dates if read[date].approximate} == {"2018~/..", "2025-03-02~"}
    assert {date for date in dates if read[date].uncertain} == {"2020?"}
    assert {date for date in dates if "X" in date} == {"196X", "2025-03-0X"}
    assert {date for date in dates if date.startswith("[")} == {"[2024-12,2025-01]"}
    assert {date for date in dates if "T" in date} == {
        *("2025-02-09T19:10Z", "2025-02-09T22:05", "2025-02-10T04:20", "2025-02-10T12:00", "2025-04-15T12:00")
    }
    assert {date for date in dates if date.startswith("../")} == {
        *("../2019", "../2020-21", "../2025-02-11", "../2025-03", "../2025-04-19", "../2025-23")
    }
    assert {date for date in dates if date.endswith("/..")} == {"2018~/..", "2025-02-06/..", "2025-02-10/.."}
    assert {"2019-22", "2019-23", "2025-22"} <= dates
    assert {fact.occurred.extent for fact in BY_KEY.values()} == {"within", "throughout"}
    assert {fact.occurred.basis for fact in BY_KEY.values()} == {"explicit", "inferred", "published"}


def test_it_has_every_status_and_both_ways_of_being_known():
    assert Counter(fact.status for fact in BY_KEY.values()) == {
        "asserted": 22,
        "planned": 6,
        "claimed": 3,
        "denied": 2,
        "proposed": 1,
    }
    assert Counter(fact.known_by for fact in BY_KEY.values()) == {"publication": 31, "statement": 3}


def test_its_facts_are_linked_in_every_way():
    assert {(KEYS[p.fact], p.relation, KEYS[p.other]) for p in PAYLOADS if isinstance(p, FactsLinked)} == {
        ("warned-in-time", "denies", "no-warning"),
        ("no-letter", "denies", "letter"),
        ("bridge-shut", "repeats", "bridge-closed"),
        ("barge-down", "repeats", "barge-sinks"),
        ("council-met", "fulfils", "council-to-meet"),
        ("bridge-open", "fulfils", "bridge-to-reopen"),
        ("strike-off", "cancels", "strike"),
        ("gates-open", "confirms", "no-warning"),
        ("moved-out", "updates", "forty-in-school"),
        ("no-report-yet", "updates", "report-due"),
    }


def test_one_denial_is_recorded_before_its_claim_and_one_behind():
    assert reported("warned-in-time") < reported("no-warning")
    assert reported("letter") < reported("no-letter")


def test_one_correction_is_published_and_recorded_late_and_one_is_our_own():
    published, ours = (p for p in sorted(corrections(), key=lambda p: p.reported_at is None))

    assert (KEYS[published.fact], published.changes.keys()) == ("no-warning", {"summary", "evidence"})
    assert published.reported_at < BY_KEY["gates-open"].reported_at
    assert position("FactCorrected", fact="no-warning") > reported("gates-open")
    assert (KEYS[ours.fact], ours.changes.keys()) == ("houses", {"summary"})
    assert "thirteen" in ours.changes["summary"]
    assert "thirteen" in BY_KEY["houses"].evidence.quote
    assert "thirty" in BY_KEY["houses"].summary


def test_one_of_two_reports_is_retracted_with_its_article_and_one_fact_comes_back():
    (article,) = (p for p in PAYLOADS if isinstance(p, ArticleRetracted))
    (retracted,) = (p for p in PAYLOADS if isinstance(p, FactRetracted))
    (reinstated,) = (p for p in PAYLOADS if isinstance(p, FactReinstated))

    assert article.reported_at > BY_KEY["barge-down"].reported_at > BY_KEY["barge-sinks"].reported_at
    assert KEYS[retracted.fact] == KEYS[reinstated.fact] == "gates-open"
    assert BY_KEY["gates-open"].reported_at < retracted.reported_at < reinstated.reported_at


def test_places_lie_in_places_and_two_say_that_the_saltings_are_theirs():
    parents = {p.slug: p.parents for p in PAYLOADS if isinstance(p, LocationNamed)}
    ids = {
        p.slug: event.stream.partition("-")[2]
        for event in EVENTS
        if (p := event.payload).type.endswith("Named")
    }
    chain = ("weavers-bridge", "brennick", "upper-varre", "tarvenmark")

    for place, around in pairwise(chain):
        assert [parent.location for parent in parents[place]] == [ids[around]]
    assert {(parent.location, parent.according_to) for parent in parents["the-saltings"]} == {
        (ids["lower-varre"], ids["tarvenmark-regional-council"]),
        (ids["callow-free-port"], ids["port-of-callow"]),
    }


def test_two_actors_are_found_to_be_one_and_the_archive_comes_last():
    (merged,) = (at for at, p in enumerate(PAYLOADS, start=1) if isinstance(p, ActorsMerged))

    assert max(reported("gate-sticks"), reported("letter")) < merged < reported("cracks")
    assert [KEYS[fact] for fact in list(KEYS)[-3:]] == ["cracks", "dam-built", "gate-to-be-mended"]
    assert reported("gate-to-be-mended") == len(EVENTS)


# --- helpers


def assert_evidence(fact, evidence):
    """The spans are what they say they are: the sentence, the words of its date, and its speaker."""
    text = TEXTS[evidence.sha256]
    passages = {span.purpose: text[span.start : span.end] for span in evidence.spans}
    spoken = [mention.words for mention in fact.actors if mention.role == "speaker"]

    assert len(passages) == len(evidence.spans)
    assert passages["fact"] == evidence.quote
    assert passages.get("date") == fact.occurred.phrase
    assert passages.get("speaker") == (spoken[0] if spoken else None)
    for words in (fact.occurred.phrase, *(m.words for m in (*fact.actors, *fact.locations))):
        assert words is None or words in evidence.quote
    assert fact.summary not in text


def reported(key):
    return position("FactReported", fact=key)


def corrections():
    return [p for p in PAYLOADS if isinstance(p, FactCorrected)]
