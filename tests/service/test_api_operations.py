"""Running the service: rebuilds, health, schemas, the description of it all – and every kind of failure."""

from typing import Any

import asyncpg
import httpx2
import pytest
from sqlalchemy import make_url

from events import bundled
from events.payloads import PAYLOADS
from projections import generations
from projections.timelines import TIMELINES
from service.problems import KINDS
from tests import database, making
from tests.service.asking import get, json_lines, line, post, problem, rebuilt, refused

# --- projections


async def test_a_rebuild_makes_a_new_generation_with_the_same_answers(api: httpx2.AsyncClient) -> None:
    await post(api, bundled.sample("pokrovsk"))
    path = "/v1/locations/ukraine/timeline"
    before = (await api.get(path)).content

    started = await api.post("/v1/projections/timelines/rebuild")

    assert (started.status_code, started.headers["location"]) == (202, "/v1/projections")
    state = await rebuilt(api, "timelines")
    assert state | {"generation": 2, "position": 83, "head": 83} == state
    assert (await api.get(path)).content == before


async def test_a_second_rebuild_of_a_projection_is_refused_while_the_first_one_runs(
    api: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    assert await generations.lock_for_building(conn, TIMELINES)

    said = refused(await api.post("/v1/projections/timelines/rebuild"), 409)

    states = (await get(api, "/v1/projections"))["projections"]
    assert {state["name"]: state["rebuilding"] for state in states} == {"directory": False, "timelines": True}
    assert said["type"] == "/problems/rebuild-running"
    await generations.unlock_for_building(conn, TIMELINES)
    assert (await api.post("/v1/projections/timelines/rebuild")).status_code == 202
    await rebuilt(api, "timelines")


async def test_a_rebuild_may_follow_a_rebuild(api: httpx2.AsyncClient) -> None:
    for generation in (2, 3):
        assert (await api.post("/v1/projections/directory/rebuild")).status_code == 202
        await rebuilt(api, "directory", generation)


async def test_a_projection_that_is_not_there_is_not_found(api: httpx2.AsyncClient) -> None:
    said = refused(await api.post("/v1/projections/nothing/rebuild"), 404)

    assert "directory, timelines" in said["detail"]


# --- health


async def test_a_service_with_its_database_is_ready(api: httpx2.AsyncClient) -> None:
    assert await get(api, "/healthz") == {"status": "ok"}
    assert await get(api, "/readyz") == {"status": "ready"}


async def test_a_service_without_its_database_lives_but_is_not_ready(
    api: httpx2.AsyncClient, server: database.Server, database_url: str
) -> None:
    name = make_url(database_url).database
    async with database.connected(server.url) as admin:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )

        assert await get(api, "/healthz") == {"status": "ok"}
        for path in ("/readyz", "/v1/actors", "/v1/actors/anna/timeline"):
            response = await api.get(path)
            assert refused(response, 503)["type"] == "/problems/database-unreachable"
            assert response.headers["retry-after"] == "5"
        sent = await post(api, json_lines([line(making.actor("anna"))]))
        assert refused(sent, 503)["type"] == "/problems/database-unreachable"

        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await get(api, "/readyz") == {"status": "ready"}


async def test_timelines_folded_by_other_rules_are_not_served(
    api: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    await conn.execute("UPDATE projections SET rules = 99 WHERE name = 'directory'")

    for path in ("/readyz", "/v1/actors"):
        said = await problem(api, path, 503)
        assert (said["type"], said["projection"]) == ("/problems/rules-differ", "directory")
    sent = await post(api, json_lines([line(making.actor("anna"))]))
    assert refused(sent, 503)["type"] == "/problems/rules-differ"


async def test_nothing_is_recorded_while_the_clock_is_behind_the_log(
    api: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    """Oracle 4, over HTTP."""
    await conn.execute("UPDATE log_head SET recorded_at = clock_timestamp() + interval '1 hour'")

    said = refused(await post(api, json_lines([line(making.actor("anna"))])), 503)

    assert said["type"] == "/problems/clock-behind-log"
    assert said["head"].endswith("Z")


# --- failures


async def test_a_mistake_of_ours_says_nothing_of_its_inside_and_is_logged(
    api: httpx2.AsyncClient, conn: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    await conn.execute("ALTER TABLE articles RENAME COLUMN body TO nobody")

    response = await api.get("/v1/articles")

    said = refused(response, 500)
    assert said.keys() == {"type", "title", "status", "detail"}
    assert "body" not in response.text
    assert "/v1/articles" in capsys.readouterr().out


async def test_a_path_that_is_not_there_and_a_method_that_is_not_taken_are_problems_too(
    api: httpx2.AsyncClient,
) -> None:
    nowhere = refused(await api.get("/v1/nothing"), 404)
    wrong = await api.delete("/v1/actors")

    assert nowhere["type"] == "/problems/no-such-path"
    assert refused(wrong, 405)["type"] == "/problems/method-not-allowed"
    assert wrong.headers["allow"] == "GET"


async def test_every_kind_of_problem_is_described_where_its_type_points(api: httpx2.AsyncClient) -> None:
    for kind in KINDS:
        assert (await get(api, kind.type))["title"] == kind.title
    await problem(api, "/problems/nothing", 404)


async def test_no_kind_of_problem_is_named_twice() -> None:
    names = [kind.name for kind in KINDS]

    assert len(names) == len(set(names))


# --- descriptions


async def test_every_type_of_event_has_a_schema_that_takes_what_was_recorded(api: httpx2.AsyncClient) -> None:
    await post(api, bundled.sample("pokrovsk"))
    schemas = (await get(api, "/v1/schemas"))["schemas"]

    assert [schema["type"] for schema in schemas] == list(PAYLOADS)
    for listed in schemas:
        response = await api.get(listed["url"])
        assert response.headers["content-type"] == "application/schema+json"
        schema = response.json()
        assert schema["schema"] == listed["schema"]
        events = (await get(api, "/v1/events", type=listed["type"], limit=5))["events"]
        for event in events:
            assert event["payload"].keys() <= schema["properties"].keys()
            assert set(schema["required"]) <= event["payload"].keys()
    said = await problem(api, "/v1/schemas/ActorBorn", 404)
    assert "ActorNamed" in said["detail"]


async def test_openapi_describes_every_path_its_parameters_and_its_problems(api: httpx2.AsyncClient) -> None:
    document = await get(api, "/openapi.json")

    assert document["openapi"].startswith("3.1")
    problem_schema = document["components"]["schemas"]["Problem"]
    assert problem_schema["required"] == ["type", "title", "status", "detail"]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation.get("description"), path
            for parameter in operation.get("parameters", ()):
                assert parameter["in"] == "path" or parameter["description"], (path, parameter["name"])
            problems = {status: r for status, r in operation["responses"].items() if status[0] in "45"}
            assert {"500", "503"} <= problems.keys(), path
            for response in problems.values():
                assert response["content"].keys() == {"application/problem+json"}
                assert response["description"]
    appending = document["paths"]["/v1/events"]["post"]
    assert {"201", "409", "412", "413", "415", "422"} <= appending["responses"].keys()
    assert "application/cloudevents-batch+json" in appending["requestBody"]["content"]
    assert _unresolved(document) == set()


async def test_the_front_door_leads_to_what_there_is(api: httpx2.AsyncClient) -> None:
    links = await get(api, "/")

    for url in links.values():
        if "{" not in url:
            assert (await api.get(url)).status_code == 200, url


def _unresolved(document: Any) -> set[str]:
    """References of the document that lead nowhere."""
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(reference := node.get("$ref"), str):
                found.add(reference)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(document)
    return found - known
