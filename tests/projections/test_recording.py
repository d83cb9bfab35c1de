"""What is refused when events are recorded, and that a refusal leaves nothing behind."""

import asyncpg
import orjson
import pytest

from events import log
from events.envelope import NewEvent, payload_json
from events.errors import ImpossibleChange, SaidBefore, SlugTaken, UnknownReference
from events.incoming import read_json_lines
from tests.asking import recorded, summaries
from tests.making import SHA, actor, article, correction, event, fact, location

PUBLISHED = "2025-01-01T00:00:00Z"


@pytest.fixture
async def told(conn: asyncpg.Connection) -> list[log.RecordedEvent]:
    """Two actors, two places one in the other, an article and a fact of it."""
    return await recorded(
        conn,
        *(actor("a"), actor("b"), location("land", kind="country"), location("town", "land")),
        article("n", PUBLISHED),
        fact("n", "f", PUBLISHED, actors=["a"], locations=["town"]),
        correction("n", "f", "2025-01-02T00:00:00Z", status="claimed"),
    )


UNKNOWN = {
    "an actor of a fact": fact("n", "g", PUBLISHED, actors=["nobody"]),
    "a location of a fact": fact("n", "g", PUBLISHED, locations=["nowhere"]),
    "a speaker": fact("n", "g", PUBLISHED, attributed_to="nobody"),
    "whom a correction names": correction("n", "f", None, actors=[{"actor": "nobody"}]),
    "the fact that is corrected": correction("n", "none", None, summary="x"),
    "the fact that is retracted": event("article-n", "FactRetracted", fact="none", reported_at=None),
    "the article of a fact": fact("none", "g", PUBLISHED),
    "the other end of a link": event("article-n", "FactsLinked", fact="f", relation="denies", other="none"),
    "a parent": location("village", "nowhere"),
    "who is merged": event("actor-nobody", "ActorsMerged", into="a"),
    "into whom": event("actor-a", "ActorsMerged", into="nobody"),
    "a publisher": article("m", PUBLISHED, publisher="nobody"),
    "what is withdrawn": event(
        "article-n", "ChangeWithdrawn", withdraws="00000000-0000-4000-8000-000000000000"
    ),
    "the text of the evidence": correction(
        "n", "f", None, evidence={"sha256": "b" * 64, "spans": [{"for": "fact", "start": 0, "end": 1}]}
    ),
}


@pytest.mark.parametrize("sent", UNKNOWN.values(), ids=UNKNOWN.keys())
@pytest.mark.usefixtures("told")
async def test_what_is_unknown_cannot_be_referred_to(conn: asyncpg.Connection, sent: NewEvent) -> None:
    await _is_refused(conn, UnknownReference, "the log does not hold it", actor("c"), sent)


IMPOSSIBLE = {
    "the same article added anew": (article("n", PUBLISHED, title="Another"), "was added already"),
    "the same fact reported anew": (fact("n", "f", PUBLISHED, summary="Another"), "was reported already"),
    "a place within itself": (location("land", "town"), "would lie within itself"),
    "a place as its own parent": (location("land", "land"), "would lie within itself"),
    "an actor merged into itself": (event("actor-a", "ActorsMerged", into="a"), "merged into itself"),
    "an actor with the id of a place": (actor("town"), "answers tell things apart by id"),
    "evidence beyond the text": (
        correction(
            "n", "f", None, evidence={"sha256": SHA, "spans": [{"for": "fact", "start": 0, "end": 1_001}]}
        ),
        "ends beyond the text",
    ),
    "knowledge before the publication that brought it": (
        fact("n", "g", "2024-12-31T00:00:00Z", actors=["a"]),
        "known by publication, but its reported_at",
    ),
    "fields of different writers": (
        correction("n", "f", None, status="denied", summary="x"),
        "were written by different events",
    ),
}


