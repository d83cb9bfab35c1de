"""A process that rebuilds all projections of a database and prints its seconds and its greatest memory."""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

from projections.rebuilding import rebuild
from projections.runner import PROJECTIONS
from tests.benchmarks.servers import connected


async def main(url: str) -> None:
    async with connected(url) as conn, connected(url) as beside:
        start = perf_counter()
        for projection in PROJECTIONS.values():
            await rebuild(conn, projection, beside=beside)
        seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": _greatest_megabytes()}))


def _greatest_megabytes() -> float:
    """What this process had at most since it began; getrusage would count what its parent had when it forked."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1_000


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
