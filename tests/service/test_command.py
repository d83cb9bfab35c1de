"""The command `asof`, run as people run it: as a process, on a database of its own."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import asyncpg
import pytest
import typer.main

from events.bundled import SAMPLES
from projections.runner import PROJECTIONS
from service import command, commands_reading
from tests import database
from tests.running import ASOF, run, serving

BUNDLED = Path("events/bundled/pokrovsk.jsonl")
STORY = Path("events/bundled/story.jsonl")
SECOND = Path("tests/fixtures/second-article.jsonl")
CORRECTION = Path("tests/fixtures/correction.jsonl")

AS_OF = ("--as-of", "2025-12-01T21:30:00Z")

STOP_TIME_MAX_S = 5


@pytest.fixture
async def other_database_url(server: database.Server) -> AsyncIterator[str]:
    async with database.fresh_database(server) as url:
        yield url


def execute(url: str, statement: str) -> None:
    """The statement has been run in the database."""

    async def run_it() -> None:
        conn: asyncpg.Connection = await database.connect(url)
        await conn.execute(statement)
        await conn.close()

    asyncio.run(run_it())


# --- help


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Every command there is, with the words that call it."""
    groups = [("asof", typer.main.get_command(command.app))]
    while groups:
        words, group = groups.pop()
        for name, sub in group.commands.items():
            if hasattr(sub, "commands"):
                groups.append((f"{words} {name}", sub))
            else:
                yield f"{words} {name}", sub


@pytest.mark.parametrize(("words", "explained"), list(commands()))
def test_every_command_and_option_is_explained_and_each_command_has_an_example(words, explained):
    example = (explained.epilog or "").removeprefix("Example: ")

    assert explained.help
    assert words in example
    assert [parameter.name for parameter in explained.params if not getattr(parameter, "help", None)] == []


def test_the_commands_are_those_of_the_design():
    reading = ("show", "search", "disputes", "diff", "history", "events", "replay")
    changing = ("correct", "retract", "reinstate", "review", "link", "merge", "withdraw")
    extracting = ("extract", "evaluate")
    others = ("serve", "add", "import", "rebuild", "db upgrade", "db fork")

    assert {words for words, _ in commands()} == {
        f"asof {name}" for name in (*reading, *changing, *extracting, *others)
    }


def test_the_choices_of_the_command_are_what_there_is():
    samples = get_args(get_type_hints(command.serve)["sample"])

    assert set(command.ProjectionName) == PROJECTIONS.keys()
    assert set(samples) == {*SAMPLES, "none"}


def test_the_version_is_that_of_the_distribution(asof):
    assert re.fullmatch(r"asof \d+\.\d+\.\d+\n", asof("--version").stdout)


# --- add


def test_add_tells_what_was_recorded_and_where(asof):
    first, second = asof("add", BUNDLED), asof("add", SECOND, CORRECTION)

    assert first.stdout == (
        f"{BUNDLED}: 83 events at positions 1 to 83, in 39 streams (23 actors, 1 article, 15 locations)\n"
    )
    assert second.stdout == (
        f"{SECOND}: 14 events at positions 84 to 97, in 4 streams (2 actors, 1 article, 1 location)\n"
        f"{CORRECTION}: 1 event at position 98, in article-n6zvdziu7bowpxhp4\n"
    )


def test_adding_the_same_file_twice_adds_nothing(loaded):
    again = loaded("add", BUNDLED)

    assert (again.returncode, again.stdout) == (0, f"{BUNDLED}: already there (83 events)\n")
    assert "position 83:" in loaded("replay").stdout


def test_the_story_is_added_to_a_log_that_holds_the_bundled_article_and_only_once(loaded):
    first, again = loaded("add", STORY), loaded("add", STORY)

    assert first.stdout == (
        f"{STORY}: 86 events at positions 84 to 169, in 35 streams (16 actors, 8 articles, 11 locations)\n"
    )
    assert again.stdout == f"{STORY}: already there (86 events)\n"
    assert loaded("replay", "--verify").returncode == 0


