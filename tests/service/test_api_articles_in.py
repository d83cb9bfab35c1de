"""Articles over HTTP: what goes in, what comes out, what is refused; the same one twice, and revised ones."""

import asyncio
import multiprocessing
from datetime import date
from typing import Any

import httpx2
import pytest

from events.extraction.extraction import Article
from service import extracting
from service.extracting import extract
from tests.service.asking import Json, change, get, refused
from tests.service.conftest import serving

FIRST = "On 2025-02-10 the dam broke in Ebersdorf, Anna Berg said. On 2025-02-11 the council will meet in Ebersdorf."
SECOND = "On 2025-02-09 the dam broke in Ebersdorf, Anna Berg said. On 2025-02-12 the bridge reopened in Ebersdorf."
URL = "https://courier.example/dam"
SENT = {
    "text": FIRST,
    "url": URL,
    "publisher": "The Courier",
    "published_at": "2025-02-11T06:00:00Z",
    "extractor": "fixed",
}


async def add(client: httpx2.AsyncClient, status: int = 201, **sent: Any) -> Json:
    """What the API says of the article; what is None is left out."""
    body = {name: value for name, value in (SENT | sent).items() if value is not None}
    response = await change(client, "/v1/articles", body)
    assert response.status_code == status, response.text
    answered: Json = response.json()
    return answered


def said(answer: Json) -> list[tuple[str, str]]:
    return [(fact["occurred"]["edtf"], fact["summary"]) for fact in answer["facts"]]


async def types(client: httpx2.AsyncClient, after: int = 0) -> list[str]:
    return [event["type"] for event in (await get(client, "/v1/events", after=after))["events"]]


# --- what goes in comes out


async def test_an_article_is_added_with_its_facts_its_publisher_and_all_they_name(api):
    answer = await add(api)

    assert answer["stream"] == f"article-{answer['article']['id']}"
    assert said(answer) == [("2025-02-10", "The dam broke"), ("2025-02-11", "The council will meet")]
    first, second = answer["facts"]
    assert (first["status"], second["status"]) == ("claimed", "planned")
    # Her Monday may last until the noon after, if she spoke far west of the paper: known by publication at the latest.
    assert (first["known_by"], first["reported_at"]) == ("publication", "2025-02-11T06:00:00Z")
    assert (second["known_by"], second["reported_at"]) == ("publication", "2025-02-11T06:00:00Z")
    assert [(actor["name"], actor["kind"]) for actor in answer["actors"]] == [
        ("The Courier", "media"),
        ("Anna Berg", "person"),
    ]
    assert [place["slug"] for place in answer["locations"]] == ["ebersdorf"]
    for fact in answer["facts"]:
        at = fact["evidence"]["spans"][0]
        assert FIRST[at["start"] : at["end"]] == fact["evidence"]["quote"]


async def test_its_facts_stand_on_the_timelines_of_whom_and_where_they_name(api):
    await add(api)

    of_place = await get(api, "/v1/locations/arland/timeline", as_of="2025-02-11T07:00:00Z")
    of_speaker = await get(api, "/v1/actors/anna-berg/timeline")

    assert "The dam broke" in [entry["summary"] for entry in of_place["entries"]]
    assert [entry["summary"] for entry in of_speaker["entries"]] == ["The dam broke"]


async def test_all_of_an_article_is_in_one_append_with_the_article_as_the_cause(api):
    """Oracle 34."""
    answer = await add(api)

    events = (await get(api, "/v1/events"))["events"]
    added = next(event for event in events if event["type"] == "ArticleAdded")
    assert {event["correlation_id"] for event in events} == {added["event_id"]}
    assert {event["causation_id"] for event in events} == {None, added["event_id"]}
    assert [event["stream"] for event in events][-1] == answer["stream"]


async def test_a_text_that_may_not_be_kept_leaves_its_hash_and_offsets(api):
    answer = await add(api, keep_text=False)

    events = (await get(api, "/v1/events"))["events"]
    added = next(event["payload"] for event in events if event["type"] == "ArticleAdded")
    assert (added["text"], added["length"]) == (None, len(FIRST))
    assert {fact["evidence"]["quote"] for fact in answer["facts"]} == {None}


