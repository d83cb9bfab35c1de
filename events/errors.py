"""What events and projections refuse, as one flat tree; the service adds what only it can refuse.

The message of an error carries the values; its details are for programs.

AsofError
├── Refused                   what was sent cannot be taken as it is
│   ├── InvalidEvents         events that are malformed; lists line, field, value and what was expected
│   ├── UnknownReference      an event names a stream, fact or event the log does not hold
│   ├── ImpossibleChange      well-formed, but it contradicts what stands (a cycle, an ambiguous `amends`, …)
│   ├── ReportedInFuture      `reported_at` lies after the moment of recording
│   ├── UnreadableArticle     an article that cannot be taken in, for a reason that a program can tell
│   ├── KeyTaken              another request was recorded under the same key
│   └── BadQuestion           a question's parameter cannot be read or does not fit the others
├── Conflict                  somebody else was first
│   ├── RebuildRunning        another session is rebuilding that projection
│   ├── WrongExpectedVersion  the stream is not at the version the writer saw
│   ├── FactChanged           the fact is not any more what its reader saw
│   ├── SaidBefore            the event was recorded, and something else has taken its place since
│   ├── EventIdTaken          the same event id was recorded with other content
│   └── SlugTaken             another subject of that kind bears the slug
├── ExtractionFailed          an extractor could not read a text, by its own mistake
├── NotFound                  nothing of that name, at that position
│   └── AmbiguousName         several subjects bear it; lists them
├── Gone                      the answer was given by other rules or by another log
└── Unavailable               Asof itself cannot work now
    ├── ClockBehindLog        the machine's clock is behind the log's last `recorded_at`
    ├── OnlyOnPrimary         the database may only be read, and what is asked has to be settled by its primary
    ├── RulesDiffer           the serving projections were folded by other rules than this code's
    └── DatabaseUnreachable   no database answers at DATABASE_URL
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


class AsofError(Exception):
    """Base of all; `details` are the values of the message, by name."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details: dict[str, Any] = details


class Refused(AsofError):
    pass


class InvalidEvents(Refused):
    """`problems` hold `line` (from 1, where there are lines), `field`, `value` and `expected`."""

    def __init__(self, problems: Sequence[Mapping[str, Any]]) -> None:
        first = problems[0]
        where = ", ".join(f"{k} {first[k]}" for k in ("line", "field") if first.get(k) is not None)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"{where or 'the body'}: {first.get('value')!r}: expected {first['expected']}{more}; nothing was recorded",
            problems=[dict(problem) for problem in problems],
        )


class UnknownReference(Refused):
    def __init__(self, missing: Sequence[Mapping[str, Any]]) -> None:
        listed = "; ".join(f"{m['type']} in {m['stream']} names {m['unknown']}" for m in missing[:5])
        super().__init__(
            f"{listed}: the log does not hold it. Record it first, or earlier in the same append; nothing was recorded",
            unknown=[dict(m) for m in missing],
        )


class ImpossibleChange(Refused):
    pass


class ReportedInFuture(Refused):
    def __init__(self, stream: str, field: str, value: datetime, recorded_at: datetime) -> None:
        super().__init__(
            f"{stream}: {field} {value.isoformat()} lies after the moment of recording, "
            f"{recorded_at.isoformat()}; send the instant when the public could know it",
            stream=stream,
            field=field,
            value=value,
            recorded_at=recorded_at,
        )


class UnreadableArticle(Refused):
    """`reason` is one of UNREADABLE's keys; the message says what to send instead."""

    def __init__(self, reason: str, message: str) -> None:
        assert reason in UNREADABLE, reason
        super().__init__(message, reason=reason)


UNREADABLE = {
    "no-publication": "nothing tells when it was published",
    "bad-publication": "what should tell when it was published cannot be read",
    "published-in-future": "it would be published at a moment that is still to come",
    "no-text": "there is no text in it",
    "not-text": "it holds characters that no text has, such as NUL",
    "not-utf-8": "it is not in UTF-8",
    "not-ninjs": "it is no text item of ninjs",
    "too-long": "it is longer than any article",
    "takes-too-long": "its extractor did not come to an end in time",
    "other-language": "it is surely not in English",
    "bad-url": "what should identify it is no absolute URL",
    "bad-name": "its title or publisher is not one line of text",
    "unknown-extractor": "no extractor of that name is installed",
    "not-fetched": "its URL could not be fetched",
}
"""Why an article cannot be taken in."""


