"""The bodies of requests: of a type that is taken, and not too large."""

from collections.abc import Callable

from fastapi import Request

from events.errors import Refused
from events.incoming import BODY_SIZE_MAX, Submission, read_cloudevents, read_json_lines

EVENT_READERS: dict[str, Callable[[bytes], Submission]] = {
    "application/x-ndjson": read_json_lines,
    "application/jsonl": read_json_lines,
    "application/cloudevents-batch+json": read_cloudevents,
}


class BodyTooLarge(Refused):
    def __init__(self, size: int) -> None:
        super().__init__(
            f"the body has {size} bytes or more, at most {BODY_SIZE_MAX} are taken: send it in parts",
            size_max=BODY_SIZE_MAX,
        )


class UnsupportedMediaType(Refused):
    def __init__(self, sent: str) -> None:
        accepted = list(EVENT_READERS)
        super().__init__(
            f"Content-Type {sent!r}: expected one of {', '.join(accepted)}", value=sent, accepted=accepted
        )


async def read_submission(request: Request) -> Submission:
    """The events in the request's body. Raises UnsupportedMediaType, BodyTooLarge or InvalidEvents."""
    sent = request.headers.get("content-type", "")
    reader = EVENT_READERS.get(sent.partition(";")[0].strip().lower())
    if reader is None:
        raise UnsupportedMediaType(sent)
    return reader(await _read(request))


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
