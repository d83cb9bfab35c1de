"""The statement behind a page of a timeline, one for each shape of question, compiled once (decision 014).

Of a subject with few entries all are read. Of others the lanes are, each from where the page can begin, merged as far
as the page reaches; and what has no date if the page reaches beyond all that has one.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.selectable import LateralFromClause

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.asof_statements import Order, Shape, asked_for, before, places, seen
from projections.lanes import LANES, UNDATED, Bounds, Lane
from projections.tables import (
    by_report,
    entry_members,
    fact_links,
    fact_states,
    projections,
    timeline_entries,
)
from projections.timelines import TIMELINES
from projections.two_clocks import KNOWN_AT, held, recorded_at_position, there_is

_E, _S, _L, _M = timeline_entries, fact_states, fact_links, entry_members
_SINCE, _UNTIL = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_LIMIT = bindparam("limit", type_=Integer)

FEW = literal_column("64", Integer)
"""Of a subject with so many rows all are read, sooner than the first ones of each lane are found."""


@lru_cache(maxsize=1_024)
def page(shape: Shape) -> Compiled:
    """The first rows of each place, then the first of them all; bodies are joined to those alone.

    Parameters: for each set of places, numbered from 0, the arrays of `places` and maybe `role_bits_…`; `position`,
    `known_at`, `limit`; `as_of` with hindsight and in the strict view; `since`, `until`, `status`, `text`; the
    `after_…` of the cursor, if there is one; the facts `among` which the entries are to be found, or the arrays of
    `lanes.Bounds` unless the page is behind an undated entry.
    """
    serving, paged = projections.alias("serving"), places(0)
    serves = (serving.c.name == TIMELINES.name, serving.c.serving)
    found = _among(shape, paged, serving) if shape.among else _of_places(shape, paged, serving)
    first = found.where(*serves).limit(_LIMIT).subquery("first")
    by_fact = select(_S.c.body).where(_S.c.fact == first.c.fact, seen).limit(1)  # whatever the plan
    told = by_fact.lateral("told")
    return Compiled(
        select(
            *(first.c[name] for name in ("fact", "sort", "latest", "direct")),
            _related(first, shape),
            told.c.body,
        )
        .join_from(first, told, true())
        .order_by(*_ordered(first, shape.order))
    )


def _related(first: FromClause, shape: Shape) -> ColumnElement[bool]:
    """The entry has several reports, or something may be linked to it."""
    linked = select(_L.c.fact).where(_L.c.other == first.c.fact, recorded_at_position(_L, TIMELINES))
    joined = select(_M.c.fact).where(_M.c.entry == first.c.fact, held(_M, TIMELINES))
    either = [linked, joined] if shape.view == "entries" else [linked]
    return or_(*(there_is(found.correlate(first)) for found in either)).label("related")


def _among(shape: Shape, paged: FromClause, serving: FromClause) -> Select[Any]:
    """Those of some facts that lead an entry of any of the places, looked up by the fact."""
    entry = _E.alias("one")
    of_some = entry.c.fact == func.any(bindparam("among", type_=ARRAY(Id)))
    asked = [entry.c.generation == serving.c.generation, of_some, *_behind(entry, shape)]
    asked += [*asked_for(entry, shape, paged), *_window(entry, shape)]
    return (
        _joined(entry, shape, paged)
        .select_from(serving.join(entry, true()).join(paged, true()))
        .where(*asked)
    )


def _of_places(shape: Shape, paged: FromClause, serving: FromClause) -> Select[Any]:
    """The first entries of each of the places, put together in their order."""
    of_place = _of_place(shape, paged, serving)
    return _joined(of_place, shape, paged).select_from(serving.join(paged, true()).join(of_place, true()))


def _joined(entry: FromClause, shape: Shape, paged: FromClause) -> Select[Any]:
    """Each entry once, in order; `direct` where it is so in one of the places."""
    key = (entry.c.sort, entry.c.ends, entry.c.latest, entry.c.fact)
    found = select(*key, func.bool_or(paged.c.direct).label("direct"))
    return found.group_by(*key).order_by(*_ordered(entry, shape.order))


def _of_place(shape: Shape, paged: FromClause, serving: FromClause) -> LateralFromClause:
    """The first entries of a place, and maybe more."""
    of_place = _E.c.generation == serving.c.generation, by_report(_E) == paged.c.subject
    rows = select(_E).where(*of_place, _E.c.rep_from <= KNOWN_AT)
    few = _once(rows.order_by(_E.c.rep_from).limit(FEW + 1), "few", paged, serving)
    many = select(func.count()).select_from(few).scalar_subquery() > FEW
    parts = [_of_few(few, shape, paged).where(not_(many))]
    dated = (
        None if shape.after == "undated" else _once(_dated(shape, paged, serving), "dated", paged, serving)
    )
    if dated is not None:
        parts.append(_columns(dated).where(many))
    if not (shape.match == "certain" and (shape.with_since or shape.with_until)):
        parts.append(_columns(_undated(shape, paged, serving, dated)).where(many))
    return union_all(*(part.correlate(paged, serving) for part in parts)).lateral("of_place")


def _of_few(few: FromClause, shape: Shape, paged: FromClause) -> Select[Any]:
    return _columns(few).where(*asked_for(few, shape, paged), *_window(few, shape), *_behind(few, shape))


def _behind(entry: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """The entry follows the one that the page is behind, if it is behind one."""
    if shape.after is None:
        return []
    undated, fact = entry.c.sort.is_(None), bindparam("after_fact", type_=Id)
    if shape.after == "undated":
        return [undated, entry.c.fact > fact if shape.order == "asc" else entry.c.fact < fact]
    key = tuple_(entry.c.sort, entry.c.ends, entry.c.fact)
    after = tuple_(bindparam("after_sort", type_=Instant), bindparam("after_ends", type_=Instant), fact)
    return [or_(undated, key > after if shape.order == "asc" else key < after)]


def _dated(shape: Shape, paged: FromClause, serving: FromClause) -> Select[Any]:
    """The first dated entries of a place: its lanes, each read from its bound on, merged in their order."""
    certainly_since = shape.match == "certain" and shape.with_since
    lanes = [lane for lane in LANES if lane.from_start or not certainly_since]
    merged = union_all(*(_of_lane(lane, shape, paged, serving) for lane in lanes)).lateral("merged")
    return select(*merged.c).order_by(*_by_key(merged, shape.order)).limit(_LIMIT)


def _of_lane(lane: Lane, shape: Shape, paged: FromClause, serving: FromClause) -> Select[Any]:
    entry = _E.alias(f"lane_{lane.number}")
    sort, ends, fact, stop = (_bound(name, lane) for name in Bounds._fields)
    key, start = tuple_(entry.c.sort, entry.c.ends, entry.c.fact), tuple_(sort, ends, fact)
    within = (
        (key > start, entry.c.sort <= stop) if shape.order == "asc" else (key < start, entry.c.sort >= stop)
    )
    found = _columns(entry).where(
        *_of(paged, serving, entry),
        entry.c.lane == literal_column(str(lane.number)),
        *within,
        *_window_of_lane(entry, shape, lane),
        *asked_for(entry, shape, paged),
    )
    # Ordered and limited each, so that Postgres merges the lanes as it reads them, and begins no lane at the wrong end.
    return found.order_by(*_by_key(entry, shape.order)).limit(_LIMIT).correlate(paged, serving)


def _bound(name: str, lane: Lane) -> ColumnElement[Any]:
    """The lane's element of the array of that name."""
    type_ = Id if name == "fact" else Instant
    array = Grouping(bindparam(f"from_{name}", type_=ARRAY(type_)))
    return array[literal_column(str(lane.number + 1), Integer)]


