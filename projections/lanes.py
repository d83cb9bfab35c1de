"""Lanes: the entries of a subject, parted by how late they were reported and how long they lasted (decision 014).

Within a lane what a question asks of the reported clock, or of a window, bounds `sort`, the key by which entries are
ordered. So a page begins to read the index of each lane where its first entry can be, and the lanes are merged: no
question has to pass over the entries that it does not ask for. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final, Literal, NamedTuple

from projections.keys import Key

NEVER_BEGAN, NEVER_ENDS = datetime.min, datetime.max  # noqa: DTZ901
"""What the driver writes as '-infinity' and 'infinity'; every other instant has a zone."""

_LAST_FACT: Final = "~"
"""Sorts behind every id."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Entries that were reported at least `later_than` after their `sort`, and lasted at most `width`.

    A `later_than` below zero: at most so much before it; None: nobody knows how much. Without a `width` they may have
    lasted for ever; `from_start` tells whether they have a start, else `sort` is their end.
    """

    number: int
    later_than: timedelta | None
    width: timedelta | None
    from_start: bool


_DAYS: Final = (
    (2, True, (-512, -256, -128, -32, 0, 32, 512, 8_192)),
    (32, True, (-512, 0, 64, 512)),
    (400, True, (-512, 0, 512)),
    (None, True, (-512, 0)),
    (None, False, (-512, 0)),
)
"""How long entries last, whether they have a start, and how much later than that the next lane begins, in days.

Most last a day, a month or a year. The longer they last, the fewer they are, and the fewer lanes they are worth.
"""


def _lanes() -> Iterator[Lane]:
    number = count()
    for width, from_start, limits in _DAYS:
        for later_than in (None, *limits):
            late = None if later_than is None else timedelta(later_than)
            yield Lane(next(number), late, None if width is None else timedelta(width), from_start)


LANES: Final = tuple(_lanes())
"""Those of dated entries, by number."""

UNDATED: Final = len(LANES)
"""The lane of entries without any bound, which come last in both directions."""


def _sql() -> str:
    number = count()
    lines = ["CASE"]
    for width, from_start, limits in _DAYS:
        sort = "earliest" if from_start else "latest"
        lasts = "" if width is None else f"latest - earliest <= '{width} days'::interval"
        lines.append(f"    WHEN {lasts or f'{sort} IS NOT NULL'} THEN CASE")
        for days in limits:
            lines.append(f"        WHEN reported_at - {sort} < '{days} days'::interval THEN {next(number)}")
        lines += [f"        ELSE {next(number)}", "    END"]
    return "\n".join([*lines, f"    ELSE {next(number)}", "END"])


LANE_SQL: Final = _sql()
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
            highest.append(_moved(asked.occurred_by, max(-lane.later_than, timedelta())))
    if asked.until is not None and (lane.from_start or asked.match == "certain"):
        highest.append(asked.until)
    return min(highest, key=_order)


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return NEVER_BEGAN if by < timedelta() else NEVER_ENDS


def _is_behind(moment: datetime, other: datetime) -> bool:
    return _order(moment) >= _order(other)


def _order(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
