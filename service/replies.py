"""Answers as HTTP responses."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request, Response

from events.instants import format_instant
from service.negotiation import ONLY_JSON, Representation
from service.pins import is_pinned

FOR_EVER = "public, max-age=60, s-maxage=86400"
"""Of pinned answers. Shared caches can be purged when something is erased; private ones soon ask again."""

ERASURES = 0
"""How many lawful erasures there were: each may change answers that were pinned."""

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What `If-None-Match` names is what there is"}
}

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True, slots=True)
class Held:
    """The entity tags of the answers that a client holds, without their `W/`; and whether any answer would do."""

    tags: frozenset[str] = frozenset()
    any: bool = False


async def _held(
    request: Request,
    if_none_match: Annotated[
        str | None, Header(description="The `ETag` of an answer still held, several, or `*`: 304 for these.")
    ] = None,
) -> Held:
    return held(request)


Holding = Annotated[Held, Depends(_held)]


def held(request: Request) -> Held:
    """From all headers of that name."""
    return held_by(",".join(request.headers.getlist("if-none-match")))


def held_by(if_none_match: str) -> Held:
    """What the header names; what is no entity tag is passed over."""
    return Held(frozenset(_TAG.findall(if_none_match)), any=if_none_match.strip() == "*")


def reply(
    body: Any, *, status: int = 200, media_type: str = "application/json", **headers: str | None
) -> Response:
    """`body` as JSON; headers are named as in Python (`cache_control`), those that are None left out."""
    return Response(_json(body), status, {"cache-control": "no-cache"} | _named(headers), media_type)


def unchanged(
    permalink: str, sent: Mapping[str, str], held: Held, form: Representation = ONLY_JSON
) -> Response | None:
    """The answer that the client still holds what `permalink` names; None when it has to be given again.

    A client that holds whatever there is has to wait until it is known that there is something.
    """
    if _etag(permalink, form) not in held.tags:
        return None
    return _not_modified(permalink, sent, form)


def reply_at_position(
    body: Mapping[str, Any],
    sent: Mapping[str, str],
    held: Held,
    form: Representation = ONLY_JSON,
    content: bytes | None = None,
) -> Response:
    """The answer to a question that `sent` asked; cacheable for ever if that pinned it.

    `content` is the body in the form asked for, where that is not JSON.
    """
    permalink, following = body["permalink"], body.get("next")
    if held.any:
        return _not_modified(permalink, sent, form)
    link = None if following is None else f'<{form.url(following)}>; rel="next"'
    headers = _validators(permalink, sent, form) | _named({"link": link})
    return Response(_json(body) if content is None else content, 200, headers, form.format.media_type)


def _not_modified(permalink: str, sent: Mapping[str, str], form: Representation) -> Response:
    return Response(status_code=304, headers=_validators(permalink, sent, form))


def _validators(permalink: str, sent: Mapping[str, str], form: Representation) -> dict[str, str]:
    """The headers of an answer, be it given or still held."""
    return _named(
        {
            "cache_control": FOR_EVER if is_pinned(sent) else "no-cache",
            "content_location": form.url(permalink),
            "etag": _etag(permalink, form),
            "vary": form.vary,
        }
    )


def _named(headers: Mapping[str, str | None]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items() if value is not None}


def _etag(permalink: str, form: Representation) -> str:
    """A pinned answer never changes but for an erasure, so what names it tells whether it is the same."""
    named = f"{permalink} {form.format.media_type} {ERASURES}"
    return f'"{hashlib.sha256(named.encode()).hexdigest()[:32]}"'


def _json(body: Any) -> bytes:
    return orjson.dumps(body, default=_default, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _default(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
