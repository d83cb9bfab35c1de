"""Oracle 3: whatever the history and whatever the question, the product answers as the reference model does."""

import os
from datetime import datetime
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st

from events import log
from projections import asof, runner
from projections.recording import record
from projections.replay import differences, replay
from projections.tables import tables_of
from tests import histories, reference_model
from tests.database import rolled_back
from tests.histories import History, Question

EXAMPLES = int(os.environ.get("ASOF_EXAMPLES", "200"))
"""Histories for each property; `make soak` draws many more."""


@settings(max_examples=EXAMPLES)
@given(history=histories.histories(), data=st.data())
async def test_the_answer_is_that_of_the_reference_model_for_every_subject_moment_and_position(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        recorded = await _record(conn, history)
        for _ in range(8):
            question = data.draw(histories.questions(history))

            answer = await asof.ask(conn, _pinned(question, recorded))

            assert answer.entries == _expected(recorded, question)
            as_of = question.as_of or _recorded_at(recorded, question.position)
            later = reference_model.reported_later(
                recorded, question.subject, as_of, question.position, question.group, question.strict
            )
            assert answer.reported_later == later


@settings(max_examples=EXAMPLES)
@given(history=histories.histories(), data=st.data())
async def test_pages_put_together_are_the_whole_answer(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        recorded = await _record(conn, history)
        question = data.draw(histories.questions(history))
        limit = data.draw(st.integers(1, 3))

        pages: list[dict[str, Any]] = []
        page = await asof.ask(conn, _pinned(question, recorded, limit=limit))
        pages += page.entries
        while page.next_after is not None:
            page = await asof.ask(conn, _pinned(question, recorded, limit=limit, after=page.next_after))
            pages += page.entries

        assert pages == _expected(recorded, question)


@settings(max_examples=EXAMPLES)
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


def _recorded_at(recorded: list[dict[str, Any]], position: int) -> datetime:
    return datetime.fromisoformat(recorded[position - 1]["recorded_at"])


def _pinned(question: Question, recorded: list[dict[str, Any]], **paging: Any) -> asof.Question:
    known_until = _recorded_at(recorded, question.position)
    return asof.Question(
        subject=question.subject,
        position=question.position,
        known_until=known_until,
        as_of=question.as_of or known_until,
        hindsight=question.hindsight,
        strict=question.strict,
        group=question.group,
        since=question.since,
        until=question.until,
        match=question.match,
        order=question.order,
        **({"limit": 500} | paging),
    )


def _expected(recorded: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    return reference_model.timeline(
        recorded,
        question.subject,
        as_of=question.as_of,
        position=question.position,
        hindsight=question.hindsight,
        since=question.since,
        until=question.until,
        match=question.match,
        order=question.order,
        group=question.group,
        strict=question.strict,
    )
