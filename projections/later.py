"""Whether something stands on a timeline only after the moment that is asked for: the one look past `as_of`."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, func, not_, or_, select

from events.compiled import Compiled
from events.tables import Instant
from projections.asof_statements import AS_OF, View, lies_in, places, roles_in
from projections.tables import entry_members, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import held, recorded_at_position, there_is

_KNOWN_UNTIL = bindparam("known_until", type_=Instant)


@lru_cache(maxsize=64)
def reported_later(view: View, sets: int) -> Compiled:
    """An entry that is in all sets of places after `as_of`, and none of whose facts led one there until then.

    Parameters: the arrays of `places` for each set, `position`, `as_of`, and `known_until`, when the position was
    recorded: nothing was reported after that, so that the rows in question are a range of an index.
    """
    later = _Presence("later", view, sets)
    new = and_(*(not_(there_is(found)) for found in _before(later, view, sets)))
    return Compiled(select(or_(*(there_is(begun.where(new)) for begun in later.begun()))))


def _before(later: "_Presence", view: View, sets: int) -> list[Select[Any]]:
    """What was there until `as_of`: the same fact; or one that belonged to the entry which is there later."""
    same = _Presence("same", view, sets)
    found = [same.found().where(same.fact == later.fact, same.begins <= AS_OF).correlate(*later.rows)]
    if view == "entries":
        earlier, members = _Presence("earlier", view, sets), entry_members.alias("members")
        found.append(
            earlier.found()
            .where(
                members.c.entry == later.fact,
                members.c.fact == earlier.fact,
                held(members, TIMELINES, known_at=later.begins),
                earlier.begins <= AS_OF,
            )
            .correlate(*later.rows)
        )
    return found


class _Presence:
    """A fact that is in all sets of places at once: a row for each set, with a moment that lies in all of them."""

    def __init__(self, name: str, view: View, sets: int) -> None:
        self.rows: list[FromClause] = [timeline_entries.alias(f"{name}_{number}") for number in range(sets)]
        self._places = [places(number, f"{name}_places") for number in range(sets)]
        self._view = view
        self.fact = self.rows[0].c.fact
        shown_from = [shown for row in self.rows for shown in _shown_from(row, view)]
        self.begins: ColumnElement[Any] = (
            shown_from[0] if len(shown_from) == 1 else func.greatest(*shown_from)
        )

    def found(self, first: FromClause | None = None) -> Select[Any]:
        """Where it is; `first` is the row that is found by its subject, the others are by their fact."""
        ends = func.least(*(row.c.rep_to for row in self.rows))
        conditions = [self.begins < ends]
        for row, place in zip(self.rows, self._places, strict=True):
            shown = (roles_in(row, self._view) != 0, row.c.stands, row.c.fact == self.fact)
            there = lies_in(row, place, by_fact=row is not first)
            conditions += [recorded_at_position(row, TIMELINES), there, *shown]
        return select(self.fact).where(*conditions)

    def begun(self) -> list[Select[Any]]:
        """Where its moment is after `as_of`; each is a range of an index."""
        return [self.found(row).where(*way) for row in self.rows for way in _begun(row, self._view)]


def _begun(row: FromClause, view: View) -> list[list[ColumnElement[bool]]]:
    """The ways in which a row can be shown only after `as_of`."""
    ways = [[row.c.rep_from > AS_OF, row.c.rep_from <= _KNOWN_UNTIL]]
    if view == "strict":
        published_at = row.c.published_at
        ways.append([published_at > row.c.rep_from, published_at > AS_OF, published_at <= _KNOWN_UNTIL])
    return ways


def _shown_from(entry: FromClause, view: View) -> list[ColumnElement[Any]]:
    """The row shows from the latest of these on."""
    return [entry.c.rep_from, entry.c.published_at] if view == "strict" else [entry.c.rep_from]
