"""The log: events are appended in one order and read back (design.md §4).

The caller owns the transaction: an append is there when it commits, whole, and not before.
"""

import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.types import TypeEngine

from events import tables
from events.compiled import Compiled
from events.envelope import END, NewEvent, RecordedEvent
from events.errors import (
    OnlyOnPrimary,
)
from events.payloads import StreamKind
from events.reading import read_recorded
from events.stamping import Turn
from events.tables import event_payloads, log_head, past_incarnations
from events.writing import write

_BATCH_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: its name, last position (0 when empty) and last `recorded_at`."""

    log: str
    position: int
    recorded_at: datetime
    started_at: datetime


async def append(
    conn: asyncpg.Connection,
    events: Sequence[NewEvent],
    expected_versions: Mapping[str, int] | None = None,
    *,
    appended_by: str,
) -> list[RecordedEvent]:
    """Append `events` to their streams, in this order; return them as recorded.

    `expected_versions` holds for a stream the last version its writer saw, NO_STREAM or ANY (the default).
    An event whose id the log holds already is returned as first recorded, whatever the versions.
    Raises WrongExpectedVersion, EventIdTaken, ReportedInFuture or ClockBehindLog; then nothing is written.
    """
    head, clock = await lock_head(conn)
    recorded = await read_by_ids(conn, (event.event_id for event in events))
    versions = await _versions(conn, {event.stream for event in events})
    turn = Turn(head.position, head.recorded_at, clock, versions, recorded)
    appended = turn.stamp_all(events, expected_versions or {}, appended_by)
    await write(conn, turn.stamped)
    return appended


async def lock_head(conn: asyncpg.Connection) -> tuple[Head, datetime]:
    """Nobody else appends until this transaction ends; returns the head and the clock, read after the lock.

    A server that was promoted, or restored to a moment, may have lost the end of the log: there it goes on as another.
    """
    row = await _LOCK_HEAD.fetchrow(conn)
    assert row is not None, "log_head lost its row"
    head = _head(row)
    if row["wal_timeline"] != row["current_timeline"]:
        head = await _begin_anew(conn, head, row["clock"], row["current_timeline"])
    return head, row["clock"]


async def begin_anew(conn: asyncpg.Connection) -> Head:
    """The log goes on under a new name from its head; what was answered up to there keeps the name it had.

    For a log whose end may have been lost without the server's knowledge, as by a restored dump.
    """
    row = await _LOCK_HEAD.fetchrow(conn)
    assert row is not None, "log_head lost its row"
    return await _begin_anew(conn, _head(row), row["clock"], row["current_timeline"])


async def _begin_anew(conn: asyncpg.Connection, head: Head, clock: datetime, timeline: int) -> Head:
    await _END_INCARNATION.execute(conn, ended_log=head.log, ended_position=head.position, ended_at=clock)
    name = secrets.token_hex(4)
    await _NAME_ANEW.execute(conn, new_name=name, new_timeline=timeline)
    return replace(head, log=name)


async def shared_with(conn: asyncpg.Connection, past: str) -> int | None:
    """Up to which position this log is the one that was called `past`; None when it never was."""
    position: int | None = await _SHARED_WITH.fetchval(conn, past=past)
    return position


async def read_head(conn: asyncpg.Connection) -> Head:
    """The head as last committed."""
    row = await _READ_HEAD.fetchrow(conn)
    assert row is not None, "log_head lost its row"
    return _head(row)


async def read_clock(conn: asyncpg.Connection) -> datetime:
    """The moment at which an append would be recorded now, at the earliest."""
    clock: datetime = await _READ_CLOCK.fetchval(conn)
    return clock


async def settle_recorded_by(conn: asyncpg.Connection, instant: datetime) -> int:
    """The position the log had reached by `instant`, settled: no later append will be recorded by then.

    Raises ValueError for an instant that the clock has not reached, and OnlyOnPrimary where nothing can be settled.
    """
    head = await read_head(conn)
    if instant > head.recorded_at:
        try:
            async with conn.transaction():
                await _settle(conn, instant)
        except asyncpg.ReadOnlySQLTransactionError as error:
            raise OnlyOnPrimary(instant, head.recorded_at) from error
    position: int | None = await _POSITION_BY.fetchval(conn, instant=instant)
    return position or 0


async def _settle(conn: asyncpg.Connection, instant: datetime) -> None:
    head, clock = await lock_head(conn)
    if instant > max(clock, head.recorded_at):
        raise ValueError(f"expected an instant that has passed; it is {clock.isoformat()}")
    if instant > head.recorded_at:  # else the head has passed it while we waited for the lock
        await _MOVE_HEAD.execute(conn, head_position=head.position, head_recorded_at=instant)


async def read(
    conn: asyncpg.Connection,
    *,
    after: int = 0,
    up_to: int = END,
    stream: str | None = None,
    type_: str | None = None,
    limit: int = 1_000,
) -> list[RecordedEvent]:
    """Up to `limit` events behind position `after`, in log order, of one stream or type where those are given."""
    statement = _READ[stream is not None, type_ is not None]
    narrowed = {"stream": stream, "type": type_}
    rows = await statement.fetch(
        conn,
        after=after,
        up_to=up_to,
        limit=limit,
        **{name: value for name, value in narrowed.items() if value is not None},
    )
    return [_recorded_event(row) for row in rows]


async def read_of_kinds(
    conn: asyncpg.Connection, kinds: Iterable[StreamKind], *, after: int, up_to: int, limit: int
) -> list[RecordedEvent]:
    """As `read`, of streams of these kinds."""
    rows = await _READ_OF_KINDS.fetch(conn, kinds=list(kinds), after=after, up_to=up_to, limit=limit)
    return [_recorded_event(row) for row in rows]


async def read_all(
    conn: asyncpg.Connection,
    *,
    after: int = 0,
    up_to: int = END,
    stream: str | None = None,
    type_: str | None = None,
    limit: int | None = None,
) -> AsyncIterator[RecordedEvent]:
    """The events that `read` gives, all of them or the first `limit`, in memory for one batch at a time."""
    left = END if limit is None else limit
    while left:
        size = min(left, _BATCH_SIZE)
        batch = await read(conn, after=after, up_to=up_to, stream=stream, type_=type_, limit=size)
        for event in batch:
            yield event
        if len(batch) < size:
            return
        after, left = batch[-1].position, left - len(batch)


async def read_stream_version(conn: asyncpg.Connection, stream: str) -> int:
    """The last version of `stream`; 0 where it does not exist."""
    return (await _versions(conn, {stream}))[stream]


async def read_versions(conn: asyncpg.Connection, streams: Iterable[str], *, up_to: int) -> dict[str, int]:
    """The version that each of the streams had at a position; 0 where it did not exist."""
    return await _versions(conn, set(streams), up_to)


async def read_by_ids(conn: asyncpg.Connection, event_ids: Iterable[UUID]) -> dict[UUID, RecordedEvent]:
    """Those of the events that the log holds, by id."""
    rows = await _BY_IDS.fetch(conn, event_ids=list(event_ids))
    return {row["event_id"]: _recorded_event(row) for row in rows}


async def find(
    conn: asyncpg.Connection, *, event_ids: Iterable[UUID], facts: Iterable[str], streams: Iterable[str]
) -> dict[int, RecordedEvent]:
    """The events of these ids, all about these facts, and all of these streams that are about no fact, by position."""
    rows = await _FIND.fetch(conn, event_ids=list(event_ids), facts=list(facts), streams=list(streams))
    return {
        position: _recorded_event(row) for position, row in sorted({r["position"]: r for r in rows}.items())
    }


async def read_at(conn: asyncpg.Connection, positions: Iterable[int]) -> dict[int, RecordedEvent]:
    """The events at these positions, by position."""
    rows = await _AT.fetch(conn, positions=list(positions))
    return {row["position"]: _recorded_event(row) for row in rows}


async def read_causes(
    conn: asyncpg.Connection, event_ids: Iterable[UUID], *, up_to: int
) -> dict[UUID, RecordedEvent]:
    """The events that these name as their causes, what those name, and so on up to the roots, by id."""
    rows = await _CAUSES.fetch(conn, event_ids=list(event_ids), up_to=up_to)
    return {row["event_id"]: _recorded_event(row) for row in rows}


async def read_of_facts(conn: asyncpg.Connection, facts: Iterable[str], *, up_to: int) -> list[RecordedEvent]:
    """All events about these facts up to a position, in log order."""
    rows = await _OF_FACTS.fetch(conn, facts=list(facts), up_to=up_to)
    return [_recorded_event(row) for row in rows]


async def read_of_streams(
    conn: asyncpg.Connection, streams: Iterable[str], *, up_to: int
) -> list[RecordedEvent]:
    """The events of these streams that are about no single fact, up to a position, in log order."""
    rows = await _OF_STREAMS.fetch(conn, streams=list(streams), up_to=up_to)
    return [_recorded_event(row) for row in rows]


async def read_of_correlation(
    conn: asyncpg.Connection, correlation_id: UUID, *, after: int, limit: int
) -> list[RecordedEvent]:
    """The first events behind position `after` that share the correlation id, in log order."""
    rows = await _OF_CORRELATION.fetch(conn, correlation_id=correlation_id, after=after, limit=limit)
    return [_recorded_event(row) for row in rows]


async def read_extracted_by(
    conn: asyncpg.Connection, extractor: str, *, after: int, limit: int
) -> list[RecordedEvent]:
    """The first reports and corrections behind position `after` that name this extractor, in log order.

    Looks into every such payload until there are enough.
    """
    rows = await _EXTRACTED_BY.fetch(conn, extractor=extractor, after=after, limit=limit)
    return [_recorded_event(row) for row in rows]


async def facts_of_articles(conn: asyncpg.Connection, streams: Iterable[str], *, up_to: int) -> list[str]:
    """The ids of the facts these articles reported, in log order."""
    rows = await _FACTS_OF_ARTICLES.fetch(conn, streams=list(streams), up_to=up_to)
    return [row["fact"] for row in rows]


async def streams_of_facts(conn: asyncpg.Connection, facts: Iterable[str]) -> dict[str, str]:
    """The article stream of each of these facts that the log holds."""
    rows = await _STREAMS_OF_FACTS.fetch(conn, facts=list(facts))
    return {row["fact"]: row["stream"] for row in rows}


async def existing_streams(conn: asyncpg.Connection, streams: Iterable[str]) -> set[str]:
    """Those of the streams that the log holds."""
    versions = await _versions(conn, set(streams))
    return {stream for stream, version in versions.items() if version}


def _recorded_event(row: asyncpg.Record) -> RecordedEvent:
    """A row of events joined with its payload, as an event; the payload upcast to today's schema."""
    (
        position,
        event_id,
        stream,
        version,
        type_,
        schema,
        recorded_at,
        correlation_id,
        causation_id,
        by,
        written,
    ) = row
    payload = read_recorded(type_, schema, written)
    return RecordedEvent(
        position, event_id, stream, version, schema, recorded_at, correlation_id, causation_id, by, payload
    )


