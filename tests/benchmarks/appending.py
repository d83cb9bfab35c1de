"""Appends: one event at a time from many clients, and a thousand at once; in this process, beside event stores."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from time import perf_counter
from typing import TypeVar

import asyncpg

from events import log
from events.envelope import NewEvent
from events.tables import event_payloads
from events.tables import events as envelopes
from projections.recording import Append, record
from service.writing import writing
from tests.benchmarks import servers
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.history import Made
from tests.benchmarks.making import batched_events, new_event, parted, recorded
from tests.benchmarks.peers import Missing, stores
from tests.benchmarks.plan import Plan

BATCH = 1_000
_ONE_EACH = "one transaction an append"
_CATEGORY = "category lock, as message-db"
_COPY = "COPY of the same rows"
_PEER_CLIENTS = 16

T = TypeVar("T")


async def appending(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Single events by as many clients as the plan says; then batches that are not projected."""
    first, facts = parted(plan.appends)
    events = [new_event(each) for each in facts]
    beside = [(_ONE_EACH, await _one_transaction_each(server, first, events[: plan.appends // 10]))]
    beside.append((_CATEGORY, await _category_lock(server, facts[: plan.appends // 4])))
    batches = [[each.payload for each in facts[n : n + BATCH]] for n in range(0, plan.batches * BATCH, BATCH)]
    single, batched, notes = await _stores(server, [each.payload for each in facts], batches)
    best = max(rate for name, rate in [*beside, *single] if not name.startswith("UmaDB"))
    yield Figure(
        name=f"single events, {plan.clients} clients, projected",
        value=await _grouped(server, first, events, plan.clients),
        unit="events/s",
        beside=(*beside, *single, ("the best of these but UmaDB", best)),
        aims=(Aim("at least", 5, "the best of these but UmaDB"),),
        note="; ".join(notes),
    )
    own, copied = await _in_batches(server, parted(plan.batches * BATCH))
    known = dict(batched)
    yield Figure(
        name=f"{BATCH:,} events an append, not projected",
        value=own,
        unit="events/s",
        beside=((_COPY, copied), *batched),
        aims=(
            Aim("at least", 0.5, _COPY),
            *(Aim("at least", 2 if name.startswith("eventsourcing") else 1, name) for name in known),
        ),
        note="; ".join(notes),
    )


async def _grouped(server: str, first: Sequence[Made], events: Sequence[NewEvent], clients: int) -> float:
    """Events a second by group commit."""
    async with servers.database(server) as url, servers.connected(url) as conn:
        await recorded(conn, first)

        @asynccontextmanager
        async def connected() -> AsyncIterator[asyncpg.Connection]:
            yield conn

        async with writing(connected) as writer:

            async def append(event: NewEvent) -> None:
                await writer.append(Append([event], "bench"))

            return await _rate(append, events, clients)


async def _one_transaction_each(server: str, first: Sequence[Made], events: Sequence[NewEvent]) -> float:
    """Events a second when each is recorded and projected in a transaction of its own, by several connections."""
    async with servers.database(server) as url:
        async with servers.connected(url) as conn:
            await recorded(conn, first)
        pool = await asyncpg.create_pool(servers.plain(url), min_size=_PEER_CLIENTS, max_size=_PEER_CLIENTS)
        async with pool:

            async def append(event: NewEvent) -> None:
                async with pool.acquire() as conn:
                    await record(conn, [event], appended_by="bench")

            return await _rate(append, events, _PEER_CLIENTS)


async def _category_lock(server: str, facts: Sequence[Made]) -> float:
    async with (
        servers.database(server, migrated=False) as url,
        stores.category_lock(servers.plain(url), _PEER_CLIENTS) as append,
    ):
        return await _rate(append, [each.payload for each in facts], _PEER_CLIENTS)


async def _rate(append: Callable[[T], Awaitable[None]], items: Sequence[T], clients: int) -> float:
    """Items a second when so many clients append one after the other."""
    left = iter(items)

    async def client() -> None:
        for item in left:
            await append(item)

    start = perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return len(items) / (perf_counter() - start)


async def _stores(
    server: str, payloads: Sequence[bytes], batches: Sequence[Sequence[bytes]]
) -> tuple[list[tuple[str, float]], list[tuple[str, float]], list[str]]:
    """What event stores do of both kinds, each in its best configuration; and which are not installed."""
    single, batched, notes = [], [], []
    async with servers.database(server, migrated=False) as url:
        for name, peer in _opened(url):
            try:
                with peer as store:
                    single.append(
                        (name, await asyncio.to_thread(stores.best_of_singles, store.append, payloads))
                    )
                    if name != _PIPELINED:
                        rate = await asyncio.to_thread(stores.in_batches, store.append, batches)
                        batched.append((name, rate))
            except Missing as error:
                notes.append(f"{name} is skipped: {error}")
    return single, batched, notes


_PIPELINED = "eventsourcing"
"""Its pipeline of a thousand INSERTs does not come to an end; with stored functions it does."""


def _opened(url: str) -> Iterator[tuple[str, AbstractContextManager[stores.Store]]]:
    yield _PIPELINED, stores.eventsourcing(url, functions=False)
    yield "eventsourcing, with functions", stores.eventsourcing(url, functions=True)
    yield "UmaDB", stores.umadb()


async def _in_batches(server: str, made: tuple[list[Made], list[Made]]) -> tuple[float, float]:
    """Events a second by appends that nothing projects; and by COPY of the very rows, under the same constraints."""
    first, facts = made
    batches = batched_events(facts, BATCH)
    async with servers.database(server) as url, servers.connected(url) as conn:
        await recorded(conn, first)
        begun = (await log.read_head(conn)).position
        start = perf_counter()
        for batch in batches:
            async with conn.transaction():
                await log.append(conn, batch, appended_by="bench")
        seconds = perf_counter() - start
        tables = [envelopes.name, event_payloads.name]
        rows = {
            t: await conn.fetch(f"SELECT * FROM {t} WHERE position > $1 ORDER BY 1", begun) for t in tables
        }
        for table in tables:
            await conn.execute(f"CREATE TABLE copied_{table} (LIKE {table} INCLUDING ALL)")
        await conn.execute(
            "ALTER TABLE copied_event_payloads ADD FOREIGN KEY (position) REFERENCES copied_events"
        )
        start = perf_counter()
        for number in range(0, len(facts), BATCH):
            async with conn.transaction():
                for table in tables:
                    records = [tuple(row) for row in rows[table][number : number + BATCH]]
                    await conn.copy_records_to_table(f"copied_{table}", records=records)
        copied = perf_counter() - start
    return len(facts) / seconds, len(facts) / copied
