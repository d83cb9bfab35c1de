"""How a text falls into sentences, whatever its lines are."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.extraction.parsing import parse


def sentences(text: str) -> list[str]:
    return [" ".join(sentence.text.split()) for sentence in parse(text).sents if sentence.text.strip()]


def test_a_headline_without_a_full_stop_is_a_sentence() -> None:
    assert sentences("Mayor resigns\nThe mayor resigned on Monday.") == [
        "Mayor resigns",
        "The mayor resigned on Monday.",
    ]


def test_lines_broken_to_fit_a_width_are_one_paragraph() -> None:
    text = (
        "Mayor resigns after a long dispute\n\n"
        "The mayor of the town resigned on Monday after the council\n"
        "had voted against her plan to sell the harbour to a foreign\n"
        "company, which several members had called too cheap for so\n"
        "good a place.\n"
    )

    assert len(sentences(text)) == 2
    assert "council had voted" in sentences(text)[1]


@pytest.mark.parametrize(
    "dateline",
    [
        "KYIV, Dec. 1 (Reuters) - ",
        "NEW YORK — ",
        "ST. LOUIS, Mo., May 3 (AP) -- ",
        "Paris, June 4 (AFP) – ",
        "LONDON, June 2.—",
        "LONDON, 2 June — ",
        "Paris, Monday — ",
    ],
)
def test_a_dateline_stands_apart(dateline: str) -> None:
    assert sentences(f"{dateline}The mayor resigned.")[-1] == "The mayor resigned."


def test_an_item_of_a_list_is_a_sentence() -> None:
    assert len(sentences("- the mayor resigned\n- the council met\n- the harbour was sold\n")) == 3


def test_empty_lines_cost_next_to_nothing() -> None:
    parse("The mayor resigned.")
    begun = time.process_time()

    doc = parse("The mayor resigned." + "\n" * 20_000 + "The council met.")

    assert len(doc.text) == 19 + 20_000 + 16
    assert time.process_time() - begun < 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("ab .\n\r\u2028’“-🌊\t"), max_size=80))
def test_offsets_are_those_of_the_text(text: str) -> None:
    doc = parse(text)

    assert len(doc.text) == len(text)
    assert all(doc.text[token.idx] == token.text[0] for token in doc)