async def _versions(conn: asyncpg.Connection, streams: set[str], up_to: int = END) -> dict[str, int]:
    rows = await _VERSIONS.fetch(conn, streams=sorted(streams), up_to=up_to)
    return {row["stream"]: row["version"] for row in rows}


def _head(row: asyncpg.Record) -> Head:
    return Head(row["log"], row["position"], row["recorded_at"], row["started_at"])


# --- statements

_E, _P = tables.events, event_payloads
_RECORDED = (
    select(
        *(
            _E.c[name]
            for name in ("position", "event_id", "stream", "version", "type", "schema", "recorded_at")
        ),
        *(_E.c[name] for name in ("correlation_id", "causation_id", "appended_by")),
        _P.c.payload,
    )
    .join_from(_E, _P, _P.c.position == _E.c.position)
    .order_by(_E.c.position)
)


def _read_statement(by_stream: bool, by_type: bool) -> Select[tuple[object, ...]]:
    statement = _RECORDED.where(
        _E.c.position > bindparam("after", type_=BigInteger),
        _E.c.position <= bindparam("up_to", type_=BigInteger),
    ).limit(bindparam("limit", type_=BigInteger))
    if by_stream:
        statement = statement.where(_E.c.stream == bindparam("stream"))
    if by_type:
        statement = statement.where(_E.c.type == bindparam("type"))
    return statement


