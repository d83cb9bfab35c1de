"""Whatever the history, what changed between two ends of a timeline makes the one of the other, and events did it."""

import os
from dataclasses import replace
from datetime import datetime
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from events import log
from events.instants import parse_instant
from projections import asof
from projections.asof import Question
from projections.causes import Cause
from projections.comparing import Comparison, Difference, compare
from projections.keys import Key, in_order
from projections.recording import record
from tests import histories
from tests.asking import recorded_at
from tests.database import rolled_back
from tests.histories import History

EXAMPLES = int(os.environ.get("ASOF_EXAMPLES", "40"))

READINGS: list[dict[str, Any]] = [
    *[{}] * 3,
    {"group": False},
    {"strict": True},
    {"standing": "disputed"},
    {"standing": "undisputed", "group": False},
    {"status": ("claimed", "planned")},
    {"roles": ("speaker", "place", "mentioned")},
    *({"text": word} for word in histories.WORDS[:2]),
]


@st.composite
def ends(draw: DrawFn, history: History, moments: dict[int, datetime]) -> tuple[Question, Question]:
    """Two questions for the timeline of one subject that differ in their clocks: by moment, or by position."""
    head = len(history.log)
    to = draw(st.just(head) | st.integers(1, head))
    subject = draw(st.sampled_from([*history.subjects(to), None]))
    since, until = draw(st.just((None, None)) | st.sampled_from(histories.WINDOWS))
    asked: dict[str, Any] = {"since": since, "until": until} | draw(st.sampled_from(READINGS))
    asked["match"] = draw(st.sampled_from(("possible", "certain")))
    if draw(st.sampled_from((False, False, True))):
        kind = draw(st.sampled_from(("actor", "location")))
        named = [s for s in history.subjects(to) if s.startswith(kind)]
        asked[f"{kind}s"] = (draw(st.sampled_from(named)),) if named else ()
    for name in ("publisher", "according_to"):
        if draw(st.sampled_from((False, False, False, True))):
            asked[name] = (f"actor-{draw(st.sampled_from(histories.ACTORS))}",)
    if draw(st.booleans()):
        moment = histories.moments() | st.just(moments[to])
        one, other = sorted((draw(moment), draw(moment)))
        return tuple(Question(subject, to, moments[to], at, **asked) for at in (one, other))  # type: ignore[return-value]
    start = draw(st.integers(0, to))
    as_of = draw(st.none() | histories.moments())
    return tuple(  # type: ignore[return-value]
        Question(subject, at, moments[at], as_of or moments[at], **asked) for at in (start, to)
    )


@settings(max_examples=EXAMPLES)
@given(history=histories.histories(), data=st.data())
async def test_differences_make_the_later_timeline_of_the_earlier_one(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        moments = await _record(conn, history)
        for _ in range(6):
            before, after = data.draw(ends(history, moments))

            comparison = await compare(conn, before, replace(after, limit=500))

            was, now = [await asof.ask(conn, replace(question, limit=500)) for question in (before, after)]
            assert _applied(comparison.differences, was.entries) == now.entries
            assert comparison.next_after is None
            assert set(comparison.names) >= set(now.names) & _ids(comparison)


@settings(max_examples=EXAMPLES)
@given(history=histories.histories(), data=st.data())
async def test_events_lie_between_the_ends_and_every_difference_but_a_lapse_has_one(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        moments = await _record(conn, history)
        for _ in range(6):
            before, after = data.draw(ends(history, moments))

            moved = after.publisher and before.position < after.position  # or rather, merged

            comparison = await compare(conn, before, replace(after, limit=500))

            for difference in comparison.differences:
                causes = difference.caused_by()
                assert all(_concerns(cause, difference, history) for cause in causes)
                assert all(_lies_between(cause, before, after) for cause in causes)
                assert causes or moved or _is_a_lapse(difference), difference


@settings(max_examples=EXAMPLES // 2)
@given(history=histories.histories(), data=st.data())
async def test_pages_of_differences_put_together_are_all_of_them(
    conn: asyncpg.Connection, history: History, data: st.DataObject
) -> None:
    async with rolled_back(conn):
        before, after = data.draw(ends(history, await _record(conn, history)))
        whole = await compare(conn, before, replace(after, limit=500))

        pages: list[Difference] = []
        key: Key | None = None
        while True:
            page = await compare(conn, before, replace(after, limit=2, after=key))
            pages += page.differences
            key = page.next_after
            if key is None:
                break

        assert pages == whole.differences


async def _record(conn: asyncpg.Connection, history: History) -> dict[int, datetime]:
    """The history is recorded; returns when each position was."""
    for batch in history.batches:
        await record(conn, batch, appended_by="a test")
    recorded = {event.position: event.recorded_at for event in await log.read(conn)}
    return {0: await recorded_at(conn, 0)} | recorded


def _applied(differences: list[Difference], entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, without what is gone, changed as is said, and with what was added; in order."""
    left = {entry["fact"]: entry for entry in entries}
    for difference in differences:
        if difference.before:
            assert left.pop(difference.before["fact"]) == difference.before
    found = [*left.values(), *(difference.after for difference in differences if difference.after)]
    return sorted(found, key=lambda entry: in_order(_key(entry)))


def _key(entry: dict[str, Any]) -> Key:
    earliest, latest = (
        None if entry["occurred"][name] is None else parse_instant(entry["occurred"][name])
        for name in ("earliest", "latest")
    )
    return Key(earliest or latest, latest, entry["fact"])


def _lies_between(cause: Cause, before: Question, after: Question) -> bool:
    if cause.event.position > after.position or (cause.moment and cause.moment > after.known_at):
        return False
    if before.position < after.position:
        return cause.event.position > before.position
    return cause.moment is not None and (cause.moment > before.known_at or after.strict)


def _is_a_lapse(difference: Difference) -> bool:
    return difference.fields == ["lapsed"]


def _concerns(cause: Cause, difference: Difference, history: History) -> bool:
    """The event is about a fact of the entry, about what is or was linked to one, or about the places of timelines."""
    if cause.event.type in ("ActorNamed", "ActorsMerged", "LocationNamed", "LocationsMerged"):
        return True
    links = [event["payload"] for event in history.log if event["type"] == "FactsLinked"]
    shown = [entry for entry in (difference.before, difference.after) if entry]
    own = {report["fact"] for entry in shown for report in entry["reports"]}
    joined = [{link["fact"], link["other"]} for link in links if link["relation"] == "repeats"]
    while any(len(both & own) == 1 for both in joined):
        own |= {fact for both in joined if both & own for fact in both}
    about = own | {link["fact"] for link in links if link["other"] in own}
    articles = {
        e["stream"] for e in history.log if e["type"] == "FactReported" and e["payload"]["fact"] in about
    }
    if cause.event.type == "ChangeWithdrawn" and cause.event.fact is None:
        return cause.event.stream in articles or not cause.event.stream.startswith("article-")
    return cause.event.stream in articles if cause.event.fact is None else cause.event.fact in about


def _ids(comparison: Comparison) -> set[str]:
    entries = [e for d in comparison.differences for e in (d.before, d.after) if e]
    return {mention["actor"] for entry in entries for mention in entry["actors"]}