@pytest.mark.parametrize(("sent", "why"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
@pytest.mark.usefixtures("told")
async def test_what_contradicts_the_log_is_refused(
    conn: asyncpg.Connection, sent: NewEvent, why: str
) -> None:
    await _is_refused(conn, ImpossibleChange, why, sent)


async def test_a_change_is_sent_in_the_stream_of_its_facts_article(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    await recorded(conn, article("m", PUBLISHED))

    await _is_refused(conn, ImpossibleChange, "belongs to article-n", correction("m", "f", None, summary="x"))


async def test_a_change_amends_what_stands_and_no_mending_of_ours(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    published = told[-1]
    (ours,) = await recorded(conn, correction("n", "f", None, status="denied"))
    assert ours.payload.amends == published.event_id

    of_ours = event(
        "article-n", "FactRetracted", fact="f", reported_at=None, amends=str(ours.event_id), reason="no"
    )
    await _is_refused(conn, ImpossibleChange, "mends our own record", of_ours)

    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(published.event_id)))
    of_withdrawn = event(
        "article-n", "FactRetracted", fact="f", reported_at=None, amends=str(published.event_id), reason="no"
    )
    await _is_refused(conn, ImpossibleChange, "was withdrawn; amend what stands", of_withdrawn)
    again = event("article-n", "ChangeWithdrawn", withdraws=str(published.event_id), reason="twice")
    await _is_refused(conn, ImpossibleChange, "was withdrawn already", again)


async def test_a_report_cannot_be_withdrawn(conn: asyncpg.Connection, told: list[log.RecordedEvent]) -> None:
    report = next(e for e in told if e.type == "FactReported")

    withdrawal = event("article-n", "ChangeWithdrawn", withdraws=str(report.event_id))
    await _is_refused(conn, ImpossibleChange, "which cannot be withdrawn", withdrawal)


@pytest.mark.usefixtures("told")
async def test_merges_in_a_circle_are_refused(conn: asyncpg.Connection) -> None:
    await recorded(conn, event("actor-a", "ActorsMerged", into="b"))

    await _is_refused(
        conn, ImpossibleChange, "merged into itself", event("actor-b", "ActorsMerged", into="a")
    )


@pytest.mark.usefixtures("told")
async def test_a_slug_belongs_to_one_actor_and_may_be_handed_on(conn: asyncpg.Connection) -> None:
    await _is_refused(conn, SlugTaken, "is taken by actor-a", actor("c", slug="a"))
    await _is_refused(conn, SlugTaken, "is taken by actor-c", actor("c"), actor("d", slug="c"))

    await recorded(conn, actor("a", slug="former-a"), actor("c", slug="a"))
    await recorded(conn, location("a-place", slug="b"))  # slugs are unique for each kind


async def test_an_article_with_new_actors_is_appended_to_all_their_streams_or_to_none(
    conn: asyncpg.Connection,
) -> None:
    """Oracle 34, its first half."""
    whole = [actor("a"), article("n", PUBLISHED), fact("n", "f", PUBLISHED, actors=["a"])]
    await _is_refused(conn, UnknownReference, "nobody", *whole, fact("n", "g", PUBLISHED, actors=["nobody"]))

    await recorded(conn, *whole)

    assert await summaries(conn, "actor-a") == ["Fact f"]


async def test_the_same_submission_again_changes_nothing_and_is_answered_as_before(
    conn: asyncpg.Connection,
) -> None:
    """Also where a correction left open what it amends."""
    whole = [
        actor("a"),
        article("n", PUBLISHED),
        fact("n", "f", PUBLISHED, actors=["a"]),
        correction("n", "f", None, summary="x"),
    ]

    assert await recorded(conn, *whole) == await recorded(conn, *whole)
    assert (await log.read_head(conn)).position == 4


async def _is_refused(conn: asyncpg.Connection, error: type[Exception], why: str, *events: NewEvent) -> None:
    before = await log.read_head(conn)

    with pytest.raises(error, match=why):
        await recorded(conn, *events)

    assert await log.read_head(conn) == before


def lines(*events: NewEvent) -> list[NewEvent]:
    """The events as they are read from lines that bear no ids."""
    sent = [{"stream": e.stream, "type": e.payload.type, "payload": payload_json(e.payload)} for e in events]
    return read_json_lines(b"\n".join(orjson.dumps(event) for event in sent)).events


async def test_a_name_given_back_is_not_taken_for_the_one_given_first(conn: asyncpg.Connection) -> None:
    first, second = lines(actor("a", "First")), lines(actor("a", "Second"))
    await recorded(conn, *first)
    await recorded(conn, *second)

    with pytest.raises(SaidBefore, match="position 2 has taken its place"):
        await recorded(conn, *first)

    assert len(await recorded(conn, *first, *second)) == 2  # the whole file again changes nothing
    again = await recorded(conn, actor("a", "First"))
    assert again[0].position == 3


async def test_names_given_back_within_one_submission_are_all_recorded(conn: asyncpg.Connection) -> None:
    names = lines(*(actor("a", name) for name in ("First", "First", "Second", "First")))

    positions = [event.position for event in await recorded(conn, *names)]

    assert positions == [1, 1, 2, 3]
    assert await recorded(conn, *names) == await recorded(conn, *names)


async def test_a_withdrawn_change_is_made_again_with_an_id_of_its_own(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    change = lines(correction("n", "f", None, summary="changed"))
    (made,) = await recorded(conn, *change)
    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(made.event_id)))

    with pytest.raises(SaidBefore):
        await recorded(conn, *change)
    await recorded(conn, correction("n", "f", None, summary="changed"))

    assert await summaries(conn, "actor-a") == ["changed"]


async def test_a_mending_said_again_after_another_one_is_not_taken_for_done(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    first, second = (lines(correction("n", "f", None, summary=summary)) for summary in ("first", "second"))
    await recorded(conn, *first)
    await recorded(conn, *lines(correction("n", "f", None, status="claimed")))
    assert len(await recorded(conn, *first)) == 1
    (other,) = await recorded(conn, *second)

    with pytest.raises(SaidBefore, match=f"position {other.position} has taken its place"):
        await recorded(conn, *first)

    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(other.event_id)))
    assert len(await recorded(conn, *first)) == 1
    assert await summaries(conn, "actor-a") == ["first"]


async def test_a_published_correction_said_again_stays_what_was_said_then(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    first = lines(correction("n", "f", PUBLISHED, summary="first"))
    before = await recorded(conn, *first)
    await recorded(conn, *lines(correction("n", "f", None, summary="second")))

    assert await recorded(conn, *first) == before


async def test_an_amendment_that_fell_with_what_it_amends_is_not_taken_for_done(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    (published,) = await recorded(conn, *lines(correction("n", "f", PUBLISHED, summary="misread")))
    mending = lines(correction("n", "f", None, summary="read"))
    await recorded(conn, *mending)
    await recorded(conn, event("article-n", "ChangeWithdrawn", withdraws=str(published.event_id)))

    with pytest.raises(SaidBefore):
        await recorded(conn, *mending)


async def test_a_review_said_again_once_the_fact_was_flagged_anew_is_not_taken_for_done(
    conn: asyncpg.Connection, told: list[log.RecordedEvent]
) -> None:
    review = lines(event("article-n", "FactReviewed", fact="f"))
    assert await recorded(conn, *review) == await recorded(conn, *review)
    await recorded(conn, *lines(correction("n", "f", None, needs_review=True)))

    with pytest.raises(SaidBefore):
        await recorded(conn, *review)
