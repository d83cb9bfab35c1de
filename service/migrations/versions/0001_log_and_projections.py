"""The log, immutable, and the read models, partitioned by generation.

There is no way down: what was recorded is not unrecorded.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOG = """
CREATE TABLE log_head (
    id smallint NOT NULL,
    log text COLLATE "C" NOT NULL,
    started_at timestamptz NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT log_head_pkey PRIMARY KEY (id),
    CONSTRAINT log_head_has_one_row CHECK (id = 1)
);
COMMENT ON TABLE log_head IS
    'One row: hands out positions under its lock. `log` names this incarnation of the log.';
INSERT INTO log_head (id, log, started_at, position, recorded_at)
SELECT 1, substr(gen_random_uuid()::text, 1, 8), t, 0, t FROM clock_timestamp() AS t;

CREATE TABLE events (
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    type text COLLATE "C" NOT NULL,
    schema smallint NOT NULL,
    fact text COLLATE "C",
    recorded_at timestamptz NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    appended_by text NOT NULL,
    payload_hash bytea NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (position),
    CONSTRAINT events_event_id_key UNIQUE (event_id),
    CONSTRAINT events_stream_version_key UNIQUE (stream, version),
    CONSTRAINT events_recorded_at_key UNIQUE (recorded_at),
    CONSTRAINT events_position_positive CHECK (position > 0),
    CONSTRAINT events_version_positive CHECK (version > 0)
);
COMMENT ON TABLE events IS
    'The envelope of every event, in commit order. Immutable: triggers refuse UPDATE, DELETE and TRUNCATE.';
CREATE INDEX events_fact_idx ON events (fact, position) WHERE fact IS NOT NULL;
CREATE INDEX events_of_stream_idx ON events (stream, position) WHERE fact IS NULL;
CREATE INDEX events_type_idx ON events (type, position);

CREATE TABLE event_payloads (
    position bigint NOT NULL,
    salt bytea NOT NULL,
    payload json NOT NULL,
    CONSTRAINT event_payloads_pkey PRIMARY KEY (position),
    CONSTRAINT event_payloads_position_fkey FOREIGN KEY (position) REFERENCES events (position)
);
COMMENT ON TABLE event_payloads IS
    'sha256(salt || payload) is events.payload_hash; json, not jsonb, so that the bytes stay as written.';
"""

# ENABLE ALWAYS: the triggers also fire where session_replication_role would silence ordinary ones.
IMMUTABLE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: the log is immutable; record a correction, retraction or withdrawal instead',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_payloads_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON event_payloads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_head_stays BEFORE DELETE OR TRUNCATE ON log_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at OR NEW.log <> OLD.log THEN
        RAISE EXCEPTION 'log_head only moves forward: position % to %, recorded_at % to %',
            OLD.position, NEW.position, OLD.recorded_at, NEW.recorded_at USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER log_head_moves_forward BEFORE UPDATE ON log_head
    FOR EACH ROW EXECUTE FUNCTION refuse_step_back();
ALTER TABLE log_head ENABLE ALWAYS TRIGGER log_head_moves_forward;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable;
ALTER TABLE event_payloads ENABLE ALWAYS TRIGGER event_payloads_immutable;
ALTER TABLE log_head ENABLE ALWAYS TRIGGER log_head_stays;
"""

