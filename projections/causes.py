"""Which events made a fact or a link what it is at a moment, and which made it differ from another one. Pure.

What counts, from when on and over what, is `standing`'s to say; here its events are picked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from events.envelope import RecordedEvent
from events.instants import format_instant
from events.payloads import (
    ArticleRetracted,
    ChangeWithdrawn,
    FactCorrected,
    FactReported,
    FactReviewed,
    FactsLinked,
)
from projections.history import History
from projections.standing import (
    ARTICLE,
    EXISTENCE,
    Change,
    article_moment,
    cited_version,
    last_written,
    moments,
    withdrawn,
    writes,
    written_by,
)

LINK_SHOWS = frozenset({"summary", "attributed_to", "reported_at", EXISTENCE})
"""What of a fact shows where it is linked to another one."""

_ABOUT_THE_FACT = FactReported | Change | FactReviewed | ArticleRetracted


@dataclass(frozen=True, slots=True)
class Cause:
    """An event that made something what it is: from which moment on, and which fields of the fact are its.

    `moment` is None where the event follows the position alone, as reviews, merges and withdrawals do.
    """

    event: RecordedEvent
    moment: datetime | None
    fields: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The cause as answers show it."""
        return {
            "event_id": str(self.event.event_id),
            "type": self.event.type,
            "position": self.event.position,
            "recorded_at": format_instant(self.event.recorded_at),
            "reported_at": None if self.moment is None else format_instant(self.moment),
            "stream": self.event.stream,
            "fact": self.event.fact,
            "fields": list(self.fields),
        }


