"""Pages over HTTP: beside the database's own speed, and beside a route that does nothing."""

import asyncio
import os
import re
import subprocess
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from projections import asof
from projections.asof import Question
from service.database import PLANNER
from service.embedded_postgres import binaries
from service.questions import permalink
from tests.benchmarks import servers
from tests.benchmarks.figures import Aim, Figure, median, p99
from tests.benchmarks.load import Load, request, under_load
from tests.benchmarks.pages import filled
from tests.benchmarks.plan import Plan
from tests.benchmarks.questions import DEEP, questions
from tests.benchmarks.server import serving

WORKERS = 2
_SCRIPTS = 20


async def reading(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Pages that no process has answered before, the same page again, and again with its ETag."""
    async with filled(server, plan.read) as conn:
        asked = await _asked(conn, plan.pages_read)
        name = await conn.fetchval("SELECT current_database()")
        database = make_url(server).set(database=name).render_as_string(hide_password=False)
        statement = await _in_pgbench(conn, database, list(asked.values()), plan)
        with serving(database, workers=WORKERS) as port:

            async def measured(requests: Sequence[bytes], *, once: bool = False) -> Load:
                return await asyncio.to_thread(
                    under_load, port, requests, clients=plan.clients, seconds=plan.seconds, once=once
                )

            first = next(iter(asked))
            etag = await _etag(port, first)
            await measured([request("GET", "/empty")])
            empty = await measured([request("GET", "/empty")])
            uncached = await measured([request("GET", url) for url in asked], once=True)
            again = await measured([request("GET", first)])
            same = await measured([request("GET", first, {"If-None-Match": etag})])
    yield _figure(
        "HTTP page of 50, uncached", uncached, 200, "pgbench, the page's statement", statement, 0.25
    )
    yield _figure("HTTP, a pinned answer again", again, 200, "an empty route", empty.rate, 0.7)
    yield _figure("HTTP, 304 of a pinned answer", same, 304, "an empty route", empty.rate, 0.7)


def _figure(name: str, load: Load, status: int, to: str, rate: float, at_least: float) -> Figure:
    assert set(load.statuses) == {status}, f"{name}: {load.statuses}"
    return Figure(
        name=f"{name}, {WORKERS} processes",
        value=load.rate,
        unit="answers/s",
        p99=p99(load.milliseconds),
        beside=((to, rate),),
        aims=(Aim("at least", at_least, to),),
        note=f"median {median(load.milliseconds):.1f} ms",
    )


async def _asked(conn: asyncpg.Connection, number: int) -> dict[str, Question]:
    """Different pinned pages behind cursors all over the timeline, by URL."""
    drawn = (await questions(conn, seed=3, each=number))[DEEP]
    log = await conn.fetchval("SELECT log FROM log_head")
    return {permalink(question, log): question for question in drawn}


async def _in_pgbench(
    conn: asyncpg.Connection, database: str, asked: Sequence[Question], plan: Plan
) -> float:
    """How many of the very statements that find pages Postgres answers a second, its client costing next to nothing.

    Its sessions plan as those of Asof do.
    """
    with tempfile.TemporaryDirectory() as folder:
        scripts = []
        for number, question in enumerate(asked[:_SCRIPTS]):
            scripts.append(Path(folder, f"{number}.sql"))
            scripts[-1].write_text(await _statement(conn, question) + ";\n")
        files = [option for script in scripts for option in ("-f", str(script))]
        command = [str(binaries.find().bin / "pgbench"), "-n", "-M", "prepared", "-c", "4", "-j", "1", *files]
        told = await asyncio.to_thread(
            subprocess.run,
            [*command, "-T", str(max(1, int(plan.seconds))), servers.plain(database)],
            env={
                **os.environ,
                "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in PLANNER.items()),
            },
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+) \(without initial", told.stdout)
    assert found, told.stdout
    return float(found[1])


async def _statement(conn: asyncpg.Connection, question: Question) -> str:
    """The statement that finds the page, its parameters written into it."""
    run: list[tuple[str, Sequence[Any]]] = []
    with conn.query_logger(lambda query: run.append((query.query, query.args))):
        await asof.ask(conn, question)
    sql, arguments = next((sql, args) for sql, args in run if "LATERAL" in sql and "body" in sql)
    return re.sub(r"\$(\d+)", lambda found: _literal(arguments[int(found[1]) - 1]), sql)


def _literal(value: Any) -> str:
    return "'" + _written(value).replace("'", "''") + "'" if value is not None else "NULL"


def _written(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat()
        case list():
            return "{" + ",".join(_written(each) for each in value) + "}"
    return str(value)


async def _etag(port: int, path: str) -> str:
    def fetch() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return str(answer.headers["ETag"])

    return await asyncio.to_thread(fetch)
