"""What the API says of an article that was taken in: the article, its facts as they stand, and whom they name."""

from typing import Any

import asyncpg

from events.envelope import RecordedEvent
from events.ingestion.known import KnownFact
from projections import naming
from projections.articles import read_article
from projections.articles_read import load_article

FIELDS = (
    *("fact", "summary", "occurred", "status", "attributed_to", "via", "reported_at", "known_by"),
    *("actors", "locations", "evidence", "confidence", "needs_review", "extracted_by"),
)


async def article_answer(conn: asyncpg.Connection, last: RecordedEvent) -> dict[str, Any]:
    """The article as it stood when `last` was the last event of its stream."""
    id_ = last.subject_id
    known = await load_article(conn, id_, last.position)
    assert known is not None
    facts = [_fact(fact) for fact in known.facts if fact.stands]
    article = await read_article(conn, id_, last.position)
    return {
        "article": article,
        "stream": last.stream,
        "version": last.version,
        "position": last.position,
        "facts": facts,
        "actors": await _described(conn, "actor", _actors(article, facts), last.position),
        "locations": await _described(conn, "location", _locations(facts), last.position),
    }


def _fact(known: KnownFact) -> dict[str, Any]:
    told = known.now.model_dump(mode="json", include=set(FIELDS))
    return {name: told[name] for name in FIELDS}


def _actors(article: dict[str, Any], facts: list[dict[str, Any]]) -> list[str]:
    """The publisher and everybody whom the facts name, in their order."""
    named = [article["publisher"]]
    for fact in facts:
        named += [mention["actor"] for mention in fact["actors"]]
        named += [fact["attributed_to"], *fact["via"]]
    return list(dict.fromkeys(actor for actor in named if actor))


def _locations(facts: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(mention["location"] for fact in facts for mention in fact["locations"]))


async def _described(
    conn: asyncpg.Connection, kind: str, ids: list[str], position: int
) -> list[dict[str, Any]]:
    """What each of them is called, merged ones under their own ids, as the facts bear them."""
    streams = [f"{kind}-{id_}" for id_ in ids]
    bodies = await naming.describe(conn, streams, position)
    return [
        {name: bodies[stream][name] for name in ("id", "slug", "name", "kind")}
        for stream in streams
        if stream in bodies
    ]
