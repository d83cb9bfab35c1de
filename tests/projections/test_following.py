"""Which events concern whom: judged by what the log held at each event's own position."""

from typing import Any

import asyncpg

from events import log
from events.envelope import NewEvent
from projections.following import concerning
from tests import making
from tests.asking import recorded

JUNE = "2020-06-01T00:00:00Z"


def link(fact: str, relation: str, other: str, article: str) -> NewEvent:
    return making.event(f"article-{article}", "FactsLinked", fact=fact, relation=relation, other=other)


async def positions(
    conn: asyncpg.Connection, actors: Any = (), locations: Any = (), type_: str | None = None
) -> list[int]:
    """The positions of all events that concern them; alike however the log is cut into batches."""
    streams = [[f"{kind}-{id_}" for id_ in ids] for kind, ids in (("actor", actors), ("location", locations))]
    events = await log.read(conn, type_=type_)
    whole = [event.position for event in await concerning(conn, events, *streams)]
    for size in (1, 3):
        batches = [events[start : start + size] for start in range(0, len(events), size)]
        cut = [event.position for batch in batches for event in await concerning(conn, batch, *streams)]
        assert cut == whole
    return whole


async def test_what_becomes_of_a_fact_concerns_whom_it_names_or_has_named(conn: asyncpg.Connection) -> None:
    await recorded(conn, making.actor("anna"), making.actor("boris"), making.article("n1", JUNE))
    await recorded(
        conn,
        making.fact("n1", "f1", JUNE, actors=["anna"]),
        making.correction("n1", "f1", None, summary="Otherwise"),
        making.correction("n1", "f1", None, actors=[{"actor": "boris"}]),
        making.event("article-n1", "FactRetracted", fact="f1", reported_at=None),
        making.fact("n1", "f2", JUNE),
    )

    assert await positions(conn, actors=["anna"]) == [1, 4, 5, 6, 7]
    assert await positions(conn, actors=["boris"]) == [2, 6, 7]
    assert await positions(conn, actors=["anna", "boris"], type_="FactCorrected") == [5, 6]


async def test_a_link_concerns_the_subjects_of_both_facts_and_so_does_its_withdrawal(
    conn: asyncpg.Connection,
) -> None:
    denies = link("f2", "denies", "f1", "n2")
    await recorded(
        conn,
        making.actor("anna"),
        making.actor("boris"),
        making.article("n1", JUNE),
        making.article("n2", JUNE),
        making.fact("n1", "f1", JUNE, attributed_to="anna"),
        making.fact("n2", "f2", JUNE, via=["boris"]),
        denies,
    )
    await recorded(conn, making.event("article-n2", "ChangeWithdrawn", withdraws=str(denies.event_id)))

    assert await positions(conn, actors=["anna"]) == [1, 5, 7, 8]
    assert await positions(conn, actors=["boris"]) == [2, 6, 7, 8]


async def test_an_article_that_is_retracted_concerns_whom_its_facts_name(conn: asyncpg.Connection) -> None:
    fallen = making.event("article-n1", "ArticleRetracted", reported_at=None)
    await recorded(
        conn,
        making.actor("anna"),
        making.actor("boris"),
        making.article("n1", JUNE),
        making.fact("n1", "f1", JUNE, actors=["anna"]),
        fallen,
    )
    await recorded(conn, making.event("article-n1", "ChangeWithdrawn", withdraws=str(fallen.event_id)))

    assert await positions(conn, actors=["anna"]) == [1, 4, 5, 6]
    assert await positions(conn, actors=["boris"]) == [2]


async def test_who_is_merged_counts_as_one_from_the_merge_to_its_withdrawal(conn: asyncpg.Connection) -> None:
    merge = making.event("actor-boris", "ActorsMerged", into="anna")
    await recorded(conn, making.actor("anna"), making.actor("boris"), making.article("n1", JUNE))
    await recorded(conn, making.fact("n1", "f1", JUNE, actors=["boris"]), merge)
    await recorded(conn, making.fact("n1", "f2", JUNE, actors=["boris"]))
    await recorded(conn, making.event("actor-boris", "ChangeWithdrawn", withdraws=str(merge.event_id)))
    await recorded(conn, making.fact("n1", "f3", JUNE, actors=["boris"]))

    assert await positions(conn, actors=["anna"]) == [1, 5, 6, 7]
    assert await positions(conn, actors=["boris"]) == [2, 4, 5, 6, 7, 8]
    assert await positions(conn, actors=["anna"], type_="FactReported") == [6]


async def test_the_places_within_a_place_count_as_long_as_they_lie_there(conn: asyncpg.Connection) -> None:
    await recorded(conn, making.location("russia"), making.location("pskov"), making.article("n1", JUNE))
    await recorded(conn, making.fact("n1", "f1", JUNE, locations=["pskov"]))
    await recorded(conn, making.location("pskov", "russia"))
    await recorded(conn, making.fact("n1", "f2", JUNE, locations=["pskov"]))
    await recorded(conn, making.location("pskov", name="Pleskau"))
    await recorded(conn, making.fact("n1", "f3", JUNE, locations=["pskov"]))

    assert await positions(conn, locations=["russia"]) == [1, 5, 6, 7]


async def test_of_two_kinds_a_fact_must_name_one_each(conn: asyncpg.Connection) -> None:
    await recorded(conn, making.actor("anna"), making.location("pskov"), making.article("n1", JUNE))
    await recorded(
        conn,
        making.fact("n1", "f1", JUNE, actors=["anna"]),
        making.fact("n1", "f2", JUNE, locations=["pskov"]),
        making.fact("n1", "f3", JUNE, actors=["anna"], locations=["pskov"]),
    )

    assert await positions(conn, actors=["anna"], locations=["pskov"]) == [1, 2, 6]
    assert await positions(conn) == [1, 2, 3, 4, 5, 6]