def test_a_refused_file_is_refused_whole_with_line_field_value_and_what_was_expected(loaded, tmp_path):
    lines = SECOND.read_text().splitlines()
    bad_date = json.loads(lines[5])
    bad_date["payload"]["occurred"] = {"edtf": "2025-02-30"}
    unknown_type = json.loads(lines[6]) | {"type": "FactInvented"}
    bad = tmp_path / "bad.jsonl"
    bad.write_text("\n".join([*lines[:5], json.dumps(bad_date), json.dumps(unknown_type)]))

    refused = loaded("add", bad)

    assert refused.returncode == 1
    assert refused.stdout == ""
    first, second, last = refused.stderr.splitlines()
    assert first.startswith(f"{bad}, line 6, field payload.occurred: ")
    assert "'2025-02-30': expected a day of 2025-02 from 01 to 28" in first
    assert second.startswith(f"{bad}, line 7, field type: 'FactInvented': expected one of ArticleAdded, ")
    assert last == f"nothing of {bad} was recorded"
    assert "position 83:" in loaded("replay").stdout


def test_files_before_a_refused_one_are_recorded(loaded, tmp_path):
    cut_off = tmp_path / "cut-off.jsonl"
    cut_off.write_bytes(CORRECTION.read_bytes()[:200])

    refused = loaded("add", SECOND, cut_off)

    assert refused.returncode == 1
    assert "positions 84 to 97" in refused.stdout
    assert f"{cut_off}, line 1: " in refused.stderr
    assert "is the file cut off?" in refused.stderr


def test_an_event_about_something_unknown_is_refused_with_its_name(asof):
    refused = asof("add", CORRECTION)

    assert refused.returncode == 1
    assert refused.stderr.startswith(
        f"{CORRECTION}: FactCorrected in article-n6zvdziu7bowpxhp4 names fapupwxlnnfspvyaq"
    )


def test_add_reads_standard_input_and_cloudevents(loaded, database_url):
    line = json.loads(SECOND.read_text().splitlines()[0])
    batch = [
        {
            "specversion": "1.0",
            "id": line["event_id"],
            "source": "https://example.org/desk",
            "type": line["type"],
            "subject": line["stream"],
            "data": line["payload"],
        }
    ]

    added = run("add", "--cloudevents", "-", url=database_url, stdin=json.dumps(batch))

    assert added.stdout == "standard input: 1 event at position 84, in actor-a7j4ioy\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# Notes\n\nSome prose.\n",
            "this is not JSON Lines, one JSON object a line: it begins with '# Notes'",
        ),
        ('[{"a": 1},\n {"b": 2}]', "this is not JSON Lines but one JSON array"),
        ('{\n  "stream": "actor-a"\n}', "this is not JSON Lines but one JSON object on many lines"),
    ],
)
def test_what_is_no_json_lines_at_all_is_refused_in_one_sentence(asof, tmp_path, text, said):
    file = tmp_path / "other"
    file.write_text(text)

    refused = asof("add", file)

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert said in refused.stderr


