"""Short ways to send events and to ask over HTTP."""

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx2
import orjson

from events.envelope import NewEvent, payload_json

Json = dict[str, Any]


def line(event: NewEvent, **more: Any) -> Json:
    """The event as a client sends it."""
    return {
        "event_id": str(event.event_id),
        "stream": event.stream,
        "type": event.payload.type,
        "schema": event.payload.schema_version,
        "payload": payload_json(event.payload),
    } | more


def json_lines(lines: Iterable[Any]) -> bytes:
    return b"".join(orjson.dumps(each) + b"\n" for each in lines)


async def post(
    client: httpx2.AsyncClient, body: bytes, content_type: str = "application/x-ndjson"
) -> httpx2.Response:
    return await client.post("/v1/events", content=body, headers={"content-type": content_type})


async def change(client: httpx2.AsyncClient, path: str, body: Any, **headers: str) -> httpx2.Response:
    """The answer to a change; headers are named as in Python (`if_match`)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(
        path, content=orjson.dumps(body), headers={"content-type": "application/json"} | named
    )


async def changed(client: httpx2.AsyncClient, path: str, body: Any, **headers: str) -> Json:
    """The change has been recorded; returns what the API says of it."""
    response = await change(client, path, body, **headers)
    assert response.status_code == 201, response.text
    (event,) = response.json()["events"]
    recorded: Json = event
    return recorded


async def record(client: httpx2.AsyncClient, *events: NewEvent, **more: Any) -> list[Json]:
    """The events have been recorded; returns what the API says of them."""
    response = await post(client, json_lines(line(event, **more) for event in events))
    assert response.status_code == 201, response.text
    recorded: list[Json] = response.json()["events"]
    return recorded


async def get(client: httpx2.AsyncClient, path: str, **parameters: Any) -> Json:
    """The body of a successful answer."""
    response = await client.get(path, params=parameters or None)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


async def problem(client: httpx2.AsyncClient, path: str, status: int, **parameters: Any) -> Json:
    """The problem document of an answer with that status."""
    return refused(await client.get(path, params=parameters or None), status)


def refused(response: httpx2.Response, status: int) -> Json:
    """The problem document of a response with that status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: Json = response.json()
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    for told in (body, *body.get("problems", ())):
        assert not str(told.get("expected", "")).startswith("expected"), told
    assert "expected expected" not in body["detail"]
    return body


async def all_pages(client: httpx2.AsyncClient, url: str, noun: str = "entries") -> list[Json]:
    """What the page at `url` and all that follow it hold."""
    found: list[Json] = []
    following: str | None = url
    while following is not None:
        page = await get(client, following)
        found += page[noun]
        following = page["next"]
    return found


async def rebuilt(client: httpx2.AsyncClient, name: str, generation: int = 2) -> Json:
    """The state of the projection once that generation serves and its rebuild is over."""
    for _ in range(500):
        states = (await get(client, "/v1/projections"))["projections"]
        state: Json = next(state for state in states if state["name"] == name)
        if state["generation"] == generation and not state["rebuilding"]:
            return state
        await asyncio.sleep(0.02)
    raise AssertionError(f"{name} was not rebuilt")


def summaries(answer: Json) -> list[str]:
    return [entry["summary"] for entry in answer["entries"]]
