"""What a projection is: names of tables, and pure functions from events to the rows they make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from events.envelope import RecordedEvent
from events.payloads import StreamKind
from projections.history import History

Row = tuple[Any, ...]
"""The values of a row, in the order of its table's columns but for those that the runner fills."""
Rows = dict[str, list[Row]]
"""Rows by the name of their table."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A read model of the streams of these `kinds`: its rows at a position follow from the history up to there, by key.

    `keys(event, history)` names what an event may change; asked before the event is in the history it names what was
    there, asked after it what is. `rows(key, history)` are the rows of that key as the log then stands, without their
    recorded range. `history` holds all that came before of what the event names, and of the facts that are joined to
    those by the rows of `links`; without `links`, of the streams that the event names alone.
    """

    name: str
    kinds: tuple[StreamKind, ...]
    tables: tuple[str, ...]
    keys: Callable[[RecordedEvent, History], Iterable[str]]
    rows: Callable[[str, History], Rows]
    links: str | None = None
