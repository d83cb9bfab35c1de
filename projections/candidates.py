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
    """A fact that stands, and its article; `body` is what is stored of it (see `timelines`)."""

    article: str
    body: dict[str, Any]

    @property
    def subjects(self) -> set[str]:
        actors = {mention["actor"] for mention in self.body["actors"]} | {self.body["attributed_to"]} - {None}
        return {f"actor-{id_}" for id_ in actors} | {
            f"location-{mention['location']}" for mention in self.body["locations"]
        }

    @property
    def occurred(self) -> Interval:
        bounds = (self.body["occurred"][name] for name in ("earliest", "latest"))
        return Interval(*(None if bound is None else parse_instant(bound) for bound in bounds))


async def load_candidates(
    conn: asyncpg.Connection, subjects: Iterable[str], since: datetime | None, until: datetime | None
) -> list[Candidate]:
    """The facts of any of these subjects that stand and may have occurred in `[since, until)`; None is no bound."""
    rows = await _CANDIDATES.fetch(
        conn, subjects=sorted(set(subjects)), since=since, until=until, limit=CANDIDATES_MAX
    )
    bodies = [orjson.loads(row["body"]) for row in rows]
    return [Candidate(body["article"], body) for body in bodies]


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
