"""Runs projections: they catch up with the log (design.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Table,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    true,
    update,
)

from events import log
from events.compiled import Compiled, InsertMany
from events.envelope import RecordedEvent
from events.errors import RulesDiffer
from events.payloads import FactsLinked
from events.tables import Id, metadata
from projections import RULES, generations
from projections.directory import DIRECTORY
from projections.fold import NEVER, TableChanges, fold
from projections.generations import Generation, partition
from projections.history import History
from projections.projection import Projection, Row
from projections.tables import columns, tables_of
from projections.timelines import TIMELINES
from projections.touched import Touched

PROJECTIONS: Mapping[str, Projection] = {p.name: p for p in (DIRECTORY, TIMELINES)}

BATCH_SIZE = 1_000
"""Events folded and written together; memory is bounded by them and by the histories they touch."""


async def project(
    conn: asyncpg.Connection, before: int, appended: Sequence[RecordedEvent], touched: Touched
) -> None:
    """Every projection has reached the head, inside the caller's transaction, which holds the head lock.

    `appended` were written behind the position `before`; `touched` holds what the log held of what they touch, and is
    read on where a fold needs more. Raises RulesDiffer.
    """
    serving = await generations.all_serving(conn)
    for projection in PROJECTIONS.values():
        generation = _by_our_rules(projection, serving.get(projection.name))
        if generation.position != before:  # its checkpoint was set back, to have what follows folded again
            await catch_up(conn, projection, generation, appended[-1].position)
            continue
        concerned = [event for event in appended if event.stream.partition("-")[0] in projection.kinds]
        if not concerned:
            continue
        if projection.links is not None:
            await _touch_joined(conn, projection, generation, concerned, touched)
        changes = fold(projection, History(touched.events), concerned)
        await _write_changes(conn, projection, generation, changes)
    await generations.advance_serving(conn, before, appended[-1].position)


async def serving_by_our_rules(conn: asyncpg.Connection, projection: Projection) -> Generation:
    """The generation that serves. Raises RulesDiffer when other rules than this code's have folded it, or none yet."""
    return _by_our_rules(projection, await generations.serving(conn, projection))


def _by_our_rules(projection: Projection, generation: Generation | None) -> Generation:
    if generation is None or generation.rules != RULES:
        raise RulesDiffer(projection.name, generation.rules if generation else 0, RULES)
    return generation


async def catch_up(
    conn: asyncpg.Connection, projection: Projection, generation: Generation, up_to: int | None = None
) -> Generation:
    """`generation` has reached `up_to` (the head); the events since its checkpoint are folded. Returns it so."""
    target = (await log.read_head(conn)).position if up_to is None else up_to
    while generation.position < target:
        batch, reached = await read_batch(conn, projection, generation.position, target, BATCH_SIZE)
        history = await load_history(conn, projection, generation, batch)
        changes = fold(projection, history, batch)
        generation = await write_batch(conn, projection, generation, changes, reached)
    return generation


async def read_batch(
    conn: asyncpg.Connection, projection: Projection, after: int, up_to: int, limit: int
) -> tuple[list[RecordedEvent], int]:
    """The first events behind `after` that the projection is about, and the position that is reached with them."""
    batch = await log.read_of_kinds(conn, projection.kinds, after=after, up_to=up_to, limit=limit)
    return batch, batch[-1].position if len(batch) == limit else up_to


async def write_batch(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    changes: Mapping[str, TableChanges],
    reached: int,
) -> Generation:
    """The generation has these changes, and has reached that position. Returns it so."""
    await _write_changes(conn, projection, generation, changes)
    await generations.advance(conn, generation, reached)
    return replace(generation, position=reached)


async def load_history(
    conn: asyncpg.Connection, projection: Projection, generation: Generation, batch: Sequence[RecordedEvent]
) -> History:
    """What the log held, as far as `generation` had folded it, of all that the events of `batch` touch.

    That is every event of their facts and of the facts these are one entry with, and of all their articles; for a
    projection that joins no facts, of their streams alone.
    """
    up_to = generation.position
    if not batch:
        return History()
    if projection.links is None:
        return History(await log.read_of_streams(conn, {event.stream for event in batch}, up_to=up_to))
    facts = _facts_named(batch) | await _facts_of_changed_articles(conn, batch, up_to)
    facts = await _joined(conn, projection, generation, facts)
    of_facts = await log.read_of_facts(conn, facts, up_to=up_to)
    streams = {event.stream for event in (*batch, *of_facts)}
    return History(await log.read_of_streams(conn, streams, up_to=up_to) + of_facts)


