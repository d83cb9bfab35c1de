"""The invented second article and its correction: what other tests add to the bundled one."""

from hashlib import sha256
from pathlib import Path

import pytest

from events.bundled import sample
from events.identity import article_id
from events.incoming import read_json_lines
from events.instants import parse_instant
from events.payloads import (
    ActorNamed,
    ArticleAdded,
    FactCorrected,
    FactReported,
    FactsLinked,
    LocationNamed,
    Occurred,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
TEXT = (FIXTURES / "second-article.txt").read_bytes().decode()
PUBLISHED = parse_instant("2025-12-09T06:30:00Z")
CORRECTED = parse_instant("2025-12-12T06:30:00Z")

BUNDLED = read_json_lines(sample("pokrovsk")).events
EVENTS = read_json_lines((FIXTURES / "second-article.jsonl").read_bytes()).events
(CORRECTION,) = read_json_lines((FIXTURES / "correction.jsonl").read_bytes()).events
(ADDED,) = (event.payload for event in EVENTS if isinstance(event.payload, ArticleAdded))
REPORTS = [event.payload for event in EVENTS if isinstance(event.payload, FactReported)]
SLUGS = {
    event.stream: event.payload.slug
    for event in (*BUNDLED, *EVENTS)
    if isinstance(event.payload, ActorNamed | LocationNamed)
}


def test_the_text_is_ours_and_kept():
    assert ADDED.text == TEXT
    assert ADDED.sha256 == sha256(TEXT.encode()).hexdigest()
    assert ADDED.length == len(TEXT)
    assert {event.stream for event in EVENTS if event.fact} == {
        f"article-{article_id(ADDED.url, ADDED.sha256)}"
    }


@pytest.mark.parametrize("fact", REPORTS, ids=lambda fact: fact.summary)
def test_the_evidence_lies_in_the_text_and_the_words_in_the_evidence(fact):
    spans = {span.purpose: TEXT[span.start : span.end] for span in fact.evidence.spans}
    words = {mention.words for mention in (*fact.actors, *fact.locations)}

    assert fact.evidence.sha256 == ADDED.sha256
    assert all(span.end <= len(TEXT) for span in fact.evidence.spans)
    assert spans["fact"] == fact.evidence.quote
    assert spans["date"] == fact.occurred.phrase
    assert all(used in spans["fact"] for used in words)


def test_intervals_follow_from_edtf_except_where_a_word_narrows_them():
    narrowed = [fact.occurred.phrase for fact in REPORTS if fact.occurred != from_edtf(fact.occurred)]

    assert narrowed == ["late Sunday"]


def test_its_facts_name_known_subjects_and_a_few_new_ones():
    new = {SLUGS[event.stream] for event in EVENTS if event.stream in SLUGS}
    named = {
        SLUGS[stream]
        for fact in REPORTS
        for stream in (
            *(f"actor-{mention.actor}" for mention in fact.actors),
            *(f"location-{mention.location}" for mention in fact.locations),
        )
    }

    assert new == {"meridian-wire", "claire-besson", "slovyansk"}
    assert named >= {"claire-besson", "slovyansk", "pokrovsk", "vladimir-putin", "kursk-region", "moscow"}


def test_it_has_a_statement_a_plan_and_a_fact_without_an_end():
    (statement,) = [fact for fact in REPORTS if fact.known_by == "statement"]

    assert statement.reported_at == statement.occurred.latest < PUBLISHED
    assert (
        {fact.reported_at for fact in REPORTS if fact is not statement} == {PUBLISHED} == {ADDED.published_at}
    )
    assert [fact.summary for fact in REPORTS if fact.status == "planned"] == [
        "Ukrainian and American negotiators are to meet in Paris"
    ]
    assert [fact.summary for fact in REPORTS if fact.occurred.latest is None] == ["Families leave Slovyansk"]


def test_its_links_lead_to_facts_of_the_bundled_article():
    ours, theirs = {fact.fact for fact in REPORTS}, {event.fact for event in BUNDLED if event.fact}
    links = [event.payload for event in EVENTS if isinstance(event.payload, FactsLinked)]

    assert [link.relation for link in links] == ["fulfils", "updates"]
    assert all(link.fact in ours and link.other in theirs for link in links)


def test_three_days_later_it_corrects_what_happened_to_the_station_and_when():
    change = CORRECTION.payload
    (corrected,) = [fact for fact in REPORTS if fact.fact == change.fact]

    assert isinstance(change, FactCorrected)
    assert change.reported_at == CORRECTED
    assert change.changes.keys() == {"summary", "occurred"}
    assert change.changes["summary"] != corrected.summary
    assert change.changes["occurred"].edtf == "2025-12-05"
    assert corrected.occurred.edtf == "2025-12-06"
    assert change.changes["occurred"] == from_edtf(change.changes["occurred"])


def from_edtf(occurred):
    """`occurred` with the bounds that its EDTF string alone gives it."""
    return Occurred.model_validate(occurred.model_dump(exclude={"earliest", "latest"}))
