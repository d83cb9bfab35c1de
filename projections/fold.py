"""Folding events into the rows that begin and the rows that end. Pure, the same for every projection.

Because rows follow from the history alone, the rows before an event need not be read: they are computed, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events.envelope import RecordedEvent
from projections.history import History
from projections.projection import Projection, Row, Rows

NEVER = 2**63 - 1
"""The end of a recorded range that is still open."""


@dataclass(slots=True)
class TableChanges:
    """What a batch of events does to one table.

    `begun` maps a row to the recorded range it got, `[rec_from, rec_to)`; `ended` are the rows of earlier batches
    that end, each with its `rec_to`.
    """

    begun: list[tuple[Row, int, int]] = field(default_factory=list)
    ended: list[tuple[Row, int]] = field(default_factory=list)
    _open: dict[Row, int] = field(default_factory=dict)

    def begin(self, row: Row, position: int) -> None:
        self._open[row] = len(self.begun)
        self.begun.append((row, position, NEVER))

    def end(self, row: Row, position: int) -> None:
        index = self._open.pop(row, None)
        if index is None:
            self.ended.append((row, position))
        else:
            self.begun[index] = (row, self.begun[index][1], position)


def fold(
    projection: Projection, history: History, events: Iterable[RecordedEvent]
) -> dict[str, TableChanges]:
    """What `events` change, by table. `history` holds what came before of all they name, and them afterwards."""
    changes = {name: TableChanges() for name in projection.tables}
    standing: dict[str, Rows] = {}
    for event in events:
        before = [
            standing.get(key) or projection.rows(key, history) for key in projection.keys(event, history)
        ]
        history.add(event)
        after = {key: projection.rows(key, history) for key in projection.keys(event, history)}
        _replace(changes, before, list(after.values()), event.position)
        standing |= after
    return changes


def _replace(
    changes: dict[str, TableChanges], old: Sequence[Rows], new: Sequence[Rows], position: int
) -> None:
    """Rows that stay are left alone: they keep the range they have."""
    for name, table_changes in changes.items():
        before = {row: None for rows in old if name in rows for row in rows[name]}
        after = {row: None for rows in new if name in rows for row in rows[name]}
        if before == after:
            continue
        for row in before.keys() - after.keys():
            table_changes.end(row, position)
        for row in after:
            if row not in before:
                table_changes.begin(row, position)
