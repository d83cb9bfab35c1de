"""When it occurred, in UTC: a time expression read on the clocks of the place."""

from datetime import date, datetime, time, timedelta, tzinfo

from events.dates import BadDate, Interval, interval, time_zone
from events.extraction.times.expression import TimeExpression
from events.payloads import Occurred

PHRASE_MAX = 300


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
    edtf = expression.occurred
    if edtf is None:
        return None
    try:
        outer = interval(edtf, time_zone(zone))
    except BadDate:
        return None
    bounds = _narrowed(outer, expression.bounds, time_zone(zone))
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


def _narrowed(outer: Interval, bounds: tuple[datetime, datetime] | None, zone: tzinfo) -> Interval:
    """The part of `outer` that words such as "late" leave; `outer` where nothing would be left."""
    if bounds is None:
        return outer
    earliest = _later(outer.earliest, _utc(bounds[0], zone))
    latest = _earlier(outer.latest, _utc(bounds[1], zone))
    if earliest is not None and latest is not None and earliest >= latest:
        return outer
    return Interval(earliest, latest)


def _utc(clock: datetime, zone: tzinfo) -> datetime | None:
    try:
        return clock.replace(tzinfo=clock.tzinfo or zone).astimezone(time_zone("UTC"))
    except OverflowError:
        return None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one or other


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one is not None and other is not None else one or other
