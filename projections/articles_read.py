"""Articles as who reads a text of theirs has to know them: what their texts said, and what stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from events import log
from events.envelope import END, RecordedEvent
from events.ingestion.known import KnownArticle, KnownFact, KnownVersion
from events.payloads import (
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactsLinked,
)
from projections.history import History
from projections.standing import fact_states, withdrawn


async def load_article(conn: asyncpg.Connection, id_: str, up_to: int = END) -> KnownArticle | None:
    """The article of that id with all its texts and facts, up to a position; None if the log does not hold it."""
    stream = f"article-{id_}"
    of_stream = await log.read_of_streams(conn, [stream], up_to=up_to)
    if not of_stream:
        return None
    facts = await log.facts_of_articles(conn, [stream], up_to=up_to)
    of_facts = await log.read_of_facts(conn, facts, up_to=up_to)
    return known_article(id_, [*of_stream, *of_facts])


def known_article(id_: str, events: Sequence[RecordedEvent]) -> KnownArticle:
    """The article whose events these are."""
    history = History(events)
    stream = f"article-{id_}"
    of_stream = history.of_stream(stream)
    texts = {
        event.event_id: event.payload
        for event in of_stream
        if isinstance(event.payload, ArticleAdded | ArticleRevised)
    }
    versions = tuple(KnownVersion(text.sha256, text.published_at, text.text) for text in texts.values())
    taken_back = withdrawn(events)
    return KnownArticle(
        id=id_,
        versions=versions,
        facts=tuple(_known_fact(history.of_fact(fact), fact, texts) for fact in history.facts_of(stream)),
        zone=next((text.time_zone for text in texts.values() if isinstance(text, ArticleAdded)), None),
        links=frozenset(
            (event.payload.fact, event.payload.relation, event.payload.other)
            for event in events
            if isinstance(event.payload, FactsLinked)
        ),
        retracted=any(
            isinstance(event.payload, ArticleRetracted) and event.event_id not in taken_back
            for event in of_stream
        ),
    )


def _known_fact(
    events: Sequence[RecordedEvent], fact: str, texts: dict[UUID, ArticleAdded | ArticleRevised]
) -> KnownFact:
    """The fact that these events, and those of its article, are about.

    What reading a text brought names the text's version as its cause. It counts as said even if it was taken back: that
    was because of what the text said.
    """
    report = next(e for e in events if isinstance(e.payload, FactReported) and e.fact == fact)
    assert isinstance(report.payload, FactReported)
    said, in_text = report.payload, True
    for event in events:
        if event.causation_id in texts:
            match event.payload:
                case FactCorrected(changes=changes):
                    said = said.model_copy(update=dict(changes))
                case FactRetracted():
                    in_text = False
                case FactReinstated():
                    in_text = True
    last = fact_states(events)[-1]
    now: dict[str, Any] = last.fields
    return KnownFact(
        fact=fact,
        report=report.event_id,
        said=said,
        in_text=in_text,
        now=report.payload.model_copy(update=now),
        stands=last.stands,
        from_text=report.causation_id in texts,
        sentence=_sentence(said, texts),
    )


def _sentence(said: FactReported, texts: dict[UUID, ArticleAdded | ArticleRevised]) -> str | None:
    """The sentence that was read, where it or its text was kept."""
    if said.evidence.quote is not None:
        return said.evidence.quote
    text = next((t.text for t in texts.values() if t.sha256 == said.evidence.sha256 and t.text), None)
    at = said.evidence.spans[0]
    return None if text is None else text[at.start : at.end]
