"""What stands of a fact, at every moment of the reported clock (design.md §5). Pure.

For each fact, its events that are not withdrawn are folded in order of (moment, position): each field is the last one
written, existence included. The result is a row of states along the reported clock, as the log knows them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from events.envelope import RecordedEvent
from events.payloads import (
    ArticleAdded,
    ArticleRetracted,
    ArticleRevised,
    ChangeWithdrawn,
    FactCorrected,
    FactReinstated,
    FactReported,
    FactRetracted,
    FactReviewed,
    FactsLinked,
)

ALWAYS = datetime.min.replace(tzinfo=UTC)
"""The moment of what holds at every T: that an article was never to be recorded."""
FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of a reported range that is still open."""

EXISTENCE = "existence"
"""The field that retractions and reinstatements write."""
ARTICLE = "article"
"""The field that the retraction of a fact's article writes: whether the article stands."""
FIELDS = tuple(name for name in FactReported.model_fields if name not in ("type", "fact"))
"""What a report says of its fact, and corrections change."""
_values_of = itemgetter(*FIELDS)

Change = FactCorrected | FactRetracted | FactReinstated
_VERSIONS = (ArticleAdded, ArticleRevised)
_NO_CHANGES = (*_VERSIONS, FactsLinked)

Write = tuple[datetime, int, RecordedEvent]
"""An event that writes fields of a fact, behind its moment and its position: the order in which it is folded."""


@dataclass(frozen=True, slots=True)
class FactState:
    """A fact as it stood for T in `[rep_from, rep_to)`; `fields` are those of FactReported, as last written.

    `retracted_by` is the retraction of the fact, else of its article, on account of which it does not stand.
    """

    rep_from: datetime
    rep_to: datetime
    fields: dict[str, Any]
    corrected_by: tuple[RecordedEvent, ...] = ()
    retracted_by: RecordedEvent | None = None

    @property
    def stands(self) -> bool:
        return self.retracted_by is None


def fact_states(events: Sequence[RecordedEvent]) -> list[FactState]:
    """The states of one fact along the reported clock, earliest first; neighbours differ.

    `events` are those about the fact and those about its article as a whole, in log order.
    """
    if (lone := _lone_report(events)) is not None:
        return [FactState(lone.reported_at, FOREVER, _fields(lone))]
    report, standing = _report_and_standing(events)
    if report is None:
        return []
    review = _last_review(standing)
    return list(_joined(_sweep(_in_order(report, standing), review.position if review else 0)))


def writes(events: Sequence[RecordedEvent]) -> list[Write]:
    """What makes the states of one fact, in the order in which it is folded; empty when there is no report."""
    report, standing = _report_and_standing(events)
    return [] if report is None else _in_order(report, standing)


def last_written(events: Sequence[RecordedEvent], at: datetime) -> dict[str, RecordedEvent]:
    """Which event wrote each field as it stands at `at`, our own mendings and reviews included, by field.

    EXISTENCE is one of the fields, and ARTICLE is there once the article is retracted. Empty when the fact had not been
    reported.
    """
    report, standing = _report_and_standing(events)
    result: dict[str, RecordedEvent] = {}
    for moment, _, event in _in_order(report, standing) if report else ():
        if moment <= at:
            fell_by = _fell_by(result.get(ARTICLE), event)
            result |= dict.fromkeys(written_by(event), event)
            result |= {ARTICLE: fell_by} if fell_by else {}
    review = _last_review(standing)
    if result and review and review.position > result["needs_review"].position:
        result["needs_review"] = review
    return result


def written_by(event: RecordedEvent) -> tuple[str, ...]:
    """The fields of its fact that the event writes."""
    match event.payload:
        case FactReported():
            return (*FIELDS, EXISTENCE)
        case FactCorrected(changes=changes):
            return tuple(changes)
        case FactRetracted() | FactReinstated():
            return (EXISTENCE,)
        case ArticleRetracted():
            return (ARTICLE,)
        case FactReviewed():
            return ("needs_review",)
    return ()


