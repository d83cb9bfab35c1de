"""Connections: as the settings say, and lost when somebody else ends them."""

import asyncio

import asyncpg
import pytest

from events.errors import DatabaseUnreachable
from service.database import connection, noticing_loss, pool
from service.settings import Settings

PREPARED = "SELECT count(*) FROM pg_prepared_statements"


async def test_a_connection_that_ends_between_two_statements_is_lost_and_no_mistake_of_ours(
    database_url: str, conn: asyncpg.Connection
) -> None:
    async with pool(database_url, Settings()) as connections, connections.acquire() as lost:
        await conn.fetchval("SELECT pg_terminate_backend($1, 5000)", lost.get_server_pid())
        await asyncio.sleep(0.1)

        with (
            pytest.raises(DatabaseUnreachable, match="was lost: try again"),
            noticing_loss(lost, "try again"),
        ):
            await lost.fetchval("SELECT 1")


async def test_a_mistake_of_ours_is_no_lost_connection(database_url: str) -> None:
    async with pool(database_url, Settings()) as connections, connections.acquire() as conn:
        for mistake in (asyncpg.InterfaceError("too few arguments"), BrokenPipeError()):
            with pytest.raises(type(mistake)), noticing_loss(conn, "try again"):
                raise mistake


@pytest.mark.parametrize("size", [0, 100])
async def test_statements_are_kept_prepared_unless_the_settings_say_otherwise(
    database_url: str, size: int
) -> None:
    settings = Settings(statement_cache_size=size)
    async with (
        connection(database_url, settings) as single,
        pool(database_url, settings) as connections,
        connections.acquire() as pooled,
    ):
        for conn in (single, pooled):
            await conn.fetchval("SELECT 1")

            assert (await conn.fetchval(PREPARED) > 0) == (size > 0)
