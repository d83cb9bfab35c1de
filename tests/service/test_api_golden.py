"""Answers are promises: under the same rules, a log answers the same questions with the same bytes for ever.

The log is one of `golden/log.jsonl` with a name and a clock of its own; `golden/` holds the expected bytes.
"""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from events import log
from projections import RULES
from service.formats import FORMATS
from tests import database
from tests.service.asking import post
from tests.service.conftest import serving

FOLDER = Path(__file__).parent / "golden"
WRITTEN_UNDER = FOLDER / "rules"
"""Holds the number of the rules under which the expected bytes were written."""
RENEWS = bool(os.environ.get("ASOF_RENEW_GOLDEN"))
CLOCK = "2100-01-01T00:00:00Z"
"""When the log is recorded: after the template was made, which is what moves a head only forward."""

QUESTIONS = {
    "actor-timeline.json": "/v1/actors/mayor/timeline",
    "actor-before-the-denial.json": "/v1/actors/mayor/timeline?as_of=2025-03-03",
    "actor-before-the-merge.json": "/v1/actors/ada/timeline?position=26",
    "actor-strict.json": "/v1/actors/mayor/timeline?as_of=2025-03-05&strict=true",
    "actor-single-facts.json": "/v1/actors/council/timeline?group=false&order=desc",
    "location-timeline.json": "/v1/locations/town/timeline",
    "location-first-page.json": "/v1/locations/town/timeline?limit=2&order=desc",
    "location-hindsight.json": "/v1/locations/land/timeline?as_of=2025-03-03T00:00:00Z&hindsight=true",
    "location-window.json": "/v1/locations/north/timeline?since=2025-02-01&until=2025-03-04&match=certain",
    "location-according-to-nobody.json": "/v1/locations/land/timeline?according_to=gazette",
    "everything.json": "/v1/timeline?include=history,retracted",
    "everything-before-the-revision.json": "/v1/timeline?as_of=2025-03-05&strict=true&include=retracted",
    "search.json": "/v1/timeline?actors=ada,council&locations=land&publisher=herald&roles=speaker,agent,place",
    "search-words.json": "/v1/timeline?text=bridge+closing&status=asserted,planned&standing=disputed",
    "explained.json": "/v1/locations/land/timeline?explain=true&include=retracted",
    "disputes.json": "/v1/disputes",
    "fact.json": "/v1/facts/closed?as_of=2025-03-07T12:00:00Z",
    "fact-retracted.json": "/v1/facts/wrong",
    "fact-history.json": "/v1/facts/closed/history",
    "articles.json": "/v1/articles",
    "article.json": "/v1/articles/g1",
    "article-facts.json": "/v1/articles/h1/facts",
    "actors.json": "/v1/actors",
    "actor-by-its-former-slug.json": "/v1/actors/ada",
    "locations.json": "/v1/locations?name=to",
    "location.json": "/v1/locations/town",
    **{f"formats{suffix}": f"/v1/locations/land/timeline{suffix}?as_of=2025-03-07" for suffix in FORMATS},
}
"""What is asked, by the name of the file that holds the expected bytes."""

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
    response = await golden.get(QUESTIONS[name])
    assert response.status_code == 200, response.text
    if RENEWS:
        (FOLDER / name).write_bytes(response.content)
        WRITTEN_UNDER.write_text(f"{RULES}\n")

    assert response.content == (FOLDER / name).read_bytes(), _advice(name)


async def test_no_golden_answer_is_left_over_from_a_question_that_is_asked_no_more() -> None:
    kept = {path.name for path in FOLDER.iterdir()} - {"log.jsonl", WRITTEN_UNDER.name}

    assert kept == QUESTIONS.keys()


def _advice(name: str) -> str:
    rules = int(WRITTEN_UNDER.read_text())
    if rules == RULES:
        return (
            f"{name} has other bytes, but RULES is {RULES} as before: permalinks would break their promise. "
            "Give the old bytes, or raise RULES in projections/__init__.py, name it in CHANGELOG.md and `make golden`"
        )
    return (
        f"RULES went from {rules} to {RULES}: `make golden` writes the new bytes; look at how they differ before you "
        "commit them"
    )