def cited_version(events: Sequence[RecordedEvent]) -> ArticleAdded | ArticleRevised:
    """The version of the article whose text the report cites; before that was published nobody had read it there.

    `events` are as for `fact_states`. Our own mendings of the report count; a published correction cites its own text.
    """
    lone = _lone_report(events)
    sha256 = lone.evidence.sha256 if lone is not None else _sha256_cited(events)
    for event in events:
        if isinstance(event.payload, _VERSIONS) and event.payload.sha256 == sha256:
            return event.payload
    raise LookupError(f"expected a version of the article with sha256 {sha256}, found none")


def withdrawn(events: Sequence[RecordedEvent]) -> set[UUID]:
    """The ids of the changes taken back, and of all that amends them. `events` are in log order."""
    return set(withdrawals(events))


def withdrawals(events: Sequence[RecordedEvent]) -> dict[UUID, RecordedEvent]:
    """By the id of each change that was taken back, what took it back: itself, or what it amends."""
    took_back = {e.payload.withdraws: e for e in events if isinstance(e.payload, ChangeWithdrawn)}
    if not took_back:
        return took_back
    for event in events:  # what amends comes later in the log, so that one pass finds chains
        if isinstance(event.payload, Change) and event.payload.amends in took_back:
            took_back.setdefault(event.event_id, took_back[event.payload.amends])
    return took_back


def moments(
    report: RecordedEvent, events: Iterable[RecordedEvent], taken_back: Collection[UUID] = ()
) -> dict[UUID, datetime]:
    """The moment of the report and of each of its changes: from when on, on the reported clock, they count.

    Of changes that were taken back, where there are some among `events`: from when on they would.
    """
    standing = (event for event in events if event.event_id not in taken_back)
    moment = {report.event_id: _mended_reported_at(report, standing)}
    for event in events:
        if isinstance(event.payload, Change):
            assert event.payload.amends is not None, f"position {event.position}: `amends` was not settled"
            amended = moment[event.payload.amends]
            moment[event.event_id] = max(event.payload.reported_at or amended, amended)
    return moment


def writers(events: Sequence[RecordedEvent], at: datetime | None) -> dict[str, RecordedEvent]:
    """Which event wrote each field as it stands at `at` (None: in the end), by field; EXISTENCE is one of them.

    Our own mendings count as what they mend: the result holds reports and published changes only. Empty when the
    fact was not reported, or its report fell.
    """
    report, standing = _report_and_standing(events)
    if report is None:
        return {}
    by_id = {event.event_id: event for event in standing}
    result = dict.fromkeys(written_by(report), report)
    for moment, _, event in _in_order(report, standing):
        if (at is None or moment <= at) and isinstance(event.payload, Change):
            result |= dict.fromkeys(written_by(event), _published(event, by_id))
    return result


def article_moment(retraction: ArticleRetracted, reported: datetime) -> datetime:
    """From when on the retraction of its article counts for a fact of that moment."""
    return max(retraction.reported_at or ALWAYS, reported)


def _lone_report(events: Sequence[RecordedEvent]) -> FactReported | None:
    """The report of a fact that nothing has changed so far, as it is of most; None if something has."""
    report = None
    for event in events:
        payload = event.payload
        if isinstance(payload, FactReported):
            report = payload
        elif not isinstance(payload, _NO_CHANGES):
            return None
    return report


def _sha256_cited(events: Sequence[RecordedEvent]) -> str:
    report, standing = _report_and_standing(events)
    assert report is not None
    assert isinstance(report.payload, FactReported)
    sha256 = report.payload.evidence.sha256
    for event in standing:
        match event.payload:
            case FactCorrected(reported_at=None, amends=report.event_id, changes={"evidence": evidence}):
                sha256 = evidence.sha256
    return sha256


def _report_and_standing(events: Sequence[RecordedEvent]) -> tuple[RecordedEvent | None, list[RecordedEvent]]:
    """The fact's report, if there is one; and all events that were not taken back."""
    taken_back = withdrawn(events)
    standing = [event for event in events if event.event_id not in taken_back]
    return next((event for event in standing if isinstance(event.payload, FactReported)), None), standing


