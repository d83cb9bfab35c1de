"""The schema one would write first: entries with the range of positions they held for, and an index by date."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from tests.benchmarks.peers import Missing as Missing
from tests.benchmarks.questions import SUBJECT

NAME = "naive Postgres schema"

_PAGE = """
SELECT e.fact, b.body FROM naive_entries e JOIN naive_bodies b USING (fact, rec_from)
WHERE e.subject = $1 AND e.rec_from <= $2 AND e.rec_to > $2
ORDER BY e.occurred DESC, e.fact DESC LIMIT 50
"""


@asynccontextmanager
async def filled(conn: asyncpg.Connection) -> AsyncIterator[Callable[[int, datetime], Awaitable[int]]]:
    """The great subject's entries in two tables of the same database; asked for the page at a position."""
    await conn.execute(
        f"""
        CREATE TABLE naive_entries AS
            SELECT subject, sort AS occurred, fact, rec_from, rec_to FROM timeline_entries
            WHERE subject = '{SUBJECT}' AND rep_to = 'infinity';
        CREATE INDEX ON naive_entries (subject, occurred, fact) INCLUDE (rec_from, rec_to);
        CREATE TABLE naive_bodies AS
            SELECT s.fact, e.rec_from, s.body FROM naive_entries e
            JOIN fact_states s ON s.fact = e.fact AND s.rep_to = 'infinity' AND s.rec_to = e.rec_to;
        CREATE INDEX ON naive_bodies (fact, rec_from);
        """
    )
    await conn.execute("VACUUM ANALYZE naive_entries, naive_bodies")
    try:
        page = await conn.prepare(_PAGE)

        async def asked(position: int, _recorded_at: datetime) -> int:
            return len(await page.fetch(SUBJECT, position))

        yield asked
    finally:
        await conn.execute("DROP TABLE naive_entries, naive_bodies")
