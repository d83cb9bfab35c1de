"""The entries of a timeline are parted into lanes, so that a page costs the same at any moment (decision 014)."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LANES = """
ALTER TABLE timeline_entries ADD COLUMN lane smallint GENERATED ALWAYS AS (
CASE
    WHEN latest - earliest <= '2 days'::interval THEN CASE
        WHEN reported_at - earliest < '-512 days'::interval THEN 0
        WHEN reported_at - earliest < '-256 days'::interval THEN 1
        WHEN reported_at - earliest < '-128 days'::interval THEN 2
        WHEN reported_at - earliest < '-32 days'::interval THEN 3
        WHEN reported_at - earliest < '00:00:00'::interval THEN 4
        WHEN reported_at - earliest < '32 days'::interval THEN 5
        WHEN reported_at - earliest < '512 days'::interval THEN 6
        WHEN reported_at - earliest < '8192 days'::interval THEN 7
        ELSE 8
    END
    WHEN latest - earliest <= '32 days'::interval THEN CASE
        WHEN reported_at - earliest < '-512 days'::interval THEN 9
        WHEN reported_at - earliest < '00:00:00'::interval THEN 10
        WHEN reported_at - earliest < '64 days'::interval THEN 11
        WHEN reported_at - earliest < '512 days'::interval THEN 12
        ELSE 13
    END
    WHEN latest - earliest <= '400 days'::interval THEN CASE
        WHEN reported_at - earliest < '-512 days'::interval THEN 14
        WHEN reported_at - earliest < '00:00:00'::interval THEN 15
        WHEN reported_at - earliest < '512 days'::interval THEN 16
        ELSE 17
    END
    WHEN earliest IS NOT NULL THEN CASE
        WHEN reported_at - earliest < '-512 days'::interval THEN 18
        WHEN reported_at - earliest < '00:00:00'::interval THEN 19
        ELSE 20
    END
    WHEN latest IS NOT NULL THEN CASE
        WHEN reported_at - latest < '-512 days'::interval THEN 21
        WHEN reported_at - latest < '00:00:00'::interval THEN 22
        ELSE 23
    END
    ELSE 24
END
) STORED;
ALTER TABLE timeline_entries DROP CONSTRAINT timeline_entries_pkey;
ALTER TABLE timeline_entries ADD CONSTRAINT timeline_entries_pkey
    PRIMARY KEY (generation, fact, subject, rep_from, rec_from);
DROP INDEX timeline_entries_page_idx;
CREATE INDEX timeline_entries_page_idx
    ON timeline_entries (lane, subject, sort, ends, fact, rec_from, rec_to, rep_from, rep_to);
CREATE INDEX timeline_entries_reported_idx ON timeline_entries (subject COLLATE "POSIX", rep_from, rec_from, rec_to);
CREATE INDEX timeline_entries_told_before_idx
    ON timeline_entries (subject COLLATE "POSIX", published_at) WHERE published_at > rep_from;
"""


def upgrade() -> None:
    op.get_bind().connection.run_async(lambda driver: driver.execute(LANES))
