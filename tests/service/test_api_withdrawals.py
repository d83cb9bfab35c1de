"""Taking back in bulk over HTTP: shown first, done on confirmation, undone where that is possible."""

from typing import Any

import httpx2
import pytest

from projections import withdrawing
from service import shapes
from tests import making
from tests.service.asking import (
    Json,
    change,
    changed,
    get,
    json_lines,
    line,
    post,
    record,
    refused,
    summaries,
)

ALL = "/v1/withdrawals"
ANNA = "/v1/actors/anna/timeline"
PUBLISHED, LATER, LAST = (f"2020-06-0{day}T00:00:00Z" for day in (1, 5, 9))
OPERATION = "a0a6b73b-31b1-4fd6-9ec1-3ceadbf10f4d"


@pytest.fixture
async def told(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client of the app on a log of seven events: with one article and two facts of it, about two actors."""
    await record(api, *making.two_facts())
    return api


async def _shown(api: httpx2.AsyncClient, **selected: Any) -> Json:
    response = await change(api, ALL, selected)
    assert response.status_code == 200, response.text
    shapes.events.BulkWithdrawal.model_validate_json(response.content)
    body: Json = response.json()
    return body


async def _done(api: httpx2.AsyncClient, **selected: Any) -> list[Json]:
    """All that is selected has been taken back; returns what was recorded for it."""
    confirm = (await _shown(api, **selected))["confirm"]
    response = await change(api, ALL, selected | {"confirm": confirm})
    assert response.status_code == 201, response.text
    events: list[Json] = response.json()["events"]
    return events


async def _operation(api: httpx2.AsyncClient) -> list[Json]:
    """Three changes that belong together."""
    said = {"correlation_id": OPERATION}
    mended = {"reported_at": None, "changes": {"summary": "Misread"}}
    return [
        await changed(api, "/v1/facts/f/corrections", mended | said),
        await changed(api, "/v1/facts/g/links", {"relation": "denies", "other": "f"} | said),
        await changed(api, "/v1/actors/boris/merges", {"into": "anna"} | said),
    ]


# --- by correlation


async def test_what_belongs_together_is_shown_and_only_then_taken_back(told: httpx2.AsyncClient) -> None:
    made = await _operation(told)

    shown = await _shown(told, correlation_id=OPERATION)
    untouched = (await get(told, "/v1/events"))["position"]
    done = await _done(told, correlation_id=OPERATION)

    assert [event["event_id"] for event in shown["withdrawn"]] == [event["event_id"] for event in made]
    assert (shown["retracted"], shown["left"], shown["more"], shown["position"]) == ([], {}, False, 10)
    assert untouched == 10
    assert [event["position"] for event in done] == [11, 12, 13]
    (entry,) = (await get(told, ANNA))["entries"]
    assert (entry["summary"], entry["standing"]) == ("Fact f", "undisputed")
    assert (await get(told, "/v1/actors/boris"))["actor"]["id"] == "boris"


async def test_what_is_taken_back_in_bulk_has_a_correlation_of_its_own(told: httpx2.AsyncClient) -> None:
    await _operation(told)
    await _done(told, correlation_id=OPERATION)

    events = (await get(told, "/v1/events", type="ChangeWithdrawn"))["events"]

    assert {event["correlation_id"] for event in events} == {events[0]["event_id"]}


async def test_what_was_taken_back_already_is_passed_over(told: httpx2.AsyncClient) -> None:
    first, *others = await _operation(told)
    await changed(told, f"/v1/events/{first['event_id']}/withdrawal", {})

    shown = await _shown(told, correlation_id=OPERATION)

    assert [event["event_id"] for event in shown["withdrawn"]] == [event["event_id"] for event in others]


async def test_what_falls_with_what_it_amends_is_not_withdrawn_itself(told: httpx2.AsyncClient) -> None:
    said = {"correlation_id": OPERATION}
    published = {"reported_at": LATER, "changes": {"summary": "Misread"}} | said
    first = await changed(told, "/v1/facts/f/corrections", published)
    await changed(
        told, "/v1/facts/f/corrections", {"reported_at": None, "changes": {"summary": "Read"}} | said
    )

    done = await _done(told, correlation_id=OPERATION)

    (withdrawal,) = (await get(told, "/v1/events", type="ChangeWithdrawn"))["events"]
    assert withdrawal["payload"]["withdraws"] == first["event_id"]
    assert len(done) == 1
    assert summaries(await get(told, ANNA)) == ["Fact f"]


async def test_a_whole_import_is_taken_back_as_far_as_that_can_be(api: httpx2.AsyncClient) -> None:
    """Its facts are retracted by our record; who is called how, and that there is such an article, stays."""
    lines = [line(event, correlation_id=OPERATION) for event in making.two_facts()]
    assert (await post(api, json_lines(lines))).status_code == 201

    shown = await _shown(api, correlation_id=OPERATION)
    done = await _done(api, correlation_id=OPERATION)

    assert [event["fact"] for event in shown["retracted"]] == ["f", "g"]
    assert shown["left"] == {"ActorNamed": 2, "ArticleAdded": 1, "LocationNamed": 2}
    assert [event["fact"] for event in done] == ["f", "g"]
    assert (await get(api, ANNA, as_of=PUBLISHED))["entries"] == []


async def test_a_retraction_in_bulk_is_undone_by_the_correlation_it_was_given(
    api: httpx2.AsyncClient,
) -> None:
    lines = [line(event, correlation_id=OPERATION) for event in making.two_facts()]
    await post(api, json_lines(lines))
    done = await _done(api, correlation_id=OPERATION)

    await _done(api, correlation_id=done[0]["event_id"])
    restored = summaries(await get(api, ANNA))
    await _done(api, correlation_id=OPERATION)

    assert restored == ["Fact f"]
    assert (await get(api, ANNA))["entries"] == []


# --- by extractor


async def _extracted(api: httpx2.AsyncClient) -> None:
    """Fact `x` was read by rules 1, `y` by rules 1 and again by rules 2, `z` by rules 2 and again by rules 1."""
    for id_, read_by in (("x", "rules 1"), ("y", "rules 1"), ("z", "rules 2")):
        await record(api, making.fact("n", id_, PUBLISHED, actors=["anna"], extracted_by=read_by))
    for id_, read_by in (("y", "rules 2"), ("z", "rules 1")):
        changes = {"summary": f"Fact {id_} by {read_by}", "extracted_by": read_by}
        await changed(api, f"/v1/facts/{id_}/corrections", {"reported_at": None, "changes": changes})


async def test_what_an_extractor_read_is_taken_back_and_what_others_read_stays(
    told: httpx2.AsyncClient,
) -> None:
    await _extracted(told)

    shown = await _shown(told, extracted_by="rules 1")
    await _done(told, extracted_by="rules 1")

    assert [event["fact"] for event in shown["retracted"]] == ["x"]
    assert [event["fact"] for event in shown["withdrawn"]] == ["z"]
    assert shown["left"] == {"FactReported": 1}
    assert summaries(await get(told, ANNA)) == ["Fact f", "Fact y by rules 2", "Fact z"]


async def test_a_fact_that_was_retracted_and_reinstated_stands_at_no_moment_once_taken_back(
    told: httpx2.AsyncClient,
) -> None:
    await record(told, making.fact("n", "x", PUBLISHED, actors=["anna"], extracted_by="rules 1"))
    await changed(told, "/v1/facts/x/retractions", {"reported_at": LATER})
    await changed(told, "/v1/facts/x/reinstatements", {"reported_at": LAST})

    done = await _done(told, extracted_by="rules 1")

    assert [event["fact"] for event in done] == ["x", "x"]
    for moment in (PUBLISHED, LATER, LAST):
        assert summaries(await get(told, ANNA, as_of=moment)) == ["Fact f"]


async def test_more_than_is_done_in_one_go_is_done_in_several(
    told: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawing, "EVENTS_MAX", 3)
    monkeypatch.setattr(withdrawing, "_BATCH_SIZE", 2)
    facts = [making.fact("n", f"x{n}", PUBLISHED, actors=["anna"], extracted_by="rules 1") for n in range(7)]
    await record(told, *facts)

    more = []
    for _ in range(2):
        more.append((await _shown(told, extracted_by="rules 1"))["more"])
        await _done(told, extracted_by="rules 1")

    assert more == [True, False]
    assert summaries(await get(told, ANNA)) == ["Fact f"]


# --- refused


async def test_a_confirmation_of_what_has_changed_since_is_a_conflict(told: httpx2.AsyncClient) -> None:
    first, *_ = await _operation(told)
    confirm = (await _shown(told, correlation_id=OPERATION))["confirm"]
    await changed(told, f"/v1/events/{first['event_id']}/withdrawal", {})

    said = refused(await change(told, ALL, {"correlation_id": OPERATION, "confirm": confirm}), 409)

    assert said["expected"] == confirm
    assert said["actual"] == (await _shown(told, correlation_id=OPERATION))["confirm"]


async def test_what_else_is_recorded_meanwhile_leaves_a_confirmation_as_it_is(
    told: httpx2.AsyncClient,
) -> None:
    await _operation(told)
    confirm = (await _shown(told, correlation_id=OPERATION))["confirm"]
    await record(told, making.actor("clara"))

    done = await change(told, ALL, {"correlation_id": OPERATION, "confirm": confirm})

    assert done.status_code == 201


async def test_a_confirmation_sent_again_under_its_key_is_answered_alike_and_without_one_finds_nothing(
    told: httpx2.AsyncClient,
) -> None:
    await _operation(told)
    confirm = (await _shown(told, correlation_id=OPERATION))["confirm"]
    body = {"correlation_id": OPERATION, "confirm": confirm}

    first, again = [await change(told, ALL, body, idempotency_key="k1") for _ in range(2)]
    without_key = await change(told, ALL, body)

    assert (first.status_code, again.content) == (201, first.content)
    assert "still stands" in refused(without_key, 404)["detail"]


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({}, None, "either correlation_id or extracted_by"),
        ({"correlation_id": OPERATION, "extracted_by": "x"}, None, "either correlation_id or extracted_by"),
        ({"correlation_id": "7"}, "correlation_id", "UUID"),
        ({"extracted_by": ""}, "extracted_by", "at least 1 character"),
        ({"extracted_by": "\x00"}, "extracted_by", "without NUL"),
        ({"extracted_by": "x", "confirm": True}, "confirm", "string"),
        ({"extracted_by": "x", "confirm": "yes"}, "confirm", "pattern"),
    ],
    ids=str,
)
async def test_a_malformed_selection_is_told_what_to_send(
    api: httpx2.AsyncClient, body: Json, field: str | None, expected: str
) -> None:
    (first,) = refused(await change(api, ALL, body), 422)["problems"]

    assert first.get("field") == field
    assert expected in first["expected"]


async def test_confirm_false_only_shows(told: httpx2.AsyncClient) -> None:
    await _operation(told)

    assert (await change(told, ALL, {"correlation_id": OPERATION, "confirm": False})).status_code == 200
