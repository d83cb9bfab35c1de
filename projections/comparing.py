"""What changed on a timeline between two moments or two positions, and which events did it.

The database names the entries that may differ; only these are composed at both ends, by the functions that answer for a
timeline. So a comparison is consistent with both timelines. It looks at the rows of all that is on them, and what it
composes and explains is a page of what differs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import asyncpg
import orjson

from events import log
from events.envelope import RecordedEvent
from projections import asof, asof_statements
from projections import comparing_statements as statements
from projections.asof import Places, Question
from projections.causes import (
    Cause,
    End,
    Ends,
    changers,
    changers_of_link,
    changers_of_linking,
    together,
)
from projections.differences import Pair, Placed, changed_fields, links_that_differ, pairs
from projections.entry import LINK_FIELDS, OUTCOMES
from projections.explaining import way_of
from projections.history import History
from projections.keys import Key, in_order
from projections.tracing import Linked, link_events, links_between, load_history
from projections.ways import Way, ways_from

Entry = dict[str, Any]


class Group(NamedTuple):
    """An entry as a group of facts, and which of them leads."""

    leading: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is not the same at both ends; None where it is not on the timeline.

    `retracted`: it is gone because all that it told was retracted. `into`: which entry it is part of now, if it is gone
    from this timeline only. `causes` are the events that did it, by the field of the entry that they concern.
    """

    before: Entry | None
    after: Entry | None
    retracted: bool = False
    into: str | None = None
    causes: Mapping[str, list[Cause]] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """What differs of an entry that is there at both ends."""
        return changed_fields(self.before, self.after) if self.before and self.after else []

    def caused_by(self, *concerned: str) -> list[Cause]:
        """The events that changed these fields; all, where none is known to have changed just these."""
        some = together(cause for name in concerned for cause in self.causes.get(name, ()))
        return some or together(cause for causes in self.causes.values() for cause in causes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A page of differences, the names behind their ids, and the key behind which the next page begins."""

    differences: list[Difference]
    names: dict[str, dict[str, Any]]
    next_after: Key | None


ANYWHERE = ""
"""The field of events that concern an entry as a whole."""


async def compare(conn: asyncpg.Connection, before: Question, after: Question) -> Comparison:
    """How the timeline that `after` asks for differs from that of `before`: a page, by the keys of the entries.

    The questions differ in nothing but their clocks, and neither has hindsight; the paging is that of `after`.
    """
    old, new = await _side(conn, before), await _side(conn, after)
    facts = await _facts_that_may_differ(conn, old, new)
    found = pairs(await _placed(conn, old, facts), await _placed(conn, new, facts))
    seen = after.after
    left = [pair for pair in found if seen is None or in_order(pair.key) > in_order(seen)]
    page: list[tuple[Pair, Difference]] = []
    size = after.limit + 1
    for start in range(0, len(left), size):
        some = left[start : start + size]
        page += [
            (pair, d) for pair, d in zip(some, await _differences(conn, old, new, some), strict=True) if d
        ]
        if len(page) >= size:
            break
    more = len(page) > after.limit
    page = page[: after.limit]
    differences = await _with_causes(conn, old, new, page)
    entries = [entry for d in differences for entry in (d.before, d.after) if entry]
    return Comparison(
        differences,
        await asof.names(conn, entries, after.subjects, after.position),
        page[-1][0].key if more else None,
    )


# --- the two ends


@dataclass(slots=True)
class _Side:
    """One end of a comparison, and what was found there."""

    question: Question
    asked: Sequence[Places]
    groups: dict[str, Group] = field(default_factory=dict)
    rows: dict[str, asyncpg.Record] = field(default_factory=dict)

    @property
    def end(self) -> End:
        return End(self.question.position, self.question.known_at)

    def group(self, fact: str) -> Group:
        return self.groups.get(fact) or Group(fact, frozenset({fact}))


async def _side(conn: asyncpg.Connection, question: Question) -> _Side:
    everything = replace(question, order="asc", after=None)
    return _Side(everything, await asof.asked_places(conn, everything))


async def _facts_that_may_differ(conn: asyncpg.Connection, old: _Side, new: _Side) -> set[str]:
    """The facts of all entries that may differ; with each all others that share an entry with it at either end."""
    facts = await _candidates(conn, old, new) | await _candidates(conn, new, old)
    reached: set[str] = set()
    while facts != reached:
        reached = facts
        for side in (old, new):
            await _load_groups(conn, side, reached)
        facts = reached.union(*(side.group(fact).facts for side in (old, new) for fact in reached))
    return facts


async def _candidates(conn: asyncpg.Connection, here: _Side, there: _Side) -> set[str]:
    places, others = (_by_subject(side.asked[0]) for side in (here, there))
    rows = await statements.candidates(here.question.view).fetch(
        conn,
        **asof.as_arrays(here.asked[:1]),
        position=here.end.position,
        known_at=here.end.known_at,
        other_position=there.end.position,
        other_known_at=there.end.known_at,
        moved=sorted(subject for subject in places if places[subject] != others.get(subject)),
        all_moved=[_by_subject(one) for one in here.asked[1:]]
        != [_by_subject(one) for one in there.asked[1:]],
    )
    return {row["fact"] for row in rows}


def _by_subject(asked: Places) -> dict[str, set[Any]]:
    places = defaultdict(set)
    for place in asked.places:
        places[place.subject].add(place)
    return dict(places)


async def _load_groups(conn: asyncpg.Connection, side: _Side, facts: Collection[str]) -> None:
    """The side knows the group of each of the facts, where reports are told together."""
    if side.question.view != "entries":
        return
    rows = await statements.GROUPS.fetch(
        conn, facts=sorted(facts), position=side.end.position, known_at=side.end.known_at
    )
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        members[row["fact"], row["entry"]].add(row["member"])
    side.groups = {fact: Group(entry, frozenset(found)) for (fact, entry), found in members.items()}


async def _placed(conn: asyncpg.Connection, side: _Side, facts: Collection[str]) -> list[Placed]:
    """Which of the entries that hold the facts are on the timeline, and where."""
    leading = sorted({side.group(fact).leading for fact in facts})
    question = replace(side.question, limit=len(leading))
    rows = await asof.rows_of(conn, question, side.asked, leading) if leading else []
    side.rows = {row["fact"]: row for row in rows}
    return [
        Placed(Key(row["sort"], row["latest"], row["fact"]), side.group(row["fact"]).facts) for row in rows
    ]


# --- what differs


async def _differences(
    conn: asyncpg.Connection, old: _Side, new: _Side, some: Sequence[Pair]
) -> list[Difference | None]:
    """Of each pair how it differs; None where it does not."""
    before = await _entries(conn, old, [pair.before for pair in some if pair.before])
    after = await _entries(conn, new, [pair.after for pair in some if pair.after])
    told = [
        (
            before[pair.before.key.fact] if pair.before else None,
            after[pair.after.key.fact] if pair.after else None,
        )
        for pair in some
    ]
    fates = await _fates(conn, new, [was for was, now in told if was and not now])
    return [
        None if was == now else Difference(was, now, *(fates[was["fact"]] if was and not now else ()))
        for was, now in told
    ]


async def _entries(conn: asyncpg.Connection, side: _Side, placed: Iterable[Placed]) -> dict[str, Entry]:
    rows = [side.rows[place.key.fact] for place in placed]
    told = {row["fact"]: orjson.loads(row["body"]) for row in rows}
    direct = {row["fact"]: row["direct"] for row in rows}
    return {entry["fact"]: entry for entry in await asof.entries_of(conn, side.question, told, direct)}


async def _fates(
    conn: asyncpg.Connection, new: _Side, gone: Sequence[Entry]
) -> dict[str, tuple[bool, str | None]]:
    """Of each entry that is gone, whether all that it told was retracted; else which entry it is part of now."""
    told = {entry["fact"]: [report["fact"] for report in entry["reports"]] for entry in gone}
    leading = {fact: new.group(fact).leading for fact in told}
    asked = sorted({*leading.values(), *(fact for facts in told.values() for fact in facts)})
    rows = await asof_statements.STATES.fetch(
        conn, facts=asked, position=new.end.position, known_at=new.end.known_at
    )
    stands = {row["fact"]: orjson.loads(row["body"])["retracted_by"] is None for row in rows}
    fates: dict[str, tuple[bool, str | None]] = {}
    for fact, reports in told.items():
        states = [stands[report] for report in reports if report in stands]
        into = leading[fact] if stands.get(leading[fact]) else None
        fates[fact] = (bool(states) and not any(states), into)
    return fates


# --- which events did it


async def _with_causes(
    conn: asyncpg.Connection, old: _Side, new: _Side, page: Sequence[tuple[Pair, Difference]]
) -> list[Difference]:
    """The differences with their causes: the log is read as often for a page as for one."""
    ends = Ends(old.end, new.end, strict=new.question.strict)
    own = [_own_facts(pair) for pair, _ in page]
    around = {fact for facts in own for fact in _around(facts, old, new)}
    links = await links_between(conn, around, old.end.position, new.end.position)
    history = await load_history(conn, around | {link.fact for link in links}, new.end.position)
    made = link_events(links, history)
    moved = (
        _Moved(*[await _ways(conn, side) for side in (old, new)]) if not ends.by_moment else _Moved([], [])
    )
    events = await log.read_at(conn, moved.positions(ends))
    result = []
    for facts, (_, difference) in zip(own, page, strict=True):
        causes: dict[str, list[Cause]] = {
            ANYWHERE: [cause for fact in sorted(facts) for cause in changers(history.of_fact(fact), ends)],
            "direct": [Cause(events[at], None) for at in moved.behind(difference, ends)],
        }
        nearby = _around(facts, old, new)
        for link in links:
            name = _field_changed(link, difference, new.question)
            if (
                link.relation == "repeats"
                and {link.fact, link.other} <= nearby
                and {link.fact, link.other} & facts
            ):
                causes[ANYWHERE] += changers_of_link(made[link.event_id], history, ends)
            elif name is not None and link.other in facts:
                causes.setdefault(name, []).extend(_of_link(made[link.event_id], history, ends))
        result.append(replace(difference, causes=causes))
    return result


def _own_facts(pair: Pair) -> set[str]:
    """The facts of the entry at both ends."""
    return {fact for place in (pair.before, pair.after) if place for fact in place.facts}


def _around(facts: Iterable[str], old: _Side, new: _Side) -> set[str]:
    """The facts, and those with which they were or are one entry."""
    return {other for fact in facts for side in (old, new) for other in side.group(fact).facts}


def _field_changed(link: Linked, difference: Difference, question: Question) -> str | None:
    """The field in which the entry shows what links to it, if it shows that differently now.

    Where disputes decide what is on the timeline, a denial may have changed it that the entry there does not show.
    """
    if link.relation == "denies" and question.standing and not (difference.before and difference.after):
        return LINK_FIELDS["denies"]
    if link.relation in OUTCOMES:
        shown = [entry and entry["outcome"] for entry in (difference.before, difference.after)]
        differs = shown[0] != shown[1] and any(one and one["fact"] == link.fact for one in shown)
        return "outcome" if differs else None
    name = LINK_FIELDS.get(link.relation)
    if name is None or link.fact not in links_that_differ(difference.before, difference.after, name):
        return None
    return name


def _of_link(link: RecordedEvent, history: History, ends: Ends) -> Iterator[Cause]:
    yield from changers_of_link(link, history, ends)
    yield from changers_of_linking(link, history, ends)


async def _ways(conn: asyncpg.Connection, side: _Side) -> list[list[Way]]:
    """Of each set of actors or locations that is asked for, the ways to all that counts as one of them."""
    question, trusted = side.question, await asof.believed(conn, side.question)
    named: list[tuple[str, ...]] = [] if question.subject is None else [(question.subject,)]
    named += [streams for streams in (question.locations, question.actors) if streams]
    found = []
    for streams, asked in zip(named, side.asked, strict=False):
        reached = {place.subject for place in asked.places}
        ways = [
            way
            for start in streams
            for way in await ways_from(conn, start, reached, question.position, trusted)
        ]
        found.append(sorted(ways, key=lambda way: (not way.direct, len(way.edges))))
    return found


@dataclass(frozen=True, slots=True)
class _Moved:
    """The ways by which entries stand on the timeline at either end, for each set of places that is asked for."""

    before: list[list[Way]]
    after: list[list[Way]]

    def positions(self, ends: Ends) -> set[int]:
        """Of the events between the ends that ended a way or opened one."""
        return {at for ways in self.before for way in ways for at in _ended(way, ends)} | {
            at for ways in self.after for way in ways for at in _begun(way, ends)
        }

    def behind(self, difference: Difference, ends: Ends) -> list[int]:
        """The positions of those that brought the entry here, took it away or made it more or less direct."""
        before, after = difference.before, difference.after
        sets = list(zip(self.before, self.after, strict=True))
        if before and after:
            sets = sets[:1] if before["direct"] != after["direct"] else []  # it is direct in the first set
        left = [way for ways, _ in sets if before and (way := way_of(before, ways))]
        came = [way for _, ways in sets if after and (way := way_of(after, ways))]
        return [at for way in left for at in _ended(way, ends)] + [
            at for way in came for at in _begun(way, ends)
        ]


def _begun(way: Way, ends: Ends) -> list[int]:
    return [edge.rec_from for edge in way.edges if ends.before.position < edge.rec_from]


def _ended(way: Way, ends: Ends) -> list[int]:
    return [edge.rec_to for edge in way.edges if edge.rec_to <= ends.after.position]
