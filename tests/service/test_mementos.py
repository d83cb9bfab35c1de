"""Memento, RFC 7089: timelines by the date of the log, found by a real client and on a real server."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memento_client import MementoClient

from events.envelope import NewEvent
from service import mementos
from service.http_dates import format_http_date, parse_http_date
from service.problems import KINDS
from tests import asking, database, making, running
from tests.service.asking import get, problem, refused, summaries
from tests.service.conftest import serving

JUNE = "2020-06-01T00:00:00Z"
ANNA = "/v1/actors/anna/timeline"
BEGIN = datetime(2026, 1, 5, 12, 0, 0, tzinfo=UTC)


class Clock:
    """Events are recorded when the test says so."""

    def __init__(self, conn: asyncpg.Connection) -> None:
        self._conn = conn

    async def record(self, seconds: float, *events: NewEvent) -> int:
        """The events were recorded so long after BEGIN; returns the last one's position."""
        recorded = await asking.recorded(self._conn, *events)
        at = BEGIN + timedelta(seconds=seconds)
        async with self._conn.transaction():
            for table in ("events", "log_head"):
                await self._conn.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for event in recorded:
                await self._conn.execute(
                    "UPDATE events SET recorded_at = $1 WHERE position = $2", at, event.position
                )
                at += timedelta(microseconds=1)
            await self._conn.execute("UPDATE log_head SET recorded_at = $1", at - timedelta(microseconds=1))
            for table in ("events", "log_head"):
                await self._conn.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        return recorded[-1].position


@pytest.fixture
def clock(conn: asyncpg.Connection) -> Clock:
    return Clock(conn)


async def a_history(clock: Clock) -> None:
    """Nothing for Anna in the first second, two changes in the second one, others alone in the last."""
    await clock.record(0, making.actor("boris"), making.article("n1", JUNE))
    await clock.record(10.2, making.actor("anna"))
    await clock.record(10.7, making.fact("n1", "f1", JUNE, actors=["anna"]))
    await clock.record(20, making.fact("n1", "f2", JUNE, actors=["anna"]))
    await clock.record(30.5, making.fact("n1", "f3", JUNE, actors=["boris"]))


def links(text: str) -> dict[str, dict[str, str]]:
    """Each link's parameters by its URL."""
    found = re.findall(r'<([^>]*)>((?:; [a-z]+="[^"]*")+)', text)
    return {url: dict(re.findall(r'; ([a-z]+)="([^"]*)"', parameters)) for url, parameters in found}


def by_relation(text: str, relation: str) -> tuple[str, dict[str, str]]:
    return next((u, p) for u, p in links(text).items() if relation in p["rel"].split())


def http_date(seconds: float) -> str:
    return format_http_date(BEGIN + timedelta(seconds=seconds))


async def gate(api: httpx2.AsyncClient, accept_datetime: str | None, path: str = ANNA) -> httpx2.Response:
    headers = {} if accept_datetime is None else {"accept-datetime": accept_datetime}
    return await api.get(path.replace("/v1/", "/v1/timegate/", 1), headers=headers)


async def listed(api: httpx2.AsyncClient, path: str = ANNA) -> dict[str, str]:
    """The mementos of the timemap, on all its pages: their URLs by date."""
    following: str | None = path.replace("/v1/", "/v1/timemap/", 1)
    found: dict[str, str] = {}
    while following is not None:
        answer = await api.get(following)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/link-format")
        page = links(answer.text)
        found |= {each["datetime"]: url for url, each in page.items() if "memento" in each["rel"].split()}
        following = next((url for url, each in page.items() if each["rel"] == "timemap"), None)
    return found


# --- the timegate


