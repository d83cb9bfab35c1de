"""The index of pages passes over what hindsight leaves out, without a look at the rows (decision 014)."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = """
DROP INDEX timeline_entries_page_idx;
CREATE INDEX timeline_entries_page_idx ON timeline_entries
    (lane, subject, sort, ends, fact, rec_from, rec_to, rep_from, rep_to, LEAST(reported_at, sort));
"""


def upgrade() -> None:
    op.get_bind().connection.run_async(lambda driver: driver.execute(INDEX))
