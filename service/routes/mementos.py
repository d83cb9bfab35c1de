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
from service.negotiation import by_suffix
from service.parameters import check_id
from service.problems import responses
from service.questions import DISPUTES, SEARCH, Asked, disputes_question, search_question, timeline_question
from service.representations import SUFFIXED

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
        return Original(original_url(request), sent, ask, [Name(kind, name)], suffix=_suffix(request))

    @router.get(
        f"/timegate/{path}",
        operation_id=f"get_{kind}_timegate",
        summary=f"Get the timeline of one of the {kind}s as of a date",
        status_code=302,
        response_class=Response,
        responses=_TIMEGATE,
    )
    @router.get(
        f"/timegate/{path}{{suffix}}",
        operation_id=f"get_{kind}_timegate_in_format",
        summary=f"Get the timeline of one of the {kind}s as of a date, in a format",
        status_code=302,
        response_class=Response,
        responses=_TIMEGATE,
        openapi_extra=SUFFIXED,
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
    @router.get(
        f"/timemap/{path}{{suffix}}",
        operation_id=f"get_{kind}_timemap_in_format",
        summary=f"List what the timeline of one of the {kind}s was, in a format",
        response_class=Links,
        responses=_TIMEMAP,
        openapi_extra=SUFFIXED,
    )
    async def map_(request: Request, conn: Conn, id: str, query: Paged) -> Response:  # noqa: A002
        """All states that the timeline had at the end of a second, by date."""
        sent, after = _apart(query.sent)
        return await timemap(conn, request, original(request, id, sent), after)


def _of_search(path: str, noun: str, *, in_format: bool = False) -> None:
    """The paths for what is found among all there is."""
    at, named, told = (f"{noun}{{suffix}}", "_in_format", ", in a format") if in_format else (noun, "", "")

    def original(request: Request, sent: dict[str, str]) -> Original:
        ask = partial(_ask_of_all, path)
        return Original(original_url(request), sent, ask, permanent_path=path, suffix=_suffix(request))

    @router.get(
        f"/timegate/{at}",
        operation_id=f"get_{noun}_timegate{named}",
        summary=f"Get /v1/{noun} as of a date{told}",
        status_code=302,
        response_class=Response,
        responses=_TIMEGATE,
        openapi_extra=SUFFIXED if in_format else None,
    )
    async def gate(
        request: Request, conn: Conn, query: Unpinned, accept_datetime: AcceptDatetime = None
    ) -> Response:
        """What the log held at the end of a second: the way to the permalink of that."""
        return await timegate(conn, request, original(request, query.sent), accept_datetime)

    @router.get(
        f"/timemap/{at}",
        operation_id=f"get_{noun}_timemap{named}",
        summary=f"List what /v1/{noun} was{told}",
        response_class=Links,
        responses=_TIMEMAP,
        openapi_extra=SUFFIXED if in_format else None,
    )
    async def map_(request: Request, conn: Conn, query: Paged) -> Response:
        """All states that the answer had at the end of a second, by date."""
        sent, after = _apart(query.sent)
        return await timemap(conn, request, original(request, sent), after)


async def _ask_of_subject(kind: Kind, name: str, conn: asyncpg.Connection, sent: Mapping[str, str]) -> Asked:
    return await timeline_question(conn, kind, name, sent)


async def _ask_of_all(path: str, conn: asyncpg.Connection, sent: Mapping[str, str]) -> Asked:
    return await (disputes_question(conn, sent) if path == DISPUTES else search_question(conn, path, sent))


def _suffix(request: Request) -> str:
    """The suffix of the path, if it has one. Raises NotFound for one that is none of a format."""
    suffix: str = request.path_params.get("suffix", "")
    return by_suffix(suffix).suffix if suffix else ""


def _apart(sent: dict[str, str]) -> tuple[dict[str, str], int]:
    """The parameters of the timeline, and the position behind which the page begins."""
    after: int = parameters.read({"after": sent.get("after", "0")})["after"]
    return {name: text for name, text in sent.items() if name != "after"}, after


for _kind in get_args(Kind):
    _of_subjects(_kind)
_of_search(SEARCH, "timeline")
_of_search(SEARCH, "timeline", in_format=True)
_of_search(DISPUTES, "disputes")
