"""Who is connected to the owner's socket: the users that its server runs for."""

import contextlib
import selectors
import socket
import subprocess
import time
from typing import IO

from service.embedded_postgres.launching import READY


class EverybodyLeft(Exception):
    """The last user has hung up; its connection stays open, and tells it by its end that Postgres has stopped."""


class Users:
    """Those who came and have not left: `waiting` for a server that accepts queries, or `served` with one.

    Whoever was served once is told nothing when Postgres ends; it comes back, or the connection ends.
    """

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.waiting: list[socket.socket] = []
        self.served: list[socket.socket] = []

    def serve(self, postgres: subprocess.Popen[bytes]) -> None:
        """Postgres has ended, with all its backends; who came meanwhile was greeted. Raises EverybodyLeft."""
        assert postgres.stdout is not None
        ended = False
        while not ended:
            self._tell(READY)
            self.served += self.waiting
            self.waiting.clear()
            ended = postgres.stdout in self._notice(postgres.stdout)

    def wait(self, seconds: float) -> None:
        """`seconds` have passed; who came meanwhile waits. Raises EverybodyLeft."""
        end = time.monotonic() + seconds
        self._notice(timeout_s=seconds)
        while (left_s := end - time.monotonic()) > 0:
            self._notice(timeout_s=left_s)

    def refuse(self, reason: str) -> None:
        """Those who wait, or are about to, know why there is no server."""
        self.listener.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._accept()
        self._tell(reason)

    def _notice(self, *others: IO[bytes], timeout_s: float | None = None) -> set[object]:
        """Return what became readable first; who has come is known, and who has left forgotten."""
        readable = _readable([self.listener, *self.waiting, *self.served, *others], timeout_s)
        if self.listener in readable:
            self._accept()
        for group in self.waiting, self.served:
            for user in [user for user in group if user in readable]:
                if len(self.waiting) + len(self.served) == 1:
                    raise EverybodyLeft
                group.remove(user)
                user.close()
        return readable

    def _accept(self) -> None:
        user, _ = self.listener.accept()
        self.waiting.append(user)

    def _tell(self, text: str) -> None:
        """Those who wait have heard `text`, or are gone."""
        for user in self.waiting:
            with contextlib.suppress(ConnectionError):
                user.sendall(text.encode(errors="surrogateescape"))


def _readable(files: list[socket.socket | IO[bytes]], timeout_s: float | None) -> set[object]:
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        return {key.fileobj for key, _ in selector.select(timeout_s)}
