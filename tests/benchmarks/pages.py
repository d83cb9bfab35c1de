"""As-of pages of a great subject: the same cost at any moment, on any page and of any size?"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import asyncpg

from projections import asof
from projections.asof import Question
from projections.rebuilding import rebuild
from projections.runner import PROJECTIONS
from tests.benchmarks import loading, servers
from tests.benchmarks.figures import Aim, Figure, median, p99
from tests.benchmarks.history import history
from tests.benchmarks.holding import holding
from tests.benchmarks.peers import mariadb, naive
from tests.benchmarks.plan import LARGEST, Plan
from tests.benchmarks.questions import HEAD, START, questions, rounds

SMALL_SUBJECTS = 20_000
FLAT, GROWTH, P99_MS = 3.0, 1.5, 15.0

Times = dict[str, list[float]]


async def pages(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Each kind of question beside that at the head, each size beside the one before, peers at an early position."""
    before: tuple[int, dict[str, float]] | None = None
    for size in plan.sizes:
        async with filled(server, size, kept=size == LARGEST) as conn:
            asked = await questions(conn, seed=7, each=plan.rounds)
            times = await timed(conn, asked)
            medians = {kind: median(of_kind) for kind, of_kind in times.again.items()}
            for kind in asked:
                yield _of_kind(size, kind, times, medians[HEAD])
            if before is not None:
                yield _grown(size, medians, *before)
            before = size, medians
            if size == plan.peer_size:
                yield await _beside_peers(conn, size, asked[START], medians[START])
                async for figure in holding(conn, size):
                    yield figure


@asynccontextmanager
async def filled(server: str, facts: int, *, kept: bool = False) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database with that many facts of the great subject, and small ones beside it.

    With `kept` it stays, and one that an earlier run left is taken as it is.
    """
    fill = partial(_fill, facts=facts)
    async with AsyncExitStack() as stack:
        if kept:
            url = await servers.kept(server, f"filled_{facts}", fill)
        else:
            url = await stack.enter_async_context(servers.database(server))
            await fill(url)
        yield await stack.enter_async_context(servers.connected(url))


async def _fill(url: str, facts: int) -> None:
    async with servers.connected(url) as conn, servers.connected(url) as beside:
        await loading.load(conn, history(facts, small=min(SMALL_SUBJECTS, facts // 10)))
        for projection in PROJECTIONS.values():
            await rebuild(conn, projection, beside=beside)
        await conn.execute("VACUUM ANALYZE")


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of whole answers, by kind: of questions asked for the first time, and of the same ones again."""

    first: Times
    again: Times


async def timed(conn: asyncpg.Connection, asked: Mapping[str, Sequence[Question]]) -> Timed:
    """Where the rows do not fit into memory, what is asked for the first time is read from the disk."""
    return Timed(await _timed(conn, asked), await _timed(conn, asked))


async def _timed(conn: asyncpg.Connection, asked: Mapping[str, Sequence[Question]]) -> Times:
    times: Times = {kind: [] for kind in asked}
    for kind, question in rounds(asked):
        start = perf_counter()
        answer = await asof.ask(conn, question)
        times[kind].append((perf_counter() - start) * 1_000)
        assert answer.entries or "window" in kind, f"{kind}: an empty page measures nothing"
    return {kind: of_kind[len(of_kind) // 10 :] for kind, of_kind in times.items()}


def _of_kind(size: int, kind: str, times: Timed, at_head: float) -> Figure:
    aims = [] if kind == HEAD else [Aim("at most", FLAT, "at the head")]
    worst, first = p99(times.again[kind]), times.first[kind]
    notes = [f"p99 above {P99_MS:g} ms"] if worst > P99_MS else []
    notes.append(f"asked for the first time {median(first):.1f} ms, p99 {p99(first):.1f}")
    return Figure(
        name=f"page of 50 of {size:,} entries: {kind}",
        value=median(times.again[kind]),
        unit="ms",
        p99=worst,
        beside=(("at the head", at_head),),
        aims=tuple(aims),
        note="; ".join(notes),
    )


def _grown(size: int, medians: Mapping[str, float], smaller: int, of_smaller: Mapping[str, float]) -> Figure:
    ratios = {kind: medians[kind] / of_smaller[kind] for kind in medians}
    worst = max(ratios, key=lambda kind: ratios[kind])
    name = f"of {smaller:,}"
    return Figure(
        name=f"page of 50 of {size:,} entries, the kind that grows most: {worst}",
        value=medians[worst],
        unit="ms",
        beside=((name, of_smaller[worst]),),
        aims=(Aim("at most", GROWTH, name),),
    )


async def _beside_peers(conn: asyncpg.Connection, size: int, asked: Sequence[Question], own: float) -> Figure:
    """The entries alone, early in the history; ours is the whole answer with reports, links and names."""
    beside, notes = [], []
    for peer in (naive, mariadb):
        try:
            async with peer.filled(conn) as page:
                times = []
                for question in asked[: max(10, len(asked) // 10)]:
                    start = perf_counter()
                    found = await page(question.position, question.known_until)
                    times.append((perf_counter() - start) * 1_000)
                    assert found == question.limit, f"{peer.NAME} found {found} entries"
            beside.append((peer.NAME, median(times[1:])))
        except peer.Missing as error:
            notes.append(f"{peer.NAME} is skipped: {error}")
    return Figure(
        name=f"page of 50 of {size:,} entries: {START}, beside peers",
        value=own,
        unit="ms",
        beside=tuple(beside),
        note="; ".join(notes),
    )