async def _touch_joined(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    appended: Sequence[RecordedEvent],
    touched: Touched,
) -> None:
    """`touched` holds what `load_history` would load for `appended`, but for facts that are new with them."""
    facts = touched.facts_held(_facts_named(appended))
    if facts := facts | await _facts_of_changed_articles(conn, appended, generation.position):
        await touched.read(conn, facts=await _joined(conn, projection, generation, facts))


def _facts_named(events: Sequence[RecordedEvent]) -> set[str]:
    """What the events are about, and what they link that to."""
    about = {event.fact for event in events if event.fact is not None}
    return about | {event.payload.other for event in events if isinstance(event.payload, FactsLinked)}


async def _facts_of_changed_articles(
    conn: asyncpg.Connection, events: Sequence[RecordedEvent], up_to: int
) -> set[str]:
    """The facts of the articles that the events change as a whole."""
    changed = {event.stream for event in events if event.fact is None and event.version > 1}
    return set(await log.facts_of_articles(conn, changed, up_to=up_to)) if changed else set()


async def _joined(
    conn: asyncpg.Connection, projection: Projection, generation: Generation, facts: set[str]
) -> set[str]:
    assert projection.links is not None
    statement = _joined_statement(partition(metadata.tables[projection.links], generation.number))
    return facts | {row["fact"] for row in await statement.fetch(conn, facts=sorted(facts))}


async def _write_changes(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    changes: Mapping[str, TableChanges],
) -> None:
    for table in tables_of(projection):
        await _write(conn, table, generation, changes[table.name])


async def _write(
    conn: asyncpg.Connection, table: Table, generation: Generation, changes: TableChanges
) -> None:
    target = partition(table, generation.number)
    if changes.ended:
        keys = [_key_of(table, row) | {"ended": position} for row, position in changes.ended]
        arrays = {name: [key[name] for key in keys] for name in (*table.info["key"], "ended")}
        await _end_statement(target).execute(conn, generation=generation.number, **arrays)
    rows = [(generation.number, *row, rec_from, rec_to) for row, rec_from, rec_to in changes.begun]
    await _insert_statement(target).execute(conn, rows)


def _key_of(table: Table, row: Row) -> dict[str, Any]:
    """The values that tell the row from others of its table at the same position."""
    values = dict(zip(columns(table), row, strict=True))
    return {name: values[name] for name in table.info["key"]}


@lru_cache(maxsize=64)
def _joined_statement(links: Table) -> Compiled:
    """All that is joined to the given facts by `repeats`, in either direction, however far."""
    asked = func.unnest(bindparam("facts", type_=ARRAY(Id))).table_valued("fact").render_derived("asked")
    joined = select(asked.c.fact).cte("joined", recursive=True)
    current = and_(links.c.relation == "repeats", links.c.rec_to == NEVER)
    either = (
        select(links.c.fact.label("one"), links.c.other.label("two"))
        .where(current)
        .union_all(select(links.c.other, links.c.fact).where(current))
        .subquery("either")
    )
    joined = joined.union(select(either.c.two).join(joined, either.c.one == joined.c.fact))
    return Compiled(select(joined.c.fact))


@lru_cache(maxsize=64)
def _insert_statement(target: Table) -> InsertMany:
    return InsertMany(target)


@lru_cache(maxsize=64)
def _end_statement(target: Table) -> Compiled:
    """Ends the open row of each key that is given as arrays, one array a key column, and one of positions.

    The newest row of each key is looked up by itself, by the primary key: joined at once, the planner could take an
    index that has no more than `rec_to` of what is asked for, and read it whole.
    """
    key: tuple[str, ...] = target.info["key"]
    types = {name: target.c[name].type for name in key} | {"ended": BigInteger()}
    given = (
        func.unnest(*(bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()))
        .table_valued(*(column(name, type_) for name, type_ in types.items()))
        .render_derived("given")
    )
    rows = target.alias("rows")
    newest = (
        select(literal_column("rows.ctid").label("at"))
        .select_from(rows)
        .where(rows.c.generation == bindparam("generation"), *(rows.c[name] == given.c[name] for name in key))
        .order_by(rows.c.rec_from.desc())
        .limit(1)
        .lateral("newest")
    )
    found = select(newest.c.at, given.c.ended).select_from(given.join(newest, true())).subquery("found")
    at: ColumnElement[object] = literal_column(f"{target.name}.ctid")
    opened = and_(at == found.c.at, target.c.rec_to == NEVER)
    return Compiled(update(target).where(opened).values(rec_to=found.c.ended))
