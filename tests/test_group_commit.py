"""Appends that are recorded together get the outcomes that they would have had one after the other."""

import os
from collections.abc import Sequence
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from events import log
from events.envelope import ANY, NewEvent, RecordedEvent
from events.errors import Conflict, Refused
from projections import runner
from projections.recording import Append, Outcome, record, record_each
from projections.replay import differences, replay
from projections.tables import tables_of
from tests import histories
from tests.database import rolled_back

EXAMPLES = int(os.environ.get("ASOF_EXAMPLES", "200")) // 2


@st.composite
def appends(draw: DrawFn) -> list[Append]:
    """A history sent in appends, of which some are lost, come twice or too early, or expect what is not."""
    history = draw(histories.histories())
    sent = [event for batch in history.batches for event in batch]
    made = []
    while sent:
        size = draw(st.sampled_from((1, 1, 2, 5)))
        made.append(_append(draw, sent[:size]))
        sent = sent[size:]
    for _ in range(draw(st.integers(0, 5))):
        _disturb(draw, made)
    return made


def _append(draw: DrawFn, events: list[NewEvent]) -> Append:
    streams = sorted({event.stream for event in events})
    expected = {stream: draw(st.sampled_from((ANY, ANY, ANY, 0, 1, 2))) for stream in streams}
    return Append(events, draw(st.sampled_from(("one", "other"))), expected if draw(st.booleans()) else {})


def _disturb(draw: DrawFn, made: list[Append]) -> None:
    number = draw(st.integers(0, len(made) - 1))
    append = made[number]
    match draw(st.sampled_from(("lost", "twice", "early", "joined", "id taken"))):
        case "lost" if len(made) > 1:
            del made[number]
        case "twice":
            made.insert(draw(st.integers(number, len(made))), append)
        case "early":
            made.insert(draw(st.integers(0, number)), made.pop(number))
        case "joined" if number:
            made[number] = Append([*append.events, *made[number - 1].events], "both")
        case "id taken":
            event_id = draw(st.sampled_from(made)).events[0].event_id
            taken = [event.model_copy(update={"event_id": event_id}) for event in append.events[:1]]
            made[number] = Append([*append.events[1:], *taken], "another")


@settings(max_examples=EXAMPLES)
@given(sent=appends(), data=st.data())
async def test_each_append_has_the_outcome_that_it_would_have_had_alone(
    conn: asyncpg.Connection, sent: list[Append], data: st.DataObject
) -> None:
    """Oracle 34, its second half."""
    async with rolled_back(conn):
        alone = [told(await recorded_alone(conn, append)) for append in sent]
    async with rolled_back(conn):
        together: list[Any] = []
        while len(together) < len(sent):
            left = sent[len(together) :]
            outcomes = await recorded_together(conn, left[: data.draw(st.integers(1, len(left)))])
            assert outcomes
            together += map(told, outcomes)

        assert together == alone
        await check_rows(conn)


async def recorded_alone(conn: asyncpg.Connection, append: Append) -> Outcome:
    try:
        return await record(conn, append.events, append.expected_versions, appended_by=append.appended_by)
    except (Refused, Conflict) as error:
        return error


async def recorded_together(conn: asyncpg.Connection, group: Sequence[Append]) -> list[Outcome]:
    async with conn.transaction():
        head, clock = await log.lock_head(conn)
        return await record_each(conn, head, clock, group)


def told(outcome: Outcome) -> Any:
    """All that is told of an append but for its instants."""
    if isinstance(outcome, Exception):
        return type(outcome), str(outcome)
    return [_told(event) for event in outcome]


def _told(event: RecordedEvent) -> dict[str, Any]:
    return {name: value for name, value in event.as_json().items() if name != "recorded_at"}


async def check_rows(conn: asyncpg.Connection) -> None:
    """The timelines are those that a replay of the log makes."""
    replayed = await replay(conn)
    for projection in runner.PROJECTIONS.values():
        for table in tables_of(projection):
            assert [d async for d in differences(conn, projection, table, replayed.rows[table.name])] == []
