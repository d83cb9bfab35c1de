"""Texts of one article, one after the other: what the last one says stands, and only differences are events."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from events.envelope import NewEvent
from events.ingestion.matching import Comparable, match
from events.payloads import (
    ArticleRevised,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    Occurred,
    Payload,
)
from tests.events.ingestion.intake import PUBLISHED, Log, article, payloads, read
from tests.extraction.fixed import Fixed, Other

DAM = "On 2025-02-10 the dam broke in Ebersdorf, Anna Berg said."
MEETING = "On 2025-02-11 the council will meet in Ebersdorf."
BRIDGE = "On 2025-02-12 the bridge reopened in Ebersdorf."

sentences = st.builds(
    lambda day, thing, verb, says: f"On 2025-02-{day} the {thing} {verb} in Ebersdorf{says}.",
    st.sampled_from(["09", "10", "11"]),
    st.sampled_from(["dam", "bridge", "council", "road"]),
    st.sampled_from(["broke", "reopened", "will meet"]),
    st.sampled_from(["", ", Anna Berg said", ", Boris Klein denied"]),
)
fillers = st.sampled_from(["It rained all night.", "Nobody knows why."])
texts = st.lists(st.one_of(sentences, fillers), min_size=1, max_size=8).map(" ".join)


@given(st.lists(texts, min_size=1, max_size=5))
def test_after_any_texts_what_the_last_one_says_stands(versions):
    log = Log()
    for day, text in enumerate(versions):
        log.add(article(text, day))

    last = article(versions[-1], len(versions))
    assert log.standing(last) == read(last)


@given(st.lists(texts, min_size=1, max_size=4))
def test_the_last_text_again_adds_nothing_whenever_it_is_said_to_be_published(versions):
    log = Log()
    for day, text in enumerate(versions):
        log.add(article(text, day))

    assert log.add(article(versions[-1], len(versions) - 1)) == []
    assert log.add(article(versions[-1], 30)) == []


@given(texts, texts)
def test_each_event_of_a_revision_says_something_new(one, other):
    log = Log()
    log.add(article(one))
    before = {fact.fact: fact for fact in log.facts(article(one))}
    for event in log.add(article(other, 1)):
        match event.payload:
            case FactCorrected(fact=fact, changes=changes):
                assert any(getattr(before[fact].now, name) != value for name, value in changes.items())
            case FactRetracted(fact=fact):
                assert before[fact].stands
            case FactReported(fact=fact):
                assert fact not in before


def changes(before: str, after: str) -> list[Payload]:
    log = Log()
    log.add(article(before))
    version, *others = payloads(log.add(article(after, 1)))
    assert isinstance(version, ArticleRevised)
    return others


def test_a_sentence_that_moves_is_no_difference():
    assert changes(f"{DAM} {MEETING}", f"{MEETING} {DAM}") == []


def test_a_date_that_changes_is_a_published_correction_that_cites_the_new_text():
    log = Log()
    log.add(article(f"{DAM} {MEETING}"))
    (fact, _) = log.facts(article(DAM))
    revised = article(f"{DAM.replace('02-10', '02-09')} {MEETING}", 1)

    _, correction = payloads(log.add(revised))

    assert isinstance(correction, FactCorrected)
    assert correction.fact == fact.fact
    assert correction.amends == fact.report
    assert (correction.reported_at - PUBLISHED).days == 1
    assert correction.changes["occurred"].edtf == "2025-02-09"
    assert correction.changes["evidence"].sha256 == revised.sha256
    assert "summary" not in correction.changes


def test_a_fact_that_changes_twice_is_corrected_twice():
    log = Log()
    for day, text in enumerate(
        (DAM, DAM.replace("10", "09"), DAM.replace("10", "09").replace("dam", "old_dam"))
    ):
        log.add(article(text, day))

    (fact,) = log.facts(article(DAM))
    assert (fact.now.occurred.edtf, fact.now.summary) == ("2025-02-09", "The old_dam broke")


def test_a_fact_that_goes_is_retracted_and_reinstated_when_it_comes_back():
    log = Log()
    log.add(article(f"{DAM} {MEETING}"))
    (_, gone) = payloads(log.add(article(f"{DAM} Nothing else.", 1)))
    (_, back) = payloads(log.add(article(f"{DAM} {MEETING}", 2)))

    assert isinstance(gone, FactRetracted)
    assert isinstance(back, FactReinstated)
    assert back.fact == gone.fact


def test_words_that_stay_mean_the_day_they_meant_when_they_were_written():
    class Yesterday(Fixed):
        def extract(self, article):
            found = super().extract(article)
            day = (article.published_on - timedelta(days=1)).isoformat()
            facts = [fact.model_copy(update={"occurred": Occurred(edtf=day)}) for fact in found.facts]
            return found.model_copy(update={"facts": tuple(facts)})

    log = Log()
    log.add(article(DAM), reader=Yesterday())
    events = payloads(log.add(article(f"{DAM} {BRIDGE}", 1), reader=Yesterday()))

    assert [event.type for event in events] == ["ArticleRevised", "FactReported"]
    assert [date for date, *_ in log.standing(article(DAM))] == ["2025-02-10", "2025-02-11"]


def test_of_two_facts_alike_each_keeps_its_own():
    other = DAM.replace("Ebersdorf", "Hof")

    assert changes(f"{DAM} {other}", f"A note. {other} {DAM}") == []


def mend(log: Log, payload: Payload) -> None:
    stream = next(event.stream for event in log.events if event.stream.startswith("article-"))
    log.append(NewEvent(event_id=uuid4(), stream=stream, payload=payload))


def test_what_was_mended_by_hand_stays_until_the_text_says_something_else():
    log = Log()
    log.add(article(DAM))
    (fact,) = log.facts(article(DAM))
    mended = {"summary": "The old dam broke"}
    mend(log, FactCorrected(fact=fact.fact, amends=fact.report, reported_at=None, changes=mended))

    log.add(article(f"{DAM} More.", 1))
    assert log.standing(article(DAM))[0][1] == "The old dam broke"

    log.add(article(DAM.replace("dam broke", "bridge broke"), 2))
    assert log.standing(article(DAM))[0][1] == "The bridge broke"


def test_what_was_taken_back_on_review_does_not_come_back_with_another_text():
    log = Log()
    log.add(article(f"{DAM} {MEETING}"))
    fact, _ = log.facts(article(DAM))
    mend(log, FactRetracted(fact=fact.fact, amends=fact.report, reported_at=None))

    log.add(article(f"More. {DAM} {MEETING}", 1))

    assert [summary for _, summary, _ in log.standing(article(DAM))] == ["The council will meet"]


def test_what_was_corrected_by_hand_as_the_new_text_has_it_is_not_corrected_again():
    log = Log()
    log.add(article(DAM))
    (fact,) = log.facts(article(DAM))
    revised = article(DAM.replace("02-10", "02-09"), 1)
    (read_anew,) = Fixed().extract(revised.for_extractor()).facts
    corrected = {"occurred": read_anew.occurred}
    mend(log, FactCorrected(fact=fact.fact, amends=fact.report, reported_at=PUBLISHED, changes=corrected))

    (version,) = log.add(revised)

    assert isinstance(version.payload, ArticleRevised)


def test_ready_made_facts_are_left_to_people():
    log = Log()
    log.add(article(DAM))
    report = next(event.payload for event in log.events if isinstance(event.payload, FactReported))
    by_hand = report.model_copy(update={"fact": "byhand", "summary": "A quiet night", "extracted_by": "hand"})
    mend(log, by_hand)

    log.add(article(BRIDGE, 1))

    assert "byhand" in [fact.fact for fact in log.facts(article(DAM)) if fact.stands]


def test_another_extractor_takes_back_only_what_the_text_no_longer_says():
    log = Log()
    log.add(article(f"{DAM} {MEETING}"))

    events = payloads(log.add(article(f"{DAM} {BRIDGE}", 1), reader=Other()))

    assert [event.type for event in events] == ["ArticleRevised", "FactReported", "FactRetracted"]


@given(st.lists(sentences, max_size=6, unique=True), st.randoms())
def test_the_same_facts_in_any_order_are_matched_with_themselves(told, random):
    log = Log()
    log.add(article(" ".join([*told, "End."])))
    facts = [Comparable(fact.now, fact.sentence) for fact in log.facts(article("End."))]
    shuffled = random.sample(facts, len(facts))

    assert {facts[old].content for old in match(facts, shuffled).values()} == {one.content for one in facts}
    assert all(facts[old].content == shuffled[new].content for new, old in match(facts, shuffled).items())
