"""Whether something stands on a timeline only after the moment that is asked for: the one look past `as_of`."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, not_, or_, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from events.compiled import Compiled
from events.tables import Instant
from projections.asof_statements import AS_OF, View, lies_in, places, roles_in
from projections.tables import by_report, entry_members, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import held, recorded_at_position, there_is

_KNOWN_UNTIL = bindparam("known_until", type_=Instant)


@lru_cache(maxsize=64)
def reported_later(view: View, sets: int) -> Compiled:
    """An entry that is in all sets of places after `as_of`, and none of whose facts led one there until then.

    Parameters: the arrays of `places` for each set, `position`, `as_of`, and `known_until`, when the position was
    recorded: nothing was reported after that, so that the rows in question are a range of an index.
    """
    begun = [_Begun(number, clock) for number in range(sets) for clock in _clocks(view)]
    found = [_new_since(_Presence("later", view, sets, first)) for first in begun]
    return Compiled(select(or_(*(there_is(rows) for rows in found))))


class _Begun(NamedTuple):
    """A row of the set of that number is shown only after `as_of` by the clock of that name."""

    set: int
    clock: str


def _clocks(view: View) -> tuple[str, ...]:
    """A row is shown from the latest of these on."""
    return ("rep_from", "published_at") if view == "strict" else ("rep_from",)


def _new_since(later: "_Presence") -> Select[Any]:
    """What is there later; but for the same fact there until `as_of`, or one that belongs to what is there later."""
    view, sets = later.view, later.sets
    same = _Presence("same", view, sets)
    before = [same.found().where(same.fact == later.fact, same.begins <= AS_OF)]
    if view == "entries":
        earlier, members = _Presence("earlier", view, sets), entry_members.alias("members")
        of_entry = (
            members.c.entry == later.fact,
            members.c.fact == earlier.fact,
            held(members, TIMELINES, known_at=later.begins),
        )
        before.append(earlier.found().where(*of_entry, earlier.begins <= AS_OF))
    return later.found().where(*(not_(there_is(rows.correlate(*later.rows))) for rows in before))


class _Presence:
    """A fact that is in all sets of places at once: a row for each set, with a moment that lies in all of them.

    Its rows are found by their fact; or `first` by its subject, after `as_of`, and the others by its fact.
    """

    def __init__(self, name: str, view: View, sets: int, first: _Begun | None = None) -> None:
        self.view, self.sets, self._first = view, sets, first
        self._places = [places(number, f"{name}_places") for number in range(sets)]
        self.rows: list[FromClause] = [
            _in_order(self._places[number], first.clock, f"{name}_{number}")
            if first is not None and first.set == number
            else timeline_entries.alias(f"{name}_{number}")
            for number in range(sets)
        ]
        self.fact = self.rows[0].c.fact
        shown_from = [row.c[clock] for row in self.rows for clock in _clocks(view)]
        self.begins: ColumnElement[Any] = (
            shown_from[0] if len(shown_from) == 1 else func.greatest(*shown_from)
        )

    def found(self) -> Select[Any]:
        """Where it is."""
        ends = func.least(*(row.c.rep_to for row in self.rows))
        conditions = [self.begins < ends]
        for row, place in zip(self.rows, self._places, strict=True):
            shown = (roles_in(row, self.view) != 0, row.c.stands, row.c.fact == self.fact)
            conditions += [recorded_at_position(row, TIMELINES), lies_in(row, place, by_fact=True), *shown]
        found = select(self.fact).where(*conditions)
        if self._first is None:
            return found
        first = self._first.set
        return found.select_from(self._places[first].join(self.rows[first], true()))


def _in_order(place: FromClause, clock: str, name: str) -> LateralFromClause:
    """The rows of the place that begin to be shown after `as_of`, by when they do: which no index but one knows."""
    entry = timeline_entries.alias(f"{name}_in_order")
    begins = entry.c[clock]
    found = select(entry).where(by_report(entry) == place.c.subject, begins > AS_OF, begins <= _KNOWN_UNTIL)
    if clock == "published_at":
        found = found.where(begins > entry.c.rep_from)
    return found.order_by(begins).correlate(place).lateral(name)
