"""Facts and time expressions held against gold: what counts as found, and what counts as right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.extraction.evaluation import Evaluation, evaluated, same_date
from events.extraction.extraction import Extraction, Timex
from events.extraction.gold import GOLD_FACTS, GOLD_TIMEXES, GoldFact
from events.extraction.matching import matched
from events.extraction.same_names import same_name
from events.extraction.timex_evaluation import timexes_evaluated

TEXT = "The mayor of Orle resigned on 3 May 2021. She said on Tuesday that the dam had burst."
SAID = TEXT.index("She")

Json = dict[str, Any]


def word(text: str) -> Json:
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text)}


def wanted(*triggers: str, edtf: str, start: int = 0, end: int = 41, **others: Any) -> GoldFact:
    found = {"id": "g", "start": start, "end": end, "trigger": [word(each) for each in triggers]}
    [fact] = GOLD_FACTS.validate_python([found | {"occurred": {"edtf": edtf}, "status": "asserted"} | others])
    return fact


def found(trigger: str, *, edtf: str, start: int = 0, end: int = 41, **others: Any) -> Json:
    fact = {"start": start, "end": end, "trigger": word(trigger), "occurred": {"edtf": edtf}}
    return fact | {"status": "asserted", "summary": "Something happens", "confidence": 1} | others


def held(facts: list[Json], gold: list[GoldFact], **others: Any) -> Evaluation:
    extraction = {"extracted_by": "a test", "facts": facts, "timexes": (), **others}
    return evaluated(Extraction.model_validate(extraction), gold)


def counts(evaluation: Evaluation) -> tuple[int, int, int]:
    exact = evaluation.score.exact
    return exact.right, exact.found, exact.wanted


RESIGNED = wanted("resigned", edtf="2021-05-03", actors=["Mayor"], locations=["Orle"])
CLAIM = wanted("said", "burst", edtf="2021-05-04", start=SAID, end=len(TEXT), attributed_to="the mayor")


# --- what is found


def test_a_fact_is_found_by_sentence_trigger_and_date():
    assert counts(held([found("resigned", edtf="2021-05-03")], [RESIGNED])) == (1, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        found("resigned", edtf="2021-05-04"),
        found("mayor", edtf="2021-05-03"),
        found("resigned on", edtf="2021-05-03"),
        found("resigned", edtf="2021-05-03", start=SAID, end=len(TEXT)),
    ],
    ids=["another date", "another word", "more than the word", "another sentence"],
)
def test_a_fact_of_another_date_word_or_sentence_is_missed_and_one_is_superfluous(other):
    assert counts(held([other], [RESIGNED])) == (0, 1, 1)


def test_any_of_the_trigger_words_will_do_but_a_fact_is_found_only_once():
    at = {"start": SAID, "end": len(TEXT), "edtf": "2021-05-04"}

    both = held([found("said", **at), found("burst", **at)], [CLAIM])

    assert counts(both) == (1, 2, 1)
    assert [fact.trigger.of(TEXT) for fact in both.superfluous] == ["burst"]


def test_as_many_pairs_are_made_as_there_can_be():
    either, only_said = CLAIM, wanted("said", edtf="2021-05-04", start=SAID, end=len(TEXT))
    at = {"start": SAID, "end": len(TEXT), "edtf": "2021-05-04"}

    assert counts(held([found("said", **at), found("burst", **at)], [either, only_said])) == (2, 2, 2)


def test_an_accepted_alternative_counts_as_right():
    gold = wanted("resigned", edtf="2021-05-03", alternatives=[{"edtf": "2021-05"}, {"status": "claimed"}])

    evaluation = held([found("resigned", edtf="2021-05", status="claimed")], [gold])

    assert counts(evaluation) == (1, 1, 1)
    assert evaluation.score.status.precision == 1


def test_a_hit_of_a_debatable_fact_counts_neither_way():
    debatable = wanted("mayor", edtf="2021-05-03", tier="optional")
    resigned = found("resigned", edtf="2021-05-03")

    assert counts(held([resigned, found("mayor", edtf="2021-05-03")], [RESIGNED, debatable])) == (1, 1, 1)
    assert counts(held([resigned], [RESIGNED, debatable])) == (1, 1, 1)
    assert counts(held([found("mayor", edtf="2020")], [RESIGNED, debatable])) == (0, 1, 1)


def test_a_fact_that_hits_core_and_debatable_leaves_the_core_to_one_that_hits_nothing_else():
    debatable = wanted("burst", edtf="2021-05-04", start=SAID, end=len(TEXT), tier="optional")
    at = {"start": SAID, "end": len(TEXT), "edtf": "2021-05-04"}

    assert counts(held([found("burst", **at), found("said", **at)], [CLAIM, debatable])) == (1, 1, 1)


# --- what is right in what is found


def test_dates_are_measured_on_pairs_that_are_found_without_them():
    at = {"start": SAID, "end": len(TEXT)}

    evaluation = held(
        [found("resigned", edtf="2021-05-03"), found("said", edtf="2020", **at)], [RESIGNED, CLAIM]
    )

    assert evaluation.score.loose.f1 == 1
    assert evaluation.score.date.precision == 0.5
    assert evaluation.score.exact.f1 == 0.5


@pytest.mark.parametrize(
    ("found_edtf", "gold_edtf", "same"),
    [
        ("2021-05-03", "2021-05-03", True),
        ("2021-05~", "2021-05", True),
        ("2021-05-01/2021-05-31", "2021-05", True),
        ("2021-05-03T17:00", "2021-05-03", True),
        ("2021-22", "2021-06/2021-08", True),
        ("../2021-05-03", "2021-05-03", False),
        ("2021", "2021-05", False),
        ("not a date", "2021", False),
    ],
)
def test_dates_are_the_same_if_they_name_the_same_days(found_edtf, gold_edtf, same):
    assert same_date(found_edtf, gold_edtf) is same


def test_attribution_is_right_if_both_name_nobody_or_the_same_one():
    at = {"start": SAID, "end": len(TEXT), "edtf": "2021-05-04"}
    mayor = found("said", attributed_to="Mayor", **at)

    assert held([mayor], [CLAIM]).score.attribution.precision == 1
    assert held([found("said", **at)], [CLAIM]).score.attribution.precision == 0
    assert held([found("resigned", edtf="2021-05-03")], [RESIGNED]).score.attribution.precision == 1


def test_actors_and_locations_are_measured_by_name_against_the_accepted_set_that_fits_best():
    gold = wanted(
        "resigned",
        edtf="2021-05-03",
        actors=["Ada Pell", "the council"],
        alternatives=[{"actors": ["Ada Pell"]}],
    )
    actors = [{"name": "Pell", "role": "agent"}, {"name": "Pell", "role": "speaker"}]

    evaluation = held(
        [found("resigned", edtf="2021-05-03", actors=actors, locations=[{"name": "Orle", "role": "place"}])],
        [gold],
        actors=[{"name": "Pell", "kind": "person"}],
    )

    assert evaluation.score.actors.f1 == 1
    assert (evaluation.score.locations.right, evaluation.score.locations.found) == (0, 1)


@pytest.mark.parametrize(
    ("ours", "gold"),
    [
        ("The Observer", "Observer"),
        ("U.S.", "United States"),
        ("American officials", "U.S. officials"),
        ("Moscow", "Moscow (Russian government)"),
        ("Russia", "Moscow (Russian government)"),
        ("Russian government", "Moscow (Russian government)"),
        ("Lviv", 'Lviv (as "the city")'),
        ("Ada Pell", "Ada Pell (via the Observer)"),
        ("Zürich", "Zurich"),
        ("Kursk oblast", "Kursk region"),
        ("relief team", "Dutch relief team"),
        ("Ukraine's General Staff", "Ukraine’s General Staff"),
    ],
)
def test_names_are_the_same_however_they_are_written(ours, gold):
    assert same_name(ours, gold)


@pytest.mark.parametrize(
    ("ours", "gold"),
    [
        ("Observer", "Ada Pell (via the Observer)"),
        ("Russia", "Moscow"),
        ("Kursk", "Kursk region"),
        ("Dutch", "Dutch team"),
    ],
)
def test_names_that_share_a_word_are_not_the_same(ours, gold):
    assert not same_name(ours, gold)


def test_one_word_is_enough_for_a_person():
    assert same_name("President Pell", "Ada Pell", is_person=True)
    assert same_name("Ada Pell", "Pell", is_person=True)
    assert not same_name("Ada Pell", "Ada Moor", is_person=True)


# --- time expressions


def test_time_expressions_are_scored_by_overlap_span_value_and_type():
    gold = GOLD_TIMEXES.validate_python(
        [
            {"start": 30, "end": 40, "type": "DATE", "value": "2021-05-03"},
            {"start": 53, "end": 60, "type": "DATE", "value": "2021-05-04"},
        ]
    )
    ours = [
        Timex(start=27, end=40, type="DATE", value="2021-05-03"),
        Timex(start=53, end=60, type="TIME", value="2021-05-11"),
        Timex(start=70, end=72, type="DATE", value="2021"),
    ]

    evaluation = timexes_evaluated(ours, gold)

    assert [evaluation.score.relaxed.right, evaluation.score.relaxed.found] == [2, 3]
    assert [c.right for c in (evaluation.score.strict, evaluation.score.value, evaluation.score.type)] == [
        1,
        1,
        1,
    ]
    assert evaluation.superfluous == (ours[2],)


def test_scores_of_articles_add_up():
    one = held([found("resigned", edtf="2021-05-03")], [RESIGNED]).score
    none = held([], [CLAIM]).score

    assert (one + none).exact.recall == 0.5
    assert (one + none).exact.precision == 1


# --- pairing


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), unique=True, max_size=5), max_size=7))
def test_no_other_pairing_has_more_pairs(wanted_by):
    pairs = matched(wanted_by)

    assert all(right in wanted_by[left] for left, right in pairs.items())
    assert len(set(pairs.values())) == len(pairs)
    assert len(pairs) == most(list(wanted_by.values()))


def most(wishes: list[list[int]], taken: frozenset[int] = frozenset()) -> int:
    """How many can have a wish, by trying everything."""
    if not wishes:
        return 0
    first, *rest = wishes
    return max([most(rest, taken), *(1 + most(rest, taken | {wish}) for wish in first if wish not in taken)])
