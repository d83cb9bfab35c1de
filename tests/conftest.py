"""Fixtures of all tests: a Postgres for the run, a migrated database for the test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from tests import database
from tests.warm import warm

# A busy machine is slow, not wrong; and properties may share a database that they leave as they found it.
settings.register_profile(
    "asof",
    deadline=None,
    suppress_health_check=[
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)
settings.load_profile("asof")

CHOICE, SHARED = "ASOF_TESTS_RUN_ON", "ASOF_TESTS_FOLDER"
NAMES = {
    "DATABASE_URL": "the server that DATABASE_URL names",
    "docker": f"{database.IMAGE} in a container",
    "embedded": "the embedded server",
}


def pytest_configure(config: pytest.Config) -> None:
    # The workers of xdist inherit the environment, and with it one choice and one folder for all.
    if not hasattr(config, "workerinput"):
        os.environ[CHOICE] = database.chosen()
        os.environ[SHARED] = tempfile.mkdtemp(prefix="asof-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[SHARED], ignore_errors=True)


LONGEST = ("test_readme", "test_as_of", "test_machine", "test_comparing", "test_live")
"""Modules whose tests take long: they begin first, so that no worker is left with one in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_report_header(config: pytest.Config) -> str:
    return f"postgres: {NAMES[os.environ[CHOICE]]}"


@pytest.fixture(scope="session")
def server() -> Iterator[database.Server]:
    """A Postgres with a migrated template; started for the first test that wants it."""
    with database.running(os.environ[CHOICE], Path(os.environ[SHARED])) as url:
        server = asyncio.run(database.migrated_template(url))
        yield server
        asyncio.run(database.drop_template(server))


@pytest.fixture
async def database_url(server: database.Server) -> AsyncIterator[str]:
    """The URL of a migrated, empty database that is this test's alone."""
    async with database.fresh_database(server) as url:
        yield url


@pytest.fixture
async def bare_database_url(server: database.Server) -> AsyncIterator[str]:
    """The URL of a database without any schema that is this test's alone."""
    async with database.bare_database(server) as url:
        yield url


@pytest.fixture
async def conn(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the test's database."""
    connection = await database.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def warm_asof() -> Iterator[Path]:
    """A program that is `asof`, but for the seconds that it takes to import a language model."""
    with warm() as program:
        yield program
