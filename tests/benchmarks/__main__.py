"""`make bench` and `make bench-quick`: each figure as it comes, all of them as JSON."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from events.garbage import spare_what_stays
from tests.benchmarks import report, servers
from tests.benchmarks.appending import appending
from tests.benchmarks.figures import Figure
from tests.benchmarks.following import following
from tests.benchmarks.importing import importing
from tests.benchmarks.pages import pages
from tests.benchmarks.plan import LARGEST, QUICK, WHOLE, Plan
from tests.benchmarks.reading import reading
from tests.benchmarks.rebuilding import rebuilding
from tests.benchmarks.sending import sending

SECTIONS: dict[str, Callable[[str, Plan], AsyncIterator[Figure]]] = {
    report.PAGES: pages,
    "appending": appending,
    "reading and projecting the log": following,
    "sending over HTTP": sending,
    "importing": importing,
    "rebuilding": rebuilding,
    "reading over HTTP": reading,
}


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, in less than three minutes")
    parser.add_argument("--largest", action="store_true", help=f"pages of {LARGEST:,} entries, too")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section, and others named so")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the run is kept")
    parser.add_argument(
        "--keep", type=Path, help="folder where the entries of --largest stay for another run"
    )
    told = parser.parse_args()
    plan = QUICK if told.quick else WHOLE
    if told.largest:
        plan = replace(plan, sizes=(*plan.sizes, LARGEST))
    spare_what_stays()  # as a server does
    figures: dict[str, list[Figure]] = {}
    with servers.postgres(told.keep) as server:
        for name in told.only or SECTIONS:
            print(f"\n--- {name}", flush=True)
            figures[name] = []
            async for figure in SECTIONS[name](server, plan):
                figures[name].append(figure)
                print(report.line(figure), flush=True)
                report.write_json(told.json, figures)


if __name__ == "__main__":
    asyncio.run(main())
