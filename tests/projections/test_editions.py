"""The directory says the same until an event comes that can change it."""

import asyncpg
import pytest

from events.payloads import PAYLOADS
from projections import editions, naming
from projections.directory import DIRECTORY
from projections.editions import CHANGED_BY, Edition
from projections.fold import NEVER
from tests import making
from tests.asking import recorded

JUNE = "2020-06-01T00:00:00Z"


async def _filled(conn: asyncpg.Connection) -> int:
    """The log holds an actor at 2, who has another name at its head, which is returned."""
    described = [making.location("here"), making.actor("anna", "Anna"), making.actor("boris")]
    reported = [
        making.article("n1", JUNE),
        making.fact("n1", "f1", JUNE, actors=["anna"], locations=["here"]),
    ]
    moved = [making.location("there"), making.location("here", "there")]
    merged = making.event("actor-boris", "ActorsMerged", into="anna")
    renamed = making.actor("anna", "Anna Two")
    return (await recorded(conn, *described, *reported, *moved, merged, renamed))[-1].position


def test_every_event_in_the_stream_of_an_actor_or_a_location_can_change_it() -> None:
    named = {type_ for type_ in PAYLOADS if not type_.startswith(("Article", "Fact"))}

    assert set(CHANGED_BY) == named


async def test_no_row_of_the_directory_begins_or_ends_but_at_such_an_event(
    conn: asyncpg.Connection,
) -> None:
    await _filled(conn)

    changed = {
        row["position"]
        for row in await conn.fetch("SELECT position FROM events WHERE type = ANY($1)", CHANGED_BY)
    }
    for table in DIRECTORY.tables:
        for row in await conn.fetch(f"SELECT rec_from, rec_to FROM {table}"):
            assert {row["rec_from"], row["rec_to"]} <= {*changed, NEVER}


async def test_what_an_edition_says_is_asked_once_and_only_for_its_positions(
    conn: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = await _filled(conn)
    asked: list[int] = []
    resolve = naming.resolve

    async def counted(conn: asyncpg.Connection, kind: naming.Kind, name: str, position: int) -> str:
        asked.append(position)
        return await resolve(conn, kind, name, position)

    monkeypatch.setattr(naming, "resolve", counted)
    edition, later = Edition(("", "log"), 3, head - 1), Edition(("", "log"), head, head)
    for position, of in [
        (3, edition),
        (4, edition),
        (head, edition),
        (2, edition),
        (head, later),
        (head, later),
    ]:
        assert await editions.resolve(conn, "actor", "anna", position, of) == "actor-anna"
    assert await editions.resolve(conn, "actor", "anna", 3, Edition(("", "other"), 3, 3)) == "actor-anna"
    assert await editions.resolve(conn, "actor", "anna", 3, None) == "actor-anna"

    assert asked == [3, head, 2, head, 3, 3]


async def test_names_are_those_of_the_position(conn: asyncpg.Connection) -> None:
    head = await _filled(conn)
    before, after = Edition(("", "names"), 2, head - 1), Edition(("", "names"), head, head)

    for _ in range(2):
        told = [await editions.names(conn, ["actor-anna"], e.since, e) for e in (before, after)]

        assert [names["anna"]["name"] for names in told] == ["Anna", "Anna Two"]
    assert await editions.names(conn, ["actor-nobody"], 2, before) == {}
