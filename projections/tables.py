"""The read models' tables. All are partitioned by generation: a rebuild fills a partition of its own.

A row is what held for positions `[rec_from, rec_to)`; where it has `rep_from` and `rep_to`, also only for moments
`[rep_from, rep_to)` of the reported clock. NEVER stands for the end of a range that is still open.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Computed,
    FromClause,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Uuid,
    collate,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSON, TSVECTOR

from events.tables import Id, Instant, metadata
from projections.lanes import LANE_SQL
from projections.projection import Projection

projections = Table(
    "projections",
    metadata,
    Column("name", Id, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("serving", Boolean, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    PrimaryKeyConstraint("name", "generation", name="projections_pkey"),
    Index("projections_serving_key", "name", unique=True, postgresql_where="serving"),
    comment="Checkpoints: the position each generation of each projection has reached.",
)


def columns(table: Table) -> list[str]:
    """The columns that a fold fills: all but the generation, the recorded range and computed ones."""
    runners = {"generation", "rec_from", "rec_to"}
    return [c.name for c in table.columns if c.name not in runners and c.computed is None]


def tables_of(projection: Projection) -> list[Table]:
    """The tables that hold the projection's rows."""
    return [metadata.tables[name] for name in projection.tables]


def _partitioned(name: str, *columns: Column[object], key: tuple[str, ...], comment: str) -> Table:
    """A table of recorded ranges; `key` tells the rows of one position apart."""
    return Table(
        name,
        metadata,
        Column("generation", Integer, nullable=False),
        *columns,
        Column("rec_from", BigInteger, nullable=False),
        Column("rec_to", BigInteger, nullable=False),
        PrimaryKeyConstraint("generation", *key, "rec_from", name=f"{name}_pkey"),
        comment=comment,
        postgresql_partition_by="LIST (generation)",
        info={"key": key},
    )


# --- of the projection `timelines`