PROJECTIONS = """
CREATE TABLE projections (
    name text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    rules integer NOT NULL,
    position bigint NOT NULL,
    serving boolean NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT projections_pkey PRIMARY KEY (name, generation)
);
COMMENT ON TABLE projections IS
    'Checkpoints: the position each generation of each projection has reached.';
CREATE UNIQUE INDEX projections_serving_key ON projections (name) WHERE serving;

CREATE TABLE fact_states (
    generation integer NOT NULL,
    fact text COLLATE "C" NOT NULL,
    rep_from timestamptz NOT NULL,
    rep_to timestamptz NOT NULL,
    stands boolean NOT NULL,
    body json NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT fact_states_pkey PRIMARY KEY (generation, fact, rep_from, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE fact_states IS
    'Each state of each fact; `body` is what an answer shows of it but for links, names and containment.';

CREATE TABLE timeline_entries (
    generation integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    fact text COLLATE "C" NOT NULL,
    earliest timestamptz,
    latest timestamptz,
    sort timestamptz GENERATED ALWAYS AS (coalesce(earliest, latest)) STORED,
    ends timestamptz GENERATED ALWAYS AS (coalesce(latest, 'infinity'::timestamptz)) STORED,
    reported_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    alone boolean NOT NULL,
    leads boolean NOT NULL,
    rep_from timestamptz NOT NULL,
    rep_to timestamptz NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT timeline_entries_pkey PRIMARY KEY (generation, subject, fact, rep_from, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE timeline_entries IS
    'The two-clock table: which facts stand on whose timeline, alone and as the leading one of their entry.';
CREATE INDEX timeline_entries_page_idx
    ON timeline_entries (subject, sort, ends, fact, rec_from, rec_to, rep_from, rep_to);

CREATE TABLE entry_members (
    generation integer NOT NULL,
    entry text COLLATE "C" NOT NULL,
    fact text COLLATE "C" NOT NULL,
    rep_from timestamptz NOT NULL,
    rep_to timestamptz NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT entry_members_pkey PRIMARY KEY (generation, entry, fact, rep_from, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE entry_members IS 'The facts of each entry that has several, by its leading one.';

CREATE TABLE fact_links (
    generation integer NOT NULL,
    event_id uuid NOT NULL,
    fact text COLLATE "C" NOT NULL,
    relation text COLLATE "C" NOT NULL,
    other text COLLATE "C" NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT fact_links_pkey PRIMARY KEY (generation, event_id, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE fact_links IS
    'Which fact repeats, denies, confirms … which other; it shows while both stand.';
CREATE INDEX fact_links_fact_idx ON fact_links (fact, relation);
CREATE INDEX fact_links_other_idx ON fact_links (other, relation);

CREATE TABLE articles (
    generation integer NOT NULL,
    article text COLLATE "C" NOT NULL,
    published_at timestamptz NOT NULL,
    body json NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT articles_pkey PRIMARY KEY (generation, article, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE articles IS 'Articles, with their versions and their retraction.';
CREATE INDEX articles_published_idx ON articles (published_at, article);

CREATE TABLE descriptions (
    generation integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    slug text COLLATE "C" NOT NULL,
    body json NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT descriptions_pkey PRIMARY KEY (generation, subject, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE descriptions IS 'What actors and locations are called; a subject is the name of its stream.';
CREATE INDEX descriptions_slug_idx ON descriptions (slug);

CREATE TABLE subject_names (
    generation integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT subject_names_pkey PRIMARY KEY (generation, subject, folded, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE subject_names IS
    'Name, slug and aliases, folded for search: no accents, no case, no punctuation.';
CREATE INDEX subject_names_folded_idx ON subject_names (folded, subject);

CREATE TABLE merges (
    generation integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    "into" text COLLATE "C" NOT NULL,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT merges_pkey PRIMARY KEY (generation, subject, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE merges IS 'Which actor or location answers under which other.';
CREATE INDEX merges_into_idx ON merges ("into");

CREATE TABLE containments (
    generation integer NOT NULL,
    location text COLLATE "C" NOT NULL,
    number smallint NOT NULL,
    parent text COLLATE "C" NOT NULL,
    since timestamptz,
    until timestamptz,
    rec_from bigint NOT NULL,
    rec_to bigint NOT NULL,
    CONSTRAINT containments_pkey PRIMARY KEY (generation, location, number, rec_from)
) PARTITION BY LIST (generation);
COMMENT ON TABLE containments IS 'Which location lies in which other, for what occurred in [since, until).';
CREATE INDEX containments_parent_idx ON containments (parent);
"""


def upgrade() -> None:
    connection = op.get_bind().connection
    for script in (LOG, IMMUTABLE, PROJECTIONS):
        connection.run_async(lambda driver, script=script: driver.execute(script))
