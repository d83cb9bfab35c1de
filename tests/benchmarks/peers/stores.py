"""Peers that store events: how many a second they take, one at a time from several clients and a thousand at once.

All run on the benchmark's own Postgres, or beside it on the same disk, and answer once the events are durable.
"""

import contextlib
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
from sqlalchemy import make_url

from tests.benchmarks.peers import Missing
from tests.benchmarks.waiting import waited_for

Append = Callable[[str, int, Sequence[bytes]], None]
"""Appends the payloads to the stream, which has reached that version."""


class Store(NamedTuple):
    """A peer that is open; the last two do it to so many events from the beginning, and return how many there were."""

    append: Append
    read: Callable[[int], int]
    project: Callable[[int], int] | None = None
    """A row for each event in a table of its own, with the position that is reached, as the peer documents it."""


_THREADS = (1, 8, 64)


PAGE = 1_000
"""Events read at once."""


def singles(append: Append, payloads: Sequence[bytes], threads: int) -> float:
    """Events a second when so many threads append one event after the other, each to streams of its own."""

    def client(share: Sequence[bytes]) -> None:
        for payload in share:
            append(str(uuid4()), 0, [payload])

    shares = [payloads[number::threads] for number in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        start = perf_counter()
        for done in [pool.submit(client, share) for share in shares]:
            done.result()
        return len(payloads) / (perf_counter() - start)


def best_of_singles(append: Append, payloads: Sequence[bytes]) -> float:
    """As `singles`, with the number of threads that suits the peer best, up to 64."""
    return max(singles(append, payloads[: max(200, len(payloads) // 4)], threads) for threads in _THREADS)


def in_batches(append: Append, batches: Sequence[Sequence[bytes]]) -> float:
    """Events a second when each batch is one append to a stream of its own."""
    start = perf_counter()
    for batch in batches:
        append(str(uuid4()), 0, batch)
    return sum(map(len, batches)) / (perf_counter() - start)


@contextlib.contextmanager
def eventsourcing(url: str, *, functions: bool) -> Iterator[Store]:
    """The recorder of the Python library `eventsourcing`; with `functions`, its stored procedures. Raises Missing."""
    try:
        from eventsourcing.persistence import StoredEvent, Tracking
        from eventsourcing.postgres import (
            PostgresApplicationRecorder,
            PostgresDatastore,
            PostgresTrackingRecorder,
        )
    except ImportError as error:
        raise Missing("pip install eventsourcing[postgres]") from error
    where = make_url(url)
    assert where.database is not None
    host = where.host or str(where.query["host"])
    datastore = PostgresDatastore(
        dbname=where.database,
        host=host,
        port=where.port or str(where.query.get("port", 5432)),
        user=where.username or "postgres",
        password=where.password or "",
        pool_size=64,
        max_waiting=64,
        enable_db_functions=functions,
        originator_id_type="text",
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name=f"stored_{int(functions)}")
    recorder.create_table()

    def append(stream: str, version: int, payloads: Sequence[bytes]) -> None:
        recorder.insert_events(
            [
                StoredEvent(stream, version + number, "fact_reported", payload)
                for number, payload in enumerate(payloads, start=1)
            ]
        )

    def pages(limit: int) -> Iterator[Sequence[Any]]:
        for first in range(1, limit + 1, PAGE):
            yield recorder.select_notifications(start=first, limit=min(PAGE, limit + 1 - first))

    class View(PostgresTrackingRecorder):  # type: ignore[misc]  # of a library that may be absent
        def show(self, notification: Any) -> None:
            with self.datastore.transaction(commit=True) as cursor:
                cursor.execute(
                    "INSERT INTO view VALUES (%s, %s)", (notification.id, notification.state), prepare=True
                )
                self._insert_tracking(cursor, Tracking("facts", notification.id))

    def project(limit: int) -> int:
        view = View(datastore)
        view.create_table()
        with datastore.transaction(commit=True) as cursor:
            cursor.execute("CREATE TABLE view (id bigint PRIMARY KEY, state bytea)")
        notifications = [notification for page in pages(limit) for notification in page]
        for notification in notifications:
            view.show(notification)
        return len(notifications)

    try:
        yield Store(append, lambda limit: sum(map(len, pages(limit))), project)
    finally:
        datastore.close()


@contextlib.contextmanager
def umadb() -> Iterator[Store]:
    """UmaDB's server from its wheel, in a folder of its own, and its client. Raises Missing."""
    try:
        import umadb as client
    except ImportError as error:
        raise Missing("pip install umadb") from error
    with tempfile.TemporaryDirectory(prefix="asof-peer-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        options = ["--db-path", str(Path(folder, "uma.db")), "--listen", f"127.0.0.1:{port}"]
        server = subprocess.Popen(
            [str(Path(sys.executable).parent / "umadb"), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            connected = client.Client(f"http://127.0.0.1:{port}")
            waited_for(connected.head, 15)

            def append(stream: str, _version: int, payloads: Sequence[bytes]) -> None:
                query = client.Query([client.QueryItem(tags=[stream])])
                condition = client.AppendCondition(query)  # the stream must be new
                connected.append(
                    [client.Event("FactReported", payload, [stream], uuid4()) for payload in payloads],
                    condition,
                )

            yield Store(append, lambda limit: sum(1 for _ in connected.read(limit=limit)))
        finally:
            server.terminate()
            server.wait(timeout=30)


@contextlib.asynccontextmanager
async def category_lock(url: str, clients: int) -> AsyncIterator[Callable[[bytes], Any]]:
    """The way of message-db: an advisory lock on the category, a check of the version, positions by a sequence."""
    pool = await asyncpg.create_pool(url, min_size=clients, max_size=clients)
    async with pool:
        async with pool.acquire() as conn:
            await conn.execute(_MESSAGES)

        async def append(payload: bytes) -> None:
            async with pool.acquire() as conn:
                await conn.execute(
                    "SELECT write_message($1, $2, $3)", f"fact-{uuid4()}", payload.decode(), -1
                )

        yield append


_MESSAGES = """
CREATE TABLE messages (
    global_position bigserial PRIMARY KEY, position bigint NOT NULL, time timestamptz NOT NULL DEFAULT now(),
    stream_name text NOT NULL, type text NOT NULL, data jsonb, id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE
);
CREATE UNIQUE INDEX ON messages (stream_name, position);
CREATE INDEX ON messages (split_part(stream_name, '-', 1), global_position);
CREATE FUNCTION write_message(stream text, message text, expected bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(split_part(stream, '-', 1)));
    SELECT coalesce(max(position), -1) INTO last FROM messages WHERE stream_name = stream;
    IF last <> expected THEN RAISE 'wrong expected version: % (stream is at %)', expected, last; END IF;
    INSERT INTO messages (stream_name, position, type, data) VALUES (stream, last + 1, 'FactReported', message::jsonb);
    RETURN last + 1;
END $$;
"""
