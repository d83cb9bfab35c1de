"""Made events as they are sent: what must be there first, and the facts that are appended one by one."""

from collections.abc import Sequence

import asyncpg
import orjson

from events.envelope import NewEvent, read_payload
from events.payloads import PAYLOADS
from projections.recording import record
from tests.benchmarks.history import Made, history

_BATCH = 1_000


def parted(facts: int, *, seed: int = 1) -> tuple[list[Made], list[Made]]:
    """Names and articles; and as many facts of them."""
    made = [each for each in history(facts, seed=seed) if each.type != "FactCorrected"]
    return [m for m in made if m.type != "FactReported"], [m for m in made if m.type == "FactReported"]


def new_event(made: Made) -> NewEvent:
    payload = read_payload(made.type, PAYLOADS[made.type].schema_version, orjson.loads(made.payload))
    return NewEvent(event_id=made.event_id, stream=made.stream, payload=payload)


async def recorded(conn: asyncpg.Connection, made: Sequence[Made]) -> None:
    """The events are in the log and in every timeline."""
    for batch in batched_events(made):
        await record(conn, batch, appended_by="bench")


def batched_events(made: Sequence[Made], size: int = _BATCH) -> list[list[NewEvent]]:
    return [[new_event(each) for each in made[first : first + size]] for first in range(0, len(made), size)]
