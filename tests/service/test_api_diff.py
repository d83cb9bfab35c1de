"""What changed on a timeline over HTTP, between two moments and between two positions."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import orjson
import pytest

from service import change_shapes
from service.cursors import page_url, read_cursor
from tests.making import actor, article, correction, event, fact, location
from tests.service.asking import Json, get, problem, record

DIFF = "/v1/actors/a/diff"
LISTS = ("added", "changed", "disputed", "resolved", "confirmed", "retracted", "removed")
DAYS = {"from": "2025-03-01T12:00:00Z", "to": "2025-03-20T00:00:00Z"}


def entries(diff: Json) -> dict[str, list[str]]:
    """The leading facts in each list that is not empty."""
    return {name: [change["entry"]["fact"] for change in diff[name]] for name in LISTS if diff[name]}


def types(change: Json) -> list[tuple[str, str | None]]:
    return [(each["type"], each["fact"]) for each in change["events"]]


@pytest.fixture
async def told(api: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Four facts of the first of March; one is disputed, corrected, retracted each; another fact follows."""
    await record(api, actor("a"), actor("b"), location("town"))
    await record(api, article("n1", "2025-03-01T00:00:00Z"), article("n2", "2025-03-08T00:00:00Z"))
    for day, name in enumerate(("claim", "wrong", "fallen", "moved"), start=1):
        await record(api, fact("n1", name, "2025-03-01T00:00:00Z", edtf=f"2020-01-0{day}", actors=["a"]))
    await record(api, fact("n2", "later", "2025-03-08T00:00:00Z", edtf="2020-02-01", actors=["a"]))
    await record(
        api,
        fact("n2", "denial", "2025-03-08T00:00:00Z"),
        event("article-n2", "FactsLinked", fact="denial", relation="denies", other="claim"),
        correction("n1", "wrong", "2025-03-09T00:00:00Z", summary="put right"),
        event("article-n1", "FactRetracted", fact="fallen", reported_at="2025-03-10T00:00:00Z"),
        correction("n1", "moved", "2025-03-11T00:00:00Z", actors=[{"actor": "b"}]),
    )
    return api


async def test_between_two_moments_each_list_names_its_entries_and_events(told: httpx2.AsyncClient) -> None:
    diff = await get(told, DIFF, **DAYS)

    assert entries(diff) == {
        "added": ["later"],
        "changed": ["claim", "wrong"],
        "disputed": ["claim"],
        "retracted": ["fallen"],
        "removed": ["moved"],
    }
    claim, wrong = diff["changed"]
    assert (claim["fields"], claim["before"]) == (
        ["standing", "denied_by"],
        {"standing": "undisputed", "denied_by": []},
    )
    assert wrong["before"] == {"summary": "Fact wrong", "corrected_by": []}
    assert (
        types(claim) == types(diff["disputed"][0]) == [("FactReported", "denial"), ("FactsLinked", "denial")]
    )
    assert types(wrong) == [("FactCorrected", "wrong")]
    assert types(diff["added"][0]) == [("FactReported", "later")]
    assert types(diff["retracted"][0]) == [("FactRetracted", "fallen")]
    assert types(diff["removed"][0]) == [("FactCorrected", "moved")]
    assert diff["removed"][0]["into"] == "moved"
    assert diff["from"] == "2025-03-01T12:00:00Z"
    change_shapes.Diff.model_validate_json(orjson.dumps(diff))


async def test_nothing_in_it_is_known_only_after_its_later_end(told: httpx2.AsyncClient) -> None:
    diff = await get(told, DIFF, **{"from": "2025-03-01", "to": "2025-03-08T12:00:00Z"})

    assert entries(diff) == {"added": ["later"], "changed": ["claim"], "disputed": ["claim"]}


async def test_a_plain_date_is_its_end(told: httpx2.AsyncClient) -> None:
    diff = await get(told, DIFF, **{"from": "2025-03-01", "to": "2025-03-08"})

    assert (diff["from"], diff["to"]) == ("2025-03-02T00:00:00Z", "2025-03-09T00:00:00Z")


