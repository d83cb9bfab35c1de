"""What a client holds already is not sent again, and what it asks the headers of alone is told those."""

from collections.abc import AsyncIterator

import asyncpg
import httpx2
import pytest
import pytest_asyncio

from service.formats import FORMATS
from tests import database, making
from tests.database import connect
from tests.service.asking import get, record
from tests.service.conftest import serving

JUNE = "2020-06-01T00:00:00Z"
ANNA = "/v1/actors/anna/timeline"
AT_A_POSITION = (
    *("/v1/actors", "/v1/actors/anna", "/v1/locations", "/v1/locations/here", "/v1/locations/here/timeline"),
    *("/v1/articles", "/v1/articles/n1", "/v1/articles/n1/facts", "/v1/facts/f1"),
    *(ANNA, *(f"{ANNA}{suffix}" for suffix in FORMATS)),
    *("/v1/timeline", "/v1/timeline.csv?actors=anna", "/v1/disputes"),
)
READ_FOR = {
    "descriptions": ["/v1/actors", "/v1/locations?name=here&limit=1"],
    "articles": ["/v1/articles", "/v1/articles/n1", "/v1/articles/n1/facts"],
    "fact_states": ["/v1/facts/f1", "/v1/articles/n1/facts?as_of=2020-07-01", f"{ANNA}?limit=1"],
    "timeline_entries": [
        ANNA,
        f"{ANNA}.csv",
        "/v1/locations/here/timeline.ics?hindsight=true",
        "/v1/timeline.atom",
    ],
}
"""Questions that read entries, or what is listed like them, from a table."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def small(server: database.Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on a log with an actor, a place, an article and two facts; for tests that only read."""
    async with database.fresh_database(server) as url, serving(url) as client:
        await _fill(client)
        yield client


async def _fill(client: httpx2.AsyncClient) -> None:
    facts = [making.fact("n1", f"f{n}", JUNE, actors=["anna"], locations=["here"]) for n in (1, 2)]
    await record(client, making.actor("anna"), making.location("here"), making.article("n1", JUNE), *facts)


@pytest.mark.asyncio(loop_scope="module")
class TestOnASmallLog:
    @pytest.mark.parametrize("path", AT_A_POSITION)
    async def test_every_answer_at_a_position_is_kept_by_its_tag(
        self, small: httpx2.AsyncClient, path: str
    ) -> None:
        first = await small.get(path)
        tag = first.headers["etag"]

        for held in (tag, f"W/{tag}", f'"other", W/{tag}', f'"a,b",{tag}', "*"):
            again = await small.get(path, headers={"if-none-match": held})

            assert (again.status_code, again.content) == (304, b""), held
            for name in ("etag", "content-location", "cache-control", "vary"):
                assert again.headers.get(name) == first.headers.get(name)
        for held in ('"other"', tag.strip('"'), f"{tag}x".replace('"x', 'x"'), "", "W/"):
            assert (await small.get(path, headers={"if-none-match": held})).status_code == 200, held

    async def test_each_format_has_a_tag_of_its_own(self, small: httpx2.AsyncClient) -> None:
        tags = {suffix: (await small.get(f"{ANNA}{suffix}")).headers["etag"] for suffix in FORMATS}

        assert len(set(tags.values())) == len(FORMATS)
        assert tags[".json"] == (await small.get(ANNA)).headers["etag"]
        chosen = await small.get(ANNA, headers={"accept": "text/csv"})
        assert chosen.headers["etag"] == tags[".csv"]
        asked = {"accept": "text/csv", "if-none-match": tags[".json"]}
        assert (await small.get(ANNA, headers=asked)).status_code == 200

    async def test_several_headers_are_one_list(self, small: httpx2.AsyncClient) -> None:
        tag = (await small.get(ANNA)).headers["etag"]

        sent = [("if-none-match", '"other"'), ("if-none-match", tag)]

        assert (await small.get(ANNA, headers=sent)).status_code == 304

    @pytest.mark.parametrize("path", AT_A_POSITION)
    async def test_pinned_answers_may_be_kept_and_others_are_asked_for_again(
        self, small: httpx2.AsyncClient, path: str
    ) -> None:
        first = await small.get(path)

        pinned = await small.get(first.headers["content-location"])

        assert first.headers["cache-control"] == "no-cache"
        assert pinned.headers["cache-control"] == "public, max-age=60, s-maxage=86400"
        assert (pinned.content, pinned.headers["etag"]) == (first.content, first.headers["etag"])
        assert pinned.headers["content-location"] == first.headers["content-location"]

    @pytest.mark.parametrize(
        "path",
        ["/v1/articles/none", "/v1/facts/none", "/v1/actors/none", f"{ANNA}?limit=0", f"{ANNA}.csv?rules=0"],
    )
    async def test_a_problem_has_no_tag_and_is_none_that_a_client_holds(
        self, small: httpx2.AsyncClient, path: str
    ) -> None:
        said = await small.get(path, headers={"if-none-match": "*"})

        assert said.status_code in (404, 410, 422)
        assert "etag" not in said.headers
        assert said.headers["cache-control"] == "no-store"

    async def test_head_answers_every_get_with_its_headers_and_no_body(
        self, small: httpx2.AsyncClient
    ) -> None:
        filled = {
            "{suffix}": ".ics",
            "{stream}": "article-n1",
            "{type}": "FactReported",
            "{name}": "not-found",
            "/facts/{id}": "/facts/f1",
            "/articles/{id}": "/articles/n1",
            "/actors/{id}": "/actors/anna",
            "/locations/{id}": "/locations/here",
        }
        paths = (await get(small, "/openapi.json"))["paths"]
        asked = {path for path, operations in paths.items() if _is_answered_at_once(operations)}

        for path in asked | {"/openapi.json", "/v1/actors/nobody", "/nowhere"}:
            for parameter, value in filled.items():
                path = path.replace(parameter, value)
            full, head = await small.get(path), await small.head(path)

            assert (head.status_code, head.headers, head.content) == (full.status_code, full.headers, b""), (
                path
            )


def _is_answered_at_once(operations: dict[str, dict[str, dict[str, dict[str, object]]]]) -> bool:
    """Whether it is got, and not as a stream of events, which does not end."""
    answered = operations.get("get", {}).get("responses", {})
    streamed = any("text/event-stream" in each.get("content", {}) for each in answered.values())  # type: ignore[operator]
    return bool(answered) and not streamed


@pytest.mark.parametrize("table", READ_FOR)
async def test_what_is_held_is_not_read_again(api: httpx2.AsyncClient, database_url: str, table: str) -> None:
    """The table that holds the entries is out of reach; who holds the answer does not notice."""
    await _fill(api)
    tags = {path: (await api.get(path)).headers["etag"] for path in READ_FOR[table]}
    conn: asyncpg.Connection = await connect(database_url)
    await conn.execute(f"ALTER TABLE {table} RENAME TO out_of_reach")
    await conn.close()

    for path, tag in tags.items():
        assert (await api.get(path, headers={"if-none-match": tag})).status_code == 304, path
        assert (await api.get(path)).status_code == 500, path


async def test_a_tag_is_of_one_answer_and_not_of_the_next(api: httpx2.AsyncClient) -> None:
    await _fill(api)
    tags = {path: (await api.get(path)).headers["etag"] for path in AT_A_POSITION}

    await record(api, making.actor("boris"))

    for path, tag in tags.items():
        later = await api.get(path, headers={"if-none-match": tag})
        assert (later.status_code, later.headers["etag"] != tag) == (200, True), path
