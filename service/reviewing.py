"""Facts that need a review, each beside what it was read from: as the API lists them and the command shows them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import asyncpg

from events import log
from events.errors import BadQuestion
from events.payloads import Evidence, Span
from projections import asof
from projections.articles import read_article, read_articles
from projections.reviewing import (
    PASSAGE_LENGTH_MAX,
    Narrowed,
    Passage,
    count_waiting,
    fields_of,
    read_passages,
    waiting,
)
from service.answers import unusual
from service.pins import Pinned
from service.questions import everything


async def facts_waiting(conn: asyncpg.Connection, path: str, pinned: Pinned) -> dict[str, Any]:
    """The page of facts that need a review, as `pinned` asks for them. Raises BadQuestion if it asks for others, and
    NotFound for those of an unknown article.
    """
    if not pinned.values.get("needs_review"):
        expected = "true: only facts that need a review are listed here, all others at /v1/timeline"
        raise BadQuestion("needs_review", None, expected)
    narrowed = Narrowed(pinned.values.get("article"), pinned.values.get("below"))
    position = pinned.pin.position
    if narrowed.article is not None:
        await read_article(conn, narrowed.article, position)
    found = await waiting(conn, narrowed, position, limit=pinned.limit + 1, after=pinned.after_position)
    shown = found[: pinned.limit]
    told = await told_of(conn, [each.fact for each in shown], pinned)
    behind = [str(shown[-1].reported)] if len(found) > len(shown) else None
    asked = {name: pinned.values.get(name) for name in ("needs_review", "article", "below", "limit")}
    return {
        **pinned.pin.values,
        **unusual(asked),
        "total": await count_waiting(conn, narrowed, position),
        "facts": told,
        "names": await asof.names(conn, (each["fact"] for each in told), [], position),
        "next": None if behind is None else pinned.permalink(path, behind),
        "permalink": pinned.permalink(path),
    }


async def told_of(conn: asyncpg.Connection, facts: Sequence[str], pinned: Pinned) -> list[dict[str, Any]]:
    """Each of the facts as it is at the position, its article, and what it was read from."""
    position = pinned.pin.position
    fields = await fields_of(conn, facts, position)
    states = await asof.ask_facts(conn, facts, everything(pinned))
    articles = await read_articles(conn, (fact["reports"][0]["article"] for fact in states), position)
    stream = {fact["fact"]: f"article-{fact['reports'][0]['article']}" for fact in states}
    versions = await log.read_versions(conn, stream.values(), up_to=position)
    places = [place for fact in stream for place in _places(stream[fact], fields[fact]["evidence"])]
    texts = await read_passages(conn, list(dict.fromkeys(places)))
    return [
        {
            "fact": fact,
            "article": articles[fact["reports"][0]["article"]],
            "version": versions[stream[fact["fact"]]],
            **_read_from(stream[fact["fact"]], fields[fact["fact"]]["evidence"], texts),
        }
        for fact in states
    ]


def _places(stream: str, evidence: Evidence) -> Iterator[Passage]:
    """The sentence, and what lies outside it."""
    yield Passage(stream, evidence.sha256, *_sentence(evidence))
    yield from (Passage(stream, evidence.sha256, s.start, s.end) for s in _elsewhere(evidence))


def _read_from(stream: str, evidence: Evidence, texts: Mapping[Passage, str]) -> dict[str, Any]:
    """The sentence, by the quote where the text was not kept; and what lies outside it."""

    def words(start: int, end: int, otherwise: str | None = None) -> dict[str, Any]:
        text = texts.get(Passage(stream, evidence.sha256, start, end), otherwise)
        return {"start": start, "end": end, "text": text}

    return {
        "sentence": words(*_sentence(evidence), evidence.quote),
        "elsewhere": [{"for": s.purpose} | words(s.start, s.end) for s in _elsewhere(evidence)],
    }


def _sentence(evidence: Evidence) -> tuple[int, int]:
    """From the first to the last span for the fact; the first alone, where they lie far apart."""
    spans = [span for span in evidence.spans if span.purpose == "fact"] or list(evidence.spans)
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return (start, end) if end - start <= PASSAGE_LENGTH_MAX else (spans[0].start, spans[0].end)


def _elsewhere(evidence: Evidence) -> Iterator[Span]:
    """The spans outside the sentence, in the order of the text."""
    start, end = _sentence(evidence)
    for span in sorted(evidence.spans, key=lambda span: (span.start, span.end)):
        if not (start <= span.start and span.end <= end):
            yield span