def _any(name: str, item: TypeEngine[Any]) -> ColumnElement[Any]:
    return func.any(bindparam(name, type_=ARRAY(item)))


_READ = {(s, t): Compiled(_read_statement(s, t)) for s in (False, True) for t in (False, True)}
_kind = func.split_part(_E.c.stream, "-", 1)
_READ_OF_KINDS = Compiled(_read_statement(False, False).where(_kind.op("=")(_any("kinds", tables.Id))))
_BY_IDS = Compiled(_RECORDED.where(_E.c.event_id == _any("event_ids", Uuid())))
_AT = Compiled(_RECORDED.where(_E.c.position == _any("positions", BigInteger())))
_UP_TO = _E.c.position <= bindparam("up_to", type_=BigInteger)
_OF_FACTS = Compiled(_RECORDED.where(_E.c.fact == _any("facts", tables.Id), _UP_TO))
_OF_STREAMS = Compiled(
    _RECORDED.where(_E.c.stream == _any("streams", tables.Id), _E.c.fact.is_(None), _UP_TO)
)
_FIND = Compiled(
    union_all(
        *(
            statement.order_by(None)
            for statement in (
                _RECORDED.where(_E.c.event_id == _any("event_ids", Uuid())),
                _RECORDED.where(_E.c.fact == _any("facts", tables.Id)),
                _RECORDED.where(_E.c.stream == _any("streams", tables.Id), _E.c.fact.is_(None)),
            )
        )
    )
)
_following = _RECORDED.where(_E.c.position > bindparam("after", type_=BigInteger)).limit(
    bindparam("limit", type_=BigInteger)
)
_OF_CORRELATION = Compiled(_following.where(_E.c.correlation_id == bindparam("correlation_id", type_=Uuid())))
_extractor = bindparam("extractor", type_=Text)
_EXTRACTED_BY = Compiled(
    _following.where(
        or_(
            and_(_E.c.type == "FactReported", _P.c.payload["extracted_by"].as_string() == _extractor),
            and_(
                _E.c.type == "FactCorrected",
                _P.c.payload["changes"]["extracted_by"].as_string() == _extractor,
            ),
        )
    )
)
_caused = tables.events.alias("caused")
_causes = (
    select(_caused.c.event_id, _caused.c.causation_id)
    .where(_caused.c.event_id == _any("event_ids", Uuid()))
    .cte("causes", recursive=True)
)
_causes = _causes.union(
    select(_E.c.event_id, _E.c.causation_id).join_from(_causes, _E, _E.c.event_id == _causes.c.causation_id)
)
_CAUSES = Compiled(_RECORDED.where(_E.c.event_id.in_(select(_causes.c.causation_id)), _UP_TO))
_FACTS_OF_ARTICLES = Compiled(
    select(_E.c.fact)
    .where(_E.c.stream == _any("streams", tables.Id), _E.c.type == "FactReported", _UP_TO)
    .order_by(_E.c.position)
)
_STREAMS_OF_FACTS = Compiled(
    select(_E.c.fact, _E.c.stream).where(_E.c.fact == _any("facts", tables.Id), _E.c.type == "FactReported")
)

