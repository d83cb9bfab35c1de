"""Which facts are proposed to tell the same, and which to deny another."""

import pytest

from events.dates import interval
from events.extraction.links import SHARED_BY_MAX, Told, across


def told(key, summary, edtf="2024-05-06", status="asserted", by=None, actors=(), locations=()):
    return Told(key, summary, status, by, frozenset(actors), frozenset(locations), interval(edtf))


TAKEN = told(
    "taken",
    "General Ode says his army has taken Port Marel",
    "2024-05-06",
    "claimed",
    "Ode",
    ["Ode", "Sarkan army"],
    ["Port Marel"],
)


def proposed(new, known=TAKEN):
    return [(found.relation, found.other) for found in across([new], [known])]


def test_the_same_claim_of_the_same_speaker_in_other_words_repeats_it():
    again = told(
        "again",
        "Ode claims that Port Marel fell to Sarkan",
        "2024-05-06",
        "claimed",
        "Ode",
        ["Ode", "Sarkan"],
        ["Port Marel"],
    )

    assert proposed(again) == [("repeats", "taken")]


def test_the_same_claim_of_somebody_else_is_a_claim_of_its_own():
    others = told(
        "others",
        "Mayor Lind says Sarkan's army took Port Marel",
        "2024-05-06",
        "claimed",
        "Lind",
        ["Lind", "Sarkan army"],
        ["Port Marel"],
    )

    assert proposed(others) == []


def test_a_denial_denies_the_claim_that_was_made_before_it():
    denial = told(
        "denial",
        "Lind denies that the port's defenders have lost Port Marel",
        "2024-05-07",
        "denied",
        "Lind",
        ["Lind"],
        ["Port Marel"],
    )

    assert proposed(denial) == [("denies", "taken")]


def test_a_denial_recorded_first_is_paired_with_the_claim_that_comes_later():
    denial = told(
        "denial",
        "Lind denies that Port Marel is lost",
        "2024-05-07",
        "denied",
        "Lind",
        ["Lind"],
        ["Port Marel"],
    )

    assert [(p.fact, p.relation, p.other) for p in across([TAKEN], [denial])] == [
        ("denial", "denies", "taken")
    ]


@pytest.mark.parametrize("edtf", ["2024-04-30", "2024-08-01"])
def test_a_denial_before_the_claim_or_months_later_is_of_something_else(edtf):
    denial = told(
        "denial", "Lind denies that Port Marel is lost", edtf, "denied", "Lind", ["Lind"], ["Port Marel"]
    )

    assert proposed(denial) == []


def test_who_and_where_alone_make_no_pair():
    visit = told(
        "visit",
        "Ode visits a hospital in Port Marel",
        "2024-05-06",
        "claimed",
        "Ode",
        ["Ode"],
        ["Port Marel"],
    )

    assert proposed(visit) == []


def test_the_same_happening_elsewhere_or_at_another_time_is_another():
    elsewhere = told(
        "elsewhere",
        "Ode says his army has taken Brom",
        "2024-05-06",
        "claimed",
        "Ode",
        ["Ode", "Sarkan army"],
        ["Brom"],
    )
    later = told(
        "later",
        "Ode says his army has taken Port Marel",
        "2024-06-06",
        "claimed",
        "Ode",
        ["Ode", "Sarkan army"],
        ["Port Marel"],
    )

    assert proposed(elsewhere) == proposed(later) == []


def test_a_fact_repeats_the_one_that_it_is_most_like():
    near = told(
        "near",
        "Ode's army enters the harbour after it has taken Port Marel",
        "2024-05-06",
        "claimed",
        "Ode",
        ["Ode", "Sarkan army"],
        ["Port Marel"],
    )
    new = told(
        "new",
        "General Ode says his army has taken Port Marel",
        "2024-05-06",
        "claimed",
        "Ode",
        ["Ode", "Sarkan army"],
        ["Port Marel"],
    )

    (found,) = across([new], [near, TAKEN])

    assert (found.other, found.relation) == ("taken", "repeats")
    assert 0.6 <= found.confidence <= 1


def test_words_that_all_facts_share_pair_none_of_them():
    many = [told(f"k{n}", "Rain falls", locations=[f"Village {n}"]) for n in range(SHARED_BY_MAX + 1)]

    assert across([told("new", "Rain falls")], many) == []
