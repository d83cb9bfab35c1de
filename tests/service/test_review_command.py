"""`asof review`: what it shows, what its keys record, and what it says when somebody else was first."""

import contextlib
import io
import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import making
from tests.running import ASOF
from tests.service.asking import json_lines, line
from tests.service.conftest import Asof
from tests.service.test_review import PUBLISHED, TEXT, unsure


@pytest.fixture
def told(asof: Asof, tmp_path: Path) -> Asof:
    """The command, on a log with an article whose text is kept, and two facts to review."""
    events = (
        making.actor("anna"),
        making.article("n", PUBLISHED, text=TEXT, length=len(TEXT)),
        unsure("f2", confidence=0.7),
        unsure("f3", ("fact", 0, 25), ("date", 15, 24), ("fact", 5, 9), confidence=0.4),
    )
    file = tmp_path / "told.jsonl"
    file.write_bytes(json_lines(map(line, events)))
    assert asof("add", file).returncode == 0
    return asof


def walked(asof: Asof, monkeypatch: pytest.MonkeyPatch, keys: str, *options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(keys))
    result = asof("review", *options)
    assert (result.returncode, result.stderr) == (0, "")
    printed: str = result.stdout
    return printed


def waiting(asof: Asof) -> list[str]:
    body: dict[str, Any] = json.loads(asof("review", "--json").stdout)
    return [each["fact"]["fact"] for each in body["facts"]]


def fact(asof: Asof, number: int = 0) -> dict[str, Any]:
    entries: list[dict[str, Any]] = json.loads(asof("show", "actor", "anna", "--json").stdout)["entries"]
    return entries[number]


def test_accepting_and_rejecting_settle_one_fact_each_and_say_who_decided(told, monkeypatch):
    printed = walked(told, monkeypatch, "a\nr\nnobody said so\n", "--by", "Anna")
    last = [json.loads(told("history", each, "--json").stdout)["events"][-1] for each in ("f2", "f3")]

    assert "1 of 2  Article n" in printed
    assert TEXT[26:69] in printed
    assert "antecedent: Monday" in printed
    assert "1 accepted, 0 edited, 1 rejected; 0 facts left" in printed
    assert [(e["type"], e["appended_by"]) for e in last] == [
        ("FactReviewed", "asof: Anna"),
        ("FactRetracted", "asof: Anna"),
    ]
    assert waiting(told) == []
    assert walked(told, monkeypatch, "") == "Nothing needs a review.\n"


def test_an_edit_is_asked_field_by_field_until_it_can_be_taken(told, monkeypatch):
    keys = ("e", "Anna is back", "soon", "2020-06-02", "maybe", "claimed", "nobody here", "anna", "q")

    printed = walked(told, monkeypatch, "\n".join(keys) + "\n")

    assert "date 'soon': expected" in printed
    assert "status 'maybe': expected" in printed
    assert "no actor is called 'nobody here'" in printed
    assert "0 accepted, 1 edited, 0 rejected; 1 fact left" in printed
    edited = next(e for e in (fact(told, 0), fact(told, 1)) if e["fact"] == "f2")
    assert (edited["summary"], edited["occurred"]["edtf"]) == ("Anna is back", "2020-06-02")
    assert (edited["status"], edited["attributed_to"], edited["needs_review"]) == ("claimed", "anna", False)
    assert waiting(told) == ["f3"]


def test_next_back_and_a_rejection_without_a_reason_record_nothing(told, monkeypatch):
    printed = walked(told, monkeypatch, "n\nb\nr\n\nq\n")

    assert printed.count("1 of 2") == 2
    assert waiting(told) == ["f2", "f3"]


def test_what_was_decided_is_shown_again_on_the_way_back_and_not_decided_twice(told, monkeypatch):
    printed = walked(told, monkeypatch, "a\nb\na\nq\n")

    assert "settled already" in printed
    assert "1 accepted" in printed


def test_a_fact_that_another_reviewer_decided_on_meanwhile_is_told(told, monkeypatch):
    from service import review_walk

    read_key = review_walk.read_key

    def meanwhile() -> str:
        monkeypatch.setattr(review_walk, "read_key", read_key)
        environment = {**os.environ}
        subprocess.run([ASOF, "review", "f2"], env=environment, check=True, capture_output=True, timeout=60)
        return "a"

    monkeypatch.setattr(review_walk, "read_key", meanwhile)
    printed = walked(told, monkeypatch, "q\n")

    assert (
        "not recorded: fact f2 has changed since position 4: FactReviewed at position 5, by asof" in printed
    )
    assert "1 of 2: fact f2 needs no review any more" in printed
    assert "0 accepted" in printed


def test_a_retracted_fact_is_not_accepted(told):
    assert told("retract", "f2", "--ours", "--reason", "misread").returncode == 0

    refused = told("review", "f2")

    assert refused.returncode == 1
    assert refused.stderr.startswith("fact f2 does not stand: FactRetracted at position ")


def test_the_list_is_narrowed_and_says_how_many_there_are(told):
    listed = told("review", "--list", "--below", "0.5").stdout

    assert listed.startswith("f3  confidence 0.40  2020-01-01  Fact f3  (reported as fact; n)\n1 to review\n")
    assert told("review", "--article", "none").stderr.startswith("no article 'none'")


@pytest.mark.parametrize("arguments", [["f2", "--list"], ["--note", "x"], ["--limit", "3"], ["--below", "2"]])
def test_options_that_do_not_fit_are_refused(told, arguments):
    assert told("review", *arguments).returncode == 2
    assert waiting(told) == ["f2", "f3"]


def test_on_a_terminal_one_key_is_enough_and_the_words_are_marked(told, database_url):
    master, slave = pty.openpty()
    environment = {**os.environ, "DATABASE_URL": database_url, "COLUMNS": "80", "TERM": "xterm-256color"}
    process = subprocess.Popen([ASOF, "review", "--below", "0.5"], stdin=slave, stdout=slave, env=environment)
    os.close(slave)
    printed = b""
    while b"[q]uit" not in printed:
        printed += os.read(master, 4_096)
    for _ in range(60):  # a key that comes before the terminal is set to single keys is lost
        os.write(master, b"a")
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert process.wait(1) == 0
            break
    assert process.returncode == 0
    os.close(master)

    assert b"\x1b[1;4mleft\x1b[0m" in printed  # the trigger
    assert b"\x1b[1;36mon Monday" in printed  # the date
    assert b"\x1b[1;4m" in printed
    assert waiting(told) == ["f2"]
