"""The page of scores is that of the rules as they are."""

from events.extraction.rules import VERSION
from tests.extraction.scores import PAGE, stated_version


def test_the_scores_are_of_this_version_of_the_rules():
    assert stated_version(PAGE.read_text()) == VERSION, "the rules were changed since: make scores"
