"""A payload written by an earlier version of Asof is read and folded as today's models expect it."""

import asyncpg
import orjson
import pytest

from events import log
from events.errors import InvalidEvents
from events.payloads import LocationNamed
from events.upcasting import upcast
from projections import rebuilding
from projections.directory import DIRECTORY
from projections.naming import places_of
from tests.asking import recorded
from tests.making import location

SCHEMA_1 = {
    "name": "Pokrovsk",
    "slug": "pokrovsk",
    "aliases": ["Krasnoarmiisk"],
    "kind": "city",
    "coordinates": {"latitude": 48.28, "longitude": 37.18},
    "parent": "region",
}
"""LocationNamed as it was written before a place could lie in several others."""


async def test_a_location_named_under_schema_1_lies_in_the_parent_it_named(conn: asyncpg.Connection) -> None:
    await recorded(conn, location("region", kind="region"))
    await _write_as_schema_1_did(conn)

    await rebuilding.rebuild(conn, DIRECTORY)

    (event,) = await log.read(conn, stream="location-p")
    assert isinstance(event.payload, LocationNamed)
    assert [parent.location for parent in event.payload.parents] == ["region"]
    assert event.schema == 1
    places = await places_of(conn, ["location-region"], event.position)
    assert [place.subject for place in places] == ["location-region", "location-p"]


async def test_the_stored_bytes_stay_as_they_were_written(conn: asyncpg.Connection) -> None:
    await recorded(conn, location("region", kind="region"))
    await _write_as_schema_1_did(conn)

    assert (
        orjson.loads(await conn.fetchval("SELECT payload FROM event_payloads WHERE position = 2")) == SCHEMA_1
    )


def test_no_parent_under_schema_1_is_no_parents_today() -> None:
    assert upcast("LocationNamed", 1, SCHEMA_1 | {"parent": None})["parents"] == []


@pytest.mark.parametrize("schema", [0, 3])
def test_a_schema_that_never_was_is_refused(schema: int) -> None:
    with pytest.raises(InvalidEvents, match="a schema from 1 to 2"):
        upcast("LocationNamed", schema, SCHEMA_1)


async def _write_as_schema_1_did(conn: asyncpg.Connection) -> None:
    payload = orjson.dumps(SCHEMA_1)
    async with conn.transaction():
        await conn.execute(
            "INSERT INTO events SELECT position + 1, gen_random_uuid(), 'location-p', 1, 'LocationNamed', 1, NULL,"
            " clock_timestamp(), gen_random_uuid(), NULL, 'an earlier version', sha256('salt' || $1::bytea)"
            " FROM log_head",
            payload,
        )
        await conn.execute("INSERT INTO event_payloads VALUES (2, 'salt', $1)", payload.decode())
        await conn.execute("UPDATE log_head SET position = 2, recorded_at = clock_timestamp()")


def test_a_later_field_under_an_older_schema_is_refused_and_not_lost() -> None:
    later = {**SCHEMA_1, "parents": [{"location": "l1"}]}

    with pytest.raises(InvalidEvents, match="under schema 1"):
        upcast("LocationNamed", 1, later)