def test_problems_beyond_the_first_twenty_are_said_to_be_left_out(asof, tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text("{}\n" * 30)

    *_, left_out, last = asof("add", file).stderr.splitlines()

    assert left_out == "these are the first 20 problems; there may be more"
    assert last == f"nothing of {file} was recorded"


def test_add_reads_pipes_and_devices_but_no_folder(loaded, database_url, tmp_path):
    piped = subprocess.run(
        [
            "bash",
            "-c",
            f"{ASOF} add <(cat {SECOND}) && {ASOF} add /dev/stdin < {CORRECTION}; {ASOF} add /dev/null",
        ],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
    )
    folder = loaded("add", tmp_path)

    assert "14 events at positions 84 to 97" in piped.stdout
    assert "1 event at position 98" in piped.stdout
    assert "expected at least one event" in piped.stderr
    assert folder.returncode == 2
    assert "is a folder" in folder.stderr


# --- show


def test_show_has_the_claim_undisputed_in_the_evening_and_disputed_the_next_noon(loaded):
    evening = loaded("show", "location", "pokrovsk", "--as-of", "2025-12-01T21:30:00Z").stdout
    noon = loaded("show", "location", "pokrovsk", "--as-of", "2025-12-02T12:00:00Z").stdout

    claim = "Putin announces on video that the Russian army holds"
    assert claim in evening
    assert "as it stood on 2025-12-01 21:30 UTC" in evening
    assert "Bohdan Senyk" not in evening
    assert claim in noon
    assert "disputed: denied by Bohdan Senyk, known since" in noon


def test_show_fits_its_terminal_and_ends_with_the_permalink(loaded):
    shown = loaded("show", "location", "ukraine")

    *lines, permalink = shown.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in shown.stdout
    assert "position 83 · log " in lines[-1]
    assert re.fullmatch(r"/v1/locations/\w+/timeline\?as_of=\S+&position=83&log=\w+&rules=\d+", permalink)


def test_show_tells_what_the_source_says_who_says_it_and_what_came_of_it(loaded):
    loaded("add", SECOND)

    shown = " ".join(loaded("show", "actor", "Witkoff").stdout.replace("│", "").split())

    assert "“after 5 p.m.”" in shown
    assert "planned, says Dmitry Peskov, via Tass" in shown
    assert "fulfilled, known since 2025-12-09 06:30 UTC – Putin talks with Witkoff" in shown
    assert "lapsed: its time has passed" not in shown
    alone = loaded("show", "actor", "Besson").stdout
    assert "lapsed: its time has passed, and no outcome is known" in alone


def test_show_explains_an_empty_timeline_and_marks_hindsight(loaded):
    asked = ("show", "location", "pokrovsk", "--as-of", "2025-09-01T00:00:00Z")

    empty, hindsight = loaded(*asked).stdout, loaded(*asked, "--hindsight").stdout

    assert "Nothing stands here." in empty
    assert "By position 83 something had been reported, but only after this moment." in empty
    assert "in July 2024" in hindsight
    assert "hindsight: known since 2025-12-02 14:00 UTC" in hindsight


def test_show_passes_every_parameter_of_the_question_on(loaded):
    window = [
        "--since",
        "2025-09-30",
        "--until",
        "2025-11-30",
        "--match",
        "certain",
        "--order",
        "desc",
        "--limit",
        "1",
    ]

    october = loaded(
        "show", "location", "pokrovsk", "--json", "--as-of", "2026-01-01", "--position", "83", *window
    )

    body = json.loads(october.stdout)
    assert [entry["occurred"]["edtf"] for entry in body["entries"]] == ["2025-10/2025-11"]
    assert (body["as_of"], body["position"]) == ("2026-01-02T00:00:00Z", 83)
    assert body["next"]


def test_show_prints_any_format_as_the_api_answers_it(loaded):
    from service.formats import FORMATS

    asked = ("show", "location", "pokrovsk", "--as-of", "2025-12-02T12:00:00Z")

    printed = {name: loaded(*asked, "--format", name) for name in map(str, commands_reading.FormatName)}

    assert [f".{name}" for name in printed] == list(FORMATS)
    assert all(shown.returncode == 0 and shown.stdout for shown in printed.values())
    assert json.loads(printed["json"].stdout) == json.loads(loaded(*asked, "--json").stdout)
    assert printed["csv"].stdout.startswith("fact,summary,")
    assert printed["ics"].stdout.startswith("BEGIN:VCALENDAR")
    refused = loaded(*asked, "--format", "pdf")
    assert (refused.returncode, "'csv'" in refused.stderr) == (2, True)
    assert loaded(*asked, "--format", "csv", "--json").returncode == 2


def test_show_takes_slugs_names_and_aliases(loaded):
    by_slug, by_alias, by_initials = (
        loaded("show", kind, name, "--json", "--position", "83").stdout
        for kind, name in (("actor", "volodymyr-zelenskyy"), ("actor", "Zelensky"), ("actor", "US"))
    )

    assert json.loads(by_slug)["entries"]
    assert by_slug == by_alias
    assert json.loads(by_initials)["names"][json.loads(by_initials)["subject"]]["slug"] == "united-states"


def test_an_ambiguous_name_lists_the_candidates(loaded, tmp_path):
    loaded("add", SECOND)
    twin = {"name": "Anne Besson", "slug": "anne-besson", "aliases": ["Besson"], "kind": "person"}
    other = json.dumps({"stream": "actor-twin", "type": "ActorNamed", "payload": twin})
    file = tmp_path / "twin.jsonl"
    file.write_text(other)
    loaded("add", file)

    refused = loaded("show", "actor", "Besson")

    assert refused.returncode == 1
    assert refused.stderr.startswith("'Besson' may be any of ")
    assert "anne-besson (Anne Besson)" in refused.stderr
    assert "claire-besson (Claire Besson)" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Pokrovsky"], "no location is called 'Pokrovsky' at position 83"),
        (
            ["pokrovsk", "--as-of", "yesterday"],
            "--as-of yesterday: expected an RFC 3339 instant with an offset",
        ),
        (["pokrovsk", "--as-of", "2025-12-01T21:30:00"], "it has no offset: add Z or, say, +02:00"),
        (["pokrovsk", "--position", "84"], "--position 84: expected a position from 0 to 83, the head"),
        (["pokrovsk", "--position", "1", "--recorded-by", "2026-01-01T00:00:00Z"], "not both"),
    ],
)
def test_what_show_cannot_answer_is_refused_in_one_sentence(loaded, arguments, said):
    refused = loaded("show", "location", *arguments)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_picture_holds_the_timeline_and_fetches_nothing(loaded, tmp_path):
    picture = tmp_path / "timeline.svg"

    loaded("show", "location", "pokrovsk", "--svg", picture)

    drawn = picture.read_text()
    assert drawn.startswith("<svg")
    assert "denied&#160;by&#160;Bohdan&#160;Senyk" in drawn
    assert "url(http" not in drawn


