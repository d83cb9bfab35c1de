"""Questions that cannot be answered: each is told what to send instead."""

import base64
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections import RULES
from service import queries
from tests.service.asking import get, problem, refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIMELINE = "/v1/locations/pokrovsk/timeline"


@pytest.mark.parametrize(
    ("sent", "hint"),
    [
        ("2025-12-01T21:30:00", "it has no offset: add Z"),
        ("1764624600", "a bare number is not an instant"),
        ("0000-06-01T00:00:00Z", "in the years 0001 to 9999"),
        ("10000-01-01T00:00:00Z", "an RFC 3339 instant with an offset"),
        ("2025-12-01T21:30:00 02:00", "the space looks like an unescaped '+': send %2B"),
        ("2025-12-01T21:30:00.123456789Z", "at most six digits"),
        ("2025-02-30", "a date of the calendar"),
        ("9999-12-31", "a date of the calendar"),
        ("yesterday", "an RFC 3339 instant with an offset"),
        ("", "an RFC 3339 instant with an offset"),
        ("2025-12-01T24:00:00Z", "an RFC 3339 instant with an offset"),
        ("\x00", "an RFC 3339 instant with an offset"),
        ("9" * 10_000, "a bare number is not an instant"),
    ],
    ids=lambda value: value[:30],
)
async def test_an_as_of_that_is_no_instant_is_told_what_to_send(
    pokrovsk: httpx2.AsyncClient, sent: str, hint: str
) -> None:
    """Oracle 39."""
    said = await problem(pokrovsk, TIMELINE, 422, as_of=sent)

    assert said["type"] == "/problems/bad-question"
    assert (said["parameter"], said["value"]) == ("as_of", sent)
    assert hint in said["expected"]
    assert hint in said["detail"]


async def test_an_unescaped_plus_in_a_url_is_pointed_out(pokrovsk: httpx2.AsyncClient) -> None:
    """Oracle 39: as it arrives in fact."""
    response = await pokrovsk.get(f"{TIMELINE}?as_of=2025-12-01T21:30:00+02:00")

    assert "unescaped '+'" in refused(response, 422)["detail"]


@pytest.mark.parametrize(
    ("parameters", "parameter", "expected"),
    [
        ({"position": "100000"}, "position", "a position from 0 to 83, the head"),
        ({"position": "9" * 29}, "position", "a position from 0 to 83, the head"),
        ({"position": "-1"}, "position", "a whole number from 0"),
        ({"position": "1.5"}, "position", "a whole number from 0"),
        ({"position": "٣"}, "position", "a whole number from 0"),
        ({"position": ""}, "position", "a whole number from 0"),
        (
            {"position": "3", "recorded_by": "2025-01-01T00:00:00Z"},
            "recorded_by",
            "either position or recorded_by, not both",
        ),
        ({"recorded_by": "2025-01-01"}, "recorded_by", "a date leaves open which moment of the day"),
        ({"recorded_by": "2999-01-01T00:00:00Z"}, "recorded_by", "an instant that has passed"),
        ({"recorded_by": "2025-01-01T00:00:00"}, "recorded_by", "it has no offset"),
        (
            {"since": "2025-12-02", "until": "2025-12-01"},
            "until",
            "an instant after since, 2025-12-02T00:00:00Z",
        ),
        (
            {"since": "2025-12-02T00:00:00Z", "until": "2025-12-02T00:00:00Z"},
            "until",
            "an instant after since",
        ),
        ({"since": "0001-01-01"}, "since", "a date of the calendar, from 0001-01-02 to 9999-12-30"),
        ({"limit": "0"}, "limit", "a whole number from 1 to 500"),
        ({"limit": "501"}, "limit", "a whole number from 1 to 500"),
        ({"hindsight": "yes"}, "hindsight", "one of true, false"),
        ({"match": "maybe"}, "match", "one of possible, certain"),
        ({"order": "up"}, "order", "one of asc, desc"),
        ({"rules": "one"}, "rules", "a whole number from 0"),
        (
            {"asof": "2025-12-01"},
            "asof",
            "one of the parameters position, recorded_by, log",
        ),
    ],
    ids=str,
)
async def test_a_parameter_that_does_not_fit_is_told_what_to_send(
    pokrovsk: httpx2.AsyncClient, parameters: dict[str, str], parameter: str, expected: str
) -> None:
    said = await problem(pokrovsk, TIMELINE, 422, **parameters)

    assert said["parameter"] == parameter
    assert expected in said["expected"]


