"""Changes over HTTP: of facts, articles, actors and locations, each a request of its own."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from service import shapes
from tests import making
from tests.service.asking import Json, change, changed, get, record, refused, summaries

PUBLISHED, LATER, LAST = (f"2020-06-0{day}T00:00:00Z" for day in (1, 5, 9))
ANNA = "/v1/actors/anna/timeline"
F = "/v1/facts/f"


@pytest.fixture
async def told(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client of the app on a log with one article and two facts of it, about two actors."""
    await record(api, *making.two_facts())
    return api


async def _states(api: httpx2.AsyncClient, moments: tuple[str, ...], **asked: Any) -> list[list[str]]:
    return [summaries(await get(api, ANNA, as_of=moment, **asked)) for moment in moments]


# --- each change


async def test_a_published_correction_shows_from_its_publication_on(told: httpx2.AsyncClient) -> None:
    said = await changed(told, f"{F}/corrections", {"reported_at": LATER, "changes": {"summary": "New"}})

    assert (said["stream"], said["fact"], said["position"], said["version"]) == ("article-n", "f", 8, 4)
    assert await _states(told, (PUBLISHED, LATER)) == [["Fact f"], ["New"]]
    fact = (await get(told, F))["fact"]
    assert [correction["event_id"] for correction in fact["corrected_by"]] == [said["event_id"]]


async def test_a_mending_of_our_record_shows_at_every_moment(told: httpx2.AsyncClient) -> None:
    body = {"reported_at": None, "changes": {"summary": "New"}, "reason": "misread"}
    await changed(told, f"{F}/corrections", body)

    assert await _states(told, (PUBLISHED, LATER)) == [["New"], ["New"]]
    assert await _states(told, (PUBLISHED,), position=7) == [["Fact f"]]


async def test_a_fact_is_retracted_and_reinstated_as_published(told: httpx2.AsyncClient) -> None:
    await changed(told, f"{F}/retractions", {"reported_at": LATER})
    await changed(told, f"{F}/reinstatements", {"reported_at": LAST})

    assert await _states(told, (PUBLISHED, LATER, LAST)) == [["Fact f"], [], ["Fact f"]]


async def test_a_fact_is_linked_to_another(told: httpx2.AsyncClient) -> None:
    await changed(told, "/v1/facts/g/links", {"relation": "denies", "other": "f"})

    (entry,) = (await get(told, ANNA))["entries"]
    assert (entry["standing"], [denial["fact"] for denial in entry["denied_by"]]) == ("disputed", ["g"])


async def test_a_review_is_recorded_about_the_fact(told: httpx2.AsyncClient) -> None:
    said = await changed(told, f"{F}/reviews", {})

    (event,) = (await get(told, "/v1/events", type="FactReviewed"))["events"]
    assert (event["event_id"], event["payload"]) == (said["event_id"], {"fact": "f", "note": ""})


async def test_an_article_is_retracted_with_its_facts(told: httpx2.AsyncClient) -> None:
    said = await changed(told, "/v1/articles/n/retractions", {"reported_at": LATER, "reason": "invented"})

    assert said["fact"] is None
    assert await _states(told, (PUBLISHED, LATER)) == [["Fact f"], []]


@pytest.mark.parametrize(("kind", "one", "other"), [("actor", "boris", "anna"), ("location", "kiev", "kyiv")])
async def test_an_actor_or_location_is_merged_into_another_and_parted_again(
    told: httpx2.AsyncClient, kind: str, one: str, other: str
) -> None:
    said = await changed(told, f"/v1/{kind}s/{one}/merges", {"into": other})
    merged = await get(told, f"/v1/{kind}s/{one}")

    await changed(told, f"/v1/events/{said['event_id']}/withdrawal", {"reason": "two after all"})

    assert merged[kind]["id"] == other
    assert (await get(told, f"/v1/{kind}s/{one}"))[kind]["id"] == one


async def test_a_merged_actor_is_not_merged_on_behalf_of_the_one_it_answers_under(
    told: httpx2.AsyncClient,
) -> None:
    await record(told, making.actor("clara"))
    await changed(told, "/v1/actors/boris/merges", {"into": "anna"})

    said = refused(await change(told, "/v1/actors/boris/merges", {"into": "clara"}), 422)

    assert "actor-boris is merged into actor-anna already" in said["detail"]


