"""Answers as HTTP responses."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from fastapi import Response

from events.instants import format_instant
from service.pins import PINS

FOR_EVER = "public, max-age=60, s-maxage=86400"
"""Of pinned answers. Shared caches can be purged when something is erased; private ones soon ask again."""


def reply(
    body: Any, *, status: int = 200, media_type: str = "application/json", **headers: str | None
) -> Response:
    """`body` as JSON; headers are named as in Python (`cache_control`), those that are None left out."""
    named = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    content = orjson.dumps(body, default=_default, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return Response(content, status, {"cache-control": "no-cache"} | named, media_type)


def unchanged(permalink: str, sent: Mapping[str, str], if_none_match: str | None) -> Response | None:
    """The answer that the client still holds what `permalink` names; None when it has to be given again."""
    tag = _etag(permalink)
    held = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    if not held & {tag, "*"}:
        return None
    return Response(status_code=304, headers={"etag": tag, "cache-control": _cache_control(sent)})


def reply_at_position(body: Mapping[str, Any], sent: Mapping[str, str]) -> Response:
    """The answer to a question that `sent` asked; cacheable for ever if that pinned it."""
    return reply(
        body,
        cache_control=_cache_control(sent),
        content_location=body["permalink"],
        etag=_etag(body["permalink"]),
        link=None if body.get("next") is None else f'<{body["next"]}>; rel="next"',
    )


def _cache_control(sent: Mapping[str, str]) -> str:
    return FOR_EVER if "cursor" in sent or sent.keys() >= set(PINS) else "no-cache"


def _etag(permalink: str, media_type: str = "application/json") -> str:
    """A pinned answer never changes, so what names it tells whether it is the same."""
    return f'"{hashlib.sha256(f"{permalink} {media_type}".encode()).hexdigest()[:32]}"'


def _default(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
