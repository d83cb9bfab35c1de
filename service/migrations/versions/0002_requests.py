"""Requests that came under a key, immutable like the log; and events by their correlation."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REQUESTS = """
CREATE TABLE requests (
    request_id uuid NOT NULL,
    salt bytea NOT NULL,
    request_hash bytea NOT NULL,
    positions bigint[] NOT NULL,
    CONSTRAINT requests_pkey PRIMARY KEY (request_id),
    CONSTRAINT requests_recorded_something CHECK (cardinality(positions) > 0)
);
COMMENT ON TABLE requests IS
    'What each request that came under a key recorded; request_hash is sha256(salt || request). Immutable.';
CREATE TRIGGER requests_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON requests
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE requests ENABLE ALWAYS TRIGGER requests_immutable;
"""

CORRELATION = """
CREATE INDEX events_correlation_idx ON events (correlation_id, position);
"""


def upgrade() -> None:
    connection = op.get_bind().connection
    for script in (REQUESTS, CORRELATION):
        connection.run_async(lambda driver, script=script: driver.execute(script))
