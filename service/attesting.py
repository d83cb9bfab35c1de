"""Whether what was answered under pins is the answer still: the database is asked so, at most once a second.

A pinned answer changes only with the log's incarnation, with the rules that serve, or by an erasure (design.md §2).
Every such answer may be kept by its client for a minute without asking; a second is less than that.
"""

import asyncio
import time
from typing import NamedTuple

from events.errors import Unavailable
from events.watching import Connected
from service.pins import check_readable
from service.replies import ERASURES

GOOD_FOR_S = 1.0


class _Read(NamedTuple):
    """What was read of the log, and when the reading began."""

    log: str
    position: int
    erasures: int
    at: float


class Attested:
    """Eras of the log: pinned answers of one era are answers for all of it.

    A log whose head went back has been restored; it is another era though its name is still the old one.
    """

    def __init__(self) -> None:
        self._era = 0
        self._last: _Read | None = None
        self._reading: asyncio.Task[int] | None = None

    async def era(self, connected: Connected) -> int | None:
        """The era; None when the log cannot be read by our rules.

        It is read on what `connected` gives, unless that was done within the last second, or is being done.
        """
        if self._last is not None and time.monotonic() - self._last.at < GOOD_FOR_S:
            return self._era
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(connected))
            self._reading.add_done_callback(self._forget)
        try:
            return await asyncio.shield(self._reading)
        except Unavailable:
            return None  # who asks the database itself will be told why

    async def _read(self, connected: Connected) -> int:
        at, before = time.monotonic(), self._last
        self._last = None
        async with connected() as conn:
            row = await check_readable(conn)
        self._last = _Read(row["log"], row["position"], ERASURES, at)
        if before is None or not _goes_on(before, self._last):
            self._era += 1
        return self._era

    def _forget(self, _done: asyncio.Task[int]) -> None:
        self._reading = None


def _goes_on(before: _Read, now: _Read) -> bool:
    return (before.log, before.erasures) == (now.log, now.erasures) and before.position <= now.position
