"""A rebuild beside COPY of the rows that it writes, its memory, and what readers notice of it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from time import perf_counter

import asyncpg
from sqlalchemy import Table

from projections import asof, generations
from projections.runner import PROJECTIONS
from projections.tables import tables_of
from tests.benchmarks import loading, servers
from tests.benchmarks.figures import Aim, Figure, median
from tests.benchmarks.history import history
from tests.benchmarks.plan import Plan
from tests.benchmarks.questions import HEAD, questions

BATCH = 10_000
_COPY = "COPY of its rows into the same indexed tables"


async def rebuilding(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Speed and memory of a rebuild, and the median of a page before and during it."""
    async with servers.database(server) as url, servers.connected(url) as conn:
        events = await loading.load(conn, history(plan.rebuilt))
        seconds, megabytes = await _rebuilt(url)
        copied = await copying(conn)
        yield Figure(
            name=f"rebuild of {events:,} events",
            value=events / seconds,
            unit="events/s",
            beside=((_COPY, events / copied),),
            aims=(Aim("at least", 0.5, _COPY),),
        )
        yield Figure(
            name=f"memory of a rebuild of {events:,} events",
            value=megabytes,
            unit="MB",
            aims=(Aim("at most", 300),),
        )
        alone = await _reading(conn, asyncio.create_task(asyncio.sleep(plan.seconds)))
        during = await _reading(conn, asyncio.create_task(_rebuilt(url)))
        yield Figure(
            name="a page during a rebuild",
            value=during,
            unit="ms",
            beside=(("a page alone", alone),),
            aims=(Aim("at most", 2.0, "a page alone"),),
        )


async def _rebuilt(url: str) -> tuple[float, float]:
    """All projections are rebuilt by a process of their own; its seconds without its start, and its MB at the most."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"{__package__}.rebuild", url, stdout=subprocess.PIPE
    )
    told, _ = await process.communicate()
    measured = json.loads(told)
    return measured["seconds"], measured["megabytes"]


async def copying(conn: asyncpg.Connection) -> float:
    """How many seconds COPY takes for all rows of the serving generations, into empty tables with the same indexes."""
    total = 0.0
    for projection in PROJECTIONS.values():
        serving = await generations.serving(conn, projection)
        assert serving is not None
        for table in tables_of(projection):
            total += await copied(conn, generations.partition(table, serving.number).name, table)
    return total


async def copied(conn: asyncpg.Connection, source: str, table: Table) -> float:
    """How many seconds COPY takes for the rows of `source`, a table like `table`, from this process's memory."""
    columns = [c.name for c in table.columns if c.computed is None]
    listed = ", ".join(f'"{name}"' for name in columns)
    rows = await conn.fetch(f"SELECT {listed} FROM {source}")
    await conn.execute(f"CREATE TABLE copied (LIKE {source} INCLUDING ALL)")
    try:
        start = perf_counter()
        for first in range(0, len(rows), BATCH):
            batch = [tuple(row) for row in rows[first : first + BATCH]]
            await conn.copy_records_to_table("copied", records=batch, columns=columns)
        return perf_counter() - start
    finally:
        await conn.execute("DROP TABLE copied")


async def _reading(conn: asyncpg.Connection, meanwhile: asyncio.Task[object]) -> float:
    """The median of a page, in milliseconds, for a client that rests between two pages until the task is done."""
    question = (await questions(conn, seed=5, each=1))[HEAD][0]
    times = []
    while not meanwhile.done():
        start = perf_counter()
        await asof.ask(conn, question)
        times.append((perf_counter() - start) * 1_000)
        await asyncio.sleep(0.02)
    await meanwhile
    return median(times)
