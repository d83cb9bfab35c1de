"""Histories are written straight into the log's tables, recorded when they say: no append could date them back."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable
from itertools import islice

import asyncpg

from events.payloads import PAYLOADS
from tests.benchmarks.history import Made

_BATCH = 20_000
_ENVELOPE = (
    "position",
    "event_id",
    "stream",
    "version",
    "type",
    "schema",
    "fact",
    "recorded_at",
    "correlation_id",
    "causation_id",
    "appended_by",
    "payload_hash",
)


async def load(conn: asyncpg.Connection, history: Iterable[Made]) -> int:
    """The log, which was empty, holds the history; returns how many events that are."""
    await conn.execute("ALTER TABLE log_head DISABLE TRIGGER log_head_moves_forward")
    versions: Counter[str] = Counter()
    position, left = 0, iter(history)
    while batch := list(islice(left, _BATCH)):
        envelopes, payloads = [], []
        for made in batch:
            position += 1
            versions[made.stream] += 1
            salt = secrets.token_bytes(16)
            envelopes.append(_envelope(made, position, versions[made.stream], salt))
            payloads.append((position, salt, made.payload.decode()))
        async with conn.transaction():
            await conn.copy_records_to_table("events", records=envelopes, columns=_ENVELOPE)
            await conn.copy_records_to_table("event_payloads", records=payloads)
            last = batch[-1].recorded_at
            await conn.execute("UPDATE log_head SET position = $1, recorded_at = $2", position, last)
    await conn.execute("ALTER TABLE log_head ENABLE ALWAYS TRIGGER log_head_moves_forward")
    return position


def _envelope(made: Made, position: int, version: int, salt: bytes) -> tuple[object, ...]:
    return (
        position,
        made.event_id,
        made.stream,
        version,
        made.type,
        PAYLOADS[made.type].schema_version,
        made.fact,
        made.recorded_at,
        made.event_id,
        None,
        "bench",
        hashlib.sha256(salt + made.payload).digest(),
    )
