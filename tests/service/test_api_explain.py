"""`explain=true` over HTTP: pinned and stated as other parameters are."""

import httpx2
import pytest

from service import shapes
from tests.service.asking import all_pages, get, problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

POKROVSK = "/v1/locations/pokrovsk/timeline"


async def test_an_explained_timeline_is_the_timeline_with_its_events(pokrovsk: httpx2.AsyncClient) -> None:
    asked = {"as_of": "2025-12-02T12:00:00Z"}
    plain = await get(pokrovsk, POKROVSK, **asked)
    told = await get(pokrovsk, POKROVSK, **asked, explain="true")

    explained = [entry.pop("explained_by") for entry in told["entries"]]
    assert told["entries"] == plain["entries"]
    assert told["explain"] is True
    assert told["permalink"].endswith("&explain=true")
    for entry, causes in zip(plain["entries"], explained, strict=True):
        reported = {cause["fact"] for cause in causes if cause["type"] == "FactReported"}
        assert {report["fact"] for report in entry["reports"]} <= reported
        assert {denial["fact"] for denial in entry["denied_by"]} <= reported
        assert all(cause["reported_at"] is None or cause["reported_at"] <= told["as_of"] for cause in causes)
        assert all(cause["position"] <= told["position"] for cause in causes)


async def test_the_permalink_of_an_explained_answer_gives_its_bytes(pokrovsk: httpx2.AsyncClient) -> None:
    for path in (POKROVSK, "/v1/facts/ftqxkq6d6ubrussw5"):
        response = await pokrovsk.get(path, params={"explain": "true"})
        again = await pokrovsk.get(response.json()["permalink"])

        assert again.content == response.content
        assert response.json()["explain"] is True


async def test_pages_of_an_explained_timeline_are_explained(pokrovsk: httpx2.AsyncClient) -> None:
    whole = await get(pokrovsk, POKROVSK, explain="true")

    assert await all_pages(pokrovsk, f"{POKROVSK}?explain=true&limit=3") == whole["entries"]
    shapes.timelines.Timeline.model_validate(whole)


async def test_a_fact_is_explained_alone(pokrovsk: httpx2.AsyncClient) -> None:
    told = await get(pokrovsk, "/v1/facts/ftqxkq6d6ubrussw5", explain="true", as_of="2025-12-01T21:30:00Z")

    (cause,) = told["fact"]["explained_by"]
    assert (cause["type"], cause["fact"]) == ("FactReported", "ftqxkq6d6ubrussw5")
    assert cause["event_id"] in {
        e["event_id"] for e in (await get(pokrovsk, "/v1/events", limit="500"))["events"]
    }
    shapes.facts.OneFact.model_validate(told)


async def test_explain_is_true_or_false(pokrovsk: httpx2.AsyncClient) -> None:
    said = await problem(pokrovsk, POKROVSK, 422, explain="yes")

    assert said["expected"] == "one of true, false"
