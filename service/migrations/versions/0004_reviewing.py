"""Facts that need a review are found by an index of their own, in the read models that are there."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEX = """
CREATE INDEX fact_states_review_idx
    ON fact_states (rec_to, ((body ->> 'position')::bigint), rec_from, generation)
    WHERE stands AND rep_to = 'infinity'::timestamptz AND (body ->> 'needs_review') = 'true';
"""


def upgrade() -> None:
    op.get_bind().connection.run_async(lambda driver: driver.execute(INDEX))