async def test_between_two_positions_it_tells_what_the_log_learnt(told: httpx2.AsyncClient) -> None:
    head = (await get(told, "/v1/events"))["position"]
    report = next(e for e in (await get(told, "/v1/events"))["events"] if e["payload"].get("fact") == "later")

    diff = await get(told, DIFF, **{"from": str(report["position"]), "to": str(head)})
    early = await get(told, DIFF, **{"from": "5", "to": str(head), "as_of": "2025-03-02T00:00:00Z"})

    assert entries(diff) == {
        "changed": ["claim", "wrong"],
        "disputed": ["claim"],
        "retracted": ["fallen"],
        "removed": ["moved"],
    }
    assert (diff["from"], diff["to"], diff["position"]) == (report["position"], head, head)
    assert all(
        each["position"] > report["position"] for change in diff["changed"] for each in change["events"]
    )
    assert entries(early) == {"added": ["claim", "wrong", "fallen", "moved"]}
    assert early["as_of"] == "2025-03-02T00:00:00Z"


async def test_a_withdrawn_retraction_and_a_withdrawn_denial_are_told_as_such(
    told: httpx2.AsyncClient,
) -> None:
    page = await get(told, "/v1/events")
    by_type = {e["type"]: e for e in page["events"]}
    for type_ in ("FactsLinked", "FactRetracted"):
        made = by_type[type_]
        await record(told, event(made["stream"], "ChangeWithdrawn", withdraws=made["event_id"]))

    diff = await get(told, DIFF, **{"from": str(page["position"]), "to": str(page["position"] + 2)})

    assert entries(diff) == {"added": ["fallen"], "changed": ["claim"], "resolved": ["claim"]}
    assert types(diff["added"][0]) == [("ChangeWithdrawn", "fallen")]
    assert types(diff["resolved"][0]) == [("ChangeWithdrawn", "denial")]


async def test_a_confirmation_is_told_with_the_link_and_the_fact_that_confirms(
    told: httpx2.AsyncClient,
) -> None:
    await record(
        told,
        fact("n2", "proof", "2025-03-12T00:00:00Z"),
        event("article-n2", "FactsLinked", fact="proof", relation="confirms", other="claim"),
    )

    diff = await get(told, DIFF, **{"from": "2025-03-10", "to": "2025-03-12T00:00:00Z"})

    assert entries(diff) == {"changed": ["claim"], "confirmed": ["claim"]}
    assert types(diff["confirmed"][0]) == [("FactReported", "proof"), ("FactsLinked", "proof")]


async def test_what_fell_with_its_article_is_retracted_and_a_denial_of_that_article_falls_with_it(
    told: httpx2.AsyncClient,
) -> None:
    await record(told, event("article-n2", "ArticleRetracted", reported_at="2025-03-13T00:00:00Z"))

    diff = await get(told, DIFF, **{"from": "2025-03-11", "to": "2025-03-13"})
    whole = await get(told, DIFF, **{"from": "2025-03-01", "to": "2025-03-13"})

    assert entries(diff) == {"changed": ["claim"], "resolved": ["claim"], "retracted": ["later"]}
    assert types(diff["retracted"][0]) == types(diff["resolved"][0]) == [("ArticleRetracted", None)]
    assert "later" not in str(entries(whole))


async def test_reports_that_are_joined_leave_one_entry_and_say_which(told: httpx2.AsyncClient) -> None:
    before = (await get(told, "/v1/events"))["position"]
    await record(told, event("article-n2", "FactsLinked", fact="later", relation="repeats", other="claim"))

    diff = await get(told, DIFF, **{"from": str(before), "to": str(before + 1)})
    apart = await get(told, DIFF, **{"from": str(before), "to": str(before + 1), "group": "false"})

    assert entries(diff) == {"changed": ["claim"], "removed": ["later"]}
    assert diff["removed"][0]["into"] == "claim"
    assert types(diff["removed"][0]) == [("FactsLinked", "later")]
    assert entries(apart) == {}


async def test_a_merge_brings_the_entries_of_the_other_with_it(told: httpx2.AsyncClient) -> None:
    before = (await get(told, "/v1/events"))["position"]
    await record(told, event("actor-b", "ActorsMerged", into="a"))

    diff = await get(told, DIFF, **{"from": str(before), "to": str(before + 1)})

    assert entries(diff) == {"added": ["moved"]}
    assert types(diff["added"][0]) == [("ActorsMerged", None)]


async def test_a_search_names_the_event_by_which_a_place_came_to_lie_in_another(
    told: httpx2.AsyncClient,
) -> None:
    before = (await get(told, "/v1/events"))["position"]
    await record(told, fact("n2", "there", "2025-03-08T00:00:00Z", actors=["a"], locations=["town"]))
    await record(told, location("land"), location("town", "land"))

    asked = {"actors": "a", "locations": "land"}
    diff = await get(told, "/v1/timeline/diff", **{"from": str(before + 1), "to": str(before + 3)}, **asked)

    assert entries(diff) == {"added": ["there"]}
    assert types(diff["added"][0]) == [("LocationNamed", None)]


