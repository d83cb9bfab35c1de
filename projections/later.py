"""Whether something stands on a timeline only after the moment that is asked for: the one look past `as_of`."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, exists, func, or_, select

from events.compiled import Compiled
from projections.asof_statements import AS_OF, View, lies_in, places, roles_in
from projections.tables import entry_members, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import held, recorded_at_position


@lru_cache(maxsize=64)
def reported_later(view: View, sets: int) -> Compiled:
    """An entry that is in all sets of places after `as_of`, and none of whose facts led one there until then.

    Parameters: the arrays of `places` for each set, `position` and `as_of`.
    """
    later, earlier = _Presence("later", view, sets), _Presence("earlier", view, sets)
    same: ColumnElement[bool] = earlier.fact == later.fact
    if view == "entries":
        members = entry_members.alias("members")
        belonged = exists(
            select(members.c.fact)
            .where(
                members.c.entry == later.fact,
                members.c.fact == earlier.fact,
                held(members, TIMELINES, known_at=later.begins),
            )
            .correlate(*later.rows, *earlier.rows)
        )
        same = or_(same, belonged)
    before = exists(earlier.found().where(same, earlier.begins <= AS_OF).correlate(*later.rows))
    return Compiled(select(exists(later.found().where(later.begins > AS_OF, ~before))))


class _Presence:
    """A fact that is in all sets of places at once: a row for each set, with a moment that lies in all of them."""

    def __init__(self, name: str, view: View, sets: int) -> None:
        self.rows: list[FromClause] = [timeline_entries.alias(f"{name}_{number}") for number in range(sets)]
        self._places = [places(number, f"{name}_places") for number in range(sets)]
        self._view = view
        self.fact = self.rows[0].c.fact
        self.begins: ColumnElement[Any] = func.greatest(*(_shows_from(row, view) for row in self.rows))

    def found(self) -> Select[Any]:
        ends = func.least(*(row.c.rep_to for row in self.rows))
        conditions = [self.begins < ends]
        for row, place in zip(self.rows, self._places, strict=True):
            shown = (roles_in(row, self._view) != 0, row.c.stands, row.c.fact == self.fact)
            conditions += [recorded_at_position(row, TIMELINES), lies_in(row, place), *shown]
        return select(self.fact).where(*conditions)


def _shows_from(entry: FromClause, view: View) -> ColumnElement[Any]:
    """From which T on the row shows."""
    return func.greatest(entry.c.rep_from, entry.c.published_at) if view == "strict" else entry.c.rep_from
