"""Which of the given events a given time dates."""

import pytest

from tests.extraction.event_times import event_times
from tests.extraction.sentences import marked, read

SENTENCES = [
    ("Prices fell [on Monday].", ["fell"], [{"fell"}]),
    ("He said [on Monday] it sank.", ["said", "sank"], [{"said"}]),
    ("The worst fall [since 1987] shook the market.", ["fall", "shook"], [{"fall"}]),
    ("The town saw [two weeks] of talks.", ["saw", "talks"], [{"talks"}]),
    ("They sold the [2011] version of the tool.", ["sold"], [set()]),
    ("Prices fall [on Monday]", ["fall"], [set()]),
]


@pytest.mark.parametrize(("sentence", "events", "links"), SENTENCES, ids=lambda value: str(value)[:40])
def test_a_time_dates_the_event_it_modifies(sentence: str, events: list[str], links: list[set[str]]) -> None:
    text, times = marked(sentence)
    where = [(text.index(word), text.index(word) + len(word)) for word in events]

    found = event_times(read(text), where, times)

    assert [{events[event] for event, number in found if number == n} for n in range(len(times))] == links
