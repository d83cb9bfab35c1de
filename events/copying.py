"""Rows in the binary form that COPY reads (PostgreSQL's documentation of COPY, "Binary Format").

The driver would encode every value on its own. Here equal values of a batch – ids, instants, positions, of which a few
make up most rows – are encoded once, which takes less than half the time.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, repeat
from struct import Struct
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import TypeEngine

_ROWS_A_CHUNK = 100
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LENGTH, _COUNT = Struct("!i"), Struct("!h")
_INT2, _INT4, _INT8 = Struct("!ih"), Struct("!ii"), Struct("!iq")
_BOOLEANS = {False: b"\0\0\0\1\0", True: b"\0\0\0\1\1"}
_EARLIEST, _LATEST = _INT8.pack(8, -(2**63)), _INT8.pack(8, 2**63 - 1)
_INFINITIES = {
    datetime.min: _EARLIEST,  # noqa: DTZ901 – as the driver reads it
    datetime.min.replace(tzinfo=UTC): _EARLIEST,
    datetime.max: _LATEST,  # noqa: DTZ901
    datetime.max.replace(tzinfo=UTC): _LATEST,
}


_Encoder = Callable[[Any], bytes]
"""Gives the bytes of a value, its length before it."""


async def copied(columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]) -> AsyncIterator[bytes]:
    """What COPY reads for these rows, in parts; each row has a value or None for every one of `columns`."""
    encoders = _encoders(columns)
    count = _COUNT.pack(len(columns))
    left = iter(rows)
    yield _HEADER
    while part := list(islice(left, _ROWS_A_CHUNK)):
        encoded = [
            map(encode, column) for encode, column in zip(encoders, zip(*part, strict=True), strict=True)
        ]
        yield b"".join(chain.from_iterable(zip(repeat(count, len(part)), *encoded, strict=True)))
    yield _TRAILER


class _Once(dict[Any, bytes]):
    """Encodes each value once."""

    def __init__(self, encode: _Encoder) -> None:
        super().__init__({None: _NULL})
        self._encode = encode

    def __missing__(self, value: Any) -> bytes:
        encoded = self[value] = self._encode(value)
        return encoded


def _encoders(columns: Sequence[Column[Any]]) -> list[_Encoder]:
    shared: dict[type, _Encoder] = {}
    for column in columns:
        kind = _kind(column.type)
        if kind not in shared:
            shared[kind] = _once_each(kind)
    return [shared[_kind(column.type)] for column in columns]


def _once_each(kind: type) -> _Encoder:
    encode = _ENCODERS[kind]
    if kind in _HARDLY_TWICE:
        return lambda value: _NULL if value is None else encode(value)
    return _Once(encode).__getitem__


def _kind(type_: TypeEngine[Any]) -> type:
    for kind in _ENCODERS:  # the narrower before the wider: a BigInteger is an Integer, too
        if isinstance(type_, kind):
            return kind
    raise TypeError(f"expected a type that can be copied, found {type_!r}")


def _text(value: str) -> bytes:
    return _bytes(value.encode())


def _bytes(value: bytes) -> bytes:
    return _LENGTH.pack(len(value)) + value


def _instant(value: datetime) -> bytes:
    """Microseconds since 2000; the first and the last instant there is, with a zone or without, are the infinities."""
    if value in _INFINITIES:
        return _INFINITIES[value]
    return _INT8.pack(8, (value - _EPOCH) // _MICROSECOND)


def _uuid(value: UUID) -> bytes:
    return _bytes(value.bytes)


_HARDLY_TWICE = (JSON, LargeBinary, Uuid)
_ENCODERS: dict[type, _Encoder] = {
    BigInteger: lambda value: _INT8.pack(8, value),
    SmallInteger: lambda value: _INT2.pack(2, value),
    Integer: lambda value: _INT4.pack(4, value),
    Boolean: _BOOLEANS.__getitem__,
    DateTime: _instant,
    Uuid: _uuid,
    LargeBinary: _bytes,
    JSON: _text,
    Text: _text,
}
