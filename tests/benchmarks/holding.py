"""How long an append holds the head lock that looks as if it had to rewrite a great timeline."""

from collections.abc import AsyncIterator
from time import perf_counter
from uuid import uuid4

import asyncpg

from events.envelope import NewEvent, read_payload
from events.payloads import PAYLOADS
from projections.recording import record
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.history import COUNTRY, REGION, TOWN

HELD_MS = 50.0
_CORRECTIONS = 50


async def holding(conn: asyncpg.Connection, size: int) -> AsyncIterator[Figure]:
    """Fifty published corrections in reverse order, a merge of the great place, and its move under another parent.

    `conn` leads to a database whose great subjects have `size` entries.
    """
    facts = await conn.fetch(
        "SELECT fact, stream FROM events WHERE type = 'FactReported' ORDER BY position LIMIT 3"
    )
    corrected = [
        await _held(
            conn,
            facts[0]["stream"],
            "FactCorrected",
            fact=facts[0]["fact"],
            reported_at=f"2025-{1 + number // 28:02}-{1 + number % 28:02}T00:00:00Z",
            changes={"summary": f"As corrected for the {number}th time"},
        )
        for number in reversed(range(_CORRECTIONS))
    ]
    yield _figure(f"the slowest of {_CORRECTIONS} published corrections in reverse order", max(corrected))
    await _held(conn, "location-lfar", "LocationNamed", name="Far", slug="far", kind="country", parents=[])
    other = {"name": "Other town", "slug": "other-town", "kind": "city", "parents": []}
    await _held(conn, "location-lother", "LocationNamed", **other)
    merged = await _held(conn, f"location-{TOWN}", "LocationsMerged", into="lother")
    yield _figure(f"a merge of a place with {size:,} entries", merged)
    named = {"name": "Region", "slug": REGION, "kind": "region", "parents": [{"location": "lfar"}]}
    moved = await _held(conn, f"location-{REGION}", "LocationNamed", **named)
    yield _figure(f"a region with {size:,} entries moved from {COUNTRY} to another parent", moved)


async def _held(conn: asyncpg.Connection, stream: str, type_: str, **payload: object) -> float:
    """Milliseconds of the whole append, which holds the lock for less."""
    read = read_payload(type_, PAYLOADS[type_].schema_version, payload)
    event = NewEvent(event_id=uuid4(), stream=stream, payload=read)
    start = perf_counter()
    await record(conn, [event], appended_by="bench")
    return (perf_counter() - start) * 1_000


def _figure(name: str, milliseconds: float) -> Figure:
    return Figure(name=f"head lock: {name}", value=milliseconds, unit="ms", aims=(Aim("at most", HELD_MS),))
