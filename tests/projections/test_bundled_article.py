"""The bundled article, read back from the timelines: what was worked out by hand is what is answered."""

import asyncpg
import pytest

from events.bundled import sample
from events.incoming import read_json_lines
from projections.naming import resolve
from projections.recording import record
from tests.asking import entries
from tests.events.golden_pokrovsk import FACTS, TIMELINES

KEYS = {golden.fact: key for key, golden in FACTS.items()}


@pytest.fixture
async def position(conn: asyncpg.Connection) -> int:
    recorded = await record(conn, read_json_lines(sample("pokrovsk")).events, appended_by="a test")
    return recorded[-1].position


@pytest.mark.parametrize("subject", TIMELINES, ids="/".join)
async def test_a_timeline_holds_at_each_moment_what_the_golden_table_says(
    conn: asyncpg.Connection, position: int, subject: tuple[str, str]
) -> None:
    kind, slug = subject
    stream = await resolve(conn, kind, slug, position)  # type: ignore[arg-type]

    for moment, keys in TIMELINES[subject].items():
        answer = await entries(conn, stream, moment, limit=500, group=False)

        assert {KEYS[entry["fact"]] for entry in answer} == keys, moment


async def test_the_timeline_of_everything_shows_golden_bounds_and_when_each_fact_was_known(
    conn: asyncpg.Connection, position: int
) -> None:
    shown = {
        entry["fact"]: (
            entry["fact"],
            entry["occurred"]["earliest"],
            entry["occurred"]["latest"],
            entry["reported_at"],
            entry["known_by"],
        )
        for entry in await entries(conn, None, position=position, limit=500, group=False)
    }

    assert shown == {golden.fact: tuple(golden) for golden in FACTS.values()}