def _mended_reported_at(report: RecordedEvent, standing: Iterable[RecordedEvent]) -> datetime:
    """When the fact was reported: as the report says, or as the last mending of our record says."""
    assert isinstance(report.payload, FactReported)
    mended = report.payload.reported_at
    for event in standing:
        if isinstance(event.payload, FactCorrected):
            mended = event.payload.changes.get("reported_at", mended)
    return mended


def _in_order(report: RecordedEvent, standing: Sequence[RecordedEvent]) -> list[Write]:
    return sorted(_timed_writes(report, standing), key=lambda write: write[:2])


def _last_review(standing: Iterable[RecordedEvent]) -> RecordedEvent | None:
    """Of several reviews the last one counts: it accepts whatever had been flagged by then."""
    return max((e for e in standing if isinstance(e.payload, FactReviewed)), key=_position, default=None)


def _position(event: RecordedEvent) -> int:
    return event.position


def _timed_writes(report: RecordedEvent, standing: Sequence[RecordedEvent]) -> Iterator[Write]:
    moment = moments(report, standing)
    reported = moment[report.event_id]
    for event in standing:
        if event.event_id in moment:
            yield moment[event.event_id], event.position, event
        elif isinstance(event.payload, ArticleRetracted):
            yield article_moment(event.payload, reported), event.position, event


def _sweep(timed: Sequence[Write], reviewed: int) -> Iterator[FactState]:
    """A state from each write to the next one, fields carried along."""
    fields: dict[str, Any] = {}
    corrected_by: tuple[RecordedEvent, ...] = ()
    fact_retracted_by: RecordedEvent | None = None
    article_fell_by: RecordedEvent | None = None
    flagged_at = 0
    for number, (moment, position, event) in enumerate(timed):
        match event.payload:
            case FactReported() as report:
                fields, flagged_at = _fields(report), position
            case FactCorrected(changes=changes):
                fields = fields | changes
                flagged_at = position if "needs_review" in changes else flagged_at
                if event.payload.reported_at is not None:
                    corrected_by = (*corrected_by, event)
            case FactRetracted():
                fact_retracted_by = event
            case FactReinstated():
                fact_retracted_by = None
            case ArticleRetracted():
                article_fell_by = _fell_by(article_fell_by, event)
        until = timed[number + 1][0] if number + 1 < len(timed) else FOREVER
        if moment < until:
            shown = fields | {"needs_review": False} if reviewed > flagged_at else fields
            yield FactState(moment, until, shown, corrected_by, fact_retracted_by or article_fell_by)


def _fell_by(first: RecordedEvent | None, event: RecordedEvent) -> RecordedEvent | None:
    """By which retraction an article fell: the first in (moment, position), however late its fact was reported."""
    if not isinstance(event.payload, ArticleRetracted):
        return first
    if first is None:
        return event
    assert isinstance(first.payload, ArticleRetracted)
    earlier = (event.payload.reported_at or ALWAYS) < (first.payload.reported_at or ALWAYS)
    return event if earlier else first


def _fields(report: FactReported) -> dict[str, Any]:
    return dict(zip(FIELDS, _values_of(report.__dict__), strict=True))


def _joined(states: Iterable[FactState]) -> Iterator[FactState]:
    """Neighbours that differ in nothing but their range become one."""
    last: FactState | None = None
    for state in states:
        if last is not None and replace(last, rep_from=state.rep_from, rep_to=state.rep_to) == state:
            last = replace(last, rep_to=state.rep_to)
            continue
        if last is not None:
            yield last
        last = state
    if last is not None:
        yield last


def _published(event: RecordedEvent, by_id: Mapping[UUID, RecordedEvent]) -> RecordedEvent:
    while isinstance(event.payload, Change) and event.payload.reported_at is None:
        assert event.payload.amends is not None
        event = by_id[event.payload.amends]
    return event
