"""What the command changes: said in one line, as the API does it, and taken back with the command it names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests import making
from tests.service.asking import json_lines, line
from tests.service.conftest import Asof

LATER, LAST = "2020-06-05T00:00:00Z", "2020-06-09T00:00:00Z"
OPERATION = "a0a6b73b-31b1-4fd6-9ec1-3ceadbf10f4d"


@pytest.fixture
def told(asof: Asof, tmp_path: Path) -> Asof:
    """The command, on a log of seven events: with one article and two facts of it, about two actors."""
    file = tmp_path / "told.jsonl"
    file.write_bytes(json_lines(map(line, making.two_facts())))
    assert asof("add", file).returncode == 0
    return asof


def done(asof: Asof, *arguments: str | Path) -> str:
    """What the command printed, which has done what it was told."""
    result = asof(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    printed: str = result.stdout
    return printed


def entries(asof: Asof, *arguments: str) -> list[dict[str, Any]]:
    """The timeline of Anna, as the API would give it."""
    found: list[dict[str, Any]] = json.loads(done(asof, "show", "actor", "anna", "--json", *arguments))[
        "entries"
    ]
    return found


def event_id(printed: str) -> str:
    """The event that the line names which says how to take it back."""
    found = re.search(r"`asof withdraw (\S+)`", printed)
    assert found, printed
    return found[1]


def test_a_correction_of_ours_mends_every_moment_and_withdrawing_it_brings_the_old_reading_back(told):
    mended = ("correct", "f", "--set", "summary=Misread", "--set", "confidence=0.5", "--occurred", "2019")

    printed = done(told, *mended, "--ours", "--reason", "a typo")
    again = done(told, *mended, "--ours", "--reason", "a typo")
    (read,) = entries(told, "--as-of", "2020-06-02")

    assert re.fullmatch(
        r"FactCorrected of f: position 8, in article-n; `asof withdraw \S{36}` takes it back\n", printed
    )
    assert again.startswith("FactCorrected of f: already there, position 8, ")
    assert (read["summary"], read["confidence"], read["occurred"]["edtf"]) == ("Misread", 0.5, "2019")

    back = done(told, "withdraw", event_id(printed))

    assert back == "ChangeWithdrawn of f: position 9, in article-n\n"
    assert entries(told)[0]["summary"] == "Fact f"


def test_a_published_correction_counts_from_its_moment_on(told):
    changes = '{"locations": [{"location": "kiev"}]}'
    done(told, "correct", "f", "--changes", changes, "--set", "status=claimed", "--published", LATER)

    ((before,), (after,)) = entries(told, "--as-of", "2020-06-02"), entries(told, "--as-of", LAST)

    assert (before["status"], before["locations"][0]["location"]) == ("asserted", "kyiv")
    assert (after["status"], after["locations"][0]["location"]) == ("claimed", "kiev")


def test_a_fact_is_retracted_and_reinstated_and_its_tombstone_says_why_in_words(told):
    done(told, "retract", "f", "--published", LATER, "--reason", "the paper was wrong")

    gone = done(told, "show", "actor", "anna")
    shown = done(told, "show", "actor", "anna", "--include", "retracted,history")

    assert "Nothing stands here." in gone
    told_of = " ".join(shown.replace("│", "").split())
    assert "retracted, known since 2020-06-05 00:00 UTC: the paper was wrong" in told_of
    assert "until 2020-06-05 00:00 UTC: reported as fact – Fact f" in told_of
    assert "⊘ retracted" in shown

    done(told, "reinstate", "f", "--published", LAST)

    assert [entry["fact"] for entry in entries(told)] == ["f"]


def test_an_article_is_retracted_with_all_its_facts(told):
    printed = done(told, "retract", "n", "--ours")

    assert printed.startswith("ArticleRetracted of article-n: position 8, ")
    assert entries(told) == []


def test_review_link_and_merge_do_as_the_api_does(told):
    done(told, "review", "f", "--note", "checked")
    done(told, "link", "g", "denies", "f")
    merged = done(told, "merge", "actor", "Boris", "Anna")
    both = {entry["fact"]: entry for entry in entries(told)}

    assert (both["f"]["needs_review"], both["f"]["standing"], both.keys()) == (False, "disputed", {"f", "g"})
    assert merged.startswith("ActorsMerged of actor-boris: position 10, in actor-boris; `asof withdraw ")

    parted = done(told, "withdraw", event_id(merged))

    assert parted == "ChangeWithdrawn of actor-boris: position 11, in actor-boris\n"
    assert [entry["fact"] for entry in entries(told)] == ["f"]


def test_what_is_disputed_is_told_with_claim_and_denials_side_by_side(told):
    done(told, "link", "g", "denies", "f")

    plain = done(told, "disputes")
    body = json.loads(done(told, "disputes", "--locations", "kyiv", "--json"))
    none = done(told, "disputes", "--as-of", "2020-05-01")

    assert plain.index("Fact f") < plain.index("disputed: denied") < plain.index("Fact g")
    assert [dispute["claim"]["fact"] for dispute in body["disputes"]] == ["f"]
    assert "Nothing was disputed." in none


def test_a_search_takes_any_mix_of_what_the_api_takes(told):
    everything = done(told, "search")
    lines = done(told, "search", "--locations", "kyiv", "--text", "fact", "--format", "jsonl").splitlines()
    refused = told("search", "--actors", "nobody")

    assert everything.startswith("All actors and locations\n")
    assert "Fact f" in everything
    assert "Fact g" in everything
    assert [json.loads(line)["fact"] for line in lines] == ["f"]
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("--actors nobody: expected ids or slugs of actors at position 7")


def test_a_withdrawal_in_bulk_is_shown_and_done_only_on_a_yes(told, tmp_path):
    corrections = [
        making.correction("n", "f", None, summary="Misread"),
        making.correction("n", "g", LATER, summary="Corrected"),
    ]
    file = tmp_path / "operation.jsonl"
    file.write_bytes(json_lines(line(each, correlation_id=OPERATION) for each in corrections))
    done(told, "add", file)

    shown = done(told, "withdraw", "--correlation", OPERATION)
    held = entries(told)[0]["summary"]
    withdrawn = done(told, "withdraw", "--correlation", OPERATION, "--yes")

    assert shown.startswith("withdrawn:\n     8 ")
    assert shown.endswith("2 FactCorrected would be withdrawn\nnothing was recorded: --yes does it\n")
    assert held == "Misread"
    assert withdrawn.endswith("2 events at positions 10 to 11, in article-n\n")
    assert entries(told)[0]["summary"] == "Fact f"


def test_what_an_extractor_read_is_retracted_by_our_record_and_stands_again_when_that_is_withdrawn(
    told, tmp_path
):
    file = tmp_path / "read.jsonl"
    read = making.fact("n", "h", "2020-06-01T00:00:00Z", actors=["anna"], extracted_by="reader-2")
    file.write_bytes(json_lines([line(read)]))
    done(told, "add", file)

    nothing = told("withdraw", "--extracted-by", "reader-3", "--yes")
    printed = done(told, "withdraw", "--extracted-by", "reader-2", "--yes")
    left = [entry["fact"] for entry in entries(told)]

    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert nothing.stderr.startswith("there is nothing extracted by 'reader-3'")
    assert "1 fact would be retracted by our record\n" in printed
    assert left == ["f"]

    undo = re.search(r"`asof (withdraw --correlation \S+)` takes the retractions back", printed)
    assert undo, printed
    done(told, *undo[1].split(), "--yes")

    assert {entry["fact"] for entry in entries(told)} == {"f", "h"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["correct", "f", "--set", "summary=x"], 2, "either --published INSTANT"),
        (["correct", "f", "--set", "summary=x", "--ours", "--published", LATER], 2, "or --ours"),
        (["correct", "f", "--set", "summary", "--ours"], 2, "expected FIELD=VALUE"),
        (["correct", "f", "--changes", "[1]", "--ours"], 2, "expected a JSON object"),
        (["correct", "f", "--set", "mood=x", "--ours"], 1, "field mood: 'x': expected no such field"),
        (["correct", "f", "--occurred", "soon", "--ours"], 1, "occurred"),
        (["correct", "f", "--set", "summary=x", "--published", "noon"], 1, "--published: 'noon': "),
        (["correct", "none", "--set", "summary=x", "--ours"], 1, "the log holds no fact 'none'"),
        (["retract", "none", "--ours"], 1, "the log holds no fact and no article 'none'"),
        (["link", "f", "hates", "g"], 1, "RELATION: 'hates': expected"),
        (["merge", "person", "anna", "boris"], 2, "asof merge actor"),
        (["merge", "actor", "anna", "Bris"], 1, "no actor is called 'Bris'"),
        (["withdraw"], 2, "expected one of EVENT_ID, --correlation"),
        (["withdraw", "--correlation", "x"], 1, "--correlation: 'x': "),
        (["withdraw", "x"], 1, "'x' cannot be the id of any event"),
    ],
)
def test_what_cannot_be_done_is_refused_in_terms_of_the_options(told, arguments, code, said):
    refused = told(*arguments)

    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in " ".join(refused.stderr.replace("│", " ").split())
    assert "position 7:" in told("replay").stdout


def test_a_log_that_is_forked_goes_on_under_another_name_and_the_old_one_is_answered_still(told):
    old = json.loads(done(told, "show", "actor", "anna", "--json"))["log"]

    printed = done(told, "db", "fork")
    new = json.loads(done(told, "show", "actor", "anna", "--json"))["log"]

    assert printed == f"log {old} ended at position 7; from there on it is log {new}\n"
    assert new != old
