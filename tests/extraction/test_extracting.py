"""`asof extract`: what it shows, what its JSON is, and what it says of files that hold no article."""

import io
import json
from datetime import UTC, datetime
from functools import partial

import pytest
from rich.console import Console

from events.extraction.extraction import Article
from service.commands_extracting import article
from service.extracted import Extracted, as_json
from tests.extraction.contract import PUBLISHED_ON
from tests.extraction.plugged import Plugged
from tests.running import run
from tests.service.conftest import EXTRACTORS

PUBLISHED_AT = datetime(2021, 5, 6, tzinfo=UTC)
TEXT = "\ufeff🦆 ducks landed here, 2021-05-04.\r\nNothing else.\r\n"


NOWHERE = "postgresql://nobody@localhost:1/none"


@pytest.fixture
def extract(warm_asof):
    return partial(run, "extract", url=NOWHERE, program=warm_asof)


def drawn(**options) -> str:
    article = Article(text=TEXT, published_on=PUBLISHED_ON)
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False, **options)
    console.print(Extracted(article, Plugged().extract(article), PUBLISHED_AT))
    return console.file.getvalue()


def test_the_text_is_shown_in_brackets_where_there_is_no_colour_and_its_facts_beneath_each_sentence():
    lines = drawn().splitlines()

    assert lines[0].endswith("🦆 ducks *landed* here, [2021-05-04].")
    assert lines[1].startswith("    1. 2021-05-04 asserted (landed): Somebody or something landed  0.90")
    assert "Nothing else." in lines
    assert "*happening*  [date]  <place>  {actor}" in lines[-2]
    assert lines[-1] == (
        "1 fact, 0 to review · known since 2021-05-06 00:00 UTC, if nothing else is said · plugged 1"
    )


def test_the_text_is_shown_in_colours_where_there_are_some():
    shown = drawn(force_terminal=True, color_system="standard", no_color=False)

    assert "\x1b[1;33mlanded" in shown
    assert "*landed*" not in shown


def test_json_has_the_fields_of_a_fact_and_offsets_in_code_points():
    shaped = as_json(Plugged().extract(Article(text=TEXT, published_on=PUBLISHED_ON)), PUBLISHED_AT)
    [fact], [timex] = shaped["facts"], shaped["timexes"]

    assert list(fact) == [
        *("start", "end", "trigger", "phrase", "occurred", "status", "attributed_to", "actors", "locations"),
        *("summary", "confidence", "needs_review", "reported_at", "known_by"),
    ]
    assert list(fact["occurred"]) == ["edtf", "earliest", "latest", "extent", "basis"]
    assert TEXT[fact["trigger"]["start"] : fact["trigger"]["end"]] == "landed"
    assert TEXT[timex["start"] : timex["end"]] == "2021-05-04"
    assert timex.keys() == {"start", "end", "type", "value", "edtf"}


def test_extract_reads_a_file_or_standard_input_and_needs_no_database(extract, tmp_path):
    file = tmp_path / "ducks-2021-05-05.txt"
    file.write_bytes(TEXT.encode())

    by_name = run("extract", file, "--json", url=NOWHERE)
    by_option = extract("-", "--published", "2021-05-05", "--json", stdin=TEXT)

    assert json.loads(by_name.stdout).keys() == {"facts", "timexes"}
    assert by_option.stdout == by_name.stdout
    assert extract(file).stdout.splitlines()[-1].count("rules") == 1


def test_a_text_is_read_as_it_is_but_for_the_byte_order_mark(tmp_path):
    file = tmp_path / "ducks-2021-05-05.txt"
    file.write_bytes(TEXT.encode())

    read = article(str(file), None, "UTC")

    assert read.text == TEXT[1:]
    assert read.for_extractor().published_on == PUBLISHED_ON


SAID = "On Monday the dam broke in Vienna, the mayor said on Tuesday.\n"


def test_it_is_told_since_when_each_fact_is_known(extract):
    at = ("--published", "2025-02-13T06:00:00Z")
    shown = extract("-", *at, stdin=SAID).stdout
    facts = json.loads(extract("-", *at, "--json", stdin=SAID).stdout)["facts"]

    by = {fact["known_by"]: fact["reported_at"] for fact in facts}
    assert by["publication"] == "2025-02-13T06:00:00Z"
    # Tuesday is over on the last clocks on Earth at noon of Wednesday
    assert by["statement"] == "2025-02-12T12:00:00Z"
    assert ", known since 2025-02-12 12:00 UTC" in " ".join(shown.split())
    assert "known since 2025-02-13 06:00 UTC, if nothing else is said" in " ".join(shown.split())


def test_what_is_published_in_the_future_can_be_looked_at(extract):
    facts = json.loads(extract("-", "--published", "2999-02-13", "--json", stdin=SAID).stdout)["facts"]

    assert {fact["reported_at"] for fact in facts if fact["known_by"] == "publication"} == {
        "2999-02-14T00:00:00Z"
    }


def test_an_extractor_that_fails_is_said_to():
    at = ("--published", "2021-05-05", "--extractor", "failing")

    done = run("extract", "-", *at, url=NOWHERE, stdin=SAID, PYTHONPATH=str(EXTRACTORS))

    assert (done.returncode, done.stdout) == (1, "")
    assert "the extractor 'failing' failed (RuntimeError: no model)" in done.stderr


def test_extract_reads_a_page_as_add_does_and_no_events(extract, tmp_path):
    page = tmp_path / "ducks-2021-05-05.html"
    page.write_text("<html><body><article><p>Ducks landed here, 2021-05-04.</p></article></body></html>")

    done = extract(page)
    refused = extract("tests/fixtures/correction.jsonl")

    assert done.stdout.splitlines()[0].startswith("Ducks")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "correction.jsonl: these are events: expected an article" in refused.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no text"),
        (b" \n 12 \n", "there is no text"),
        (b"\x89PNG\r\n\x1a\n", "byte 0 (0x89) is not UTF-8"),
        (b"a\x00b", "character 1 is NUL"),
        (b"x" * 2_000_000, "at most 250,000"),
        (
            "Der Rat trat am Freitag zusammen, um über die Brücke zu sprechen.".encode(),
            "only English is read",
        ),
    ],
    ids=["empty", "no words", "binary", "NUL", "long", "German"],
)
def test_what_is_no_article_is_refused_with_the_reason(extract, tmp_path, content, said):
    file = tmp_path / "file"
    file.write_bytes(content)

    done = extract(file, "--published", "2021-05-05")

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "recorded" not in done.stderr  # nothing would have been


@pytest.mark.parametrize("name", ["", "P" * 301])
def test_a_publisher_without_a_name_is_refused_as_such(extract, name):
    done = extract("-", "--published", "2021-05-05", "--publisher", name, stdin="Ducks landed.")

    assert done.returncode == 1
    assert f"the publisher '{name[:60]}': expected 1 to 300 characters of text" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing tells when it was published: say so with --published"),
        (("--published", "yesterday"), "'yesterday': expected a day such as"),
        (("--published", "9999-12-31"), "9999-12-31"),
        (("--published", "2021-05-05", "--zone", "Mars/Base"), "'Mars/Base': expected the name of a zone"),
        (("--published", "2021-05-05", "--extractor", "magic"), "extractor 'magic': expected one of rules"),
    ],
)
def test_wrong_options_are_told_apart_from_texts_that_are_refused(extract, arguments, said):
    done = extract("-", *arguments, stdin="Ducks landed.")

    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