_HEAD_COLUMNS = (log_head.c.log, log_head.c.position, log_head.c.recorded_at, log_head.c.started_at)
_READ_HEAD = Compiled(select(*_HEAD_COLUMNS))
_READ_CLOCK = Compiled(select(func.greatest(func.clock_timestamp(), log_head.c.recorded_at)))
_locked = select(*_HEAD_COLUMNS, log_head.c.wal_timeline).with_for_update().cte("locked")
_TIMELINE: ColumnElement[int] = literal_column(
    "('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer"
)
_LOCK_HEAD = Compiled(  # the clock is read once the lock is held
    select(_locked, func.clock_timestamp().label("clock"), _TIMELINE.label("current_timeline"))
)
_END_INCARNATION = Compiled(
    insert(past_incarnations).values(
        log=bindparam("ended_log"), position=bindparam("ended_position"), ended_at=bindparam("ended_at")
    )
)
_NAME_ANEW = Compiled(
    update(log_head).values(log=bindparam("new_name"), wal_timeline=bindparam("new_timeline"))
)
_SHARED_WITH = Compiled(
    select(past_incarnations.c.position).where(past_incarnations.c.log == bindparam("past", type_=tables.Id))
)
_move_head = update(log_head).values(
    position=bindparam("head_position"), recorded_at=bindparam("head_recorded_at")
)
_MOVE_HEAD = Compiled(_move_head)
_POSITION_BY = Compiled(
    select(_E.c.position)
    .where(_E.c.recorded_at <= bindparam("instant", type_=DateTime(timezone=True)))
    .order_by(_E.c.recorded_at.desc())
    .limit(1)
)

_asked = (
    func.unnest(bindparam("streams", type_=ARRAY(tables.Id))).table_valued("stream").render_derived("asked")
)
_last = (
    select(_E.c.version)
    .where(_E.c.stream == _asked.c.stream, _UP_TO)
    .order_by(_E.c.version.desc())
    .limit(1)
    .scalar_subquery()
)
_VERSIONS = Compiled(select(_asked.c.stream, func.coalesce(_last, 0).label("version")))
