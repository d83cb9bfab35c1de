"""What was known when: corrections, retractions and late arrivals, on the reported and the recorded clock."""

import time

import asyncpg

from tests.asking import entries, recorded, summaries
from tests.making import actor, article, correction, event, fact, location

A = "actor-a"
PAGE_TIME_MAX_S = 0.2
"""Many times what it takes; less than what it would take to fold fifty corrections for each page."""


async def test_an_article_of_2019_added_today_was_known_in_2020_but_not_recorded(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 11."""
    (before,) = await recorded(conn, actor("a"))
    await recorded(
        conn, article("n", "2019-05-01T00:00:00Z"), fact("n", "f", "2019-05-01T00:00:00Z", actors=["a"])
    )

    assert await summaries(conn, A, "2020-01-01") == ["Fact f"]
    assert await summaries(conn, A, "2020-01-01", before.position) == []


async def test_a_published_correction_splits_both_clocks_into_four_quadrants(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 12: published on the 5th, recorded later."""
    report = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"], summary="old"),
    )
    (change,) = await recorded(conn, correction("n", "f", "2025-01-05T00:00:00Z", summary="new"))
    before, after = report[-1].position, change.position

    assert await summaries(conn, A, "2025-01-04", before) == ["old"]
    assert await summaries(conn, A, "2025-01-06", before) == ["old"]
    assert await summaries(conn, A, "2025-01-04", after) == ["old"]
    assert await summaries(conn, A, "2025-01-06", after) == ["new"]
    (entry,) = await entries(conn, A, "2025-01-06")
    assert entry["corrected_by"] == [
        {
            "event_id": str(change.event_id),
            "reported_at": "2025-01-05T00:00:00Z",
            "changed": ["summary"],
            "reason": "",
        }
    ]


async def test_of_two_published_corrections_recorded_in_reverse_the_later_reported_stands(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 13."""
    await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"], summary="first"),
        correction("n", "f", "2025-01-09T00:00:00Z", summary="third"),
        correction("n", "f", "2025-01-05T00:00:00Z", summary="second"),
    )

    assert await summaries(conn, A, "2025-01-02") == ["first"]
    assert await summaries(conn, A, "2025-01-06") == ["second"]
    assert await summaries(conn, A, "2025-01-10") == ["third"]


async def test_fifty_corrections_recorded_in_reverse_each_stand_in_their_turn(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 13, fifty times; and the page does not suffer."""
    await recorded(
        conn,
        actor("a"),
        article("n", "2024-01-01T00:00:00Z"),
        fact("n", "f", "2024-01-01T00:00:00Z", actors=["a"]),
    )
    minutes = [f"2025-01-01T00:{minute:02}:00Z" for minute in range(50)]
    for minute in reversed(minutes):
        await recorded(conn, correction("n", "f", minute, summary=f"as of {minute}"))

    begun = time.monotonic()
    for minute in minutes:
        assert await summaries(conn, A, minute) == [f"as of {minute}"]
    assert (time.monotonic() - begun) / len(minutes) < PAGE_TIME_MAX_S


async def test_our_misreading_was_never_known_after_it_is_mended(conn: asyncpg.Connection) -> None:
    """Oracle 14."""
    report = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"], summary="misread"),
    )
    await recorded(conn, correction("n", "f", None, summary="as it was written"))
    moments = ["2025-01-01", "2025-06-01", None]

    assert [await summaries(conn, A, t, report[-1].position) for t in moments] == [["misread"]] * 3
    assert [await summaries(conn, A, t) for t in moments] == [["as it was written"]] * 3


async def test_a_published_correction_that_we_misread_and_mend_leaves_the_days_before_it_alone(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 15: our mending amends the published correction, and goes when that is withdrawn."""
    *_, wednesday = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-06T00:00:00Z"),
        fact("n", "f", "2025-01-06T00:00:00Z", actors=["a"], summary="Monday's"),
        correction("n", "f", "2025-01-08T00:00:00Z", summary="Wednesday's, misread"),
    )
    (mended,) = await recorded(conn, correction("n", "f", None, summary="Wednesday's"))

    assert mended.payload.amends == wednesday.event_id
    assert await summaries(conn, A, "2025-01-07") == ["Monday's"]
    assert await summaries(conn, A, "2025-01-09") == ["Wednesday's"]

    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(wednesday.event_id)))

    assert await summaries(conn, A, "2025-01-09") == ["Monday's"]
    assert await summaries(conn, A, "2025-01-09", mended.position) == ["Wednesday's"]


async def test_a_corrected_subject_moves_the_fact_from_one_timeline_to_the_other_at_one_position(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 19."""
    report = await recorded(
        conn,
        actor("a"),
        actor("b"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"]),
    )
    (moved,) = await recorded(conn, correction("n", "f", None, actors=[{"actor": "b"}]))
    before = report[-1].position

    assert await summaries(conn, "actor-a", None, before) == ["Fact f"]
    assert await summaries(conn, "actor-b", None, before) == []
    assert await summaries(conn, "actor-a", None, moved.position) == []
    assert await summaries(conn, "actor-b", None, moved.position) == ["Fact f"]


async def test_a_denial_recorded_before_its_claim_disputes_it_from_when_the_denial_was_reported(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 15, first half."""
    await recorded(
        conn,
        *(actor("claimant"), actor("denier")),
        article("m", "2025-01-03T00:00:00Z"),
        fact("m", "denial", "2025-01-03T00:00:00Z", actors=["denier"], status="denied"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "claim", "2025-01-01T00:00:00Z", actors=["claimant"], status="claimed"),
        event("article-m", "FactsLinked", fact="denial", relation="denies", other="claim"),
    )

    (on_monday,) = await entries(conn, "actor-claimant", "2025-01-02")
    (on_friday,) = await entries(conn, "actor-claimant", "2025-01-04")

    assert (on_monday["standing"], on_monday["denied_by"]) == ("undisputed", [])
    assert on_friday["standing"] == "disputed"
    assert [denial["fact"] for denial in on_friday["denied_by"]] == ["denial"]


async def test_correcting_retracting_and_reinstating_as_published_gives_four_answers_along_the_reported_clock(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 16."""
    *_, retracted, _ = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"], summary="said"),
        correction("n", "f", "2025-01-03T00:00:00Z", summary="corrected"),
        event("article-n", "FactRetracted", fact="f", reported_at="2025-01-05T00:00:00Z"),
        event("article-n", "FactReinstated", fact="f", reported_at="2025-01-07T00:00:00Z"),
    )
    days = ("2025-01-02", "2025-01-04", "2025-01-06", "2025-01-08")

    assert [await summaries(conn, A, day) for day in days] == [["said"], ["corrected"], [], ["corrected"]]

    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(retracted.event_id)))

    assert [await summaries(conn, A, day) for day in days] == [["said"], *[["corrected"]] * 3]


