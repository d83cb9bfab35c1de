"""What is wrong with something that was sent, field by field: what an InvalidEvents tells. Pure."""

import contextlib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from events.errors import InvalidEvents
from events.payloads import PAYLOADS

PROBLEMS_MAX = 20
VALUE_LENGTH_MAX = 200

_DEEP = "a few levels of nesting, as the schemas say"
_PLAINLY = {
    "Field required": "this field, which is missing",
    "Extra inputs are not permitted": "no such field",
}
Problem = dict[str, Any]


@contextlib.contextmanager
def refused_by_field() -> Iterator[None]:
    """What Pydantic finds wrong in the block, or nested too deeply for it, is raised as InvalidEvents."""
    try:
        yield
    except ValidationError as error:
        found = [from_pydantic(None, detail) for detail in error.errors(include_url=False)]
        raise InvalidEvents(found[:PROBLEMS_MAX]) from None
    except RecursionError:
        raise InvalidEvents([too_deep(None)]) from None


def problem(line: int | None, field: str | None, value: Any, expected: str) -> Problem:
    """Where it is, the value there, as far as it is short, and what was expected instead."""
    shown = value if isinstance(value, int | float | bool | None) else str(value)[:VALUE_LENGTH_MAX]
    named = {"line": line, "field": field}
    return {name: at for name, at in named.items() if at is not None} | {"value": shown, "expected": expected}


def too_deep(line: int | None) -> Problem:
    return problem(line, None, "a value nested too deeply", _DEEP)


def from_pydantic(line: int | None, detail: Any) -> Problem:
    """A problem from one of Pydantic's; the model's own tags (`FactReported`) are left out of the field's path."""
    path = [str(part) for part in detail["loc"] if part not in PAYLOADS]
    in_payload = len(path) < len(detail["loc"])
    field = ".".join((["payload"] if in_payload else []) + path) or None
    return problem(line, field, detail["input"], _expected(detail["msg"]))


def _expected(message: str) -> str:
    """What Pydantic's message says was expected; our own validators begin with the word."""
    own = message.removeprefix("Value error, ").removeprefix("expected ")
    return _PLAINLY.get(own) or own.replace("Input should be ", "").replace("should be", "to be")