def _undated(
    shape: Shape, paged: FromClause, serving: FromClause, dated: FromClause | None
) -> LateralFromClause:
    """What has no date, as far as the page has room behind what has one."""
    entry = _E.alias("without_date")
    found = _columns(entry).where(
        *_of(paged, serving, entry),
        entry.c.lane == literal_column(str(UNDATED)),
        *asked_for(entry, shape, paged),
    )
    if shape.after == "undated":
        fact = bindparam("after_fact", type_=Id)
        found = found.where(entry.c.fact > fact if shape.order == "asc" else entry.c.fact < fact)
    room: ColumnElement[int] = _LIMIT
    if dated is not None:
        room = _LIMIT - select(func.count()).select_from(dated).scalar_subquery()
    return (
        found.order_by(*_by_key(entry, shape.order)).limit(room).correlate(paged, serving).lateral("undated")
    )


def _of(paged: FromClause, serving: FromClause, entry: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The row is of the place and of the generation that serves, whose number is looked up once for all lanes."""
    return entry.c.generation == serving.c.generation, entry.c.subject == paged.c.subject


def _once(rows: Select[Any], name: str, *around: FromClause) -> CTE:
    """The rows, found once for each place however often they are looked at."""
    return rows.correlate(*around).cte(name, nesting=True)


def _columns(entry: FromClause) -> Select[Any]:
    return select(entry.c.fact, entry.c.sort, entry.c.latest, entry.c.ends)


def _by_key(entry: FromClause, order: Order) -> list[ColumnElement[Any]]:
    """The order of the index, in one direction or the other."""
    key: list[ColumnElement[Any]] = [entry.c.sort, entry.c.ends, entry.c.fact]
    return key if order == "asc" else [column.desc() for column in key]


def _ordered(table: FromClause, order: Order) -> list[ColumnElement[Any]]:
    """Entries without any bound, whose `sort` is null, come last in both directions."""
    first, *others = _by_key(table, order)
    return [first.nulls_last(), *others]


def _window(entry: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """Entries that overlap the window (possible), or lie inside it (certain)."""
    if shape.match == "certain":
        starts, ends = entry.c.earliest >= _SINCE, entry.c.latest <= _UNTIL
    else:
        starts, ends = before(_SINCE, entry.c.latest), before(entry.c.earliest, _UNTIL)
    return [*([starts] if shape.with_since else []), *([ends] if shape.with_until else [])]


def _window_of_lane(entry: FromClause, shape: Shape, lane: Lane) -> list[ColumnElement[bool]]:
    """The same of entries of a lane whose bounds are kept, where it can be by what the index holds."""
    if shape.match == "certain":
        return [entry.c.ends <= _UNTIL] if shape.with_until else []
    starts_before = [before(entry.c.earliest, _UNTIL)] if shape.with_until and lane.from_start else []
    return [*([entry.c.ends > _SINCE] if shape.with_since else []), *starts_before]