async def test_html_brings_its_text_title_publisher_and_date(api):
    page = (
        '<html lang="en"><head><title>The dam</title><meta property="og:site_name" content="The Courier">'
        '<meta property="article:published_time" content="2025-02-11T07:00:00+01:00">'
        '<link rel="canonical" href="https://courier.example/dam"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>The dam</h1><p>{FIRST}</p><p>{'It was a quiet night. ' * 20}</p></article>"
        "<footer>All rights reserved</footer></body></html>"
    )

    answer = await add(api, text=None, url=None, publisher=None, published_at=None, html=page)

    assert answer["article"]["title"] == "The dam"
    assert answer["article"]["url"] == URL
    assert answer["article"]["published_at"] == "2025-02-11T06:00:00Z"
    assert answer["actors"][0]["name"] == "The Courier"
    assert len(answer["facts"]) == 2


NINJS_1 = {
    "uri": "urn:example:dam",
    "headline": "The dam",
    "body_text": FIRST,
    "versioncreated": "2025-02-11T07:00:00+01:00",
    "copyrightholder": "The Courier",
    "language": "en",
}
NINJS_3 = {
    "uri": "urn:example:dam",
    "headlines": [{"role": "main", "value": "The dam"}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{FIRST}</p>"}],
    "firstCreated": "2025-02-11T06:00:00Z",
    "versionCreated": "2025-02-11T06:00:00Z",
    "infoSources": [{"name": "The Courier"}],
    "language": "en-GB",
}


@pytest.mark.parametrize("item", [NINJS_1, NINJS_3])
async def test_ninjs_brings_its_text_title_publisher_and_date(api, item):
    wrapped = await add(api, text=None, url=None, publisher=None, published_at=None, ninjs=item)
    bare = await change(api, "/v1/articles", item, content_type="application/ninjs+json")

    assert wrapped["article"]["title"] == "The dam"
    assert wrapped["article"]["url"] == "urn:example:dam"
    assert wrapped["article"]["published_at"] == "2025-02-11T06:00:00Z"
    assert wrapped["actors"][0]["name"] == "The Courier"
    assert len(wrapped["facts"]) == 2
    assert bare.status_code == 200, bare.text
    assert bare.json() == wrapped


# --- the same again


async def test_the_same_article_again_adds_nothing_and_is_answered_the_same(api):
    """Oracle 31."""
    first = await add(api)
    head = (await get(api, "/v1/events"))["position"]

    second = await add(api, status=200)

    assert second == first
    assert (await get(api, "/v1/events"))["position"] == head


async def test_the_same_article_from_many_at_once_is_added_once(api):
    """Oracle 31."""
    responses = await asyncio.gather(*(change(api, "/v1/articles", SENT) for _ in range(6)))

    assert sorted(response.status_code for response in responses) == [200] * 5 + [201]
    assert len({response.content for response in responses}) == 1
    assert (await types(api)).count("ArticleAdded") == 1


async def test_two_articles_at_once_that_name_the_same_agree_on_whom(api):
    texts = [FIRST, "On 2025-02-13 the road closed in Ebersdorf, Anna Berg said."]
    urls = ["https://courier.example/1", "https://courier.example/2"]

    one, other = await asyncio.gather(
        *(add(api, text=text, url=url) for text, url in zip(texts, urls, strict=True))
    )

    assert [a["id"] for a in one["actors"]] == [a["id"] for a in other["actors"]]
    assert (await types(api)).count("ActorNamed") == 2


async def test_without_a_url_another_text_is_another_article(api):
    one, other = await add(api, url=None), await add(api, url=None, text=SECOND)

    assert one["stream"] != other["stream"]
    assert await add(api, status=200, url=None) == one


async def test_a_request_under_its_key_is_answered_as_it_was_whatever_came_since(api):
    first = await change(api, "/v1/articles", SENT, idempotency_key="k1")
    fact = first.json()["facts"][0]["fact"]
    await change(api, f"/v1/facts/{fact}/retractions", {"reported_at": None})
    again = await change(api, "/v1/articles", SENT, idempotency_key="k1")
    held = await change(api, "/v1/articles", SENT, idempotency_key="k2")
    held_again = await change(api, "/v1/articles", SENT, idempotency_key="k2")
    other = await change(api, "/v1/articles", SENT | {"text": SECOND}, idempotency_key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (held.status_code, held_again.status_code) == (200, 200)
    assert held.json() == held_again.json()
    assert len(held.json()["facts"]) == 1
    assert refused(other, 422)["type"] == "/problems/key-taken"


# --- revisions


async def test_a_revised_text_records_only_what_differs(api):
    first = await add(api)
    head = (await get(api, "/v1/events"))["position"]

    second = await add(api, text=SECOND, published_at="2025-02-12T06:00:00Z")

    assert await types(api, head) == ["ArticleRevised", "FactCorrected", "FactReported", "FactRetracted"]
    assert said(second) == [("2025-02-09", "The dam broke"), ("2025-02-12", "The bridge reopened")]
    assert second["facts"][0]["fact"] == first["facts"][0]["fact"]
    assert second["stream"] == first["stream"]
    assert len(second["article"]["versions"]) == 2


async def test_before_the_revision_was_published_its_timeline_is_what_it_was(api):
    await add(api)
    await add(api, text=SECOND, published_at="2025-02-12T06:00:00Z")

    before = await get(api, "/v1/locations/ebersdorf/timeline", as_of="2025-02-12T05:59:00Z")
    after = await get(api, "/v1/locations/ebersdorf/timeline", as_of="2025-02-12T06:00:00Z")

    assert [entry["summary"] for entry in before["entries"]] == ["The dam broke", "The council will meet"]
    assert [entry["summary"] for entry in after["entries"]] == ["The dam broke", "The bridge reopened"]
    assert [entry["occurred"]["edtf"] for entry in before["entries"]] == ["2025-02-10", "2025-02-11"]


async def test_words_around_the_facts_may_change_without_any_event_of_facts(api):
    await add(api)
    head = (await get(api, "/v1/events"))["position"]

    await add(api, text=f"A note. {FIRST} Another note.", published_at="2025-02-12T06:00:00Z")

    assert await types(api, head) == ["ArticleRevised"]


async def test_a_revision_is_read_on_the_clocks_of_the_article_where_none_are_said(api):
    await add(api, time_zone="Europe/Berlin")

    second = await add(api, text=SECOND, published_at=None, published_on="2025-02-12")

    assert second["article"]["versions"][1]["published_at"] == "2025-02-12T23:00:00Z"


async def test_a_fact_that_comes_back_is_reinstated(api):
    first = await add(api)
    await add(api, text=SECOND, published_at="2025-02-12T06:00:00Z")

    third = await add(api, text=FIRST, published_at="2025-02-13T06:00:00Z")

    assert sorted(said(third)) == sorted(said(first))
    assert "FactReinstated" in await types(api)


async def test_an_older_text_that_comes_again_changes_nothing(api):
    await add(api)
    second = await add(api, text=SECOND, published_at="2025-02-12T06:00:00Z")

    assert await add(api, status=200) == second


async def test_a_revision_that_keeps_the_date_of_the_first_is_known_since_its_intake(api):
    await add(api)

    second = await add(api, text=SECOND)

    assert second["article"]["versions"][1]["published_at"] > "2026"


async def test_what_was_mended_or_taken_back_by_hand_stays_so(api):
    first = await add(api)
    dam, meeting = (fact["fact"] for fact in first["facts"])
    changes = {"summary": "The old dam broke"}
    await change(api, f"/v1/facts/{dam}/corrections", {"reported_at": None, "changes": changes})
    await change(api, f"/v1/facts/{meeting}/retractions", {"reported_at": None})
    expected = [("2025-02-10", "The old dam broke")]

    assert said(await add(api, status=200)) == expected
    assert said(await add(api, text=f"{FIRST} More.", published_at="2025-02-12T06:00:00Z")) == expected


async def test_another_extractor_changes_no_fact_whose_sentence_is_still_there(api):
    first = await add(api)
    head = (await get(api, "/v1/events"))["position"]

    second = await add(api, text=f"{FIRST} More.", published_at="2025-02-12T06:00:00Z", extractor="other")

    assert await types(api, head) == ["ArticleRevised"]
    assert second["facts"] == first["facts"]


async def test_another_text_of_a_retracted_article_is_refused(api):
    first = await add(api)
    retraction = {"reported_at": "2025-02-12T00:00:00Z"}
    await change(api, f"/v1/articles/{first['article']['id']}/retractions", retraction)

    answer = await change(
        api, "/v1/articles", SENT | {"text": SECOND, "published_at": "2025-02-13T06:00:00Z"}
    )

    assert refused(answer, 422)["type"] == "/problems/impossible-change"
    assert (await add(api, status=200))["facts"] == []


# --- links to other articles


async def test_a_denial_in_another_article_disputes_the_claim(api):
    claim = await add(api)
    denial = await add(
        api,
        text="On 2025-02-10 the dam broke in Ebersdorf, Boris Klein denied.",
        url="https://post.example/dam",
        publisher="The Post",
        published_at="2025-02-12T06:00:00Z",
    )

    entry = (await get(api, "/v1/actors/anna-berg/timeline"))["entries"][0]

    assert entry["standing"] == "disputed"
    assert [link["fact"] for link in entry["denied_by"]] == [denial["facts"][0]["fact"]]
    assert entry["fact"] == claim["facts"][0]["fact"]


# --- dates


async def test_an_article_of_a_mere_day_is_published_by_the_end_of_it(api):
    answer = await add(api, published_at=None, published_on="2025-02-11", time_zone="Europe/Berlin")

    assert answer["article"]["published_at"] == "2025-02-11T23:00:00Z"
    assert answer["article"]["published_on"] == "2025-02-11"


async def test_an_article_was_published_before_the_hour_that_it_calls_the_future(api):
    text = FIRST.replace("2025-02-11 the", "2025-02-11T14:00Z the")

    answer = await add(api, text=text, published_at=None, published_on="2025-02-11")

    assert answer["article"]["published_at"] == "2025-02-11T14:00:00Z"


# --- refusals


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"published_at": None}, "no-publication"),
        ({"published_at": None, "published_on": "2999-01-01"}, "published-in-future"),
        ({"time_zone": "Mars/Olympus"}, "bad-publication"),
        ({"text": " \n "}, "no-text"),
        ({"text": ""}, "no-text"),
        ({"text": "a\x00b"}, "not-text"),
        ({"text": "On 2025-02-10 the dam broke. " * 80_000}, "too-long"),
        ({"text": "Der Damm brach, und der Bürgermeister sagte, die Brücken seien gesperrt."}, "other-language"),
        ({"language": "de"}, "other-language"),
        ({"url": "courier"}, "bad-url"),
        ({"extractor": "none"}, "unknown-extractor"),
        ({"text": None, "html": "<html><body></body></html>"}, "no-text"),
        ({"text": None, "html": ""}, "no-text"),
        ({"text": None, "ninjs": {"headline": "x"}}, "not-ninjs"),
        ({"text": None, "ninjs": {"uri": "urn:x", "type": "picture"}}, "not-ninjs"),
        ({"text": None, "ninjs": {"uri": "urn:x", "type": "text"}}, "no-text"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_with_its_reason(api, sent, reason):
    body = {name: value for name, value in (SENT | sent).items() if value is not None}

    problem = refused(await change(api, "/v1/articles", body), 422)

    assert problem["type"] == "/problems/unreadable-article"
    assert problem["reason"] == reason
    assert await types(api) == []


async def test_a_text_of_two_megabytes_is_refused_with_its_size_the_limit_and_what_to_do(api):
    problem = refused(await change(api, "/v1/articles", SENT | {"text": "It rained. " * 181_819}), 422)

    assert problem["reason"] == "too-long"
    assert problem["detail"].startswith("2,000,009 characters: expected at most 250,000")
    assert problem["detail"].endswith("send it in parts, each as an article of its own")


@pytest.mark.parametrize(
    "sent",
    [
        {"html": "<p>x</p>"},
        {"published_on": "2025-02-11"},
        {"published_at": "yesterday"},
        {"published_at": None, "published_on": "2025-02-11T06:00:00Z"},
        {"published_at": None, "published_on": "2025-02-11T00:00:00-11:00"},
        {"published_at": None, "published_on": "1699920000"},
        {"published_at": None, "published_on": 1699920000},
        {"text": 1},
        {"colour": "red"},
    ],
)
async def test_a_body_of_another_form_is_refused_by_its_fields(api, sent):
    refused(await change(api, "/v1/articles", SENT | sent), 422)


async def test_an_article_of_the_future_is_refused(api):
    problem = refused(await change(api, "/v1/articles", SENT | {"published_at": "2999-01-01T00:00:00Z"}), 422)

    assert problem["reason"] == "published-in-future"


@pytest.mark.parametrize(
    "said",
    [
        {"published_at": "2999-01-01T00:00:00Z"},
        {"published_at": None, "published_on": "2999-01-01"},
        {"revised_at": "2999-01-01T00:00:00Z"},
    ],
)
async def test_a_text_that_is_known_is_not_taken_for_one_of_the_future_either(api, said):
    await add(api)
    body = {name: value for name, value in (SENT | said).items() if value is not None}

    problem = refused(await change(api, "/v1/articles", body), 422)

    assert problem["reason"] == "published-in-future"


@pytest.mark.parametrize("extractor", ["failing", "beyond"])
async def test_an_extractor_that_fails_leaves_nothing_and_others_go_on(api, extractor):
    problem = refused(await change(api, "/v1/articles", SENT | {"extractor": extractor}), 500)

    assert problem["type"] == "/problems/extraction-failed"
    assert await types(api) == []
    assert len((await add(api))["facts"]) == 2


async def test_an_extractor_that_dies_is_begun_anew_for_others(api):
    problem = refused(await change(api, "/v1/articles", SENT | {"extractor": "dying"}), 503)

    assert problem["type"] == "/problems/unavailable"
    assert len((await add(api))["facts"]) == 2


async def test_a_text_that_is_read_for_too_long_is_refused_and_others_go_on(database_url, monkeypatch):
    monkeypatch.setenv("ASOF_EXTRACTION_TIMEOUT_S", "0.25")
    async with serving(database_url) as api:
        await add(api)
        long = FIRST * 100
        sent = SENT | {"url": f"{URL}-2", "text": long, "extractor": "endless"}

        problem = refused(await change(api, "/v1/articles", sent), 422)

        assert problem["reason"] == "takes-too-long"
        assert f"had not read its {len(long):,} characters after 0.5 s" in problem["detail"]
        assert len((await add(api, url=None, text=SECOND))["facts"]) == 2


async def test_an_app_that_ends_takes_the_processes_along(database_url, monkeypatch):
    monkeypatch.setattr(extracting, "_KEPT", 0)  # as if no other test needed them
    async with serving(database_url) as api:
        await add(api)
        assert multiprocessing.active_children() != []

    assert multiprocessing.active_children() == []


async def test_others_are_answered_while_an_article_is_read(api):
    await add(api, url="https://courier.example/before")  # the process has begun
    reading = asyncio.create_task(add(api, extractor="slow"))
    await asyncio.sleep(0.1)

    await get(api, "/v1/articles")

    assert not reading.done()
    assert len((await reading)["facts"]) == 2


async def test_processes_that_read_articles_end_when_they_are_told_to():
    article = Article(text=FIRST, published_on=date(2025, 2, 11))
    assert len((await extract(article, "fixed", timeout_s=30)).facts) == 2

    extracting.close()

    assert multiprocessing.active_children() == []
    assert len((await extract(article, "fixed", timeout_s=30)).facts) == 2


async def test_the_built_in_extractor_reads_what_it_is_sent(api):
    answer = await add(
        api, extractor=None, text="The dam broke in Vienna on Monday, the mayor said on Tuesday."
    )

    assert answer["facts"][0]["extracted_by"].startswith("rules ")