def test_a_corrected_fact_says_right_below_since_when_it_reads_so(loaded):
    loaded("add", SECOND, CORRECTION)

    shown = loaded("show", "location", "pokrovsk", "--as-of", "2025-12-13", "--since", "2025-12-05").stdout

    known, corrected = (
        "known since 2025-12-09 06:30 UTC by publication, but not as it reads now:",
        "corrected by",
    )
    told = " ".join(shown.replace("│", "").split())
    assert f"{known} {corrected} its source (occurred, summary), known since 2025-12-12 06:30 UTC" in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--as-of", "2025-12-02"], "as it stood at the end of 2025-12-02 (UTC)"),
        (["--as-of", "2025-12-03T00:00:00Z"], "as it stood on 2025-12-03 00:00 UTC"),
        ([], "all that the log held at position 83 (recorded 20"),
        (["--as-of", "2025-12-02", "--hindsight"], "end of 2025-12-02 (UTC)"),
    ],
)
def test_the_heading_says_which_moment_is_shown_as_it_was_asked_for(loaded, asked, said):
    assert said in loaded("show", "location", "pokrovsk", *asked).stdout


def test_seasons_and_open_ends_are_in_words_and_the_signs_are_explained(loaded):
    shown = loaded("show", "location", "pokrovsk").stdout

    assert " summer 2025 ●" in shown
    assert " EDTF 2025-22 │" in shown
    assert " until 2025-12-02 ●" in shown
    assert "● reported as fact  ◐ claimed  ○ planned or proposed  ✕ denied" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["actor", "Pokrovsk"], "but there is a location of that name: `asof show location Pokrovsk`"),
        (["actor", "Donetsk region"], "`asof show location 'Donetsk region'`"),
        (["location", "Pokrvsk"], "similar: pokrovsk"),
        (["location", "Ukrane"], "similar: ukraine"),
    ],
)
def test_a_name_that_is_not_found_is_answered_with_what_may_be_meant(loaded, arguments, said):
    refused = loaded("show", *arguments)

    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert said in refused.stderr


def test_an_empty_log_says_how_to_fill_it(asof):
    for arguments, code in ((("show", "actor", "Putin"), 1), (("events",), 0), (("replay",), 0)):
        told = asof(*arguments)

        assert told.returncode == code
        assert "the log is empty: `asof add FILE` fills it" in told.stderr


