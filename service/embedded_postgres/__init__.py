"""A private Postgres for machines that have none: started for its first user, stopped after its last.

The server belongs to none of its users. The first one launches an *owner* (`owner.py`), a process in a
session of its own, so that Ctrl-C does not reach it; Postgres is the owner's child. Each user keeps a
connection to the owner's socket for as long as it needs the server. The kernel closes it however the user
ends, so the owner always knows who is left.

One lock file is inherited by the owner, by Postgres and by every backend, and held until the last of them is
gone. Who gets the lock may start a server and need not fear, or look for, the rest of an older one.
"""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.embedded_postgres import binaries
from service.embedded_postgres.errors import PostgresCannotStart
from service.embedded_postgres.files import Files
from service.embedded_postgres.launching import READY, launch

__all__ = ["PostgresCannotStart", "running"]

ORPHAN_AFTER_S = 1.0
STOP_TIMEOUT_S = 30.0


@contextlib.contextmanager
def running(data: Path, *, settings: Mapping[str, str] = {}, timeout_s: float = 60) -> Iterator[str]:
    """A private Postgres serves the folder `data` while the block runs; yields its SQLAlchemy URL.

    A server that another process has started there is shared, with the `settings` it was started with.
    The last user to leave returns when the server has stopped. Raises PostgresCannotStart.
    """
    installation = binaries.find()
    files = Files(data.resolve(), installation.major)
    with _membership(files, installation, settings, timeout_s) as membership:
        try:
            yield files.url
        finally:
            _leave(membership)


def _membership(
    files: Files, installation: binaries.Installation, settings: Mapping[str, str], timeout_s: float
) -> socket.socket:
    """Return a connection to the owner of a server that accepts queries."""
    begun = time.monotonic()
    files.create()
    while (waited_s := time.monotonic() - begun) < timeout_s:
        connection = _connect(files) or launch(files, installation, settings)
        if connection is None:
            # The lock is held, but no owner listens: a server is stopping, or its owner was killed.
            if waited_s > ORPHAN_AFTER_S:
                _stop_orphan(files)
            time.sleep(0.02)
            continue
        try:
            answer = _answer(connection, timeout_s - waited_s)
        except TimeoutError:
            connection.close()
            break
        if answer == READY:
            return connection
        connection.close()
        if answer:
            raise PostgresCannotStart(files.cluster, answer)
        # An owner that hangs up without a word was stopping its server: wait for the lock.
    raise PostgresCannotStart(files.cluster, f"not ready after {timeout_s:g} s\n{files.log_tail()}".rstrip())


def _connect(files: Files) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(files.owner_socket))
    except (FileNotFoundError, ConnectionError):
        connection.close()
        return None
    return connection


def _answer(connection: socket.socket, timeout_s: float) -> str:
    """Return what the owner says before it falls silent: READY, a reason why not, or nothing."""
    connection.settimeout(timeout_s)
    answer = b""
    with contextlib.suppress(ConnectionError):
        while answer != READY.encode() and (more := connection.recv(4096)):
            answer += more
    return answer.decode(errors="replace")


def _leave(connection: socket.socket) -> None:
    """Tell the owner that this user is done; it hangs up once that has no further consequence."""
    connection.settimeout(STOP_TIMEOUT_S)
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def _stop_orphan(files: Files) -> None:
    """Ask a Postgres whose owner was killed to stop, where the kernel has not done so already (macOS)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        os.kill(int(files.pid_file.read_text().split()[0]), signal.SIGINT)
