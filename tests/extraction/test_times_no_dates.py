"""Figures and names that look like dates and are none."""

from datetime import date

import pytest

from events.extraction.times import Reference, tag

TUESDAY = Reference(date(2025, 12, 2))


@pytest.mark.parametrize(
    "sentence",
    [
        "©2025 Example Press",
        "Copyright 2025 Example Press. All rights reserved.",
        "The house sold for $1999 in all.",
        "The house sold for £2,015 more.",
        "They won 21-14 and lost 3-2.",
        "The score was 20:25 in the last set.",
        "Profits rose 20.25 percent.",
        "She called 555-2014 for help.",
        "Flight 1984 was late.",
        "They sat in room 2012.",
        "More than 2000 people marched.",
        "He led an army of 1500 soldiers.",
        "He ran on Windows 2000 for long.",
        "You may leave if you may.",
        "They march on the capital.",
        "April Jones spoke for the union.",
        "He wrote for the Sunday Times then.",
        "The second summit failed.",
        "He has had second thoughts.",
        "The fall of the government was sudden.",
    ],
)
def test_footers_prices_scores_and_names_are_no_dates(sentence):
    """Oracle 30."""
    assert [sentence[each.start : each.end] for each in tag(sentence, TUESDAY)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The 45-year-old driver was hurt.",
        "The driver, who is 45 years old, was hurt.",
        "The boy was two years of age.",
    ],
)
def test_ages_are_lengths_that_date_nothing(sentence):
    """Oracle 30."""
    [found] = tag(sentence, TUESDAY)

    assert (found.type, found.relation, found.occurred) == ("DURATION", "count", None)
