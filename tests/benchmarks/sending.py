"""Single events over HTTP, beside a route that takes the same bodies and does nothing."""

import asyncio
from collections.abc import AsyncIterator

from tests.benchmarks import servers
from tests.benchmarks.figures import Aim, Figure, median, p99
from tests.benchmarks.history import json_line
from tests.benchmarks.load import Load, request, under_load
from tests.benchmarks.making import parted, recorded
from tests.benchmarks.plan import Plan
from tests.benchmarks.server import serving

_EMPTY = "an empty POST route"
_HEADERS = {"Content-Type": "application/x-ndjson"}


async def sending(server: str, plan: Plan) -> AsyncIterator[Figure]:
    """Events a second that are durable and on their timelines, each sent alone."""
    first, facts = parted(plan.appends)
    bodies = [json_line(fact) for fact in facts]
    async with servers.database(server) as url:
        async with servers.connected(url) as conn:
            await recorded(conn, first)
        with serving(url, workers=1) as port:

            async def measured(path: str) -> Load:
                requests = [request("POST", path, _HEADERS, body) for body in bodies]
                return await asyncio.to_thread(
                    under_load, port, requests, clients=plan.clients, seconds=120, once=True
                )

            empty = await measured("/empty")
            load = await measured("/v1/events")
    assert set(load.statuses) == {201}, load.statuses
    yield Figure(
        name=f"single events over HTTP, {plan.clients} connections, one process",
        value=load.rate,
        unit="events/s",
        p99=p99(load.milliseconds),
        beside=((_EMPTY, empty.rate),),
        aims=(Aim("at least", 0.5, _EMPTY),),
        note=f"median {median(load.milliseconds):.1f} ms",
    )
