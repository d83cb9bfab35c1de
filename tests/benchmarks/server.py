"""Asof's server with two routes that do nothing, for what the server costs without Asof."""

import contextlib
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

from fastapi import FastAPI, Request, Response

from events.garbage import spare_what_stays
from service.app import create_app
from service.settings import Settings
from tests.benchmarks.waiting import waited_for

_DATABASE = "ASOF_BENCH_DATABASE_URL"


def app() -> FastAPI:
    """The app of a worker process, whose database the environment names."""
    app = create_app(Settings(), os.environ[_DATABASE])

    @app.get("/empty")
    async def empty() -> Response:
        return Response(b"{}", media_type="application/json")

    @app.post("/empty")
    async def empty_post(request: Request) -> Response:
        await request.body()
        return Response(b"{}", media_type="application/json", status_code=201)

    spare_what_stays()
    return app


@contextlib.contextmanager
def serving(url: str, *, workers: int) -> Iterator[int]:
    """A server of so many processes answers while the block runs; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["--workers", str(workers), "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    command = [sys.executable, "-m", "uvicorn", "--factory", f"{__name__}:app", "--port", str(port)]
    server = subprocess.Popen(
        [*command, *options, "--log-level", "warning"], env={**os.environ, _DATABASE: url}
    )
    try:
        with waited_for(
            lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5), 30, OSError
        ):
            pass
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)
