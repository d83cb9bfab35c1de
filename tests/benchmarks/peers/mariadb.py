"""MariaDB's system-versioned tables, loaded with the history that the log has."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from tests.benchmarks.peers import Missing as Missing
from tests.benchmarks.questions import SUBJECT
from tests.benchmarks.waiting import waited_for

NAME = "MariaDB, system-versioned"

_TABLE = """
CREATE TABLE entries (
    subject VARCHAR(80) CHARACTER SET ascii NOT NULL,
    occurred DATETIME(6) NOT NULL,
    fact VARCHAR(70) CHARACTER SET ascii NOT NULL,
    body LONGTEXT NOT NULL,
    row_start TIMESTAMP(6) GENERATED ALWAYS AS ROW START,
    row_end TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
    PERIOD FOR SYSTEM_TIME (row_start, row_end),
    PRIMARY KEY (subject, fact, row_end),
    KEY page (subject, occurred, fact, row_start, row_end)
) WITH SYSTEM VERSIONING
"""
_PAGE = """
SELECT fact, body FROM entries FOR SYSTEM_TIME AS OF TIMESTAMP %s
WHERE subject = %s ORDER BY occurred DESC, fact DESC LIMIT 50
"""
_VERSIONS = f"""
SELECT e.sort, e.fact, s.body, f.recorded_at, t.recorded_at
FROM timeline_entries e
JOIN fact_states s ON s.fact = e.fact AND s.rep_to = 'infinity' AND s.rec_to = e.rec_to
JOIN events f ON f.position = e.rec_from LEFT JOIN events t ON t.position = e.rec_to
WHERE e.subject = '{SUBJECT}' AND e.rep_to = 'infinity' AND e.sort IS NOT NULL
"""
_OPEN = datetime(2038, 1, 19, 3, 14, 7, 999_999, tzinfo=UTC)
_BATCH = 2_000


@asynccontextmanager
async def filled(conn: asyncpg.Connection) -> AsyncIterator[Callable[[int, datetime], Awaitable[int]]]:
    """The great subject's entries in a server of its own; asked for the page as of a moment. Raises Missing."""
    try:
        import pymysql
    except ImportError as error:
        raise Missing("pip install PyMySQL") from error
    with _server() as socket:
        peer = pymysql.connect(unix_socket=str(socket), user="root", autocommit=True)
        with contextlib.closing(peer), peer.cursor() as cursor:
            cursor.execute("CREATE DATABASE peer")
            cursor.execute("USE peer")
            cursor.execute(_TABLE)
            cursor.execute("SET time_zone = '+00:00', system_versioning_insert_history = 1")
            await _load(conn, cursor)
            cursor.execute("ANALYZE TABLE entries")

            async def asked(_position: int, recorded_at: datetime) -> int:
                return await asyncio.to_thread(cursor.execute, _PAGE, (_written(recorded_at), SUBJECT))

            yield asked


async def _load(conn: asyncpg.Connection, cursor: Any) -> None:
    insert = "INSERT INTO entries (subject, occurred, fact, body, row_start, row_end) VALUES (%s, %s, %s, %s, %s, %s)"
    batch: list[tuple[str, ...]] = []
    async with conn.transaction():
        async for sort, fact, body, begun, ended in conn.cursor(_VERSIONS, prefetch=_BATCH):
            batch.append((SUBJECT, _written(sort), fact, body, _written(begun), _written(ended or _OPEN)))
            if len(batch) == _BATCH:
                cursor.executemany(insert, batch)
                batch.clear()
    if batch:
        cursor.executemany(insert, batch)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


@contextlib.contextmanager
def _server() -> Iterator[Path]:
    """A MariaDB of its own, with half the memory that it would get on a machine for it alone; yields its socket."""
    install, daemon = shutil.which("mariadb-install-db"), shutil.which("mariadbd")
    if install is None or daemon is None:
        raise Missing("install mariadb-server (Debian: apt install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="asof-peer-") as folder:
        data, socket = Path(folder, "data"), Path(folder, "socket")
        options = [f"--datadir={data}", "--user=root"]
        made = subprocess.run(
            [install, *options, "--auth-root-authentication-method=normal"], capture_output=True
        )
        if made.returncode:
            raise Missing(f"mariadb-install-db failed: {made.stderr.decode()[-300:]}")
        server = subprocess.Popen(
            [daemon, *options, f"--socket={socket}", "--skip-networking", "--innodb-buffer-pool-size=4G"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            waited_for(socket.stat, 60, FileNotFoundError)
            yield socket
        except FileNotFoundError as error:
            raise Missing("mariadbd did not start within a minute") from error
        finally:
            server.terminate()
            server.wait(timeout=60)
