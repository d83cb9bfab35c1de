"""Lanes: no question asks for an entry that lies outside of the bounds of its lane."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from projections.keys import Key
from projections.lanes import LANE_SQL, LANES, NEVER_ENDS, UNDATED, Asked, Bounds, bounds

MICROSECOND = timedelta(microseconds=1)
LIMITS = sorted(
    {abs(limit) for lane in LANES for limit in (lane.later_than, lane.width) if limit is not None}
)
MIDDLE = datetime(2016, 2, 29, 12, tzinfo=UTC)
EDGES = [datetime(1, 1, 1, tzinfo=UTC) + MICROSECOND, datetime(9999, 12, 31, tzinfo=UTC)]


@dataclass(frozen=True)
class Entry:
    earliest: datetime | None
    latest: datetime | None
    reported_at: datetime

    @property
    def sort(self) -> datetime:
        assert self.earliest or self.latest
        return self.earliest or self.latest  # type: ignore[return-value]

    @property
    def key(self) -> tuple[datetime, datetime, str]:
        return _aware(self.sort), _aware(self.latest or NEVER_ENDS), "f1"


def moments() -> st.SearchStrategy[datetime]:
    """Instants that are as far from each other as the limits of lanes, or a microsecond more or less."""
    near = st.builds(
        lambda limit, sign, nudge: MIDDLE + sign * limit + nudge * MICROSECOND,
        st.sampled_from([timedelta(), *LIMITS]),
        st.sampled_from((-1, 1)),
        st.sampled_from((-1, 0, 1)),
    )
    return near | near | st.sampled_from(EDGES)


@st.composite
def entries(draw: DrawFn) -> Entry:
    """Dated entries whose width and lateness are at the limits of lanes, and a microsecond from them."""
    earliest = draw(st.none() | moments())
    if earliest is None:
        latest: datetime | None = draw(moments())
    else:
        width = st.builds(
            lambda limit, nudge: limit + nudge * MICROSECOND,
            st.sampled_from(LIMITS),
            st.sampled_from((-1, 0, 1)),
        )
        latest = draw(st.none() | width.map(lambda lasts: _later(earliest, lasts)))
    return Entry(earliest, latest, draw(moments()))


@st.composite
def questions(draw: DrawFn) -> tuple[Asked, datetime]:
    """A question, and its `as_of`."""
    as_of, recorded = draw(moments()), draw(moments())
    hindsight = draw(st.booleans())
    since, until = draw(st.none() | moments()), draw(st.none() | moments())
    sort = draw(st.none() | moments())
    after = None if sort is None else Key(sort, draw(st.none() | moments()), draw(st.sampled_from("egf")))
    asked = Asked(
        known_at=recorded if hindsight else min(as_of, recorded),
        occurred_by=as_of if hindsight else None,
        since=since,
        until=until,
        match=draw(st.sampled_from(("possible", "certain"))),
        order=draw(st.sampled_from(("asc", "desc"))),
        after=after,
    )
    return asked, as_of


@given(
    drawn=st.lists(entries(), min_size=1, max_size=40),
    questions=st.lists(questions(), min_size=1, max_size=20),
)
async def test_an_entry_that_is_asked_for_lies_within_the_bounds_of_its_lane(
    conn: asyncpg.Connection, drawn: list[Entry], questions: list[tuple[Asked, datetime]]
) -> None:
    numbers = await _lanes(conn, drawn)

    for asked, as_of in questions:
        found = bounds(asked)
        for entry, number in zip(drawn, numbers, strict=True):
            if _is_asked_for(entry, asked, as_of):
                assert _lies_within(entry, found, number, asked.order)


@given(drawn=st.lists(entries(), min_size=1, max_size=40))
async def test_the_entries_of_a_lane_are_as_late_and_as_wide_as_it_says(
    conn: asyncpg.Connection, drawn: list[Entry]
) -> None:
    for entry, number in zip(drawn, await _lanes(conn, drawn), strict=True):
        lane = LANES[number]

        assert lane.number == number
        assert lane.from_start == (entry.earliest is not None)
        assert lane.later_than is None or entry.reported_at - entry.sort >= lane.later_than
        if lane.width is not None:
            assert entry.earliest is not None
            assert entry.latest is not None
            assert entry.latest - entry.earliest <= lane.width


async def test_what_has_no_bound_is_in_a_lane_of_its_own(conn: asyncpg.Connection) -> None:
    assert await _lanes(conn, [Entry(None, None, MIDDLE)]) == [UNDATED]


async def _lanes(conn: asyncpg.Connection, drawn: list[Entry]) -> list[int]:
    rows = await conn.fetch(
        f"""
        SELECT {LANE_SQL} AS lane
        FROM unnest($1::timestamptz[], $2::timestamptz[], $3::timestamptz[])
            WITH ORDINALITY AS given (earliest, latest, reported_at, number)
        ORDER BY number
        """,
        [entry.earliest for entry in drawn],
        [entry.latest for entry in drawn],
        [entry.reported_at for entry in drawn],
    )
    return [row["lane"] for row in rows]


def _is_asked_for(entry: Entry, asked: Asked, as_of: datetime) -> bool:
    """By design.md §2 and §5, for an entry whose row is known from its report on."""
    known = entry.reported_at <= asked.known_at
    if asked.occurred_by is not None:
        possible = (
            entry.earliest < as_of if entry.earliest else entry.latest is not None and entry.latest <= as_of
        )
        certain = entry.latest is not None and entry.latest <= as_of
        occurred = possible if asked.match == "possible" else certain
        known = known and (occurred or entry.reported_at <= as_of)
    return known and _is_in_window(entry, asked) and _is_behind(entry, asked)


def _is_in_window(entry: Entry, asked: Asked) -> bool:
    since, until = asked.since, asked.until
    if asked.match == "certain":
        starts = since is None or (entry.earliest is not None and entry.earliest >= since)
        return starts and (until is None or (entry.latest is not None and entry.latest <= until))
    ends = since is None or entry.latest is None or since < entry.latest
    return ends and (until is None or entry.earliest is None or entry.earliest < until)


def _is_behind(entry: Entry, asked: Asked) -> bool:
    if asked.after is None or asked.after.sort is None:
        return True
    after = (_aware(asked.after.sort), _aware(asked.after.latest or NEVER_ENDS), asked.after.fact)
    return entry.key > after if asked.order == "asc" else entry.key < after


def _lies_within(entry: Entry, found: Bounds, lane: int, order: str) -> bool:
    start = (_aware(found.sort[lane]), _aware(found.ends[lane]), found.fact[lane])
    stop = _aware(found.stop[lane])
    if order == "asc":
        return entry.key > start and entry.key[0] <= stop
    return entry.key < start and entry.key[0] >= stop


def _aware(moment: datetime) -> datetime:
    """The moment; those without a zone stand for what is before and after all others."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _later(moment: datetime, by: timedelta) -> datetime | None:
    try:
        return moment + by
    except OverflowError:
        return None