# --- what changed, and why


def test_diff_tells_what_became_known_between_two_moments(loaded):
    told = loaded("diff", "location", "pokrovsk", "2025-12-01T21:30:00Z", "2025-12-02T12:00:00Z").stdout

    assert "what changed from 2025-12-01 21:30 UTC to 2025-12-02 12:00 UTC" in told
    assert "! disputed: Putin announces on video" in told
    assert "standing: undisputed → disputed" in told
    assert "FactsLinked of" in told
    assert "/v1/locations/" in told.splitlines()[-1]


def test_diff_prints_the_body_of_the_answer_and_refuses_ends_that_do_not_fit(loaded):
    body = json.loads(loaded("diff", "location", "pokrovsk", "30", "83", "--json").stdout)
    mixed = loaded("diff", "location", "pokrovsk", "30", "2025-12-01")

    assert (body["from"], body["to"]) == (30, 83)
    assert body["added"]
    assert mixed.returncode != 0
    assert "2025-12-01: expected a position, as from is" in " ".join(mixed.stderr.replace("│", "").split())


def test_history_tells_the_events_and_the_states_of_a_fact(loaded):
    told = loaded("history", "ftqxkq6d6ubrussw5")
    unknown = loaded("history", "nothing")

    assert "FactReported" in told.stdout
    assert "on: stands" in told.stdout
    assert unknown.returncode == 1
    assert "no fact 'nothing' had been reported" in unknown.stderr


def test_show_explains_each_entry_by_its_events(loaded):
    told = " ".join(loaded("show", "location", "pokrovsk", "--explain").stdout.replace("│", "").split())

    assert "FactReported of ftqxkq6d6ubrussw5" in told
    assert "&explain=true" in told


# --- events, replay, rebuild


def test_a_reader_that_has_seen_enough_is_no_error(loaded, database_url):
    reading = f"set -o pipefail; {ASOF} events | head -1 || test $? -eq 1"
    environment = {**os.environ, "DATABASE_URL": database_url}
    done = subprocess.run(
        ["bash", "-c", reading], env=environment, capture_output=True, text=True, timeout=60
    )

    assert (done.stderr, done.stdout.count("\n")) == ("", 1)


def test_events_lists_the_log_one_event_a_line(loaded):
    listed = loaded("events", "--after", "42", "--limit", "2").stdout.splitlines()

    assert len(listed) == 2
    assert re.match(
        r" +43  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  FactReported +Putin announces on video", listed[0]
    )
    assert len(loaded("events", "--type", "FactsLinked").stdout.splitlines()) == 7
    assert len(loaded("events", "--stream", "actor-abza2fp").stdout.splitlines()) == 1


def test_what_events_prints_as_json_is_the_same_log_once_added_elsewhere(
    loaded, database_url, other_database_url
):
    loaded("add", SECOND, CORRECTION)

    printed = run("events", "--json", url=database_url)
    added = run("add", "-", url=other_database_url, stdin=printed.stdout)
    again = run("events", "--json", url=other_database_url)

    assert (printed.returncode, added.returncode, again.returncode) == (0, 0, 0)
    assert len(printed.stdout.splitlines()) == 98
    assert again.stdout == printed.stdout


def test_replay_finds_every_timeline_equal_to_the_database_also_after_a_rebuild(loaded):
    loaded("add", SECOND, CORRECTION)

    before, rebuilt, after = loaded("replay", "--verify"), loaded("rebuild"), loaded("replay", "--verify")

    assert (before.returncode, rebuilt.returncode, after.returncode) == (0, 0, 0)
    assert before.stdout.endswith("every timeline equals the database\n")
    assert "directory: generation 2 serves, up to position 98" in rebuilt.stdout
    assert "timelines: generation 2 serves, up to position 98" in rebuilt.stdout
    assert after.stdout.endswith("every timeline equals the database\n")


