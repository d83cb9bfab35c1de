"""The entries of a timeline are parted into lanes, so that a page costs the same at any moment (decision 014)."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LANES = """
ALTER TABLE timeline_entries ADD COLUMN lane smallint GENERATED ALWAYS AS (
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
) STORED;
ALTER TABLE timeline_entries DROP CONSTRAINT timeline_entries_pkey;
ALTER TABLE timeline_entries ADD CONSTRAINT timeline_entries_pkey
    PRIMARY KEY (generation, fact, subject, rep_from, rec_from);
DROP INDEX timeline_entries_page_idx;
CREATE INDEX timeline_entries_page_idx
    ON timeline_entries (lane, subject, sort, ends, fact, rec_from, rec_to, rep_from, rep_to);
CREATE INDEX timeline_entries_reported_idx ON timeline_entries (subject, rep_from, rec_from, rec_to);
CREATE INDEX timeline_entries_told_before_idx
    ON timeline_entries (subject, published_at) WHERE published_at > rep_from;
"""


def upgrade() -> None:
    op.get_bind().connection.run_async(lambda driver: driver.execute(LANES))
