"""What holds for every text: no error, expressions in it and in order, dates that can be read, linear time."""

from datetime import UTC, date, time
from itertools import pairwise
from time import process_time
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.dates import interval
from events.edtf import parse
from events.extraction.times import Reference, tag

WORDS = (
    *(
        "May",
        "3",
        "3rd",
        "of",
        "1998",
        "2025",
        ",",
        "and",
        "-",
        "–",
        "to",
        "from",
        "between",
        "until",
        "since",
    ),
    *("Monday", "late", "early", "last", "next", "the", "following", "week", "month", "year", "two", "days"),
    *(
        "ago",
        "later",
        "before",
        "after",
        "noon",
        "midnight",
        "5 p.m.",
        "17:30",
        "GMT",
        "at",
        "on",
        "in",
        "by",
    ),
    *("Christmas", "Easter", "Q3", "summer", "fall", "480", "BC", "century", "19th", "'90s", "1980s", "half"),
    *("will", "said", "for", "over", "weekend", "this", "that", "night", "30", "February", "31", "9999", "."),
    *(
        "more than",
        "years",
        "old",
        "every",
        "day",
        "the eve of",
        "99",
        "quarter",
        "\n",
        "🙂",
        "“",
        "”",
        "0001",
    ),
)
texts = st.text() | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
references = st.builds(Reference, st.dates(date(1, 1, 1), date(9999, 12, 31)), st.none() | st.times())


@given(texts, references)
def test_no_text_is_an_error_and_expressions_stand_in_it_in_order(text, reference):
    found = tag(text, reference)

    for each in found:
        assert 0 <= each.phrase_start <= each.start < each.end <= each.phrase_end <= len(text)
        assert each.anchor is None or 0 <= each.anchor[0] < each.anchor[1] <= len(text)
        assert each.anchor is None or each.basis == "inferred"
    ends = [(each.start, each.end) for each in found if each.type]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


@given(texts, references)
def test_dates_can_be_read_and_bounds_are_inside_them(text, reference):
    for each in tag(text, reference):
        if each.edtf is not None:
            parse(each.edtf)
        if each.bounds is not None:
            assert each.occurred is not None
            whole = interval(each.occurred)
            first, last = (bound.replace(tzinfo=UTC) for bound in each.bounds)
            assert whole.earliest is not None
            assert whole.latest is not None
            assert whole.earliest <= first < last <= whole.latest


@given(texts)
def test_the_same_text_is_read_the_same(text):
    reference = Reference(date(2025, 12, 2), time(9, 0))

    assert tag(text, reference) == tag(text, reference)


@pytest.mark.parametrize(
    "part",
    [
        *("1 May ", "May ", "May-", "Monday ", "in 1990 ", "1900-", "12:", "two years ", "will last Monday "),
        *(
            "1 ",
            "2 ",
            "last ",
            "the the ",
            "8",
            " ",
            "\n",
            "on - ",
            "1 May. ",
            "Monday\n",
            "a year earlier, ",
        ),
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(part):
    """Were it quadratic, it would take sixteen times as long."""
    short = _seconds(part * (8_000 // len(part)))

    assert _seconds(part * (32_000 // len(part))) < 9 * short + 0.05


def _seconds(text: str) -> float:
    """The time of the processor that the tagger takes, at its best: other work on the machine only adds to it."""
    reference = Reference(date(2025, 12, 2))
    return min(repeat(lambda: tag(text, reference), timer=process_time, number=1, repeat=3))
