"""The log: events read in its order, and ready-made ones appended to it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from events import log
from events.errors import NotFound
from events.incoming import EventLine
from service import parameters, queries, shapes
from service.appending import answered_before, append
from service.bodies import EVENT_READERS, read_sent, read_submission
from service.connections import Conn
from service.headers import RequestId
from service.parameters import STREAM
from service.problems import responses
from service.quick_routes import QuickRoute
from service.replies import reply

_LINE = EventLine.model_json_schema(ref_template="#/components/schemas/{model}")

router = APIRouter(prefix="/v1", tags=["events"], route_class=QuickRoute)


@router.get("/events", response_model=shapes.events.Events)
async def list_events(conn: Conn, query: Annotated[queries.Events, Query()]) -> Response:
    """Events in the order of the log; `next` continues behind the last one."""
    return reply(await _page(conn, "/v1/events", query.sent))


@router.get("/streams/{stream}", response_model=shapes.events.Stream, responses=responses(404))
async def get_stream(conn: Conn, stream: str, query: Annotated[queries.InLog, Query()]) -> Response:
    """The events of one stream; its version, which a writer states as `expected_version`, is the ETag too."""
    version = await log.read_stream_version(conn, stream) if STREAM.fullmatch(stream) else 0
    if version == 0:
        raise NotFound(
            f"no stream {stream[:200]!r}; streams are called like article-7q, actor-a2x or location-l7q"
        )
    body = await _page(conn, f"/v1/streams/{stream}", query.sent, stream, version)
    return reply({"stream": stream, "version": version, **body}, etag=f'"{version}"')


@router.post(
    "/events",
    status_code=201,
    response_model=shapes.events.Recorded,
    responses=responses(409, 412, 413, 415),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "Events of one or several streams: a JSON object a line, or a CloudEvents 1.0 batch "
            "whose `subject` is the stream and whose `data` is the payload.",
            "content": {
                media_type: {"schema": {"type": "array"} if "cloudevents" in media_type else _LINE}
                for media_type in EVENT_READERS
            },
        }
    },
)
async def append_events(request: Request, request_id: RequestId) -> Response:
    """Record the events, all or none. The same events again give the same answer, and are not recorded again."""
    sent = await read_sent(request, request_id, EVENT_READERS)
    if before := await answered_before(request, sent):
        return before
    return await append(request, sent, await read_submission(sent))


async def _page(
    conn: Conn, path: str, sent: dict[str, str], stream: str | None = None, version: int | None = None
) -> dict[str, Any]:
    """Events behind `after`, of the stream up to its version where one is given; and the head they were read at."""
    values = parameters.read(sent)
    limit = values.get("limit", parameters.DEFAULTS["limit"])
    head = await log.read_head(conn)
    found = await log.read(
        conn,
        after=values.get("after", 0),
        up_to=head.position,
        stream=stream or values.get("stream"),
        type_=values.get("type"),
        limit=limit + 1,
    )
    known = [event for event in found if version is None or event.version <= version]
    page = known[:limit]
    behind = parameters.written(values | {"after": page[-1].position}) if len(known) > limit else None
    return {
        "log": head.log,
        "position": head.position,
        "events": [event.as_json() for event in page],
        "next": None if behind is None else parameters.url(path, behind),
    }
