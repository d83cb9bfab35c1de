"""When an article was published: exactly, or only on a day of its publisher's (design.md §2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from events.dates import BadDate, interval, time_zone
from events.errors import UnreadableArticle
from events.extraction.extraction import FactFound
from events.instants import format_instant

FOREVER = datetime.max.replace(tzinfo=UTC)
EXPECTED = "a day such as 2025-12-02, or an instant such as 2025-12-02T09:30:00+02:00"


@dataclass(frozen=True, slots=True)
class Publication:
    """The day `on` the clocks of `zone`, and the instant `at` where it is known."""

    on: date
    zone: str
    at: datetime | None = None

    @classmethod
    def exactly(cls, at: datetime, zone: str = "UTC") -> Self:
        return cls(_local(at, zone).date(), zone, at.astimezone(UTC))

    def in_zone(self, zone: str) -> Self:
        """The same instant, or the same day, on the clocks of another zone."""
        return type(self)(self.on, zone) if self.at is None else self.exactly(self.at, zone)

    @property
    def local(self) -> datetime | None:
        """What the publisher's clocks showed."""
        return None if self.at is None else _local(self.at, self.zone)

    @property
    def begins(self) -> datetime:
        """The instant before which it was not published."""
        return self.at or self._day()[0]

    def check_past(self, now: datetime) -> None:
        """Raises UnreadableArticle when it is still to come."""
        if self.begins <= now:
            return
        if self.at is not None:
            said, why = format_instant(self.at), f"which is still to come: it is {format_instant(now)}"
        else:
            said, why = f"{self.on} ({self.zone})", "which has not begun yet"
        raise UnreadableArticle(
            "published-in-future",
            f"published on {said}, {why}; send it when it is published, or mend the date",
        )

    def moment(self, now: datetime = FOREVER, facts: Iterable[FactFound] = ()) -> datetime:
        """The instant by which it was published for certain, and no later than `now`, at which it is taken in.

        Of a mere day that is its end, or a moment before which the article still calls something of that day the
        future. Raises UnreadableArticle when it is still to come.
        """
        self.check_past(now)
        if self.at is not None:
            return self.at
        begins, ends = self._day()
        return min(now, ends, *_called_future(list(facts), begins, ends))

    def _day(self) -> tuple[datetime, datetime]:
        day = interval(self.on.isoformat(), time_zone(self.zone))
        assert day.earliest is not None
        assert day.latest is not None
        return day.earliest, day.latest


def read_publication(text: str, zone: str = "UTC") -> Publication:
    """The publication that `text` names: a day, or an instant; without an offset it is one on the clocks of `zone`.

    Raises UnreadableArticle.
    """
    try:
        known = time_zone(zone)
        stripped = text.strip()
        if len(stripped) <= len("2025-12-02"):
            return _checked(Publication(date.fromisoformat(stripped), zone))
        read = datetime.fromisoformat(stripped)
        aware = read if read.tzinfo is not None else read.replace(tzinfo=known)
        return _checked(Publication.exactly(aware, zone))
    except BadDate as error:
        raise UnreadableArticle("bad-publication", f"the time zone {error}") from None
    except (ValueError, OverflowError):
        raise UnreadableArticle(
            "bad-publication", f"the publication {text[:100]!r}: expected {EXPECTED}"
        ) from None


def _checked(publication: Publication) -> Publication:
    """Its day has a start and an end. Raises BadDate or ValueError, where it lies at an end of all time."""
    try:
        publication._day()
    except BadDate as error:
        raise ValueError(str(error)) from None
    return publication


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(time_zone(zone))


def _called_future(facts: list[FactFound], begins: datetime, ends: datetime) -> list[datetime]:
    """Moments of the day that are still to come when the article is written, as far as it is sure and consistent.

    Of a plan for an hour of the clock that is the hour; of one for "the afternoon" it is the end of that.
    """
    plain = [fact for fact in facts if fact.occurred.basis == "explicit" and not fact.needs_review]
    planned = []
    for fact in plain:
        occurred = fact.occurred
        bound = occurred.earliest if "T" in occurred.edtf else occurred.latest
        if fact.status == "planned" and bound is not None and begins < bound < ends:
            planned.append(bound)
    past = [
        fact.occurred.earliest
        for fact in plain
        if fact.status == "asserted" and fact.occurred.earliest is not None and fact.occurred.earliest < ends
    ]
    latest_past = max(past, default=begins)
    return [bound for bound in planned if bound > latest_past]
