"""Cursors: where a page ended, and every parameter of the question it belongs to. Pure.

A cursor is opaque but not signed: it is validated like the parameters themselves, and says nothing that a client
could not ask for with those.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError

from events.errors import BadQuestion
from events.instants import parse_instant
from service.parameters import url

EXPECTED = "a cursor as an answer's `next` carries it, unchanged"
_LENGTH_MAX = 4_000


class Cursor(NamedTuple):
    """The pages of `path` with these parameters, behind the entry whose key is `after`."""

    path: str
    parameters: dict[str, str]
    after: tuple[str | None, ...]


_SHAPE = TypeAdapter(Cursor)


def page_url(path: str, parameters: Mapping[str, str], after: Sequence[str | None] | None) -> str:
    """The URL of the page at `path` behind the key `after`, or of the first one, with everything pinned."""
    if after is None:
        return url(path, parameters)
    return url(path, {"cursor": _write(Cursor(path, dict(parameters), tuple(after)))})


def read_cursor(text: str) -> Cursor:
    """The cursor behind the text. Raises BadQuestion unless it has the shape of one."""
    try:
        if len(text) > _LENGTH_MAX:
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return _SHAPE.validate_json(raw, strict=True)
    except (ValidationError, ValueError, binascii.Error):
        raise BadQuestion("cursor", text[:200], EXPECTED) from None


def cursor_instant(text: str) -> datetime:
    """The instant in a cursor's key. Raises BadQuestion."""
    try:
        return parse_instant(text)
    except ValueError:
        raise BadQuestion("cursor", None, EXPECTED) from None


def _write(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(cursor))).rstrip(b"=").decode()
