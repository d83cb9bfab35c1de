"""Timegates and timemaps of all timelines: the ways to what they were, by date (RFC 7089)."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, get_args

import asyncpg
from fastapi import APIRouter, Header, Query, Request, Response

from projections.mementos import Name
from projections.naming import Kind
from service import parameters, queries
from service.connections import Conn
from service.mementos import LINK_FORMAT, Original, original_url, timegate, timemap
from service.parameters import check_id
from service.problems import responses
from service.questions import SEARCH, Asked, search_question, timeline_question
from service.routes.search import DISPUTES

router = APIRouter(prefix="/v1", tags=["mementos"])

Unpinned = Annotated[queries.OriginalTimeline, Query()]
Paged = Annotated[queries.TimeMap, Query()]
AcceptDatetime = Annotated[
    str | None,
    Header(
        description="The second whose state is wanted, such as Mon, 01 Dec 2025 21:30:00 GMT; the last one without it."
    ),
]

_TIMEGATE = responses(400, 404) | {
    302: {
        "description": "`Location` is the permalink of the timeline as it was at the end of that second, or of the "
        "last one before it in which anything was recorded; before all of them, the first.",
        "headers": {name: {"schema": {"type": "string"}} for name in ("Location", "Link", "Vary")},
    }
}
_TIMEMAP = responses(404) | {
    200: {
        "description": "One link for each second that is over and in which anything was recorded, in order.",
        "content": {LINK_FORMAT: {"schema": {"type": "string"}}},
    }
}


class Links(Response):
    media_type = LINK_FORMAT


def _of_subjects(kind: Kind) -> None:
    """The paths for the timelines of all actors, or of all locations."""
    path = f"{kind}s/{{id}}/timeline"

    def original(request: Request, id_: str, sent: dict[str, str]) -> Original:
        name = check_id(kind, id_, "; search for it by name")
        ask = partial(_ask_of_subject, kind, name)
        return Original(original_url(request), sent, ask, [Name(kind, name)])

    @router.get(
        f"/timegate/{path}",
        operation_id=f"get_{kind}_timegate",
        summary=f"Get the timeline of one of the {kind}s as of a date",
        status_code=302,
        response_class=Response,
        responses=_TIMEGATE,
    )
    async def gate(
        request: Request,
        conn: Conn,
        id: str,  # noqa: A002
        query: Unpinned,
        accept_datetime: AcceptDatetime = None,
    ) -> Response:
        """What the log held at the end of a second: the way to the permalink of that."""
        return await timegate(conn, request, original(request, id, query.sent), accept_datetime)

    @router.get(
        f"/timemap/{path}",
        operation_id=f"get_{kind}_timemap",
        summary=f"List what the timeline of one of the {kind}s was",
        response_class=Links,
        responses=_TIMEMAP,
    )
    async def map_(request: Request, conn: Conn, id: str, query: Paged) -> Response:  # noqa: A002
        """All states that the timeline had at the end of a second, by date."""
        sent, after = _apart(query.sent)
        return await timemap(conn, request, original(request, id, sent), after)


def _of_search(path: str, noun: str) -> None:
    """The paths for what is found among all there is."""
    original = partial(Original, ask=partial(_ask_of_all, path), permanent_path=path)

    @router.get(
        f"/timegate/{noun}",
        operation_id=f"get_{noun}_timegate",
        summary=f"Get /v1/{noun} as of a date",
        status_code=302,
        response_class=Response,
        responses=_TIMEGATE,
    )
    async def gate(
        request: Request, conn: Conn, query: Unpinned, accept_datetime: AcceptDatetime = None
    ) -> Response:
        """What the log held at the end of a second: the way to the permalink of that."""
        return await timegate(conn, request, original(original_url(request), query.sent), accept_datetime)

    @router.get(
        f"/timemap/{noun}",
        operation_id=f"get_{noun}_timemap",
        summary=f"List what /v1/{noun} was",
        response_class=Links,
        responses=_TIMEMAP,
    )
    async def map_(request: Request, conn: Conn, query: Paged) -> Response:
        """All states that the answer had at the end of a second, by date."""
        sent, after = _apart(query.sent)
        return await timemap(conn, request, original(original_url(request), sent), after)


async def _ask_of_subject(kind: Kind, name: str, conn: asyncpg.Connection, sent: Mapping[str, str]) -> Asked:
    return await timeline_question(conn, kind, name, sent)


async def _ask_of_all(path: str, conn: asyncpg.Connection, sent: Mapping[str, str]) -> Asked:
    return await search_question(conn, path, {**sent, "standing": "disputed"} if path == DISPUTES else sent)


def _apart(sent: dict[str, str]) -> tuple[dict[str, str], int]:
    """The parameters of the timeline, and the position behind which the page begins."""
    after: int = parameters.read({"after": sent.get("after", "0")})["after"]
    return {name: text for name, text in sent.items() if name != "after"}, after


for _kind in get_args(Kind):
    _of_subjects(_kind)
for _path, _noun in ((SEARCH, "timeline"), (DISPUTES, "disputes")):
    _of_search(_path, _noun)