async def test_a_date_leads_to_the_state_at_the_end_of_its_second(
    api: httpx2.AsyncClient, clock: Clock
) -> None:
    """Oracle 38: two changes within one second are one memento."""
    await a_history(clock)

    async def shown(seconds: float) -> list[str]:
        answer = await gate(api, http_date(seconds))
        assert (answer.status_code, answer.headers["vary"]) == (302, "accept-datetime")
        assert "memento-datetime" not in answer.headers
        memento = await api.get(answer.headers["location"])
        assert parse_http_date(memento.headers["memento-datetime"]) <= BEGIN + timedelta(
            seconds=max(seconds, 10)
        )
        return summaries(memento.json())

    assert await shown(9) == ["Fact f1"]  # before the first: the first
    assert await shown(10) == ["Fact f1"]
    assert await shown(19) == ["Fact f1"]
    assert await shown(20) == ["Fact f1", "Fact f2"]
    assert await shown(10**8) == ["Fact f1", "Fact f2"]


async def test_without_a_date_the_timegate_leads_to_the_latest(api: httpx2.AsyncClient, clock: Clock) -> None:
    """Oracle 37."""
    await a_history(clock)

    latest = await gate(api, None)

    assert "position=6" in latest.headers["location"]
    assert latest.headers["location"] == (await gate(api, http_date(30))).headers["location"]
    memento = await api.get(latest.headers["location"])
    assert memento.headers["memento-datetime"] == http_date(30)
    assert (await api.head(latest.headers["location"])).headers["memento-datetime"] == http_date(30)


@pytest.mark.parametrize(
    "sent",
    [
        "yesterday",
        "",
        "2026-01-05T12:00:00Z",
        "Mon, 05 Jan 2026 12:00:00",
        "Mon, 05 Jan 2026 12:00:00 +0000",
        "Mon, 05 Jan 2026 12:00:00 CET",
        "Tue, 05 Jan 2026 12:00:00 GMT",
        "Mon, 5 Jan 2026 12:00:00 GMT",
        "Monday, 05-Jan-26 12:00:00 GMT",
        "Mon, 30 Feb 2026 12:00:00 GMT",
        "Mon, 05 Jan 2026 25:00:00 GMT",
        "Mon, 05 Jan 99999999999 12:00:00 GMT",
    ],
)
async def test_a_date_that_is_malformed_or_not_in_gmt_is_refused(api: httpx2.AsyncClient, sent: str) -> None:
    """Oracle 37."""
    said = refused(await gate(api, sent), 400)

    assert (said["type"], said["value"]) == ("/problems/bad-accept-datetime", sent)
    assert "such as Mon, 01 Dec 2025 21:30:00 GMT" in said["detail"]
    assert said["type"] in {kind.type for kind in KINDS}