class KeyTaken(Refused):
    def __init__(self, position: int) -> None:
        super().__init__(
            f"another request was recorded under this Idempotency-Key, at position {position}: "
            "a new request needs a key of its own, a repeated one its first body at its first path",
            position=position,
        )


class BadQuestion(Refused):
    """`value` is None where a parameter is wrong in a way that its text would not show."""

    def __init__(self, parameter: str, value: str | None, expected: str) -> None:
        shown = "" if value is None else f" {value!r}"
        super().__init__(
            f"{parameter}{shown}: expected {expected}", parameter=parameter, value=value, expected=expected
        )


class Conflict(AsofError):
    pass


class RebuildRunning(Conflict):
    pass


class FactChanged(Conflict):
    """`position` is that of the first change since; what was decided before it is not recorded."""

    def __init__(self, fact: str, read_at: int, position: int, change: str, by: str) -> None:
        super().__init__(
            f"fact {fact} has changed since position {read_at}: {change} at position {position}, by {by}; "
            "look at it again and decide anew",
            fact=fact,
            read_at=read_at,
            position=position,
            change=change,
            by=by,
        )


class WrongExpectedVersion(Conflict):
    """`expected` and `actual` are versions; 0 is a stream that does not exist."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream}: expected version {expected}, found {actual}; read the stream again and decide anew",
            stream=stream,
            expected=expected,
            actual=actual,
        )


class EventIdTaken(Conflict):
    def __init__(self, event_id: str, position: int) -> None:
        super().__init__(
            f"event {event_id} was recorded at position {position} with other content; "
            "a new event needs an event_id of its own",
            event_id=event_id,
            position=position,
        )


class SaidBefore(Conflict):
    def __init__(self, event_id: str, position: int, since: int) -> None:
        super().__init__(
            f"event {event_id} was recorded at position {position}, and position {since} has taken its place; "
            "to say it again, send it with an event_id, or an Idempotency-Key, of its own",
            event_id=event_id,
            position=position,
            since=since,
        )


class SlugTaken(Conflict):
    def __init__(self, kind: str, slug: str, holder: str) -> None:
        super().__init__(
            f"{kind} slug {slug!r} is taken by {holder}; choose another, or rename that one first",
            kind=kind,
            slug=slug,
            holder=holder,
        )


class ExtractionFailed(AsofError):
    def __init__(self, extractor: str, cause: str) -> None:
        super().__init__(f"the extractor {extractor!r} failed ({cause})", extractor=extractor)


class NotFound(AsofError):
    pass


class AmbiguousName(NotFound):
    def __init__(self, name: str, candidates: Sequence[Mapping[str, Any]]) -> None:
        listed = ", ".join(f"{c['slug']} ({c['name']})" for c in candidates)
        super().__init__(
            f"{name!r} may be any of {listed}; use a slug",
            name=name,
            candidates=[dict(c) for c in candidates],
        )


class Gone(AsofError):
    """`successor` is the URL that asks the same question of today's log and rules."""


class Unavailable(AsofError):
    pass


class ClockBehindLog(Unavailable):
    def __init__(self, clock: datetime, head: datetime) -> None:
        super().__init__(
            f"the clock says {clock.isoformat()}, the log's last event is of {head.isoformat()}: "
            "nothing is recorded until the clock is right again",
            clock=clock,
            head=head,
        )


class OnlyOnPrimary(Unavailable):
    def __init__(self, instant: datetime, head: datetime) -> None:
        super().__init__(
            f"this server may only be read, and its log ends at {head.isoformat()}: what had been recorded by "
            f"{instant.isoformat()} is for the primary to say; ask there, or for an earlier moment",
            instant=instant,
            head=head,
        )


class RulesDiffer(Unavailable):
    def __init__(self, projection: str, serving: int, own: int) -> None:
        super().__init__(
            f"projection {projection} was folded by rules {serving}, this code has rules {own}: "
            f"run `asof rebuild {projection}`, or start the version that wrote it",
            projection=projection,
            serving=serving,
            own=own,
        )


class DatabaseUnreachable(Unavailable):
    pass
