"""Facts of the log that new ones may repeat or deny: those of the same subjects at the same time, as they stand now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson
from sqlalchemy import ARRAY, Integer, bindparam, func, or_, select

from events.compiled import Compiled
from events.dates import Interval
from events.ingestion.known import ReportedFact
from events.instants import parse_instant
from events.tables import Id, Instant
from projections.fold import NEVER
from projections.generations import serving_number
from projections.standing import FOREVER
from projections.tables import fact_states, timeline_entries
from projections.timelines import TIMELINES

CANDIDATES_MAX = 300
"""How many facts the new ones are compared with: the latest reported."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that stands, and the id of its article."""

    article: str
    fact: ReportedFact


async def load_candidates(
    conn: asyncpg.Connection, subjects: Iterable[str], since: datetime | None, until: datetime | None
) -> list[Candidate]:
    """The facts of any of these subjects that stand and may have occurred in `[since, until)`; None is no bound."""
    rows = await _CANDIDATES.fetch(
        conn, subjects=sorted(set(subjects)), since=since, until=until, limit=CANDIDATES_MAX
    )
    return [_candidate(orjson.loads(row["body"])) for row in rows]


def _candidate(body: dict[str, Any]) -> Candidate:
    earliest, latest = (body["occurred"][name] for name in ("earliest", "latest"))
    fact = ReportedFact(
        fact=body["fact"],
        summary=body["summary"],
        status=body["status"],
        attributed_to=body["attributed_to"],
        actors=frozenset(mention["actor"] for mention in body["actors"]),
        locations=frozenset(one["location"] for one in body["locations"] if one["role"] != "mentioned"),
        occurred=Interval(earliest and parse_instant(earliest), latest and parse_instant(latest)),
    )
    return Candidate(body["article"], fact)


_E, _S = timeline_entries, fact_states
_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_named = (
    select(_E.c.fact, func.max(_E.c.reported_at).label("reported_at"))
    .where(
        _E.c.generation == serving_number(TIMELINES),
        _E.c.subject == func.any(bindparam("subjects", type_=ARRAY(Id))),
        _E.c.rec_to == NEVER,
        _E.c.rep_to == FOREVER,
        _E.c.stands,
        _E.c.roles > 0,
        or_(_E.c.earliest.is_(None), _until.is_(None), _E.c.earliest < _until),
        or_(_E.c.latest.is_(None), _since.is_(None), _E.c.latest > _since),
    )
    .group_by(_E.c.fact)
    .order_by(func.max(_E.c.reported_at).desc(), _E.c.fact)
    .limit(bindparam("limit", type_=Integer))
    .subquery("named")
)
_CANDIDATES = Compiled(
    select(_S.c.body)
    .join_from(_named, _S, _S.c.fact == _named.c.fact)
    .where(_S.c.generation == serving_number(TIMELINES), _S.c.rec_to == NEVER, _S.c.rep_to == FOREVER)
    .order_by(_named.c.reported_at.desc(), _named.c.fact)
)
