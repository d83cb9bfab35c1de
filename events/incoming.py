"""Ready-made events, read from what people send: JSON Lines or a CloudEvents batch.

A body is taken whole or refused whole, with the line, the field and what was expected.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

import orjson
from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.v1.event import CloudEvent
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from events.envelope import (
    ANY,
    NAMESPACE,
    NO_STREAM,
    NewEvent,
    StreamName,
    derived_event_id,
    id_in_request,
    read_payload,
)
from events.errors import InvalidEvents
from events.instants import parse_instant
from events.malformed import PROBLEMS_MAX, VALUE_LENGTH_MAX, Problem, from_pydantic, problem, too_deep
from events.payloads import PAYLOADS, Payload

BODY_SIZE_MAX = 10_000_000
"""Bytes of one request or file; a larger one is sent in parts."""

ReadLine = Callable[[int, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Submission:
    """Events to be appended all or nothing, and the versions their writer expects of the streams."""

    events: list[NewEvent]
    expected_versions: dict[str, int]


class EventLine(BaseModel):
    """One event as it is sent: its envelope as far as the sender decides it, and the payload.

    Without `event_id` the id follows from the request's Idempotency-Key, where there is one, else from stream and
    payload: the same line again is the same event, unless the stream's last event in the submission is another one.
    `expected_version` counts the events of the stream before this submission; it stands on the stream's first event.
    """

    model_config = ConfigDict(extra="forbid")

    stream: StreamName
    type: str
    payload: dict[str, Any]
    event_id: UUID | None = None
    schema_: Annotated[int | None, Field(alias="schema")] = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    expected_version: Annotated[int, Field(ge=0)] | Literal["any", "no_stream"] | None = None


def read_json_lines(body: bytes, request_id: UUID | None = None) -> Submission:
    """The events of a JSON Lines body. Raises InvalidEvents with every problem found, up to twenty.

    With `request_id` events that came without an id get theirs from it, and from where they stand.
    """
    _check_size(body)
    return _submission(_numbered_lines(body), _json_object, request_id)


def read_lines(lines: Iterable[tuple[int, bytes]]) -> Submission:
    """As `read_json_lines`, for some lines of a file, each behind its number."""
    return _submission(lines, _json_object)


def read_cloudevents(body: bytes, _request_id: UUID | None = None) -> Submission:
    """The events of a CloudEvents 1.0 JSON batch; `subject` is the stream, `data` the payload.

    The extension attributes `schema`, `correlationid`, `causationid` and `expectedversion` carry the rest.
    Raises InvalidEvents; its lines count the batch's elements from 1.
    """
    _check_size(body)
    try:
        batch = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidEvents(
            [problem(None, None, _start(body), f"a JSON array of CloudEvents: {error}")]
        ) from None
    if not isinstance(batch, list):
        raise InvalidEvents([problem(None, None, _start(body), "a JSON array of CloudEvents")])
    return _submission(enumerate(batch, start=1), _from_cloudevent)


def _submission(
    lines: Iterable[tuple[int, Any]], read_line: ReadLine, request_id: UUID | None = None
) -> Submission:
    reading = _Reading(request_id)
    problems: list[Problem] = []
    for number, line in lines:
        try:
            problems += reading.take(number, line, read_line)
        except RecursionError:
            problems.append(too_deep(number))
        if len(problems) >= PROBLEMS_MAX:
            break
    if problems:
        raise InvalidEvents(problems[:PROBLEMS_MAX])
    if not reading.events:
        raise InvalidEvents([problem(None, None, "", "at least one event")])
    return Submission(reading.events, reading.expected_versions)


class _Reading:
    """A submission while it is read."""

    def __init__(self, request_id: UUID | None) -> None:
        self._request_id = request_id
        self.events: list[NewEvent] = []
        self.expected_versions: dict[str, int] = {}
        self._last: dict[str, Payload] = {}
        self._told: Counter[UUID] = Counter()
        self._uncounted: list[tuple[str, Payload]] = []
        self._streams: set[str] = set()

    def take(self, number: int, line: Any, read_line: ReadLine) -> list[Problem]:
        """The line's event is among the events, or the result says what is wrong with it."""
        try:
            sent = EventLine.model_validate(read_line(number, line))
            self._expect(sent)
            self.events.append(self._new_event(sent))
            self._streams.add(sent.stream)
        except ValidationError as error:
            return [from_pydantic(number, detail) for detail in error.errors(include_url=False)]
        except InvalidEvents as error:
            return [{"line": number} | problem for problem in error.details["problems"]]
        return []

    def _new_event(self, sent: EventLine) -> NewEvent:
        schema = sent.schema_
        if schema is None and sent.type in PAYLOADS:
            schema = PAYLOADS[sent.type].schema_version
        payload = read_payload(sent.type, schema or 1, sent.payload)
        event_id = sent.event_id
        if event_id is None and self._request_id is not None:
            event_id = id_in_request(self._request_id, len(self.events) + 1)
        if event_id is None:
            event_id = self._derived_id(sent.stream, payload)
        else:
            self._uncounted.append((sent.stream, payload))
        return NewEvent(
            event_id=event_id,
            stream=sent.stream,
            payload=payload,
            correlation_id=sent.correlation_id,
            causation_id=sent.causation_id,
        )

    def _derived_id(self, stream: str, payload: Payload) -> UUID:
        """The id that follows from the content; said again after something else, it is said for the second time."""
        for said in self._uncounted:  # what bears an id of its own is seldom mixed with what does not
            self._count(*said)
        self._uncounted.clear()
        event_id = self._count(stream, payload)
        times_before = self._told[event_id] - 1
        return derived_event_id(stream, payload, times_before) if times_before else event_id

    def _count(self, stream: str, payload: Payload) -> UUID:
        event_id = derived_event_id(stream, payload)
        self._told[event_id] += self._last.get(stream) != payload
        self._last[stream] = payload
        return event_id

    def _expect(self, sent: EventLine) -> None:
        if sent.expected_version is None:
            return
        if sent.stream in self._streams:
            where = "on the first event of its stream only"
            raise InvalidEvents([problem(None, "expected_version", sent.expected_version, where)])
        named = {"any": ANY, "no_stream": NO_STREAM}
        version = sent.expected_version
        self.expected_versions[sent.stream] = named[version] if isinstance(version, str) else version


