"""Older payloads, read as today's models expect them. What is stored stays as it was written."""

from collections.abc import Callable
from typing import Any

from events.errors import InvalidEvents
from events.payloads import PAYLOADS

Json = dict[str, Any]


def upcast(type_: str, schema: int, payload: Json) -> Json:
    """`payload`, written under `schema`, in today's schema of its type.

    Raises InvalidEvents for a type that is unknown and for a schema that never was or is yet to come.
    """
    if type_ not in PAYLOADS:
        raise InvalidEvents([{"field": "type", "value": type_, "expected": f"one of {', '.join(PAYLOADS)}"}])
    current = PAYLOADS[type_].schema_version
    if not 1 <= schema <= current:
        expected = f"a schema from 1 to {current}; a later one needs a later version of Asof"
        raise InvalidEvents([{"field": "schema", "value": schema, "expected": expected}])
    for version in range(schema, current):
        payload = _UPCASTERS[type_, version](payload)
    return payload


def _single_parent_becomes_a_list(payload: Json) -> Json:
    """LocationNamed 1 → 2: `parent: id | null` became `parents`, since a disputed place has several."""
    if "parents" in payload:
        expected = "parent, an id or null, under schema 1; parents are a list under schema 2"
        raise InvalidEvents([{"field": "payload.parents", "value": payload["parents"], "expected": expected}])
    parent = payload.get("parent")
    kept = {field: value for field, value in payload.items() if field != "parent"}
    return kept | {"parents": [] if parent is None else [{"location": parent}]}


_UPCASTERS: dict[tuple[str, int], Callable[[Json], Json]] = {
    ("LocationNamed", 1): _single_parent_becomes_a_list,
}
