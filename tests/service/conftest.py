"""Fixtures of the tests over HTTP: the real app on a real database."""

import contextlib
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from events import bundled
from service.app import create_app
from service.settings import Settings
from tests import database

JSON_LINES = {"content-type": "application/x-ndjson"}


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
