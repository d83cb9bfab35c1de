"""The log as it grows: a stream of server-sent events."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

import asyncpg
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from events import log
from events.errors import BadQuestion, Gone
from service import parameters, queries
from service.connections import WITHOUT_BODY, Conn, acquired
from service.live import Wanted, messages
from service.problems import responses
from service.questions import find_subjects

PATH = "/v1/events/live"

_EXAMPLE = 'id: 84\nevent: FactReported\ndata: {"position": 84, "stream": "article-7q", …}\n\n'

router = APIRouter(prefix="/v1", tags=["events"])


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@router.get(
    "/events/live",
    response_class=EventStream,
    responses={
        200: {
            "description": "Messages without end: `id` is the position, `event` the type, `data` the event as "
            "/v1/events shows it. A message that has an `id` and no `data` only tells how far the stream has come.",
            "content": {EventStream.media_type: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **responses(410),
    },
)
async def follow(
    request: Request,
    conn: Conn,
    query: Annotated[queries.Live, Query()],
    last_event_id: Annotated[
        str | None, Header(description="The `id` of the last message received; the stream goes on behind it.")
    ] = None,
) -> EventStream:
    """Events as they are recorded, in the order of the log, each at least once and none left out."""
    wanted = await _wanted(conn, query.sent, last_event_id)
    told = messages(wanted, request.app.state.watch, partial(acquired, request))
    body = iter(()) if request.scope.get(WITHOUT_BODY) else told
    return EventStream(body, headers={"cache-control": "no-store", "x-accel-buffering": "no"})


async def _wanted(conn: asyncpg.Connection, sent: Mapping[str, str], last_event_id: str | None) -> Wanted:
    """What the client asks for, and from where on: one that reconnects says so in a header, beside its old URL.

    Raises BadQuestion or Gone.
    """
    values = parameters.read(sent)
    head = await log.read_head(conn)
    name, text = "after", str(values.get("after", head.position))
    if last_event_id:  # browsers send none, proxies perhaps an empty one, where nothing was received yet
        name, text = "Last-Event-ID", last_event_id
    after = _position(text)
    await _check_log(conn, sent, head.log, after or 0)
    if after is None or after > head.position:
        raise BadQuestion(name, text, f"a position from 0 to {head.position}, the head")
    subjects = {
        name: await find_subjects(conn, name, values[name], head.position)
        for name in ("actors", "locations")
        if name in values
    }
    return Wanted(head.log, after, stream=values.get("stream"), type_=values.get("type"), **subjects)


def _position(text: str) -> int | None:
    try:
        position: int = parameters.read({"after": text})["after"]
    except BadQuestion:
        return None
    return position


async def _check_log(conn: asyncpg.Connection, sent: Mapping[str, str], current: str, after: int) -> None:
    """Raises Gone for a stream of another log: its positions mean something else in this one, where they differ."""
    asked = sent.get("log", current)
    if asked == current or after <= (await log.shared_with(conn, asked) or -1):
        return
    successor = parameters.url(
        PATH, {name: text for name, text in sent.items() if name not in ("after", "log")}
    )
    raise Gone(
        f"that stream was of log {asked}, this is {current}; begin anew at {successor}", successor=successor
    )
