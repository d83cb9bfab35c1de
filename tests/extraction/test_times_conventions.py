"""Which words of news an annotator takes into an expression, and which value it gets: by TimeBank's conventions.

All are of a business paper of Friday 27 October 1989.
"""

from datetime import date

import pytest

from events.extraction.times import Reference, tag

FRIDAY = Reference(date(1989, 10, 27))


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("Profit rose in the third quarter.", "the third quarter", "1989-Q3"),
        ("Third-quarter profit rose.", "Third-quarter", "1989-Q3"),
        ("The third-quarter loss widened.", "third-quarter", "1989-Q3"),
        ("The plant closed in the late 1980s.", "the late 1980s", "198"),
        ("The plant closed in the nineties.", "the nineties", "189"),
        ("It opened in the early 19th century.", "the early 19th century", "18"),
        ("Sales fell from the year-earlier period.", "the year-earlier period", "1988"),
        ("Profit was $2 million in the year-ago quarter.", "the year-ago quarter", "1988-Q3"),
        ("The year-ago figure was lower.", "year-ago", "1988"),
        ("Orders fell in the latest quarter.", "the latest quarter", "1989-Q3"),
        ("For the quarter, sales were flat.", "the quarter", "1989-Q3"),
        ("Sales rose in the quarter ended Sept. 30.", "the quarter", "1989-Q3"),
        ("The mill will shut by year-end.", "year-end", "1989"),
        ("The budget for fiscal 1990 begins well.", "fiscal 1990", "FY1990"),
        ("It lost money the year before.", "the year before", "1988"),
        ("The rate was 4% in the year through September.", "September", "1989-09"),
        ("They hope for the best in the months ahead.", "the months ahead", "FUTURE_REF"),
        ("In the coming weeks he will rest.", "the coming weeks", "FUTURE_REF"),
        ("In the coming year he will rest.", "the coming year", "1990"),
        ("In the past, the state has paid.", "the past", "PAST_REF"),
        ("An asteroid struck 66 million years ago.", "66 million years ago", "PAST_REF"),
        ("It opens this March.", "this March", "1989-03"),
        ("It opened that same spring.", "that same spring", "1989-SP"),
        ("It was the first day of summer.", "summer", "1989-SU"),
        ("They were held on the first Monday in May.", "the first Monday in May", "1989-05-01"),
        ("The ban began in the first week of July.", "the first week of July", "1989-07"),
        ("Talks broke off as early as July.", "July", "1989-07"),
        ("The vote is off until next Saturday.", "next Saturday", "1989-11-04"),
        ("Halloween parades have been called off.", "Halloween", "1989-10-31"),
    ],
)
def test_dates(sentence, words, value):
    assert (words, "DATE", value) in _found(sentence)


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("He faces up to 40 years in jail.", "40 years", "P40Y"),
        ("He led it for just 14 months.", "14 months", "P14M"),
        ("He led it for more than 14 months.", "more than 14 months", "P14M"),
        ("It will last six months.", "six months", "P6M"),
        ("The yearlong study ended.", "yearlong", "P1Y"),
        ("The months-long strike ended.", "months-long", "PXM"),
        ("A decades-old feud ended.", "decades-old", "PXDE"),
        ("He spoke for half an hour.", "half an hour", "PT30M"),
        ("The half-century feud ended.", "half-century", "P50Y"),
    ],
)
def test_lengths(sentence, words, value):
    assert (words, "DURATION", value) in _found(sentence)


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("It began at about 3 a.m. Thursday.", "about 3 a.m. Thursday", "1989-10-26T03:00"),
        ("It starts at 7:30 tonight.", "7:30 tonight", "1989-10-27T19:30"),
        ("The road closed at 9am.", "9am", "1989-10-27T09:00"),
        ("It shook at 4:22 a.m. (1022 GMT).", "1022 GMT", "1989-10-27T10:22Z"),
        ("It fell on the night of 3 May 1945.", "the night of 3 May 1945", "1945-05-03TNI"),
    ],
)
def test_times(sentence, words, value):
    assert (words, "TIME", value) in _found(sentence)


@pytest.mark.parametrize("words", ["weekdays", "weekends"])
def test_days_of_each_week_are_a_set(words):
    [(found, kind, value)] = _found(f"The office is shut on {words}.")

    assert (found, kind, value[:8]) == (words, "SET", "XXXX-WXX")


@pytest.mark.parametrize(
    "sentence",
    ["He said so as recently as he could.", "It was the last day of all.", "The day-old chick lived."],
)
def test_these_are_none(sentence):
    assert _found(sentence) == []


@pytest.mark.parametrize(
    ("story", "day"),
    [
        (
            "Guns fired on Tuesday. Talks will resume next Monday. The airport was hit at 4:15 p.m.",
            "1989-10-24T16:15",
        ),
        ("The mayor will speak on Monday. A week earlier the road was shut.", "1989-10-20"),
    ],
)
def test_what_was_is_not_told_from_a_day_to_come(story, day):
    assert _found(story)[-1][2] == day


def _found(sentence: str) -> list[tuple[str, str | None, str]]:
    return [
        (sentence[each.start : each.end], each.type, each.value)
        for each in tag(sentence, FRIDAY)
        if each.type
    ]
