"""Whatever the history and whatever the question, the product answers as the reference model does."""

import os
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st

from events import log
from events.envelope import NewEvent, read_payload
from events.payloads import PAYLOADS
from projections import asof, runner
from projections.recording import record
from projections.replay import differences, replay
from projections.tables import tables_of
from tests import histories, posing, reference_model
from tests.database import rolled_back
from tests.histories import History
from tests.reference_model import Event

EXAMPLES = int(os.environ.get("ASOF_EXAMPLES", "200"))
"""Histories for all properties here together, and a few more; `make soak` draws many more."""


@settings(max_examples=EXAMPLES * 3 // 5)
@given(history=histories.histories(), data=st.data())
async def test_the_answer_is_that_of_the_reference_model_for_every_subject_moment_and_position(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    """Oracle 3."""
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
    """Oracle 7, whatever the bounds."""
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


@settings(max_examples=EXAMPLES * 3 // 10)
@given(history=histories.histories(), data=st.data())
async def test_nothing_that_was_reported_later_makes_a_difference_to_an_answer(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    """Oracle 10: nor, read strictly, what was published later; that there is more may be told."""
    drawn = data.draw(histories.questions(history))
    as_of = data.draw(histories.moments())
    question = replace(drawn, as_of=as_of, position=len(history.log), hindsight=False)
    known = _known(history.log, as_of, question.strict)
    answers = []
    for events in (history.log, known):
        async with rolled_back(conn):
            await record(conn, [_as_new(event) for event in events], appended_by="a test")
            recorded = [event.as_json() for event in await log.read(conn)]
            question = replace(question, position=len(recorded))
            answers.append(await asof.ask(conn, posing.as_asked(question, recorded)))

    later, then = answers
    assert (later.entries, later.names) == (then.entries, then.names)


def _known(written: list[Event], at: datetime, strict: bool) -> list[Event]:
    """What of the log counts in the end and had been reported by `at`; strictly, had been published."""
    events = reference_model.held(written, len(written))
    known = [
        e for e in events if not reference_model.has_moment(e) or reference_model.moment(events, e) <= at
    ]
    if strict:
        facts = set(reference_model.facts(reference_model.read_strictly(events, at)))
        known = [e for e in known if e["type"] != "FactReported" or e["payload"]["fact"] in facts]
    told = set(reference_model.facts(known))
    about = ({e["payload"].get("fact"), e["payload"].get("other")} - {None} for e in known)
    return [
        e for e, named in zip(known, about, strict=True) if named <= told and e["type"] != "ChangeWithdrawn"
    ]


def _as_new(event: Event) -> NewEvent:
    """The event as it may be recorded again, with all that was settled."""
    model = PAYLOADS[event["type"]]
    payload = read_payload(event["type"], model.schema_version, event["payload"])
    return NewEvent(event_id=UUID(event["event_id"]), stream=event["stream"], payload=payload)


async def _record(conn: asyncpg.Connection, history: History) -> list[dict[str, Any]]:
    """The history is recorded, batch by batch; returns the log as the API shows it."""
    for batch in history.batches:
        await record(conn, batch, appended_by="a test")
    recorded = [event.as_json() for event in await log.read(conn)]
    settled = [(e["type"], e["payload"].get("amends")) for e in recorded]
    assert settled == [(e["type"], e["payload"].get("amends")) for e in history.log]
    return recorded
