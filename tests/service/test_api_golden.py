"""Answers are promises: under the same rules, a log answers the same questions with the same bytes for ever.

The log is one of `golden/log.jsonl` with a name and a clock of its own; `golden/` holds the expected bytes.
"""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import orjson
import pytest
import pytest_asyncio

from events import log
from projections import RULES
from tests import database
from tests.service.asking import post
from tests.service.conftest import serving

FOLDER = Path(__file__).parent / "golden"
RENEWS = bool(os.environ.get("ASOF_RENEW_GOLDEN"))
CLOCK = "2100-01-01T00:00:00Z"
"""When the log is recorded: after the template was made, which is what moves a head only forward."""

QUESTIONS = {
    "actor-timeline": "/v1/actors/mayor/timeline",
    "actor-before-the-denial": "/v1/actors/mayor/timeline?as_of=2025-03-03",
    "actor-before-the-merge": "/v1/actors/ada/timeline?position=26",
    "actor-strict": "/v1/actors/mayor/timeline?as_of=2025-03-05&strict=true",
    "actor-single-facts": "/v1/actors/council/timeline?group=false&order=desc",
    "location-timeline": "/v1/locations/town/timeline",
    "location-first-page": "/v1/locations/town/timeline?limit=2&order=desc",
    "location-hindsight": "/v1/locations/land/timeline?as_of=2025-03-03T00:00:00Z&hindsight=true",
    "location-window": "/v1/locations/north/timeline?since=2025-02-01&until=2025-03-04&match=certain",
    "location-according-to-nobody": "/v1/locations/land/timeline?according_to=gazette",
    "everything": "/v1/timeline?include=history,retracted",
    "everything-before-the-revision": "/v1/timeline?as_of=2025-03-05&strict=true&include=retracted",
    "search": "/v1/timeline?actors=ada,council&locations=land&publisher=herald&roles=speaker,agent,place",
    "search-words": "/v1/timeline?text=bridge+closing&status=asserted,planned&standing=disputed",
    "disputes": "/v1/disputes",
    "fact": "/v1/facts/closed?as_of=2025-03-07T12:00:00Z",
    "fact-retracted": "/v1/facts/wrong",
    "articles": "/v1/articles",
    "article": "/v1/articles/g1",
    "article-facts": "/v1/articles/h1/facts",
    "actors": "/v1/actors",
    "actor-by-its-former-slug": "/v1/actors/ada",
    "locations": "/v1/locations?name=to",
    "location": "/v1/locations/town",
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def golden(server: database.Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on the golden log."""
    async with database.fresh_database(server) as url:
        await _name_and_set_clock(url)
        async with serving(url) as client:
            sent = await post(client, (FOLDER / "log.jsonl").read_bytes())
            assert sent.status_code == 201, sent.text
            assert sent.json()["events"][0]["recorded_at"] == CLOCK
            yield client


async def _name_and_set_clock(url: str) -> None:
    """The log is called golden, and all sessions of its database will read one clock, which stands still."""
    async with database.connected(url) as conn:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(secrets, "token_hex", lambda _: "golden")
            async with conn.transaction():
                await log.begin_anew(conn)
        await conn.execute("CREATE SCHEMA other_clock")
        await conn.execute(
            "CREATE FUNCTION other_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
            f" $$ SELECT timestamptz '{CLOCK}' $$"
        )
        name = await conn.fetchval("SELECT current_database()")
        await conn.execute(f"ALTER DATABASE {name} SET search_path = other_clock, pg_catalog, public")


@pytest.mark.parametrize("name", QUESTIONS)
async def test_under_the_same_rules_an_answer_has_the_same_bytes_as_ever(
    golden: httpx2.AsyncClient, name: str
) -> None:
    """Oracle 9, first sentence."""
    expected = FOLDER / f"{name}.json"
    response = await golden.get(QUESTIONS[name])
    assert response.status_code == 200, response.text
    if RENEWS:
        expected.write_bytes(response.content)

    assert response.content == expected.read_bytes(), _advice(expected)


async def test_no_golden_answer_is_left_over_from_a_question_that_is_asked_no_more() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == QUESTIONS.keys()


def _advice(expected: Path) -> str:
    rules = orjson.loads(expected.read_bytes())["rules"]
    if rules == RULES:
        return (
            f"{expected.name} has other bytes, but RULES is {RULES} as before: permalinks would break their promise. "
            "Give the old bytes, or raise RULES in projections/__init__.py, name it in CHANGELOG.md and `make golden`"
        )
    return (
        f"RULES went from {rules} to {RULES}: `make golden` writes the new bytes; look at how they differ before you "
        "commit them"
    )
