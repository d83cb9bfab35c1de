"""When what the words date happened: open intervals, narrower bounds, ranges, counts, and dates told by other dates."""

from datetime import date, datetime, time

import pytest

from events.extraction.times import Reference, TimeExpression, tag

TUESDAY = Reference(date(2025, 12, 2))


def dates(sentence: str, reference: Reference = TUESDAY) -> list[TimeExpression]:
    return tag(sentence, reference)


def values(sentence: str, reference: Reference = TUESDAY) -> list[str]:
    return [each.value for each in dates(sentence, reference) if each.type]


def test_october_in_an_article_of_january_is_last_years():
    """Oracle 24."""
    [found] = dates("The bridge collapsed in October.", Reference(date(2025, 1, 2)))

    assert found.edtf == "2024-10"


def test_late_monday_in_an_article_of_early_monday_is_the_previous_monday():
    """Oracle 24."""
    early_on_monday = Reference(date(2025, 12, 1), time(1, 0))

    [found] = dates("The bridge collapsed late Monday.", early_on_monday)

    assert found.edtf == "2025-11-24"
    assert found.bounds == (datetime(2025, 11, 24, 18), datetime(2025, 11, 25))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("They met on May 3, 1998. The following month the pact was signed.", "1998-06"),
        ("They met on May 3, 1998. The next day the pact was signed.", "1998-05-04"),
        ("They met on May 3, 1998. Two days later the pact was signed.", "1998-05-05"),
        ("They met on May 3, 1998. Three months earlier he had resigned.", "1998-02"),
        ("They met on May 3, 1998. Later that year the pact was signed.", "1998"),
        ("They met on May 3, 1998. It was signed on 9 June that year.", "1998-06-09"),
        ("They met on May 3, 1998. It was signed on June 9 of that year.", "1998-06-09"),
        ("They met on May 3, 1998. That evening the pact was signed.", "1998-05-03TEV"),
        ("They met in May 1998. The following June the pact was signed.", "1998-06"),
    ],
)
def test_what_follows_is_told_from_the_date_before_it_in_the_text(sentence, value):
    """Oracle 25."""
    first, second = dates(sentence)

    assert (first.basis, second.basis) == ("explicit", "inferred")
    assert second.value.startswith(value)
    assert second.anchor == (first.start, first.end)


