"""Writing what was stamped to the log, in its order; behind it the head has moved, and whoever listens is told."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

import asyncpg
from sqlalchemy import Text, bindparam, cast, func, select, update

from events import tables
from events.compiled import COPY_FROM, Compiled, InsertMany
from events.envelope import RecordedEvent, payload_bytes
from events.tables import event_payloads, log_head

CHANNEL = "asof_log"
"""Who listens on it is told by each append, once that is committed, that the log has grown."""

_SALT_LENGTH = 16

_Row = tuple[Any, ...]


async def write(conn: asyncpg.Connection, stamped: Sequence[RecordedEvent]) -> None:
    """The events are in the log, and the head stands at the last of them, once the caller's transaction commits."""
    if not stamped:
        return
    payloads: list[_Row] = []
    envelopes = _envelopes(stamped, payloads)
    head = {"head_position": stamped[-1].position, "head_recorded_at": stamped[-1].recorded_at}
    if len(stamped) < COPY_FROM:
        arrays = _INSERT_EVENTS.arrays(list(envelopes)) | _INSERT_PAYLOADS.arrays(payloads)
        await _WRITE.execute(conn, **arrays, **head)
    else:
        await _INSERT_EVENTS.copy(conn, envelopes)
        await _INSERT_PAYLOADS.copy(conn, payloads)
        await _MOVE_HEAD_AND_TELL.execute(conn, **head)


def _envelopes(stamped: Sequence[RecordedEvent], payloads: list[_Row]) -> Iterator[_Row]:
    """The rows of `events`; with each, that of `event_payloads` is put behind `payloads`."""
    random = secrets.token_bytes(_SALT_LENGTH * len(stamped))
    for begin, event in enumerate(stamped):
        salt = random[begin * _SALT_LENGTH : (begin + 1) * _SALT_LENGTH]
        payload = payload_bytes(event.payload)
        payloads.append((event.position, salt, payload.decode()))
        yield (*_envelope(event), hashlib.sha256(salt + payload).digest())


_envelope = attrgetter(*(c.name for c in tables.events.columns if c.name != "payload_hash"))

_INSERT_EVENTS = InsertMany(tables.events)
_INSERT_PAYLOADS = InsertMany(event_payloads)
_moved = (
    update(log_head)
    .values(position=bindparam("head_position"), recorded_at=bindparam("head_recorded_at"))
    .returning(log_head.c.position)
    .cte("moved")
)
# Postgres lets transactions that notify commit one at a time: so do appends anyway, under the head lock.
_move_and_tell = select(func.pg_notify(CHANNEL, cast(_moved.c.position, Text)))
_MOVE_HEAD_AND_TELL = Compiled(_move_and_tell)
_WRITE = Compiled(
    _move_and_tell.add_cte(
        _INSERT_EVENTS.statement.cte("written_events"), _INSERT_PAYLOADS.statement.cte("written_payloads")
    )
)
