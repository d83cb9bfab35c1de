"""On which side of publication a date lies whose year or week is not said, by the tense that the parse tells.

All are of an article published on Saturday 9 July 2022.
"""

from datetime import date
from functools import partial

import pytest

from events.extraction.date_tenses import tense_at
from events.extraction.mending import mend
from events.extraction.parsing import parse
from events.extraction.times import Reference, tag


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("The film opened on Friday.", "2022-07-08"),
        ("Strikers return to work on Thursday.", "2022-07-14"),
        ("A vote expected on Friday was put off.", "2022-07-15"),
        ("The talks, due to open on Friday, were off.", "2022-07-15"),
        ("The match, due to be played on Friday, was called off.", "2022-07-15"),
        ("The trial, set to begin on Friday, was put off.", "2022-07-15"),
        ("The match, scheduled for 1 July, was called off.", "2022-07-01"),
        ("The match, scheduled for 10 July, was called off.", "2022-07-10"),
        ("A hearing, first set for Friday, took place.", "2022-07-08"),
        ("The strike was put off to Sunday.", "2022-07-10"),
        ("The team rested ahead of Thursday's match.", "2022-07-14"),
        ("The winner will be announced on 5 September, officials said.", "2022-09-05"),
        ("The index is down from its May 25 peak.", "2022-05-25"),
        ("The rules take effect on Jan. 1.", "2023-01-01"),
        ("The rules took effect on Jan. 1.", "2022-01-01"),
    ],
)
def test_a_date_lies_on_the_side_that_its_clause_tells(sentence, edtf):
    doc = parse(sentence)
    mend(doc)

    [found] = tag(sentence, Reference(date(2022, 7, 9)), partial(tense_at, doc))

    assert found.edtf == edtf
