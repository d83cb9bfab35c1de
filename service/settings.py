"""Settings, from the environment: `DATABASE_URL` and `ASOF_…`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where Asof listens and keeps its data. Without `database_url` it runs an embedded Postgres in `data`."""

    model_config = SettingsConfigDict(env_prefix="ASOF_")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8_000
    data: Path = Path(".asof")
    database_url: Annotated[str | None, Field(validation_alias=AliasChoices("DATABASE_URL"))] = None
    pool_size: Annotated[int, Field(ge=1, le=500)] = 10
    statement_cache_size: Annotated[int, Field(ge=0)] = 1_024
    """0 where a pgbouncer in transaction mode stands in between; migrations and rebuilds need the server itself."""
    extraction_timeout_s: Annotated[float, Field(gt=0, le=86_400)] = 30
    """For each 10,000 characters that are begun; an article that takes an extractor longer is refused."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """From `info` on, every request is logged."""
