"""A client that keeps many connections busy, lean enough to leave the machine to the server it measures."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import cast

import httptools
import uvloop


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: how often each status, after how many milliseconds, within how many seconds."""

    statuses: Counter[int]
    milliseconds: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds


@dataclass(slots=True)
class _Shared:
    requests: Sequence[bytes]
    end: float
    once: bool
    numbers: count[int] = field(default_factory=count)
    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


class _Connection(asyncio.Protocol):
    """Sends a request, waits for its answer, sends the next, until the time is over."""

    def __init__(self, shared: _Shared, done: asyncio.Future[None]) -> None:
        self._shared, self._done = shared, done
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is one without saying so
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._shared.milliseconds.append((perf_counter() - self._sent) * 1_000)
        self._shared.statuses[self._parser.get_status_code()] += 1
        self._parser = httptools.HttpResponseParser(self)
        self._next()

    def _next(self) -> None:
        number = next(self._shared.numbers)
        requests = self._shared.requests
        self._sent = perf_counter()
        if self._sent > self._shared.end or (self._shared.once and number >= len(requests)):
            self._done.set_result(None)
            self._transport.close()
            return
        self._transport.write(requests[number % len(requests)])


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request on a connection that stays open."""
    told = {"Host": "localhost"} | (headers or {}) | ({"Content-Length": str(len(body))} if body else {})
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def under_load(
    port: int, requests: Sequence[bytes], *, clients: int, seconds: float, once: bool = False
) -> Load:
    """What the server at the port answers to the requests, sent in turn by so many clients at once for so long.

    `once`: no request is sent twice, and the load ends with the last one.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (port, requests, clients, seconds, once))


def _run(port: int, requests: Sequence[bytes], clients: int, seconds: float, once: bool) -> Load:
    return uvloop.run(_loaded(port, requests, clients, seconds, once))


async def _loaded(port: int, requests: Sequence[bytes], clients: int, seconds: float, once: bool) -> Load:
    loop = asyncio.get_running_loop()
    start = perf_counter()
    shared = _Shared(requests, start + seconds, once)
    done = [loop.create_future() for _ in range(clients)]
    for each in done:
        await loop.create_connection(lambda each=each: _Connection(shared, each), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*done)
    return Load(shared.statuses, shared.milliseconds, perf_counter() - start)
