"""`asof import` of a file beside COPY of all rows that it writes, and what a fact weighs on the disk."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import perf_counter

import asyncpg
from sqlalchemy import Table

from events.tables import event_payloads, events
from projections.runner import PROJECTIONS
from projections.tables import tables_of
from tests.benchmarks import servers
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.history import history, json_line
from tests.benchmarks.plan import Plan
from tests.benchmarks.rebuilding import copied, copying

_COPY = "COPY of the rows that it writes"
_LOG: Sequence[Table] = (events, event_payloads)
DISK_KB = 4.0


async def importing(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Facts a second with projecting; and kilobytes a fact on an actor's and a place's timelines with two ancestors."""
    async with servers.database(server) as url, servers.connected(url) as conn:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "history.jsonl")
            with file.open("wb") as lines:
                lines.writelines(json_line(made) for made in history(plan.imported))
            start = perf_counter()
            await asyncio.to_thread(_import, url, file)
            seconds = perf_counter() - start
        of_log = sum([await copied(conn, table.name, table) for table in _LOG])
        yield Figure(
            name=f"import of {plan.imported:,} facts, projected, with the start of the command",
            value=plan.imported / seconds,
            unit="facts/s",
            beside=((_COPY, plan.imported / (of_log + await copying(conn))),),
            aims=(Aim("at least", 0.3, _COPY),),
        )
        yield await _disk(conn, plan.imported)


def _import(url: str, file: Path) -> None:
    subprocess.run(
        [str(Path(sys.executable).parent / "asof"), "import", str(file)],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
        stdout=subprocess.DEVNULL,
    )


async def _disk(conn: asyncpg.Connection, facts: int) -> Figure:
    await conn.execute("VACUUM FULL")
    sizes = {}
    for table in (*_LOG, *(table for projection in PROJECTIONS.values() for table in tables_of(projection))):
        size = await conn.fetchval(_SIZE, table.name)
        sizes[table.name] = size / facts / 1_000
    greatest = sorted(sizes.items(), key=lambda item: -item[1])
    return Figure(
        name="disk a fact, indexes included",
        value=sum(sizes.values()),
        unit="kB",
        aims=(Aim("at most", DISK_KB),),
        note=", ".join(f"{name} {size:.2f}" for name, size in greatest if size >= 0.01),
    )


_SIZE = """
SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::float8
FROM pg_partition_tree($1::regclass)
"""