def test_replay_tells_where_the_database_differs_and_a_rebuild_mends_it(loaded, database_url):
    execute(database_url, "DELETE FROM timeline_entries WHERE subject = 'location-lrh5hos'")

    differs, rebuilt, mended = (
        loaded("replay", "--verify"),
        loaded("rebuild", "timelines"),
        loaded("replay", "--verify"),
    )

    assert differs.returncode == 1
    assert "timeline_entries, only in the replay, positions" in differs.stderr
    assert "subject=location-lrh5hos" in differs.stderr
    assert "rows differ" in differs.stderr
    assert "every timeline" not in differs.stdout
    assert "directory" not in rebuilt.stdout
    assert mended.returncode == 0


def test_replay_goes_up_to_a_position(loaded):
    early, beyond = loaded("replay", "--to", "40"), loaded("replay", "--to", "84")

    assert "position 40: 40 events" in early.stdout
    assert "1  FactReported" in early.stdout
    assert (beyond.returncode, beyond.stderr) == (1, "position 84 has not been reached: the log ends at 83\n")


def test_progress_is_plain_lines_where_there_is_no_terminal(loaded):
    assert "replay: 83 of 83 events" in loaded("replay").stderr.splitlines()


# --- the database


def test_only_db_upgrade_and_serve_migrate_a_database_that_is_somebody_elses(bare_database_url):
    refused = run("events", url=bare_database_url)
    upgraded = run("db", "upgrade", url=bare_database_url)
    listed = run("events", url=bare_database_url)

    assert refused.returncode == 1
    assert refused.stderr.startswith("the database has no schema of Asof, this version needs ")
    assert refused.stderr.endswith(": run `asof db upgrade`\n")
    assert (upgraded.returncode, listed.returncode, listed.stdout) == (0, 0, "")


def test_a_database_that_does_not_answer_ends_with_3_and_names_its_setting():
    unreachable = run("events", url="postgresql://localhost:1/asof")

    assert (unreachable.returncode, unreachable.stdout) == (3, "")
    assert "DATABASE_URL" in unreachable.stderr
    assert "Traceback" not in unreachable.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "article", "x"],
        ["show", "Putin"],
        ["show", "actor"],
        ["show", "actor", ""],
        ["show", "actor", "\udcff\udcfe"],
        ["events", "--stream", "\udcff"],
        ["events", "--after", "99999999999999999999999"],
        ["events", "--type", "FactInvented"],
        ["add", "no-such-file.jsonl"],
        ["replay", "--to", "1", "--verify"],
        ["fly"],
    ],
)
def test_wrong_usage_ends_with_2(asof, arguments):
    wrong = asof(*arguments)

    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:secret@[::1/x",
        "postgresql://u:secret@h:abc/x",
        "mysql://u:secret@h/x",
        "sqlite:///x",
        "x",
    ],
)
def test_a_database_url_that_cannot_be_read_is_said_without_its_password(asof, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)

    wrong = asof("events")

    assert wrong.returncode == 3
    assert "expected postgresql://user:password@host:port/database" in wrong.stderr
    assert "secret" not in wrong.stderr


@pytest.mark.parametrize("arguments", [["show", "actor", "x"], ["events"], ["replay"], ["rebuild"]])
def test_what_only_reads_begins_no_database(asof, monkeypatch, tmp_path, arguments):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("ASOF_DATA", str(tmp_path / "data"))

    refused = asof(*arguments)

    advice = "start `asof serve` there first, or set ASOF_DATA"
    assert (refused.returncode, refused.stderr) == (1, f"there is no data in {tmp_path / 'data'}: {advice}\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_cannot_be_written_is_said_in_one_sentence(loaded, database_url):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [ASOF, "events"],
            env={**os.environ, "DATABASE_URL": database_url},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )

    assert (done.returncode, done.stderr) == (1, "the output cannot be written: No space left on device\n")


def test_a_setting_that_cannot_be_read_is_named(asof, monkeypatch):
    monkeypatch.setenv("ASOF_PORT", "eight")

    wrong = asof("events")

    assert wrong.returncode == 2
    assert wrong.stderr.startswith("ASOF_PORT: 'eight': ")


