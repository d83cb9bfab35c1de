"""The day on which an agency's report was written, by its dateline."""

from datetime import date

import pytest

from events.extraction.times import Reference, tag
from events.extraction.times.datelines import written_on

PUBLISHED = date(1974, 4, 26)  # a Friday


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("LISBON, April 25 (UPI) -- Troops left their barracks", 25),
        ("LONDON, April 24 — The talks", 24),
        ("By Our Correspondent\nBELFAST, Northern Ireland, April 25 -- Two men", 25),
        ("Rome, 24 April.—The king", 24),
        ("Cairo, April 25 (Reuter)- A barge", 25),
        ("From our own correspondent\nLISBON, Thursday\nThe army", 25),
        ("PARIS (AP) - On April 24 the council met", 26),  # a date of the story
        ("On April 24, the army left", 26),
        ("The bank said on April 24 - a Wednesday", 26),
        ("LISBON, March 3 (UPI) -- An old report", 26),  # weeks before publication: of something else
        ("LISBON -- No day at all", 26),
        ("", 26),
    ],
)
def test_the_day_is_that_of_the_dateline_if_it_is_just_before_publication(head, day):
    assert written_on(head, PUBLISHED) == date(1974, 4, day)


def test_today_is_the_day_of_the_dateline():
    text = "LISBON, April 25 (UPI) -- Troops left their barracks early today."

    (_, today) = tag(text, Reference(PUBLISHED))

    assert today.edtf == "1974-04-25"


def test_a_weekday_after_the_dateline_is_the_one_by_which_it_was_printed():
    text = "PORTO, Portugal, April 25 - Houses fell on Thursday. The mayor resigned on Friday. It rained on Monday."

    assert [found.edtf for found in tag(text, Reference(PUBLISHED))][1:] == [
        "1974-04-25",
        "1974-04-26",
        "1974-04-22",
    ]
