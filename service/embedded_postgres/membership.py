"""How a user joins the server of a folder, stays with it, and leaves."""

import contextlib
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping

from service.embedded_postgres.binaries import Installation
from service.embedded_postgres.errors import PostgresCannotStart
from service.embedded_postgres.files import Files
from service.embedded_postgres.launching import READY, is_free, launch, next_pause_s

ORPHAN_AFTER_S = 1.0
POLL_S = 0.02
STOP_TIMEOUT_S = 30.0

logger = logging.getLogger(__name__)


class Membership:
    """A connection to the owner of a server; when an owner is killed, to the next one, until the user leaves.

    After `join` a thread keeps it. The thread also ends it: an owner hangs up on the last user when Postgres
    has stopped.
    """

    def __init__(
        self, files: Files, installation: Installation, settings: Mapping[str, str], timeout_s: float
    ) -> None:
        self._files, self._installation, self._settings = files, installation, settings
        self._timeout_s = timeout_s
        self._connection: socket.socket | None = None
        self._leaving = threading.Event()
        self._lock = threading.Lock()  # whoever says goodbye does so on the connection that counts
        self._keeper = threading.Thread(target=self._keep, name="embedded-postgres", daemon=True)

    def join(self) -> None:
        """The server accepts queries, and is kept until `leave`. Raises PostgresCannotStart."""
        self._join_once()
        self._keeper.start()

    def leave(self) -> None:
        """The owner knows that this user is done, and that has had its effect."""
        with self._lock:
            self._leaving.set()
            self._shut(socket.SHUT_WR)
        self._keeper.join(STOP_TIMEOUT_S)
        with self._lock:
            self._shut(socket.SHUT_RDWR)  # so that the thread ends even if the owner does not answer

    def _keep(self) -> None:
        """The user has left, with a server up to then, and none that nobody owns."""
        self._wait_for_hang_up()
        while not self._leaving.is_set():
            logger.info(
                "The embedded Postgres in %s has lost its owner: a new one takes over.", self._files.data
            )
            self._join_again()
            self._wait_for_hang_up()
        with contextlib.suppress(OSError):
            self._outlast_orphan()

    def _join_again(self) -> None:
        """The server accepts queries again, or the user is leaving."""
        pause_s = 0.0
        while not self._leaving.wait(pause_s):
            try:
                self._join_once()
                return
            except (PostgresCannotStart, OSError) as error:
                pause_s = next_pause_s(pause_s)
                logger.warning("%s\nNext attempt in %g s.", error, pause_s)

    def _join_once(self) -> None:
        """The server accepts queries, or the user is leaving. Raises PostgresCannotStart."""
        begun = time.monotonic()
        self._files.create()
        while (waited_s := time.monotonic() - begun) < self._timeout_s:
            if self._leaving.is_set():
                return
            connection = _connect(self._files) or launch(self._files, self._installation, self._settings)
            if connection is None:
                # The lock is held, but no owner listens: a server is stopping, or its owner was killed.
                if waited_s > ORPHAN_AFTER_S:
                    _stop_orphan(self._files)
                time.sleep(POLL_S)
                continue
            self._count(connection)
            answer = _answer(connection, self._timeout_s - waited_s)
            if answer == READY:
                return
            connection.close()
            if answer and not self._leaving.is_set():
                raise PostgresCannotStart(self._files.cluster, answer)
            # An owner that hangs up without a word was stopping its server: wait for the lock.
        reason = f"not ready after {self._timeout_s:g} s\n{self._files.log_tail()}".rstrip()
        raise PostgresCannotStart(self._files.cluster, reason)

    def _outlast_orphan(self) -> None:
        """The server has stopped, or has an owner who runs it for others: this one may have been killed."""
        begun = time.monotonic()
        while not is_free(self._files) and (waited_s := time.monotonic() - begun) < STOP_TIMEOUT_S:
            if connection := _connect(self._files):
                self._count(connection)
                self._wait_for_hang_up()
                return
            if waited_s > ORPHAN_AFTER_S:
                _stop_orphan(self._files)
            time.sleep(POLL_S)

    def _count(self, connection: socket.socket) -> None:
        """`connection` is the one that counts; if the user left while it was made, the owner knows."""
        with self._lock:
            self._connection = connection
            if self._leaving.is_set():
                self._shut(socket.SHUT_WR)

    def _shut(self, how: int) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):  # the other side, or the thread, was faster
                self._connection.shutdown(how)

    def _wait_for_hang_up(self) -> None:
        if self._connection is not None:
            with self._connection, contextlib.suppress(OSError):
                while self._connection.recv(1):
                    pass


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
    with contextlib.suppress(ConnectionError, TimeoutError):
        while answer != READY.encode() and (more := connection.recv(4096)):
            answer += more
    connection.settimeout(None)
    return answer.decode(errors="replace")


def _stop_orphan(files: Files) -> None:
    """Ask a Postgres whose owner was killed to stop, where the kernel has not done so already (macOS)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        os.kill(int(files.pid_file.read_bytes().split()[0]), signal.SIGINT)