async def test_a_plan_lapses_without_an_event(api: httpx2.AsyncClient) -> None:
    await record(api, actor("a"), article("n1", "2025-03-01T00:00:00Z"))
    await record(
        api, fact("n1", "plan", "2025-03-01T00:00:00Z", edtf="2025-03-05", status="planned", actors=["a"])
    )

    diff = await get(api, DIFF, **{"from": "2025-03-02", "to": "2025-03-08"})

    (change,) = diff["changed"]
    assert (change["fields"], change["before"], change["events"]) == (["lapsed"], {"lapsed": False}, [])


async def test_the_permalink_gives_the_bytes_also_after_more_was_recorded(told: httpx2.AsyncClient) -> None:
    for asked in (DAYS, {"from": "6", "to": "12"}, DAYS | {"limit": "2", "strict": "true"}):
        response = await told.get(DIFF, params=asked)
        permalink = response.json()["permalink"]
        await record(told, correction("n1", "claim", None, summary="as we read it now"))

        again = await told.get(permalink)

        assert again.content == response.content
        assert again.headers["cache-control"].startswith("public")
        held = await told.get(permalink, headers={"if-none-match": again.headers["etag"]})
        assert held.status_code == 304


async def test_pages_put_together_are_the_whole(told: httpx2.AsyncClient) -> None:
    whole = await get(told, DIFF, **DAYS)
    found: dict[str, list[Any]] = {name: [] for name in LISTS}
    page = await get(told, DIFF, **DAYS, limit="2")
    while True:
        for name in LISTS:
            found[name] += page[name]
        if page["next"] is None:
            break
        page = await get(told, page["next"])

    assert found == {name: whole[name] for name in LISTS}


async def test_a_diff_of_all_there_is(told: httpx2.AsyncClient) -> None:
    diff = await get(told, "/v1/timeline/diff", **DAYS, status="asserted")
    change_shapes.Diff.model_validate_json(orjson.dumps(diff))

    assert entries(diff)["added"] == ["denial", "later"]
    assert entries(diff)["changed"] == ["claim", "wrong", "moved"]
    assert "subject" not in diff


async def test_locations_have_diffs_too(told: httpx2.AsyncClient) -> None:
    assert entries(await get(told, "/v1/locations/town/diff", **DAYS)) == {}


@pytest.mark.parametrize(
    ("asked", "parameter", "expected"),
    [
        ({}, "from", "two instants, or two positions"),
        ({"from": "2025-03-01"}, "to", "two instants, or two positions"),
        ({"from": "3", "to": "2025-03-01"}, "to", "a position, as from is"),
        ({"from": "2025-03-01", "to": "3"}, "to", "an instant or a date, as from is"),
        ({"from": "2025-03-02", "to": "2025-03-01"}, "to", "nothing before from"),
        ({"from": "4", "to": "3"}, "to", "nothing before from, 4"),
        ({"from": "3", "to": "999"}, "to", "a position from 0 to"),
        ({"from": "2025-03-01T00:00:00", "to": "2025-03-02"}, "from", "offset"),
        ({"from": "3", "to": "5", "position": "4"}, "position", "none, or the position `to`, 5"),
        ({"from": "3", "to": "5", "recorded_by": "2025-03-02T00:00:00Z"}, "recorded_by", "none beside"),
        (DAYS | {"as_of": "2025-03-02"}, "as_of", "none where from and to are moments"),
        (DAYS | {"hindsight": "true"}, "hindsight", "one of the parameters"),
    ],
    ids=str,
)
async def test_ends_that_do_not_fit_are_refused_with_what_to_send(
    told: httpx2.AsyncClient, asked: dict[str, str], parameter: str, expected: str
) -> None:
    refused = await problem(told, DIFF, 422, **asked)

    assert refused["parameter"] == parameter
    assert expected in refused["expected"]


async def test_a_forged_cursor_asks_nothing_that_cannot_be_asked(told: httpx2.AsyncClient) -> None:
    page = await get(told, DIFF, **DAYS, limit="1")
    path, pinned, after = read_cursor(parse_qs(urlsplit(page["next"]).query)["cursor"][0])

    for forged in ({"hindsight": "true"}, {"order": "desc"}, {"from": "3"}, {"from": "3", "to": "4"}):
        following = page_url(path, pinned | forged, after)

        await problem(told, following, 422)


async def test_whom_nobody_named_is_not_found(told: httpx2.AsyncClient) -> None:
    await problem(told, "/v1/actors/nobody/diff", 404, **DAYS)
