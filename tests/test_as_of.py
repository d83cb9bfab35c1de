"""Oracle 3: whatever the history and whatever the question, the product answers as the reference model does."""

import os
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st

from events import log
from projections import asof, runner
from projections.recording import record
from projections.replay import differences, replay
from projections.tables import tables_of
from tests import histories, posing
from tests.database import rolled_back
from tests.histories import History

EXAMPLES = int(os.environ.get("ASOF_EXAMPLES", "200"))
"""Histories for all properties here together, and a few more; `make soak` draws many more."""


@settings(max_examples=EXAMPLES * 3 // 5)
@given(history=histories.histories(), data=st.data())
async def test_the_answer_is_that_of_the_reference_model_for_every_subject_moment_and_position(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        recorded = await _record(conn, history)
        for _ in range(8):
            question = data.draw(histories.questions(history))

            answer = await asof.ask(conn, posing.as_asked(question, recorded))

            assert answer.entries == posing.entries(question, recorded)
            assert answer.reported_later == posing.reported_later(question, recorded)


@settings(max_examples=EXAMPLES * 3 // 10)
@given(history=histories.histories(), data=st.data())
async def test_pages_put_together_are_the_whole_answer(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        recorded = await _record(conn, history)
        question = data.draw(histories.questions(history))
        limit = data.draw(st.integers(1, 3))

        pages: list[dict[str, Any]] = []
        page = await asof.ask(conn, posing.as_asked(question, recorded, limit=limit))
        pages += page.entries
        while page.next_after is not None:
            following = posing.as_asked(question, recorded, limit=limit, after=page.next_after)
            page = await asof.ask(conn, following)
            pages += page.entries

        assert pages == posing.entries(question, recorded)


@settings(max_examples=EXAMPLES * 3 // 10)
@given(history=histories.histories())
async def test_replaying_the_log_makes_the_rows_that_appending_made(
    conn: asyncpg.Connection, history: History
) -> None:
    async with rolled_back(conn):
        await _record(conn, history)

        replayed = await replay(conn)

        for projection in runner.PROJECTIONS.values():
            for table in tables_of(projection):
                rows = replayed.rows[table.name]
                assert [d async for d in differences(conn, projection, table, rows)] == []


async def _record(conn: asyncpg.Connection, history: History) -> list[dict[str, Any]]:
    """The history is recorded, batch by batch; returns the log as the API shows it."""
    for batch in history.batches:
        await record(conn, batch, appended_by="a test")
    recorded = [event.as_json() for event in await log.read(conn)]
    settled = [(e["type"], e["payload"].get("amends")) for e in recorded]
    assert settled == [(e["type"], e["payload"].get("amends")) for e in history.log]
    return recorded
