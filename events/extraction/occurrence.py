"""When it occurred, in UTC: a time expression read on the clocks of the place."""

from datetime import date, datetime, time, timedelta, tzinfo

from events.dates import BadDate, Interval, interval, time_zone
from events.extraction.times import TimeExpression
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


def occurred(text: str, expression: TimeExpression, edtf: str, zone: str, inferred: bool = False) -> Occurred | None:
    """What `expression` says, on the clocks of `zone`; None where they never showed it."""
    try:
        outer = interval(edtf, time_zone(zone))
    except BadDate:
        return None
    bounds = _narrowed(outer, expression, time_zone(zone)) if edtf == expression.edtf else outer
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


def _narrowed(outer: Interval, expression: TimeExpression, zone: tzinfo) -> Interval:
    """The part of `outer` that words such as "late" leave; `outer` where nothing would be left."""
    earliest = _later(outer.earliest, _utc(expression.earliest, zone))
    latest = _earlier(outer.latest, _utc(expression.latest, zone))
    if earliest is not None and latest is not None and earliest >= latest:
        return outer
    return Interval(earliest, latest)


def _utc(clock: datetime | None, zone: tzinfo) -> datetime | None:
    try:
        return None if clock is None else clock.replace(tzinfo=clock.tzinfo or zone).astimezone(time_zone("UTC"))
    except OverflowError:
        return None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else one or other


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one is not None and other is not None else one or other
