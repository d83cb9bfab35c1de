"""The reference model answers the hard cases as decided, on logs short enough to be checked by hand.

`T` is `as_of`, `P` the position. The n-th event of a log has position n and `event_id(n)`.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import NewEvent
from events.payloads import (
    ActorNamed,
    ActorsMerged,
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    ChangeWithdrawn,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactReviewed,
    FactsLinked,
    LocationNamed,
    LocationsMerged,
    Payload,
)
from tests.histories import DAYS, MICROSECOND, History, as_logged, histories, moments, questions
from tests.reference_model import (
    Entry,
    Event,
    contained_in,
    default_amends,
    descriptions,
    disputes,
    facts,
    facts_of_article,
    has_moment,
    held,
    moment,
    names,
    reported_later,
    single,
    timeline,
)

Written = tuple[str, Payload]
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


# --- clocks


def test_a_correction_published_on_the_5th_and_recorded_on_the_9th_has_four_quadrants() -> None:
    log = log_of(
        *town_and_mayor(), fact("f1", summary="old"), corrected("f1", {"summary": "new"}, on=5, amends=5)
    )

    assert summaries(log, as_of=march(4), position=5) == ["old"]
    assert summaries(log, as_of=march(6), position=5) == ["old"]
    assert summaries(log, as_of=march(4), position=6) == ["old"]
    assert summaries(log, as_of=march(6), position=6) == ["new"]


def test_a_correction_shows_from_its_very_microsecond_and_is_named() -> None:
    log = log_of(
        *town_and_mayor(), fact("f1", summary="old"), corrected("f1", {"summary": "new"}, on=5, amends=5)
    )

    [before] = timeline(log, "actor-mayor", as_of=march(5) - MICROSECOND, position=6)
    [after] = timeline(log, "actor-mayor", as_of=march(5), position=6)

    assert (before["summary"], before["corrected_by"]) == ("old", [])
    assert (after["summary"], corrections(after)) == ("new", [str(event_id(6))])


def test_of_two_corrections_recorded_in_reverse_the_later_reported_one_stands() -> None:
    late = corrected("f1", {"summary": "of the 8th"}, on=8, amends=5)
    early = corrected("f1", {"summary": "of the 5th"}, on=5, amends=5)
    log = log_of(*town_and_mayor(), fact("f1", summary="old"), late, early)

    assert summaries(log, as_of=march(6)) == ["of the 5th"]
    assert summaries(log, as_of=march(9)) == ["of the 8th"]
    assert corrections(timeline(log, "actor-mayor", as_of=None, position=7)[0]) == [
        str(event_id(7)),
        str(event_id(6)),
    ]


def test_of_fifty_corrections_recorded_in_reverse_each_stands_in_its_hour() -> None:
    hours = [march(5, hour=0, minute=minute) for minute in range(50)]
    reverse = [corrected("f1", {"summary": f"at {hour}"}, at=hour, amends=5) for hour in reversed(hours)]
    log = log_of(*town_and_mayor(), fact("f1"), *reverse)

    assert [summaries(log, as_of=hour) for hour in hours[::7]] == [[f"at {hour}"] for hour in hours[::7]]
    assert summaries(log, as_of=march(9)) == [f"at {hours[-1]}"]


def test_our_own_misreading_once_mended_was_never_known() -> None:
    mended = corrected("f1", {"summary": "right"}, amends=5)
    log = log_of(*town_and_mayor(), fact("f1", summary="misread"), mended)

    for as_of in (march(1), march(4), march(30)):
        assert summaries(log, as_of=as_of, position=5) == ["misread"]
        assert summaries(log, as_of=as_of, position=6) == ["right"]
    assert timeline(log, "actor-mayor", as_of=None, position=6)[0]["corrected_by"] == []


def test_a_mended_publication_date_moves_the_report_and_what_amends_it() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", summary="old"),
        corrected("f1", {"summary": "new"}, on=3, amends=5),
        corrected("f1", {"reported_at": march(6)}, amends=5),
    )

    assert summaries(log, as_of=march(2), position=6) == ["old"]
    assert summaries(log, as_of=march(4), position=6) == ["new"]
    assert summaries(log, as_of=march(4), position=7) == []
    assert summaries(log, as_of=march(6), position=7) == ["new"]


# --- disputes, amendments and withdrawals


def test_a_denial_recorded_before_its_claim_disputes_it_from_when_it_was_reported() -> None:
    log = log_of(
        *town_and_mayor(),
        actor("governor"),
        article("n2", on=5),
        fact(
            "denial",
            "n2",
            on=5,
            summary="it was not so",
            actors=[{"actor": "governor"}],
            attributed_to="governor",
        ),
        fact("claim", on=1),
        link("denial", "denies", "claim", stream="article-n2"),
    )

    [before] = timeline(log, "actor-mayor", as_of=march(4), position=9)
    [after] = timeline(log, "actor-mayor", as_of=march(5), position=9)

    assert (before["standing"], before["denied_by"]) == ("undisputed", [])
    assert (after["standing"], after["fact"]) == ("disputed", "claim")
    assert after["denied_by"] == [
        {
            "fact": "denial",
            "summary": "it was not so",
            "attributed_to": "governor",
            "reported_at": "2025-03-05T00:00:00Z",
        }
    ]


def test_a_published_correction_that_we_misread_is_mended_from_its_own_moment_on() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", summary="of Monday"),
        corrected("f1", {"summary": "of Wednesday, misread"}, on=5, amends=5),
        corrected("f1", {"summary": "of Wednesday"}, amends=6),
    )

    assert summaries(log, as_of=march(3)) == ["of Monday"]
    assert summaries(log, as_of=march(5)) == ["of Wednesday"]
    assert summaries(log, as_of=march(5), position=6) == ["of Wednesday, misread"]


def test_a_withdrawn_correction_takes_our_amendment_of_it_along() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", summary="of Monday"),
        corrected("f1", {"summary": "of Wednesday, misread"}, on=5, amends=5),
        corrected("f1", {"summary": "of Wednesday"}, amends=6),
        withdrawn(6),
    )

    assert summaries(log, as_of=march(6), position=7) == ["of Wednesday"]
    assert summaries(log, as_of=march(6), position=8) == ["of Monday"]


def test_a_withdrawal_reaches_amendments_of_amendments_and_nothing_else() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", summary="old"),
        corrected("f1", {"summary": "of the 5th"}, on=5, amends=5),
        corrected("f1", {"summary": "of the 8th"}, on=8, amends=6),
        corrected("f1", {"summary": "of the 8th, mended"}, amends=7),
        corrected("f1", {"status": "denied"}, amends=5),
        withdrawn(6),
    )

    assert summaries(log, as_of=march(9), position=9) == ["of the 8th, mended"]
    assert summaries(log, as_of=march(9), position=10) == ["old"]
    assert timeline(log, "actor-mayor", as_of=march(9), position=10)[0]["status"] == "denied"


def test_a_withdrawn_denial_and_a_retracted_denial_dispute_no_longer() -> None:
    denied = (*town_and_mayor(), fact("claim"), fact("denial"), link("denial", "denies", "claim"))
    log = log_of(*denied, retracted("denial", on=5, amends=6), withdrawn(7))

    def standing(as_of: datetime, position: int) -> str:
        return next(e for e in timeline(log, "location-town", as_of=as_of, position=position))["standing"]

    assert standing(march(4), 8) == "disputed"
    assert standing(march(5), 8) == "undisputed"
    assert standing(march(4), 9) == "undisputed"


# --- existence


def test_corrected_retracted_and_reinstated_a_fact_gives_four_answers() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", summary="old"),
        corrected("f1", {"summary": "new"}, on=3, amends=5),
        retracted("f1", on=5, amends=5),
        reinstated("f1", on=8, amends=7),
    )

    assert [summaries(log, as_of=march(day)) for day in (2, 4, 6, 9)] == [["old"], ["new"], [], ["new"]]


def test_a_retraction_withdrawn_as_our_mistake_shows_at_no_moment() -> None:
    log = log_of(*town_and_mayor(), fact("f1"), retracted("f1", on=5, amends=5), withdrawn(6))

    assert [len(summaries(log, as_of=march(day), position=6)) for day in (4, 6)] == [1, 0]
    assert [len(summaries(log, as_of=march(day), position=7)) for day in (4, 6)] == [1, 1]


def test_a_fact_of_an_article_that_was_never_to_be_recorded_stood_at_no_moment() -> None:
    published = log_of(*town_and_mayor(), fact("f1"), ("article-n1", ArticleRetracted(reported_at=march(5))))
    our_mistake = log_of(*town_and_mayor(), fact("f1"), ("article-n1", ArticleRetracted(reported_at=None)))

    assert [len(summaries(published, as_of=march(day))) for day in (4, 5)] == [1, 0]
    assert [len(summaries(our_mistake, as_of=march(day))) for day in (4, 5)] == [0, 0]


def test_a_review_holds_at_every_moment_until_a_change_asks_for_another() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", needs_review=True),
        ("article-n1", FactReviewed(fact="f1")),
        corrected("f1", {"needs_review": True}, on=5, amends=5),
    )

    def needs_review(day: int, position: int) -> bool:
        return timeline(log, "actor-mayor", as_of=march(day), position=position)[0]["needs_review"]

    assert [needs_review(1, 5), needs_review(1, 6), needs_review(4, 7), needs_review(5, 7)] == [
        True,
        False,
        False,
        True,
    ]


# --- subjects


def test_a_correction_moves_a_fact_from_one_actor_to_the_other_at_one_position() -> None:
    moved = corrected("f1", {"actors": [{"actor": "governor"}]}, amends=6)
    log = log_of(*town_and_mayor(), actor("governor"), fact("f1"), moved)

    assert [len(summaries(log, "actor-mayor", position=p)) for p in (6, 7)] == [1, 0]
    assert [len(summaries(log, "actor-governor", position=p)) for p in (6, 7)] == [0, 1]


def test_a_new_parent_contains_from_its_position_on_and_the_old_one_before() -> None:
    log = log_of(
        *(place("north"), place("south"), place("town", {"location": "north"})),
        article("n1"),
        fact("f1", actors=[]),
        place("town", {"location": "south"}),
    )

    assert [len(summaries(log, "location-north", position=p)) for p in (5, 6)] == [1, 0]
    assert [len(summaries(log, "location-south", position=p)) for p in (5, 6)] == [0, 1]
    assert timeline(log, "location-south", as_of=None, position=6)[0]["direct"] is False
    assert timeline(log, "location-town", as_of=None, position=6)[0]["direct"] is True


def test_a_parent_valid_until_2014_contains_what_occurred_until_2014() -> None:
    until = datetime(2014, 1, 1, tzinfo=UTC)
    years = {"of-2013": "2013", "of-2014": "2014", "of-both": "2013/2014"}
    log = log_of(
        place("continent"),
        place("country", {"location": "continent"}),
        place("town", {"location": "country", "until": until}),
        article("n1"),
        *(fact(name, occurred={"edtf": edtf}, actors=[]) for name, edtf in years.items()),
    )

    inside = [entry["fact"] for entry in timeline(log, "location-country", as_of=None, position=7)]
    further = [entry["fact"] for entry in timeline(log, "location-continent", as_of=None, position=7)]

    assert inside == further == ["of-2013", "of-both"]
    assert contained_in(log, "continent", 7) == [
        ("country", [(None, None)]),
        ("town", [(None, until), (None, None)]),
    ]


def test_parents_that_never_held_at_once_contain_nothing() -> None:
    day = datetime(2014, 1, 1, tzinfo=UTC)
    log = log_of(
        place("continent"),
        place("country", {"location": "continent", "since": day}),
        place("town", {"location": "country", "until": day}),
        article("n1"),
        fact("f1", occurred={"edtf": "2013/2014"}, actors=[]),
    )

    assert [len(summaries(log, f"location-{name}")) for name in ("town", "country", "continent")] == [1, 1, 0]


def test_the_latest_description_counts_at_each_position() -> None:
    log = log_of(actor("mayor"), ("actor-mayor", named("governor")))

    assert descriptions(log, "actor", 1)["mayor"]["slug"] == "mayor"
    assert descriptions(log, "actor", 2)["mayor"]["slug"] == "governor"


# --- entries: one fact, many reports


def test_thirty_papers_with_one_claim_are_one_entry_known_from_the_first_and_thirty_without_groups() -> None:
    papers = [f"n{number}" for number in range(2, 31)]
    repeats = [(article(n, on=3), fact(f"of-{n}", n, on=3), repeated(f"of-{n}", "f1", n)) for n in papers]
    log = log_of(*town_and_mayor(), fact("f1", on=2), *(event for paper in repeats for event in paper))

    [known_first] = timeline(log, "actor-mayor", as_of=march(2), position=len(log))
    [entry] = timeline(log, "actor-mayor", as_of=march(3), position=len(log))
    single = timeline(log, "actor-mayor", as_of=march(3), position=len(log), group=False)

    assert summaries(log, as_of=march(1)) == []
    assert [report["fact"] for report in known_first["reports"]] == ["f1"]
    assert (entry["fact"], entry["reported_at"]) == ("f1", "2025-03-02T00:00:00Z")
    assert [report["article"] for report in entry["reports"]] == ["n1", *papers]
    assert len(single) == 30
    assert all(len(each["reports"]) == 1 for each in single)


def test_when_the_agency_retracts_one_entry_with_twenty_nine_reports_is_left() -> None:
    papers = [f"n{number}" for number in range(2, 31)]
    repeats = [(article(n, on=3), fact(f"of-{n}", n, on=3), repeated(f"of-{n}", "f1", n)) for n in papers]
    agency = fact("f1", on=2), retracted("f1", on=5, amends=5)
    log = log_of(*town_and_mayor(), *agency, *(event for paper in repeats for event in paper))

    [before] = timeline(log, "actor-mayor", as_of=march(4), position=len(log))
    [after] = timeline(log, "actor-mayor", as_of=march(5), position=len(log))

    assert (before["fact"], len(before["reports"])) == ("f1", 30)
    assert (after["fact"], len(after["reports"])) == ("of-n2", 29)
    assert (after["summary"], after["reported_at"]) == ("of-n2", "2025-03-03T00:00:00Z")


def test_an_entry_stays_while_one_of_its_articles_stands_and_leaves_with_the_last() -> None:
    log = log_of(
        *(*town_and_mayor(), article("n2")),
        *(fact("f1"), fact("f2", "n2", on=2), repeated("f2", "f1", "n2")),
        ("article-n1", ArticleRetracted(reported_at=march(5))),
        ("article-n2", ArticleRetracted(reported_at=march(8))),
    )

    assert [reports(log, as_of=march(day)) for day in (1, 2, 5, 8)] == [
        [["f1"]],
        [["f1", "f2"]],
        [["f2"]],
        [],
    ]


def test_the_first_reported_speaks_for_an_entry_then_the_narrower_then_the_first_recorded() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("unbounded", on=2, occurred={"edtf": "2025-02-01/.."}),
        fact("month", on=2, occurred={"edtf": "2025-02"}),
        fact("same-day", on=2, occurred={"edtf": "2025-02-02"}),
        fact("day", on=2, occurred={"edtf": "2025-02-01"}),
        fact("first", on=1, occurred={"edtf": "../.."}),
        *(repeated(name, "first") for name in ("unbounded", "month", "same-day", "day")),
    )

    assert reports(log) == [["first", "same-day", "day", "month", "unbounded"]]
    [entry] = timeline(log, "actor-mayor", as_of=None, position=len(log))
    assert (entry["fact"], entry["occurred"]["edtf"]) == ("first", "../..")


def test_a_report_that_repeats_two_entries_joins_them_even_when_it_is_retracted() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), fact("f2", on=2)),
        *(fact("bridge", on=3), repeated("bridge", "f1"), repeated("bridge", "f2")),
        retracted("bridge", on=5, amends=7),
    )

    assert reports(log, as_of=march(2)) == [["f1"], ["f2"]]
    assert reports(log, as_of=march(3)) == [["f1", "f2", "bridge"]]
    assert reports(log, as_of=march(5)) == [["f1", "f2"]]


def test_a_withdrawn_link_parts_an_entry_from_its_position_on_and_a_chain_in_the_middle() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), fact("f2"), fact("f3"), fact("f4")),
        *(repeated("f1", "f2"), repeated("f3", "f2"), repeated("f3", "f4"), withdrawn(10)),
    )

    assert reports(log, position=9) == [["f1", "f2"], ["f3"], ["f4"]]
    assert reports(log, position=11) == [["f1", "f2", "f3", "f4"]]
    assert reports(log, position=12) == [["f1", "f2"], ["f3", "f4"]]


def test_what_is_linked_twice_stays_joined_until_both_links_are_withdrawn() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), fact("f2"), repeated("f1", "f2"), repeated("f2", "f1")),
        *(withdrawn(7), withdrawn(8)),
    )

    assert reports(log, position=9) == [["f1", "f2"]]
    assert reports(log, position=10) == [["f1"], ["f2"]]


def test_a_denial_of_one_report_disputes_the_entry_also_when_that_report_fell_and_is_named_once() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), fact("f2"), repeated("f2", "f1")),
        *(fact("denial", on=3, actors=[]), link("denial", "denies", "f1"), link("denial", "denies", "f2")),
        *(retracted("f1", on=5, amends=5), withdrawn(10)),
    )

    def denials(day: int, position: int, group: bool = True) -> list[list[str]]:
        entries = timeline(log, "actor-mayor", as_of=march(day), position=position, group=group)
        return [[denial["fact"] for denial in entry["denied_by"]] for entry in entries]

    assert denials(2, 12) == [[]]
    assert denials(3, 11) == denials(3, 12) == [["denial"]]
    assert denials(5, 12) == [["denial"]]
    assert denials(5, 12, group=False) == [[]]


def test_an_entry_does_not_deny_itself() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), fact("f2", on=3), link("f2", "denies", "f1")),
        repeated("f2", "f1"),
    )

    def standing(**asked: Any) -> list[str]:
        return [entry["standing"] for entry in timeline(log, "actor-mayor", as_of=None, **asked)]

    assert standing(position=7) == ["disputed", "undisputed"]
    assert standing(position=8) == ["undisputed"]
    assert standing(position=8, group=False) == ["disputed", "undisputed"]


def test_an_outcome_of_one_report_of_a_plan_is_the_entrys() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("plan", status="planned"), fact("reprint", on=2, status="planned")),
        *(repeated("reprint", "plan"), fact("talks", on=5, actors=[]), link("talks", "fulfils", "reprint")),
    )

    def lapsed(day: int) -> list[bool]:
        return [e["lapsed"] for e in timeline(log, "actor-mayor", as_of=march(day), position=9)]

    assert [lapsed(day) for day in (3, 5)] == [[True], [False]]


def test_an_entry_names_all_that_its_standing_reports_name_each_once_in_the_words_of_the_first() -> None:
    mayor = {"actor": "mayor", "role": "speaker", "words": "the mayor"}
    again = {"actor": "mayor", "role": "speaker", "words": "she"}
    other_role = {"actor": "mayor", "role": "agent", "words": "her"}
    log = log_of(
        *(*town_and_mayor(), fact("f1", actors=[mayor]), fact("f2", on=2, actors=[again, other_role])),
        *(repeated("f1", "f2"), corrected("f2", {"summary": "mended"}, on=3, amends=6)),
        corrected("f1", {"summary": "mended"}, on=5, amends=5),
        retracted("f1", on=8, amends=5),
    )

    [both] = timeline(log, "actor-mayor", as_of=march(5), position=10)
    [later] = timeline(log, "actor-mayor", as_of=march(8), position=10)

    assert both["actors"] == [mayor, other_role]
    assert later["actors"] == [again, other_role]
    assert corrections(both) == [str(event_id(9)), str(event_id(8))]
    assert corrections(later) == [str(event_id(8))]


def test_an_entry_stands_on_the_timelines_of_all_that_its_standing_reports_name() -> None:
    log = log_of(
        *(*town_and_mayor(), place("town", {"location": "elsewhere"}), actor("governor")),
        *(
            fact("f1"),
            fact("f2", on=2, actors=[{"actor": "governor"}], locations=[{"location": "elsewhere"}]),
        ),
        *(repeated("f2", "f1"), retracted("f2", on=5, amends=8)),
    )

    def shown(subject: str, day: int) -> list[tuple[str, bool]]:
        entries = timeline(log, subject, as_of=march(day), position=10)
        return [(entry["fact"], entry["direct"]) for entry in entries]

    assert [shown("actor-governor", day) for day in (1, 2, 5)] == [[], [("f1", True)], []]
    assert [shown("location-elsewhere", day) for day in (1, 2, 5)] == [
        [("f1", False)],
        [("f1", True)],
        [("f1", False)],
    ]


def test_windows_hindsight_order_and_containment_go_by_the_date_the_entry_shows() -> None:
    march_only = {"location": "elsewhere", "since": march(1)}
    log = log_of(
        *(*town_and_mayor(), place("town", march_only)),
        fact("f1", on=2, occurred={"edtf": "2025-02"}, locations=[]),
        *(fact("f2", on=3, occurred={"edtf": "2025-03"}), repeated("f2", "f1")),
        retracted("f1", on=5, amends=6),
    )

    def found_by(subject: str, day: int, **asked: Any) -> list[str]:
        return found(log, subject, as_of=march(day), **asked)

    assert found_by("actor-mayor", 3, since=march(1)) == []
    assert found_by("actor-mayor", 5, since=march(1)) == ["f2"]
    assert found_by("location-town", 3) == ["f1"]
    assert found_by("location-elsewhere", 3) == []
    assert found_by("location-elsewhere", 5) == ["f2"]
    assert found_by("actor-mayor", 1, hindsight=True) == []
    assert found_by("actor-mayor", 2, hindsight=True) == ["f2"]


def test_a_later_report_of_what_is_known_is_reported_later_only_as_a_single_fact() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("governor"), fact("f1"), repeated("f1", "f2")),
        fact("f2", on=3, actors=[{"actor": "mayor"}, {"actor": "governor"}]),
    )

    assert not reported_later(log, "actor-mayor", march(2), 8)
    assert reported_later(log, "actor-mayor", march(2), 8, group=False)
    assert reported_later(log, "actor-governor", march(2), 8)  # there, it was not known


def test_what_a_later_report_joins_to_something_known_is_not_reported_later() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1"), retracted("f1", on=2, amends=5)),
        *(fact("f2", on=5), repeated("f2", "f1")),
    )

    assert not reported_later(log, "actor-mayor", march(3), 8)
    assert reported_later(log, "actor-mayor", march(3), 7)


# --- strictly, and what was retracted


def test_strictly_a_statement_is_known_only_when_an_article_tells_of_it() -> None:
    said = {"on": 2, "known_by": "statement"}
    log = log_of(
        *(*town_and_mayor(), article("n2", on=5), article("n3", on=8)),
        *(fact("claim", "n2", **said), fact("early", on=1), repeated("claim", "early", "n2")),
        *(fact("denial", "n3", **said, actors=[]), link("denial", "denies", "claim", stream="article-n3")),
    )

    def denials(day: int, **asked: Any) -> dict[str, int]:
        entries = timeline(log, "actor-mayor", as_of=march(day), position=11, **asked)
        return {entry["fact"]: len(entry["denied_by"]) for entry in entries}

    assert denials(2) == {"early": 1}
    assert denials(2, group=False) == {"early": 0, "claim": 1}
    assert denials(4, strict=True) == {"early": 0}
    assert denials(5, strict=True) == {"early": 0, "claim": 0}
    assert denials(8, strict=True) == {"early": 0, "claim": 1}
    assert [reported_later(log, "actor-mayor", march(d), 11, strict=True) for d in (1, 4, 5)] == [
        True,
        True,
        False,
    ]


def test_strictly_what_fell_before_its_article_came_is_never_known() -> None:
    log = log_of(
        *(*town_and_mayor(), article("n2", on=8), fact("f1", "n2", on=2)),
        ("article-n2", ArticleRetracted(reported_at=march(5))),
    )

    assert reported_later(log, "actor-mayor", march(1), 7)
    assert not reported_later(log, "actor-mayor", march(1), 7, strict=True)


def test_what_contradicts_itself_is_not_asked() -> None:
    log = log_of(*town_and_mayor())

    with pytest.raises(ValueError, match="strict excludes hindsight"):
        timeline(log, "actor-mayor", as_of=None, position=4, strict=True, hindsight=True)


def test_what_was_retracted_is_shown_as_last_written_and_where_it_last_stood() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("governor"), fact("f1", on=2), fact("f2")),
        corrected("f1", {"actors": [{"actor": "governor"}]}, on=3, amends=6),
        *(retracted("f1", on=5, amends=6), corrected("f1", {"summary": "after all"}, on=8, amends=6)),
        retracted("f2", on=3, amends=7),
        withdrawn(11),
    )

    def shown(subject: str, day: int, position: int) -> list[tuple[str, bool]]:
        asked: dict[str, Any] = {"as_of": march(day), "position": position}
        entries = timeline(log, subject, **asked, group=False, include=("retracted",))
        return [(entry["summary"], entry["stands"]) for entry in entries]

    assert shown("actor-mayor", 1, 11) == [("f2", True)]
    assert shown("actor-mayor", 4, 11) == [("f2", False)]
    assert shown("actor-mayor", 4, 12) == [("f2", True)]
    assert [shown("actor-governor", day, 12) for day in (2, 4, 5, 8)] == [
        [],
        [("f1", True)],
        [("f1", False)],
        [("after all", False)],
    ]


# --- searches: whom, where and what


def test_a_search_finds_what_names_one_of_the_actors_and_one_of_the_locations_or_what_lies_in_one() -> None:
    log = log_of(
        *(*town_and_mayor(), place("town", {"location": "elsewhere"}), actor("governor"), actor("judge")),
        fact("f1"),
        fact("f2", actors=[{"actor": "governor"}], locations=[{"location": "elsewhere"}]),
        fact("f3", actors=[{"actor": "judge"}, {"actor": "mayor"}], locations=[]),
    )

    assert found(log) == ["f1", "f2", "f3"]
    assert found(log, actors=("mayor",)) == ["f1", "f3"]
    assert found(log, actors=("governor", "judge")) == ["f2", "f3"]
    assert found(log, actors=("governor", "mayor"), locations=("town",)) == ["f1"]
    assert found(log, "actor-mayor", actors=("judge",)) == ["f3"]
    assert found(log, "location-elsewhere", locations=("town",)) == ["f1"]
    [inside, itself] = timeline(log, None, as_of=None, position=10, locations=("elsewhere",))
    assert [(inside["fact"], inside["direct"]), (itself["fact"], itself["direct"])] == [
        ("f1", False),
        ("f2", True),
    ]
    assert all(entry["direct"] for entry in timeline(log, None, as_of=None, position=10))


def test_an_entry_names_together_what_its_reports_name_apart() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("governor"), fact("f1"), fact("f2", actors=[{"actor": "governor"}], on=2)),
        *(repeated("f2", "f1"), retracted("f2", on=5, amends=7)),
    )
    both = {"actors": ("governor",), "locations": ("town",)}

    assert found(log, "actor-mayor", as_of=march(2), **both) == ["f1"]
    assert found(log, "actor-mayor", as_of=march(2), **both, group=False) == []
    assert found(log, "actor-mayor", as_of=march(5), **both) == []


def test_a_search_resolves_merges_of_actors_locations_publishers_and_of_whom_to_believe() -> None:
    log = log_of(
        *(actor("bob"), actor("rob"), place("north"), place("region")),
        place("town", {"location": "region", "according_to": "rob"}),
        *(article("n1", publisher="rob"), fact("f1", actors=[{"actor": "rob"}])),
        *(merged("actor-rob", "bob"), merged("location-region", "north")),
    )

    for id_ in ("bob", "rob"):
        assert found(log, actors=(id_,)) == found(log, publishers=(id_,)) == ["f1"]
        assert found(log, locations=("north",), according_to=(id_,)) == ["f1"]
    assert [found(log, actors=("bob",), position=p) for p in (7, 8)] == [[], ["f1"]]
    assert [found(log, publishers=("bob",), position=p) for p in (7, 8)] == [[], ["f1"]]
    assert [found(log, locations=("region",), according_to=("bob",), position=p) for p in (7, 8)] == [
        [],
        ["f1"],
    ]


def test_a_search_by_publisher_finds_what_one_of_them_still_reports() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("gazette"), actor("herald")),
        *(article("n2", publisher="gazette"), article("n3", publisher="herald")),
        *(fact("f1", on=2), fact("f2", "n2", on=2), fact("f3", "n3", on=3)),
        *(repeated("f3", "f2", "n3"), ("article-n2", ArticleRetracted(reported_at=march(5)))),
    )

    def by(*publishers: str, day: int) -> list[list[str]]:
        entries = timeline(log, None, as_of=march(day), position=len(log), publishers=publishers)
        return [[report["fact"] for report in entry["reports"]] for entry in entries]

    assert [by("gazette", day=day) for day in (2, 3, 5)] == [[["f2"]], [["f2", "f3"]], []]
    assert [by("herald", day=day) for day in (2, 3, 5)] == [[], [["f2", "f3"]], [["f3"]]]
    assert by("gazette", "herald", day=3) == [["f2", "f3"]]


def test_roles_constrain_whoever_is_asked_for_and_those_they_cannot_have_anybody() -> None:
    speaker, mentioned = ({"actor": "mayor", "role": role} for role in ("speaker", "mentioned"))
    target, other_place = {"location": "town", "role": "target"}, {"location": "elsewhere"}
    log = log_of(
        *(*town_and_mayor(), actor("governor"), place("town", {"location": "elsewhere"})),
        fact("f1", actors=[speaker], locations=[target]),
        fact("f2", actors=[mentioned, {"actor": "governor", "role": "speaker"}], locations=[other_place]),
        fact("f3", actors=[speaker], locations=[{"location": "town", "role": "mentioned"}]),
    )

    assert found(log, "actor-mayor", roles=("speaker",)) == ["f1", "f3"]
    assert found(log, roles=("speaker",)) == ["f1", "f2", "f3"]
    assert found(log, actors=("governor", "mayor"), roles=("agent", "speaker")) == ["f1", "f2", "f3"]
    assert found(log, "actor-mayor", actors=("governor",), roles=("speaker",)) == []
    assert found(log, "actor-mayor", roles=("speaker", "target")) == ["f1"]
    assert found(log, "location-elsewhere", roles=("target",)) == ["f1"]
    assert found(log, "location-elsewhere", roles=("place", "target")) == ["f1", "f2"]
    assert found(log, "location-town", roles=("mentioned", "speaker")) == ["f3"]
    assert found(log, roles=("mentioned",)) == ["f2", "f3"]
    assert found(log, "actor-mayor", roles=("mentioned",)) == ["f2"]


def test_status_words_and_standing_are_those_of_the_entry_as_it_is_shown() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1", summary="bridge closed", status="claimed")),
        *(fact("f2", summary="bridge open", on=2), repeated("f2", "f1")),
        *(fact("f3", summary="river open", status="planned"), link("f3", "denies", "f2")),
        retracted("f1", on=5, amends=5),
    )

    assert [found(log, as_of=march(day), status=("claimed", "planned")) for day in (4, 5)] == [
        ["f1", "f3"],
        ["f3"],
    ]
    assert found(log, as_of=march(5), status=("asserted",)) == ["f2"]
    assert [found(log, as_of=march(day), text="bridge") for day in (4, 5)] == [["f1"], ["f2"]]
    assert [found(log, as_of=march(day), text="open bridge") for day in (4, 5)] == [[], ["f2"]]
    assert found(log, text="ridge") == []
    assert [found(log, as_of=march(day), standing="disputed") for day in (1, 2)] == [[], ["f1"]]
    assert found(log, as_of=march(2), standing="undisputed") == ["f3"]


def test_read_strictly_only_denials_that_an_article_tells_of_make_a_dispute() -> None:
    log = log_of(
        *(*town_and_mayor(), article("n2", on=8), fact("claim")),
        *(
            fact("denial", "n2", on=2, known_by="statement"),
            link("denial", "denies", "claim", stream="article-n2"),
        ),
    )

    assert found(log, as_of=march(3), standing="disputed") == ["claim"]
    assert found(log, as_of=march(3), standing="disputed", strict=True) == []
    assert found(log, as_of=march(8), standing="disputed", strict=True) == ["claim"]


def test_which_place_lies_in_which_is_asked_of_those_who_are_believed() -> None:
    log = log_of(
        *(actor("east"), actor("west"), place("continent")),
        *(place("one", {"location": "continent"}), place("other", {"location": "continent"})),
        place(
            "town", {"location": "one", "according_to": "west"}, {"location": "other", "according_to": "east"}
        ),
        *(article("n1"), fact("f1", actors=[])),
    )

    def holders(*believed: str) -> list[str]:
        names = ("one", "other", "continent", "town")
        return [name for name in names if found(log, f"location-{name}", according_to=believed)]

    assert holders() == ["one", "other", "continent", "town"]
    assert holders("west") == ["one", "continent", "town"]
    assert holders("east", "west") == ["one", "other", "continent", "town"]


def test_a_search_knows_more_later_when_one_entry_comes_to_be_about_all_that_is_asked() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("governor")),
        *(fact("f1", on=2), fact("f2", on=2, actors=[{"actor": "governor"}], locations=[])),
        corrected("f2", {"locations": [{"location": "town"}]}, on=5, amends=7),
        corrected("f2", {"locations": [{"location": "elsewhere"}]}, on=8, amends=8),
    )

    def later(day: int, subject: str | None = None, position: int = 9, **about: Any) -> bool:
        return reported_later(log, subject, march(day), position, **about)

    both: dict[str, Any] = {"actors": ("governor",), "locations": ("town",)}
    assert [later(day) for day in (1, 2)] == [True, False]
    assert [later(day, **both) for day in (1, 4, 5)] == [True, True, False]
    assert [later(day, "location-town", actors=("governor",)) for day in (4, 5)] == [True, False]
    assert [later(day, **both, roles=("agent",)) for day in (4, 5)] == [True, False]  # roles do not count
    assert not later(4, actors=("mayor",), locations=("elsewhere",))
    assert not later(4, **both, position=7)


# --- tombstones, histories, disputes, single facts


def test_an_entry_of_which_nothing_stands_is_a_tombstone_with_all_its_reports() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("governor"), article("n2")),
        *(
            fact("f1", on=2),
            fact("f2", "n2", on=3, actors=[{"actor": "governor"}]),
            repeated("f2", "f1", "n2"),
        ),
        retracted("f1", on=5, amends=7),
        ("article-n2", ArticleRetracted(reported_at=march(8), reason="made up")),
    )

    def shown(subject: str, day: int, include: Any = ("retracted",)) -> list[tuple[str, bool, int]]:
        entries = timeline(log, subject, as_of=march(day), position=len(log), include=include)
        return [(entry["fact"], entry["stands"], len(entry["reports"])) for entry in entries]

    assert [shown("actor-mayor", day) for day in (3, 5, 8)] == [[("f1", True, 2)], [], [("f1", False, 2)]]
    assert [shown("actor-governor", day) for day in (3, 5, 8)] == [
        [("f1", True, 2)],
        [("f2", True, 1)],
        [("f1", False, 2)],
    ]
    assert found(log, as_of=march(8)) == []
    assert not reported_later(log, "actor-mayor", march(8), len(log))
    [tombstone] = timeline(log, None, as_of=march(8), position=len(log), include=("retracted",))
    assert tombstone["retracted_by"] == {
        "event_id": str(event_id(10)),
        "type": "FactRetracted",
        "reported_at": "2025-03-05T00:00:00Z",
        "reason": "",
    }
    [standing] = timeline(log, None, as_of=march(3), position=len(log), include=("retracted",))
    assert standing["retracted_by"] is None
    assert "stands" not in timeline(log, None, as_of=march(3), position=len(log))[0]


def test_a_fact_fell_by_its_own_retraction_or_else_by_the_first_of_its_article() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1", on=2)),
        ("article-n1", ArticleRetracted(reported_at=march(8))),
        ("article-n1", ArticleRetracted(reported_at=march(5))),
        retracted("f1", on=3, amends=5),
        reinstated("f1", on=13, amends=8),
    )

    def fell_by(day: int) -> Any:
        told = single(log, "f1", as_of=march(day), position=9)
        assert told is not None
        return told["retracted_by"] and told["retracted_by"]["event_id"]

    assert [fell_by(day) for day in (2, 4, 6, 13)] == [None, *(str(event_id(p)) for p in (8, 8, 7))]


def test_the_history_of_an_entry_is_the_states_of_all_its_facts_as_far_as_they_are_known() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1", on=2, summary="old"), fact("f2", on=3), repeated("f2", "f1")),
        corrected("f1", {"summary": "new"}, on=5, amends=5),
        *(retracted("f2", on=5, amends=6), corrected("f1", {"summary": "newest"}, on=13, amends=8)),
    )

    def told(day: int | None, **asked: Any) -> list[list[tuple[Any, ...]]]:
        as_of = None if day is None else march(day)
        entries = timeline(log, "actor-mayor", as_of=as_of, position=10, include=("history",), **asked)
        shown = ("fact", "summary", "stands", "from", "to")
        return [[tuple(state[name] for name in shown) for state in e["history"]] for e in entries]

    first, third, fifth, last = (f"2025-03-{day:02}T00:00:00Z" for day in (2, 3, 5, 13))
    until_the_fifth = [("f1", "old", True, first, fifth), ("f2", "f2", True, third, fifth)]
    assert told(4) == [[("f1", "old", True, first, None), ("f2", "f2", True, third, None)]]
    assert told(5) == [[*until_the_fifth, ("f1", "new", True, fifth, None), ("f2", "f2", False, fifth, None)]]
    assert told(5, strict=True) == [[("f1", "old", True, first, fifth), ("f1", "new", True, fifth, None)]]
    assert (
        told(5, hindsight=True)
        == told(None)
        == [
            [
                *until_the_fifth,
                ("f1", "new", True, fifth, last),
                ("f2", "f2", False, fifth, None),
                ("f1", "newest", True, last, None),
            ]
        ]
    )
    [entry] = timeline(log, "actor-mayor", as_of=march(2), position=10, include=("history",))
    assert {name: entry["history"][0][name] for name in ("status", "attributed_to", "actors")} == {
        "status": "asserted",
        "attributed_to": None,
        "actors": entry["actors"],
    }


def test_our_mending_leaves_no_state_in_the_history_and_what_lapsed_in_between_is_told() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("f1", on=2), corrected("f1", {"summary": "mended"}, amends=5)),
        *(retracted("f1", on=3, amends=5), reinstated("f1", on=5, amends=7)),
    )

    [entry] = timeline(log, "actor-mayor", as_of=None, position=8, include=("history",))

    assert [(state["summary"], state["stands"]) for state in entry["history"]] == [
        ("mended", True),
        ("mended", False),
        ("mended", True),
    ]


def test_a_dispute_is_a_claim_beside_its_denials_as_they_stand() -> None:
    log = log_of(
        *(*town_and_mayor(), fact("claim"), fact("denial", on=3, actors=[], summary="no")),
        *(link("denial", "denies", "claim"), corrected("denial", {"summary": "not so"}, on=5, amends=6)),
        retracted("denial", on=8, amends=6),
    )

    def told(day: int, **asked: Any) -> list[tuple[str, list[tuple[str, bool]]]]:
        answer = disputes(log, "actor-mayor", as_of=march(day), position=9, **asked)
        return [
            (each["claim"]["fact"], [(denial["summary"], denial["stands"]) for denial in each["denials"]])
            for each in answer
        ]

    assert told(2) == told(8) == []
    assert told(4) == [("claim", [("no", True)])]
    assert told(5) == [("claim", [("not so", True)])]
    assert told(4, hindsight=True) == []


def test_a_single_fact_and_the_facts_of_an_article_tell_whether_they_stand() -> None:
    log = log_of(
        *(*town_and_mayor(), article("n2"), fact("f1", on=2), fact("f2", "n2"), fact("f3", on=1)),
        *(repeated("f3", "f1"), retracted("f3", on=3, amends=8)),
    )

    def of_article(day: int) -> list[tuple[str, bool]]:
        told = facts_of_article(log, "n1", as_of=march(day), position=10)
        return [(each["fact"], each["stands"]) for each in told]

    assert single(log, "f1", as_of=march(1), position=10) is None
    assert of_article(1) == [("f3", True)]
    assert of_article(3) == [("f1", True), ("f3", False)]


# --- versions of an article


def test_a_report_was_published_with_the_first_version_that_has_the_text_of_its_evidence() -> None:
    log = log_of(
        *(*town_and_mayor(), revised("n1", "1" * 64, on=5), revised("n1", "1" * 64, on=8)),
        *(fact("first", on=1), fact("second", on=5, evidence=evidence("1" * 64))),
    )

    def published(position: int = 8) -> dict[str, str]:
        entries = timeline(log, "actor-mayor", as_of=None, position=position)
        return {entry["fact"]: entry["reports"][0]["published_at"][:10] for entry in entries}

    assert published() == {"first": "2025-03-01", "second": "2025-03-05"}


def test_strictly_a_statement_is_known_with_the_version_that_tells_of_it_as_we_last_mended_it() -> None:
    said = {"on": 2, "known_by": "statement", "evidence": evidence("1" * 64)}
    log = log_of(
        *(*town_and_mayor(), revised("n1", "1" * 64, on=8), fact("f1", **said)),
        corrected("f1", {"evidence": evidence("0" * 64)}, on=3, amends=6),
        corrected("f1", {"evidence": evidence("0" * 64)}, amends=7),
        corrected("f1", {"evidence": evidence("0" * 64)}, amends=6),
        withdrawn(9),
    )

    def known(day: int, position: int) -> list[str]:
        return found(log, as_of=march(day), position=position, strict=True)

    assert [known(5, position) for position in (6, 7, 8, 9, 10)] == [[], [], [], ["f1"], []]
    assert known(8, 8) == ["f1"]
    assert [reported_later(log, None, march(5), p, strict=True) for p in (8, 9)] == [True, False]


# --- merges


def test_merge_withdraw_and_merge_give_the_right_timelines_at_each_position() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("bob"), actor("bob2"), fact("f1", actors=[{"actor": "bob"}])),
        *(fact("f2", actors=[{"actor": "bob2"}]), merged("actor-bob2", "bob")),
        *(fact("f3", actors=[{"actor": "bob2"}]), withdrawn(9, "actor-bob2"), merged("actor-bob2", "bob")),
    )

    def shown(name: str) -> list[list[str]]:
        return [summaries(log, f"actor-{name}", as_of=march(1), position=p) for p in (8, 9, 10, 11, 12)]

    assert shown("bob") == [["f1"], ["f1", "f2"], ["f1", "f2", "f3"], ["f1"], ["f1", "f2", "f3"]]
    assert shown("bob2") == [["f2"], ["f1", "f2"], ["f1", "f2", "f3"], ["f2", "f3"], ["f1", "f2", "f3"]]


def test_of_a_merged_actor_facts_keep_the_id_and_names_tell_the_canonical_one() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("bob"), actor("rob"), fact("f1", attributed_to="mayor")),
        *(merged("actor-mayor", "bob"), merged("actor-bob", "rob"), ("actor-rob", named("robert"))),
    )
    robert = {"id": "rob", "slug": "robert", "name": "Robert"}

    [entry] = timeline(log, "actor-rob", as_of=None, position=10)

    assert (entry["attributed_to"], entry["actors"][0]["actor"], entry["direct"]) == ("mayor", "mayor", True)
    assert names(log, ["mayor", "bob", "rob", "town"], 10) == {
        "mayor": robert,
        "bob": robert,
        "rob": robert,
        "town": {"id": "town", "slug": "town", "name": "Town"},
    }
    assert names(log, ["mayor"], 8)["mayor"]["id"] == "bob"
    assert names(log, ["mayor"], 7)["mayor"]["id"] == "mayor"


def test_of_two_merges_of_one_actor_the_last_counts_until_it_is_withdrawn() -> None:
    log = log_of(
        *(*town_and_mayor(), actor("bob"), actor("rob"), fact("f1")),
        *(merged("actor-mayor", "bob"), merged("actor-mayor", "rob"), withdrawn(9, "actor-mayor")),
    )

    assert [len(summaries(log, "actor-bob", position=p)) for p in (7, 8, 9, 10)] == [0, 1, 0, 1]
    assert [len(summaries(log, "actor-rob", position=p)) for p in (7, 8, 9, 10)] == [0, 0, 1, 0]


def test_merged_places_have_the_parents_of_both_and_hold_what_lies_in_either() -> None:
    log = log_of(
        *(place("north"), place("south"), place("region", {"location": "north"})),
        *(place("oblast", {"location": "south"}), place("town", {"location": "oblast"}), article("n1")),
        *(fact("f1", actors=[]), fact("f2", actors=[], locations=[{"location": "region"}])),
        merged("location-oblast", "region"),
    )

    def shown(name: str, position: int) -> list[tuple[str, bool]]:
        entries = timeline(log, f"location-{name}", as_of=None, position=position)
        return [(entry["fact"], entry["direct"]) for entry in entries]

    assert [shown(name, 8) for name in ("region", "oblast")] == [[("f2", True)], [("f1", False)]]
    assert shown("region", 9) == shown("oblast", 9) == [("f1", False), ("f2", True)]
    assert [shown(name, 8) for name in ("north", "south")] == [[("f2", False)], [("f1", False)]]
    assert shown("north", 9) == shown("south", 9) == [("f1", False), ("f2", False)]
    assert {inner for inner, _ in contained_in(log, "north", 9)} == {"region", "town"}
    assert {inner for inner, _ in contained_in(log, "oblast", 9)} == {"town"}


# --- plans and hindsight


def test_a_plan_is_there_before_and_after_its_hour_and_lapses_without_an_outcome() -> None:
    noon, two, three = (march(1, hour=hour) for hour in (12, 14, 15))
    plan = {"edtf": "2025-03-01", "earliest": two, "latest": march(1, hour=14, minute=30)}
    log = log_of(
        *town_and_mayor(),
        fact("plan", at=noon, status="planned", occurred=plan),
        fact("talks", at=march(3)),
        link("talks", "fulfils", "plan"),
    )

    def lapsed(as_of: datetime, hindsight: bool, position: int) -> list[bool]:
        entries = timeline(log, "actor-mayor", as_of=as_of, position=position, hindsight=hindsight)
        return [entry["lapsed"] for entry in entries if entry["fact"] == "plan"]

    assert lapsed(noon, hindsight=False, position=5) == [False]
    assert lapsed(three, hindsight=False, position=5) == [True]
    assert lapsed(noon, hindsight=True, position=5) == [True]
    assert lapsed(three, hindsight=True, position=5) == [True]
    assert lapsed(three, hindsight=False, position=7) == [True]
    assert lapsed(march(3), hindsight=False, position=7) == [False]
    assert lapsed(noon, hindsight=True, position=7) == [False]


def test_the_outcome_is_the_first_reported_one() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("plan", status="planned"),
        *(fact("talks", on=5), link("talks", "fulfils", "plan")),
        *(fact("call", on=3, summary="cancelled"), link("call", "cancels", "plan")),
    )

    def outcome(day: int) -> Any:
        entries = timeline(log, "actor-mayor", as_of=march(day), position=9)
        return next(entry["outcome"] for entry in entries if entry["fact"] == "plan")

    assert outcome(2) is None
    assert outcome(6) == {
        "relation": "cancels",
        "fact": "call",
        "summary": "cancelled",
        "attributed_to": None,
        "reported_at": "2025-03-03T00:00:00Z",
    }


def test_hindsight_marks_what_had_occurred_but_was_reported_later() -> None:
    log = log_of(*town_and_mayor(), fact("f1", on=5, occurred={"edtf": "2025-03-01/2025-03-03"}))

    def marks(as_of: datetime, match: Any = "possible") -> list[bool]:
        entries = timeline(log, "actor-mayor", as_of=as_of, position=5, hindsight=True, match=match)
        return [entry["hindsight"] for entry in entries]

    assert marks(march(1)) == []
    assert marks(march(1) + MICROSECOND) == [True]
    assert [marks(march(3), "certain"), marks(march(4), "certain")] == [[], [True]]
    assert marks(march(5)) == [False]


def test_hindsight_at_1900_is_empty() -> None:
    log = log_of(
        *town_and_mayor(), fact("f1", occurred={"edtf": "../2025-02"}), fact("f2", occurred={"edtf": "../.."})
    )
    in_1900 = datetime(1900, 1, 1, tzinfo=UTC)

    assert timeline(log, "actor-mayor", as_of=in_1900, position=6, hindsight=True) == []
    assert reported_later(log, "actor-mayor", in_1900, 6)


def test_reported_later_tells_of_facts_that_come_and_not_of_those_that_stay_or_go() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1", on=3),
        retracted("f1", on=8, amends=5),
        reinstated("f1", on=13, amends=6),
    )

    assert [reported_later(log, "actor-mayor", march(day), 7) for day in (2, 3, 9)] == [True, False, False]


# --- windows and order


def test_unbounded_ends_are_null_and_sort_as_documented_in_both_directions() -> None:
    occurred = {
        "from-the-2nd": "2025-03-02/..",
        "none-b": "../..",
        "none-a": "../..",
        "the-2nd": "2025-03-02",
        "the-2nd-again": "2025-03-02",
        "to-the-1st": "../2025-03-01",
        "to-the-3rd": "../2025-03-03",
    }
    log = log_of(*town_and_mayor(), *(fact(name, occurred={"edtf": edtf}) for name, edtf in occurred.items()))

    ascending = timeline(log, "actor-mayor", as_of=None, position=len(log))
    descending = timeline(log, "actor-mayor", as_of=None, position=len(log), order="desc")

    dated = ["to-the-1st", "the-2nd", "the-2nd-again", "from-the-2nd", "to-the-3rd"]
    assert [entry["fact"] for entry in ascending] == [*dated, "none-a", "none-b"]
    assert [entry["fact"] for entry in descending] == [*reversed(dated), "none-b", "none-a"]
    assert ascending[3]["occurred"]["latest"] is ascending[4]["occurred"]["earliest"] is None


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_is_certain_in_a_window_is_possible_in_it(data: st.DataObject) -> None:
    history, question = a_question(data)

    certain = facts_of(timeline(history.log, **question | {"match": "certain"}))
    possible = facts_of(timeline(history.log, **question | {"match": "possible"}))

    assert certain <= possible


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_window_over_everything_leaves_out_only_what_is_unbounded_and_only_when_certain(
    data: st.DataObject,
) -> None:
    history, question = a_question(data)
    everything = question | {"since": FIRST, "until": LAST, "hindsight": False}

    certain = facts_of(timeline(history.log, **everything | {"match": "certain"}))
    possible = timeline(history.log, **everything | {"match": "possible"})

    bounds = {
        entry["fact"]: (entry["occurred"]["earliest"], entry["occurred"]["latest"]) for entry in possible
    }
    assert certain == {fact for fact, ends in bounds.items() if None not in ends}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_nothing_as_of_a_moment_was_reported_later(data: st.DataObject) -> None:
    history, question = a_question(data)
    as_of = data.draw(moments())
    entries = timeline(history.log, **question | {"as_of": as_of, "hindsight": False})

    shown = [*entries, *(link for entry in entries for link in entry["denied_by"])]
    assert all(datetime.fromisoformat(each["reported_at"]) <= as_of for each in shown)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_that_was_reported_later_changes_the_answer(data: st.DataObject) -> None:
    history, question = a_question(data)
    as_of = data.draw(moments())
    asked = question | {"as_of": as_of, "hindsight": False}

    known = reported_by(history.log, question["position"], as_of)

    assert timeline(known, **asked) == timeline(history.log, **asked)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_each_standing_fact_is_in_one_entry_and_every_entry_has_one(data: st.DataObject) -> None:
    history, question = a_question(data)
    asked = question | {"strict": False, "include": (), "since": None, "until": None}
    asked |= {"hindsight": False, "status": (), "standing": None, "text": None}

    entries = timeline(history.log, **asked | {"group": True})
    single = timeline(history.log, **asked | {"group": False})

    reported = [report["fact"] for entry in entries for report in entry["reports"]]
    assert len(reported) == len(set(reported))
    assert {entry["fact"] for entry in single if entry["direct"]} <= set(reported)
    assert all(entry["reports"][0]["fact"] == entry["fact"] for entry in entries)


# --- what is amended, and what is drawn


def test_a_change_amends_by_default_the_report_or_published_change_that_wrote_the_field() -> None:
    log = log_of(
        *town_and_mayor(),
        fact("f1"),
        corrected("f1", {"summary": "of the 5th"}, on=5, amends=5),
        corrected("f1", {"summary": "of the 5th, mended"}, amends=6),
    )

    assert default_amends(log, 7, "f1", {"summary"}, march(4)) == {str(event_id(5))}
    assert default_amends(log, 7, "f1", {"summary"}, march(6)) == {str(event_id(6))}
    assert default_amends(log, 7, "f1", {"summary"}, None) == {str(event_id(6))}
    assert default_amends(log, 7, "f1", {"status"}, None) == {str(event_id(5))}
    assert default_amends(log, 7, "f1", {"exists"}, march(6)) == {str(event_id(5))}
    assert len(default_amends(log, 7, "f1", {"summary", "status"}, None)) == 2
    assert default_amends(log, 7, "f1", {"summary"}, FIRST) == set()


@settings(max_examples=30, deadline=None)
@given(histories())
def test_a_drawn_history_refers_only_to_what_it_holds(history: History) -> None:
    seen: set[str] = set()
    gone: set[str] = set()
    for event in history.log:
        payload = event["payload"]
        referred = {payload[name] for name in ("amends", "withdraws") if name in payload}
        assert referred <= seen
        assert not referred & gone
        gone |= {payload["withdraws"]} if "withdraws" in payload else set()
        seen.add(event["event_id"])
    for kind in ("actor", "location"):
        for position in range(1, len(history.log) + 1):
            slugs = [each["slug"] for each in descriptions(history.log, kind, position).values()]
            assert len(slugs) == len(set(slugs))


@settings(max_examples=60, deadline=None)
@given(histories(steps_max=40))
def test_in_a_drawn_history_nothing_is_merged_into_itself_or_lies_in_itself(history: History) -> None:
    for position in range(1, len(history.log) + 1):
        ids = {subject.partition("-")[2] for subject in history.subjects(position)}
        called = names(history.log, ids, position)  # would never end if merges led back
        assert called.keys() == ids
        for id_ in ids:
            inside = contained_in(history.log, id_, position)
            assert called[id_]["id"] not in {place for place, _ in inside}


@settings(max_examples=30, deadline=None)
@given(histories())
def test_a_drawn_history_comes_in_batches_that_make_its_log(history: History) -> None:
    events = [event for batch in history.batches for event in batch]

    assert all(history.batches)
    assert [str(event.event_id) for event in events] == [event["event_id"] for event in history.log]
    assert all(event["payload"].get("amends", "none") for event in history.log)
    assert all(DAYS[-1] < datetime.fromisoformat(event["recorded_at"]) for event in history.log)


# --- logs by hand


def log_of(*written: Written) -> list[Event]:
    return as_logged(
        [
            NewEvent(event_id=event_id(n), stream=stream, payload=p)
            for n, (stream, p) in enumerate(written, start=1)
        ]
    )


def event_id(position: int) -> UUID:
    return UUID(int=position)


def march(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


def town_and_mayor() -> tuple[Written, ...]:
    """Four events; the first fact that follows is the fifth."""
    return place("town"), actor("mayor"), place("elsewhere"), article("n1")


def named(name: str) -> ActorNamed:
    return ActorNamed(name=name.capitalize(), slug=name, kind="person")


def actor(name: str) -> Written:
    return f"actor-{name}", named(name)


def place(name: str, *parents: Any) -> Written:
    return f"location-{name}", LocationNamed(name=name.capitalize(), slug=name, kind="city", parents=parents)


def article(name: str, on: int = 1, publisher: str | None = None) -> Written:
    payload = ArticleAdded(
        title=name, publisher=publisher, published_at=march(on), sha256="0" * 64, length=100
    )
    return f"article-{name}", payload


def revised(name: str, sha256: str, on: int) -> Written:
    return f"article-{name}", ArticleRevised(published_at=march(on), sha256=sha256, length=100)


def evidence(sha256: str) -> dict[str, Any]:
    return {"sha256": sha256, "spans": [{"for": "fact", "start": 0, "end": 9}]}


def fact(name: str, of: str = "n1", *, on: int = 1, at: datetime | None = None, **fields: Any) -> Written:
    standard: dict[str, Any] = {
        "summary": name,
        "occurred": {"edtf": "2025-02"},
        "reported_at": at or march(on),
        "actors": [{"actor": "mayor"}],
        "locations": [{"location": "town"}],
        "evidence": evidence("0" * 64),
    }
    return f"article-{of}", FactReported(fact=name, **standard | fields)


def corrected(
    fact: str, changes: Any, *, amends: int, on: int | None = None, at: datetime | None = None
) -> Written:
    """Published `on` a day of March or `at` an instant; with neither, our own."""
    reported_at = march(on) if on else at
    payload = FactCorrected(fact=fact, reported_at=reported_at, changes=changes, amends=event_id(amends))
    return "article-n1", payload


def retracted(fact: str, *, on: int, amends: int) -> Written:
    return "article-n1", FactRetracted(fact=fact, reported_at=march(on), amends=event_id(amends))


def reinstated(fact: str, *, on: int, amends: int) -> Written:
    return "article-n1", FactReinstated(fact=fact, reported_at=march(on), amends=event_id(amends))


def link(fact: str, relation: Any, other: str, *, stream: str = "article-n1") -> Written:
    return stream, FactsLinked(fact=fact, relation=relation, other=other)


def repeated(fact: str, other: str, of: str = "n1") -> Written:
    return link(fact, "repeats", other, stream=f"article-{of}")


def merged(stream: str, into: str) -> Written:
    model = ActorsMerged if stream.startswith("actor-") else LocationsMerged
    return stream, model(into=into)


def withdrawn(position: int, stream: str = "article-n1") -> Written:
    return stream, ChangeWithdrawn(withdraws=event_id(position))


# --- questions


def corrections(entry: dict[str, Any]) -> list[str]:
    """The events that corrected the entry, in order."""
    return [correction["event_id"] for correction in entry["corrected_by"]]


def summaries(
    log: list[Event],
    subject: str = "actor-mayor",
    *,
    as_of: datetime | None = None,
    position: int | None = None,
) -> list[str]:
    return [entry["summary"] for entry in timeline(log, subject, as_of=as_of, position=position or len(log))]


def found(
    log: list[Event],
    subject: str | None = None,
    *,
    as_of: datetime | None = None,
    position: int | None = None,
    **asked: Any,
) -> list[str]:
    """The facts that lead the entries found, in order of their ids."""
    return sorted(facts_of(timeline(log, subject, as_of=as_of, position=position or len(log), **asked)))


def reports(
    log: list[Event], *, as_of: datetime | None = None, position: int | None = None
) -> list[list[str]]:
    """The reports of each entry of the mayor."""
    entries = timeline(log, "actor-mayor", as_of=as_of, position=position or len(log))
    return [[report["fact"] for report in entry["reports"]] for entry in entries]


def reported_by(log: list[Event], position: int, at: datetime) -> list[Event]:
    """What of the log, as it stands at `position`, had been reported by `at`, with the links among that."""
    events = held(log, position)
    known = [e for e in events if not has_moment(e) or moment(events, e) <= at]
    named = set(facts(known))
    return [e for e in known if {e["payload"].get("fact"), e["payload"].get("other")} - {None} <= named]


def a_question(data: st.DataObject) -> tuple[History, dict[str, Any]]:
    history = data.draw(histories())
    return history, vars(data.draw(questions(history)))


def facts_of(entries: list[Entry]) -> set[str]:
    return {entry["fact"] for entry in entries}
