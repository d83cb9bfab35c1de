"""The bodies of requests: of a type that is taken, and not too large."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from events.errors import Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines

EVENT_READERS: dict[str, Callable[[bytes, UUID | None], Submission]] = {
    "application/x-ndjson": read_json_lines,
    "application/jsonl": read_json_lines,
    "application/cloudevents-batch+json": read_cloudevents,
}


_LARGE = 100_000
"""Bytes of a body whose reading takes so long that it is done in a thread."""


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
    def identity(self) -> bytes:
        """All that makes it the same request again."""
        return f"{self.path}\n{self.media_type}\n".encode() + self.body


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
