"""Facts that need a review, as the log held them at a position, and where their articles say so.

Reviews belong to our record: what needs one follows the position alone, and is told from all that was known there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from events import log
from events.compiled import Compiled
from events.envelope import RecordedEvent
from events.payloads import ArticleRetracted, ChangeWithdrawn, FactReviewed
from events.tables import Id, event_payloads
from events.tables import events as logged
from projections.fold import NEVER
from projections.generations import serving_number
from projections.history import History
from projections.standing import Change, fact_states
from projections.tables import NEEDS_REVIEW, REPORT_POSITION
from projections.tables import fact_states as states
from projections.timelines import TIMELINES
from projections.two_clocks import POSITION

PASSAGE_LENGTH_MAX = 2_000
"""Code points of an article that are shown of one place in it."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which of the facts that need a review are asked for: of an `article`, of a confidence `below` a number."""

    article: str | None = None
    below: float | None = None


class Waiting(NamedTuple):
    """A fact that needs a review, and the position of its report, which is its place among the others."""

    fact: str
    reported: int


class Passage(NamedTuple):
    """Code points `[start, end)` of the article that is `stream`, in the version of that hash."""

    stream: str
    sha256: str
    start: int
    end: int


async def waiting(
    conn: asyncpg.Connection, narrowed: Narrowed, position: int, *, limit: int | None = None, after: int = 0
) -> list[Waiting]:
    """The facts that need a review, in the order of their reports: the first `limit` behind the report at `after`."""
    asked = await _asked(conn, narrowed, position)
    statement = _PAGE[narrowed.article is not None, narrowed.below is not None]
    rows = await statement.fetch(conn, position=position, after=after, limit=limit, **asked)
    return [Waiting(row["fact"], row["reported"]) for row in rows]


async def count_waiting(conn: asyncpg.Connection, narrowed: Narrowed, position: int) -> int:
    """How many facts need a review."""
    asked = await _asked(conn, narrowed, position)
    statement = _COUNT[narrowed.article is not None, narrowed.below is not None]
    count: int = await statement.fetchval(conn, position=position, **asked)
    return count


async def fields_of(
    conn: asyncpg.Connection, facts: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """The fields of each fact, in the end, as all that was known at the position makes them."""
    history = History(await log.read_of_facts(conn, sorted(set(facts)), up_to=position))
    told = {fact: fact_states(history.of_fact(fact)) for fact in facts}
    return {fact: states[-1].fields for fact, states in told.items() if states}


async def read_passages(conn: asyncpg.Connection, passages: Sequence[Passage]) -> Mapping[Passage, str]:
    """What stands in each place, where the article's text was kept; no more of it is read than that."""
    length = [min(passage.end - passage.start, PASSAGE_LENGTH_MAX) for passage in passages]
    rows = await _PASSAGES.fetch(
        conn,
        numbers=list(range(len(passages))),
        streams=[passage.stream for passage in passages],
        hashes=[passage.sha256 for passage in passages],
        starts=[passage.start for passage in passages],
        lengths=length,
    )
    return {passages[row["number"]]: row["text"] for row in rows}


async def changed_since(
    conn: asyncpg.Connection, fact: str, stream: str, position: int
) -> list[RecordedEvent]:
    """What changed, accepted or retracted the fact behind that position, or took such a thing back, in log order."""
    counting = ArticleRetracted | Change | FactReviewed | ChangeWithdrawn
    since = log.read_all(conn, after=position, stream=stream)
    return [e async for e in since if e.fact in (None, fact) and isinstance(e.payload, counting)]


async def _asked(conn: asyncpg.Connection, narrowed: Narrowed, position: int) -> dict[str, object]:
    asked: dict[str, object] = {}
    if narrowed.article is not None:
        asked["facts"] = await log.facts_of_articles(conn, [f"article-{narrowed.article}"], up_to=position)
    if narrowed.below is not None:
        asked["below"] = narrowed.below
    return asked


_S, _reported = states, REPORT_POSITION
_confidence = literal_column("((body ->> 'confidence')::double precision)", Float)


def _held(of_article: bool, below: bool) -> list[ColumnElement[bool]]:
    conditions = [_S.c.generation == serving_number(TIMELINES), NEEDS_REVIEW, _S.c.rec_from <= POSITION]
    if of_article:
        conditions.append(_S.c.fact == func.any(bindparam("facts", type_=ARRAY(Id))))
    if below:
        conditions.append(_confidence < bindparam("below", type_=Float))
    return conditions


def _page(of_article: bool, below: bool) -> Select[tuple[str, int]]:
    """What waits still, in the order of the index; and what waited then, of which there is little near the head."""
    limit = bindparam("limit", type_=Integer)
    waits, waited = (
        select(_S.c.fact, _reported.label("reported"))
        .where(*_held(of_article, below), *ended, _reported > bindparam("after", type_=BigInteger))
        .order_by(_reported)
        .limit(limit)
        .subquery()
        for ended in ([_S.c.rec_to == _NEVER], [_S.c.rec_to > POSITION, _S.c.rec_to < _NEVER])
    )
    both = union_all(*(select(part.c.fact, part.c.reported) for part in (waits, waited))).subquery("both")
    return select(both.c.fact, both.c.reported).order_by(both.c.reported).limit(limit)


_NEVER: ColumnElement[int] = literal_column(str(NEVER), BigInteger)
_KINDS = [(of_article, below) for of_article in (False, True) for below in (False, True)]
_PAGE = {kind: Compiled(_page(*kind)) for kind in _KINDS}
_COUNT = {
    kind: Compiled(select(func.count()).where(*_held(*kind), _S.c.rec_to > POSITION)) for kind in _KINDS
}

_given = (
    func.unnest(
        bindparam("numbers", type_=ARRAY(Integer)),
        bindparam("streams", type_=ARRAY(Id)),
        bindparam("hashes", type_=ARRAY(Id)),
        bindparam("starts", type_=ARRAY(Integer)),
        bindparam("lengths", type_=ARRAY(Integer)),
    )
    .table_valued(
        column("number", Integer),
        column("stream", Id),
        column("sha256", Id),
        column("start", Integer),
        column("length", Integer),
    )
    .render_derived("given")
)
_E, _P = logged, event_payloads
_PASSAGES = Compiled(
    select(
        _given.c.number,
        func.substr(_P.c.payload["text"].as_string(), _given.c.start + 1, _given.c.length).label("text"),
    )
    .join_from(_given, _E, _E.c.stream == _given.c.stream)
    .join(_P, _P.c.position == _E.c.position)
    .where(
        or_(_E.c.type == "ArticleAdded", _E.c.type == "ArticleRevised"),
        _P.c.payload["sha256"].as_string() == _given.c.sha256,
        _P.c.payload["text"].as_string().is_not(None),
    )
    .order_by(_given.c.number)
)
