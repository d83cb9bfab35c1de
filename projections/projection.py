"""What a projection is: tables, and pure functions from events to the rows they make."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from events.envelope import RecordedEvent
from projections.history import History

Row = tuple[Any, ...]
"""The values of a row in the order of `columns(table)`."""
Rows = dict[str, list[Row]]
"""Rows by the name of their table."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A read model. Its rows at a position are a function of the history up to there, key by key.

    `keys(event, history)` names what an event may change; asked before the event is in the history it names what was
    there, asked after it what is. `rows(key, history)` are the rows of that key as the log then stands, without their
    recorded range. `history` holds all that came before of what the event names, and of the facts that are joined to
    those by the rows of `links`.
    """

    name: str
    tables: Sequence[Table]
    keys: Callable[[RecordedEvent, History], Iterable[str]]
    rows: Callable[[str, History], Rows]
    links: Table | None = None


def columns(table: Table) -> list[str]:
    """The columns that a fold fills: all but the generation, the recorded range and computed ones."""
    runners = {"generation", "rec_from", "rec_to"}
    return [c.name for c in table.columns if c.name not in runners and c.computed is None]
