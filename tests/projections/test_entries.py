"""Entries: facts told several times are one, subjects merged are one, and nothing read strictly knows the future."""

import asyncpg
import pytest

from events.errors import ImpossibleChange
from projections.naming import resolve
from tests.asking import entries, recorded, summaries
from tests.making import actor, article, event, fact, location

A = "actor-a"


def told(day: int, name: str, **reported: object) -> list[object]:
    """An article of that day in January, and its fact of the same name about actor a."""
    published = f"2025-01-{day:02}T00:00:00Z"
    return [article(name, published), fact(name, name, published, **{"actors": ["a"]} | reported)]  # type: ignore[arg-type]


def repeats(one: str, other: str) -> object:
    return event(f"article-{one}", "FactsLinked", fact=one, relation="repeats", other=other)


async def test_thirty_papers_with_the_same_claim_are_one_entry_known_from_the_first(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 18."""
    papers = [f"p{n:02}" for n in range(1, 31)]
    await recorded(conn, actor("a"), *(e for n, name in enumerate(papers, start=1) for e in told(n, name)))
    await recorded(conn, *(repeats(name, "p01") for name in papers[1:]))

    (entry,) = await entries(conn, A)

    assert entry["fact"] == "p01"
    assert entry["reported_at"] == "2025-01-01T00:00:00Z"
    assert [report["fact"] for report in entry["reports"]] == papers
    assert len(await entries(conn, A, group=False)) == 30
    assert [len(e["reports"]) for e in await entries(conn, A, "2025-01-10")] == [10]


async def test_when_the_agency_retracts_one_entry_with_twenty_nine_reports_is_left(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 17, its second half."""
    papers = [f"p{n:02}" for n in range(2, 31)]
    await recorded(conn, actor("a"), *told(1, "agency"))
    await recorded(conn, *(e for n, name in enumerate(papers, start=2) for e in told(n, name)))
    await recorded(conn, *(repeats(name, "agency") for name in papers))
    await recorded(conn, event("article-agency", "ArticleRetracted", reported_at="2025-02-01T00:00:00Z"))

    (before,) = await entries(conn, A, "2025-01-31")
    (after,) = await entries(conn, A, "2025-02-02")

    assert (before["fact"], len(before["reports"])) == ("agency", 30)
    assert (after["fact"], len(after["reports"])) == ("p02", 29)


async def test_an_entry_stays_while_one_of_its_articles_does_and_leaves_with_the_last(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 17, its first half."""
    await recorded(conn, actor("a"), *told(1, "one"), *told(2, "two"), repeats("two", "one"))
    await recorded(conn, event("article-one", "ArticleRetracted", reported_at="2025-01-05T00:00:00Z"))
    await recorded(conn, event("article-two", "ArticleRetracted", reported_at="2025-01-07T00:00:00Z"))

    counts = [[len(e["reports"]) for e in await entries(conn, A, f"2025-01-0{day}")] for day in (4, 6, 8)]

    assert counts == [[2], [1], []]


async def test_a_denial_of_one_report_disputes_the_entry(conn: asyncpg.Connection) -> None:
    await recorded(conn, actor("a"), actor("b"), *told(1, "one"), *told(2, "two"), repeats("two", "one"))
    await recorded(conn, *told(3, "denial", actors=["b"], status="denied"))
    await recorded(
        conn, event("article-denial", "FactsLinked", fact="denial", relation="denies", other="two")
    )

    (entry,) = await entries(conn, A)
    alone = {e["fact"]: e["standing"] for e in await entries(conn, A, group=False)}

    assert (entry["fact"], entry["standing"]) == ("one", "disputed")
    assert alone == {"one": "undisputed", "two": "disputed"}


async def test_a_link_withdrawn_parts_the_entry_at_later_positions_only(conn: asyncpg.Connection) -> None:
    *_, link = await recorded(conn, actor("a"), *told(1, "one"), *told(2, "two"), repeats("two", "one"))

    await recorded(conn, event("article-two", "ChangeWithdrawn", withdraws=str(link.event_id)))

    assert await summaries(conn, A) == ["Fact one", "Fact two"]
    assert await summaries(conn, A, None, link.position) == ["Fact one"]


async def test_an_entry_stands_on_the_timelines_of_all_whom_its_reports_name(
    conn: asyncpg.Connection,
) -> None:
    await recorded(conn, actor("a"), actor("b"), *told(1, "one"), *told(3, "two", actors=["b"]))
    await recorded(conn, repeats("two", "one"))

    assert await summaries(conn, "actor-b", "2025-01-02") == []
    (entry,) = await entries(conn, "actor-b", "2025-01-04")
    assert entry["fact"] == "one"
    assert [mention["actor"] for mention in entry["actors"]] == ["a", "b"]


async def test_merging_withdrawing_and_merging_again_is_right_at_each_position(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 20."""
    *_, start = await recorded(conn, actor("a"), actor("b"), *told(1, "former"))
    (merged,) = await recorded(conn, event("actor-a", "ActorsMerged", into="b"))
    (later,) = (await recorded(conn, *told(2, "later")))[1:]
    (parted,) = await recorded(conn, event("actor-a", "ChangeWithdrawn", withdraws=str(merged.event_id)))
    (again,) = await recorded(conn, event("actor-a", "ActorsMerged", into="b", reason="again"))

    at_each = {
        position: await summaries(conn, "actor-b", None, position)
        for position in (start.position, merged.position, later.position, parted.position, again.position)
    }

    assert list(at_each.values()) == [
        [],
        ["Fact former"],
        ["Fact former", "Fact later"],
        [],
        ["Fact former", "Fact later"],
    ]
    assert await summaries(conn, A, None, parted.position) == ["Fact former", "Fact later"]
    assert await resolve(conn, "actor", "a", later.position) == "actor-b"
    assert await resolve(conn, "actor", "a", parted.position) == "actor-a"


async def test_one_merge_stands_at_a_time_and_none_leads_back(conn: asyncpg.Connection) -> None:
    """Oracle 20: a cycle is refused."""
    await recorded(conn, *(actor(name) for name in "abc"), event("actor-a", "ActorsMerged", into="b"))

    for sent, why in (
        (event("actor-a", "ActorsMerged", into="c"), "is merged into actor-b already"),
        (event("actor-b", "ActorsMerged", into="a"), "merged into itself"),
    ):
        with pytest.raises(ImpossibleChange, match=why):
            await recorded(conn, sent)


async def test_a_place_is_not_merged_into_one_that_it_lies_in(conn: asyncpg.Connection) -> None:
    await recorded(
        conn, location("land", kind="country"), location("region", "land"), location("town", "region")
    )

    with pytest.raises(ImpossibleChange, match="would lie within itself"):
        await recorded(conn, event("location-town", "LocationsMerged", into="land"))


async def test_merged_places_contain_what_either_contained(conn: asyncpg.Connection) -> None:
    await recorded(
        conn,
        *(location("old", kind="region"), location("new", kind="region"), location("town", "old")),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", locations=["town"]),
        event("location-old", "LocationsMerged", into="new"),
    )

    assert [(e["fact"], e["direct"]) for e in await entries(conn, "location-new")] == [("f", False)]


async def test_read_strictly_nothing_is_known_before_an_article_says_it(conn: asyncpg.Connection) -> None:
    """Oracle 10: neither the fact, nor the denial that an article of later tells of."""
    await recorded(
        conn,
        *(actor("a"), *told(1, "claim", status="claimed")),
        article("late", "2025-01-09T00:00:00Z"),
        fact("late", "denial", "2025-01-03T00:00:00Z", known_by="statement", actors=["a"], status="denied"),
        event("article-late", "FactsLinked", fact="denial", relation="denies", other="claim"),
    )

    assert [(e["fact"], e["standing"]) for e in await entries(conn, A, "2025-01-05")] == [
        ("claim", "disputed"),
        ("denial", "undisputed"),
    ]
    assert [(e["fact"], e["standing"]) for e in await entries(conn, A, "2025-01-05", strict=True)] == [
        ("claim", "undisputed")
    ]
    assert [e["standing"] for e in await entries(conn, A, "2025-01-09", strict=True)] == [
        "disputed",
        "undisputed",
    ]