@pytest.mark.parametrize("instant", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_the_ends_of_the_calendar_are_dates_too(
    api: httpx2.AsyncClient, clock: Clock, instant: str
) -> None:
    await a_history(clock)

    assert (await gate(api, instant)).status_code == 302


async def test_the_timegate_tells_what_is_around(api: httpx2.AsyncClient, clock: Clock) -> None:
    await a_history(clock)

    told = (await gate(api, http_date(20), f"{ANNA}?order=desc")).headers["link"]

    assert by_relation(told, "original")[0] == f"http://asof{ANNA}?order=desc"
    assert by_relation(told, "timemap")[0] == "http://asof/v1/timemap/actors/anna/timeline?order=desc"
    dates = {rel: by_relation(told, rel)[1]["datetime"] for rel in ("first", "prev", "next", "last")}
    assert dates == {
        "first": http_date(10), "prev": http_date(10), "next": http_date(30), "last": http_date(30)
    }  # fmt: skip
    assert all("order=desc" in url for url, each in links(told).items() if "memento" in each["rel"])


async def test_a_second_that_is_not_over_has_the_state_so_far_and_is_not_listed_yet(
    api: httpx2.AsyncClient, conn: asyncpg.Connection
) -> None:
    """Oracle 38, while it happens."""
    await asking.recorded(conn, making.actor("anna"), making.article("n1", JUNE))
    await beginning_of_a_second()
    (one,) = await asking.recorded(conn, making.fact("n1", "f1", JUNE, actors=["anna"]))
    early, listed_early = await gate(api, None), await listed(api)
    (two,) = await asking.recorded(conn, making.fact("n1", "f2", JUNE, actors=["anna"]))
    late = await gate(api, format_http_date(two.recorded_at))
    assert one.recorded_at.replace(microsecond=0) == two.recorded_at.replace(microsecond=0)
    await asyncio.sleep(1)
    over = await gate(api, format_http_date(two.recorded_at))

    assert early.headers["asof-provisional"] == late.headers["asof-provisional"] == "true"
    assert "asof-provisional" not in over.headers
    assert f"position={one.position}" in early.headers["location"]
    assert f"position={two.position}" in late.headers["location"]
    assert over.headers["location"] == late.headers["location"]
    assert format_http_date(one.recorded_at) not in listed_early
    assert (await listed(api))[format_http_date(one.recorded_at)].endswith(
        over.headers["location"].removeprefix("http://asof")
    )
    assert (await api.get(early.headers["location"])).headers["memento-datetime"] == format_http_date(
        one.recorded_at
    )


async def test_what_has_no_memento_is_not_found(api: httpx2.AsyncClient, clock: Clock) -> None:
    for path in (ANNA, "/v1/timeline"):
        refused(await gate(api, None, path), 404)
        refused(await api.get(path.replace("/v1/", "/v1/timemap/")), 404)
    await a_history(clock)
    refused(await gate(api, None, "/v1/actors/nobody/timeline"), 404)
    refused(await gate(api, None, "/v1/actors/No Body/timeline"), 404)
    refused(await api.get("/v1/timemap/actors/nobody/timeline"), 404)
    refused(await gate(api, None, "/v1/timeline?actors=nobody"), 422)
    refused(await gate(api, None, f"{ANNA}?since=never"), 422)
    refused(await gate(api, None, f"{ANNA}?strict=true&hindsight=true"), 422)
    pinned = await problem(api, "/v1/timegate/actors/anna/timeline?position=3", 422)
    assert pinned["parameter"] == "position"


# --- names


async def test_mementos_by_a_slug_are_of_whoever_bore_it(api: httpx2.AsyncClient, clock: Clock) -> None:
    await clock.record(0, making.actor("a1", slug="king"))
    await clock.record(10, making.actor("a1", slug="former"))
    await clock.record(20, making.actor("a2", slug="king"))
    await clock.record(30, making.actor("a1", slug="former", aliases=["King"]))
    king = "/v1/actors/king/timeline"

    async def subject(seconds: int) -> str:
        location = (await gate(api, http_date(seconds), king)).headers["location"]
        return str((await api.get(location)).json()["subject"])

    assert [await subject(s) for s in (0, 10, 20, 30)] == ["a1", "a1", "a2", "a2"]
    assert list(await listed(api, king)) == [http_date(0), http_date(20), http_date(30)]
    assert [("/a1/" in url, "/a2/" in url) for url in (await listed(api, king)).values()] == [
        (True, False), (False, True), (False, True)
    ]  # fmt: skip


async def test_mementos_of_a_merged_actor_are_its_own_until_then(
    api: httpx2.AsyncClient, clock: Clock
) -> None:
    await a_history(clock)
    await clock.record(40, making.event("actor-anna", "ActorsMerged", into="boris"))

    before, after = await gate(api, http_date(39)), await gate(api, http_date(40))

    assert "/actors/anna/" in before.headers["location"]
    assert "/actors/boris/" in after.headers["location"]
    assert (await listed(api))[http_date(40)] == after.headers["location"]


async def test_a_search_has_mementos_from_where_all_its_names_mean_somebody(
    api: httpx2.AsyncClient, clock: Clock
) -> None:
    await a_history(clock)

    everything = await listed(api, "/v1/timeline")
    of_anna = await listed(api, "/v1/timeline?actors=anna,boris")

    assert list(everything) == [http_date(s) for s in (0, 10, 20, 30)]
    assert list(of_anna) == [http_date(s) for s in (10, 20, 30)]
    assert "actors=anna%2Cboris" in of_anna[http_date(10)]
    disputes = await gate(api, http_date(20), "/v1/disputes")
    assert (await get(api, disputes.headers["location"]))["disputes"] == []


# --- the timemap, and both together


async def test_the_timegate_leads_to_each_memento_of_the_timemap_by_its_date(
    api: httpx2.AsyncClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle 38."""
    monkeypatch.setattr(mementos, "PAGE_SIZE", 2)
    await a_history(clock)
    for second in range(40, 47):
        await clock.record(second, making.fact("n1", f"f{second}", JUNE, actors=["anna"]))

    found = await listed(api)

    assert list(found) == [http_date(s) for s in (10, 20, 30, *range(40, 47))]
    for date, url in found.items():
        assert (await gate(api, date)).headers["location"] == url
        memento = await api.get(url)
        assert memento.headers["memento-datetime"] == date
        assert memento.headers["cache-control"] == "public, max-age=60, s-maxage=86400"
        assert by_relation(memento.headers["link"], "original")[0] == f"http://asof{ANNA}"


async def test_a_timemap_says_what_it_spans_and_names_the_next_one(
    api: httpx2.AsyncClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mementos, "PAGE_SIZE", 2)
    await a_history(clock)

    page = (await api.get("/v1/timemap/actors/anna/timeline")).text

    here, told = by_relation(page, "self")
    assert here == "http://asof/v1/timemap/actors/anna/timeline"
    assert (told["from"], told["until"]) == (http_date(10), http_date(20))
    following, told = by_relation(page, "timemap")
    assert (told["from"], told["until"], told["type"]) == (
        http_date(30), http_date(30), "application/link-format"
    )  # fmt: skip
    assert by_relation(page, "timegate")[0] == "http://asof/v1/timegate/actors/anna/timeline"
    last = (await api.get(following)).text
    assert by_relation(last, "last")[1]["datetime"] == http_date(30)
    assert "first" not in last


@settings(max_examples=20)
@given(
    gaps=st.lists(st.sampled_from([0.3, 0.5, 1, 1.5, 2, 7]), min_size=1, max_size=12),
    first=st.integers(0, 5),
    ask=st.integers(-2, 40),
)
async def test_the_timegate_never_answers_a_state_older_than_the_true_one(
    server: database.Server, gaps: list[float], first: int, ask: int
) -> None:
    async with (
        database.fresh_database(server) as url, database.connected(url) as conn, serving(url) as api
    ):  # fmt: skip
        clock, at, recorded = Clock(conn), 0.0, []
        for number, gap in enumerate(gaps):
            at += gap
            name = "anna" if number == min(first, len(gaps) - 1) else f"a{number}"
            recorded.append((int(at), await clock.record(at, making.actor(name))))
        begin = recorded[min(first, len(gaps) - 1)][1]
        ends = {second: position for second, position in recorded if position >= begin}
        true = max((p for second, p in recorded if second <= ask), default=0)
        expected = true if true >= begin else min(ends.values())

        location = (await gate(api, http_date(ask))).headers["location"]
        found = await listed(api)

    assert f"position={expected}&" in location
    assert list(found) == [http_date(second) for second in ends]
    assert [int(re.findall(r"position=(\d+)", url)[0]) for url in found.values()] == list(ends.values())


# --- the timelines themselves


async def test_an_original_names_its_timegate_and_does_not_vary_by_date(
    api: httpx2.AsyncClient, clock: Clock
) -> None:
    await a_history(clock)

    for path in (
        f"{ANNA}?limit=1&as_of=2027-01-01T00:00:00Z",
        "/v1/timeline?limit=2&actors=anna,boris",
        "/v1/disputes",
    ):
        original = await api.get(path, headers={"accept-datetime": http_date(10)})
        told = original.headers["link"]
        assert by_relation(told, "original")[0] == f"http://asof{path}"
        assert by_relation(told, "timegate")[0] == f"http://asof{path}".replace("/v1/", "/v1/timegate/")
        assert by_relation(told, "timemap")[0] == f"http://asof{path}".replace("/v1/", "/v1/timemap/")
        assert "accept-datetime" not in original.headers.get("vary", "")
        assert "memento-datetime" not in original.headers
    paged = await api.get(f"{ANNA}?limit=1")
    assert by_relation(paged.headers["link"], "next")[0] == paged.json()["next"]
    second = await api.get(paged.json()["next"])
    assert second.headers["memento-datetime"] == http_date(30)
    assert by_relation(second.headers["link"], "original")[0] == f"http://asof{ANNA}?limit=1"


async def test_a_pinned_answer_with_a_moment_of_its_own_has_an_original_with_it(
    api: httpx2.AsyncClient, clock: Clock
) -> None:
    await a_history(clock)
    path = f"{ANNA}?as_of=2027-01-01T00:00:00Z"

    pinned = await api.get((await get(api, path))["permalink"])

    assert by_relation(pinned.headers["link"], "original")[0] == f"http://asof{path}"
    again = await api.get(pinned.json()["permalink"], headers={"if-none-match": pinned.headers["etag"]})
    assert (again.status_code, again.headers["memento-datetime"]) == (304, http_date(30))


async def test_each_format_has_mementos_of_its_own(api: httpx2.AsyncClient, clock: Clock) -> None:
    await a_history(clock)
    for path in (f"{ANNA}.csv", "/v1/timeline.csv?actors=anna"):
        original = await api.get(path)
        found = await listed(api, path)
        memento = await api.get((await gate(api, http_date(10), path)).headers["location"])

        assert by_relation(original.headers["link"], "original")[0] == f"http://asof{path}"
        assert list(found) == [http_date(s) for s in (10, 20, 30)]
        assert str(memento.url) == found[http_date(10)]
        assert memento.headers["content-type"].startswith("text/csv")
        assert by_relation(memento.headers["link"], "original")[0] == f"http://asof{path}"
        assert ("Fact f1" in memento.text, "Fact f2" in memento.text) == (True, False)
    accepted = await api.get(ANNA, headers={"accept": "text/csv"})
    assert by_relation(accepted.headers["link"], "original")[0] == f"http://asof{ANNA}"
    refused(await gate(api, None, f"{ANNA}.doc"), 404)


# --- a real client


@contextlib.contextmanager
def real_server(url: str) -> Iterator[str]:
    with running.serving("--sample", "none", DATABASE_URL=url) as (_, lines, _):
        address = re.search(r"http://localhost:\d+", lines[0])
        assert address
        yield address[0]


async def test_a_client_of_memento_finds_the_timeline_of_a_date_by_its_original_url_alone(
    database_url: str, clock: Clock
) -> None:
    """Oracles 37 and 38, on a real server."""
    await a_history(clock)

    with real_server(database_url) as address, contextlib.closing(MementoClient().session) as session:
        client = MementoClient(session=session)
        for path in (ANNA, f"{ANNA}?order=desc&limit=3", "/v1/timeline?actors=anna"):
            info = client.get_memento_info(
                address + path, (BEGIN + timedelta(seconds=25)).replace(tzinfo=None)
            )
            assert info["original_uri"] == address + path
            assert info["timegate_uri"] == address + path.replace("/v1/", "/v1/timegate/")
            found = {relation: each["datetime"] for relation, each in info["mementos"].items()}
            assert {relation: at.replace(tzinfo=UTC) - BEGIN for relation, at in found.items()} == {
                "closest": timedelta(seconds=20),
                "first": timedelta(seconds=10),
                "prev": timedelta(seconds=10),
                "next": timedelta(seconds=30),
                "last": timedelta(seconds=30),
            }
            (closest,) = info["mementos"]["closest"]["uri"]
            assert summaries(httpx2.get(closest).json()) in (["Fact f1", "Fact f2"], ["Fact f2", "Fact f1"])
            again = client.get_memento_info(closest, BEGIN.replace(tzinfo=None))
            assert again["original_uri"] == address + path


async def beginning_of_a_second() -> None:
    """Now is early in a second: what follows at once lies in it."""
    while not 0.05 < datetime.now(UTC).microsecond / 1e6 < 0.2:
        await asyncio.sleep(0.01)
