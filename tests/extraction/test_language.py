# ruff: noqa: RUF001 (letters of other scripts)
"""English is told from other languages; what may be either is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.extraction.language import language, other_language

ENGLISH = [
    "The dam above the town broke on Monday, and the mayor said that two bridges had been closed since May.",
    "Shares of the company rose 3 percent on Tuesday after it raised its forecast for the year.",
    "LISBON – Costa, Silva and Pereira met in Porto.",
    "Müller: Hamburg wird zur Weltstadt – so the title of the book that was published in Berlin on Friday.",
]
OTHERS = [
    (
        "de",
        "Der Damm über der Stadt brach am Montag, und der Bürgermeister sagte, zwei Brücken seien gesperrt.",
    ),
    (
        "fr",
        "Le barrage a cédé lundi au-dessus de la ville et le maire a déclaré que deux ponts étaient fermés.",
    ),
    ("es", "La presa se rompió el lunes y el alcalde dijo que dos puentes estaban cerrados desde mayo."),
    ("nl", "De dam boven de stad brak maandag door en de burgemeester zei dat twee bruggen dicht waren."),
    ("uk", "У понеділок над містом прорвало греблю, і мер заявив, що два мости закрито."),
    ("zh", "星期一，城市上游的水坝决堤，市长说两座桥梁已经关闭。"),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_taken(text):
    assert other_language(text) is None
    assert other_language(text * 50) is None


@pytest.mark.parametrize(("code", "text"), OTHERS)
def test_other_languages_are_told_by_their_code(code, text):
    found = other_language(text)

    assert found is not None
    assert found.code == code
    assert other_language(text * 50) is not None


@pytest.mark.parametrize("text", ["Hello", "ok", "12345", "Costa, Silva, Pereira", "3:1", "€ 5"])
def test_what_is_too_short_to_be_sure_of_is_taken(text):
    assert other_language(text) is None


@given(st.text())
def test_any_text_has_a_likeliest_language(text):
    assert 0 <= language(text).probability <= 1
    assert other_language(text) is None or other_language(text).code != "en"
