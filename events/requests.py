"""Requests under a key of their client's: recorded once, however often they come.

Beside the events stands which of them a request recorded, and a salted hash of the request (docs/decisions/008).
"""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import Uuid, bindparam, insert, select

from events import log, tables
from events.compiled import Compiled
from events.envelope import RecordedEvent
from events.errors import KeyTaken


async def recall(conn: asyncpg.Connection, request_id: UUID, request: bytes) -> list[RecordedEvent] | None:
    """What the request recorded when it came first, in the order of its answer; None if it did not come yet.

    `request` is all that makes it the same request again. Raises KeyTaken when the one that came was another.
    """
    kept = await _KEPT.fetchrow(conn, request_id=request_id)
    if kept is None:
        return None
    if not secrets.compare_digest(_hash(kept["salt"], request), kept["request_hash"]):
        raise KeyTaken(kept["positions"][0])
    found = await log.read_at(conn, set(kept["positions"]))
    return [found[position] for position in kept["positions"]]


async def keep(
    conn: asyncpg.Connection, request_id: UUID, request: bytes, recorded: Sequence[RecordedEvent]
) -> None:
    """From here on `recall` answers the request with the events `recorded`, in the transaction that recorded them."""
    salt = secrets.token_bytes(16)
    row = {
        "request_id": request_id,
        "salt": salt,
        "request_hash": _hash(salt, request),
        "positions": [event.position for event in recorded],
    }
    await _KEEP.execute(conn, **row)


def _hash(salt: bytes, request: bytes) -> bytes:
    return hashlib.sha256(salt + request).digest()


_R = tables.requests
_KEPT = Compiled(
    select(_R.c.salt, _R.c.request_hash, _R.c.positions).where(
        _R.c.request_id == bindparam("request_id", type_=Uuid())
    )
)
_KEEP = Compiled(insert(_R).values({c.name: bindparam(c.name, type_=c.type) for c in _R.columns}))
