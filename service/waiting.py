"""Who waits to have something recorded, in the order they came; those who gave up are passed over."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from events.errors import Unavailable
from events.requests import Keyed
from projections.recording import Append

TURN_TIMEOUT_S = 60
"""How long a request waits for its turn."""
WAITING_EVENTS_MAX = 20_000
"""Events that wait; a request that finds so many before it is sent away."""

ADVICE = "try again in a moment"

Work = Callable[[asyncpg.Connection], Awaitable[Any]]


@dataclass(eq=False, slots=True)
class Asked:
    """What a request asks for: a ready-made append, perhaps under a key, or work that takes transactions of its own."""

    what: Append | Work
    key: Keyed | None = None
    since: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def size(self) -> int:
        return len(self.what.events) if isinstance(self.what, Append) else 1

    def decide(self, outcome: Any) -> None:
        """The request gets its answer: the outcome, or the error that it is. Whether anybody waits for it or not."""
        if self.answer.done():
            return
        if isinstance(outcome, BaseException):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class Waiting:
    """A queue with an end: what it would have to keep too long is not taken in."""

    def __init__(self) -> None:
        self._queue: deque[Asked] = deque()
        self._events = 0
        self._not_empty = asyncio.Event()
        self._look: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return bool(self._queue)

    async def somebody(self) -> None:
        """Somebody waits."""
        await self._not_empty.wait()

    async def answer(self, asked: Asked) -> Any:
        """What was decided of it. Raises that if it is an error, and Unavailable when its turn does not come."""
        if self._is_full_for(asked):
            self._forget_who_gave_up()
        if self._is_full_for(asked):
            raise Unavailable(f"{self._events} events wait to be recorded already: {ADVICE}")
        self._append(asked)
        if self._look is None:
            self._look_later()
        return await asked.answer  # cancelled with whoever waits for it: then it is passed over

    def begin_appends(self, size_max: int) -> list[Asked]:
        """The appends that come first and can go together, up to `size_max` events if it is more than one.

        Of several under one key only the first: the others are answered from what it records.
        """
        begun: list[Asked] = []
        keys: set[UUID | None] = set()
        size = 0
        while (asked := self._first()) and isinstance(asked.what, Append):
            key = asked.key.request_id if asked.key else None
            if begun and (size + asked.size > size_max or (key and key in keys)):
                break
            begun.append(self._pop())
            keys.add(key)
            size += asked.size
        return begun

    def begin_work(self) -> tuple[Asked, Work] | None:
        """The work that comes first, if something else than an append comes first."""
        asked = self._first()
        if asked is None or isinstance(asked.what, Append):
            return None
        return self._pop(), asked.what

    def put_back(self, begun: Sequence[Asked]) -> None:
        """They are first in the queue again, in this order."""
        for asked in reversed(begun):
            self._queue.appendleft(asked)
            self._events += asked.size
        if begun:
            self._not_empty.set()

    def send_away(self, error: Exception) -> None:
        """Nobody waits any more; all were told why."""
        while self._queue:
            self._pop().decide(error)

    def _look_later(self) -> None:
        self._look = asyncio.get_running_loop().call_later(1, self._send_late_away)

    def _send_late_away(self) -> None:
        """Those who have waited too long; one timer looks after all, as each request would pay for one of its own."""
        late = asyncio.get_running_loop().time() - TURN_TIMEOUT_S
        while (asked := self._first()) and asked.since < late:
            self._pop().decide(Unavailable(f"the log is busy with other appends: {ADVICE}"))
        self._look = None
        if self._queue:
            self._look_later()

    def _is_full_for(self, asked: Asked) -> bool:
        return bool(self._queue) and self._events + asked.size > WAITING_EVENTS_MAX

    def _forget_who_gave_up(self) -> None:
        for _ in range(len(self._queue)):
            asked = self._pop()
            if not asked.answer.done():
                self._append(asked)

    def _append(self, asked: Asked) -> None:
        self._queue.append(asked)
        self._events += asked.size
        self._not_empty.set()

    def _first(self) -> Asked | None:
        """Who comes first of those who did not give up."""
        while self._queue and self._queue[0].answer.done():
            self._pop()
        return self._queue[0] if self._queue else None

    def _pop(self) -> Asked:
        asked = self._queue.popleft()
        self._events -= asked.size
        if not self._queue:
            self._not_empty.clear()
        return asked
