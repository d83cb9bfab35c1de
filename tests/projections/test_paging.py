"""Pages of great timelines: exact where keys are equal, and at one cost, whatever the planner knows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from projections import asof
from projections.asof import Question
from projections.keys import Key
from service.database import connection
from service.settings import Settings
from tests import database
from tests.projections.filling import BEGAN, RECORDED, YEARS, at, fill, fill_tied, of

SMALL, GREAT = 2_000, 20_000
SMALL_ONE, GREAT_ONE, TINY_ONE = "actor-small", "actor-great", "actor-tiny"
MIDDLE = BEGAN + timedelta(days=YEARS * 365 // 2)
WEEK = {"since": MIDDLE, "until": MIDDLE + timedelta(days=7)}
EARLY = BEGAN + timedelta(days=400)
LATE_KEY = Key(MIDDLE, MIDDLE + timedelta(days=1), "")

KINDS: dict[str, dict[str, Any]] = {
    "newest": {"order": "desc"},
    "oldest": {},
    "newest of the first half": {"order": "desc", "share": 0.5},
    "oldest of the first half": {"share": 0.5},
    "behind a cursor": {"order": "desc", "after": LATE_KEY},
    "behind a cursor, oldest first": {"after": LATE_KEY},
    "what has no date": {"after": Key(None, None, "")},
    "a week": WEEK,
    "a week, newest first": WEEK | {"order": "desc"},
    "surely in a month": {"since": MIDDLE, "until": MIDDLE + timedelta(days=31), "match": "certain"},
    "early": {"as_of": EARLY, "order": "desc"},
    "early, oldest first": {"as_of": EARLY},
    "early, with hindsight": {"as_of": EARLY, "order": "desc", "hindsight": True},
    "early, read strictly": {"as_of": EARLY, "order": "desc", "strict": True},
    "early, single facts": {"as_of": EARLY, "order": "desc", "group": False},
}


@pytest.fixture(scope="module")
def filled_url(server: database.Server) -> Iterator[str]:
    """A database with a great subject among small ones, of which the planner knows nothing."""
    with asyncio.Runner() as runner:
        fresh = database.fresh_database(server)
        url = runner.run(fresh.__aenter__())
        runner.run(_fill(url))
        yield url
        runner.run(fresh.__aexit__(None, None, None))


async def _fill(url: str) -> None:
    async with database.connected(url) as conn:
        for table in ("timeline_entries_g1", "fact_states_g1"):
            await conn.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        for number in range(200):
            await fill(conn, f"actor-{number}", 10)
        for subject, facts in ((TINY_ONE, 1), (SMALL_ONE, SMALL), (GREAT_ONE, GREAT)):
            await fill(conn, subject, facts)
        await conn.execute("SELECT gin_clean_pending_list('fact_states_search_idx_g1')")


@pytest.fixture
async def filled(filled_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to it as Asof makes them; what is written through it is gone afterwards."""
    async with connection(filled_url, Settings()) as conn, database.rolled_back(conn):
        yield conn


