"""The statements behind as-of answers, one for each shape of question, compiled once."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.tables import entry_members, fact_links, fact_states, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import recorded_at_position, reported_by

Match = Literal["possible", "certain"]
Order = Literal["asc", "desc"]
View = Literal["entries", "facts", "strict"]
"""Facts joined into entries; single ones; or single ones whose article had been published."""

_E, _S, _L, _M = timeline_entries, fact_states, fact_links, entry_members
_AS_OF = bindparam("as_of", type_=Instant)


class Shape(NamedTuple):
    """What of a question decides the statement rather than its parameters."""

    view: View
    hindsight: bool
    match: Match
    order: Order
    with_since: bool
    with_until: bool
    after: Literal["dated", "undated"] | None


@lru_cache(maxsize=256)
def page(shape: Shape) -> Compiled:
    """The first rows of each place, then the first of them all; bodies are joined to those alone.

    Parameters: the arrays of `_places`, `position`, `known_at`, `limit`; `as_of` with hindsight and in the
    strict view; `since`, `until`; `after_fact`, and `after_sort` and `after_latest` behind a dated entry.
    """
    limit = bindparam("limit", type_=Integer)
    of_place = (
        select(_E.c.fact, _E.c.sort, _E.c.latest, _E.c.ends)
        .where(
            recorded_at_position(_E, TIMELINES),
            reported_by(_E),
            _in_view(_E, shape.view),
            _lies_in(_E, _places),
            _behind(shape),
            *_window(shape),
            *([_occurred_or_reported(shape)] if shape.hindsight else []),
        )
        .order_by(*_ordered(_E, shape.order))
        .limit(limit)
        .lateral("of_place")
    )
    key = (of_place.c.sort, of_place.c.ends, of_place.c.latest, of_place.c.fact)
    first = (
        select(*key, func.bool_or(_places.c.direct).label("direct"))
        .select_from(_places.join(of_place, true()))
        .group_by(*key)
        .order_by(*_ordered(of_place, shape.order))
        .limit(limit)
        .subquery("first")
    )
    return Compiled(
        select(first.c.fact, first.c.sort, first.c.latest, first.c.direct, _S.c.body)
        .join_from(first, _S, and_(_S.c.fact == first.c.fact, _seen))
        .order_by(*_ordered(first, shape.order))
    )


def _ordered(table: FromClause, order: Order) -> list[ColumnElement[Any]]:
    """Entries without any bound, whose `sort` is null, come last in both directions."""
    sort, ends, fact = table.c.sort, table.c.ends, table.c.fact
    return [sort, ends, fact] if order == "asc" else [sort.desc().nulls_last(), ends.desc(), fact.desc()]


def _in_view(entry: FromClause, view: View) -> ColumnElement[bool]:
    match view:
        case "entries":
            return entry.c.leads
        case "facts":
            return entry.c.alone
        case "strict":
            return and_(entry.c.alone, entry.c.published_at <= _AS_OF)


def _behind(shape: Shape) -> ColumnElement[bool]:
    """Entries behind the cursor."""
    fact = bindparam("after_fact", type_=Id)
    if shape.after is None:
        return true()
    if shape.after == "undated":
        return and_(_E.c.sort.is_(None), _E.c.fact > fact if shape.order == "asc" else _E.c.fact < fact)
    key = tuple_(_E.c.sort, _E.c.ends, _E.c.fact)
    infinity: ColumnElement[datetime] = literal_column("'infinity'::timestamptz")
    ends = func.coalesce(bindparam("after_latest", type_=Instant), infinity)
    cursor = tuple_(bindparam("after_sort", type_=Instant), ends, fact)
    return or_(_E.c.sort.is_(None), key > cursor if shape.order == "asc" else key < cursor)


def _window(shape: Shape) -> list[ColumnElement[bool]]:
    """Entries that overlap the window (possible), or lie inside it (certain)."""
    since, until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
    if shape.match == "certain":
        starts, ends = _E.c.earliest >= since, _E.c.latest <= until
    else:
        starts, ends = _before(since, _E.c.latest), _before(_E.c.earliest, until)
    return [*([starts] if shape.with_since else []), *([ends] if shape.with_until else [])]


def _occurred_or_reported(shape: Shape) -> ColumnElement[bool]:
    """With hindsight T only selects: what had occurred or been reported by T."""
    possible = or_(_E.c.earliest < _AS_OF, and_(_E.c.earliest.is_(None), _E.c.latest <= _AS_OF))
    occurred = _E.c.latest <= _AS_OF if shape.match == "certain" else possible
    return or_(_E.c.reported_at <= _AS_OF, occurred)


def _places_named(name: str) -> TableValuedAlias:
    """The places that count as the subject, given as the arrays `subjects` and `place_…`."""
    given = func.unnest(
        bindparam("subjects", type_=ARRAY(Id)),
        bindparam("place_since", type_=ARRAY(Instant)),
        bindparam("place_until", type_=ARRAY(Instant)),
        bindparam("place_direct", type_=ARRAY(Boolean)),
    ).table_valued(
        column("subject", Id), column("since", Instant), column("until", Instant), column("direct", Boolean)
    )
    return given.render_derived(name)


def _lies_in(entry: FromClause, place: FromClause) -> ColumnElement[bool]:
    """The entry names the place, and may have occurred while that lay in the subject."""
    return and_(
        entry.c.subject == place.c.subject,
        _before(entry.c.earliest, place.c.until),
        _before(place.c.since, entry.c.latest),
    )


def _before(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    """`start < end`, where null is a bound that is not there."""
    return or_(start.is_(None), end.is_(None), start < end)


_places = _places_named("places")
_facts = func.any(bindparam("facts", type_=ARRAY(Id)))
_seen = and_(recorded_at_position(_S, TIMELINES), reported_by(_S))

STATES = Compiled(select(_S.c.fact, _S.c.stands, _S.c.body).where(_S.c.fact == _facts, _seen))
"""The states of `facts` at (`known_at`, `position`), also of those that do not stand."""

MEMBERS = Compiled(
    select(_M.c.entry, _M.c.fact, _S.c.stands, _S.c.body)
    .join_from(_M, _S, _S.c.fact == _M.c.fact)
    .where(_M.c.entry == _facts, recorded_at_position(_M, TIMELINES), reported_by(_M), _seen)
)
"""The facts of those entries among `facts` that have several, also those that do not stand."""

LINKS = Compiled(
    select(_L.c.other, _L.c.relation, _S.c.body)
    .join_from(_L, _S, _S.c.fact == _L.c.fact)
    .where(
        _L.c.other == _facts,
        _L.c.relation == func.any(bindparam("relations", type_=ARRAY(Id))),
        recorded_at_position(_L, TIMELINES),
        _seen,
        _S.c.stands,
    )
)
"""What has one of the `relations` to one of the `facts`, and stands."""

_earlier, _earlier_places, _members = (
    _E.alias("earlier"),
    _places_named("earlier_places"),
    _M.alias("members"),
)


def _reported_later(view: View) -> Compiled:
    """An entry that stands on the subject's timeline after `as_of`, none of whose facts led one there until then."""
    shows, showed = _shows_from(_E, view), _shows_from(_earlier, view)
    belonged = exists(
        select(_members.c.fact)
        .where(
            _members.c.entry == _E.c.fact,
            _members.c.fact == _earlier.c.fact,
            recorded_at_position(_members, TIMELINES),
            _members.c.rep_from <= _E.c.rep_from,
            _members.c.rep_to > _E.c.rep_from,
        )
        .correlate(_E, _earlier)
    )
    same = _earlier.c.fact == _E.c.fact
    before = (
        select(_earlier.c.fact)
        .select_from(_earlier_places.join(_earlier, _lies_in(_earlier, _earlier_places)))
        .where(
            recorded_at_position(_earlier, TIMELINES),
            _earlier.c.leads if view == "entries" else _earlier.c.alone,
            or_(same, belonged) if view == "entries" else same,
            showed <= _AS_OF,
            showed < _earlier.c.rep_to,
        )
    )
    later = (
        select(_E.c.fact)
        .select_from(_places.join(_E, _lies_in(_E, _places)))
        .where(
            recorded_at_position(_E, TIMELINES),
            _E.c.leads if view == "entries" else _E.c.alone,
            shows > _AS_OF,
            shows < _E.c.rep_to,
            ~exists(before),
        )
    )
    return Compiled(select(exists(later)))


def _shows_from(entry: FromClause, view: View) -> ColumnElement[Any]:
    """From which T on the row shows."""
    return func.greatest(entry.c.rep_from, entry.c.published_at) if view == "strict" else entry.c.rep_from


REPORTED_LATER = {view: _reported_later(view) for view in get_args(View)}
"""Whether something stands on the subject's timeline only after `as_of`."""
