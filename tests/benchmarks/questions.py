"""The kinds of question whose pages are measured: at the head, early, old, deep and narrow, of one great subject."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import asyncpg

from projections.asof import Question
from projections.keys import Key
from tests.benchmarks.history import LEADER

HEAD, START, DEEP = "head, newest first", "position at 1 %", "deep cursor"
SUBJECT = f"actor-{LEADER}"


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the log and its facts begin and end."""

    position: int
    first_article: int
    first_occurred: datetime
    last_occurred: datetime
    first_reported: datetime

    def occurred(self, share: float) -> datetime:
        return self.first_occurred + share * (self.last_occurred - self.first_occurred)

    def reported(self, share: float) -> datetime:
        return self.first_reported + share * (self.last_occurred - self.first_reported)


async def extent(conn: asyncpg.Connection) -> Extent:
    """That of the log behind `conn`."""
    row = await conn.fetchrow(
        """
        SELECT h.position, (SELECT min(position) FROM events WHERE type = 'ArticleAdded') AS first_article,
            min(e.sort) AS first_occurred, max(e.sort) AS last_occurred, min(e.rep_from) AS first_reported
        FROM log_head h, timeline_entries e WHERE e.subject = $1 GROUP BY 1
        """,
        SUBJECT,
    )
    return Extent(**row)


async def questions(conn: asyncpg.Connection, seed: int, each: int) -> dict[str, list[Question]]:
    """For each kind `each` questions, drawn from the seed."""
    whole, draw = await extent(conn), random.Random(seed)
    at_head = await _at(conn, whole, 1.0)
    half, start = await _at(conn, whole, 0.5), await _at(conn, whole, 0.01)
    narrow = timedelta(days=7)

    def window() -> dict[str, datetime]:
        since = whole.occurred(draw.uniform(0.05, 0.9))
        return {"since": since, "until": since + narrow}

    def deep() -> dict[str, Key]:
        sort = whole.occurred(draw.uniform(0.05, 0.95))
        return {"after": Key(sort, sort + timedelta(days=1), "f5")}

    def early() -> dict[str, datetime]:
        return {"as_of": whole.reported(draw.uniform(0.01, 0.1))}

    kinds: dict[str, Callable[[], Question]] = {
        HEAD: lambda: at_head,
        "position at 50 %": lambda: half,
        START: lambda: start,
        "oldest first": lambda: replace(at_head, order="asc"),
        "oldest first, position at 1 %": lambda: replace(start, order="asc"),
        DEEP: lambda: replace(at_head, **deep()),  # type: ignore[arg-type]
        "window of a week": lambda: replace(at_head, **window()),  # type: ignore[arg-type]
        "window of a week, oldest first": lambda: replace(at_head, order="asc", **window()),  # type: ignore[arg-type]
        "early as_of": lambda: replace(at_head, **early()),  # type: ignore[arg-type]
        "early as_of, oldest first": lambda: replace(at_head, order="asc", **early()),  # type: ignore[arg-type]
        "early as_of, with hindsight": lambda: replace(at_head, hindsight=True, **early()),  # type: ignore[arg-type]
        "early as_of, strict": lambda: replace(at_head, strict=True, **early()),  # type: ignore[arg-type]
    }
    return {kind: [make() for _ in range(each)] for kind, make in kinds.items()}


async def _at(conn: asyncpg.Connection, whole: Extent, share: float) -> Question:
    position = whole.first_article + round((whole.position - whole.first_article) * share)
    recorded_at = await conn.fetchval("SELECT recorded_at FROM events WHERE position = $1", position)
    return Question(
        subject=SUBJECT, position=position, known_until=recorded_at, as_of=recorded_at, order="desc"
    )


def rounds(asked: Mapping[str, Sequence[Question]]) -> Iterator[tuple[str, Question]]:
    """One question of each kind in turn, so that no kind has the machine for itself."""
    for questions_of_round in zip(*asked.values(), strict=True):
        yield from zip(asked, questions_of_round, strict=True)
