"""How much the built-in extractor finds does not fall unnoticed; the figures are in docs/extraction-scores.md."""

from pathlib import Path

import pytest

from events.extraction.evaluation import Score, evaluated
from events.extraction.extractors import extractor
from events.extraction.gold import GOLD_FACTS
from tests.extraction.scores import GOLD, articles, shared


def score(folder: Path) -> Score:
    total = Score()
    for article, file in articles(folder):
        gold = GOLD_FACTS.validate_json(file.with_suffix(".gold.json").read_bytes())
        total += evaluated(extractor().extract(article), gold).score
    return total


@pytest.mark.parametrize(
    ("half", "precision", "recall", "right"), [("dev", 0.85, 0.81, 0.92), ("sealed", 0.84, 0.75, 0.90)]
)
def test_the_facts_of_our_own_articles_are_found(half, precision, recall, right):
    found = score(GOLD / half)

    assert (found.exact.precision or 0) >= precision
    assert (found.exact.recall or 0) >= recall
    assert (found.date.precision or 0) >= right
    assert (found.status.precision or 0) >= right


@pytest.mark.skipif(not shared(), reason="the article itself is not part of the project")
def test_the_facts_of_the_real_article_are_found():
    outside = shared()
    assert outside

    found = score(outside / "articles")

    assert found.exact.right >= 24
    assert (found.exact.precision or 0) >= 0.90
