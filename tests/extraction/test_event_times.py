"""Which of the given events a given time dates."""

import pytest

from events.extraction.event_times import event_times
from tests.extraction.sentences import read

SENTENCES = [
    ("Prices fell on Monday.", ["fell"], ["Monday"], {("fell", "Monday")}),
    ("He said on Monday it sank.", ["said", "sank"], ["Monday"], {("said", "Monday")}),
    ("The worst fall since 1987 shook the market.", ["fall", "shook"], ["1987"], {("fall", "1987")}),
    ("The town saw two weeks of talks.", ["saw", "talks"], ["two weeks"], {("talks", "two weeks")}),
    ("They sold the 2011 version of the tool.", ["sold"], ["2011"], set()),
    ("Prices fall on Monday", ["fall"], ["Monday"], set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "events", "times", "links"), SENTENCES, ids=lambda value: str(value)[:40])
def test_a_time_dates_the_event_it_modifies(
    text: str, events: list[str], times: list[str], links: set[tuple[str, str]]
) -> None:
    where = [(text.index(word), text.index(word) + len(word)) for word in events]
    expressions = [Marked(at := text.index(word), at + len(word), at, at + len(word)) for word in times]

    found = event_times(read(text), where, expressions)

    assert {(events[event], times[timex]) for event, timex in found} == links
