"""Answers as HTTP responses."""

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


def reply_at_position(body: Mapping[str, Any], sent: Mapping[str, str]) -> Response:
    """The answer to a question that `sent` asked; cacheable for ever if that pinned it."""
    pinned = "cursor" in sent or sent.keys() >= set(PINS)
    return reply(
        body,
        cache_control=FOR_EVER if pinned else "no-cache",
        content_location=body["permalink"],
        link=None if body.get("next") is None else f'<{body["next"]}>; rel="next"',
    )


def _default(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
