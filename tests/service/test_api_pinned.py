"""What was answered once is answered for ever: pins, pages and orders, on a log that grows."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from events import bundled
from events.instants import format_instant
from tests import making
from tests.service.asking import Json, all_pages, get, post, rebuilt, record, summaries
from tests.service.conftest import serving

POKROVSK = "/v1/locations/pokrovsk/timeline"
JUNE = "2020-06-01T00:00:00Z"


async def test_a_pinned_answer_is_the_same_after_appends_corrections_renames_a_rebuild_and_a_restart(
    api: httpx2.AsyncClient, database_url: str
) -> None:
    """Oracle 1."""
    await post(api, bundled.sample("pokrovsk"))
    questions = [
        {"as_of": "2025-12-02T12:00:00Z"},
        {"limit": "2"},
        {"as_of": "2025-09-01", "hindsight": "true"},
    ]
    first = [(await get(api, POKROVSK, **asked)) for asked in questions]
    permalinks = [answer["permalink"] for answer in first] + [first[1]["next"]]
    permalinks += [(await get(api, path))["permalink"] for path in ("/v1/actors", "/v1/articles")]
    before = [(await api.get(permalink)).content for permalink in permalinks]

    await _append_much(api, first[0]["subject"], first[0]["entries"][0])
    for name in ("directory", "timelines"):
        assert (await api.post(f"/v1/projections/{name}/rebuild")).status_code == 202
        await rebuilt(api, name)

    async with serving(database_url) as restarted:
        for client in (api, restarted):
            assert [(await client.get(permalink)).content for permalink in permalinks] == before
    assert summaries(await get(api, "/v1/locations/renamed/timeline", order="desc"))[0] == "Fact f999"


async def test_a_pinned_answer_stays_as_it_is_when_the_hour_of_a_plan_in_it_passes(
    api: httpx2.AsyncClient,
) -> None:
    """Oracle 1, its end: the plan lapses for whoever asks anew, once the log has gone on."""
    hour = datetime.now(UTC) + timedelta(seconds=2)
    begins = format_instant(hour - timedelta(hours=1))
    occurred = {"edtf": f"{begins[:10]}/..", "earliest": begins, "latest": format_instant(hour)}
    plan = making.fact("n1", "plan", JUNE, actors=["anna"], status="planned", occurred=occurred)
    await record(api, making.actor("anna"), making.article("n1", JUNE), plan)
    before = await get(api, "/v1/actors/anna/timeline")
    content = (await api.get(before["permalink"])).content

    await asyncio.sleep((hour - datetime.now(UTC)).total_seconds() + 0.05)

    assert [entry["lapsed"] for entry in before["entries"]] == [False]
    assert (await api.get(before["permalink"])).content == content
    await record(api, making.actor("boris"))
    assert (await api.get(before["permalink"])).content == content
    assert [e["lapsed"] for e in (await get(api, "/v1/actors/anna/timeline"))["entries"]] == [True]


async def test_pages_read_while_others_append_are_one_reading_at_the_first_pages_position(
    api: httpx2.AsyncClient,
) -> None:
    """Oracle 6."""
    await record(api, making.actor("anna"), making.article("n1", JUNE), *_facts(range(20)))
    first = await get(api, "/v1/actors/anna/timeline", limit=3)
    entries, following, number = first["entries"], first["next"], 100

    while following is not None:
        shift = making.correction("n1", f"f{number % 20:03}", None, occurred={"edtf": "2019-01-01"})
        await record(api, *_facts([number]), shift)
        page = await get(api, following)
        entries += page["entries"]
        following, number = page["next"], number + 1

    whole = await get(api, "/v1/actors/anna/timeline", position=first["position"])
    assert entries == whole["entries"]
    assert len(entries) == 20


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_two_hundred_entries_of_one_day_page_without_a_duplicate_or_a_skip(
    api: httpx2.AsyncClient, order: str
) -> None:
    """Oracle 7."""
    await record(api, making.actor("anna"), making.article("n1", JUNE), *_facts(range(200)))

    pages = await all_pages(api, f"/v1/actors/anna/timeline?order={order}&limit=7")

    expected = [f"Fact f{number:03}" for number in range(200)]
    assert [entry["summary"] for entry in pages] == (expected if order == "asc" else expected[::-1])


async def test_unbounded_ends_are_null_and_sort_as_documented_in_both_directions(
    api: httpx2.AsyncClient,
) -> None:
    """Oracle 28."""
    dates = {
        "f1": "../2020-01-01",
        "f2": "2020-01-01",
        "f3": "2020-01-01/..",
        "f4": "2020-01-02/..",
        "f5": "../..",
        "f6": "../..",
    }
    reported = [making.fact("n1", id_, JUNE, edtf, actors=["anna"]) for id_, edtf in dates.items()]
    await record(api, making.actor("anna"), making.article("n1", JUNE), *reported)

    ascending = await get(api, "/v1/actors/anna/timeline")
    descending = await get(api, "/v1/actors/anna/timeline", order="desc")

    assert [entry["fact"] for entry in ascending["entries"]] == ["f2", "f3", "f1", "f4", "f5", "f6"]
    assert [entry["fact"] for entry in descending["entries"]] == ["f4", "f1", "f3", "f2", "f6", "f5"]
    ends = {e["fact"]: (e["occurred"]["earliest"], e["occurred"]["latest"]) for e in ascending["entries"]}
    assert ends["f1"] == (None, "2020-01-02T00:00:00Z")
    assert ends["f3"] == ("2020-01-01T00:00:00Z", None)
    assert ends["f5"] == (None, None)
    assert await all_pages(api, "/v1/actors/anna/timeline?limit=1") == ascending["entries"]
    assert await all_pages(api, "/v1/actors/anna/timeline?limit=1&order=desc") == descending["entries"]


async def test_recorded_by_answered_once_stays_the_same(api: httpx2.AsyncClient) -> None:
    """Oracle 8, on an idle log; and oracle 5: the first of two events excludes the second."""
    one, two = await record(api, making.actor("anna"), making.actor("boris"))
    at_first = await get(api, "/v1/actors", recorded_by=one["recorded_at"])
    await asyncio.sleep(0.01)
    now = format_instant(making.at(two["recorded_at"]) + timedelta(milliseconds=5))
    idle = await get(api, "/v1/actors", recorded_by=now)

    await record(api, making.actor("clara"))

    assert [actor["id"] for actor in at_first["actors"]] == ["anna"]
    assert await get(api, "/v1/actors", recorded_by=one["recorded_at"]) == at_first
    assert await get(api, "/v1/actors", recorded_by=now) == idle
    assert idle["position"] == two["position"]


async def test_a_log_that_holds_nothing_answers_too(api: httpx2.AsyncClient) -> None:
    actors = await get(api, "/v1/actors")

    assert (actors["position"], actors["actors"], actors["next"]) == (0, [], None)
    assert (await get(api, actors["permalink"])) == actors
    assert (await get(api, "/v1/events"))["events"] == []
    await get(api, "/v1/actors", recorded_by="2020-01-01T00:00:00Z")


async def test_an_old_archive_is_in_as_of_and_not_in_recorded_by(api: httpx2.AsyncClient) -> None:
    """Oracle 11."""
    old = making.fact("n1", "f1", "2019-05-01T00:00:00Z", "2019-04-30", actors=["anna"])
    await record(api, making.actor("anna"), making.article("n1", "2019-05-01T00:00:00Z"), old)

    assert summaries(await get(api, "/v1/actors/anna/timeline", as_of="2020-01-01")) == ["Fact f1"]
    before = await get(api, "/v1/actors", recorded_by="2020-01-01T00:00:00Z")
    assert (before["position"], before["actors"]) == (0, [])


async def _append_much(api: httpx2.AsyncClient, subject: str, entry: Json) -> None:
    """A thousand facts, a correction and a retraction of what is there, and its subject under another name."""
    described = {"name": "Renamed", "slug": "renamed", "kind": "city"}
    await record(api, making.event(f"location-{subject}", "LocationNamed", **described))
    article, fact = entry["reports"][0]["article"], entry["fact"]
    await record(
        api,
        making.correction(article, fact, None, summary="Our mistake, mended"),
        making.article("n1", JUNE),
        *(making.fact("n1", f"f{n:03}", JUNE, "2026-01-01", locations=[subject]) for n in range(1_000)),
    )


def _facts(numbers: range | list[int]) -> list[making.NewEvent]:
    return [making.fact("n1", f"f{n:03}", JUNE, "2020-01-01", actors=["anna"]) for n in numbers]


async def test_what_a_client_still_holds_is_not_sent_again(api: httpx2.AsyncClient) -> None:
    await record(api, making.actor("anna"))
    path = "/v1/actors/anna/timeline"
    first = await api.get(path)

    again = await api.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    pinned = await api.get(first.json()["permalink"], headers={"if-none-match": first.headers["etag"]})
    await record(api, making.actor("boris"))
    later = await api.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (pinned.status_code, pinned.headers["cache-control"]) == (
        304,
        "public, max-age=60, s-maxage=86400",
    )
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]
