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
    cast,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.subjects import EVERYTHING
from projections.tables import entry_members, fact_links, fact_states, shows_from, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import KNOWN_AT, held, recorded_at_position, recorded_by, reported_by, there_is

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
        before(entry.c.earliest, place.c.until),
        before(place.c.since, entry.c.latest),
    )


def roles_in(entry: FromClause, view: View) -> ColumnElement[int]:
    """The roles in which what the view shows names the subject of the row; 0 where it is not shown there."""
    roles: ColumnElement[int] = entry.c.entry_roles if view == "entries" else entry.c.roles
    return roles


def asked_for(entry: FromClause, shape: Shape, paged: FromClause) -> list[ColumnElement[bool]]:
    """The row of the place that is paged shows at (T, P) what is asked for; but for the window.

    That its generation serves is left to the caller.
    """
    return [
        recorded_by(entry),
        reported_by(entry),
        _is_there(entry, paged, shape, 0),
        *(_is_also_in(entry, shape, number) for number in range(1, len(shape.role_bits))),
        *_kept(entry, shape),
    ]


def _is_there(entry: FromClause, place: FromClause, shape: Shape, number: int) -> ColumnElement[bool]:
    """The row shows what stands in one of the places of set `number`, in one of the roles asked for."""
    roles = roles_in(entry, shape.view)
    if shape.role_bits[number]:
        roles = roles.bitwise_and(bindparam(f"role_bits_{number}", type_=SmallInteger))
    return and_(
        lies_in(entry, place, by_fact=shape.among or number > 0),
        roles != 0,
        *([] if shape.retracted else [entry.c.stands]),
        *([entry.c.published_at <= AS_OF] if shape.view == "strict" else []),
    )


def _is_also_in(entry: FromClause, shape: Shape, number: int) -> ColumnElement[bool]:
    other, also = _E.alias(f"other_{number}"), places(number)
    return there_is(
        select(other.c.fact)
        .select_from(also.join(other, _is_there(other, also, shape, number)))
        .where(other.c.fact == entry.c.fact, held(other, TIMELINES))
        .correlate(entry)
    )


def _kept(entry: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """What else is asked of an entry."""
    kept = []
    if shape.hindsight:
        kept.append(_occurred_or_reported(entry, shape))
    if shape.with_status:
        kept.append(entry.c.status == func.any(bindparam("status", type_=ARRAY(Id))))
    if shape.with_text:
        read = select(_S.c.fact).where(_S.c.fact == entry.c.fact, seen, _reads).correlate(entry)
        kept.append(there_is(read))
    if shape.standing is not None:
        disputed = _is_disputed(entry, shape.view)
        kept.append(disputed if shape.standing == "disputed" else not_(disputed))
    return kept


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


def _occurred_or_reported(entry: FromClause, shape: Shape) -> ColumnElement[bool]:
    """With hindsight T only selects: what had occurred or been reported by T; most else is left out by the index."""
    possible = or_(entry.c.earliest < AS_OF, and_(entry.c.earliest.is_(None), entry.c.latest <= AS_OF))
    occurred = entry.c.latest <= AS_OF if shape.match == "certain" else possible
    return and_(shows_from(entry) <= AS_OF, or_(entry.c.reported_at <= AS_OF, occurred))


def before(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[bool]:
    """`start < end`, where null is a bound that is not there."""
    return or_(start.is_(None), end.is_(None), start < end)


_facts = func.any(bindparam("facts", type_=ARRAY(Id)))
seen = held(_S, TIMELINES)
_query = func.websearch_to_tsquery(literal_column("'english'", REGCONFIG), bindparam("text", type_=Text))
_reads = _S.c.search.op("@@")(_query)
"""The state's summary has the words of the text. That of an entry's leading fact counts."""

# All else is asked of what has the words, so that there is no other way to find it than by the index of words.
_reading = (
    select(*(_S.c[name] for name in ("generation", "fact", "rec_from", "rec_to", "rep_from", "rep_to")))
    .where(_reads)
    .cte("reading")
    .prefix_with("MATERIALIZED")
)
MATCHES = Compiled(
    select(_reading.c.fact).where(held(_reading, TIMELINES)).limit(bindparam("limit", type_=Integer))
)
"""The first of those facts that have the words of the `text` in their summary at (`known_at`, `position`)."""

STATES = Compiled(select(_S.c.fact, _S.c.body).where(_S.c.fact == _facts, seen))
"""The states of `facts` at (`known_at`, `position`), also of those that do not stand."""

HISTORY = Compiled(
    select(_S.c.fact, _S.c.rep_from, _S.c.rep_to, _S.c.body)
    .where(_S.c.fact == _facts, recorded_at_position(_S, TIMELINES), _S.c.rep_from <= KNOWN_AT)
    .order_by(_S.c.rep_from, _S.c.fact)
)
"""All the states of `facts` up to `known_at`, as the log held them at `position`."""


@lru_cache(maxsize=2)
def related(grouped: bool) -> Compiled:
    """The facts of those entries among `facts` that have several, where they are `grouped`, also those that do not
    stand; and, with a relation, what has one of the `relations` to any of them, and stands. Each with the fact that it
    is found by.
    """
    if not grouped:
        return Compiled(_linked(_facts))
    given = func.unnest(bindparam("facts", type_=ARRAY(Id))).column_valued("given")
    reports = union_all(select(given), _members(_M.c.fact)).scalar_subquery()
    none = cast(None, Id).label("relation")
    members = _members(_M.c.entry.label("of"), _M.c.fact, none, _S.c.stands, _S.c.body)
    return Compiled(union_all(members, _linked(func.any(func.array(reports)))))


def _members(*shown: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*shown)
        .join_from(_M, _S, _S.c.fact == _M.c.fact)
        .where(_M.c.entry == _facts, held(_M, TIMELINES), seen)
    )


def _linked(others: ColumnElement[Any]) -> Select[Any]:
    return (
        select(_L.c.other.label("of"), _L.c.fact, _L.c.relation, _S.c.stands, _S.c.body)
        .join_from(_L, _S, _S.c.fact == _L.c.fact)
        .where(
            _L.c.other == others,
            _L.c.relation == func.any(bindparam("relations", type_=ARRAY(Id))),
            recorded_at_position(_L, TIMELINES),
            seen,
            _S.c.stands,
        )
    )
