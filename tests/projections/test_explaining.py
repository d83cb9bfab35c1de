"""Explained entries: each names the events that made it what it is, and no other, as of any moment."""

from typing import Any

import asyncpg

from projections import asof
from projections.explaining import explained
from tests.asking import recorded, recorded_at
from tests.making import actor, article, at, correction, event, fact, location


async def why(
    conn: asyncpg.Connection, subject: str, as_of: str | None = None, **asked: Any
) -> list[list[tuple[str, str | None, list[str]]]]:
    """Of each entry, the type, the fact and the fields of the events behind it."""
    position = await conn.fetchval("SELECT position FROM log_head")
    known_until = await recorded_at(conn, position)
    moment = at(as_of) if as_of else known_until
    question = asof.Question(subject, position, known_until, moment, **asked)
    answer = await asof.ask(conn, question)
    entries = await explained(conn, question, answer.entries)
    return [[(c["type"], c["fact"], c["fields"]) for c in e["explained_by"]] for e in entries]


def kinds(causes: list[tuple[str, str | None, list[str]]]) -> list[tuple[str, str | None]]:
    return [cause[:2] for cause in causes]


async def test_of_corrections_those_are_named_whose_words_stand(conn: asyncpg.Connection) -> None:
    report = fact("n1", "f1", "2025-03-01T00:00:00Z", actors=["a"])
    await recorded(conn, actor("a"), article("n1", "2025-03-01T00:00:00Z"), report)
    misread = correction("n1", "f1", None, summary="misread")
    await recorded(conn, misread, correction("n1", "f1", None, summary="read again"))
    await recorded(conn, correction("n1", "f1", "2025-03-09T00:00:00Z", status="denied"))

    (before,) = await why(conn, "actor-a", "2025-03-08")
    (after,) = await why(conn, "actor-a")

    assert kinds(before) == [("FactReported", "f1"), ("FactCorrected", "f1")]
    assert before[1][2] == ["summary"]
    assert "summary" not in before[0][2]
    assert after[2] == ("FactCorrected", "f1", ["status"])


async def test_a_dispute_is_explained_by_the_denial_and_the_link(conn: asyncpg.Connection) -> None:
    await recorded(conn, actor("a"), *(article(n, "2025-03-01T00:00:00Z") for n in ("n1", "n2")))
    await recorded(conn, fact("n1", "claim", "2025-03-01T00:00:00Z", actors=["a"]))
    await recorded(conn, fact("n2", "denial", "2025-03-02T00:00:00Z", known_by="statement"))
    await recorded(conn, event("article-n2", "FactsLinked", fact="denial", relation="denies", other="claim"))

    (before,) = await why(conn, "actor-a", "2025-03-01")
    (after,) = await why(conn, "actor-a")

    assert kinds(before) == [("FactReported", "claim")]
    assert kinds(after) == [("FactReported", "claim"), ("FactReported", "denial"), ("FactsLinked", "denial")]
    assert set(after[1][2]) == {"summary", "attributed_to", "reported_at", "existence"}


async def test_an_entry_of_two_reports_is_explained_by_both_and_what_joins_them(
    conn: asyncpg.Connection,
) -> None:
    await recorded(conn, actor("a"), *(article(n, "2025-03-01T00:00:00Z") for n in ("n1", "n2")))
    await recorded(conn, *(fact(f"n{n}", f"f{n}", "2025-03-01T00:00:00Z", actors=["a"]) for n in (1, 2)))
    await recorded(conn, event("article-n2", "FactsLinked", fact="f2", relation="repeats", other="f1"))
    await recorded(conn, event("article-n2", "ArticleRetracted", reported_at="2025-03-04T00:00:00Z"))

    (together,) = await why(conn, "actor-a", "2025-03-02")
    (fallen,) = await why(conn, "actor-a")
    (alone,) = await why(conn, "actor-a", group=False)

    assert kinds(together) == [("FactReported", "f1"), ("FactReported", "f2"), ("FactsLinked", "f2")]
    assert fallen[-1] == ("ArticleRetracted", None, ["existence"])
    assert kinds(alone) == [("FactReported", "f1")]


async def test_reviews_reinstatements_and_withdrawals_are_told_by_what_is_in_effect(
    conn: asyncpg.Connection,
) -> None:
    await recorded(conn, actor("a"), article("n1", "2025-03-01T00:00:00Z"))
    await recorded(conn, fact("n1", "f1", "2025-03-01T00:00:00Z", actors=["a"], needs_review=True))
    taken_back = correction("n1", "f1", "2025-03-02T00:00:00Z", summary="never mind")
    await recorded(conn, event("article-n1", "FactReviewed", fact="f1"), taken_back)
    await recorded(conn, event("article-n1", "ChangeWithdrawn", withdraws=str(taken_back.event_id)))
    for type_, day in (("FactRetracted", 3), ("FactReinstated", 4)):
        await recorded(conn, event("article-n1", type_, fact="f1", reported_at=f"2025-03-0{day}T00:00:00Z"))

    (causes,) = await why(conn, "actor-a")

    assert kinds(causes) == [("FactReported", "f1"), ("FactReviewed", "f1"), ("FactReinstated", "f1")]
    assert [cause[2] for cause in causes[1:]] == [["needs_review"], ["existence"]]


async def test_what_stands_here_by_a_parent_or_a_merge_names_it(conn: asyncpg.Connection) -> None:
    await recorded(conn, location("land"), location("town", "land"), location("city"))
    await recorded(conn, article("n1", "2025-03-01T00:00:00Z"))
    await recorded(conn, fact("n1", "f1", "2025-03-01T00:00:00Z", locations=["city"]))
    await recorded(conn, event("location-city", "LocationsMerged", into="town"))

    (in_town,) = await why(conn, "location-town")
    (in_land,) = await why(conn, "location-land")

    assert kinds(in_town) == [("FactReported", "f1"), ("LocationsMerged", None)]
    assert kinds(in_land) == [("LocationNamed", None), ("FactReported", "f1"), ("LocationsMerged", None)]


async def test_read_strictly_a_denial_explains_nothing_before_its_article(conn: asyncpg.Connection) -> None:
    await recorded(conn, actor("a"), article("n1", "2025-03-01T00:00:00Z"))
    await recorded(conn, article("n2", "2025-03-05T00:00:00Z"))
    await recorded(conn, fact("n1", "claim", "2025-03-01T00:00:00Z", actors=["a"]))
    await recorded(conn, fact("n2", "denial", "2025-03-02T00:00:00Z", known_by="statement"))
    await recorded(conn, event("article-n2", "FactsLinked", fact="denial", relation="denies", other="claim"))

    (loose,) = await why(conn, "actor-a", "2025-03-03")
    (strict,) = await why(conn, "actor-a", "2025-03-03", strict=True)

    assert len(loose) == 3
    assert kinds(strict) == [("FactReported", "claim")]
