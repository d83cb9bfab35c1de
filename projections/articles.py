"""Articles as the log held them at a position, the newest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import orjson
from sqlalchemy import ARRAY, DateTime, Integer, bindparam, func, select, tuple_

from events.compiled import Compiled
from events.errors import NotFound
from events.tables import Id
from projections.tables import articles
from projections.timelines import TIMELINES
from projections.two_clocks import recorded_at_position


class ArticleKey(NamedTuple):
    """Where an article stands among the others."""

    published_at: datetime
    article: str


async def read_article(conn: asyncpg.Connection, article: str, position: int) -> dict[str, Any]:
    """The article of that id, its versions and retractions. Raises NotFound."""
    body = await _ONE.fetchval(conn, article=article, position=position)
    if body is None:
        raise NotFound(f"no article {article!r} at position {position}", article=article, position=position)
    read: dict[str, Any] = orjson.loads(body)
    return read


async def read_articles(
    conn: asyncpg.Connection, articles: Iterable[str], position: int
) -> dict[str, dict[str, Any]]:
    """Those of the articles that the log held, by id."""
    rows = await _SEVERAL.fetch(conn, articles=sorted(set(articles)), position=position)
    return {row["article"]: orjson.loads(row["body"]) for row in rows}


async def list_articles(
    conn: asyncpg.Connection, position: int, *, limit: int, after: ArticleKey | None = None
) -> list[dict[str, Any]]:
    """Articles by publication, the latest first, behind the key `after`."""
    behind = (
        {} if after is None else {"after_published_at": after.published_at, "after_article": after.article}
    )
    statement = _FIRST if after is None else _BEHIND
    return _bodies(await statement.fetch(conn, position=position, limit=limit, **behind))


def _bodies(rows: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    return [orjson.loads(row["body"]) for row in rows]


_A = articles
_HELD = recorded_at_position(_A, TIMELINES)
_KEY = tuple_(_A.c.published_at, _A.c.article)
_AFTER = tuple_(
    bindparam("after_published_at", type_=DateTime(timezone=True)), bindparam("after_article", type_=Id)
)
_ONE = Compiled(select(_A.c.body).where(_HELD, _A.c.article == bindparam("article", type_=Id)))
_SEVERAL = Compiled(
    select(_A.c.article, _A.c.body).where(
        _HELD, _A.c.article == func.any(bindparam("articles", type_=ARRAY(Id)))
    )
)
_FIRST, _BEHIND = (
    Compiled(
        select(_A.c.body)
        .where(_HELD, *conditions)
        .order_by(_A.c.published_at.desc(), _A.c.article.desc())
        .limit(bindparam("limit", type_=Integer))
    )
    for conditions in ([], [_KEY < _AFTER])
)
