"""When something happened: the UTC interval that an EDTF string denotes in a time zone.

Pure: the only thing read is the time zone database.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from events.edtf import RANGE, SECOND, BadDate, Part, Span, parse

__all__ = ["BadDate", "Interval", "UnknownTimeZone", "interval", "parse", "time_zone"]

_NEVER = datetime.min.replace(tzinfo=UTC)
FARTHEST_EAST = timedelta(hours=14)
FARTHEST_WEST = timedelta(hours=12)


class UnknownTimeZone(BadDate):
    """`value` is not a name in the IANA time zone database."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The instants `[earliest, latest)`, in UTC; None is no bound. Never empty."""

    earliest: datetime | None
    latest: datetime | None

    def __post_init__(self) -> None:
        for bound in (self.earliest, self.latest):
            if bound is not None and bound.utcoffset() != timedelta(0):
                raise BadDate(bound.isoformat(), "an instant in UTC")
        if self.earliest is not None and self.latest is not None and self.earliest >= self.latest:
            raise BadDate(f"{self.earliest.isoformat()}/{self.latest.isoformat()}", "earliest before latest")

    def overlaps(self, window: Self) -> bool:
        """Something within this interval may have happened in `window` (`match=possible`)."""
        return _before(self.earliest, window.latest) and _before(window.earliest, self.latest)

    def inside(self, window: Self) -> bool:
        """Whatever is within this interval happened in `window` (`match=certain`)."""
        return window.contains(self)

    def contains(self, other: Self) -> bool:
        """No instant of `other` lies outside this interval."""
        starts = self.earliest is None or (other.earliest is not None and self.earliest <= other.earliest)
        ends = self.latest is None or (other.latest is not None and other.latest <= self.latest)
        return starts and ends

    def widened(self) -> Self:
        """Where the same dates lie in whatever time zone, if this is where they lie in UTC."""
        return type(self)(_moved(self.earliest, -FARTHEST_EAST), _moved(self.latest, FARTHEST_WEST))


@lru_cache(maxsize=16_384)  # a date is checked where it is read, and again in the fact that it belongs to
def interval(edtf: str, zone: tzinfo = UTC) -> Interval:
    """The UTC interval that the EDTF string `edtf` denotes on the clocks of `zone`.

    A day lasts from the first instant at which they show it to the first at which they show the next, be
    that 23 or 25 hours; a time that they show twice may be either; what they skip is refused. A set is one
    interval, from the start of its earliest member to the end of its latest. `~` and `?` change nothing here:
    they are in `parse`.

    Raises BadDate, and nothing else, for a string that is not read (see events/edtf.py), a reversed interval
    and bounds outside the years 0001 to 9999, whose first instant is left out, too.
    """
    spans = [_within(span, zone) for span in parse(edtf).spans]
    starts = [span.earliest for span in spans if span.earliest is not None]
    ends = [span.latest for span in spans if span.latest is not None]
    return Interval(
        earliest=min(starts) if len(starts) == len(spans) else None,
        latest=max(ends) if len(ends) == len(spans) else None,
    )


def time_zone(name: str) -> ZoneInfo:
    """The zone that the IANA database calls `name`, such as Europe/Kyiv. Raises UnknownTimeZone."""
    if name not in _zone_names():
        raise UnknownTimeZone(name, "the name of a zone in the IANA database, such as Europe/Kyiv or UTC")
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    # "localtime" would mean another zone on each machine, "Factory" is a placeholder.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


def _moved(bound: datetime | None, by: timedelta) -> datetime | None:
    try:
        return None if bound is None else bound + by
    except OverflowError:  # beyond what a datetime can hold nothing is left out
        return None


def _within(span: Span, zone: tzinfo) -> Interval:
    start, end = span
    earliest = _bounds(start, zone)[0] if start else None
    latest = _bounds(end, zone)[1] if end else None
    if start and end and not _before(earliest, latest):
        raise BadDate(f"{start.text}/{end.text}", "a start before the end; were they swapped?")
    return Interval(earliest, latest)


def _bounds(part: Part, zone: tzinfo) -> tuple[datetime, datetime]:
    try:
        earliest, latest = _first_at(part.start, zone), _first_at(part.end, zone)
        if part.is_time:
            latest = max(latest, _last_at(part.end - SECOND, zone) + SECOND)
    except OverflowError:
        raise BadDate(part.text, RANGE) from None
    if earliest == _NEVER:  # which the driver would store as no bound at all
        raise BadDate(part.text, RANGE)
    if earliest >= latest:
        raise BadDate(part.text, f"a date and time that clocks in {zone} have shown; they skipped this one")
    return earliest, latest


def _first_at(clock: datetime, zone: tzinfo) -> datetime:
    """The first instant at which the clocks of `zone` show `clock` or later."""
    if clock.tzinfo is not None:
        return clock.astimezone(UTC)
    instant = clock.replace(tzinfo=zone).astimezone(UTC)
    if _shown(instant, zone) == clock:
        return instant
    # They skip `clock`: the instants that it would be before and after the jump enclose the jump.
    before = _last_at(clock, zone)
    seconds = range((instant - before) // SECOND)
    return before + SECOND * bisect_left(seconds, clock, key=lambda s: _shown(before + SECOND * s, zone))


def _last_at(clock: datetime, zone: tzinfo) -> datetime:
    """The last instant at which the clocks of `zone` show `clock`, if they show it."""
    return (clock if clock.tzinfo is not None else clock.replace(tzinfo=zone, fold=1)).astimezone(UTC)


def _shown(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)
