"""Articles into the log: read, extracted, and recorded all at once or not at all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from events import log
from events.envelope import END, RecordedEvent
from events.extraction.extraction import Extraction
from events.incoming import Submission
from events.ingestion.known import ReportedFact, reported
from events.ingestion.nameless import unqualified
from events.ingestion.reading import IncomingArticle
from events.ingestion.subjects import wanted
from events.ingestion.submission import id_of, is_held, source_of, submission, with_links
from events.payloads import ActorNamed, FactReported, LocationNamed
from projections import naming
from projections.acquaintance import load_acquainted
from projections.articles_read import load_article
from projections.candidates import load_candidates
from projections.recording import record


async def looked_up(
    conn: asyncpg.Connection, article: IncomingArticle
) -> tuple[IncomingArticle, RecordedEvent | None]:
    """The article on the clocks that an earlier text of it was read on, where none are said; and the last event of its
    stream, if nothing is to be recorded of it: then nothing has to be extracted.

    Raises UnreadableArticle where it is said to be published at a moment that is still to come.
    """
    known = await load_article(conn, id_of(article))
    if known is not None and known.zone is not None:
        article = article.in_zone(known.zone)
    now = await log.read_clock(conn)
    for said in (article.publication, article.revision):
        if said is not None:
            said.check_past(now)
    return article, await last_event(conn, id_of(article)) if is_held(article, known) else None


async def take_in(
    conn: asyncpg.Connection,
    article: IncomingArticle,
    extraction: Extraction,
    *,
    appended_by: str,
    request_id: UUID | None = None,
) -> list[RecordedEvent]:
    """The article is in the log with its facts; returns what was recorded for that, nothing if it was there.

    Everything is decided while nobody else appends: of two that bring the same article one records it. Raises what
    `submission` and `record` raise.
    """
    async with conn.transaction():
        head, clock = await log.lock_head(conn)
        known = await load_article(conn, id_of(article))
        if is_held(article, known):
            return []
        acquainted = await load_acquainted(conn, *wanted(extraction, source_of(article)), head.position)
        now = max(clock, head.recorded_at)
        made = submission(article, extraction, known, acquainted, now, request_id)
        linked = await _linked(conn, made, head.position)
        return await record(conn, linked.events, linked.expected_versions, appended_by=appended_by)


async def last_event(conn: asyncpg.Connection, article: str) -> RecordedEvent:
    """The last event of the article's stream."""
    stream = f"article-{article}"
    events = await log.read_of_streams(conn, [stream], up_to=END)
    events += await log.read_of_facts(conn, await log.facts_of_articles(conn, [stream], up_to=END), up_to=END)
    return max(events, key=lambda event: event.position)


async def _linked(conn: asyncpg.Connection, made: Submission, position: int) -> Submission:
    """The submission with links to facts of other articles, as they stand at the head of the log, `position`."""
    reports = [event for event in made.events if isinstance(event.payload, FactReported)]
    new = [reported(event.payload) for event in reports if isinstance(event.payload, FactReported)]
    subjects = {subject for fact in new for subject in fact.subjects}
    own = {event.stream for event in reports}
    candidates = [
        one
        for one in await load_candidates(conn, subjects, *_window(new))
        if f"article-{one.article}" not in own
    ]
    if not candidates:
        return made
    from events.ingestion.relating import links_across  # takes spaCy along, a second and 40 MB

    subjects = subjects.union(*(one.fact.subjects for one in candidates))
    names = await _names(conn, made, subjects, position)
    articles = {event.fact: event.stream for event in reports if event.fact}
    articles |= {one.fact.fact: f"article-{one.article}" for one in candidates}
    links = links_across(new, [one.fact for one in candidates], names, articles)
    # The article's own events come last: what is said of it at their end holds all links.
    return with_links(made, sorted(links, key=lambda link: link[0] in own))


async def _names(
    conn: asyncpg.Connection, made: Submission, subjects: set[str], position: int
) -> dict[str, str]:
    """What each subject is called, by id: as the log has it, else as the submission names it; "the council" just so."""
    called = await naming.called(conn, subjects, position)
    names: dict[str, str] = {
        subject.partition("-")[2]: unqualified(body["name"]) for subject, body in called.items()
    }
    for event in made.events:
        if isinstance(event.payload, ActorNamed | LocationNamed):
            names[event.stream.partition("-")[2]] = unqualified(event.payload.name)
    return names


def _window(facts: Sequence[ReportedFact]) -> tuple[datetime | None, datetime | None]:
    """From the earliest to the latest that any of them may have occurred; None where that is open."""
    starts = [fact.occurred.earliest for fact in facts]
    ends = [fact.occurred.latest for fact in facts]
    return (
        None if None in starts else min((start for start in starts if start), default=None),
        None if None in ends else max((end for end in ends if end), default=None),
    )