@pytest.fixture(params=["without statistics", "after ANALYZE"])
async def known(request: pytest.FixtureRequest, filled: asyncpg.Connection) -> asyncpg.Connection:
    """The same, whatever the planner knows of it."""
    if request.param == "after ANALYZE":
        await filled.execute("ANALYZE timeline_entries, fact_states")
    return filled


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_reads_the_entries_in_the_order_of_an_index(
    known: asyncpg.Connection, kind: str
) -> None:
    sql, arguments = await _page(known, at(GREAT_ONE, GREAT, **KINDS[kind]))

    plan = await _plan(known, f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {sql}", arguments)

    of_entries = [
        node for node in _nodes(plan) if node.get("Relation Name", "").startswith("timeline_entries")
    ]
    assert {node["Node Type"] for node in of_entries} == {"Index Scan"}
    assert all("page_idx" in n["Index Name"] or "reported_idx" in n["Index Name"] for n in of_entries)
    lanes = [node for node in of_entries if node["Alias"].startswith("lane_")]
    assert bool(lanes) == (kind != "what has no date")
    for node in lanes:
        condition = node["Index Cond"]
        assert all(
            part in condition for part in ("lane =", "subject =", "ROW(sort, ends, fact)", "rec_from <=")
        )
        with_hindsight = condition.count("LEAST(reported_at, sort) <=")
        assert with_hindsight == ("hindsight" in kind)
        assert condition.count("sort") - with_hindsight == 2  # where its page begins, and where it ends
    assert not [
        node for node in _sorted(plan) if node.get("Relation Name", "").startswith("timeline_entries")
    ]
    states = [node for node in _nodes(plan) if node.get("Relation Name", "").startswith("fact_states")]
    assert {node["Node Type"] for node in states} == {"Index Scan"}
    assert all("fact = " in node["Index Cond"] for node in states)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_of_ten_times_as_many_entries_costs_no_more(
    filled: asyncpg.Connection, kind: str
) -> None:
    costs = []
    for subject, facts in ((SMALL_ONE, SMALL), (GREAT_ONE, GREAT)):
        sql, arguments = await _page(filled, at(subject, facts, **KINDS[kind]))
        plan = await _plan(filled, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", arguments)
        costs.append((plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], plan["Actual Rows"]))

    (before, found_before), (after, found) = costs
    assert after <= 1.5 * before or found > found_before  # windows may hold more
    assert after <= 700


async def test_a_page_of_a_subject_of_one_entry_touches_next_to_nothing(filled: asyncpg.Connection) -> None:
    sql, arguments = await _page(filled, at(TINY_ONE, 1))

    plan = await _plan(filled, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", arguments)

    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 30


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_ten_thousand_equal_keys_are_paged_without_a_skip_or_a_duplicate(
    filled: asyncpg.Connection, order: str
) -> None:
    """Oracle 7, many times over."""
    subject, facts = f"actor-tied-{order}", 10_000
    await fill_tied(filled, subject, facts)
    question = at(subject, facts, order=order, limit=499)

    found: list[str] = []
    while True:
        rows = await asof.rows_of(filled, question, of(subject))
        found += [row["fact"] for row in rows[: question.limit]]
        if len(rows) <= question.limit:
            break
        last = rows[question.limit - 1]
        question = at(
            subject, facts, order=order, limit=499, after=Key(last["sort"], last["latest"], last["fact"])
        )

    everything = sorted(f"{subject}-{number}" for number in range(1, facts + 1))
    assert found == (everything if order == "asc" else everything[::-1])


async def test_a_rare_word_is_looked_up_and_not_searched_for(known: asyncpg.Connection) -> None:
    rare = at(GREAT_ONE, GREAT, text="delegation 17171")
    rows = await asof.rows_of(known, rare, of(GREAT_ONE))
    statements = await _statements(known, rare)

    assert [row["fact"] for row in rows] == [f"{GREAT_ONE}-17171"]
    for sql, arguments in statements:
        plan = await _plan(known, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", arguments)
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 100


@pytest.mark.parametrize("view", ["entries", "facts", "strict"])
async def test_what_is_reported_later_is_found_in_the_order_of_its_report(
    known: asyncpg.Connection, view: asof.View
) -> None:
    statement = asof.reported_later(view, 2)
    arrays = asof.as_arrays(of(GREAT_ONE) + of("actor-1"))
    arguments = statement.arguments(arrays | {"position": GREAT, "as_of": EARLY, "known_until": RECORDED})

    plan = await _plan(known, f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {statement.sql}", arguments)

    found = [node for node in _nodes(plan) if node.get("Alias", "").endswith("_in_order")]
    assert found
    assert all("reported_idx" in n["Index Name"] or "told_before_idx" in n["Index Name"] for n in found)
    assert not [
        node for node in _nodes(plan) if node["Node Type"] in ("Sort", "Seq Scan", "Bitmap Heap Scan")
    ]


async def _page(conn: asyncpg.Connection, question: Question) -> tuple[str, list[Any]]:
    """The statement behind the page."""
    return (await _statements(conn, question))[-1]


async def _statements(conn: asyncpg.Connection, question: Question) -> list[tuple[str, list[Any]]]:
    run: list[tuple[str, list[Any]]] = []
    with conn.query_logger(lambda told: run.append((told.query, list(told.args)))):
        assert question.subject is not None
        await asof.rows_of(conn, question, of(question.subject))
        await asyncio.sleep(0)  # until the loop has told of the last one
    return [(sql, arguments) for sql, arguments in run if "timeline_entries" in sql or "reading" in sql]


async def _plan(conn: asyncpg.Connection, explain: str, arguments: list[Any]) -> dict[str, Any]:
    plan: dict[str, Any] = orjson.loads(await conn.fetchval(explain, *arguments))[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _sorted(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is sorted: all below a sort, but for what a limit let through."""
    for node in _nodes(plan):
        if "Sort" in node["Node Type"]:
            yield from _up_to_limits(node)


def _up_to_limits(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        if below["Node Type"] != "Limit":
            yield from _up_to_limits(below)