async def test_a_parameter_sent_twice_is_refused(pokrovsk: httpx2.AsyncClient) -> None:
    response = await pokrovsk.get(f"{TIMELINE}?as_of=2025-01-01&as_of=2025-12-01")

    assert refused(response, 422)["expected"] == "each parameter once"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/actors",
        "/v1/actors/vladimir-putin",
        "/v1/articles",
        "/v1/events",
        "/v1/projections",
        "/v1/schemas",
    ],
)
async def test_every_path_names_an_unknown_parameter(pokrovsk: httpx2.AsyncClient, path: str) -> None:
    said = await problem(pokrovsk, path, 422, colour="red")

    assert (said["parameter"], said["value"]) == ("colour", "red")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([TIMELINE, "/v1/actors", "/v1/articles", "/v1/events", "/v1/facts/f1"]),
    parameters=st.dictionaries(
        st.sampled_from([*queries.Timeline.model_fields, "name", "after", "stream", "type"]),
        st.one_of(
            st.text(max_size=40), st.integers().map(str), st.datetimes().map(lambda at: f"{at.isoformat()}Z")
        ),
        max_size=3,
    ),
)
async def test_no_parameter_whatever_it_holds_makes_the_service_fail(
    pokrovsk: httpx2.AsyncClient, path: str, parameters: dict[str, str]
) -> None:
    response = await pokrovsk.get(path, params=parameters)

    assert response.status_code in (200, 404, 410, 422), response.text


# --- answers of other rules, or of another log


