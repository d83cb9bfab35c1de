"""Articles in: text, HTML or ninjs is read, and its dated facts are recorded."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from fastapi import APIRouter, Request, Response

from events import log, requests
from events.envelope import RecordedEvent, id_in_request
from events.ingestion.reading import IncomingArticle
from events.ingestion.submission import id_of
from service import shapes
from service.appending import APPENDED_BY
from service.article_answers import article_answer
from service.article_bodies import (
    ARTICLE_SIZE_MAX,
    MEDIA_TYPES,
    NINJS_TYPE,
    NewArticle,
    read_new_article,
)
from service.bodies import MEDIA_TYPE, Sent, described, read_sent
from service.connections import acquired, writer
from service.extracting import check_extractor, extract
from service.headers import RequestId
from service.problems import responses
from service.replies import reply
from service.taking_in import last_event, looked_up, take_in

Outcome = tuple[list[RecordedEvent], bool]
"""The events that a request recorded, or the last one there was; and whether it recorded any."""

router = APIRouter(prefix="/v1/articles", tags=["articles"])

_BODY = described(NewArticle)
_BODY["requestBody"]["content"][NINJS_TYPE] = {
    "schema": {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string"}}}
}
_EXAMPLE: dict[str, Any] = {
    "text": "The dam above the town broke on Monday, the mayor said.",
    "url": "https://news.example/dam",
    "publisher": "The Courier",
    "published_at": "2025-02-11T06:30:00Z",
    "time_zone": "Europe/Berlin",
}
_BODY["requestBody"]["content"][MEDIA_TYPE]["example"] = _EXAMPLE

_HELD: dict[int | str, dict[str, Any]] = {
    200: {"model": shapes.articles.TakenIn, "description": "It was there: nothing was recorded"}
}


@router.post(
    "",
    status_code=201,
    response_model=shapes.articles.TakenIn,
    responses=_HELD | responses(409, 412, 413, 415),
    openapi_extra=_BODY,
)
async def add_article(request: Request, request_id: RequestId) -> Response:
    """Read an article and record its facts, all or none of it.

    The same text again is answered with 200 and adds nothing; another text under the same URL is a revision, of which
    the differences are recorded. Nothing is ever fetched: a URL only identifies.
    """
    sent = await read_sent(request, request_id, MEDIA_TYPES, ARTICLE_SIZE_MAX)
    if before := await _answered_before(request, sent):
        return before
    body, article = await asyncio.to_thread(_read, sent)
    async with acquired(request) as conn:
        article, last = await looked_up(conn, article)
    if last is not None:
        return await _held(request, sent, last)
    timeout_s = request.app.state.settings.extraction_timeout_s
    extraction = await extract(article.for_extractor(), body.extractor, timeout_s=timeout_s)
    by = f"{APPENDED_BY}: {body.appended_by}" if body.appended_by else APPENDED_BY

    async def recorded(conn: asyncpg.Connection) -> Outcome:
        events = await take_in(conn, article, extraction, appended_by=by, request_id=request_id)
        return events or [await last_event(conn, id_of(article))], bool(events)

    return await _once(request, sent, recorded)


def _read(sent: Sent) -> tuple[NewArticle, IncomingArticle]:
    body = read_new_article(sent.media_type, sent.body)
    check_extractor(body.extractor)
    return body, body.read()


async def _answered_before(request: Request, sent: Sent) -> Response | None:
    """The answer that the request got under its key when it came first. Raises KeyTaken."""
    if sent.request_id is None:
        return None
    async with acquired(request) as conn:
        recorded = await _recalled(conn, sent)
        return None if recorded is None else await _answer(conn, sent, recorded)


async def _held(request: Request, sent: Sent, last: RecordedEvent) -> Response:
    """The answer for an article that is there already; `last` is the last event of its stream."""
    if sent.request_id is None:
        async with acquired(request) as conn:
            return await _reply(conn, last, created=False)

    async def there(conn: asyncpg.Connection) -> Outcome:
        return [await last_event(conn, last.subject_id)], False

    return await _once(request, sent, there)


async def _once(
    request: Request, sent: Sent, outcome: Callable[[asyncpg.Connection], Awaitable[Outcome]]
) -> Response:
    """The answer to `outcome`, kept under the request's key; or the one that was kept meanwhile under it."""

    async def work(conn: asyncpg.Connection) -> Response:
        async with conn.transaction():
            await log.lock_head(conn)
            recalled = await _recalled(conn, sent)
            if recalled is not None:
                return await _answer(conn, sent, recalled)
            events, created = await outcome(conn)
            if sent.key is not None:
                await requests.keep(conn, sent.key, events)
            return await _reply(conn, _last(events), created)

    return await writer(request).alone(work)


async def _answer(conn: asyncpg.Connection, sent: Sent, recorded: list[RecordedEvent]) -> Response:
    """The answer once more that was given when these were kept: a request's own events bear ids that follow from it."""
    assert sent.request_id is not None
    created = recorded[0].event_id == id_in_request(sent.request_id, 1)
    return await _reply(conn, _last(recorded), created)


async def _reply(conn: asyncpg.Connection, last: RecordedEvent, created: bool) -> Response:
    body = await article_answer(conn, last)
    path = f"{router.prefix}/{last.subject_id}"
    return reply(body, status=201 if created else 200, location=path, etag=f'"{last.version}"')


async def _recalled(conn: asyncpg.Connection, sent: Sent) -> list[RecordedEvent] | None:
    return None if sent.key is None else await requests.recall(conn, sent.key)


def _last(events: list[RecordedEvent]) -> RecordedEvent:
    """The last event of the article: its own come last in what was recorded."""
    return max((e for e in events if e.stream.startswith("article-")), key=lambda e: e.position)
