"""The story, asked over HTTP: what each change in it does to the answers, on every clock."""

from pathlib import Path

import httpx2
import pytest

from events import bundled
from tests import making
from tests.events.bundled_story import BY_KEY, EVENTS, KEYS, position
from tests.events.golden_story import FACTS, LATER, TIMELINES
from tests.service.asking import Json, get, post, rebuilt, record, summaries

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAYOR = "/v1/actors/maren-oskey/timeline"
DAM = "/v1/locations/ostrel-dam/timeline"
BRENNICK = "/v1/locations/brennick/timeline"
SALTINGS = "/v1/locations/the-saltings/timeline"
PORT = "/v1/locations/port-callow/timeline"

CORRECTED = "2025-02-12T15:00:00Z"
"""When the Courier corrected what the mayor had said."""
BEFORE, AFTER = "2025-02-12T14:59:59Z", "2025-02-13T00:00:00Z"

WITHOUT = "Mayor Oskey says that Norvale Hydro opened the gates of the dam without warning"
TOO_LATE = "Mayor Oskey says that Norvale Hydro opened the gates of the dam with a warning that came too late"


async def test_the_story_is_recorded_in_the_order_of_its_lines(story: httpx2.AsyncClient) -> None:
    events = (await get(story, "/v1/events", limit=500))["events"]

    assert [event["event_id"] for event in events] == [str(event.event_id) for event in EVENTS]


@pytest.mark.parametrize("subject", TIMELINES, ids="/".join)
async def test_a_timeline_holds_at_each_moment_what_the_golden_table_says(
    story: httpx2.AsyncClient, subject: tuple[str, str]
) -> None:
    kind, slug = subject
    for moment, keys in TIMELINES[subject].items():
        answer = await get(story, f"/v1/{kind}s/{slug}/timeline", as_of=moment, group="false")

        assert {KEYS[entry["fact"]] for entry in answer["entries"]} == keys, moment


# --- the reported clock


async def test_the_same_question_at_four_moments_has_four_answers(story: httpx2.AsyncClient) -> None:
    moments = ("2025-02-09T20:00:00Z", "2025-02-09T23:30:00Z", "2025-02-10T12:00:00Z", "2025-03-12T00:00:00Z")

    answers = [await get(story, MAYOR, as_of=moment) for moment in moments]

    assert [told(answer["entries"]) for answer in answers] == [
        [],
        [(WITHOUT, [], [])],
        [(WITHOUT, ["warned-in-time"], [])],
        [(TOO_LATE, ["warned-in-time"], ["gates-open"])],
    ]
    assert all(answer["reported_later"] for answer in answers)


@pytest.mark.asyncio(loop_scope="function")
async def test_each_of_the_answers_stays_the_same_bytes_whatever_follows(api: httpx2.AsyncClient) -> None:
    await added(api)
    moments = ("2025-02-09T20:00:00Z", "2025-02-09T23:30:00Z", "2025-02-10T12:00:00Z", LATER)
    subjects = (MAYOR, DAM, BRENNICK, SALTINGS, PORT)
    asked = [await get(api, subject, as_of=moment) for subject in subjects for moment in moments]
    permalinks = [answer["permalink"] for answer in asked]
    before = [(await api.get(permalink)).content for permalink in permalinks]

    await post(api, bundled.sample("pokrovsk"))
    mayor, courier = EVENTS[position("ActorNamed", slug="maren-oskey") - 1].stream, article_of("no-warning")
    await record(
        api,
        making.event(mayor, "ActorNamed", name="M. Oskey", slug="the-mayor", kind="person"),
        making.event(
            courier, "FactRetracted", fact=FACTS["no-warning"].fact, reported_at="2025-02-11T00:00:00Z"
        ),
        making.event(courier, "ArticleRetracted", reported_at=None),
    )
    await api.post("/v1/projections/timelines/rebuild")
    await rebuilt(api, "timelines")

    assert [(await api.get(permalink)).content for permalink in permalinks] == before
    assert (await get(api, "/v1/actors/the-mayor/timeline", as_of=moments[2]))["entries"] == []


async def test_with_strict_reading_nobody_knows_before_the_morning_paper(story: httpx2.AsyncClient) -> None:
    night, morning = "2025-02-09T23:30:00Z", "2025-02-10T05:40:00Z"

    assert summaries(await get(story, MAYOR, as_of=night)) == [WITHOUT]
    assert summaries(await get(story, MAYOR, as_of=night, strict="true")) == []
    assert summaries(await get(story, MAYOR, as_of=morning, strict="true")) == [WITHOUT]


