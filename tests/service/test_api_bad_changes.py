"""Changes that cannot be recorded: each is refused in words, and nothing is recorded."""

import json
from collections.abc import AsyncIterator

import httpx2
import orjson
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from service import change_bodies
from tests import database, making
from tests.service.asking import Json, change, get, problem, record, refused
from tests.service.conftest import serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLISHED, LATER = "2020-06-01T00:00:00Z", "2020-06-05T00:00:00Z"
UNKNOWN = "fa68268d-701c-47dc-8bf9-5a18505a2a66"
F = "/v1/facts/f"

EVERY_PATH = [
    "/v1/facts/f/corrections",
    "/v1/facts/f/retractions",
    "/v1/facts/f/reinstatements",
    "/v1/facts/f/links",
    "/v1/facts/f/reviews",
    "/v1/articles/n/retractions",
    "/v1/actors/anna/merges",
    "/v1/locations/kyiv/merges",
    f"/v1/events/{UNKNOWN}/withdrawal",
    "/v1/withdrawals",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(server: database.Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on a log with two facts that every test leaves as they are."""
    async with database.fresh_database(server) as url, serving(url) as client:
        await record(client, *making.two_facts())
        yield client
        assert (await get(client, "/v1/events"))["position"] == 7


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/facts/nobody/corrections", {"reported_at": None, "changes": {"summary": "x"}}),
        ("/v1/facts/nobody/retractions", {"reported_at": None}),
        ("/v1/facts/nobody/reinstatements", {"reported_at": PUBLISHED}),
        ("/v1/facts/nobody/links", {"relation": "denies", "other": "f"}),
        ("/v1/facts/nobody/reviews", {}),
        ("/v1/facts/%00/reviews", {}),
        ("/v1/facts/a%2Fb/reviews", {}),
        ("/v1/articles/nobody/retractions", {"reported_at": None}),
        ("/v1/articles/%F0%9F%92%A5/retractions", {"reported_at": None}),
        ("/v1/actors/nobody/merges", {"into": "anna"}),
        ("/v1/actors/%00/merges", {"into": "anna"}),
        ("/v1/locations/anna/merges", {"into": "kyiv"}),
        (f"/v1/events/{UNKNOWN}/withdrawal", {}),
        ("/v1/events/1/withdrawal", {}),
        ("/v1/withdrawals", {"correlation_id": UNKNOWN}),
        ("/v1/withdrawals", {"extracted_by": "nobody"}),
        ("/v1/withdrawals", {"extracted_by": "nobody", "confirm": "0" * 32}),
    ],
)
async def test_a_change_of_what_is_not_there_is_not_found(
    told: httpx2.AsyncClient, path: str, body: Json
) -> None:
    refused(await change(told, path, body), 404)


@pytest.mark.parametrize(
    ("path", "body", "kind", "hint"),
    [
        ("/v1/facts/f/links", {"relation": "denies", "other": "nobody"}, "unknown-reference", "nobody"),
        ("/v1/facts/f/links", {"relation": "denies", "other": "f"}, "invalid-events", "two different facts"),
        ("/v1/actors/anna/merges", {"into": "nobody"}, "unknown-reference", "actor nobody"),
        ("/v1/actors/anna/merges", {"into": "anna"}, "impossible-change", "merged into itself"),
        ("/v1/actors/anna/merges", {"into": "kyiv"}, "unknown-reference", "actor kyiv"),
        (
            "/v1/facts/f/corrections",
            {"reported_at": None, "changes": {"attributed_to": "nobody"}},
            "unknown-reference",
            "actor-nobody",
        ),
        (
            "/v1/facts/f/corrections",
            {"reported_at": None, "changes": {"summary": "x"}, "amends": UNKNOWN},
            "unknown-reference",
            "the log does not hold it",
        ),
        ("/v1/facts/f/retractions", {"reported_at": "2999-01-01T00:00:00Z"}, "reported-in-future", "2999"),
    ],
    ids=str,
)
async def test_a_change_that_contradicts_what_is_recorded_says_how(
    told: httpx2.AsyncClient, path: str, body: Json, kind: str, hint: str
) -> None:
    said = refused(await change(told, path, body), 422)

    assert said["type"] == f"/problems/{kind}"
    assert hint in said["detail"]


async def test_a_report_cannot_be_withdrawn(told: httpx2.AsyncClient) -> None:
    (report, _) = (await get(told, "/v1/events", type="FactReported"))["events"]

    said = refused(await change(told, f"/v1/events/{report['event_id']}/withdrawal", {}), 422)

    assert "FactReported, which cannot be withdrawn" in said["detail"]


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({"changes": {"summary": "x"}}, "reported_at", "this field, which is missing"),
        ({"reported_at": None}, "changes", "this field, which is missing"),
        ({"reported_at": None, "changes": {}}, "changes", "at least one field to change"),
        ({"reported_at": None, "changes": {"colour": "red"}}, "changes.colour", "no such field"),
        ({"reported_at": None, "changes": {"summary": "x"}, "by": "me"}, "by", "no such field"),
        ({"reported_at": None, "changes": {"summary": "x"}, "fact": "g"}, "fact", "no such field"),
        ({"reported_at": "2020-06-05", "changes": {"summary": "x"}}, "reported_at", "an RFC 3339 instant"),
        ({"reported_at": 1764624600, "changes": {"summary": "x"}}, "reported_at", "an RFC 3339 instant"),
        ({"reported_at": None, "changes": {"status": "true"}}, "changes.status", "'asserted', 'claimed'"),
        ({"reported_at": None, "changes": {"summary": None}}, "changes.summary", "a valid string"),
        ({"reported_at": None, "changes": {"summary": "\x00"}}, "changes.summary", "without NUL"),
        ({"reported_at": None, "changes": {"summary": "x" * 3_000}}, "changes.summary", "at most 2000"),
        (
            {"reported_at": None, "changes": {"occurred": {"edtf": "2023-02-29"}}},
            "changes.occurred",
            "from 01 to 28",
        ),
        ({"reported_at": None, "changes": {"summary": "x"}, "amends": "7"}, "amends", "UUID"),
        ({"reported_at": None, "changes": {"summary": "x"}, "appended_by": "x" * 300}, "appended_by", "200"),
        (
            {"reported_at": LATER, "changes": {"reported_at": LATER}},
            None,
            "no reported_at among the changes of a published correction",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_a_malformed_change_is_refused_with_its_field_and_what_was_expected(
    told: httpx2.AsyncClient, body: Json, field: str | None, expected: str
) -> None:
    said = refused(await change(told, f"{F}/corrections", body), 422)

    assert said["type"] == "/problems/invalid-events"
    (first,) = said["problems"]
    assert first.get("field") == field
    assert expected in first["expected"]


@pytest.mark.parametrize("path", EVERY_PATH)
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff", b'{"reason": "\\ud800"}', b"[" * 5_000],
    ids=lambda body: body[:20].decode(errors="replace"),
)
async def test_a_body_that_is_no_json_object_is_refused(
    told: httpx2.AsyncClient, path: str, body: bytes
) -> None:
    response = await told.post(path, content=body, headers={"content-type": "application/json"})

    assert "JSON object" in refused(response, 422)["detail"]


@pytest.mark.parametrize("path", EVERY_PATH)
async def test_a_body_of_another_type_or_too_large_is_refused(told: httpx2.AsyncClient, path: str) -> None:
    other = await told.post(path, content=b"{}", headers={"content-type": "text/plain"})
    untyped = await told.post(path, content=b"{}")
    large = await change(told, path, {"reason": "x" * change_bodies.CHANGE_SIZE_MAX})
    wrong_key = await change(told, path, {}, idempotency_key="a key")

    assert refused(other, 415)["accepted"] == refused(untyped, 415)["accepted"] == ["application/json"]
    assert refused(large, 413)["size_max"] == change_bodies.CHANGE_SIZE_MAX
    assert refused(wrong_key, 422)["parameter"] == "Idempotency-Key"


async def test_a_change_is_no_page_to_get(told: httpx2.AsyncClient) -> None:
    await problem(told, f"{F}/corrections", 405)


@pytest_asyncio.fixture(loop_scope="module")
async def anything(database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on a log with two facts that anything may become of."""
    async with serving(database_url) as client:
        await record(client, *making.two_facts())
        yield client


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["f", "g", "anna", PUBLISHED, "denies", "\x00", "x" * 3_000, UNKNOWN]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = sorted(
    {
        name
        for model in (
            change_bodies.Correction,
            change_bodies.Reinstatement,
            change_bodies.Link,
            change_bodies.Review,
            change_bodies.Merge,
            change_bodies.BulkWithdrawal,
        )
        for name in model.model_fields
    }
)
_CHANGES = st.dictionaries(st.sampled_from(["summary", "occurred", "evidence", "status", "actors"]), _JSON)
_BODIES = st.dictionaries(st.sampled_from(_FIELDS), _JSON | _CHANGES, max_size=5)


@given(path=st.sampled_from(EVERY_PATH), body=_BODIES, key=st.none() | st.text(max_size=5))
@settings(max_examples=300)
async def test_whatever_is_sent_is_taken_or_refused_in_words(
    anything: httpx2.AsyncClient, path: str, body: Json, key: str | None
) -> None:
    headers = {"content-type": "application/json"}
    if key is not None:
        headers["idempotency-key"] = (
            key.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "")
        )
    response = await anything.post(path, content=_bytes(body), headers=headers)

    assert response.status_code in {200, 201, 404, 409, 412, 422}, response.text
    if response.status_code >= 400:
        assert response.json()["detail"]


def _bytes(body: Json) -> bytes:
    try:
        return orjson.dumps(body)
    except (TypeError, orjson.JSONEncodeError):  # lone surrogates, integers of more than 64 bits
        return json.dumps(body).encode()
