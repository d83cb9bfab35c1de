"""Answers in the formats there are, with what those show beside the answer, read at its own position."""

import asyncio

import asyncpg

from events.instants import parse_instant
from projections.articles import read_articles
from projections.entry import subjects_of
from projections.naming import called
from service.formats import Format
from service.formats.sources import Json, Sources

_OF_FIRST_VERSION = ("title", "url", "publisher")


async def rendered(conn: asyncpg.Connection, format_: Format, body: Json) -> bytes:
    """The timeline that `body` is, in the format; the same for ever, as the body is."""
    sources = await _sources(conn, body) if format_.needs_sources else Sources()
    return await asyncio.to_thread(format_.write, body, sources)  # others are answered meanwhile


async def _sources(conn: asyncpg.Connection, body: Json) -> Sources:
    """An article says nothing before it is published, even where the entry was known by then."""
    entries, position = body["entries"], body["position"]
    reporting = (report["article"] for entry in entries for report in entry["reports"])
    articles = {
        id_: {name: article[name] for name in _OF_FIRST_VERSION}
        for id_, article in (await read_articles(conn, reporting, position)).items()
        if body.get("hindsight") or parse_instant(article["published_at"]) <= parse_instant(body["as_of"])
    }
    publishers = {f"actor-{article['publisher']}" for article in articles.values() if article["publisher"]}
    described = await called(conn, subjects_of(entries) | publishers, position)
    return Sources(described, articles)