async def test_an_answer_under_other_rules_is_gone_and_names_its_successor(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    """Oracle 9, second sentence."""
    permalink = (await get(pokrovsk, TIMELINE, as_of="2025-12-02T12:00:00Z", order="desc"))["permalink"]

    said = refused(await pokrovsk.get(permalink.replace(f"rules={RULES}", "rules=0")), 410)

    assert said["type"] == "/problems/gone"
    successor = await get(pokrovsk, said["successor"])
    assert successor["permalink"] == permalink


async def test_an_answer_of_another_log_is_gone_and_its_position_with_it(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    asked = {"as_of": "2025-12-02T12:00:00Z", "position": "4000", "log": "elsewhere", "rules": "1"}

    said = await problem(pokrovsk, TIMELINE, 410, **asked)

    assert said["successor"] == f"{TIMELINE}?as_of=2025-12-02T12:00:00Z"


async def test_the_successor_of_a_question_by_moment_of_recording_keeps_the_moment(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    said = await problem(pokrovsk, "/v1/actors", 410, recorded_by="2020-01-01T00:00:00Z", rules="0")

    assert said["successor"] == "/v1/actors?recorded_by=2020-01-01T00:00:00Z"


async def test_a_cursor_of_other_rules_is_gone_and_its_successor_is_the_first_page(
    pokrovsk: httpx2.AsyncClient,
) -> None:
    following = (await get(pokrovsk, TIMELINE, limit=2))["next"]
    old = _changed(following, lambda parts: parts[1].update(rules="0"))

    said = await problem(pokrovsk, TIMELINE, 410, cursor=old)

    assert (await get(pokrovsk, said["successor"]))["limit"] == 2


# --- cursors


async def test_a_cursor_that_was_cut_off_is_refused_wherever_it_was_cut(pokrovsk: httpx2.AsyncClient) -> None:
    cursor = _cursor((await get(pokrovsk, TIMELINE, limit=2))["next"])

    for length in range(len(cursor)):
        said = await problem(pokrovsk, TIMELINE, 422, cursor=cursor[:length])
        assert said["parameter"] == "cursor"


@pytest.mark.parametrize(
    "tampered",
    [
        lambda parts: parts.__setitem__(0, "/v1/locations/moscow/timeline"),
        lambda parts: parts.append("more"),
        lambda parts: parts.__setitem__(1, []),
        lambda parts: parts.__setitem__(2, []),
        lambda parts: parts.__setitem__(2, [None, None]),
        lambda parts: parts.__setitem__(2, [None, "2025-01-01T00:00:00Z", "f1"]),
        lambda parts: parts.__setitem__(2, ["2025-01-01", None, "f1"]),
        lambda parts: parts.__setitem__(2, ["2025-01-01T00:00:00Z", "-infinity", "f1"]),
        lambda parts: parts.__setitem__(2, ["2025-01-01T00:00:00Z", None, "'; DROP"]),
        lambda parts: parts.__setitem__(2, ["2025-01-01T00:00:00Z", None, None]),
        lambda parts: parts.__setitem__(2, ["2025-01-01T00:00:00Z", None, "f1", "f2"]),
        lambda parts: parts[1].pop("position"),
        lambda parts: parts[1].pop("log"),
        lambda parts: parts[1].update(position="100000"),
        lambda parts: parts[1].update(position="-3"),
        lambda parts: parts[1].update(position=3),
        lambda parts: parts[1].update(limit="100000"),
        lambda parts: parts[1].update(as_of="\x00"),
        lambda parts: parts[1].update(colour="red"),
        lambda parts: parts[1].update(recorded_by="2025-01-01T00:00:00Z"),
        lambda parts: parts[1].update(cursor="AAAA"),
        lambda parts: parts[1].update(since="2025-12-02", until="2025-12-01"),
    ],
)
async def test_a_cursor_that_was_tampered_with_is_refused(
    pokrovsk: httpx2.AsyncClient, tampered: Any
) -> None:
    following = (await get(pokrovsk, TIMELINE, limit=2))["next"]

    said = await problem(pokrovsk, TIMELINE, 422, cursor=_changed(following, tampered))

    assert said["type"] == "/problems/bad-question"


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "bnVsbA", "W10", "/v1/actors", "é", "\x00", "A" * 5_000])
@pytest.mark.parametrize("path", [TIMELINE, "/v1/actors", "/v1/articles"])
async def test_what_is_no_cursor_is_refused(pokrovsk: httpx2.AsyncClient, path: str, cursor: str) -> None:
    said = await problem(pokrovsk, path, 422, cursor=cursor)

    assert said["expected"] == "a cursor as an answer's `next` carries it, unchanged"


@pytest.mark.parametrize(
    ("beside", "status"),
    [
        ({"limit": "3"}, 422),
        ({"order": "desc"}, 422),
        ({"hindsight": "true"}, 422),
        ({"position": "3"}, 422),
        ({"as_of": "2025-11-01"}, 422),
        ({"recorded_by": "2025-01-01T00:00:00Z"}, 422),
        ({"limit": "2"}, 200),
        ({"order": "asc", "match": "possible"}, 200),
        ({"as_of": "2025-12-03T00:00:00Z"}, 200),
    ],
    ids=str,
)
async def test_beside_a_cursor_only_what_it_pins_may_be_sent(
    pokrovsk: httpx2.AsyncClient, beside: dict[str, str], status: int
) -> None:
    following = (await get(pokrovsk, TIMELINE, limit=2, as_of="2025-12-02"))["next"]

    response = await pokrovsk.get(TIMELINE, params={"cursor": _cursor(following)} | beside)

    assert response.status_code == status
    if status == 422:
        assert refused(response, 422)["parameter"] == next(iter(beside))


async def test_a_cursor_continues_its_own_list_only(pokrovsk: httpx2.AsyncClient) -> None:
    cursor = _cursor((await get(pokrovsk, "/v1/actors", limit=2))["next"])

    for path in ("/v1/locations", "/v1/articles", TIMELINE):
        assert (await problem(pokrovsk, path, 422, cursor=cursor))["parameter"] == "cursor"


def _cursor(url: str) -> str:
    return url.partition("cursor=")[2]


def _changed(url: str, change: Any) -> str:
    """The cursor in `url`, with its parts changed."""
    text = _cursor(url)
    parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    change(parts)
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()
