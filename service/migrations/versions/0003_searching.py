"""Timelines that are searched: by role, status and publisher, by text, and by who says that a place lies in another.

The read models follow from the log, so they are made anew: the next start builds them under rules 2.
"""

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

EMPTIED = """
DO $$
DECLARE part regclass;
BEGIN
    FOR part IN
        SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent IN ('fact_states'::regclass, 'timeline_entries'::regclass, 'entry_members'::regclass,
            'fact_links'::regclass, 'articles'::regclass, 'descriptions'::regclass, 'subject_names'::regclass,
            'merges'::regclass, 'containments'::regclass)
    LOOP
        EXECUTE format('DROP TABLE %s', part);
    END LOOP;
END $$;
DELETE FROM projections;
"""

CHANGED = """
ALTER TABLE timeline_entries
    DROP COLUMN alone,
    DROP COLUMN leads,
    ADD COLUMN status text COLLATE "C" NOT NULL,
    ADD COLUMN stands boolean NOT NULL,
    ADD COLUMN roles smallint NOT NULL,
    ADD COLUMN entry_roles smallint NOT NULL;
COMMENT ON TABLE timeline_entries IS
    'The two-clock table: which facts are on whose timeline, and in which `roles` (bits) they name it; '
    '`entry_roles` are those of the entry that the fact leads. 0: it is not there in that reading.';

ALTER TABLE fact_states
    ADD COLUMN search tsvector
        GENERATED ALWAYS AS (to_tsvector('english'::regconfig, body ->> 'summary')) STORED;
CREATE INDEX fact_states_search_idx ON fact_states USING gin (search);

ALTER TABLE containments ADD COLUMN according_to text COLLATE "C";
"""


def upgrade() -> None:
    connection = op.get_bind().connection
    for script in (EMPTIED, CHANGED):
        connection.run_async(lambda driver, script=script: driver.execute(script))
