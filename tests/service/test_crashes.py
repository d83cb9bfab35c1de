"""What is left of appends when the service or its database is killed in the middle of them: real processes, kill -9."""

import contextlib
import http.client
import os
import random
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from events import log
from projections import runner
from projections.replay import differences, replay
from projections.tables import tables_of
from service.embedded_postgres import running
from tests.database import connected
from tests.making import actor, article, fact, location
from tests.running import serving
from tests.service.asking import json_lines, line

SENDERS = 4
JUNE = "2020-06-01T00:00:00Z"


@pytest.mark.parametrize("seed", [1, 2])
async def test_when_the_service_is_killed_each_append_is_wholly_there_or_not_at_all(
    database_url: str, seed: int
) -> None:
    """Oracle 35, of the service: and what was acknowledged is there, in the log and in the timelines."""
    with (
        serving("--sample", "none", DATABASE_URL=database_url) as (process, lines, _),
        sending(port(lines)) as acknowledged,
    ):
        wait_for(3, acknowledged)
        time.sleep(random.Random(seed).random() / 10)
        process.kill()
        process.wait()

    async with connected(database_url) as conn, conn.transaction(isolation="repeatable_read"):
        await hold(conn, acknowledged)


async def test_when_the_database_is_killed_each_append_is_wholly_there_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle 35, of the database: which comes back by itself, with all that was acknowledged."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with serving("--sample", "none", ASOF_DATA=str(tmp_path)) as (_, lines, _):
        with sending(port(lines)) as acknowledged:
            wait_for(3, acknowledged)
            (pid_file,) = tmp_path.glob("postgres-*/postmaster.pid")
            killed = psutil.Process(int(pid_file.read_text().split()[0]))
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait(timeout=10)
            wait_for(len(acknowledged) + 3, acknowledged)  # sent to the one that took its place
        with running(tmp_path) as url:
            async with connected(url) as conn, conn.transaction(isolation="repeatable_read"):
                await hold(conn, acknowledged)


async def hold(conn: asyncpg.Connection, acknowledged: list[str]) -> None:
    """Each article is in the log with all that was sent with it, and so in the timelines."""
    streams = [event.stream for event in await log.read(conn)]
    articles = {stream.partition("-")[2] for stream in streams if stream.startswith("article-")}
    for name in articles:
        assert streams.count(f"actor-a{name}") == streams.count(f"location-l{name}") == 1
        assert streams.count(f"article-{name}") == 2
    assert len(streams) == 4 * len(articles)
    assert set(acknowledged) <= articles
    replayed = await replay(conn)
    for projection in runner.PROJECTIONS.values():
        for table in tables_of(projection):
            assert [d async for d in differences(conn, projection, table, replayed.rows[table.name])] == []


@contextlib.contextmanager
def sending(to: int) -> Iterator[list[str]]:
    """Articles are sent, several at once, while the block runs; yields the names of those that were acknowledged."""
    acknowledged: list[str] = []
    done = threading.Event()

    def send(sender: int) -> None:
        number = 0
        while not done.is_set():
            number += 1
            name = f"{sender}-{number}"
            with contextlib.suppress(OSError, http.client.HTTPException):
                if _post(to, name) == 201:
                    acknowledged.append(name)
                    continue
            time.sleep(0.05)

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(SENDERS)]
    for thread in threads:
        thread.start()
    try:
        yield acknowledged
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _post(to: int, name: str) -> int:
    """An article with a new actor and a new place has been sent; returns the status of the answer."""
    events = (
        *(actor(f"a{name}"), location(f"l{name}"), article(name, JUNE)),
        fact(name, f"f{name}", JUNE, actors=[f"a{name}"], locations=[f"l{name}"]),
    )
    connection = http.client.HTTPConnection("127.0.0.1", to, timeout=10)
    with contextlib.closing(connection):
        body = json_lines(line(event) for event in events)
        connection.request("POST", "/v1/events", body, {"content-type": "application/x-ndjson"})
        return connection.getresponse().status


def port(lines: list[str]) -> int:
    found = re.search(r"http://localhost:(\d+)", lines[0])
    assert found, lines
    return int(found[1])


def wait_for(count: int, acknowledged: list[str]) -> None:
    end = time.monotonic() + 30
    while len(acknowledged) < count:
        assert time.monotonic() < end, f"only {len(acknowledged)} of {count} articles were taken"
        time.sleep(0.01)
