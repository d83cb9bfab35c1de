"""Lanes: the entries of a subject, parted by how late they were reported and how long they lasted (decision 014).

Within a lane what a question asks of the reported clock, or of a window, bounds `sort`, the key by which entries are
ordered. So a page begins to read the index of each lane where its first entry can be, and the lanes are merged: no
question has to pass over the entries that it does not ask for. Pure.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final, Literal, NamedTuple

from projections.keys import Key

NEVER_BEGAN, NEVER_ENDS = datetime.min, datetime.max  # noqa: DTZ901 – the infinities have no zone
"""What the driver writes as '-infinity' and 'infinity'; every other instant has a zone."""

UNDATED: Final = 24
"""The lane of entries without any bound, which come last in both directions."""

_LAST_FACT: Final = "~"
"""Sorts behind every id."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Entries that were reported more than `later_than` after their `sort`, and lasted at most `width`.

    A `later_than` below zero: so much before it; None: nobody knows how much. Without a `width` they may have lasted
    for ever; `from_start` tells whether they have a start, else `sort` is their end.
    """

    number: int
    later_than: timedelta | None
    width: timedelta | None
    from_start: bool


_DAY = timedelta(days=1)
_LATE: Final = (None, -128 * _DAY, 0 * _DAY, 32 * _DAY, 512 * _DAY, 8_192 * _DAY)
"""Plans far ahead and plans; reports within a month, a year and a half, a life; and those of long ago."""
_WIDTHS: Final = ((2 * _DAY, True), (400 * _DAY, True), (None, True), (None, False))
"""Days; months and years; longer, or without an end; without a start."""

LANES: Final = tuple(
    Lane(number, late, *width) for number, (late, width) in enumerate(product(_LATE, _WIDTHS))
)
"""Those of dated entries, by number."""

LANE_SQL: Final = """
CASE WHEN coalesce(earliest, latest) IS NULL THEN 24 ELSE
    CASE
        WHEN reported_at - coalesce(earliest, latest) < '-128 days'::interval THEN 0
        WHEN reported_at < coalesce(earliest, latest) THEN 4
        WHEN reported_at - coalesce(earliest, latest) <= '32 days'::interval THEN 8
        WHEN reported_at - coalesce(earliest, latest) <= '512 days'::interval THEN 12
        WHEN reported_at - coalesce(earliest, latest) <= '8192 days'::interval THEN 16
        ELSE 20
    END + CASE
        WHEN earliest IS NULL THEN 3
        WHEN latest IS NULL THEN 2
        WHEN latest - earliest <= '2 days'::interval THEN 0
        WHEN latest - earliest <= '400 days'::interval THEN 1
        ELSE 2
    END
END
""".strip()
"""The number of a row's lane."""


class Asked(NamedTuple):
    """What of a question bounds `sort`. `occurred_by` is the T of a question with hindsight, None of any other."""

    known_at: datetime
    occurred_by: datetime | None
    since: datetime | None
    until: datetime | None
    match: Literal["possible", "certain"]
    order: Literal["asc", "desc"]
    after: Key | None


class Bounds(NamedTuple):
    """Where the reading of each lane begins, behind which key, and the `sort` it ends with; by number of the lane."""

    sort: list[datetime]
    ends: list[datetime]
    fact: list[str]
    stop: list[datetime]


def bounds(asked: Asked) -> Bounds:
    """No entry that the question asks for lies outside of these."""
    each = [_of_lane(lane, asked) for lane in LANES]
    return Bounds(*(list(column) for column in zip(*each, strict=True)))


def _of_lane(lane: Lane, asked: Asked) -> tuple[datetime, datetime, str, datetime]:
    lowest, highest = _lowest(lane, asked), _highest(lane, asked)
    after = asked.after
    if asked.order == "asc":
        start = (lowest, NEVER_BEGAN, "")
        if after is not None and after.sort is not None and _is_behind(after.sort, lowest):
            start = (after.sort, after.latest or NEVER_ENDS, after.fact)
        return *start, highest
    start = (highest, NEVER_ENDS, _LAST_FACT)
    if after is not None and after.sort is not None and _is_behind(highest, after.sort):
        start = (after.sort, after.latest or NEVER_ENDS, after.fact)
    return *start, lowest


def _lowest(lane: Lane, asked: Asked) -> datetime:
    """No entry of the lane that the window asks for has a smaller `sort`."""
    if asked.since is None:
        return NEVER_BEGAN
    if asked.match == "certain" or not lane.from_start:
        return asked.since
    return NEVER_BEGAN if lane.width is None else _moved(asked.since, -lane.width)


def _highest(lane: Lane, asked: Asked) -> datetime:
    """No entry of the lane that is asked for has a greater `sort`: it was reported by T, and began in the window."""
    highest = [NEVER_ENDS]
    if lane.later_than is not None:
        highest.append(_moved(asked.known_at, -lane.later_than))
        if asked.occurred_by is not None:
            highest.append(_moved(asked.occurred_by, max(-lane.later_than, 0 * _DAY)))
    if asked.until is not None and (lane.from_start or asked.match == "certain"):
        highest.append(asked.until)
    return min(highest, key=_order)


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return NEVER_BEGAN if by < 0 * _DAY else NEVER_ENDS


def _is_behind(moment: datetime, other: datetime) -> bool:
    return _order(moment) >= _order(other)


def _order(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
