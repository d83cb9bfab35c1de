"""Whether a text is in English, the one language that is read: told only as surely as it can be."""

import re
from functools import cache
from typing import NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

ENGLISH = "en"

SURE = 0.6
"""From this probability on another language is believed; a few words reach it in few languages, a sentence in most."""

READ_MAX = 20_000
"""Characters from the start that are looked at: one is as sure of a language then as one gets."""

_WORDS_MIN = 20
"""Fewer words than that may well hold no function word: a headline."""
_SHARE_MIN = 0.05

_COMMONEST = """
    about after all and are at been before but by could did for from has have he his how if into it its more most
    not of only or other our out said she some than that the their them then there they this to two up were what when
    which who with would you
"""
"""The commonest words of English that are not common in its neighbours, too; about a quarter of any text in it."""


_FUNCTION_WORDS = frozenset(_COMMONEST.split())


class Language(NamedTuple):
    """The likeliest language of a text, as an ISO 639-1 code, and how probable it is, from 0 to 1."""

    code: str
    probability: float


def language(text: str) -> Language:
    """The likeliest language of the text. What is short or mostly names is told with little probability."""
    code, probability = _identifier().classify(text[:READ_MAX])
    return Language(str(code), float(probability))


def other_language(text: str) -> Language | None:
    """The language of a text that is surely not in English; None where it is, or may be.

    A text is given the benefit of the doubt: a headline of names has no language to be sure of.
    """
    found = language(text)
    if found.code == ENGLISH:
        return None
    words = re.findall(r"[^\W\d_]+", text[:READ_MAX].casefold())
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words) if words else 0
    if len(words) >= _WORDS_MIN:
        return found if share < _SHARE_MIN or (found.probability >= SURE and share < 2 * _SHARE_MIN) else None
    return found if found.probability >= SURE and share < 2 * _SHARE_MIN else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
