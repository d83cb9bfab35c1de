"""Events before and after they are recorded, and their ids."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID, uuid5

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from events.instants import format_instant
from events.payloads import ID_PATTERN, PAYLOAD, Payload, Span
from events.upcasting import upcast

NAMESPACE = UUID("6f1f7b9c-3f0e-5c39-9f7e-7a1f0c0d5e21")

STREAM_PATTERN = rf"^(article|actor|location)-{ID_PATTERN[1:]}"
StreamName = Annotated[str, StringConstraints(pattern=STREAM_PATTERN)]

ANY = -1
"""Expected version: whatever the stream has reached."""
NO_STREAM = 0
"""Expected version: the stream does not exist yet."""

END = 2**62
"""A position behind every other: "up to the head"."""

_TYPE = {"type"}
_AS_WRITTEN = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


class NewEvent(BaseModel):
    """An event that asks to be recorded in `stream`. Its id makes recording it twice the same as once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    stream: StreamName
    payload: Payload
    correlation_id: UUID | None = None
    causation_id: UUID | None = None

    @model_validator(mode="after")
    def _type_belongs_in_stream(self) -> Self:
        kinds = self.payload.stream_kinds
        if self.stream.partition("-")[0] not in kinds:
            expected = " or ".join(f"{kind}-<id>" for kind in kinds)
            raise ValueError(f"expected {self.payload.type} in a stream {expected}, found {self.stream}")
        return self

    @property
    def fact(self) -> str | None:
        """The id of the fact that this event is about; None for events of articles, actors and locations."""
        return getattr(self.payload, "fact", None)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as the log holds it. `version` counts in its stream, `position` in the log, both from 1."""

    position: int
    event_id: UUID
    stream: str
    version: int
    schema: int
    recorded_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    appended_by: str
    payload: Payload

    @property
    def type(self) -> str:
        return self.payload.type

    @property
    def fact(self) -> str | None:
        # Asked very often, of payloads that have none, too: there getattr would search for long.
        fact: str | None = self.payload.__dict__.get("fact")
        return fact

    @property
    def subject_id(self) -> str:
        """The id behind the stream's kind: `a2x` of `actor-a2x`."""
        return self.stream.partition("-")[2]

    def as_json(self) -> dict[str, Any]:
        """The event as the API shows it; the payload in today's schema."""
        return {
            "position": self.position,
            "event_id": str(self.event_id),
            "stream": self.stream,
            "version": self.version,
            "type": self.type,
            "schema": self.payload.schema_version,
            "recorded_at": format_instant(self.recorded_at),
            "correlation_id": str(self.correlation_id),
            "causation_id": None if self.causation_id is None else str(self.causation_id),
            "appended_by": self.appended_by,
            "payload": payload_json(self.payload),
        }


def payload_json(payload: Payload) -> dict[str, Any]:
    """The payload as JSON values, without `type`, which its envelope bears."""
    return payload.model_dump(mode="json", exclude=_TYPE)


def payload_bytes(payload: Payload) -> bytes:
    """The one way a payload is written: compact UTF-8 JSON, keys sorted; values as in `payload_json`."""
    values = payload.__dict__.copy()
    del values["type"]
    return orjson.dumps(values, default=_plain, option=_AS_WRITTEN)


def _plain(value: object) -> object:
    """The parts of a payload, and UUIDs of the class that the database's driver reads, which orjson does not know."""
    if isinstance(value, Span):
        return {"for": value.purpose, "start": value.start, "end": value.end}
    if isinstance(value, BaseModel):
        return value.__dict__
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a payload")


def read_payload(
    type_: str, schema: int, payload: dict[str, Any], *, context: Literal["recorded"] | None = None
) -> Payload:
    """The typed payload behind JSON values that were written under `schema`.

    Raises InvalidEvents (unknown type or schema) or pydantic.ValidationError.
    """
    return PAYLOAD.validate_python({**upcast(type_, schema, payload), "type": type_}, context=context)


def derived_event_id(stream: str, payload: Payload, times_before: int = 0) -> UUID:
    """The id of an event that came without one: the same content in the same stream is the same event.

    `times_before` counts how often that was said before, and something else since.
    """
    again = f"\n{times_before}" if times_before else ""
    return uuid5(NAMESPACE, f"{stream}\n{payload.type}\n{payload_bytes(payload).decode()}{again}")


def id_of_request(key: str) -> UUID:
    """The id of the request that a client sent under `key`, now or before."""
    return uuid5(NAMESPACE, f"request\n{key}")


def id_in_request(request_id: UUID, ordinal: int) -> UUID:
    """The id of the `ordinal`-th event, from 1, of a request: that of an event that came without one."""
    return uuid5(request_id, str(ordinal))
