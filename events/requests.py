"""Requests under a key of their client's: recorded once, however often they come.

Beside the events stands which of them a request recorded, and a salted hash of the request (docs/decisions/008).
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Uuid, bindparam, func, insert, select

from events import log, tables
from events.compiled import Compiled
from events.envelope import RecordedEvent
from events.errors import KeyTaken


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request under a key: the id that follows from the key, and all that makes it the same request again."""

    request_id: UUID
    identity: bytes


async def recall(conn: asyncpg.Connection, keyed: Keyed) -> list[RecordedEvent] | None:
    """What the request recorded when it came first, in the order of its answer; None if it did not come yet.

    Raises KeyTaken when the one that came was another.
    """
    recalled = (await recall_each(conn, [keyed])).get(keyed.request_id)
    if isinstance(recalled, KeyTaken):
        raise recalled
    return recalled


async def recall_each(
    conn: asyncpg.Connection, asked: Sequence[Keyed]
) -> dict[UUID, list[RecordedEvent] | KeyTaken]:
    """What `recall` returns or raises for each of these requests that came before, by its id; no id is asked twice."""
    if not asked:
        return {}
    rows = await _KEPT.fetch(conn, request_ids=[keyed.request_id for keyed in asked])
    kept = {row["request_id"]: row for row in rows}
    found = (
        await log.read_at(conn, {position for row in rows for position in row["positions"]}) if rows else {}
    )
    recalled: dict[UUID, list[RecordedEvent] | KeyTaken] = {}
    for keyed in asked:
        if (row := kept.get(keyed.request_id)) is None:
            continue
        if secrets.compare_digest(_hash(row["salt"], keyed.identity), row["request_hash"]):
            recalled[keyed.request_id] = [found[position] for position in row["positions"]]
        else:
            recalled[keyed.request_id] = KeyTaken(row["positions"][0])
    return recalled


async def keep(conn: asyncpg.Connection, keyed: Keyed, recorded: Sequence[RecordedEvent]) -> None:
    """From here on `recall` answers the request with the events `recorded`, in the transaction that recorded them."""
    await keep_each(conn, [(keyed, recorded)])


async def keep_each(
    conn: asyncpg.Connection, answered: Iterable[tuple[Keyed, Sequence[RecordedEvent]]]
) -> None:
    """As `keep`, for several requests."""
    rows = []
    for keyed, recorded in answered:
        salt = secrets.token_bytes(16)
        rows.append(
            {
                "request_id": keyed.request_id,
                "salt": salt,
                "request_hash": _hash(salt, keyed.identity),
                "positions": [event.position for event in recorded],
            }
        )
    if rows:
        await _KEEP.execute_each(conn, rows)


def _hash(salt: bytes, request: bytes) -> bytes:
    return hashlib.sha256(salt + request).digest()


_R = tables.requests
_KEPT = Compiled(
    select(_R.c.request_id, _R.c.salt, _R.c.request_hash, _R.c.positions).where(
        _R.c.request_id == func.any(bindparam("request_ids", type_=ARRAY(Uuid())))
    )
)
_KEEP = Compiled(insert(_R).values({c.name: bindparam(c.name, type_=c.type) for c in _R.columns}))
