"""When it occurred, in UTC: a time expression read on the clocks of the place."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from events.dates import BadDate, Interval, interval, time_zone
from events.extraction.times.expression import TimeExpression
from events.payloads import Occurred

PHRASE_MAX = 300
NEWS = timedelta(days=10)
"""What is news was so shortly before publication."""


def zone_named(*names: str | None) -> str:
    """The first of `names` that the IANA database knows, else UTC."""
    for name in names:
        try:
            if name:
                time_zone(name)
                return name
        except BadDate:
            continue
    return "UTC"


def occurred(text: str, expression: TimeExpression, zone: str, inferred: bool = False) -> Occurred | None:
    """What `expression` says, on the clocks of `zone`; None where it says no date, or one that they never showed."""
    try:
        edtf = dated(expression)
        if edtf is None:
            return None
        outer = interval(edtf, time_zone(zone))
        bounds = _narrowed(outer, expression.bounds, time_zone(zone))
        if expression.occurred and "T" in expression.occurred and "/" not in expression.occurred:
            bounds = _inside(interval(expression.occurred, time_zone(zone)), bounds)
    except BadDate:
        return None
    phrase = " ".join(text[expression.phrase_start : expression.phrase_end].split())[:PHRASE_MAX]
    return Occurred(
        edtf=edtf,
        phrase=phrase or None,
        earliest=bounds.earliest,
        latest=bounds.latest,
        time_zone=zone,
        extent=expression.extent,
        basis="inferred" if inferred else expression.basis,
    )


def dated(expression: TimeExpression) -> str | None:
    """The EDTF of what `expression` dates: a day where it tells a time of it; a night is that of its evening."""
    edtf = expression.occurred
    if edtf is None:
        return None
    if (
        expression.type == "TIME"
        and expression.edtf is not None
        and _is_day(expression.edtf.partition("T")[0])
    ):
        return expression.edtf.partition("T")[0]
    start, slash, end = edtf.partition("/")
    if not slash:
        return start.partition("T")[0]
    if expression.type == "TIME" and _is_day(start) and _is_day(end) and _next_day(start) == end:
        return start
    return edtf


def _is_day(text: str) -> bool:
    return len(text) == 10 and text.replace("-", "").isdigit()


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def of_noun(expression: TimeExpression) -> TimeExpression:
    """`expression` without its preposition, which governs the noun: "after the 2018 election" is in 2018."""
    return (
        expression if expression.edtf is None else replace(expression, occurred=expression.edtf, bounds=None)
    )


def lies_ahead(edtf: str, published: date) -> bool | None:
    """Whether the date is wholly after the day of publication; None for that day itself and what spans it."""
    try:
        bounds = interval(edtf)
    except BadDate:
        return None
    day = datetime.combine(published, time(), tzinfo=time_zone("UTC"))
    if bounds.earliest is not None and bounds.earliest >= day + timedelta(days=1):
        return True
    if bounds.latest is not None and bounds.latest <= day:
        return False
    return None


def is_news(edtf: str | None, published: date) -> bool:
    """Whether the date is one of the days before publication, or that day."""
    if edtf is None or not _is_day(edtf):
        return False
    return timedelta(0) <= published - date.fromisoformat(edtf) <= NEWS


def _narrowed(outer: Interval, bounds: tuple[datetime, datetime] | None, zone: tzinfo) -> Interval:
    """The part of `outer` that words such as "late" leave; `outer` where nothing would be left."""
    if bounds is None:
        return outer
    earliest = _later(outer.earliest, _utc(bounds[0], zone))
    latest = _earlier(outer.latest, _utc(bounds[1], zone))
    if earliest is not None and latest is not None and earliest >= latest:
        return outer
    return Interval(earliest, latest)


def _inside(inner: Interval, outer: Interval) -> Interval:
    return inner if outer.contains(inner) else outer


def _utc(clock: datetime, zone: tzinfo) -> datetime | None:
    try:
        return clock.replace(tzinfo=clock.tzinfo or zone).astimezone(time_zone("UTC"))
    except OverflowError:
        return None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one or other


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one is not None and other is not None else one or other
