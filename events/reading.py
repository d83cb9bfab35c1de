"""Payloads are read back from the log without being checked again: they were checked when they were recorded.

For every type a reader is made from its model's fields. It builds what validation would, at half its cost, from
JSON that bears every field, as the log writes it; any other JSON is validated.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import orjson
from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict

from events.instants import parse_instant
from events.payloads import PAYLOAD, PAYLOADS, RECORDED, Payload
from events.upcasting import upcast

_Reader = Callable[[Any], Any]


class _Incomplete(Exception):
    """The JSON does not bear exactly the fields of its model."""


def read_recorded(type_: str, schema: int, payload: str | bytes) -> Payload:
    """The typed payload that the log holds, written under `schema`; in today's schema.

    Raises InvalidEvents for a type or schema that this code does not know.
    """
    values = upcast(type_, schema, orjson.loads(payload))
    values["type"] = type_
    try:
        read: Payload = _READERS[type_](values)
    except _Incomplete:
        return PAYLOAD.validate_python(values, context=RECORDED)
    return read


def _of_model(model: type[BaseModel]) -> _Reader:
    """Reads a model from JSON that bears all its fields."""
    fields = model.model_fields
    names, given = tuple(fields), set(fields)
    values_of = itemgetter(*(field.alias or name for name, field in fields.items()))
    converted = [(name, reader) for name, field in fields.items() if (reader := _reader(field.annotation))]
    create, put = model.__new__, object.__setattr__

    def read(given_values: Mapping[str, Any]) -> BaseModel:
        if len(given_values) != len(names):
            raise _Incomplete
        try:
            values = dict(zip(names, values_of(given_values), strict=True))
        except KeyError:
            raise _Incomplete from None
        for name, reader in converted:
            values[name] = reader(values[name])
        built = create(model)
        put(built, "__dict__", values)
        put(built, "__pydantic_fields_set__", given)
        put(built, "__pydantic_extra__", None)
        put(built, "__pydantic_private__", None)
        return built

    return read


def _reader(annotation: Any) -> _Reader | None:
    """Makes of JSON what the annotation says; None where that is the JSON value itself."""
    if annotation in _OF_TYPE:
        return _OF_TYPE[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _of_model(annotation)
    if is_typeddict(annotation):
        return _of_typed_dict(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _reader(arguments[0])
    if origin is Literal:
        return None
    if origin is tuple and arguments[1:] == (...,):
        return _of_tuple(_reader(arguments[0]))
    if origin in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments:
        return _of_optional(_reader(arguments[arguments.index(NoneType) - 1]))
    raise TypeError(f"expected a type that can be read from JSON, found {annotation}")


def _of_tuple(item: _Reader | None) -> _Reader:
    if item is None:
        return tuple
    return lambda values: tuple([item(value) for value in values])


def _of_optional(reader: _Reader | None) -> _Reader | None:
    if reader is None:
        return None
    return lambda value: None if value is None else reader(value)


def _of_typed_dict(typed: Any) -> _Reader:
    """Reads a dictionary of whichever of its keys are there."""
    readers = {name: _reader(hint) for name, hint in get_type_hints(typed, include_extras=True).items()}

    def read(values: Mapping[str, Any]) -> dict[str, Any]:
        if not values.keys() <= readers.keys():
            raise _Incomplete
        return {
            name: values[name] if reader is None else reader(values[name])
            for name, reader in readers.items()
            if name in values
        }

    return read


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text) if text[-1] == "Z" else parse_instant(text)


_OF_TYPE: dict[Any, _Reader | None] = {
    str: None,
    int: None,
    bool: None,
    float: float,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: _instant,
}
_READERS: dict[str, _Reader] = {type_: _of_model(model) for type_, model in PAYLOADS.items()}
