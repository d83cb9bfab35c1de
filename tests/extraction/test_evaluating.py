"""`asof evaluate`, as people run it. The extractor is that of the entry point `rules`, whatever it finds."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.running import run

TEXT = "Ada Pell, the mayor of Orle, resigned on 3 May 2021."
GOLD = [
    {
        "id": "g1",
        "start": 0,
        "end": 52,
        "summary": "Ada Pell resigns",
        "status": "asserted",
        "trigger": [{"start": 29, "end": 37}],
        "occurred": {"edtf": "2021-05-03"},
        "tier": "core",
    }
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "mayor-2021-05-05.txt"
    file.write_text(TEXT)
    file.with_suffix(".gold.json").write_text(json.dumps(GOLD))
    file.with_suffix(".timexes.json").write_text(
        json.dumps([{"start": 41, "end": 51, "type": "DATE", "value": "2021-05-03"}])
    )
    return file


@pytest.fixture
def evaluate(warm_asof):
    return partial(run, "evaluate", url="postgresql://nobody@localhost:1/none", program=warm_asof)


def test_evaluate_prints_a_row_for_each_article_and_the_total(evaluate, file):
    done = evaluate(file)

    head, row, total = done.stdout.splitlines()
    assert done.returncode == 0
    assert head.split()[:4] == ["article", "core", "found", "hit"]
    assert row.split()[:2] == ["mayor-2021-05-05", "1"]
    assert total.split()[:2] == ["total", "1"]


def test_evaluate_prints_nothing_but_the_total_if_asked(evaluate, file):
    assert "mayor" not in evaluate(file, "--totals").stdout
    assert json.loads(evaluate(file, "--totals", "--json").stdout).keys() == {"total"}
    assert evaluate(file, "--totals", "--errors").returncode == 2


def test_evaluate_scores_time_expressions(evaluate, file):
    total = json.loads(evaluate(file, "--timex", "--json").stdout)["total"]

    assert total["relaxed"]["wanted"] == 1
    assert total.keys() == {"relaxed", "strict", "value", "type"}


def test_evaluate_takes_gold_and_date_from_elsewhere(evaluate, file, tmp_path):
    text, gold = tmp_path / "text", tmp_path / "gold"
    text.write_text(TEXT)
    gold.write_text(json.dumps(GOLD))

    assert evaluate(text, "--gold", gold, "--published", "2021-05-05").returncode == 0
    assert "say so with --published" in " ".join(evaluate(text, "--gold", gold).stderr.split())


def test_evaluate_says_what_is_wrong_with_gold(evaluate, file):
    gold = file.with_suffix(".gold.json")
    gold.write_text('[{"id": "g1"}]')
    malformed = evaluate(file)
    gold.unlink()
    missing = evaluate(file)

    assert (malformed.returncode, missing.returncode) == (1, 1)
    assert f"{gold}, 0.start: Field required" in malformed.stderr
    assert f"{gold}: the gold cannot be read" in missing.stderr
