"""The statements behind comparisons: which entries may differ, and which facts belong together."""

from functools import lru_cache

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)

from events.compiled import Compiled
from events.tables import Id, Instant
from projections.asof_statements import View, lies_in, places, roles_in
from projections.tables import entry_members, fact_links, fact_states, timeline_entries
from projections.timelines import TIMELINES
from projections.two_clocks import KNOWN_AT, held, recorded_at_position

_E, _S, _L, _M = timeline_entries, fact_states, fact_links, entry_members
_OTHER_POSITION = bindparam("other_position", type_=BigInteger)
_OTHER_KNOWN_AT = bindparam("other_known_at", type_=Instant)


@lru_cache(maxsize=8)
def candidates(view: View) -> Compiled:
    """The leading facts of those entries at one end of a comparison that may differ at the other.

    These are the entries that stand in one of the places and of which not all rows hold at the other end, too: those
    of the entry, of its members, their states, the links to them and the states of what links. Plans that lapse between
    the ends need no event. Parameters: the arrays of `places` 0; `position` and `known_at`; `other_position` and
    `other_known_at`; the subjects `moved`, whose places differ, or whether they `all_moved`.
    """
    strictly = view == "strict"
    place = places(0)
    stays = and_(_holds_too(_E), *([_E.c.published_at <= _OTHER_KNOWN_AT] if strictly else []))
    moved = or_(
        bindparam("all_moved", type_=Boolean),
        _E.c.subject == func.any(bindparam("moved", type_=ARRAY(Id))),
    )
    on_it = (
        select(
            _E.c.fact,
            func.bool_or(or_(not_(stays), moved)).label("moved"),
            func.bool_or(_lapses_between()).label("lapses"),
        )
        .select_from(place.join(_E, lies_in(_E, place)))
        .where(
            _holds(_E),
            roles_in(_E, view) != 0,
            _E.c.stands,
            *([_E.c.published_at <= KNOWN_AT] if strictly else []),
        )
        .group_by(_E.c.fact)
        .cte("on_it")
    )
    alone = select(on_it.c.fact.label("entry"), on_it.c.fact)
    joined = select(_M.c.entry, _M.c.fact).join_from(on_it, _M, _M.c.entry == on_it.c.fact).where(_holds(_M))
    facts = (union(alone, joined) if view == "entries" else alone).cte("facts")
    found = [
        select(on_it.c.fact).where(or_(on_it.c.moved, on_it.c.lapses)),
        select(facts.c.entry)
        .join_from(facts, _S, _S.c.fact == facts.c.fact)
        .where(_holds(_S), not_(_holds_too(_S))),
        _with_other_links(facts, strictly),
    ]
    if view == "entries":
        found.append(
            select(_M.c.entry)
            .join_from(on_it, _M, _M.c.entry == on_it.c.fact)
            .where(_holds(_M), not_(_holds_too(_M)))
        )
    return Compiled(union(*found))


def _with_other_links(facts: FromClause, strictly: bool) -> Select[tuple[str]]:
    published_at = _S.c.body["published_at"].as_string().cast(Instant)
    differs = or_(
        not_(recorded_at_position(_L, TIMELINES, _OTHER_POSITION)),
        not_(_holds_too(_S)),
        *([published_at > _OTHER_KNOWN_AT] if strictly else []),
    )
    return (
        select(facts.c.entry)
        .join_from(facts, _L, _L.c.other == facts.c.fact)
        .join(_S, _S.c.fact == _L.c.fact)
        .where(
            _L.c.relation != literal("repeats", Id), recorded_at_position(_L, TIMELINES), _holds(_S), differs
        )
    )


def _lapses_between() -> ColumnElement[bool]:
    return and_(
        _E.c.status == literal("planned", Id),
        _E.c.latest > func.least(KNOWN_AT, _OTHER_KNOWN_AT),
        _E.c.latest <= func.greatest(KNOWN_AT, _OTHER_KNOWN_AT),
    )


def _holds(table: FromClause) -> ColumnElement[bool]:
    return held(table, TIMELINES)


def _holds_too(table: FromClause) -> ColumnElement[bool]:
    """The row, which holds at one end, holds at the other."""
    return held(table, TIMELINES, _OTHER_POSITION, _OTHER_KNOWN_AT)


_one, _all = _M.alias("one"), _M.alias("all_of_it")

GROUPS = Compiled(
    select(_one.c.fact, _all.c.entry, _all.c.fact.label("member"))
    .join_from(_one, _all, _all.c.entry == _one.c.entry)
    .where(_one.c.fact == func.any(bindparam("facts", type_=ARRAY(Id))), _holds(_one), _holds(_all))
)
"""Of each of `facts` that is in an entry of several at (`known_at`, `position`): who leads that, and all its facts."""