async def test_hindsight_at_1900_is_empty(conn: asyncpg.Connection) -> None:
    """Oracle 23: an unbounded start has not occurred before its end."""
    await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", "../2024-12-31", actors=["a"]),
    )

    assert await summaries(conn, A, "1900-01-01", hindsight=True) == []
    assert await summaries(conn, A, "2025-01-01", hindsight=True) == ["Fact f"]


async def test_a_plan_is_there_before_and_after_its_hour_and_lapses_until_an_outcome_is_reported(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 22."""
    await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T12:00:00Z"),
        fact("n", "plan", "2025-01-01T12:00:00Z", "2025-01-01T14:00:00Z", actors=["a"], status="planned"),
        article("m", "2025-01-01T18:00:00Z"),
        fact("m", "done", "2025-01-01T18:00:00Z", "2025-01-01"),
        event("article-m", "FactsLinked", fact="done", relation="fulfils", other="plan"),
    )

    for hindsight in (False, True):
        for hour in ("12", "15"):
            (plan,) = await entries(conn, A, f"2025-01-01T{hour}:00:00+00:00", hindsight=hindsight)
            assert plan["summary"] == "Fact plan"
    lapsed = [
        (plan["lapsed"], plan["outcome"] is not None)
        for hour in ("12", "15", "19")
        for plan in await entries(conn, A, f"2025-01-01T{hour}:00:00+00:00")
    ]
    assert lapsed == [(False, False), (True, False), (False, True)]


async def test_a_retracted_article_takes_its_facts_along_from_when_its_publisher_said_so(
    conn: asyncpg.Connection,
) -> None:
    *_, last = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"]),
    )
    await recorded(conn, event("article-n", "ArticleRetracted", reported_at="2025-01-05T00:00:00Z"))

    assert await summaries(conn, A, "2025-01-04") == ["Fact f"]
    assert await summaries(conn, A, "2025-01-06") == []
    assert await summaries(conn, A, "2025-01-06", last.position) == ["Fact f"]


async def test_a_fact_reported_after_its_article_was_retracted_fell_by_the_first_retraction(
    conn: asyncpg.Connection,
) -> None:
    *_, first = await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-09T00:00:00Z", actors=["a"]),
        event("article-n", "ArticleRetracted", reported_at="2025-01-08T00:00:00Z"),
        event("article-n", "ArticleRetracted", reported_at="2025-01-05T00:00:00Z"),
    )

    (tombstone,) = await entries(conn, A, "2025-01-10", include=("retracted",))

    assert tombstone["retracted_by"]["event_id"] == str(first.event_id)


async def test_a_new_parent_keeps_the_entry_on_the_old_ones_timeline_for_earlier_positions(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 21, and a parent valid until 2014 contains what occurred until 2014."""
    *_, first = await recorded(
        conn,
        *(location("old", kind="country"), location("new", kind="country"), location("town", "old")),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f2010", "2025-01-01T00:00:00Z", "2010", locations=["town"]),
        fact("n", "f2020", "2025-01-01T00:00:00Z", "2020", locations=["town"]),
    )
    year = "2014-01-01T00:00:00Z"
    await recorded(
        conn, location("town", {"location": "old", "until": year}, {"location": "new", "since": year})
    )

    assert await summaries(conn, "location-old", None, first.position) == ["Fact f2010", "Fact f2020"]
    assert await summaries(conn, "location-old") == ["Fact f2010"]
    assert await summaries(conn, "location-new") == ["Fact f2020"]
    assert [entry["direct"] for entry in await entries(conn, "location-new")] == [False]


async def test_our_mending_may_move_when_a_fact_was_reported(conn: asyncpg.Connection) -> None:
    await recorded(
        conn,
        actor("a"),
        article("n", "2025-01-01T00:00:00Z"),
        fact("n", "f", "2025-01-01T00:00:00Z", actors=["a"]),
        event(
            "article-n",
            "FactCorrected",
            fact="f",
            reported_at=None,
            changes={"reported_at": "2024-12-30T00:00:00Z", "known_by": "statement"},
        ),
    )

    (entry,) = await entries(conn, A, "2024-12-31")

    assert (entry["reported_at"], entry["known_by"]) == ("2024-12-30T00:00:00Z", "statement")
    assert await summaries(conn, A, "2024-12-29") == []
