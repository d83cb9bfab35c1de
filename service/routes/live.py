"""The log as it grows: a stream of server-sent events."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import asyncpg
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from events import log
from events.errors import BadQuestion, Gone
from projections.naming import Kind
from service import parameters, queries
from service.connections import WITHOUT_BODY, Conn, acquired
from service.live import Wanted, messages
from service.problems import responses
from service.questions import find_subject

PATH = "/v1/events/live"
SUBJECTS_MAX = 50
"""How many actors, or locations, one stream follows at most."""

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
        **responses(404, 410),
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
    """What the client asks for, from where on. Raises BadQuestion, NotFound or Gone."""
    subjects = ("actors", "locations")
    values = parameters.read({name: text for name, text in sent.items() if name not in subjects})
    head = await log.read_head(conn)
    if values.get("log", head.log) != head.log:
        anew = {name: text for name, text in sent.items() if name not in ("after", "log")}
        successor = parameters.url(PATH, anew)
        raise Gone(
            f"that stream was of log {values['log']}, this is {head.log}; begin anew at {successor}",
            successor=successor,
        )
    return Wanted(
        log=head.log,
        after=_begin(values, head.position, last_event_id),
        stream=values.get("stream"),
        type_=values.get("type"),
        actors=await _subjects(conn, "actor", sent, head.position),
        locations=await _subjects(conn, "location", sent, head.position),
    )


def _begin(values: Mapping[str, Any], head: int, last_event_id: str | None) -> int:
    """The position behind which the stream begins; a client that reconnects says so in a header, beside its old URL."""
    name, text = "after", str(values.get("after", head))
    if last_event_id:  # browsers send none, proxies perhaps an empty one, where nothing was received yet
        name, text = "Last-Event-ID", last_event_id
    try:
        position: int = parameters.read({"after": text})["after"]
    except BadQuestion:
        position = head + 1
    if position > head:
        raise BadQuestion(name, text, f"a position from 0 to {head}, the head")
    return position


async def _subjects(
    conn: asyncpg.Connection, kind: Kind, sent: Mapping[str, str], position: int
) -> tuple[str, ...]:
    """The subjects of that kind that are asked for, as they are called at the position."""
    name = f"{kind}s"
    if name not in sent:
        return ()
    asked = dict.fromkeys(sent[name].split(","))
    if "" in asked or len(asked) > SUBJECTS_MAX:
        raise BadQuestion(name, sent[name], f"1 to {SUBJECTS_MAX} ids or slugs, with commas between them")
    return tuple([await find_subject(conn, kind, each, position) for each in asked])
