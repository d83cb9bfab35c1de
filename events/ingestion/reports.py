"""The facts that were found in a text, as the events that report them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from events.dates import FARTHEST_WEST, time_zone
from events.extraction.extraction import Extraction, FactFound, Range
from events.identity import fact_id
from events.ingestion.reading import IncomingArticle
from events.ingestion.subjects import Subjects
from events.payloads import ActorMention, Evidence, FactReported, KnownBy, LocationMention, Span

_LINE_MAX, _PROSE_MAX, _SPANS_MAX, _MENTIONS_MAX, _VIA_MAX = 300, 2_000, 50, 200, 10
"""What the payload takes; a text may have more of it."""

LAST_CLOCKS = timezone(-FARTHEST_WEST)
SIX_DAYS = (timedelta(days=4, hours=22), timedelta(days=6))
"""From the end of a day on the last clocks to a moment six days later on clocks that are about to begin the seventh."""


def reports(
    article: IncomingArticle,
    stream_id: str,
    extraction: Extraction,
    subjects: Subjects,
    published_at: datetime,
) -> list[FactReported]:
    """A report for each fact, in the order of the extraction; the article is published at `published_at`."""
    ordinals: Counter[tuple[int, int]] = Counter()
    made = []
    for fact in extraction.facts:
        trigger = (fact.trigger.start, fact.trigger.end)
        ordinals[trigger] += 1
        known_by, reported_at = known(fact, published_at)
        made.append(
            FactReported(
                fact=fact_id(stream_id, article.sha256, *trigger, ordinals[trigger]),
                summary=fact.summary,
                occurred=fact.occurred,
                reported_at=reported_at,
                known_by=known_by,
                status=fact.status,
                attributed_to=fact.attributed_to and subjects.actors.get(fact.attributed_to),
                via=tuple(_ids(subjects.actors, fact.via))[:_VIA_MAX],
                actors=_actors(fact, article.text, subjects)[:_MENTIONS_MAX],
                locations=_locations(fact, article.text, subjects)[:_MENTIONS_MAX],
                evidence=_evidence(fact, article),
                extracted_by=extraction.extracted_by,
                confidence=fact.confidence,
                needs_review=fact.needs_review or not subjects.unsure.isdisjoint(_names(fact)),
            )
        )
    return made


def known(fact: FactFound, published_at: datetime) -> tuple[KnownBy, datetime]:
    """How and when the public could know it: at the end of a dated statement, if that was before the publication.

    When in doubt, later (design.md §2). Where somebody spoke need not be where that is of which they spoke, so the
    statement's day ends on the clocks that end it last. Where publication is six days off, the weekday may be that of
    the next day, which has begun farther east: then it is known by publication.
    """
    said_by = _said_by(fact) if fact.is_statement else None
    if said_by is None or said_by >= published_at:
        return "publication", published_at
    if SIX_DAYS[0] <= published_at - said_by <= SIX_DAYS[1]:
        return "publication", published_at
    return "statement", said_by


def _said_by(fact: FactFound) -> datetime | None:
    """The end of the statement on the last clocks on Earth; None where it has none."""
    if fact.occurred.latest is None:
        return None
    try:
        shown = fact.occurred.latest.astimezone(time_zone(fact.occurred.time_zone or "UTC"))
        return shown.replace(tzinfo=LAST_CLOCKS).astimezone(UTC)
    except OverflowError:
        return None


def _evidence(fact: FactFound, article: IncomingArticle) -> Evidence:
    sentence = Range(start=fact.start, end=fact.end)
    spans = [("fact", sentence), ("date", fact.phrase), ("speaker", fact.speaker)]
    spans += [("antecedent", antecedent) for antecedent in fact.antecedents]
    made = [
        Span.model_validate({"for": purpose, "start": at.start, "end": at.end}) for purpose, at in spans if at
    ]
    quote = sentence.of(article.text)[:_PROSE_MAX] if article.keep_text else None
    return Evidence(sha256=article.sha256, spans=tuple(dict.fromkeys(made))[:_SPANS_MAX], quote=quote)


def _actors(fact: FactFound, text: str, subjects: Subjects) -> tuple[ActorMention, ...]:
    """The actors in their roles, each once; who says it is one of them."""
    mentions = [
        ActorMention(actor=subjects.actors[named.name], role=named.role, words=_words(named.words, text))
        for named in fact.actors
        if named.name in subjects.actors
    ]
    if fact.attributed_to in subjects.actors:
        speaker = subjects.actors[fact.attributed_to]
        mentions.append(ActorMention(actor=speaker, role="speaker", words=_words(fact.speaker, text)))
    return tuple({(one.actor, one.role): one for one in reversed(mentions)}.values())[::-1]


def _locations(fact: FactFound, text: str, subjects: Subjects) -> tuple[LocationMention, ...]:
    mentions = [
        LocationMention(
            location=subjects.locations[named.name], role=named.role, words=_words(named.words, text)
        )
        for named in fact.locations
        if named.name in subjects.locations
    ]
    return tuple({(one.location, one.role): one for one in reversed(mentions)}.values())[::-1]


def _words(at: Range | None, text: str) -> str | None:
    words = " ".join(at.of(text).split())[:_LINE_MAX] if at else ""
    return words or None


def _ids(ids: dict[str, str], names: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(ids[name] for name in names if name in ids)


def _names(fact: FactFound) -> set[str]:
    """Everybody and every place the fact names."""
    mentioned = {named.name for named in fact.actors} | {named.name for named in fact.locations}
    return mentioned | {name for name in (fact.attributed_to, *fact.via) if name}
