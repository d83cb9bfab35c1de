"""Timelines of the bundled article over HTTP: as they stood at any moment."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from service import shapes
from tests import making
from tests.service.asking import all_pages, get, problem, summaries

pytestmark = pytest.mark.asyncio(loop_scope="module")

POKROVSK = "/v1/locations/pokrovsk/timeline"
CAPTURE = "Putin announces on video that the Russian army holds Pokrovsk"
DENIAL = "Ukrainian Military Staff spokesman Senyk denies that Pokrovsk is lost"
OCTOBER = "Putin claims that the Russian army has surrounded Ukrainian units in Pokrovsk"


async def test_on_monday_night_the_capture_is_claimed_and_not_yet_denied(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-12-01T21:30:00Z")

    claim = next(entry for entry in answer["entries"] if entry["summary"] == CAPTURE)
    assert (claim["status"], claim["standing"], claim["denied_by"]) == ("claimed", "undisputed", [])
    assert DENIAL not in summaries(answer)


async def test_the_next_noon_the_capture_is_disputed_and_the_denial_is_named(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-12-02T12:00:00Z")

    claim = next(entry for entry in answer["entries"] if entry["summary"] == CAPTURE)
    assert claim["standing"] == "disputed"
    assert [denial["summary"] for denial in claim["denied_by"]] == [DENIAL]
    speaker = claim["denied_by"][0]["attributed_to"]
    assert answer["names"][speaker]["id"] == speaker


async def test_on_the_first_of_november_there_is_the_claim_of_october(pokrovsk: httpx2.AsyncClient) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-11-01T00:00:00Z")

    assert summaries(answer) == [OCTOBER]


async def test_in_september_the_timeline_is_empty_and_says_that_more_was_reported_later(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-09-01T00:00:00Z")

    assert answer["entries"] == []
    assert answer["reported_later"] is True
    assert answer["next"] is None


async def test_with_hindsight_september_has_what_had_occurred_and_marks_it(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-09-01T00:00:00Z", hindsight="true")

    occurred = [entry["occurred"]["edtf"] for entry in answer["entries"]]
    assert "2024-07" in occurred
    assert "2025-21" in occurred or "2025-22" in occurred
    assert all(entry["hindsight"] for entry in answer["entries"])
    assert answer["hindsight"] is True


@pytest.mark.parametrize(
    "path",
    [
        "actors/vladimir-putin",
        "actors/steve-witkoff",
        "actors/volodymyr-zelenskyy",
        "actors/donald-trump",
        "locations/moscow",
        "locations/ukraine",
        "locations/donetsk-region",
        "locations/kursk-region",
    ],
)
async def test_every_slug_has_its_timeline(pokrovsk: httpx2.AsyncClient, path: str) -> None:
    answer = await get(pokrovsk, f"/v1/{path}/timeline")

    assert answer["entries"]
    assert answer["reported_later"] is False
    assert answer["names"][answer["subject"]]["slug"] == path.partition("/")[2]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"as_of": "2025-12-02T12:00:00Z"},
        {"as_of": "2025-12-01", "hindsight": "true", "order": "desc", "limit": "2"},
        {"position": "60"},
        {"since": "2025-10-01", "until": "2025-12-01", "match": "certain"},
    ],
    ids=str,
)
async def test_the_permalink_of_an_answer_gives_its_bytes(
    pokrovsk: httpx2.AsyncClient, asked: dict[str, str]
) -> None:
    response = await pokrovsk.get(POKROVSK, params=asked)

    permalink = response.json()["permalink"]
    again = await pokrovsk.get(permalink)
    assert again.content == response.content
    assert response.headers["content-location"] == permalink
    assert response.headers["cache-control"] == "no-cache"
    assert again.headers["cache-control"] == "public, max-age=60, s-maxage=86400"
    subject = response.json()["subject"]
    assert urlsplit(permalink).path == f"/v1/locations/{subject}/timeline"
    assert parse_qs(urlsplit(permalink).query).keys() >= {"as_of", "position", "log", "rules"}


async def test_a_page_behind_a_cursor_is_its_own_permalink(pokrovsk: httpx2.AsyncClient) -> None:
    first = await pokrovsk.get(POKROVSK, params={"limit": 2})
    following = first.json()["next"]

    response = await pokrovsk.get(following)

    assert first.headers["link"].startswith(f'<{following}>; rel="next", ')
    assert response.json()["permalink"] == following
    assert response.json()["limit"] == 2


async def test_what_a_cursor_pins_may_be_sent_again_beside_it(pokrovsk: httpx2.AsyncClient) -> None:
    asked = {"as_of": "2025-12-02", "limit": "2"}
    following = (await get(pokrovsk, POKROVSK, **asked))["next"]

    response = await pokrovsk.get(following, params={"cursor": following.partition("=")[2]} | asked)

    assert response.content == (await pokrovsk.get(following)).content


async def test_an_answer_states_what_was_asked_but_for_defaults(pokrovsk: httpx2.AsyncClient) -> None:
    plain = await get(pokrovsk, POKROVSK, match="possible", order="asc", limit="50", hindsight="false")
    special = await get(pokrovsk, POKROVSK, match="certain", order="desc", limit="3", since="2025-01-01")

    unusual = {"hindsight", "since", "until", "match", "order", "limit"}
    assert not plain.keys() & unusual
    assert {name: special[name] for name in unusual & special.keys()} == {
        "since": "2025-01-01T00:00:00Z",
        "match": "certain",
        "order": "desc",
        "limit": 3,
    }


async def test_a_plain_date_is_the_end_of_its_day_in_as_of_and_until_and_its_start_in_since(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    answer = await get(pokrovsk, POKROVSK, as_of="2025-12-01", since="2025-10-01", until="2025-10-31")

    assert answer["as_of"] == "2025-12-02T00:00:00Z"
    assert answer["since"] == "2025-10-01T00:00:00Z"
    assert answer["until"] == "2025-11-01T00:00:00Z"


async def test_at_an_earlier_position_the_log_held_less(pokrovsk: httpx2.AsyncClient) -> None:
    now = await get(pokrovsk, POKROVSK)

    then = await get(pokrovsk, POKROVSK, position=now["position"] - 30)

    assert then["position"] == now["position"] - 30
    assert len(then["entries"]) < len(now["entries"])


@pytest.mark.parametrize("since", ["2024-01-01", "2025-10-15T12:00:00Z", "2025-12-01"])
@pytest.mark.parametrize("until", ["2025-12-01", "2026-01-01"])
async def test_no_window_has_more_certain_entries_than_possible_ones(
    pokrovsk: httpx2.AsyncClient, since: str, until: str
) -> None:
    """Oracle 29."""
    possible = await get(pokrovsk, "/v1/locations/ukraine/timeline", since=since, until=until)
    certain = await get(pokrovsk, "/v1/locations/ukraine/timeline", since=since, until=until, match="certain")

    assert set(summaries(certain)) <= set(summaries(possible))


async def test_a_window_over_everything_is_no_window_but_for_unbounded_entries(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    """Oracle 29."""
    everything = {"since": "0001-01-02", "until": "9999-12-30"}
    path = "/v1/locations/ukraine/timeline"

    possible = await get(pokrovsk, path, **everything)
    certain = await get(pokrovsk, path, **everything, match="certain")

    assert possible["entries"] == (await get(pokrovsk, path))["entries"]
    bounded = [
        e for e in possible["entries"] if None not in (e["occurred"]["earliest"], e["occurred"]["latest"])
    ]
    assert certain["entries"] == bounded


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 4])
async def test_pages_put_together_are_the_whole_timeline(
    pokrovsk: httpx2.AsyncClient, order: str, limit: int
) -> None:
    whole = await get(pokrovsk, POKROVSK, order=order)

    pages = await all_pages(pokrovsk, f"{POKROVSK}?order={order}&limit={limit}")

    assert pages == whole["entries"]


async def test_answers_have_the_shape_that_openapi_describes(pokrovsk: httpx2.AsyncClient) -> None:
    for path in ("/v1/locations/ukraine/timeline", "/v1/actors/vladimir-putin/timeline"):
        for asked in ({}, {"limit": "1", "hindsight": "true", "as_of": "2025-11-01"}):
            response = await pokrovsk.get(path, params=asked)
            shapes.timelines.Timeline.model_validate_json(response.content)


async def test_a_name_that_is_no_slug_is_not_found_and_the_search_is_named(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    for name in ("nobody", "%00", "A%20B", "x" * 300, "ПОКРОВСК"):
        refused = await problem(pokrovsk, f"/v1/actors/{name}/timeline", 404)

        assert refused["type"] == "/problems/not-found"
        assert "; search for it by name" in refused["detail"]
    assert (await problem(pokrovsk, "/v1/actors/..%2f../timeline", 404))["type"] == "/problems/no-such-path"


async def test_head_answers_as_get_does_without_the_body(pokrovsk: httpx2.AsyncClient) -> None:
    for path in (POKROVSK, "/v1/actors", "/v1/events", "/healthz", "/v1/actors/nobody"):
        full, head = await pokrovsk.get(path), await pokrovsk.head(path)

        assert (head.status_code, head.headers, head.content) == (full.status_code, full.headers, b"")


async def test_a_claim_told_twice_is_one_entry_with_two_reports(pokrovsk: httpx2.AsyncClient) -> None:
    asked = {"as_of": "2025-12-01T21:30:00Z", "since": "2025-12-01"}

    together = await get(pokrovsk, POKROVSK, **asked)
    apart = await get(pokrovsk, POKROVSK, **asked, group="false")

    (entry,) = together["entries"]
    assert [report["fact"] for report in entry["reports"]] == ["ftqxkq6d6ubrussw5", "fgt7m3jfv6jkb374i"]
    assert len(apart["entries"]) == 2
    assert "group=false" in apart["permalink"]
    assert (await get(pokrovsk, apart["permalink"])) == apart


async def test_read_strictly_nothing_is_known_before_the_article(pokrovsk: httpx2.AsyncClient) -> None:
    before = await get(pokrovsk, POKROVSK, as_of="2025-12-02T13:59:59Z", strict="true")
    after = await get(pokrovsk, POKROVSK, as_of="2025-12-02T14:00:00Z", strict="true")

    assert (before["entries"], before["reported_later"]) == ([], True)
    assert len(after["entries"]) == 11
    assert after["permalink"].endswith("&strict=true")


async def test_what_no_article_had_said_yet_is_told_only_where_it_is_a_statement(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    """Oracle 10, its end: such an entry is marked, and so is what denies, confirms or follows one."""
    facts = {e["fact"]: e for e in (await get(pokrovsk, "/v1/timeline", group="false", limit=500))["entries"]}
    early = 0
    for hour in sorted({fact["reported_at"] for fact in facts.values()}):
        for entry in (await get(pokrovsk, "/v1/timeline", as_of=hour, limit=500))["entries"]:
            links = [*entry["denied_by"], *entry["confirmed_by"], *entry["updated_by"]]
            for told in [*entry["reports"], *links, *filter(None, [entry["outcome"]])]:
                fact = facts[told["fact"]]
                if making.at(fact["reports"][0]["published_at"]) > making.at(hour):
                    early += 1
                    assert fact["known_by"] == "statement"
    assert early


async def test_hindsight_cannot_be_strict(pokrovsk: httpx2.AsyncClient) -> None:
    said = await problem(pokrovsk, POKROVSK, 422, strict="true", hindsight="true")

    assert "either strict or hindsight" in said["expected"]