def _numbered_lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _json_object(number: int, line: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        cut_off = "; is the file cut off?" if "unexpected end" in str(error) else ""
        expected = f"one whole JSON object in UTF-8 on the line ({error}){cut_off}"
        raise InvalidEvents([problem(number, None, _start(line), expected)]) from None
    if not isinstance(read, dict):
        raise InvalidEvents([problem(number, None, _start(line), "a JSON object")])
    return read


def _from_cloudevent(number: int, element: Any) -> dict[str, Any]:
    if not isinstance(element, dict):
        raise InvalidEvents([problem(number, None, element, "a CloudEvent, a JSON object")])
    attributes = {name: value for name, value in element.items() if name != "data"}
    if missing := {"id", "specversion"} - attributes.keys():  # the library would make them up
        raise InvalidEvents(
            [problem(number, min(missing), None, "an attribute that CloudEvents 1.0 requires")]
        )
    try:
        if "time" in attributes:
            attributes["time"] = parse_instant(str(attributes["time"]))
        event = CloudEvent(attributes, element.get("data"))
    except (BaseCloudEventException, ValueError, TypeError, AttributeError) as error:
        raise InvalidEvents([problem(number, None, element, f"a CloudEvent 1.0: {error}")]) from None
    sent: Mapping[str, Any] = {
        "event_id": _uuid_of(event),
        "stream": event.get_subject(),
        "type": event.get_type(),
        "payload": event.get_data(),
        "schema": attributes.get("schema"),
        "correlation_id": attributes.get("correlationid"),
        "causation_id": attributes.get("causationid"),
        "expected_version": attributes.get("expectedversion"),
    }
    return {name: value for name, value in sent.items() if value is not None}


def _uuid_of(event: CloudEvent) -> UUID:
    """A CloudEvent is identified by source and id; an id that is a UUID already stays."""
    try:
        return UUID(event.get_id())
    except ValueError:
        return uuid5(NAMESPACE, f"{event.get_source()}\n{event.get_id()}")


def _check_size(body: bytes) -> None:
    if len(body) > BODY_SIZE_MAX:
        expected = f"at most {BODY_SIZE_MAX} bytes; send it in parts"
        raise InvalidEvents([problem(None, None, f"{len(body)} bytes", expected)])


def _start(body: bytes) -> str:
    return body[:VALUE_LENGTH_MAX].decode(errors="replace")
