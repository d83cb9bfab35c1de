"""Runs projections: they catch up with the log (design.md §5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, BigInteger, Table, and_, bindparam, column, func, select, update

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
        if (
            generation.position != before
        ):  # a rebuild that was stopped while it switched, or rows mended by hand
            await catch_up(conn, projection, generation, appended[-1].position)
            continue
        if projection.links is not None:
            await _touch_joined(conn, projection, generation, appended, touched)
        await write_changes(conn, projection, generation, fold(projection, History(touched.events), appended))
    numbers = {name: serving[name].number for name in PROJECTIONS}
    await generations.advance_all(conn, numbers, appended[-1].position)


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
        batch, reached = await next_batch(conn, projection, generation.position, target, BATCH_SIZE)
        history = await load_history(conn, projection, generation, batch)
        await write_changes(conn, projection, generation, fold(projection, history, batch))
        generation = replace(generation, position=reached)
        await generations.advance(conn, generation, generation.position)
    return generation


async def next_batch(
    conn: asyncpg.Connection, projection: Projection, after: int, up_to: int, limit: int
) -> tuple[Sequence[RecordedEvent], int]:
    """The first `limit` events behind position `after` that a projection is about, and up to where these are all."""
    batch = await log.read_of_kinds(conn, projection.kinds, after=after, up_to=up_to, limit=limit)
    return batch, batch[-1].position if len(batch) == limit else up_to


async def load_history(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    batch: Sequence[RecordedEvent],
    unwritten: Mapping[str, TableChanges] | None = None,
) -> History:
    """What the log held before `batch`, of all that its events touch; `generation` has been folded up to there.

    That is every event of their facts and of the facts these are one entry with, and of all their articles; for a
    projection that joins no facts, of their streams alone. `unwritten` are the last changes, where the generation's
    rows may not show them yet.
    """
    if not batch:
        return History()
    up_to = batch[0].position - 1
    if projection.links is None:
        return History(await log.read_of_streams(conn, {event.stream for event in batch}, up_to=up_to))
    facts = {event.fact for event in batch if event.fact is not None}
    facts |= {event.payload.other for event in batch if isinstance(event.payload, FactsLinked)}
    whole = {event.stream for event in batch if event.fact is None and event.version > 1}
    facts.update(await log.facts_of_articles(conn, whole, up_to=up_to))
    facts = await _joined(conn, projection, generation, facts, _repeats_begun(projection, unwritten))
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
    facts = {event.fact for event in appended if event.fact is not None}
    facts |= {event.payload.other for event in appended if isinstance(event.payload, FactsLinked)}
    facts = touched.facts_held(facts)
    if whole := {event.stream for event in appended if event.fact is None and event.version > 1}:
        facts.update(await log.facts_of_articles(conn, whole, up_to=generation.position))
    if facts:
        await touched.read(conn, facts=await _joined(conn, projection, generation, facts))


async def _joined(
    conn: asyncpg.Connection,
    projection: Projection,
    generation: Generation,
    facts: set[str],
    begun: Mapping[str, set[str]] | None = None,
) -> set[str]:
    """The facts and all that are joined to them, by the generation's links or by those `begun` since."""
    assert projection.links is not None
    statement = _joined_statement(partition(metadata.tables[projection.links], generation.number))
    found = facts | {row["fact"] for row in await statement.fetch(conn, facts=sorted(facts))}
    if not begun:
        return found
    wider = found.union(*(begun[fact] for fact in found & begun.keys()))
    return found if wider == found else await _joined(conn, projection, generation, wider, begun)


def _repeats_begun(projection: Projection, changes: Mapping[str, TableChanges] | None) -> dict[str, set[str]]:
    """By fact, those that came to be joined to it."""
    joined: defaultdict[str, set[str]] = defaultdict(set)
    if changes is not None and projection.links is not None:
        names = columns(metadata.tables[projection.links])
        for row, _, _ in changes[projection.links].begun:
            link = dict(zip(names, row, strict=True))
            if link["relation"] == "repeats":
                joined[link["fact"]].add(link["other"])
                joined[link["other"]].add(link["fact"])
    return joined


async def write_changes(
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
        await _end_statement(target).execute(conn, **arrays)
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
    """Ends the open row of each key that is given as arrays, one array a key column, and one of positions."""
    key: tuple[str, ...] = target.info["key"]
    types = {name: target.c[name].type for name in key} | {"ended": BigInteger()}
    given = (
        func.unnest(*(bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()))
        .table_valued(*(column(name, type_) for name, type_ in types.items()))
        .render_derived("given")
    )
    same = and_(*(target.c[name] == given.c[name] for name in key))
    return Compiled(update(target).where(same, target.c.rec_to == NEVER).values(rec_to=given.c.ended))
