"""Fixtures of the tests over HTTP and of the command: the real app on a real database."""

import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from events import bundled
from service import command
from service.app import create_app
from service.extracting import processes_kept
from service.settings import Settings
from tests import database

BUNDLED = Path("events/bundled/pokrovsk.jsonl")

Asof = Callable[..., subprocess.CompletedProcess[str]]

EXTRACTORS = Path("tests/fixtures/extractors").resolve()
"""Where the extractors of `tests.extraction.fixed` are declared, as an installed package declares its own."""
sys.path.append(str(EXTRACTORS))

JSON_LINES = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="session", autouse=True)
def kept() -> Iterator[None]:
    """The processes that extract are those of all tests: apps and commands that end leave them alive."""
    with processes_kept():
        yield


@contextlib.asynccontextmanager
async def serving(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on the database at `url`, while the block runs."""
    app = create_app(Settings(), url)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://asof", timeout=60) as client,
    ):
        yield client


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on an empty log that is this test's alone."""
    async with serving(database_url) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pokrovsk(server: database.Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on a log that holds the bundled article; for tests that only read."""
    async with _holding(server, "pokrovsk") as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(server: database.Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app on a log that holds the bundled story; for tests that only read."""
    async with _holding(server, "story") as client:
        yield client


@contextlib.asynccontextmanager
async def _holding(server: database.Server, sample: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with database.fresh_database(server) as url, serving(url) as client:
        sent = await client.post("/v1/events", content=bundled.sample(sample), headers=JSON_LINES)
        assert sent.status_code == 201, sent.text
        yield client


@pytest.fixture
def asof(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asof:
    """Runs the command in this process, which imports everything once, on the test's own database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["asof", *map(str, arguments)])
        code = 0
        try:
            command.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, out, err)

    return call


@pytest.fixture
def loaded(asof: Asof) -> Asof:
    """The command, on a log that holds the bundled article."""
    assert asof("add", BUNDLED).returncode == 0
    return asof
