"""Pinned answers that were given once are given again from memory (decision 017).

What a client pinned is the same for ever, so that neither the framework nor the database has to look at it again, as
long as the log is attested to be the one it was asked of.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from projections.kept import Kept
from service.attesting import Attested
from service.connections import acquired
from service.pins import PINS
from service.replies import FOR_EVER, Held, held_by

_WEIGHT_BESIDE = 1_000
"""About what it takes to keep an answer, beside its bytes."""
_SHARE_MAX = 8
"""No single answer takes more than this part of all there is room for."""
_BASE = (b"host", b"accept")
"""The headers on which an answer depends: how the client calls the service, and the format it likes best."""

Headers = list[tuple[bytes, bytes]]
Key = tuple[object, ...]


class _Answer(NamedTuple):
    """The answer of the era, with its body or, 304, without."""

    era: int
    status: int
    headers: Headers
    body: bytes


class KeptAnswers:
    """The answers of a process, of at most so many bytes."""

    def __init__(self, bytes_max: int) -> None:
        self.attested = Attested()
        self.largest = bytes_max // _SHARE_MAX
        self._kept: Kept[Key, _Answer] = Kept(bytes_max)

    @property
    def bytes(self) -> int:
        """How many are taken."""
        return self._kept.weight

    def find(self, scope: Scope, era: int) -> _Answer | None:
        """What the request was answered before, in this era; 304 where it says that it holds that."""
        key = _key(scope)
        given, unchanged = (self._of(era, (*key, status)) for status in (200, 304))
        if (known := given or unchanged) is None:
            return None
        sent = _values(scope, b"if-none-match")
        return unchanged if sent and _is_held(held_by(sent), known) else given

    def keep(self, scope: Scope, answer: _Answer) -> None:
        """The answer is found from now on, while its era lasts."""
        key = (*_key(scope), answer.status)
        written = (*(each for pair in answer.headers for each in pair), answer.body, *_written(key))
        self._kept.keep(key, answer, _WEIGHT_BESIDE + sum(map(len, written)))

    def _of(self, era: int, key: Key) -> _Answer | None:
        found = self._kept.get(key)
        return found if found is not None and found.era == era else None


class AnswerAgain:
    """Requests whose answer is kept do not get any further than here; the answers of others are kept, if pinned."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept: KeptAnswers | None = None
        if _may_be_pinned(scope):
            kept = scope["app"].state.kept_answers
        if kept is None or (era := await kept.attested.era(partial(acquired, Request(scope)))) is None:
            await self._app(scope, receive, send)
            return
        found = kept.find(scope, era)
        if found is None:
            await self._app(scope, receive, _Keeping(kept, scope, era, send))
            return
        await send({"type": "http.response.start", "status": found.status, "headers": list(found.headers)})
        await send({"type": "http.response.body", "body": found.body})


class _Keeping:
    """Sends an answer, and keeps it when it was sent to its end and is one that never changes."""

    def __init__(self, kept: KeptAnswers, scope: Scope, era: int, send: Send) -> None:
        self._kept, self._scope, self._era, self._send = kept, scope, era, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message if _is_for_ever(message) else None
        elif self._start is not None:
            self._body += message.get("body", b"")
            if len(self._body) > self._kept.largest:
                self._start = None
            elif not message.get("more_body"):
                self._finish(self._start)
        await self._send(message)

    def _finish(self, start: Message) -> None:
        answer = _Answer(self._era, start["status"], list(start["headers"]), self._body)
        self._kept.keep(self._scope, answer)


def _may_be_pinned(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    query: bytes = scope["query_string"]
    return b"cursor=" in query or all(name in query for name in _PINNED)


_PINNED = [f"{name}=".encode() for name in PINS]


def _is_for_ever(start: Message) -> bool:
    """A pinned answer, or that it is held; nothing else may be stored without asking."""
    return start["status"] in (200, 304) and (b"cache-control", FOR_EVER.encode()) in start["headers"]


def _is_held(held: Held, answer: _Answer) -> bool:
    return held.any or any(name == b"etag" and tag.decode() in held.tags for name, tag in answer.headers)


def _key(scope: Scope) -> Key:
    """All of a request that its answer depends on, but for what the client holds."""
    told = tuple(each for each in scope["headers"] if each[0] in _BASE)
    at = (scope["scheme"], scope.get("root_path", ""), scope.get("server"))
    return (*at, scope["path"], scope.get("raw_path"), scope["query_string"], told)


def _written(key: Key) -> Iterable[str]:
    return (str(each) for each in key)


def _values(scope: Scope, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for each, value in scope["headers"] if each == name)
