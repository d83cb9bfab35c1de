"""Folding events into the rows that begin and the rows that end. Pure, the same for every projection.

Because rows follow from the history alone, the rows before an event need not be read: they are computed, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

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

    def begin(self, rows: Sequence[Row], position: int) -> None:
        self._open.update(zip(rows, count(len(self.begun))))
        self.begun += [(row, position, NEVER) for row in rows]

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
    before, after = _joined(old), _joined(new)
    for name in {**before, **after}:
        left, come = before.get(name, ()), after.get(name, ())
        if left == come:
            continue
        if left:
            remain = set(left) & set(come)
            for row in left:
                if row not in remain:
                    changes[name].end(row, position)
            come = [row for row in come if row not in remain]
        changes[name].begin(come, position)


def _joined(made: Sequence[Rows]) -> Mapping[str, Sequence[Row]]:
    if len(made) == 1:
        return made[0]
    tables = {name for rows in made for name in rows}
    return {name: [row for rows in made for row in rows.get(name, ())] for name in sorted(tables)}
