"""What `asof add` does: sources are read and extracted ahead, in several processes, and recorded in their order."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import asyncpg

from events.errors import Conflict, ExtractionFailed, Refused
from events.extraction.extraction import Extraction
from events.ingestion.reading import IncomingArticle, Said
from events.ingestion.submission import id_of
from service.article_sources import Content, Form, read
from service.extracting import extract, extract_here
from service.files import Added, TakenIn, add_events
from service.taking_in import looked_up, take_in

APPENDED_BY = "asof add"

AHEAD = 2
"""How many sources are read ahead for each process that extracts: it never waits, and memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are to be read: what is said of the articles in them, and who extracts."""

    said: Said
    extractor: str
    processes: int
    timeout_s: float
    cloudevents: bool = False


Outcome = Added | TakenIn | Refused | Conflict | ExtractionFailed
"""What became of a source."""

_Ready = tuple[IncomingArticle, Extraction | None] | Content
"""An article with what was found in it – nothing is looked for where it is held –, or events."""


async def add_sources(
    conn: asyncpg.Connection, sources: Sequence[str], options: Options
) -> AsyncIterator[tuple[str, Outcome]]:
    """Each source, in the order given, with what became of it; one that is refused does not stop the others."""
    turn = asyncio.Lock()  # the connection does one thing at a time
    left = deque(sources)
    ahead: deque[tuple[str, asyncio.Task[_Ready]]] = deque()
    try:
        while left or ahead:
            while left and len(ahead) < AHEAD * options.processes:
                source = left.popleft()
                ahead.append((source, asyncio.create_task(_prepare(conn, turn, source, options))))
            source, task = ahead.popleft()
            try:
                ready = await task
                async with turn:
                    outcome: Outcome = await _record(conn, ready, options)
            except (Refused, Conflict, ExtractionFailed) as error:
                outcome = error
            yield source, outcome
    finally:
        for _, task in ahead:
            task.cancel()


async def _prepare(conn: asyncpg.Connection, turn: asyncio.Lock, source: str, options: Options) -> _Ready:
    as_text = options.said.published is not None
    content = await asyncio.to_thread(read, source, cloudevents=options.cloudevents, as_text=as_text)
    if content.form is Form.events:
        return content
    article = await asyncio.to_thread(content.article, options.said)
    async with turn:
        article, last = await looked_up(conn, article)
    if last is not None:
        return article, None
    asked = article.for_extractor()
    if options.processes == 1:
        return article, await extract_here(asked, options.extractor)
    return article, await extract(
        asked, options.extractor, processes=options.processes, timeout_s=options.timeout_s
    )


async def _record(conn: asyncpg.Connection, ready: _Ready, options: Options) -> Added | TakenIn:
    if isinstance(ready, Content):
        return await add_events(conn, ready.body, cloudevents=options.cloudevents)
    article, extraction = ready
    if extraction is None:
        return TakenIn(id_of(article))
    return TakenIn(id_of(article), await take_in(conn, article, extraction, appended_by=APPENDED_BY))
