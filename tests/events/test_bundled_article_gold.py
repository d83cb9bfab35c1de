"""The bundled article beside the article itself and what its readers say of it, where those are at hand."""

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from events.bundled import sample
from events.identity import article_id, fact_id
from events.instants import format_instant
from tests.events.bundled_pokrovsk import ADDED, BY_KEY, NAMED, mentioned, shown
from tests.events.golden_pokrovsk import ARTICLE, FACTS

ARTICLES = Path(__file__).parents[3] / "shared" / "articles"
RUN_OF_WORDS = 8

if ARTICLES.is_dir():
    TEXT = (ARTICLES / "pokrovsk-2025-12-02.txt").read_bytes().decode()
    GOLD = {g["id"]: g for g in json.loads((ARTICLES / "pokrovsk-2025-12-02.gold.json").read_bytes())}
else:
    TEXT, GOLD = "", {}
pytestmark = pytest.mark.skipif(not GOLD, reason="the article itself is not part of the project")

EDTF_UNLIKE_GOLD = {
    "g03": "2025-12-01/2025-12-02",  # an accepted alternative; the gold's interval is wider than its one day
    "g06": "2023-12~/2025-12-01",  # so that the gold's interval, from December 2023, lies inside
    "g26": "2025-10/2025-11",  # `~` widens nothing
    "g27": "2025-10/2025-11",
}
EARLIEST_UNLIKE_GOLD = {
    "g26": "2025-09-30T21:00:00Z",  # summer time in Kyiv, where the gold has winter time
    "g27": "2025-09-30T21:00:00Z",
}
SPEAKERS = {
    "Dmitry Peskov (via Tass)": "dmitry-peskov",
    "recording reviewed by Bloomberg": "bloomberg",
}
ACTORS = {
    "Moscow (Russian government)": "russia",
    "Russian forces": "russian-armed-forces",
    "Russian military": "russian-armed-forces",
    "Russian soldiers": "russian-armed-forces",
    "Russian troops": "russian-armed-forces",
    "U.S. officials": "united-states",
    "Ukrainian officials": "ukraine",
    "Ukrainian troops": "ukrainian-armed-forces",
    "Ukraine's Military Staff": "ukraine-military-staff",
}
PLACES = {"Kursk": "kursk-region"}


def test_the_evidence_is_of_this_text():
    digest = sha256(TEXT.encode()).hexdigest()

    assert ADDED.sha256 == digest
    assert ADDED.length == len(TEXT)
    assert article_id(None, digest) == ARTICLE
    for key, fact in BY_KEY.items():
        assert fact.evidence.sha256 == digest, key
        assert all(span.end <= len(TEXT) for span in fact.evidence.spans), key


def test_a_fact_has_the_id_that_extraction_will_give_it():
    for key, fact, gold in each_fact():
        trigger = gold["trigger"][0]

        assert fact.fact == fact_id(ARTICLE, ADDED.sha256, trigger["start"], trigger["end"], 1), key


def test_a_fact_happened_when_its_readers_say():
    for key, fact, gold in each_fact():
        earliest = EARLIEST_UNLIKE_GOLD.get(key, half_open(gold["occurred"]["earliest"]))

        assert fact.occurred.edtf == EDTF_UNLIKE_GOLD.get(key, gold["occurred"]["edtf"]), key
        assert shown(fact.occurred.earliest) == earliest, key
        assert shown(fact.occurred.latest) == half_open(gold["occurred"]["latest"]), key
        assert fact.occurred.basis == ("explicit" if gold["basis"] == "explicit" else "inferred"), key
        assert (fact.known_by == "statement") == (gold["date_dates"] == "report"), key


def test_a_fact_is_said_by_whom_and_how_its_readers_say():
    for key, fact, gold in each_fact():
        speaker = gold["attributed_to"] and slug(gold["attributed_to"], SPEAKERS)
        via = (NAMED["actor", "tass"],) if "via Tass" in (gold["attributed_to"] or "") else ()

        assert fact.status == gold["status"], key
        assert fact.attributed_to == (speaker and NAMED["actor", speaker]), key
        assert fact.via == via, key


def test_a_fact_names_at_least_whom_and_where_its_readers_say():
    for key, fact, gold in each_fact():
        actors = {NAMED["actor", slug(name, ACTORS)] for name in gold["actors"]}
        locations = {NAMED["location", slug(name, PLACES)] for name in gold["locations"]}

        assert actors <= mentioned(fact, "actor"), key
        assert locations == mentioned(fact, "location"), key


def test_a_fact_points_to_its_sentence_and_to_the_words_of_its_date():
    for key, fact, gold in each_fact():
        spans = {
            purpose: [(span.start, span.end) for span in fact.evidence.spans if span.purpose == purpose]
            for purpose in ("fact", "date")
        }
        occurred = gold["occurred"]
        dated = occurred["expr_start"] is not None

        assert spans["fact"] == [(gold["start"], gold["end"])], key
        assert spans["date"] == ([(occurred["expr_start"], occurred["expr_end"])] if dated else []), key
        assert fact.occurred.phrase == (occurred["expression"] if dated else None), key


def test_the_words_used_for_a_name_stand_in_the_sentence():
    for key, fact, gold in each_fact():
        words = {mention.words for mention in (*fact.actors, *fact.locations) if mention.words}

        assert all(used in TEXT[gold["start"] : gold["end"]] for used in words), key


def test_a_fact_that_somebody_says_points_to_their_name():
    for key, fact, _ in each_fact():
        names = {id_: slug_ for (kind, slug_), id_ in NAMED.items() if kind == "actor"}
        spans = [span for span in fact.evidence.spans if span.purpose == "speaker"]

        assert bool(spans) == bool(fact.attributed_to), key
        for span in spans:
            assert TEXT[span.start : span.end].split()[-1].lower() in names[fact.attributed_to], key


def test_no_sentence_of_the_article_is_in_the_events():
    assert not runs(TEXT) & runs(sample("pokrovsk").decode())


# --- helpers


def each_fact():
    """The key of each fact, the fact as it is bundled, and what its readers say of it."""
    assert BY_KEY.keys() == FACTS.keys()
    for key, fact in BY_KEY.items():
        yield key, fact, GOLD[key]


def half_open(inclusive):
    """The gold's ends name the last second of a day; ours the first instant after it."""
    if inclusive is None:
        return None
    instant = datetime.fromisoformat(inclusive).astimezone(UTC)
    return format_instant(instant + timedelta(seconds=1) if instant.second == 59 else instant)


def slug(name, known):
    name = re.sub(r' \(as ".*"\)', "", name).replace("\u2019", "'")
    return known.get(name) or name.lower().replace(" ", "-")


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN_OF_WORDS]) for i in range(len(words) - RUN_OF_WORDS + 1)}
