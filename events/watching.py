"""Watching the log: who follows it is woken when it may have grown.

A notification of each append is the hint, a look at the head every second covers for hints that were lost. Neither is
believed: whoever is woken reads the log.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager

import asyncpg

from events import log
from events.errors import DatabaseUnreachable
from events.writing import CHANNEL

POLL_INTERVAL_S = 1.0
SILENCE_MAX_S = 5.0
"""A connection on which the head cannot be read in this time is given up."""

Connected = Callable[[], AbstractAsyncContextManager[asyncpg.Connection]]

_LOST = (DatabaseUnreachable, OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

_log = logging.getLogger(__name__)


class Watch:
    """Wakes those who follow the log; `stopped` tells them to let go.

    It has a connection of its own, only while somebody follows. Without one it wakes everybody every second.
    """

    def __init__(self, connected: Connected) -> None:
        self.stopped = False
        self._connected = connected
        self._grown = asyncio.Event()
        self._followers = 0
        self._watching: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def following(self) -> Iterator[None]:
        """The log is watched while the block runs."""
        self._followers += 1
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            self._followers -= 1

    def growth(self) -> asyncio.Event:
        """Set when the log may have grown since this call: take it before reading, wait for it afterwards."""
        return self._grown

    def stop(self) -> None:
        """All who follow have been told to stop."""
        self.stopped = True
        self._wake()

    async def close(self) -> None:
        """Nothing is watched any more."""
        self.stop()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()

    async def _watch(self) -> None:
        while self._followers:
            try:
                await self._listen()
            except _LOST as error:
                _log.warning("the log is polled: %s", error)
            self._wake()
            await asyncio.sleep(POLL_INTERVAL_S)

    async def _listen(self) -> None:
        """Wakes by notification and by looking, until nobody follows any more. Raises one of _LOST."""
        async with self._connected() as conn:
            await conn.add_listener(CHANNEL, lambda *_told: self._wake())
            position = -1
            while self._followers:
                head = await asyncio.wait_for(log.read_head(conn), SILENCE_MAX_S)
                if head.position != position:
                    self._wake()
                position = head.position
                await asyncio.sleep(POLL_INTERVAL_S)


@contextlib.asynccontextmanager
async def watching(connected: Connected) -> AsyncIterator[Watch]:
    """A watch, which ends with the block; `connected` gives it connections, none of them from a pool."""
    watch = Watch(connected)
    try:
        yield watch
    finally:
        await watch.close()
