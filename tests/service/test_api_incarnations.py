"""The log goes on under a new name after a failover or a restore, which may have lost its end."""

import asyncpg
import httpx2
import pytest

from events import log
from tests.making import actor, article, fact
from tests.service.asking import get, record, refused

TIMELINE = "/v1/actors/mayor/timeline"


@pytest.fixture
async def position(api: httpx2.AsyncClient) -> int:
    day = "2025-03-02T00:00:00Z"
    recorded = await record(api, actor("mayor"), article("n", day), fact("n", "f", day, actors=["mayor"]))
    return int(recorded[-1]["position"])


async def test_what_was_answered_before_a_promotion_stays_and_what_came_after_is_another_log(
    api: httpx2.AsyncClient, conn: asyncpg.Connection, position: int
) -> None:
    before = await api.get((await get(api, TIMELINE))["permalink"])
    await conn.execute("UPDATE log_head SET wal_timeline = 0")  # as if the server had been promoted since

    await record(api, actor("council"))

    after = await get(api, TIMELINE)
    assert after["log"] != before.json()["log"]
    assert (await api.get(before.json()["permalink"])).content == before.content
    assert (await get(api, TIMELINE, position=str(position)))["log"] == after["log"]
    lost = before.json()["permalink"].replace(f"position={position}", f"position={position + 1}")
    gone = refused(await api.get(lost), 410)
    assert (await get(api, gone["successor"]))["log"] == after["log"]


async def test_a_log_may_be_named_anew_by_hand_again_and_again(
    api: httpx2.AsyncClient, conn: asyncpg.Connection, position: int
) -> None:
    answers = [await api.get((await get(api, TIMELINE))["permalink"])]
    for _ in range(2):
        async with conn.transaction():
            await log.begin_anew(conn)
        answers.append(await api.get((await get(api, TIMELINE))["permalink"]))

    assert len({answer.json()["log"] for answer in answers}) == 3
    for answer in answers:
        assert (await api.get(answer.json()["permalink"])).content == answer.content
    gone = refused(await api.get(answers[0].json()["permalink"].replace("position=3", "position=4")), 410)
    assert gone["type"] == "/problems/gone"


async def test_no_name_is_given_up_without_keeping_where_it_ended(conn: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="may be named anew only where its end is kept"):
        await conn.execute("UPDATE log_head SET log = 'other'")


async def test_an_end_that_was_kept_stays(conn: asyncpg.Connection) -> None:
    async with conn.transaction():
        await log.begin_anew(conn)

    for change in ("UPDATE past_incarnations SET position = 9", "DELETE FROM past_incarnations"):
        with pytest.raises(asyncpg.RestrictViolationError, match="immutable"):
            await conn.execute(change)