async def test_a_withdrawn_change_is_gone_from_then_on(told: httpx2.AsyncClient) -> None:
    said = await changed(told, f"{F}/retractions", {"reported_at": LATER})

    taken_back = await changed(told, f"/v1/events/{said['event_id']}/withdrawal", {})

    assert (taken_back["stream"], taken_back["fact"]) == ("article-n", "f")
    assert await _states(told, (LATER,)) == [["Fact f"]]
    assert await _states(told, (LATER,), position=8) == [[]]


async def test_a_change_tells_who_made_it_and_what_it_belongs_to(told: httpx2.AsyncClient) -> None:
    correlation, causation = str(uuid4()), str(uuid4())
    body = {"correlation_id": correlation, "causation_id": causation, "appended_by": "Anna"}
    await changed(told, f"{F}/reviews", body)
    await changed(told, "/v1/facts/g/reviews", {})

    named, unnamed = (await get(told, "/v1/events", type="FactReviewed"))["events"]
    assert (named["correlation_id"], named["causation_id"]) == (correlation, causation)
    assert (named["appended_by"], unnamed["appended_by"]) == ("http: Anna", "http")


async def test_the_answer_is_that_of_ready_made_events(told: httpx2.AsyncClient) -> None:
    response = await change(told, f"{F}/reviews", {})

    shapes.events.Recorded.model_validate_json(response.content)


# --- said again


async def test_a_change_sent_again_without_a_key_is_recorded_once(told: httpx2.AsyncClient) -> None:
    body = {"reported_at": None, "changes": {"summary": "New"}}

    answers = [await change(told, f"{F}/corrections", body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


async def test_a_mending_said_again_after_another_is_a_conflict_until_it_comes_under_a_key(
    told: httpx2.AsyncClient,
) -> None:
    def mended(summary: str) -> Json:
        return {"reported_at": None, "changes": {"summary": summary}}

    for summary in ("one", "two"):
        await changed(told, f"{F}/corrections", mended(summary))

    said = refused(await change(told, f"{F}/corrections", mended("one")), 409)
    await changed(told, f"{F}/corrections", mended("one"), idempotency_key="again")

    assert said["type"] == "/problems/said-before"
    assert "Idempotency-Key" in said["detail"]
    assert await _states(told, (LATER,)) == [["one"]]


# --- the version expected


async def test_a_change_based_on_the_last_version_is_taken(told: httpx2.AsyncClient) -> None:
    version = (await told.get("/v1/streams/article-n")).headers["etag"]

    said = await changed(told, f"{F}/reviews", {}, if_match=version)

    assert said["version"] == 4


async def test_of_twenty_changes_based_on_the_same_version_one_wins(told: httpx2.AsyncClient) -> None:
    """Oracle 33."""
    bodies_sent = [{"reported_at": None, "changes": {"summary": f"Reading {n}"}} for n in range(20)]

    answers = await asyncio.gather(
        *(change(told, f"{F}/corrections", body, if_match='"3"') for body in bodies_sent)
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 19
    conflicts = [refused(answer, 412) for answer in answers if answer.status_code == 412]
    assert {(said["stream"], said["expected"], said["actual"]) for said in conflicts} == {("article-n", 3, 4)}
    assert all("expected version 3, found 4" in said["detail"] for said in conflicts)


@pytest.mark.parametrize("sent", ["", "7", 'W/"7"', '"7", "8"', '"seven"', '"-1"', "*", '"' + "9" * 40 + '"'])
async def test_an_if_match_that_is_no_version_is_told_what_to_send(
    told: httpx2.AsyncClient, sent: str
) -> None:
    said = refused(await change(told, f"{F}/reviews", {}, if_match=sent), 422)

    assert said["parameter"] == "If-Match"
    assert 'one version in quotes, such as "7"' in said["expected"]


# --- described


async def test_every_change_is_described_with_its_body_and_its_problems(api: httpx2.AsyncClient) -> None:
    document = await get(api, "/openapi.json")

    posts = {path: item["post"] for path, item in document["paths"].items() if "post" in item}
    changes = {path: post for path, post in posts.items() if "changes" in post["tags"]}
    assert len(changes) == 10
    for post in changes.values():
        assert post["requestBody"]["content"]["application/json"]["schema"]["additionalProperties"] is False
        assert {"201", "404", "409", "413", "415", "422"} <= post["responses"].keys()
        assert "Idempotency-Key" in {parameter["name"] for parameter in post["parameters"]}
    correction = changes["/v1/facts/{id}/corrections"]["requestBody"]["content"]["application/json"]["schema"]
    assert correction["required"] == ["reported_at", "changes"]
    assert "edtf" in correction["properties"]["changes"]["properties"]["occurred"]["properties"]
    assert "$ref" not in str(correction)