@pytest.mark.parametrize(
    ("sentence", "occurred", "extent", "relation"),
    [
        ("She lived there in 2014.", "2014", "within", "in"),
        ("She has lived there since 2014.", "2014/..", "throughout", "since"),
        ("She will stay until Friday.", "../2025-12-05", "throughout", "until"),
        ("She resigned after 2014.", "2014/..", "within", "after"),
        ("She resigned before May 2014.", "../2014-05", "within", "before"),
        ("She stayed throughout 2014.", "2014", "throughout", "in"),
        ("She has lived there for three years.", "2022-12-02/2025-12-02", "throughout", "in"),
        ("She has lived there for more than a year.", "../2025-12-02", "throughout", "in"),
        ("It rained over the weekend.", "2025-11-29/2025-11-30", "within", "in"),
        ("It may open as early as mid-May 2026.", "2026-05/..", "throughout", "since"),
        ("It rained over the past two weeks.", "2025-11-18/2025-12-02", "within", "in"),
        ("Sales rose in the year to March.", "2024-04/2025-03", "throughout", "in"),
        ("It lost money in the six months ended Sept. 30, 1988.", "1988-04/1988-09", "throughout", "in"),
    ],
)
def test_prepositions_open_and_fill_intervals(sentence, occurred, extent, relation):
    [found] = dates(sentence)

    assert (found.extent, found.relation) == (extent, relation)
    assert (found.occurred or "").startswith(occurred)


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("He left late Monday.", (2025, 12, 1, 18), (2025, 12, 2)),
        ("He left early on Monday.", (2025, 12, 1), (2025, 12, 1, 9)),
        ("He left on Monday afternoon.", (2025, 12, 1, 12), (2025, 12, 1, 18)),
        ("He left after 5 p.m. on Monday.", (2025, 12, 1, 17), (2025, 12, 2)),
        ("He left before 5 p.m. on Monday.", (2025, 12, 1), (2025, 12, 1, 17)),
        ("He left last night.", (2025, 12, 1, 18), (2025, 12, 2, 6)),
        ("He left in early October.", (2025, 10, 1), (2025, 10, 11)),
        ("He left in mid-October.", (2025, 10, 8), (2025, 10, 24)),
        ("He left at the end of October.", (2025, 10, 21), (2025, 11, 1)),
    ],
)
def test_words_narrow_a_date_on_local_clocks(sentence, first, last):
    [found] = dates(sentence)

    assert found.bounds == (datetime(*first), datetime(*last))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("sentence", "ends", "whole"),
    [
        ("It lasted from May to July 1998.", ["1998-05", "1998-07"], "1998-05/1998-07"),
        ("It fell between 2003 and 2005.", ["2003", "2005"], "2003/2005"),
        ("The war of 1939-45 was over.", ["1939", "1945"], "1939/1945"),
        ("It will last from Friday to Sunday.", ["2025-12-05", "2025-12-07"], "2025-12-05/2025-12-07"),
        ("They met on May 3-5, 1998.", ["1998-05-03", "1998-05-05"], "1998-05-03/1998-05-05"),
        ("They met on 3-5 May 1998.", ["1998-05-03", "1998-05-05"], "1998-05-03/1998-05-05"),
        (
            "They met between 10 a.m. and 11.30 a.m. on Monday.",
            ["2025-12-01T10:00", "2025-12-01T11:30"],
            "2025-12-01T10:00/2025-12-01T11:30",
        ),
        ("They met from 30 May to 2 June 1998.", ["1998-05-30", "1998-06-02"], "1998-05-30/1998-06-02"),
    ],
)
def test_a_range_is_one_expression_more(sentence, ends, whole):
    found = dates(sentence)

    assert [each.value for each in found if each.type] == ends
    assert [each.occurred for each in found if each.type is None] == [whole]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("They met on May 3 and 5, 1998.", ["1998-05-03", "1998-05-05"]),
        ("They met on 3 and 5 May 1998.", ["1998-05-03", "1998-05-05"]),
        ("They met on Monday and Tuesday.", ["2025-12-01", "2025-12-02"]),
    ],
)
def test_two_days_are_no_range(sentence, days):
    assert [each.value for each in dates(sentence)] == days


@pytest.mark.parametrize(
    "sentence",
    [
        "It was the worst flood in two decades.",
        "He won for the sixth time this year.",
        "It was her first visit in nearly three years.",
    ],
)
def test_windows_that_count_or_compare_date_nothing(sentence):
    [found] = dates(sentence)

    assert found.relation == "count"


@pytest.mark.parametrize(
    ("sentence", "offset"),
    [
        ("He resigned two days after the summit.", 2),
        ("He resigned a week before the vote.", -7),
        ("He resigned on the eve of the talks.", -1),
    ],
)
def test_dates_that_hang_on_an_event_tell_how_far_it_is(sentence, offset):
    [found] = dates(sentence)

    assert (found.offset, found.occurred) == (offset, None)


STORY = (
    "The yard stood empty, the paper wrote on Saturday. On October 2, 1974, men walked in. On October 9 they were "
    "cold, as Mr Quill said until his death in 1996. "
)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("In November the money ran out.", "1974-11"),
        ("An auction planned for November was called off.", "1974-11"),
    ],
)
def test_a_story_goes_on_after_an_aside(sentence, value):
    assert values(STORY + sentence)[-1] == value


HISTORY = (
    "The company was founded in 1861. In 1863 it built a dock, and in 1865 a second one. The first ship left in 1867. "
    "In 1870 came the fire. By 1872 the yard stood again. A strike began in 1875. It closed in 1879. "
)


@pytest.mark.parametrize(
    ("sentence", "last"),
    [
        ("In June the dock was sold.", "1879-06"),
        ("On 3 June the dock was sold.", "1879-06-03"),
        ("Two years later the dock was sold.", "1881"),
        ("The following year the dock was sold.", "1880"),
    ],
)
def test_a_history_goes_on_from_its_own_dates(sentence, last):
    assert values(HISTORY + sentence)[-1] == last


def test_a_month_just_over_in_a_paragraph_of_its_own_is_not_more_of_an_old_story():
    text = "It burned in January 2019. It reopened in May 2019.\n\nProsecutors opened an inquiry in {}."

    assert dates(text.format("October"))[-1].value == "2025-10"
    assert dates(text.format("July"))[-1].value == "2019-07"
