"""Great timelines, written straight into the tables: what appending would make of them, a thousand times faster."""

from datetime import UTC, datetime, timedelta

import asyncpg

from projections.asof import Places, Question
from projections.naming import Place

BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = 25

# Of a hundred facts seventy last a day, fifteen a month, eight a year, two for ever; two have no start, one no bound.
# Five are planned, five told years later. One in ten was corrected, by our record or its source.
_FILL = """
WITH drawn AS (
    SELECT number, $1::text AS subject, $1 || '-' || number AS fact, number AS position,
        timestamptz '2000-01-01 00:00Z' + (number::float8 / $2) * interval '25 years' AS began,
        (number * 7919) % 100 AS width, (number * 10007) % 100 AS delay, (number * 13007) % 20 AS change
    FROM generate_series(1::bigint, $2) AS number
), dated AS (
    SELECT drawn.*, CASE WHEN width < 97 THEN began END AS earliest,
        CASE WHEN width < 70 THEN began + interval '1 day' WHEN width < 85 THEN began + interval '30 days'
            WHEN width < 93 THEN began + interval '365 days' WHEN width IN (97, 98) THEN began END AS latest,
        began + CASE WHEN delay < 5 THEN interval '-30 days' * (delay + 1)
            WHEN delay < 10 THEN interval '1000 days' * (delay - 4) ELSE interval '1 hour' * delay END AS reported_at
    FROM drawn
), states AS (
    SELECT *, reported_at AS rep_from,
        CASE WHEN change = 0 THEN reported_at + interval '1 year' ELSE 'infinity' END AS rep_to,
        position AS rec_from, CASE WHEN change = 1 THEN position + 1 ELSE 9223372036854775807 END AS rec_to
    FROM dated
    UNION ALL
    SELECT *, reported_at + interval '1 year', 'infinity', position, 9223372036854775807 FROM dated WHERE change = 0
    UNION ALL
    SELECT *, reported_at, 'infinity', position + 1, 9223372036854775807 FROM dated WHERE change = 1
), told AS (
    INSERT INTO fact_states (generation, fact, rep_from, rep_to, stands, body, rec_from, rec_to)
    SELECT 1, fact, rep_from, rep_to, true, json_build_object('summary', 'meets delegation ' || number), rec_from,
        rec_to
    FROM states
)
INSERT INTO timeline_entries (generation, subject, fact, earliest, latest, reported_at, published_at, status, stands,
    roles, entry_roles, rep_from, rep_to, rec_from, rec_to)
SELECT 1, subject, fact, earliest, latest, reported_at, reported_at, 'asserted', true, 1, 1, rep_from, rep_to,
    rec_from, rec_to
FROM states
"""

_FILL_TIED = """
WITH tied AS (
    INSERT INTO fact_states (generation, fact, rep_from, rep_to, stands, body, rec_from, rec_to)
    SELECT 1, $1 || '-' || number, $3, 'infinity', true, '{"summary": "a tie"}', number, 9223372036854775807
    FROM generate_series(1::bigint, $2) AS number
    RETURNING fact, rec_from
)
INSERT INTO timeline_entries (generation, subject, fact, earliest, latest, reported_at, published_at, status, stands,
    roles, entry_roles, rep_from, rep_to, rec_from, rec_to)
SELECT 1, $1, fact, $3, $4, $3 + (rec_from % 3) * interval '1000 days', $3, 'asserted', true, 1, 1, $3, 'infinity',
    rec_from, 9223372036854775807
FROM tied
"""


async def fill(conn: asyncpg.Connection, subject: str, facts: int) -> None:
    """The subject has that many facts, recorded as they occurred, over the years since BEGAN."""
    await conn.execute(_FILL, subject, facts)


async def fill_tied(conn: asyncpg.Connection, subject: str, facts: int) -> None:
    """The subject has that many facts of one and the same day, some of them reported years later."""
    await conn.execute(_FILL_TIED, subject, facts, BEGAN, BEGAN + timedelta(days=1))


def at(subject: str, facts: int, share: float = 1.0, **asked: object) -> Question:
    """A question about a filled subject, when that share of its facts had been recorded."""
    known_until = RECORDED if share == 1 else BEGAN + share * timedelta(days=YEARS * 365)
    return Question(
        subject=subject,
        position=max(1, round(facts * share)) + 1,
        known_until=known_until,
        **({"as_of": known_until} | asked),  # type: ignore[arg-type]
    )


def of(subject: str) -> list[Places]:
    """The subject as the one place that is asked for."""
    return [Places([Place(subject, None, None, True)])]
