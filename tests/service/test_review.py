"""Facts that need a review over HTTP: which there are, what they were read from, and what settles them."""

from typing import Any

import asyncpg
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import log
from projections.recording import record as append
from projections.reviewing import Narrowed, count_waiting, waiting
from service import shapes
from tests import database, histories, making, reference_model
from tests.database import rolled_back
from tests.histories import History
from tests.service.asking import Json, change, changed, get, problem, record, refused
from tests.service.conftest import serving

PUBLISHED, LATER = "2020-06-01T00:00:00Z", "2020-06-05T00:00:00Z"
TEXT = "Anna left Kyiv on Monday. She came back the next day, officials said. It rained."
LIST = "/v1/facts"


def spans(*of: tuple[str, int, int], **more: Any) -> Json:
    found = [{"for": purpose, "start": start, "end": end} for purpose, start, end in of]
    return {"sha256": making.SHA, "spans": found} | more


def unsure(id_: str, *of: tuple[str, int, int], confidence: float | None = None, **more: Any) -> Any:
    of = of or (("fact", 26, 69), ("date", 40, 52), ("antecedent", 18, 24))
    evidence = spans(*of, **{"quote": more.pop("quote")} if "quote" in more else {})
    about: Json = {"actors": ["anna"], "needs_review": True, "evidence": evidence, "confidence": confidence}
    return making.fact("n", id_, PUBLISHED, **about | more)


