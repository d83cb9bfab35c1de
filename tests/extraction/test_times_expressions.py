"""What the tagger reads in words that tell a time: each row a sentence, the words, and what they mean.

All are of an article published on Tuesday 2 December 2025.
"""

from datetime import date

import pytest

from events.extraction.times import Reference, TimeExpression, tag

TUESDAY = Reference(date(2025, 12, 2))


def the_one(sentence: str, words: str, reference: Reference = TUESDAY) -> TimeExpression:
    """The expression that is exactly these words of the sentence."""
    found = {sentence[each.start : each.end]: each for each in tag(sentence, reference) if each.type}
    assert words in found, f"{words!r} was not found, but {sorted(found)}"
    return found[words]


@pytest.mark.parametrize(
    ("sentence", "words", "value", "edtf"),
    [
        ("The bridge opened on May 3, 1945.", "May 3, 1945", "1945-05-03", "1945-05-03"),
        ("The bridge opened on April 31, 1945.", "April 31, 1945", "1945-04", "1945-04?"),
        ("It opened on 29 February 1945.", "29 February 1945", "1945-02", "1945-02?"),
        ("It opened on 1945-04-31.", "1945-04-31", "1945-04", "1945-04?"),
        ("The bridge opened on 3 May 1945.", "3 May 1945", "1945-05-03", "1945-05-03"),
        ("The bridge opened on the 3rd of May, 1945.", "3rd of May, 1945", "1945-05-03", "1945-05-03"),
        ("It opened on Thursday, May 3, 1945.", "Thursday, May 3, 1945", "1945-05-03", "1945-05-03"),
        ("Filed 12/1/2025 by the clerk.", "12/1/2025", "2025-12-01", "2025-12-01"),
        ("Filed 31/1/2025 by the clerk.", "31/1/2025", "2025-01-31", "2025-01-31"),
        ("Updated 2025-12-01 by the clerk.", "2025-12-01", "2025-12-01", "2025-12-01"),
        ("The mine closed in November 1939.", "November 1939", "1939-11", "1939-11"),
        ("The mine closed in the summer of 1963.", "the summer of 1963", "1963-SU", "1963-22"),
        ("Sales fell in the third quarter of 2010.", "the third quarter of 2010", "2010-Q3", "2010-35"),
        ("Sales fell in Q3 2010.", "Q3 2010", "2010-Q3", "2010-35"),
        ("Sales fell in the first half of 2010.", "the first half of 2010", "2010-H1", "2010-40"),
        ("The mine closed in 1939.", "1939", "1939", "1939"),
        ("The mine closed in the 1980s.", "the 1980s", "198", "198X"),
        ("The mine closed in the '90s.", "the '90s", "199", "199X"),
        ("The mine was dug in the 19th century.", "the 19th century", "18", "1801/1900"),
        ("The town was burnt in 480 BC.", "480 BC", "BC0480", None),
        ("The town was burnt in April 480 BC.", "April 480 BC", "BC0480-04", None),
    ],
)
def test_a_whole_date_names_itself(sentence, words, value, edtf):
    found = the_one(sentence, words)

    assert (found.type, found.value, found.edtf, found.basis) == ("DATE", value, edtf, "explicit")


