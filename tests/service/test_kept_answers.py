"""Pinned answers are given again from memory, as they would be without it; what a page costs in statements."""

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from events import log
from service import attesting, replies
from service.app import create_app
from service.settings import Settings
from tests import making
from tests.service.asking import get, record, refused
from tests.service.conftest import serving

JUNE = "2020-06-01T00:00:00Z"
ANNA = "/v1/actors/anna/timeline"


class Asked:
    """A client of an app with one connection, and the statements that were run on it."""

    def __init__(self, app: FastAPI, client: httpx2.AsyncClient) -> None:
        self.app, self.client = app, client

    @contextlib.asynccontextmanager
    async def statements(self) -> AsyncIterator[list[str]]:
        run: list[str] = []
        async with self.app.state.pool.acquire() as conn:
            conn.add_query_logger(note := lambda query: run.append(query.query))
        yield run
        async with self.app.state.pool.acquire() as conn:
            conn.remove_query_logger(note)


@contextlib.asynccontextmanager
async def asking(url: str, **settings: int) -> AsyncIterator[Asked]:
    app = create_app(Settings(pool_size=1, **settings), url)  # type: ignore[arg-type]
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://asof", timeout=60) as client,
    ):
        yield Asked(app, client)


@pytest.fixture
async def asked(database_url: str) -> AsyncIterator[Asked]:
    async with asking(database_url) as asked:
        facts = [making.fact("n1", f"f{n}", JUNE, actors=["anna"], locations=["here"]) for n in range(5)]
        described = (making.actor("anna"), making.location("there"), making.location("here", "there"))
        await record(asked.client, *described, making.article("n1", JUNE), *facts)
        yield asked


@pytest.fixture
def attested_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attesting, "GOOD_FOR_S", 0.0)


async def test_a_page_costs_two_statements_once_the_directory_was_asked(asked: Asked) -> None:
    first = await get(asked.client, ANNA)

    async with asked.statements() as run:
        page = await get(asked.client, ANNA, limit=2)
        again = await get(asked.client, ANNA)

    assert again == first
    assert len(page["entries"]) == 2
    assert len(run) == 4, "\n\n".join(run)


async def test_the_directory_is_asked_again_only_after_events_that_may_change_it(asked: Asked) -> None:
    place = "/v1/locations/there/timeline"
    await get(asked.client, place)

    await record(asked.client, making.fact("n1", "f9", JUNE, actors=["anna"], locations=["here"]))
    async with asked.statements() as run:
        grown = await get(asked.client, place)
    await record(asked.client, making.location("there", slug="elsewhere"), making.location("here"))
    async with asked.statements() as run_anew:
        moved = await get(asked.client, "/v1/locations/elsewhere/timeline")

    assert (len(grown["entries"]), len(run)) == (6, 2)
    assert (moved["entries"], moved["names"]["there"]["slug"]) == ([], "elsewhere")
    assert len(run_anew) > 2
    assert (await get(asked.client, place, position=grown["position"]))["entries"] == grown["entries"]


async def test_links_and_other_reports_are_looked_for_only_where_there_are_any(asked: Asked) -> None:
    link = {"fact": "f1", "relation": "denies", "other": "f0"}
    await record(asked.client, making.event("article-n1", "FactsLinked", **link))
    await get(asked.client, ANNA)

    async with asked.statements() as run:
        page = await get(asked.client, ANNA)
    async with asked.statements() as without:
        await get(asked.client, ANNA, standing="undisputed")

    assert [len(entry["denied_by"]) for entry in page["entries"]] == [1, 0, 0, 0, 0]
    assert (len(run), len(without)) == (3, 2)


async def test_a_pinned_answer_again_and_one_that_is_held_cost_no_statement(asked: Asked) -> None:
    permalink = (await get(asked.client, ANNA))["permalink"]
    first = await asked.client.get(permalink)
    held = {"if-none-match": first.headers["etag"]}
    first_held = await asked.client.get(permalink, headers=held)

    async with asked.statements() as run:
        again = await asked.client.get(permalink)
        other = await asked.client.get(permalink, headers={"if-none-match": '"other"'})
        still_held = [
            await asked.client.get(permalink, headers={"if-none-match": tag})
            for tag in (*held.values(), f'"other", W/{first.headers["etag"]}', "*")
        ]
        head = await asked.client.head(permalink)

    assert run == []
    for answer in (again, other):
        assert (answer.status_code, answer.headers, answer.content) == (200, first.headers, first.content)
    assert (head.headers, head.content) == (first.headers, b"")
    for answer in still_held:
        assert (answer.status_code, answer.headers, answer.content) == (304, first_held.headers, b"")


async def test_an_answer_that_is_not_pinned_is_never_one_from_before(asked: Asked) -> None:
    before = await get(asked.client, ANNA)

    await record(asked.client, making.fact("n1", "f9", JUNE, actors=["anna"]))

    assert len((await get(asked.client, ANNA))["entries"]) == len(before["entries"]) + 1
    at = {"position": before["position"], "log": before["log"]}
    assert (await get(asked.client, ANNA, **at))["entries"] == before["entries"]


