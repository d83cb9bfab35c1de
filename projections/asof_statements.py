"""The statements behind as-of answers, one for each shape of question, compiled once."""

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.sql.elements import Grouping

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.lanes import LANES, UNDATED, Bounds, Lane
from projections.subjects import EVERYTHING
from projections.tables import entry_members, fact_links, fact_states, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import KNOWN_AT, held, recorded_at_position, there_is

Match = Literal["possible", "certain"]
Order = Literal["asc", "desc"]
Standing = Literal["undisputed", "disputed"]
View = Literal["entries", "facts", "strict"]
"""Facts joined into entries; single ones; or single ones whose article had been published."""

_E, _S, _L, _M = timeline_entries, fact_states, fact_links, entry_members
AS_OF = bindparam("as_of", type_=Instant)


class Shape(NamedTuple):
    """What of a question decides the statement rather than its parameters.

    `role_bits` has an element for each set of places that an entry has to be in: whether only some roles there count.
    The first set is the one whose timeline is paged.
    """

    view: View
    role_bits: tuple[bool, ...] = (False,)
    hindsight: bool = False
    match: Match = "possible"
    order: Order = "asc"
    with_since: bool = False
    with_until: bool = False
    after: Literal["dated", "undated"] | None = None
    with_status: bool = False
    with_text: bool = False
    standing: Standing | None = None
    retracted: bool = False
    among: bool = False