@pytest.fixture
async def told(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client of the app on a log with an article whose text is kept, and three facts, of which one is sure."""
    await record(
        api,
        making.actor("anna"),
        making.article("n", PUBLISHED, text=TEXT, length=len(TEXT)),
        unsure("f2", confidence=0.7),
        making.fact("n", "f1", PUBLISHED, actors=["anna"]),
        unsure("f3", ("fact", 0, 25), ("date", 15, 24), ("fact", 5, 9), confidence=0.4),
    )
    return api


async def ids(api: httpx2.AsyncClient, **asked: Any) -> list[str]:
    response = await api.get(LIST, params={"needs_review": "true", **asked})
    shapes.facts.FactsWaiting.model_validate_json(response.content)
    answer = response.json()
    assert answer["total"] >= len(answer["facts"])
    return [each["fact"]["fact"] for each in answer["facts"]]


# --- what is listed


async def test_a_fact_that_needs_a_review_is_told_with_its_sentence_and_what_it_rests_on(
    told: httpx2.AsyncClient,
) -> None:
    answer = await get(told, LIST, needs_review="true")

    first, second = answer["facts"]
    assert (answer["total"], answer["position"], answer["next"]) == (2, 5, None)
    assert (first["fact"]["fact"], first["article"]["id"], first["version"]) == ("f2", "n", 4)
    assert first["sentence"] == {"start": 26, "end": 69, "text": TEXT[26:69]}
    assert first["elsewhere"] == [{"for": "antecedent", "start": 18, "end": 24, "text": "Monday"}]
    assert (second["sentence"]["text"], second["elsewhere"]) == (TEXT[:25], [])
    assert answer["names"]["anna"]["name"] == "Anna"


async def test_the_quote_is_the_sentence_where_the_text_was_not_kept(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"), making.article("n", PUBLISHED))
    await record(api, unsure("f", quote="She came back."), unsure("g"))

    quoted, bare = (await get(api, LIST, needs_review="true"))["facts"]

    assert (quoted["sentence"]["text"], quoted["elsewhere"][0]["text"]) == ("She came back.", None)
    assert bare["sentence"] == {"start": 26, "end": 69, "text": None}


async def test_the_sentence_is_of_the_version_that_the_fact_cites(told: httpx2.AsyncClient) -> None:
    revised = "Anna never left."
    version = {"published_at": LATER, "sha256": "b" * 64, "length": len(revised), "text": revised}
    evidence = {"sha256": "b" * 64, "spans": [{"for": "fact", "start": 0, "end": 16}]}
    await record(
        told,
        making.event("article-n", "ArticleRevised", **version),
        making.correction("n", "f3", LATER, summary="Anna stayed", evidence=evidence),
    )

    kept, corrected = (await get(told, LIST, needs_review="true"))["facts"]

    assert kept["sentence"]["text"] == TEXT[26:69]
    assert (corrected["sentence"]["text"], corrected["fact"]["summary"]) == (revised, "Anna stayed")


async def test_far_apart_spans_are_not_shown_as_one_sentence(api: httpx2.AsyncClient) -> None:
    text = "A. " + "x" * 5_000 + " B."
    article = making.article("n", PUBLISHED, text=text, length=len(text))
    await record(api, making.actor("anna"), article, unsure("f", ("fact", 0, 2), ("fact", 5_004, 5_006)))

    (told,) = (await get(api, LIST, needs_review="true"))["facts"]

    assert (told["sentence"]["text"], told["elsewhere"][0]["text"]) == ("A.", "B.")


async def test_the_list_is_narrowed_by_article_and_by_confidence(told: httpx2.AsyncClient) -> None:
    await record(told, making.article("m", PUBLISHED), making.fact("m", "h", PUBLISHED, needs_review=True))

    assert await ids(told) == ["f2", "f3", "h"]
    assert await ids(told, article="n") == ["f2", "f3"]
    assert await ids(told, below="0.7") == ["f3"]
    assert await ids(told, below="1", article="m") == []
    assert (await get(told, LIST, needs_review="true", below="0.7"))["total"] == 1


async def test_pages_put_together_are_the_list_though_it_grows_and_shrinks_meanwhile(
    told: httpx2.AsyncClient,
) -> None:
    await record(told, *(unsure(f"g{number}") for number in range(5)))
    page = await get(told, LIST, needs_review="true", limit=3)
    found, first = [each["fact"]["fact"] for each in page["facts"]], page["permalink"]
    held = await get(told, first)

    for decided in ("f2", "f3", "g1", "g3"):
        await changed(told, f"/v1/facts/{decided}/reviews", {})
    await record(told, unsure("new"))
    while page["next"]:
        page = await get(told, page["next"])
        found += [each["fact"]["fact"] for each in page["facts"]]

    assert found == ["f2", "f3", "g0", "g1", "g2", "g3", "g4"]
    assert page["total"] == 7
    assert await get(told, first) == held
    assert await ids(told) == ["g0", "g2", "g4", "new"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "needs_review: expected true: only facts that need a review"),
        ({"needs_review": "false"}, "needs_review: expected true"),
        ({"needs_review": "yes"}, "needs_review 'yes': expected one of true, false"),
        ({"needs_review": "true", "below": "2"}, "below '2': expected a number from 0 to 1"),
        ({"needs_review": "true", "below": "nan"}, "below 'nan': expected a number from 0 to 1"),
        ({"needs_review": "true", "article": "N"}, "article 'N': expected the id of an article"),
        ({"needs_review": "true", "as_of": LATER}, "as_of"),
        ({"cursor": "x"}, "cursor"),
    ],
)
async def test_what_cannot_be_listed_is_refused(told: httpx2.AsyncClient, asked: Json, said: str) -> None:
    assert said in (await problem(told, LIST, 422, **asked))["detail"]


async def test_an_unknown_article_is_not_found_and_one_of_the_future_neither(
    told: httpx2.AsyncClient,
) -> None:
    await problem(told, LIST, 404, needs_review="true", article="none")
    await problem(told, LIST, 404, needs_review="true", article="n", position=1)


async def test_a_list_that_is_still_held_is_not_given_again(told: httpx2.AsyncClient) -> None:
    first = await told.get(LIST, params={"needs_review": "true", "position": "5"})
    again = await told.get(
        first.headers["content-location"], headers={"if-none-match": first.headers["etag"]}
    )

    assert again.status_code == 304


# --- what settles a review


async def test_a_review_a_correction_and_a_retraction_each_settle_it_and_their_withdrawal_brings_it_back(
    told: httpx2.AsyncClient,
) -> None:
    edit = {"reported_at": None, "changes": {"summary": "Anna returned", "needs_review": False}}
    wrong = {"reported_at": None, "reason": "nobody said so"}
    for path, body in (("reviews", {}), ("corrections", edit), ("retractions", wrong)):
        said = await changed(told, f"/v1/facts/f2/{path}", body)
        assert await ids(told) == ["f3"]
        await changed(told, f"/v1/events/{said['event_id']}/withdrawal", {})
        assert await ids(told) == ["f2", "f3"]


async def test_a_correction_that_says_nothing_of_it_leaves_it_to_be_reviewed(
    told: httpx2.AsyncClient,
) -> None:
    await changed(told, "/v1/facts/f2/corrections", {"reported_at": None, "changes": {"summary": "Anna?"}})

    assert await ids(told) == ["f2", "f3"]


async def test_a_retracted_article_leaves_nothing_to_review(told: httpx2.AsyncClient) -> None:
    await changed(told, "/v1/articles/n/retractions", {"reported_at": LATER})

    assert await ids(told) == []
    assert await ids(told, position=5) == ["f2", "f3"]


# --- two reviewers


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reviews", {"note": "fine"}),
        ("corrections", {"reported_at": None, "changes": {"summary": "x", "needs_review": False}}),
        ("retractions", {"reported_at": None}),
    ],
)
async def test_the_second_decision_on_a_fact_is_refused_and_one_on_its_neighbour_is_not(
    told: httpx2.AsyncClient, path: str, body: Json
) -> None:
    seen = (await get(told, LIST, needs_review="true"))["position"]
    await changed(told, "/v1/facts/f2/reviews", {"read_at": seen, "appended_by": "Boris"})

    late = refused(await change(told, f"/v1/facts/f2/{path}", body | {"read_at": seen}), 412)
    await changed(told, f"/v1/facts/f3/{path}", body | {"read_at": seen})

    assert late["type"] == "/problems/fact-changed"
    assert (late["change"], late["position"], late["by"]) == ("FactReviewed", 6, "http: Boris")
    assert "fact f2 has changed since position 5" in late["detail"]


async def test_nobody_has_read_a_fact_at_a_position_that_is_still_to_come(told: httpx2.AsyncClient) -> None:
    problem = refused(await change(told, "/v1/facts/f2/reviews", {"read_at": 6}), 422)

    assert problem["problems"] == [
        {"field": "read_at", "value": 6, "expected": "a position that was reached: from 0 to 5"}
    ]


async def test_a_decision_after_the_article_was_retracted_is_refused(told: httpx2.AsyncClient) -> None:
    await changed(told, "/v1/articles/n/retractions", {"reported_at": None})

    late = refused(await change(told, "/v1/facts/f2/reviews", {"read_at": 5}), 412)

    assert late["change"] == "ArticleRetracted"


async def test_a_fact_that_does_not_stand_cannot_be_accepted(told: httpx2.AsyncClient) -> None:
    await changed(told, "/v1/facts/f2/retractions", {"reported_at": None, "reason": "misread"})

    problem = refused(await change(told, "/v1/facts/f2/reviews", {}), 422)

    assert problem["type"] == "/problems/impossible-change"
    assert problem["detail"].startswith("fact f2 does not stand: FactRetracted at position ")
    await changed(told, f"/v1/events/{problem['retracted_by']}/withdrawal", {})
    await changed(told, "/v1/facts/f2/reviews", {})


async def test_the_same_decision_sent_again_is_recorded_once(told: httpx2.AsyncClient) -> None:
    said = [await changed(told, "/v1/facts/f2/reviews", {"read_at": 5}) for _ in range(2)]

    assert said[0] == said[1]


async def test_the_version_that_is_listed_is_what_if_match_expects(told: httpx2.AsyncClient) -> None:
    version = (await get(told, LIST, needs_review="true"))["facts"][0]["version"]
    await changed(told, "/v1/facts/f2/reviews", {}, if_match=f'"{version}"')

    refused(await change(told, "/v1/facts/f3/reviews", {}, if_match=f'"{version}"'), 412)


# --- properties


@settings(max_examples=60)
@given(history=histories.histories())
async def test_the_list_is_that_of_the_reference_model_at_every_position(
    conn: asyncpg.Connection, history: History
) -> None:
    async with rolled_back(conn):
        for batch in history.batches:
            await append(conn, batch, appended_by="a test")
        recorded = [event.as_json() for event in await log.read(conn)]
        for position in range(1, len(recorded) + 1):
            found = [each.fact for each in await waiting(conn, Narrowed(), position)]
            assert found == reference_model.waiting(recorded, position)
            assert await count_waiting(conn, Narrowed(), position) == len(found)


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(("f1", "f2", "f3")),
        st.sampled_from(("accept", "edit", "flag", "reject", "publish", "reinstate", "withdraw")),
    ),
    max_size=12,
)


@settings(max_examples=15)
@given(decisions=DECISIONS)
async def test_after_any_decisions_the_list_is_that_of_the_reference_model(
    server: database.Server, decisions: list[tuple[str, str]]
) -> None:
    async with database.fresh_database(server) as url, serving(url) as api:
        await record(api, making.actor("anna"), making.article("n", PUBLISHED, text=TEXT, length=len(TEXT)))
        await record(api, unsure("f1"), unsure("f2"), unsure("f3", needs_review=False))
        made: dict[str, list[str]] = {}
        for number, (fact, decision) in enumerate(decisions):
            path, body = {
                "accept": ("reviews", {"note": str(number)}),
                "edit": ("corrections", _written(number, needs_review=False)),
                "flag": ("corrections", _written(number, needs_review=True)),
                "reject": ("retractions", {"reported_at": None, "reason": str(number)}),
                "publish": ("corrections", _written(number) | {"reported_at": LATER}),
                "reinstate": ("reinstatements", {"reported_at": LATER, "reason": str(number)}),
                "withdraw": ("withdrawal", {}),
            }[decision]
            if decision == "withdraw" and not made.get(fact):
                continue
            about = f"/v1/events/{made[fact].pop()}" if decision == "withdraw" else f"/v1/facts/{fact}"
            answer = await change(api, f"{about}/{path}", body)
            assert answer.status_code in (201, 409, 422), (
                answer.text
            )  # what contradicts what stands is refused
            if answer.status_code == 201 and decision != "withdraw":
                made.setdefault(fact, []).append(answer.json()["events"][0]["event_id"])

        recorded = (await get(api, "/v1/events", limit=500))["events"]
        assert await ids(api) == reference_model.waiting(recorded, len(recorded))


def _written(number: int, **changes: Any) -> Json:
    return {"reported_at": None, "changes": changes or {"status": "claimed"}, "reason": str(number)}
