"""Which Postgres the tests run on, and a database of its own for whoever needs one."""

import contextlib
import gc
import os
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import docker
import docker.errors
from sqlalchemy import make_url

IMAGE = "postgres:18"
ENGINE_SILENCE_MAX_S = 10
PULL_TIME_MAX_S = 120

# A crash may take what a test server holds: nobody misses it.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True)
class Server:
    """A running Postgres: the URL of its first database, and the name of a migrated, empty one to clone."""

    url: str
    template: str


def chosen() -> str:
    """`DATABASE_URL` where that is set, `docker` where an engine has our image or can pull it, else `embedded`."""
    if os.environ.get("DATABASE_URL"):
        return "DATABASE_URL"
    return "docker" if _docker_has_or_pulls_image() else "embedded"


@contextlib.contextmanager
def running(choice: str, shared: Path) -> Iterator[str]:
    """A server of the chosen kind runs while the block does; `shared` is one folder for a whole test run."""
    if choice == "DATABASE_URL":
        yield os.environ["DATABASE_URL"]
    elif choice == "docker":
        from testcontainers.community.postgres import PostgresContainer

        options = " ".join(f"-c {name}={value}" for name, value in FORGETFUL.items())
        container = PostgresContainer(IMAGE, driver="asyncpg").with_command(f"postgres {options}")
        with container:
            yield container.get_connection_url()
    else:
        from service.embedded_postgres import running as embedded

        with embedded(shared, settings=FORGETFUL) as url:
            yield url


async def migrated_template(url: str) -> Server:
    """A new database of the server at `url` has been migrated to the newest schema."""
    from service.database import upgrade
    from service.settings import Settings

    name = _new_name("template")
    async with connected(url) as admin:
        await admin.execute(f"CREATE DATABASE {name}")
    await upgrade(_with_database(url, name), Settings())
    return Server(url, name)


async def drop_template(server: Server) -> None:
    async with connected(server.url) as admin:
        await admin.execute(f"DROP DATABASE {server.template} WITH (FORCE)")


def fresh_database(server: Server) -> contextlib.AbstractAsyncContextManager[str]:
    """A migrated, empty database exists while the block runs; yields its URL."""
    return _database(server, f"TEMPLATE {server.template}")


def bare_database(server: Server) -> contextlib.AbstractAsyncContextManager[str]:
    """A database without any schema exists while the block runs; yields its URL."""
    return _database(server, "")


async def connect(url: str) -> asyncpg.Connection:
    """Return an asyncpg connection to the database that SQLAlchemy calls `url`."""
    return await asyncpg.connect(url.replace("postgresql+asyncpg:", "postgresql:", 1))


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to that database, closed after the block."""
    conn = await connect(url)
    try:
        yield conn
    finally:
        await conn.close()


@contextlib.asynccontextmanager
async def rolled_back(conn: asyncpg.Connection) -> AsyncIterator[None]:
    """What the block writes through `conn` is gone after it: the cheapest clean database there is.

    For properties that are tried on hundreds of examples and commit nothing.
    """
    transaction = conn.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


@contextlib.asynccontextmanager
async def _database(server: Server, options: str) -> AsyncIterator[str]:
    name = _new_name("test")
    async with connected(server.url) as admin:
        await admin.execute(f"CREATE DATABASE {name} {options}")
    try:
        yield _with_database(server.url, name)
    finally:
        async with connected(server.url) as admin:
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _new_name(kind: str) -> str:
    return f"asof_{kind}_{uuid.uuid4().hex[:12]}"


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _docker_has_or_pulls_image() -> bool:
    with warnings.catch_warnings():
        # Where no engine answers, docker's client leaves a socket to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        engine = _docker_engine()
        gc.collect()
    if engine is None:
        return False
    with contextlib.closing(engine):
        try:
            return _has_image(engine) or (_pulls(engine) and _has_image(engine))
        except (docker.errors.DockerException, OSError):
            return False


def _has_image(engine: docker.DockerClient) -> bool:
    try:
        engine.images.get(IMAGE)
    except docker.errors.ImageNotFound:
        return False
    return True


def _pulls(engine: docker.DockerClient) -> bool:
    """Whether the engine has come to an end with pulling the image, in time."""
    repository, _, tag = IMAGE.partition(":")
    begun = time.monotonic()
    return all(
        time.monotonic() - begun < PULL_TIME_MAX_S for _ in engine.api.pull(repository, tag, stream=True)
    )


def _docker_engine() -> docker.DockerClient | None:
    try:
        return docker.from_env(timeout=ENGINE_SILENCE_MAX_S)
    except docker.errors.DockerException:
        return None
