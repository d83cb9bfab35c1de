"""Incarnations of the log; timelines that are searched by role, status, publisher, text and who believes whom.

The read models follow from the log, so they are made anew: the next start builds them under rules 2.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The first eight digits of the name of a WAL file are the timeline: each promotion or restore begins another.
INCARNATIONS = """
ALTER TABLE log_head ADD COLUMN wal_timeline integer NOT NULL
    DEFAULT ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
ALTER TABLE log_head ALTER COLUMN wal_timeline DROP DEFAULT;
COMMENT ON TABLE log_head IS
    'One row: hands out positions under its lock. `log` names this incarnation of the log, '
    '`wal_timeline` the history of the server that it is written in.';
CREATE TABLE past_incarnations (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    ended_at timestamptz NOT NULL,
    CONSTRAINT past_incarnations_pkey PRIMARY KEY (log)
);
COMMENT ON TABLE past_incarnations IS
    'Names that the log bore before a failover or a restore, and up to which position this log shares each.';
CREATE TRIGGER past_incarnations_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON past_incarnations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE past_incarnations ENABLE ALWAYS TRIGGER past_incarnations_immutable;
CREATE OR REPLACE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at THEN
        RAISE EXCEPTION 'log_head only moves forward: position % to %, recorded_at % to %',
            OLD.position, NEW.position, OLD.recorded_at, NEW.recorded_at USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.log <> OLD.log AND (
        EXISTS (SELECT FROM past_incarnations WHERE log = NEW.log)
        OR NOT EXISTS (SELECT FROM past_incarnations WHERE log = OLD.log AND position = OLD.position)
    ) THEN
        RAISE EXCEPTION 'the log % may be named anew only where its end is kept in past_incarnations', OLD.log
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

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

CREATE INDEX entry_members_fact_idx ON entry_members (fact);

ALTER TABLE containments ADD COLUMN according_to text COLLATE "C";
"""


def upgrade() -> None:
    connection = op.get_bind().connection
    for script in (INCARNATIONS, EMPTIED, CHANGED):
        connection.run_async(lambda driver, script=script: driver.execute(script))