@pytest.mark.parametrize(
    ("sentence", "words", "value", "edtf"),
    [
        ("The council met today.", "today", "2025-12-02", "2025-12-02"),
        ("The council met yesterday.", "yesterday", "2025-12-01", "2025-12-01"),
        ("It met the day before yesterday.", "the day before yesterday", "2025-11-30", "2025-11-30"),
        ("The council will meet tomorrow.", "tomorrow", "2025-12-03", "2025-12-03"),
        ("The council met last week.", "last week", "2025-W48", "2025-11-24/2025-11-30"),
        ("The council met over the weekend.", "the weekend", "2025-W48-WE", "2025-11-29/2025-11-30"),
        ("Shares fell earlier in the week.", "earlier in the week", "2025-W49", "2025-12-01/2025-12-07"),
        ("It opened on the weekend of 8-9 November.", "the weekend of 8-9 November", "2025-W45-WE", None),
        ("It opened in week 48 of 2025.", "week 48 of 2025", "2025-W48", "2025-11-24/2025-11-30"),
        ("It opened ten years ago today.", "ten years ago today", "2015-12-02", "2015-12-02"),
        ("The council met last month.", "last month", "2025-11", "2025-11"),
        ("The council will meet next year.", "next year", "2026", "2026"),
        ("The council met two years ago.", "two years ago", "2023", "2023"),
        ("The council met three days ago.", "three days ago", "2025-11-29", "2025-11-29"),
        ("It will meet two weeks from now.", "two weeks from now", "2025-W51", "2025-12-16"),
    ],
)
def test_some_dates_are_told_from_publication(sentence, words, value, edtf):
    found = the_one(sentence, words)

    assert (found.type, found.value) == ("DATE", value)
    assert found.edtf == edtf or edtf is None


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("The council met on Monday.", "Monday", "2025-12-01"),
        ("The council met on Tuesday.", "Tuesday", "2025-12-02"),
        ("The council met on Wednesday.", "Wednesday", "2025-11-26"),
        ("The council will meet on Wednesday.", "Wednesday", "2025-12-03"),
        ("The council met last Monday.", "last Monday", "2025-12-01"),
        ("The council will meet next Tuesday.", "next Tuesday", "2025-12-09"),
        ("The council will meet on Friday of next week.", "Friday of next week", "2025-12-12"),
        ("Talks were postponed until Friday.", "Friday", "2025-12-05"),
        ("The mayor said on Friday that trams will return.", "Friday", "2025-11-28"),
        ("The council met in October.", "October", "2025-10"),
        ("The council will meet in January.", "January", "2026-01"),
        ("The council met on Dec. 30.", "Dec. 30", "2024-12-30"),
        ("The council will meet on 30 December.", "30 December", "2025-12-30"),
    ],
)
def test_the_tense_tells_on_which_side_of_publication_a_day_lies(sentence, words, value):
    assert the_one(sentence, words).value == value


def test_the_tense_of_the_parse_wins_over_words_nearby():
    sentence = "The council, which met in vain so often, gathers on Friday."

    [found] = tag(sentence, TUESDAY, lambda start, end: "present")

    assert found.value == "2025-12-05"


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("The road closed on Christmas Day.", "Christmas Day", "2024-12-25"),
        ("The road will close on New Year's Eve.", "New Year's Eve", "2025-12-31"),
        ("Rebels rose on Easter Monday, 1916.", "Easter Monday, 1916", "1916-04-24"),
        ("Shops closed on Thanksgiving.", "Thanksgiving", "2025-11-27"),
        ("Crowds came on Black Friday.", "Black Friday", "2025-11-28"),
        ("The beach opened on Memorial Day.", "Memorial Day", "2025-05-26"),
        ("He joined the army after 9/11 with his brother.", "9/11", "2001-09-11"),
    ],
)
def test_feasts_are_days_of_their_year(sentence, words, value):
    assert the_one(sentence, words).value == value


