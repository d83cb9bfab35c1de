"""The reference model answers the hard cases as decided, on logs short enough to be checked by hand.

`T` is `as_of`, `P` the position. The n-th event of a log has position n and `event_id(n)`.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import NewEvent
from events.payloads import (
    ActorNamed,
    ArticleAdded,
    ArticleRetracted,
    ChangeWithdrawn,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactReviewed,
    FactsLinked,
    LocationNamed,
    Payload,
)
from tests.histories import DAYS, MICROSECOND, History, as_logged, histories, moments, questions
from tests.reference_model import (
    Entry,
    Event,
    contained_in,
    default_amends,
    descriptions,
    reported_later,
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
    assert (after["summary"], after["corrected_by"]) == ("new", [str(event_id(6))])


def test_of_two_corrections_recorded_in_reverse_the_later_reported_one_stands() -> None:
    late = corrected("f1", {"summary": "of the 8th"}, on=8, amends=5)
    early = corrected("f1", {"summary": "of the 5th"}, on=5, amends=5)
    log = log_of(*town_and_mayor(), fact("f1", summary="old"), late, early)

    assert summaries(log, as_of=march(6)) == ["of the 5th"]
    assert summaries(log, as_of=march(9)) == ["of the 8th"]
    assert timeline(log, "actor-mayor", as_of=None, position=7)[0]["corrected_by"] == [
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


def article(name: str, on: int = 1) -> Written:
    payload = ArticleAdded(title=name, published_at=march(on), sha256="0" * 64, length=100)
    return f"article-{name}", payload


def fact(name: str, of: str = "n1", *, on: int = 1, at: datetime | None = None, **fields: Any) -> Written:
    standard: dict[str, Any] = {
        "summary": name,
        "occurred": {"edtf": "2025-02"},
        "reported_at": at or march(on),
        "actors": [{"actor": "mayor"}],
        "locations": [{"location": "town"}],
        "evidence": {"sha256": "0" * 64, "spans": [{"for": "fact", "start": 0, "end": 9}]},
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


def withdrawn(position: int) -> Written:
    return "article-n1", ChangeWithdrawn(withdraws=event_id(position))


# --- questions


def summaries(
    log: list[Event],
    subject: str = "actor-mayor",
    *,
    as_of: datetime | None = None,
    position: int | None = None,
) -> list[str]:
    return [entry["summary"] for entry in timeline(log, subject, as_of=as_of, position=position or len(log))]


def a_question(data: st.DataObject) -> tuple[History, dict[str, Any]]:
    history = data.draw(histories())
    return history, vars(data.draw(questions(history)))


def facts_of(entries: list[Entry]) -> set[str]:
    return {entry["fact"] for entry in entries}
