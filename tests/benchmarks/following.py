"""The whole log read in its order, and folded into projections, beside event stores that do the like."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import perf_counter

from events import log
from projections.rebuilding import rebuild
from projections.runner import PROJECTIONS
from tests.benchmarks import loading, servers
from tests.benchmarks.appending import BATCH
from tests.benchmarks.figures import Figure
from tests.benchmarks.making import parted
from tests.benchmarks.peers import Missing, stores
from tests.benchmarks.plan import Plan

_EVENTSOURCING = "eventsourcing"
_PROJECTED_MAX = 5_000
"""Events that a peer projects: each is a transaction there."""


async def following(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Events a second, read typed and checked against nothing; and folded into all timelines, with their index."""
    first, facts = parted(plan.batches * BATCH)
    async with (
        servers.database(server) as url,
        servers.connected(url) as conn,
        servers.connected(url) as beside,
    ):
        events = await loading.load(conn, [*first, *facts])
        start = perf_counter()
        assert sum([1 async for _ in log.read_all(conn)]) == events
        read = events / (perf_counter() - start)
        start = perf_counter()
        for projection in PROJECTIONS.values():
            await rebuild(conn, projection, beside=beside)
        folded = events / (perf_counter() - start)
    payloads = [each.payload for each in facts]
    async with servers.database(server, migrated=False) as url:
        peers = {_EVENTSOURCING: stores.eventsourcing(url, functions=True), "UmaDB": stores.umadb()}
        beside_read, beside_folded, notes = [], [], []
        for name, peer in peers.items():
            try:
                with peer as store:
                    rates = await asyncio.to_thread(_of_peer, store, payloads)
            except Missing as error:
                notes.append(f"{name} is skipped: {error}")
                continue
            beside_read.append((name, rates[0]))
            beside_folded += [(f"{name}, a row for each event", rate) for rate in rates[1:]]
    yield Figure(
        "events read in the order of the log",
        read,
        "events/s",
        beside=tuple(beside_read),
        note="; ".join(notes),
    )
    yield Figure("events folded into all timelines", folded, "events/s", beside=tuple(beside_folded))


def _of_peer(store: stores.Store, payloads: list[bytes]) -> list[float]:
    """Events that the peer reads a second, and that it projects, if it does."""
    stores.in_batches(store.append, [payloads[n : n + BATCH] for n in range(0, len(payloads), BATCH)])
    rates = [_rate(store.read, len(payloads))]
    if store.project is not None:
        rates.append(_rate(store.project, min(len(payloads), _PROJECTED_MAX)))
    return rates


def _rate(work: Callable[[int], int], events: int) -> float:
    start = perf_counter()
    done = work(events)
    assert done == events, f"expected {events} events, found {done}"
    return events / (perf_counter() - start)
