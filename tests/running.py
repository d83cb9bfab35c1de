"""The command `asof` as a process of its own."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ASOF = Path(sys.executable).parent / "asof"


def run(
    *arguments: str | Path, url: str, stdin: str = "", program: Path = ASOF, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command has ended; its output is text, 80 columns wide and without colour."""
    return subprocess.run(
        [program, *map(str, arguments)],
        input=stdin,
        env={**os.environ, "DATABASE_URL": url, "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextlib.contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], list[str], float]]:
    """`asof serve` runs on a free port; yields the process, the lines it printed, and the seconds until then."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [ASOF, "serve", *arguments],
        env={**os.environ, "ASOF_PORT": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        yield process, lines, time.monotonic() - begun
    finally:
        process.kill()
        process.communicate()