async def test_each_way_to_ask_has_an_answer_of_its_own(asked: Asked) -> None:
    permalink = (await get(asked.client, ANNA, limit=2))["permalink"]
    path, _, query = permalink.partition("?")
    turned = f"{path}?{'&'.join(reversed(query.split('&')))}"
    for _ in range(2):
        as_json = await asked.client.get(permalink)
        as_csv = await asked.client.get(permalink, headers={"accept": "text/csv"})
        elsewhere = await asked.client.get(permalink, headers={"host": "news.example"})

        assert as_json.headers["content-type"] == "application/json"
        assert as_csv.headers["content-type"].startswith("text/csv")
        assert "http://news.example/v1/timegate" in elsewhere.headers["link"]
        assert "news.example" not in as_json.headers["link"]
        assert (await asked.client.get(turned)).content == as_json.content == elsewhere.content
        assert (await asked.client.get(permalink, headers={"accept": "image/png"})).status_code == 406
        assert (await asked.client.get(f"{permalink}&limit=2")).status_code == 422


async def test_what_is_kept_is_bounded(database_url: str) -> None:
    async with asking(database_url, kept_answers_mb=1) as asked:
        facts = [making.fact("n1", f"f{n}", JUNE, actors=["anna"]) for n in range(120)]
        await record(asked.client, making.actor("anna"), making.article("n1", JUNE), *facts)
        first = await get(asked.client, ANNA)
        pages = [first["permalink"].replace("?", f"?limit={n}&") for n in range(60, 120)]
        for page in pages:
            assert (await asked.client.get(page)).status_code == 200
            assert asked.app.state.kept_answers.bytes <= 1_000_000

        async with asked.statements() as run:
            await asked.client.get(pages[-1])
            assert run == []
            await asked.client.get(pages[0])
            assert run != []


async def test_nothing_is_kept_where_no_room_is_given(database_url: str) -> None:
    async with asking(database_url, kept_answers_mb=0) as asked:
        await record(asked.client, making.actor("anna"))
        permalink = (await get(asked.client, ANNA))["permalink"]
        first = await asked.client.get(permalink)

        async with asked.statements() as run:
            again = await asked.client.get(permalink)

        assert (again.content, again.headers) == (first.content, first.headers)
        assert run != []


@pytest.mark.usefixtures("attested_each_time")
async def test_answers_of_a_log_that_lost_its_end_are_kept_no_longer(
    asked: Asked, conn: asyncpg.Connection
) -> None:
    permalink = (await get(asked.client, ANNA))["permalink"]
    assert (await asked.client.get(permalink)).status_code == 200
    shared = "UPDATE past_incarnations SET position = 3"

    async with conn.transaction():
        await log.begin_anew(conn)
        await conn.execute("ALTER TABLE past_incarnations DISABLE TRIGGER ALL")
        await conn.execute(shared)

    refused(await asked.client.get(permalink), 410)


@pytest.mark.usefixtures("attested_each_time")
async def test_an_erasure_ends_what_is_kept(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    permalink = (await get(asked.client, ANNA))["permalink"]
    tag = (await asked.client.get(permalink)).headers["etag"]

    for module in (replies, attesting):
        monkeypatch.setattr(module, "ERASURES", 1)

    again = await asked.client.get(permalink, headers={"if-none-match": tag})
    assert (again.status_code, again.headers["etag"] != tag) == (200, True)


@pytest.mark.usefixtures("attested_each_time")
async def test_nothing_kept_is_given_under_other_rules(asked: Asked, conn: asyncpg.Connection) -> None:
    permalink = (await get(asked.client, ANNA))["permalink"]
    assert (await asked.client.get(permalink)).status_code == 200

    await conn.execute("UPDATE projections SET rules = rules + 1")

    assert refused(await asked.client.get(permalink), 503)["type"] == "/problems/rules-differ"


async def test_every_pinned_answer_is_the_same_with_and_without_what_is_kept(
    asked: Asked, database_url: str
) -> None:
    paths = (
        ANNA,
        f"{ANNA}.csv",
        "/v1/timeline",
        "/v1/disputes",
        "/v1/actors",
        "/v1/facts/f1",
        "/v1/articles/n1",
    )
    permalinks = [(await asked.client.get(path)).headers["content-location"] for path in paths]
    permalinks.append((await get(asked.client, ANNA, limit=2))["next"])

    async with serving(database_url) as fresh:
        for permalink in permalinks:
            for headers in ({}, {"if-none-match": "*"}, {"accept": "application/json"}):
                answers = [
                    await client.get(permalink, headers=headers)
                    for client in (asked.client, asked.client, fresh, fresh)
                ]
                told = {(a.status_code, a.content, tuple(sorted(a.headers.items()))) for a in answers}
                assert len(told) == 1, (permalink, headers)
