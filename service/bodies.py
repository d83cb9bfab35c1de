"""The bodies of requests: of a type that is taken, not too large, and read."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import orjson
from fastapi import Request
from pydantic import BaseModel

from events.errors import InvalidEvents, Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines
from events.malformed import problem, refused_by_field
from events.requests import Keyed

MEDIA_TYPE = "application/json"

EVENT_READERS: dict[str, Callable[[bytes, UUID | None], Submission]] = {
    "application/x-ndjson": read_json_lines,
    "application/jsonl": read_json_lines,
    "application/cloudevents-batch+json": read_cloudevents,
}

_LARGE = 100_000
"""Bytes of a body whose reading takes so long that it is done in a thread."""

B = TypeVar("B", bound=BaseModel)


class BodyTooLarge(Refused):
    def __init__(self, size: int, size_max: int) -> None:
        super().__init__(
            f"the body has {size} bytes or more, at most {size_max} are taken: send it in parts",
            size_max=size_max,
        )


class UnsupportedMediaType(Refused):
    def __init__(self, header: str, sent: str, accepted: list[str]) -> None:
        super().__init__(
            f"{header} {sent!r}: expected one of {', '.join(accepted)}", value=sent, accepted=accepted
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to record something, unread. `request_id` tells under which key it came, if it came under one."""

    path: str
    media_type: str
    body: bytes
    request_id: UUID | None

    @property
    def key(self) -> Keyed | None:
        """Its id and all that makes it the same request again, if it came under a key."""
        if self.request_id is None:
            return None
        return Keyed(self.request_id, f"{self.path}\n{self.media_type}\n".encode() + self.body)


async def read_sent(
    request: Request, request_id: UUID | None, media_types: Collection[str], size_max: int = BODY_SIZE_MAX
) -> Sent:
    """The request with its body. Raises UnsupportedMediaType or BodyTooLarge."""
    sent = request.headers.get("content-type", "")
    media_type = sent.partition(";")[0].strip().lower()
    if media_type not in media_types:
        raise UnsupportedMediaType("Content-Type", sent, list(media_types))
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise UnsupportedMediaType("Content-Encoding", encoding, ["identity"])
    return Sent(request.url.path, media_type, await _read(request, size_max), request_id)


async def read_submission(sent: Sent) -> Submission:
    """The events in the request's body. Raises InvalidEvents."""
    read = EVENT_READERS[sent.media_type]
    if len(sent.body) < _LARGE:
        return read(sent.body, sent.request_id)
    return await asyncio.to_thread(read, sent.body, sent.request_id)  # others are answered meanwhile


def read_body(model: type[B], body: bytes) -> B:
    """The body that was sent as JSON. Raises InvalidEvents, which names each field and what was expected there."""
    read = read_object(body, "a JSON object", "a JSON object in UTF-8")
    with refused_by_field():
        return model.model_validate(read)


def read_object(body: bytes, expected: str, expected_bytes: str) -> dict[str, Any]:
    """The JSON object that was sent. Raises InvalidEvents, which says that it was `expected`, in `expected_bytes`."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        begin = body[:200].decode(errors="replace")
        raise InvalidEvents([problem(None, None, begin, f"{expected_bytes} ({error})")]) from None
    if not isinstance(read, dict):
        raise InvalidEvents([problem(None, None, read, expected)])
    return read


def described(model: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of a request with that body."""
    content = {MEDIA_TYPE: {"schema": _whole(model.model_json_schema())}}
    return {"requestBody": {"required": True, "content": content}}


async def _read(request: Request, size_max: int) -> bytes:
    """The body; what exceeds the maximum is not read."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > size_max:
        raise BodyTooLarge(int(announced), size_max)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > size_max:
            raise BodyTooLarge(len(body), size_max)
    return bytes(body)


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what it refers to put in its place: other models of the document bear the same names."""
    definitions = schema.pop("$defs", {})

    def filled(part: Any) -> Any:
        if isinstance(part, list):
            return [filled(each) for each in part]
        if not isinstance(part, dict):
            return part
        if name := str(part.get("$ref", "")).removeprefix("#/$defs/"):
            return filled(definitions[name] | {k: v for k, v in part.items() if k != "$ref"})
        return {key: filled(value) for key, value in part.items()}

    whole: dict[str, Any] = filled(schema)
    return whole