@lru_cache(maxsize=1_024)
def page(shape: Shape) -> Compiled:
    """The first rows of each place, then the first of them all; bodies are joined to those alone.

    Parameters: for each set of places, numbered from 0, the arrays of `places` and maybe `role_bits_…`; `position`,
    `known_at`, `limit`; `as_of` with hindsight and in the strict view; `since`, `until`, `status`, `text`; the arrays
    of `lanes.Bounds` unless the page is behind an undated entry, `after_fact` if it is; the `among` that may lead an
    entry.
    """
    limit = bindparam("limit", type_=Integer)
    paged = places(0)
    parts = [] if shape.after == "undated" else [_dated(shape, paged, limit)]
    of_place = union_all(*parts, _undated(shape, paged, limit)).lateral("of_place")
    key = (of_place.c.sort, of_place.c.ends, of_place.c.latest, of_place.c.fact)
    first = (
        select(*key, func.bool_or(paged.c.direct).label("direct"))
        .select_from(paged.join(of_place, true()))
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


def _dated(shape: Shape, paged: FromClause, limit: ColumnElement[int]) -> Select[Any]:
    """The first dated entries of a place: its lanes, each read from its bound on, merged in their order."""
    merged = union_all(*(_of_lane(lane, shape, paged, limit) for lane in LANES)).lateral("merged")
    first = select(*merged.c).order_by(*_by_key(merged, shape.order)).limit(limit)
    return select(first.lateral("dated"))


def _of_lane(lane: Lane, shape: Shape, paged: FromClause, limit: ColumnElement[int]) -> Select[Any]:
    entry = _E.alias(f"lane_{lane.number}")
    sort, ends, fact, stop = (_bound(name, lane) for name in Bounds._fields)
    key, start = tuple_(entry.c.sort, entry.c.ends, entry.c.fact), tuple_(sort, ends, fact)
    within = (
        (key > start, entry.c.sort <= stop) if shape.order == "asc" else (key < start, entry.c.sort >= stop)
    )
    found = _asked_for(entry, shape, paged).where(entry.c.lane == literal_column(str(lane.number)), *within)
    # Ordered and limited each, so that Postgres merges the lanes as it reads them, and begins no lane at the wrong end.
    return found.order_by(*_by_key(entry, shape.order)).limit(limit)


def _bound(name: str, lane: Lane) -> ColumnElement[Any]:
    """The lane's element of the array of that name."""
    type_ = Id if name == "fact" else Instant
    array = Grouping(bindparam(f"from_{name}", type_=ARRAY(type_)))
    return array[literal_column(str(lane.number + 1), Integer)]


def _undated(shape: Shape, paged: FromClause, limit: ColumnElement[int]) -> Select[Any]:
    entry = _E.alias("undated")
    found = _asked_for(entry, shape, paged).where(entry.c.lane == literal_column(str(UNDATED)))
    if shape.after == "undated":
        behind = bindparam("after_fact", type_=Id)
        found = found.where(entry.c.fact > behind if shape.order == "asc" else entry.c.fact < behind)
    return select(found.order_by(*_by_key(entry, shape.order)).limit(limit).lateral("without_date"))


def _by_key(entry: FromClause, order: Order) -> list[ColumnElement[Any]]:
    """The order of the index, in one direction or the other."""
    key: list[ColumnElement[Any]] = [entry.c.sort, entry.c.ends, entry.c.fact]
    return key if order == "asc" else [column.desc() for column in key]


def _asked_for(entry: FromClause, shape: Shape, paged: FromClause) -> Select[Any]:
    """The rows of the place that show what is asked for."""
    return (
        select(entry.c.fact, entry.c.sort, entry.c.latest, entry.c.ends)
        .where(
            _is_there(entry, paged, shape, 0),
            *(_is_also_in(entry, shape, number) for number in range(1, len(shape.role_bits))),
            *_window(entry, shape),
            *_kept(entry, shape),
        )
        .correlate(paged)
    )


def places(number: int, name: str = "places") -> TableValuedAlias:
    """The places of a set, given as the arrays `subjects_…` and `place_…`, each with the number of the set."""
    given = func.unnest(
        bindparam(f"subjects_{number}", type_=ARRAY(Id)),
        bindparam(f"place_since_{number}", type_=ARRAY(Instant)),
        bindparam(f"place_until_{number}", type_=ARRAY(Instant)),
        bindparam(f"place_direct_{number}", type_=ARRAY(Boolean)),
    ).table_valued(
        column("subject", Id), column("since", Instant), column("until", Instant), column("direct", Boolean)
    )
    return given.render_derived(f"{name}_{number}")


def lies_in(entry: FromClause, place: FromClause, *, by_fact: bool = False) -> ColumnElement[bool]:
    """The entry names the place, and may have occurred while that lay in the subject.

    `by_fact`: the entry is looked up by its fact; no index of subjects shall be used, however small that seems.
    """
    of_subject = (
        entry.c.subject.is_not_distinct_from(place.c.subject)
        if by_fact
        else entry.c.subject == place.c.subject
    )
    return and_(
        of_subject,
        _before(entry.c.earliest, place.c.until),
        _before(place.c.since, entry.c.latest),
    )


def roles_in(entry: FromClause, view: View) -> ColumnElement[int]:
    """The roles in which what the view shows names the subject of the row; 0 where it is not shown there."""
    roles: ColumnElement[int] = entry.c.entry_roles if view == "entries" else entry.c.roles
    return roles


def _is_there(entry: FromClause, place: FromClause, shape: Shape, number: int) -> ColumnElement[bool]:
    """The row shows at (T, P) what stands in one of the places of set `number`, in one of the roles asked for."""
    roles = roles_in(entry, shape.view)
    if shape.role_bits[number]:
        roles = roles.bitwise_and(bindparam(f"role_bits_{number}", type_=SmallInteger))
    return and_(
        held(entry, TIMELINES),
        lies_in(entry, place, by_fact=number > 0),
        roles != 0,
        *([] if shape.retracted else [entry.c.stands]),
        *([entry.c.published_at <= AS_OF] if shape.view == "strict" else []),
    )


def _is_also_in(entry: FromClause, shape: Shape, number: int) -> ColumnElement[bool]:
    other, also = _E.alias(f"other_{number}"), places(number)
    return there_is(
        select(other.c.fact)
        .select_from(also.join(other, _is_there(other, also, shape, number)))
        .where(other.c.fact == entry.c.fact)
        .correlate(entry)
    )


def _kept(entry: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """What else is asked of an entry."""
    kept = []
    if shape.among:
        kept.append(entry.c.fact == func.any(bindparam("among", type_=ARRAY(Id))))
    if shape.hindsight:
        kept.append(_occurred_or_reported(entry, shape))
    if shape.with_status:
        kept.append(entry.c.status == func.any(bindparam("status", type_=ARRAY(Id))))
    if shape.with_text:
        kept.append(_reads(entry, bindparam("text", type_=Text)))
    if shape.standing is not None:
        disputed = _is_disputed(entry, shape.view)
        kept.append(disputed if shape.standing == "disputed" else not_(disputed))
    return kept


def _reads(entry: FromClause, text: ColumnElement[str]) -> ColumnElement[bool]:
    """The summary of the fact that leads the entry has the words of the text."""
    english = literal_column("'english'", REGCONFIG)
    matches = _S.c.search.op("@@")(func.websearch_to_tsquery(english, text))
    return there_is(select(_S.c.fact).where(_S.c.fact == entry.c.fact, _seen, matches).correlate(entry))


def _is_disputed(entry: FromClause, view: View) -> ColumnElement[bool]:
    """A fact that stands denies the entry: its leading fact or, in a group, any other; none of its own does."""
    denial, member, own = _E.alias("denial"), _M.alias("denied"), _M.alias("own")
    stands = there_is(
        select(denial.c.fact)
        .where(
            denial.c.subject == EVERYTHING,
            denial.c.fact == _L.c.fact,
            held(denial, TIMELINES),
            denial.c.stands,
            *([denial.c.published_at <= AS_OF] if view == "strict" else []),
        )
        .correlate(_L)
    )
    denies = and_(_L.c.relation == "denies", recorded_at_position(_L, TIMELINES), stands)
    of_leading = select(_L.c.fact).where(_L.c.other == entry.c.fact, denies)
    if view != "entries":
        return there_is(of_leading.correlate(entry))
    joined = select(own.c.fact).where(
        own.c.entry == entry.c.fact, own.c.fact == _L.c.fact, held(own, TIMELINES)
    )
    from_outside = not_(there_is(joined.correlate(entry, _L)))
    of_member = (
        select(_L.c.fact)
        .join_from(member, _L, _L.c.other == member.c.fact)
        .where(member.c.entry == entry.c.fact, held(member, TIMELINES), denies, from_outside)
    )
    return or_(
        there_is(of_leading.where(from_outside).correlate(entry)), there_is(of_member.correlate(entry))
    )


def _ordered(table: FromClause, order: Order) -> list[ColumnElement[Any]]:
    """Entries without any bound, whose `sort` is null, come last in both directions."""
    sort, ends, fact = table.c.sort, table.c.ends, table.c.fact
    return [sort, ends, fact] if order == "asc" else [sort.desc().nulls_last(), ends.desc(), fact.desc()]


def _window(entry: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """Entries that overlap the window (possible), or lie inside it (certain)."""
    since, until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
    if shape.match == "certain":
        starts, ends = entry.c.earliest >= since, entry.c.latest <= until
    else:
        starts, ends = _before(since, entry.c.latest), _before(entry.c.earliest, until)
    return [*([starts] if shape.with_since else []), *([ends] if shape.with_until else [])]


def _occurred_or_reported(entry: FromClause, shape: Shape) -> ColumnElement[bool]:
    """With hindsight T only selects: what had occurred or been reported by T."""
    possible = or_(entry.c.earliest < AS_OF, and_(entry.c.earliest.is_(None), entry.c.latest <= AS_OF))
    occurred = entry.c.latest <= AS_OF if shape.match == "certain" else possible
    return or_(entry.c.reported_at <= AS_OF, occurred)


def _before(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    """`start < end`, where null is a bound that is not there."""
    return or_(start.is_(None), end.is_(None), start < end)


_facts = func.any(bindparam("facts", type_=ARRAY(Id)))
_seen = held(_S, TIMELINES)

STATES = Compiled(select(_S.c.fact, _S.c.body).where(_S.c.fact == _facts, _seen))
"""The states of `facts` at (`known_at`, `position`), also of those that do not stand."""

HISTORY = Compiled(
    select(_S.c.fact, _S.c.rep_from, _S.c.rep_to, _S.c.body)
    .where(_S.c.fact == _facts, recorded_at_position(_S, TIMELINES), _S.c.rep_from <= KNOWN_AT)
    .order_by(_S.c.rep_from, _S.c.fact)
)
"""All the states of `facts` up to `known_at`, as the log held them at `position`."""

MEMBERS = Compiled(
    select(_M.c.entry, _M.c.fact, _S.c.stands, _S.c.body)
    .join_from(_M, _S, _S.c.fact == _M.c.fact)
    .where(_M.c.entry == _facts, held(_M, TIMELINES), _seen)
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
