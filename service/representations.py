"""The paths that answer in every format: by `Accept`, or by a suffix of the path."""

from collections.abc import Mapping
from typing import Annotated, Any

import asyncpg
from fastapi import Depends, Request, Response

from service.formats import FORMATS, JSON
from service.negotiation import Representation, by_accept, by_suffix
from service.rendering import rendered
from service.replies import NOT_MODIFIED, Held, reply_at_position


def chosen(request: Request) -> Representation:
    """By the suffix of the path, else by `Accept`. Raises NotFound or NotAcceptable."""
    suffix = request.path_params.get("suffix")
    return by_accept(",".join(request.headers.getlist("accept"))) if suffix is None else by_suffix(suffix)


async def _chosen(request: Request) -> Representation:
    return chosen(request)


Form = Annotated[Representation, Depends(_chosen)]


async def reply_in(
    conn: asyncpg.Connection,
    form: Representation,
    body: Mapping[str, Any],
    sent: Mapping[str, str],
    held: Held,
) -> Response:
    """The answer `body` in the form that was asked for."""
    content = None if form.format is JSON or held.any else await rendered(conn, form.format, body)
    return reply_at_position(body, sent, held, form, content)


FORMATTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The timeline, in the format asked for",
        "content": {each.media_type: {"schema": {}} for each in FORMATS.values() if each is not JSON},
    },
    **NOT_MODIFIED,
}
"""What OpenAPI says of such a path; one without a suffix also answers 406, one with it 404."""

SUFFIXED: dict[str, Any] = {
    "parameters": [
        {
            "name": "suffix",
            "in": "path",
            "required": True,
            "description": "The format",
            "schema": {"type": "string", "enum": list(FORMATS)},
        }
    ]
}
"""What OpenAPI says of the path's last parameter."""