async def test_a_fact_that_is_taken_back_and_stood_by_again_goes_and_comes_with_what_it_confirms(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 16."""
    moments = ("2025-03-11T04:59:59Z", "2025-03-11T05:00:00Z", "2025-03-14T08:00:00Z", "2025-03-24T09:00:00Z")
    seen = []
    for moment in moments:
        on_site = await get(story, DAM, as_of=moment)
        ((_, _, confirmed),) = told((await get(story, MAYOR, as_of=moment))["entries"])
        seen.append(("gates-open" in {KEYS[entry["fact"]] for entry in on_site["entries"]}, confirmed))

    assert seen == [(False, []), (True, ["gates-open"]), (False, []), (True, ["gates-open"])]


async def test_the_entry_stays_when_one_of_its_two_reports_is_retracted(story: httpx2.AsyncClient) -> None:
    """Oracle 17."""
    reports = []
    for moment in ("2025-02-12T00:00:00Z", "2025-02-14T00:00:00Z", "2025-02-18T09:00:00Z"):
        (entry,) = (await get(story, SALTINGS, as_of=moment))["entries"]
        reports.append([KEYS[report["fact"]] for report in entry["reports"]])

    assert reports == [["barge-sinks"], ["barge-sinks", "barge-down"], ["barge-down"]]


async def test_what_two_outlets_report_is_one_entry(story: httpx2.AsyncClient) -> None:
    (entry,) = (await get(story, "/v1/locations/weavers-bridge/timeline", as_of="2025-02-11"))["entries"]
    alone = await get(story, "/v1/locations/weavers-bridge/timeline", as_of="2025-02-11", group="false")

    assert (KEYS[entry["fact"]], entry["reported_at"]) == ("bridge-closed", "2025-02-10T05:40:00Z")
    assert [KEYS[report["fact"]] for report in entry["reports"]] == ["bridge-closed", "bridge-shut"]
    assert len({report["article"] for report in entry["reports"]}) == 2
    assert {KEYS[single["fact"]] for single in alone["entries"]} == {"bridge-closed", "bridge-shut"}


async def test_plans_lapse_are_cancelled_or_come_true_when_that_is_reported(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 22."""
    plans = {
        "strike": (PORT, ("2025-03-03T22:00:00Z", "2025-03-05T00:00:00Z", "2025-03-12T00:00:00Z")),
        "report-due": (BRENNICK, ("2025-03-31T21:59:59Z", "2025-03-31T22:00:00Z", LATER)),
        "council-to-meet": (
            BRENNICK,
            ("2025-02-12T20:00:00Z", "2025-02-13T00:00:00Z", "2025-02-13T06:00:00Z"),
        ),
        "gate-to-be-mended": (DAM, ("2020-05-31T21:59:59Z", "2020-05-31T22:00:00Z", LATER)),
    }
    seen = {}
    for key, (path, moments) in plans.items():
        seen[key] = []
        for moment in moments:
            entry = by_key(await get(story, path, as_of=moment))[key]
            outcome = entry["outcome"] and (entry["outcome"]["relation"], KEYS[entry["outcome"]["fact"]])
            seen[key].append("lapsed" if entry["lapsed"] else outcome)

    assert seen == {
        "strike": [None, "lapsed", ("cancels", "strike-off")],
        "report-due": [None, "lapsed", "lapsed"],
        "council-to-meet": [None, "lapsed", ("fulfils", "council-met")],
        "gate-to-be-mended": [None, "lapsed", "lapsed"],
    }


async def test_two_districts_have_what_happens_in_the_saltings(story: httpx2.AsyncClient) -> None:
    for district in ("lower-varre", "callow-free-port"):
        entry = by_key(await get(story, f"/v1/locations/{district}/timeline"))["barge-down"]

        assert entry["direct"] is False


# --- the recorded clock


async def test_the_published_correction_has_four_quadrants(story: httpx2.AsyncClient) -> None:
    """Oracle 12: published on 12 February, recorded behind the articles of March."""
    recorded = position("FactCorrected", fact="no-warning")
    quadrants = [
        summaries(await get(story, MAYOR, as_of=moment, position=at))
        for at in (recorded - 1, recorded)
        for moment in (BEFORE, AFTER)
    ]

    assert quadrants == [[WITHOUT], [WITHOUT], [WITHOUT], [TOO_LATE]]
    (entry,) = (await get(story, MAYOR, as_of=AFTER))["entries"]
    assert [(told["reported_at"], told["changed"]) for told in entry["corrected_by"]] == [
        (CORRECTED, ["evidence", "summary"])
    ]


async def test_our_misreading_is_seen_at_every_moment_before_it_was_mended_and_at_none_behind(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 14."""
    mended = position("FactCorrected", fact="houses")
    seen = {
        at: {
            by_key(await get(story, BRENNICK, as_of=moment, position=at))["houses"]["summary"]
            for moment in ("2025-02-13T06:00:00Z", "2025-02-20T00:00:00Z", LATER)
        }
        for at in (mended - 1, mended, len(EVENTS))
    }

    assert seen == {
        mended - 1: {"The flood ruins thirty houses in Brennick"},
        mended: {"The flood ruins thirteen houses in Brennick"},
        len(EVENTS): {"The flood ruins thirteen houses in Brennick"},
    }
    entry = by_key(await get(story, BRENNICK))["houses"]
    assert (entry["corrected_by"], entry["reports"][0]["quote"]) == (
        [],
        "The water left thirteen houses beyond repair.",
    )


async def test_a_denial_recorded_before_its_claim_disputes_it_from_when_it_was_reported(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 15."""
    claimed, linked = (
        position("FactReported", fact="no-warning"),
        position("FactsLinked", fact="warned-in-time"),
    )
    standing = {
        (at, moment): (await get(story, MAYOR, as_of=moment, position=at))["entries"][0]["standing"]
        for at in (claimed, linked)
        for moment in ("2025-02-10T11:00:59Z", "2025-02-10T11:01:00Z")
    }

    assert position("FactReported", fact="warned-in-time") < claimed
    assert list(standing.values()) == ["undisputed", "undisputed", "undisputed", "disputed"]


async def test_two_people_who_are_one_answer_under_one_name_behind_the_merge(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 20."""
    merged = position("ActorsMerged")
    timelines = {
        (at, slug): await get(story, f"/v1/actors/{slug}/timeline", position=at)
        for at in (merged - 1, merged)
        for slug in ("t-brandvel", "tove-brandvel")
    }
    facts = {asked: set(by_key(answer)) for asked, answer in timelines.items()}

    assert facts[merged - 1, "t-brandvel"] == {"gate-sticks"}
    assert facts[merged - 1, "tove-brandvel"] == {"inspector", "letter", "no-letter"}
    assert facts[merged, "t-brandvel"] == {"gate-sticks", "inspector", "letter", "no-letter"}
    assert timelines[merged, "t-brandvel"] == timelines[merged, "tove-brandvel"]


async def test_the_archive_is_in_2020_and_was_not_there_until_it_was_recorded(
    story: httpx2.AsyncClient,
) -> None:
    """Oracle 11."""
    merged = position("ActorsMerged")
    (last,) = (await get(story, "/v1/events", after=merged - 1, limit=1))["events"]

    now = await get(story, DAM, as_of="2020-01-01")
    then = await get(story, DAM, as_of="2020-01-01", recorded_by=last["recorded_at"])

    assert set(by_key(now)) == {"dam-built", "cracks", "gate-to-be-mended"}
    assert (then["position"], then["entries"], then["reported_later"]) == (merged, [], True)


# --- beside other articles


@pytest.mark.asyncio(loop_scope="function")
async def test_the_story_is_added_to_a_log_that_has_the_article_and_only_once(
    api: httpx2.AsyncClient,
) -> None:
    await post(api, bundled.sample("pokrovsk"))
    await post(api, Path("tests/fixtures/second-article.jsonl").read_bytes())
    before = (await get(api, "/v1/actors"))["position"]

    first, again = await added(api), await added(api)

    assert first == again
    assert first[0]["position"] == before + 1
    assert (await get(api, "/v1/actors"))["position"] == before + len(EVENTS)
    assert len((await get(api, MAYOR))["entries"]) == 2


# --- helpers


async def added(client: httpx2.AsyncClient) -> list[Json]:
    """The story has been recorded; returns its events as the API tells them."""
    sent = await post(client, bundled.sample("story"))
    assert sent.status_code in (200, 201), sent.text
    recorded: list[Json] = sent.json()["events"]
    return recorded


def by_key(answer: Json) -> dict[str, Json]:
    return {KEYS[entry["fact"]]: entry for entry in answer["entries"]}


def told(entries: list[Json]) -> list[tuple[str, list[str], list[str]]]:
    """What each says, and the keys of what denies and confirms it."""
    return [
        (
            entry["summary"],
            [KEYS[denial["fact"]] for denial in entry["denied_by"]],
            [KEYS[confirmation["fact"]] for confirmation in entry["confirmed_by"]],
        )
        for entry in entries
    ]


def article_of(key: str) -> str:
    """The stream of the article that reports the fact."""
    return next(event.stream for event in EVENTS if event.payload == BY_KEY[key])
