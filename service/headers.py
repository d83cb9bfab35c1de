"""What requests bring beside their bodies: parameters once each, the key they come under, the version they expect."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request

from events.envelope import ANY, id_of_request
from events.errors import BadQuestion

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_VERSION = re.compile(r'"(\d{1,10})"', re.ASCII)


async def _request_id(
    request: Request,
    _idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="The client's own name for this request: sent again, also after a crash, it is recorded once "
            "and answered as it was then.",
            json_schema_extra={"pattern": f"^{_KEY.pattern}$", "minLength": 1, "maxLength": 255},
        ),
    ] = None,
) -> UUID | None:
    return request_id_of(request)


def request_id_of(request: Request) -> UUID | None:
    """The id of the request, if it came under a key. Raises BadQuestion for what cannot be one."""
    sent = request.headers.getlist("idempotency-key")
    if not sent:
        return None
    if len(sent) > 1 or not _KEY.fullmatch(sent[0]):
        expected = "one key of 1 to 255 visible ASCII characters, such as a UUID"
        raise BadQuestion("Idempotency-Key", ", ".join(sent)[:300], expected)
    return id_of_request(sent[0])


async def each_parameter_once(request: Request) -> None:  # not `def`: that would cost a thread a request
    """Raises BadQuestion where the request's query names a parameter twice."""
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name in seen:
            raise BadQuestion(name, value, "each parameter once")
        seen.add(name)


async def _expected_version(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The version of the stream that the change is based on, as the `ETag` of "
            '/v1/streams/{stream} gives it: `"7"`.',
            json_schema_extra={"pattern": f"^{_VERSION.pattern}$"},
        ),
    ] = None,
) -> int:
    if if_match is None:
        return ANY
    sent = ", ".join(request.headers.getlist("if-match"))
    version = _VERSION.fullmatch(sent)
    if version is None:
        expected = 'one version in quotes, such as "7": the ETag of /v1/streams/{stream}'
        raise BadQuestion("If-Match", sent[:300], expected)
    return int(version[1])


RequestId = Annotated[UUID | None, Depends(_request_id)]
"""The id of a request that came under an Idempotency-Key."""

ExpectedVersion = Annotated[int, Depends(_expected_version)]
"""The version that If-Match names; ANY without it."""