@dataclass(frozen=True, slots=True)
class End:
    """One end of a comparison: what the log held at `position`, as known at `known_at`."""

    position: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a comparison, and whether what they show is read strictly."""

    before: End
    after: End
    strict: bool = False

    @property
    def by_moment(self) -> bool:
        """Whether the ends are two moments at one position, rather than two positions."""
        return self.before.position == self.after.position

    def recorded_between(self, event: RecordedEvent) -> bool:
        return self.before.position < event.position <= self.after.position

    def taken_back_between(self, target: RecordedEvent, withdrawal: RecordedEvent) -> bool:
        """Whether `target` counted at the earlier end and was withdrawn since."""
        return target.position <= self.before.position and self.recorded_between(withdrawal)

    def known_between(self, moment: datetime) -> bool:
        return self.before.known_at < moment <= self.after.known_at


def together(causes: Iterable[Cause]) -> list[Cause]:
    """Each event once, with all its fields, in log order."""
    found: dict[UUID, Cause] = {}
    for cause in causes:
        known = found.get(cause.event.event_id)
        fields = (*known.fields, *cause.fields) if known else cause.fields
        found[cause.event.event_id] = Cause(cause.event, cause.moment, tuple(dict.fromkeys(fields)))
    return sorted(found.values(), key=lambda cause: cause.event.position)


# --- what made it what it is


def makers(events: Sequence[RecordedEvent], at: datetime) -> Iterator[Cause]:
    """What made a fact what it is at `at`: its report, what last wrote a field, and its published corrections.

    `events` are those about the fact and those about its article, in log order.
    """
    moment_of = {event.event_id: moment for moment, _, event in writes(events)}
    found = {
        event.event_id: event for moment, _, event in writes(events) if moment <= at and _always_shows(event)
    }
    fields = defaultdict(list)
    for name, event in last_written(events, at).items():
        found[event.event_id] = event
        fields[event.event_id].append(shown(name))
    for event_id, event in found.items():
        yield Cause(event, moment_of.get(event_id), tuple(fields[event_id]))


def makers_of_link(link: RecordedEvent, history: History, at: datetime) -> Iterator[Cause]:
    """The link, and what made the fact that it comes from say what shows of it."""
    assert isinstance(link.payload, FactsLinked)
    yield Cause(link, link_moment(link.payload, history))
    for cause in makers(history.of_fact(link.payload.fact), at):
        fields = tuple(name for name in cause.fields if name in LINK_SHOWS)
        if fields or isinstance(cause.event.payload, FactReported):
            yield replace(cause, fields=fields)


def link_moment(link: FactsLinked, history: History) -> datetime | None:
    """From when on the link can show: both its ends have been reported."""
    reported = [report_moment(history.of_fact(fact)) for fact in (link.fact, link.other)]
    known = [moment for moment in reported if moment is not None]
    return max(known) if len(known) == len(reported) else None


def report_moment(events: Sequence[RecordedEvent]) -> datetime | None:
    """From when on the fact is known."""
    return next((moment for moment, _, e in writes(events) if isinstance(e.payload, FactReported)), None)


# --- what made it differ


def changers(events: Sequence[RecordedEvent], ends: Ends) -> Iterator[Cause]:
    """The events of a fact and its article that lie between the ends, and count at the later one.

    A change that was made and taken back between them did nothing; of one that was made before, it is the withdrawal
    that did it. `events` go up to the later position.
    """
    taken_back = withdrawn(events)
    report = next((event for event in events if isinstance(event.payload, FactReported)), None)
    if report is None:
        return
    moment_of = moments(report, events, taken_back)
    reported = moment_of[report.event_id]
    since = max(reported, cited_version(events).published_at) if ends.strict else reported
    by_id = {event.event_id: event for event in events}
    for event in events:
        target = by_id.get(event.payload.withdraws) if isinstance(event.payload, ChangeWithdrawn) else event
        if target is None or not isinstance(target.payload, _ABOUT_THE_FACT):
            continue
        if isinstance(target.payload, ArticleRetracted):
            moment_of[target.event_id] = article_moment(target.payload, reported)
        moment = moment_of.get(target.event_id)
        counts = moment is None or moment <= ends.after.known_at
        if target is not event:
            lies_between, told = ends.taken_back_between(target, event), None
        elif event.event_id in taken_back:
            continue
        elif ends.by_moment:
            lies_between, told = moment is not None and ends.known_between(max(moment, since)), moment
        else:
            lies_between, told = ends.recorded_between(event), moment if counts else None
            counts = counts or moves_report(event)
        if counts and lies_between:
            yield Cause(event, told, tuple(dict.fromkeys(map(shown, written_by(target)))))


def changers_of_link(link: RecordedEvent, history: History, ends: Ends) -> Iterator[Cause]:
    """The link, or its withdrawal, where that lies between the ends and shows at the later one."""
    assert isinstance(link.payload, FactsLinked)
    of_fact = history.of_fact(link.payload.fact)
    moment = link_moment(link.payload, history)
    if moment is None or moment > ends.after.known_at:
        return
    withdrawal = next((e for e in of_fact if withdraws(e) == link.event_id), None)
    if withdrawal is not None:
        if ends.taken_back_between(link, withdrawal):
            yield Cause(withdrawal, None)
    elif ends.by_moment:
        since = max(moment, cited_version(of_fact).published_at) if ends.strict else moment
        if ends.known_between(since):
            yield Cause(link, moment)
    elif ends.recorded_between(link):
        yield Cause(link, moment)


def changers_of_linking(link: RecordedEvent, history: History, ends: Ends) -> Iterator[Cause]:
    """Those changes of the fact that the link comes from which show where it leads to."""
    assert isinstance(link.payload, FactsLinked)
    for cause in changers(history.of_fact(link.payload.fact), ends):
        if fields := tuple(name for name in cause.fields if name in LINK_SHOWS):
            yield replace(cause, fields=fields)


def moves_report(event: RecordedEvent) -> bool:
    """Whether the event mends when the fact was reported: what then is known no longer was known before."""
    return isinstance(event.payload, FactCorrected) and "reported_at" in event.payload.changes


def _always_shows(event: RecordedEvent) -> bool:
    """Reports and published corrections are named in an entry whatever was written later."""
    published = isinstance(event.payload, FactCorrected) and event.payload.reported_at is not None
    return published or isinstance(event.payload, FactReported)


def shown(field: str) -> str:
    """To a reader a fact stands or does not, whether it fell alone or with its article."""
    return EXISTENCE if field == ARTICLE else field


def withdraws(event: RecordedEvent) -> UUID | None:
    """The change that the event takes back, if it does so."""
    return event.payload.withdraws if isinstance(event.payload, ChangeWithdrawn) else None
