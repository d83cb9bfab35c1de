"""Search: one timeline of any mix of actors, locations, roles, statuses, publishers and words, as of any moment."""

import httpx2
import pytest

from tests.making import actor, article, correction, event, fact, location
from tests.service.asking import (
    Json,
    all_pages,
    get,
    json_lines,
    line,
    post,
    problem,
    record,
    refused,
    summaries,
)

EVERYTHING = "/v1/timeline"


def told(
    article_id: str, id_: str, summary: str, *named: str, on: str = "2025-03-02", **more: object
) -> object:
    """A fact with mentions written as `mayor:agent` or `town@place`."""
    actors = [dict(zip(("actor", "role"), each.split(":"), strict=True)) for each in named if ":" in each]
    places = [dict(zip(("location", "role"), each.split("@"), strict=True)) for each in named if "@" in each]
    payload = fact(article_id, id_, f"{on}T12:00:00Z", summary=summary, **more).payload
    full = payload.model_dump(mode="json", exclude={"type"}) | {"actors": actors, "locations": places}
    return event(f"article-{article_id}", "FactReported", **full)


@pytest.fixture
async def town(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A mayor and a council, a town in a region, two papers."""
    await record(
        api,
        actor("mayor"),
        actor("council"),
        actor("gazette", kind="media"),
        actor("herald", kind="media"),
        location("region", kind="region"),
        location("town", "region"),
        location("port"),
        article("g", "2025-03-02T12:00:00Z", publisher="gazette"),
        article("h", "2025-03-05T12:00:00Z", publisher="herald"),
        told("g", "closed", "The mayor closes the bridges", "mayor:agent", "town@place"),
        told(
            "g",
            "says",
            "The mayor says that the port is safe",
            "mayor:speaker",
            "port@place",
            status="claimed",
        ),
        told("g", "meets", "The council meets the mayor", "council:agent", "mayor:patient", "town@place"),
        told("h", "again", "A bridge is closed", "town@target", on="2025-03-05"),
        told("h", "denial", "The council denies it", "council:speaker", on="2025-03-05", status="denied"),
        told("h", "nobody", "It rains", on="2025-03-05"),
        event("article-h", "FactsLinked", fact="again", relation="repeats", other="closed"),
        event("article-h", "FactsLinked", fact="denial", relation="denies", other="says"),
    )
    return api


async def found(client: httpx2.AsyncClient, path: str = EVERYTHING, **asked: str) -> set[str]:
    return {entry["fact"] for entry in (await get(client, path, **asked))["entries"]}


async def test_without_a_subject_everything_stands_on_one_timeline(town: httpx2.AsyncClient) -> None:
    body = await get(town, EVERYTHING)

    assert {entry["fact"] for entry in body["entries"]} == {"closed", "says", "meets", "denial", "nobody"}
    assert "subject" not in body
    assert body["permalink"].startswith(f"{EVERYTHING}?as_of=")
    assert await get(town, body["permalink"]) == body


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        ({"actors": "mayor"}, {"closed", "says", "meets"}),
        ({"actors": "mayor,council"}, {"closed", "says", "meets", "denial"}),
        ({"actors": "mayor", "locations": "region"}, {"closed", "meets"}),
        ({"locations": "town,port"}, {"closed", "says", "meets"}),
        ({"actors": "mayor", "roles": "agent"}, {"closed"}),
        ({"roles": "speaker"}, {"says", "denial"}),
        ({"locations": "region", "roles": "target"}, {"closed"}),
        ({"locations": "region", "roles": "target", "group": "false"}, {"again"}),
        ({"locations": "town", "roles": "agent,place"}, {"closed", "meets"}),
        ({"status": "claimed,denied"}, {"says", "denial"}),
        ({"standing": "disputed"}, {"says"}),
        ({"standing": "undisputed", "actors": "mayor"}, {"closed", "meets"}),
        ({"publisher": "herald"}, {"closed", "denial", "nobody"}),
        ({"publisher": "herald", "group": "false"}, {"again", "denial", "nobody"}),
        ({"publisher": "gazette,herald", "actors": "council"}, {"meets", "denial"}),
        ({"text": "bridge closing"}, {"closed"}),
        ({"text": '"the mayor" -port'}, {"closed", "meets"}),
        ({"text": "rain or port"}, {"says", "nobody"}),
        ({"text": "the"}, set()),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_every_parameter_narrows_what_is_found(
    town: httpx2.AsyncClient, asked: dict[str, str], facts: set[str]
) -> None:
    assert await found(town, **asked) == facts


async def test_the_timeline_of_a_subject_is_narrowed_alike(town: httpx2.AsyncClient) -> None:
    mayor = "/v1/actors/mayor/timeline"

    assert await found(town, mayor, locations="region") == {"closed", "meets"}
    assert await found(town, mayor, actors="council") == {"meets"}
    assert await found(town, mayor, roles="patient") == {"meets"}
    assert await found(town, "/v1/locations/region/timeline", actors="mayor", roles="agent") == {"closed"}


async def test_nothing_is_found_by_what_was_only_reported_later(town: httpx2.AsyncClient) -> None:
    """Oracle 10, for search: at T neither the second report, nor the denial, nor corrected words are known."""
    early = {"as_of": "2025-03-03"}
    await record(town, correction("g", "closed", "2025-03-06T00:00:00Z", summary="The mayor shuts a tunnel"))

    assert await found(town, standing="disputed", **early) == set()
    assert await found(town, publisher="herald", **early) == set()
    assert await found(town, text="tunnel", **early) == set()
    assert await found(town, text="bridges", **early) == {"closed"}
    assert await found(town, text="tunnel") == {"closed"}
    later = await get(town, EVERYTHING, publisher="herald", **early)
    assert later["reported_later"] is True


async def test_strictly_a_denial_counts_once_its_article_is_out(town: httpx2.AsyncClient) -> None:
    said = told("late", "said", "The council denied it at once", "council:speaker", known_by="statement")
    await record(
        town,
        article("late", "2025-03-20T12:00:00Z"),
        said,
        event("article-late", "FactsLinked", fact="said", relation="denies", other="closed"),
    )

    day = {"as_of": "2025-03-03", "standing": "disputed"}
    assert await found(town, **day) == {"closed"}
    assert await found(town, strict="true", **day) == set()
    assert await found(town, strict="true", as_of="2025-03-21", standing="disputed") == {"closed", "says"}


async def test_disputes_tell_claim_and_denial_side_by_side(town: httpx2.AsyncClient) -> None:
    body = await get(town, "/v1/disputes")

    (dispute,) = body["disputes"]
    assert dispute["claim"]["fact"] == "says"
    assert [denial["fact"] for denial in dispute["denials"]] == ["denial"]
    assert dispute["denials"][0]["stands"] is True
    assert body["names"]["council"]["name"] == "Council"
    assert await get(town, body["permalink"]) == body
    assert (await get(town, "/v1/disputes", as_of="2025-03-03"))["disputes"] == []
    await record(town, event("article-h", "FactRetracted", fact="denial", reported_at=None))
    assert (await get(town, "/v1/disputes"))["disputes"] == []
    assert (await get(town, body["permalink"]))["disputes"] == body["disputes"]


async def test_tombstones_say_what_retracted_them(town: httpx2.AsyncClient) -> None:
    retracted = event(
        "article-g", "FactRetracted", fact="meets", reported_at="2025-03-04T12:00:00Z", reason="an error"
    )
    await record(town, retracted)

    assert "meets" not in await found(town)
    listed = {e["fact"]: e for e in (await get(town, EVERYTHING, include="retracted"))["entries"]}
    assert listed["meets"]["stands"] is False
    assert listed["meets"]["retracted_by"] == {
        "event_id": str(retracted.event_id),
        "type": "FactRetracted",
        "reported_at": "2025-03-04T12:00:00Z",
        "reason": "an error",
    }
    assert listed["closed"]["stands"] is True
    before = (await get(town, EVERYTHING, include="retracted", as_of="2025-03-03"))["entries"]
    assert all(entry["stands"] for entry in before)


async def test_an_entry_of_which_nothing_stands_is_one_tombstone(town: httpx2.AsyncClient) -> None:
    await record(
        town,
        event("article-g", "FactRetracted", fact="closed", reported_at="2025-03-06T12:00:00Z"),
        event("article-h", "FactRetracted", fact="again", reported_at="2025-03-07T12:00:00Z"),
    )

    async def reports(as_of: str) -> tuple[str, bool, list[str]]:
        asked = {"include": "retracted", "locations": "town", "text": "bridge", "as_of": as_of}
        (entry,) = (await get(town, EVERYTHING, **asked))["entries"]
        return entry["fact"], entry["stands"], [report["fact"] for report in entry["reports"]]

    assert await reports("2025-03-05") == ("closed", True, ["closed", "again"])
    assert await reports("2025-03-06") == ("again", True, ["again"])
    assert await reports("2025-03-07") == ("closed", False, ["closed", "again"])


async def test_the_history_of_an_entry_ends_at_the_moment_asked_for(town: httpx2.AsyncClient) -> None:
    await record(town, correction("g", "closed", "2025-03-06T00:00:00Z", summary="The mayor shuts a bridge"))

    async def states(as_of: str) -> list[tuple[str, str, str | None, str]]:
        body = await get(town, EVERYTHING, include="history", text="bridge", as_of=as_of)
        (entry,) = body["entries"]
        return [(s["fact"], s["from"][:10], s["to"] and s["to"][:10], s["summary"]) for s in entry["history"]]

    old, new = "The mayor closes the bridges", "The mayor shuts a bridge"
    assert await states("2025-03-04") == [("closed", "2025-03-02", None, old)]
    assert await states("2025-03-06") == [
        ("closed", "2025-03-02", "2025-03-06", old),
        ("again", "2025-03-05", None, "A bridge is closed"),
        ("closed", "2025-03-06", None, new),
    ]


async def test_who_is_believed_decides_where_a_disputed_place_lies(api: httpx2.AsyncClient) -> None:
    await record(
        api,
        *(actor(name, kind="government") for name in ("north", "south")),
        *(location(name, kind="country") for name in ("northland", "southland", "earth")),
        location(
            "island",
            "earth",
            {"location": "northland", "according_to": "north"},
            {"location": "southland", "according_to": "south"},
        ),
        article("g", "2025-03-02T12:00:00Z"),
        told("g", "storm", "A storm", "island@place"),
    )

    async def on(country: str, **asked: str) -> set[str]:
        return await found(api, f"/v1/locations/{country}/timeline", **asked)

    assert await on("northland") == await on("southland") == {"storm"}
    assert await on("northland", according_to="north") == {"storm"}
    assert await on("northland", according_to="south") == set()
    assert await on("northland", according_to="north,south") == {"storm"}
    assert await on("earth", according_to="south") == {"storm"}


async def test_a_fact_of_a_revised_text_is_strictly_known_from_the_revision_on(
    api: httpx2.AsyncClient,
) -> None:
    revised = "b" * 64
    said = fact("g", "said", "2025-03-02T12:00:00Z", known_by="statement", evidence=cites(revised))
    await record(
        api,
        article("g", "2025-03-04T12:00:00Z"),
        event("article-g", "ArticleRevised", published_at="2025-03-08T00:00:00Z", sha256=revised, length=900),
        said,
    )

    assert await found(api, as_of="2025-03-05") == {"said"}
    assert await found(api, as_of="2025-03-05", strict="true") == set()
    assert await found(api, as_of="2025-03-08", strict="true") == {"said"}
    (entry,) = (await get(api, EVERYTHING))["entries"]
    assert entry["reports"][0]["published_at"] == "2025-03-08T00:00:00Z"
    early = fact("g", "early", "2025-03-04T12:00:00Z", evidence=cites(revised))
    refusal = refused(await post(api, json_lines([line(early)])), 422)
    assert "lies before that of the text it cites, 2025-03-08T00:00:00Z" in refusal["detail"]


def cites(sha256: str) -> Json:
    return {"sha256": sha256, "spans": [{"for": "fact", "start": 0, "end": 10}]}


async def test_merged_actors_are_found_under_either_name_and_permalinks_bear_one(
    town: httpx2.AsyncClient,
) -> None:
    await record(town, event("actor-council", "ActorsMerged", into="mayor"))

    body = await get(town, EVERYTHING, actors="council", publisher="herald,gazette")

    assert {entry["fact"] for entry in body["entries"]} == {"closed", "says", "meets", "denial"}
    assert body["actors"] == ["mayor"]
    assert "actors=mayor&publisher=gazette,herald" in body["permalink"].replace("%2C", ",")


async def test_pages_of_a_search_put_together_are_the_whole(town: httpx2.AsyncClient) -> None:
    asked = "?locations=region&publisher=gazette,herald&include=retracted&limit=1"

    paged = await all_pages(town, f"{EVERYTHING}{asked}")

    assert paged == (await get(town, EVERYTHING + asked.replace("limit=1", "limit=500")))["entries"]
    assert len(paged) == 2


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"actors": "nobody"}, "ids or slugs of actors at position"),
        ({"actors": "a b"}, "ids or slugs of actors, with commas"),
        ({"locations": ""}, "ids or slugs of locations, with commas"),
        ({"actors": ",".join(f"a{n}" for n in range(51))}, "at most 50"),
        ({"roles": "hero"}, "some of agent, patient"),
        ({"status": "true"}, "some of asserted, claimed"),
        ({"standing": "both"}, "one of undisputed, disputed"),
        ({"text": "--"}, "with a letter or digit"),
        ({"text": "x" * 301}, "at most 300 characters"),
        ({"text": "a\x00b"}, "words"),
        ({"include": "everything"}, "some of history, retracted"),
        ({"publisher": "region"}, "ids or slugs of actors at position"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_be_searched_for_is_told_what_to_send(
    town: httpx2.AsyncClient, sent: dict[str, str], expected: str
) -> None:
    said = refused(await town.get(EVERYTHING, params=sent), 422)

    assert said["parameter"] == next(iter(sent))
    assert expected in said["expected"]


async def test_disputes_tell_nothing_undisputed(town: httpx2.AsyncClient) -> None:
    said = await problem(town, "/v1/disputes", 422, standing="undisputed")

    assert said["parameter"] == "standing"


async def test_search_reads_odd_words_without_failing(town: httpx2.AsyncClient) -> None:
    for text in ("a & | ! ( ) : *", "'\"%_\\ x", "é ß 漢字", "or or", '"', "- x", "x:*"):
        if any(letter.isalnum() for letter in text):
            assert summaries(await get(town, EVERYTHING, text=text)) is not None
