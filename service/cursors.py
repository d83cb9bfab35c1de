"""Cursors: where a page ended, and every parameter of the question it belongs to. Pure.

A cursor is opaque but not signed: it is validated like the parameters themselves, and says nothing that a client
could not ask for with those.
"""

import base64
import binascii
from typing import NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError

from events.errors import BadQuestion

EXPECTED = "a cursor as an answer's `next` carries it, unchanged"
_LENGTH_MAX = 4_000


class Cursor(NamedTuple):
    """The pages of `path` with these parameters, behind the entry whose key is `after`."""

    path: str
    parameters: dict[str, str]
    after: tuple[str | None, ...]


_SHAPE = TypeAdapter(Cursor)


def write_cursor(cursor: Cursor) -> str:
    """The cursor as text for a URL; equal cursors are equal texts."""
    return base64.urlsafe_b64encode(orjson.dumps(list(cursor))).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor:
    """The cursor behind the text. Raises BadQuestion unless it has the shape of one."""
    try:
        if len(text) > _LENGTH_MAX:
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return _SHAPE.validate_json(raw, strict=True)
    except (ValidationError, ValueError, binascii.Error):
        raise BadQuestion("cursor", text[:200], EXPECTED) from None
