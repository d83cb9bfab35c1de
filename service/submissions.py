"""The bodies of requests: of a type that is taken, and not too large."""

import asyncio
from collections.abc import Callable

from fastapi import Request

from events.errors import Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines

EVENT_READERS: dict[str, Callable[[bytes], Submission]] = {
    "application/x-ndjson": read_json_lines,
    "application/jsonl": read_json_lines,
    "application/cloudevents-batch+json": read_cloudevents,
}


_LARGE = 100_000
"""Bytes of a body whose reading takes so long that it is done in a thread."""


class BodyTooLarge(Refused):
    def __init__(self, size: int) -> None:
        super().__init__(
            f"the body has {size} bytes or more, at most {BODY_SIZE_MAX} are taken: send it in parts",
            size_max=BODY_SIZE_MAX,
        )


class UnsupportedMediaType(Refused):
    def __init__(self, header: str, sent: str, accepted: list[str]) -> None:
        super().__init__(
            f"{header} {sent!r}: expected one of {', '.join(accepted)}", value=sent, accepted=accepted
        )


async def read_submission(request: Request) -> Submission:
    """The events in the request's body. Raises UnsupportedMediaType, BodyTooLarge or InvalidEvents."""
    sent = request.headers.get("content-type", "")
    reader = EVENT_READERS.get(sent.partition(";")[0].strip().lower())
    if reader is None:
        raise UnsupportedMediaType("Content-Type", sent, list(EVENT_READERS))
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise UnsupportedMediaType("Content-Encoding", encoding, ["identity"])
    body = await _read(request)
    if len(body) < _LARGE:
        return reader(body)
    return await asyncio.to_thread(reader, body)  # others are answered meanwhile


async def _read(request: Request) -> bytes:
    """The body; what exceeds the maximum is not read."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_SIZE_MAX:
        raise BodyTooLarge(int(announced))
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_SIZE_MAX:
            raise BodyTooLarge(len(body))
    return bytes(body)
