"""Every extractor that is installed keeps the contract; one that breaks it is told so."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from events.extraction.extraction import Article
from events.extraction.extractors import GROUP, extractor
from tests.extraction import contract, plugged


@pytest.mark.parametrize("name", sorted(point.name for point in entry_points(group=GROUP)))
def test_an_installed_extractor_keeps_the_contract(name):
    contract.check(extractor(name))


def test_an_extractor_of_somebody_else_keeps_the_contract_and_finds_something():
    ours = plugged.Plugged()

    contract.check(ours)
    found = ours.extract(Article(text=contract.TEXTS[1], published_on=contract.PUBLISHED_ON))
    assert [fact.occurred.edtf for fact in found.facts] == ["2021-05-01", "2021-05-03"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (plugged.OutsideItsSentence, "outside its sentence"),
        (plugged.NamesNobody, "not among the actors"),
        (plugged.NeverTheSame, "another extraction"),
    ],
)
def test_a_broken_extractor_is_told_what_it_breaks(broken, said):
    with pytest.raises(AssertionError, match=said):
        contract.check(broken())


def test_the_extractor_of_the_documentation_keeps_the_contract():
    page = (Path(__file__).parents[2] / "docs" / "extractors.md").read_text()
    written: dict[str, object] = {}

    for block in re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE):
        exec(block, written)

    assert '"asof.extractors"' in page
    assert GROUP == "asof.extractors"
    found = written["IsoDates"]().extract(Article(text=contract.TEXTS[1], published_on=contract.PUBLISHED_ON))
    assert [fact.summary for fact in found.facts] == ["Something opened", "Something visited"]