@pytest.mark.parametrize(
    ("sentence", "words", "value", "zone"),
    [
        ("The vote began at 5 p.m. on Monday.", "5 p.m. on Monday", "2025-12-01T17:00", None),
        ("The vote began on Monday at 17:30.", "Monday at 17:30", "2025-12-01T17:30", None),
        ("The vote began at 17:30 GMT.", "17:30 GMT", "2025-12-02T17:30Z", "GMT"),
        ("The vote began at 0930 GMT.", "0930 GMT", "2025-12-02T09:30Z", "GMT"),
        ("Printed 3 May 2024 06.00 BST.", "3 May 2024 06.00 BST", "2024-05-03T06:00", "BST"),
        ("The vote began at noon.", "noon", "2025-12-02T12:00", None),
        ("The vote ended at midnight on Monday.", "midnight on Monday", "2025-12-01T24:00", None),
        ("The vote began at half past six.", "half past six", "2025-12-02T06:30", None),
        ("The vote began at 7 o'clock in the evening.", "7 o'clock in the evening", "2025-12-02T19:00", None),
        ("The vote began this morning.", "this morning", "2025-12-02TMO", None),
        ("The vote began last night.", "last night", "2025-12-01TNI", None),
        ("The vote began on Monday evening.", "Monday evening", "2025-12-01TEV", None),
        (
            "The vote began on the morning of May 3, 1945.",
            "the morning of May 3, 1945",
            "1945-05-03TMO",
            None,
        ),
        ("Shells fell at dawn.", "dawn", "2025-12-02TMO", None),
        ("Shares fell in afternoon trading.", "afternoon", "2025-12-02TAF", None),
        ("Shells fell overnight.", "overnight", "2025-12-01TNI", None),
    ],
)
def test_times_of_the_day_stand_with_their_day(sentence, words, value, zone):
    found = the_one(sentence, words)

    assert (found.type, found.value, found.zone) == ("TIME", value, zone)


@pytest.mark.parametrize(
    ("sentence", "words", "value", "mod"),
    [
        ("He stayed for three weeks.", "three weeks", "P3W", None),
        ("The city's old council closed it for three weeks.", "three weeks", "P3W", None),
        ("He stayed for more than a year.", "more than a year", "P1Y", "MORE_THAN"),
        ("He stayed for about twenty-one days.", "about twenty-one days", "P21D", "APPROX"),
        ("He stayed for half a dozen years.", "half a dozen years", "P6Y", None),
        ("He stayed for two and a half hours.", "two and a half hours", "PT2.5H", None),
        ("He stayed for several decades.", "several decades", "PXDE", None),
        ("The rocks are 2.5 billion years old.", "2.5 billion years old", "P2500000000Y", None),
        ("He resigned two days after the summit.", "two days", "P2D", None),
        ("It ended months of talks.", "months", "PXM", None),
        ("He stayed for a fortnight.", "a fortnight", "P2W", None),
        ("They signed a five-year deal.", "five-year", "P5Y", None),
        ("They ended a decade-long row.", "decade-long", "P1DE", None),
    ],
)
def test_lengths_of_time_name_no_date(sentence, words, value, mod):
    found = the_one(sentence, words)

    assert (found.type, found.value, found.mod, found.edtf) == ("DURATION", value, mod, None)


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("The ferry sails every Tuesday.", "every Tuesday", "XXXX-WXX-2"),
        ("The ferry sails every two weeks.", "every two weeks", "P2W"),
        ("The ferry sails twice a day.", "twice a day", "P1D"),
        ("The ferry sails daily.", "daily", "P1D"),
        ("The ferry sails on Sundays.", "Sundays", "XXXX-WXX-7"),
    ],
)
def test_what_recurs_dates_nothing(sentence, words, value):
    found = the_one(sentence, words)

    assert (found.type, found.value, found.occurred, found.relation) == ("SET", value, None, "count")


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("The minister is now in Rome.", "now", "PRESENT_REF"),
        ("The minister was recently in Rome.", "recently", "PAST_REF"),
        ("The minister thinks of the future.", "the future", "FUTURE_REF"),
        ("Years later the minister came back.", "Years later", "FUTURE_REF"),
    ],
)
def test_some_words_name_a_side_of_the_present_only(sentence, words, value):
    assert the_one(sentence, words).value == value


def test_an_expression_says_what_it_would_be_called_with_its_preposition():
    sentence = "He has led the party since 2014."

    found = the_one(sentence, "2014")

    assert sentence[found.phrase_start : found.phrase_end] == "since 2014"


def test_offsets_count_code_points_whatever_stands_before():
    sentence = "“No 🙂” – the mayor’s answer – came on “Monday”."

    found = the_one(sentence, "Monday")

    assert found.value == "2025-12-01"