fact_states = _partitioned(
    "fact_states",
    Column("fact", Id, nullable=False),
    Column("rep_from", Instant, nullable=False),
    Column("rep_to", Instant, nullable=False),
    Column("stands", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Column(
        "search",
        TSVECTOR,
        Computed("to_tsvector('english'::regconfig, body ->> 'summary')", persisted=True),
    ),
    key=("fact", "rep_from"),
    comment="Each state of each fact; `body` is what an answer shows of it but for links, names and containment.",
)
Index("fact_states_search_idx", fact_states.c.search, postgresql_using="gin")

REPORT_POSITION: ColumnElement[int] = literal_column("((body ->> 'position')::bigint)", BigInteger)
"""The position of the fact's report: where the fact stands among others that wait for a review."""
NEEDS_REVIEW: ColumnElement[bool] = literal_column(
    "(stands AND rep_to = 'infinity'::timestamptz AND (body ->> 'needs_review') = 'true')", Boolean
)
"""States of facts, as all that is known makes them, which somebody has to look at."""
Index(
    "fact_states_review_idx",
    fact_states.c.rec_to,
    REPORT_POSITION,
    fact_states.c.rec_from,
    fact_states.c.generation,  # so that they are counted without a look at the rows
    postgresql_where=NEEDS_REVIEW,
)

timeline_entries = _partitioned(
    "timeline_entries",
    Column("subject", Id, nullable=False),
    Column("fact", Id, nullable=False),
    Column("earliest", Instant),
    Column("latest", Instant),
    Column("sort", Instant, Computed("coalesce(earliest, latest)", persisted=True)),
    Column("ends", Instant, Computed("coalesce(latest, 'infinity'::timestamptz)", persisted=True)),
    Column("lane", SmallInteger, Computed(LANE_SQL, persisted=True)),
    Column("reported_at", Instant, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("status", Id, nullable=False),
    Column("stands", Boolean, nullable=False),
    Column("roles", SmallInteger, nullable=False),
    Column("entry_roles", SmallInteger, nullable=False),
    Column("rep_from", Instant, nullable=False),
    Column("rep_to", Instant, nullable=False),
    key=("fact", "subject", "rep_from"),
    comment="The two-clock table: which facts are on whose timeline, and in which `roles` (bits) they name it; "
    "`entry_roles` are those of the entry that the fact leads. 0: it is not there in that reading.",
)


def shows_from(entry: FromClause) -> ColumnElement[datetime]:
    """With hindsight a row shows nothing before this: it had neither been reported nor, as far as is known, begun."""
    least: ColumnElement[datetime] = func.least(entry.c.reported_at, entry.c.sort)
    return least


Index(  # the lane first: what asks for a subject's rows without a lane shall use another index, however few they seem
    "timeline_entries_page_idx",
    timeline_entries.c.lane,
    timeline_entries.c.subject,
    timeline_entries.c.sort,
    timeline_entries.c.ends,
    timeline_entries.c.fact,
    timeline_entries.c.rec_from,
    timeline_entries.c.rec_to,
    timeline_entries.c.rep_from,
    timeline_entries.c.rep_to,
    shows_from(timeline_entries),
)


def by_report(entry: FromClause) -> ColumnElement[str]:
    """The subject of a row that is to be found by when it was reported.

    The collation is the column's under another name: so the planner can take no other index for the next two, nor them
    for another, whatever it believes of the sizes of things.
    """
    return collate(entry.c.subject, "POSIX")


Index(
    "timeline_entries_reported_idx",
    by_report(timeline_entries),
    timeline_entries.c.rep_from,
    timeline_entries.c.rec_from,
    timeline_entries.c.rec_to,
)
Index(
    "timeline_entries_told_before_idx",
    by_report(timeline_entries),
    timeline_entries.c.published_at,
    postgresql_where=timeline_entries.c.published_at > timeline_entries.c.rep_from,
)


entry_members = _partitioned(
    "entry_members",
    Column("entry", Id, nullable=False),
    Column("fact", Id, nullable=False),
    Column("rep_from", Instant, nullable=False),
    Column("rep_to", Instant, nullable=False),
    key=("entry", "fact", "rep_from"),
    comment="The facts of each entry that has several, by its leading one.",
)

Index("entry_members_fact_idx", entry_members.c.fact)

fact_links = _partitioned(
    "fact_links",
    Column("event_id", Uuid, nullable=False),
    Column("fact", Id, nullable=False),
    Column("relation", Id, nullable=False),
    Column("other", Id, nullable=False),
    key=("event_id",),
    comment="Which fact repeats, denies, confirms … which other; it shows while both stand.",
)
Index("fact_links_fact_idx", fact_links.c.fact, fact_links.c.relation)
Index("fact_links_other_idx", fact_links.c.other, fact_links.c.relation)

articles = _partitioned(
    "articles",
    Column("article", Id, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    key=("article",),
    comment="Articles, with their versions and their retraction.",
)
Index("articles_published_idx", articles.c.published_at, articles.c.article)

# --- of the projection `directory`

descriptions = _partitioned(
    "descriptions",
    Column("subject", Id, nullable=False),
    Column("slug", Id, nullable=False),
    Column("body", JSON, nullable=False),
    key=("subject",),
    comment="What actors and locations are called; a subject is the name of its stream.",
)
Index("descriptions_slug_idx", descriptions.c.slug)

subject_names = _partitioned(
    "subject_names",
    Column("subject", Id, nullable=False),
    Column("folded", Id, nullable=False),
    key=("subject", "folded"),
    comment="Name, slug and aliases, folded for search: no accents, no case, no punctuation.",
)
Index("subject_names_folded_idx", subject_names.c.folded, subject_names.c.subject)

merges = _partitioned(
    "merges",
    Column("subject", Id, nullable=False),
    Column("into", Id, nullable=False),
    key=("subject",),
    comment="Which actor or location answers under which other.",
)
Index("merges_into_idx", merges.c.into)

containments = _partitioned(
    "containments",
    Column("location", Id, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("parent", Id, nullable=False),
    Column("since", Instant),
    Column("until", Instant),
    Column("according_to", Id),
    key=("location", "number"),
    comment="Which location lies in which other, for what occurred in [since, until).",
)
Index("containments_parent_idx", containments.c.parent)
