"""The log's tables (design.md §4). Alembic creates them; a test holds these declarations against the database."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON

metadata = MetaData()

Id = Text(collation="C")
"""Ids, streams and slugs compare byte by byte, on every server alike."""
Instant = DateTime(timezone=True)

log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, nullable=False, autoincrement=False),
    Column("log", Id, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("wal_timeline", Integer, nullable=False),
    PrimaryKeyConstraint("id", name="log_head_pkey"),
    CheckConstraint("id = 1", name="log_head_has_one_row"),
    comment="One row: hands out positions under its lock. `log` names this incarnation of the log, "
    "`wal_timeline` the history of the server that it is written in.",
)

past_incarnations = Table(
    "past_incarnations",
    metadata,
    Column("log", Id, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("ended_at", Instant, nullable=False),
    PrimaryKeyConstraint("log", name="past_incarnations_pkey"),
    comment="Names that the log bore before a failover or a restore, and up to which position this log shares each.",
)

events = Table(
    "events",
    metadata,
    Column("position", BigInteger, nullable=False, autoincrement=False),
    Column("event_id", Uuid, nullable=False),
    Column("stream", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Id, nullable=False),
    Column("schema", SmallInteger, nullable=False),
    Column("fact", Id),
    Column("recorded_at", Instant, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Uuid),
    Column("appended_by", Text, nullable=False),
    Column("payload_hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("position", name="events_pkey"),
    UniqueConstraint("event_id", name="events_event_id_key"),
    UniqueConstraint("stream", "version", name="events_stream_version_key"),
    UniqueConstraint("recorded_at", name="events_recorded_at_key"),
    CheckConstraint("position > 0", name="events_position_positive"),
    CheckConstraint("version > 0", name="events_version_positive"),
    Index("events_fact_idx", "fact", "position", postgresql_where="fact IS NOT NULL"),
    Index("events_of_stream_idx", "stream", "position", postgresql_where="fact IS NULL"),
    Index("events_type_idx", "type", "position"),
    Index("events_correlation_idx", "correlation_id", "position"),
    comment="The envelope of every event, in commit order. Immutable: triggers refuse UPDATE, DELETE and TRUNCATE.",
)

event_payloads = Table(
    "event_payloads",
    metadata,
    Column("position", BigInteger, nullable=False, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", JSON, nullable=False),
    PrimaryKeyConstraint("position", name="event_payloads_pkey"),
    ForeignKeyConstraint(["position"], ["events.position"], name="event_payloads_position_fkey"),
    comment="sha256(salt || payload) is events.payload_hash; json, not jsonb, so that the bytes stay as written.",
)

requests = Table(
    "requests",
    metadata,
    Column("request_id", Uuid, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("request_hash", LargeBinary, nullable=False),
    Column("positions", ARRAY(BigInteger), nullable=False),
    PrimaryKeyConstraint("request_id", name="requests_pkey"),
    CheckConstraint("cardinality(positions) > 0", name="requests_recorded_something"),
    comment="What each request that came under a key recorded; request_hash is sha256(salt || request). Immutable.",
)
