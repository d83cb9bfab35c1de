"""What a new text of an article changes: only the differences to what its former text said become events.

The new text is compared with the former one as it was read, not with what stands: what was mended by hand since, or
taken back on review, was so for its reasons, and a text that still says the same is none to undo it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events.ingestion.known import KnownFact
from events.ingestion.matching import Comparable, match
from events.payloads import FactCorrected, FactReinstated, FactReported, FactRetracted, Payload

REASON = "the article was revised"

_COMPARED = ("summary", "occurred", "status", "attributed_to", "via", "actors", "locations")
"""What a fact says; where and by whom it was read follows from that."""

_WITHOUT_DATE = tuple(name for name in _COMPARED if name not in ("occurred", "status"))

_ALONG = ("evidence", "extracted_by", "confidence", "needs_review")
"""What is written along with a difference."""


@dataclass(slots=True)
class Revision:
    """The events of the facts that differ, and under which id each fact of the new text goes, in its order."""

    events: list[Payload] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


def revise(
    old: Sequence[KnownFact], new: Sequence[FactReported], reader: str, text: str, published_at: datetime
) -> Revision:
    """What becomes of the facts `old` by a text, published at `published_at`, in which `reader` found `new`."""
    matched = match(
        [Comparable(fact.said, _plain(fact.sentence)) for fact in old],
        [Comparable(report, _sentence(report, text)) for report in new],
    )
    revision = Revision()
    for number, report in enumerate(new):
        known = old[matched[number]] if number in matched else None
        revision.facts.append(report.fact if known is None else known.fact)
        if known is None:
            revision.events.append(report)
        else:
            revision.events += _changed(known, report, text, published_at)
    kept = set(matched.values())
    gone = [fact for number, fact in enumerate(old) if number not in kept]
    revision.events += [
        FactRetracted(fact=fact.fact, reported_at=published_at, amends=fact.report, reason=REASON)
        for fact in gone
        if _falls(fact, reader, text)
    ]
    return revision


def _changed(known: KnownFact, report: FactReported, text: str, published_at: datetime) -> Iterator[Payload]:
    """The events that make the known fact what the new text says; none where it says the same."""
    other_reader = known.said.extracted_by != report.extracted_by
    if not known.from_text or (
        other_reader and known.in_text and _plain(known.sentence) == _sentence(report, text)
    ):
        return  # the difference is one of readers, and nothing that was published
    if not known.in_text and not known.stands:
        yield FactReinstated(fact=known.fact, reported_at=published_at, amends=known.report, reason=REASON)
    compared = _WITHOUT_DATE if _is_dated_alike(known, report, text) else _COMPARED
    changes = {
        name: getattr(report, name)
        for name in compared
        if _said(known.said, name) != _said(report, name) != _said(known.now, name)
    }
    if changes:
        along = {
            name: value for name in _ALONG if (value := getattr(report, name)) != getattr(known.now, name)
        }
        yield FactCorrected(
            fact=known.fact,
            reported_at=published_at,
            amends=known.report,
            reason=REASON,
            changes=changes | along,
        )


def _is_dated_alike(known: KnownFact, report: FactReported, text: str) -> bool:
    """Whether the date is said in the same words of the same sentence, which rest on no other.

    Then "yesterday" is the day it was when that was written, whenever the article was revised, and what was planned for
    tomorrow was.
    """
    said_elsewhere = any(span.purpose == "antecedent" for span in report.evidence.spans)
    return not said_elsewhere and _plain(known.sentence) == _sentence(report, text)


def _falls(fact: KnownFact, reader: str, text: str) -> bool:
    """Whether a fact that is not found in the new text is no longer in it.

    Ready-made facts are for people to take back. Where another extractor read the text, a sentence that is still in it
    says what it said, whether or not that extractor sees it.
    """
    if not (fact.from_text and fact.in_text and fact.stands):
        return False
    sentence = _plain(fact.sentence)
    return reader == fact.said.extracted_by or sentence is None or sentence not in (_plain(text) or "")


def _said(report: FactReported, name: str) -> Any:
    """The field without the words that it was said in: those may change with the sentence's word order."""
    value = getattr(report, name)
    if name == "occurred":
        return value.model_copy(update={"phrase": None})
    if name in ("actors", "locations"):
        return {mention.model_copy(update={"words": None}) for mention in value}
    return value


def _sentence(report: FactReported, text: str) -> str | None:
    at = report.evidence.spans[0]
    return _plain(text[at.start : at.end])


def _plain(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