# --- serve


def get(lines: list[str], path: str) -> tuple[int, bytes]:
    found = re.search(r"http://localhost:(\d+)", lines[0])
    assert found, lines
    connection = http.client.HTTPConnection("localhost", int(found[1]), timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def stop(process: subprocess.Popen[str], signal_: int) -> tuple[str, str, float]:
    begun = time.monotonic()
    process.send_signal(signal_)
    out, err = process.communicate(timeout=30)
    return out, err, time.monotonic() - begun


def test_serve_says_in_three_lines_what_to_open_answers_as_show_does_and_stops_in_time(bare_database_url):
    with serving(DATABASE_URL=bare_database_url) as (process, lines, _):
        health, _ = get(lines, "/healthz")
        status, body = get(lines, "/v1/locations/pokrovsk/timeline?as_of=2025-12-01T21:30:00Z")
        shown = run("show", "location", "pokrovsk", *AS_OF, "--json", url=bare_database_url).stdout
        out, err, took_s = stop(process, signal.SIGTERM)

    assert "http://localhost:" in lines[0]
    assert "/v1/locations/pokrovsk/timeline?as_of=2025-12-01T21:30:00Z" in lines[1]
    assert "Ctrl-C" in lines[2]
    assert (health, status, len(json.loads(body)["entries"])) == (200, 200, 4)
    assert shown == f"{body.decode()}\n"
    assert (process.returncode, out, err) == (0, "", "")
    assert took_s < STOP_TIME_MAX_S


def test_serve_begins_with_the_story_if_asked_to_and_again_where_it_did_before(bare_database_url):
    for _ in range(2):
        with serving("--sample", "story", DATABASE_URL=bare_database_url) as (process, lines, _):
            question = re.search(r'Try: curl "http://[^/]+(/.+)"', lines[1])
            assert question, lines
            status, body = get(lines, question[1])
            stop(process, signal.SIGTERM)

        assert (status, [e["standing"] for e in json.loads(body)["entries"]]) == (200, ["disputed"])
        assert json.loads(body)["position"] == len(STORY.read_text().splitlines())


def test_serve_says_that_a_log_which_begins_otherwise_is_not_given_the_story(loaded):
    refused = loaded("serve", "--port", "0", "--sample", "story")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "the log is not empty and does not hold the sample story: `asof add` it (it is the file "
        "events/bundled/story.jsonl), or begin another log with ASOF_DATA or DATABASE_URL\n"
    )


def test_serve_with_several_workers_leaves_an_empty_log_empty_if_asked_to(database_url):
    with serving("--workers", "2", "--sample", "none", DATABASE_URL=database_url) as (process, lines, _):
        status, body = get(lines, "/v1/events")
        _, _, took_s = stop(process, signal.SIGINT)

    assert (status, json.loads(body)["events"]) == (200, [])
    assert process.returncode == 0
    assert took_s < STOP_TIME_MAX_S


def test_serve_starts_its_own_postgres_and_after_a_restart_a_permalink_has_the_same_bytes(
    tmp_path, monkeypatch
):
    """Oracle 1, over a restart."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    path, bodies = "/v1/locations/pokrovsk/timeline?as_of=2025-12-02T12:00:00Z", []
    for start in ("first", "second"):
        with serving(ASOF_DATA=str(tmp_path)) as (process, lines, took_s):
            status, body = get(lines, path)
            _, err, stopped_s = stop(process, signal.SIGINT)

        print(f"{start} start: {took_s:.1f} s, stopped in {stopped_s:.1f} s")
        assert (status, process.returncode, err) == (200, 0, "")
        assert stopped_s < STOP_TIME_MAX_S
        assert list(tmp_path.rglob("postmaster.pid")) == []
        bodies.append(body)
        path = json.loads(body)["permalink"]
    assert bodies[0] == bodies[1]


def test_a_port_in_use_is_said_and_names_the_setting(asof, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ASOF_PORT", str(port))

        refused = asof("serve")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        refused.stderr == f"port {port} is in use: stop what listens there, or set ASOF_PORT to another one\n"
    )
