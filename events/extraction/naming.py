"""The names in a text: runs of proper nouns, cut at titles, and what kind of thing each names.

The model's entities are a hint, not a verdict: all mentions of a name in the article vote, and the gazetteer, titles
before a name, words in it ("Ministry", "Airport") and prepositions before it weigh more.
"""

from collections import defaultdict
from collections.abc import Mapping

from spacy.tokens import Doc

from events.extraction.countries import by_name
from events.extraction.gazetteer import Gazetteer
from events.extraction.kinds import kind_of
from events.extraction.name import CLUBS_FIRST, REGNAL, Name, NameKind, has_title, plain
from events.extraction.nouns import (
    CITIES,
    CLUBS,
    COMPANIES,
    HONORIFICS,
    MEDIA,
    ORGANISATIONS,
    REGIONS,
    SITES,
    SPORT,
)
from events.extraction.playing import is_short_form, play
from events.extraction.runs import cut, name_at, runs_of
from events.extraction.syntax import is_located

SPORT_WORDS = 5
"""An article with so many different words of sport is on a game: cities there are also teams."""


def names(doc: Doc, places: Gazetteer) -> list[Name]:
    """The names of `doc` in order, each of one kind throughout."""
    found = [name for start, end in runs_of(doc) for name in cut(doc, start, end)]
    _settle(found, places)
    if len({token.lemma_ for token in doc} & SPORT) >= SPORT_WORDS:
        play(found, places)
    _call_companies(found)
    found += _missed(doc, found)
    _complete_halves(doc, found)
    found.sort(key=lambda name: name.start)
    return [name for name in found if name.kind]


def _call_companies(found: list[Name]) -> None:
    """ "Brandt" before anybody of that name is told of is "Brandt Industries".

    After that, too, in an article that calls persons "Mr.".
    """
    firsts: dict[str, int] = {}
    for name in found:
        first = name.text.split()[0]
        if name.kind == "organisation" and name.text != first and is_short_form(first, name.text):
            firsts.setdefault(first, name.start)
    titled = any(set(name.titles) & HONORIFICS for name in found if name.kind == "person")
    told: dict[str, int] = {}
    for name in found:
        if name.kind == "person" and " " in name.text:
            told.setdefault(name.text.split()[-1], name.start)
    for name in found:
        if name.kind != "person" or " " in name.text or name.titles:
            continue
        if firsts.get(name.text, name.start) >= name.start:
            continue
        if titled or told.get(name.text, name.start) >= name.start:
            name.kind = "organisation"


def _complete_halves(doc: Doc, found: list[Name]) -> None:
    """ "The North" is North Korea, or North Macedonia, in an article that names no other."""
    for half in ("North", "South"):
        countries = {
            name.text for name in found if name.text.startswith(f"{half} ") and name.text in by_name()
        }
        for name in found:
            if (
                len(countries) == 1
                and name.text == half
                and name.start
                and doc[name.start - 1].lower_ == "the"
            ):
                name.text, name.kind = next(iter(countries)), "place"


def _missed(doc: Doc, found: list[Name]) -> list[Name]:
    """Surnames, clubs, towns where the model saw no proper noun: at the start of a sentence, unusual ones."""
    towns: dict[str, NameKind] = {
        name.text: "place" for name in found if name.kind == "place" and name.text.istitle()
    }
    surnames: dict[str, NameKind] = towns | {
        name.text.split()[-1]: name.kind
        for name in found
        if " " in name.text
        and (name.kind == "person" or (name.kind == "organisation" and plain(name.text.split()[-1]) in CLUBS))
    }
    taken = {i for name in found for i in range(name.start, name.end)}
    missed = [
        name_at(doc, token.i, token.i + 1, [])
        for token in doc
        if token.text in surnames and token.i not in taken
    ]
    for name in missed:
        name.kind = surnames[name.text]
    return missed


def _settle(found: list[Name], places: Gazetteer) -> None:
    """Give each name its kind: by what it says itself, then surnames, then the vote."""
    by_text: dict[str, list[Name]] = defaultdict(list)
    for name in found:
        by_text[name.text].append(name)
    kinds: dict[str, NameKind | None] = {text: kind_of(text, same, places) for text, same in by_text.items()}
    kinds |= {
        text: "person"
        for text, kind in kinds.items()
        if kind == "organisation" and _ends_in_surname(text, by_text[text], by_text, places)
    }
    people = [text.split() for text, kind in kinds.items() if kind == "person" and " " in text]
    ends = {words[-1] for words in people}
    beginnings = {words[0] for words in people if words[0] not in REGNAL}
    parts = {part for words in people for part in words[1:]}
    for text, same in by_text.items():
        kind = kinds[text]
        if (
            (text in ends and not (text in by_name() and not has_title(same)))
            or (
                kind != "person"
                and text in beginnings | parts
                and not places.senses(text)
                and not text.isupper()
            )
            or (
                text in beginnings
                and all(not is_located(name.head) for name in same)
                and text not in by_name()
            )
        ):
            kind = "person"
        if (
            kind in ("place", None)
            or (kind == "person" and text not in ends | beginnings and not has_title(same))
        ) and any(is_short_form(text, other) for other, of in kinds.items() if of == "organisation"):
            kind = "organisation"
        of_site = kind == "organisation" and bool(places.senses(text))
        is_club = any(
            is_short_form(text, other, CLUBS) for other, of in kinds.items() if of == "organisation"
        )
        for name in same:
            name.kind = None if kind == "person" and _is_numbered(name) else kind
            if of_site and name.head.dep_ == "compound" and name.head.head.lemma_ in SITES - ORGANISATIONS:
                name.kind = "place"  # "a Lyon shipyard"
            if is_club and not is_located(name.head):
                name.kind = "organisation"
            if (
                text in ends
                and text in by_name()
                and not is_located(name.head)
                and name.head.dep_ in ("nsubj", "dobj", "nsubjpass", "poss")
            ):
                name.kind = "person"
            if (
                text in ends
                and is_located(name.head)
                and not name.titles
                and name.head.head.lower_ in ("in", "at", "near")
                and places.senses(text)
            ):
                name.kind = "place"


def _ends_in_surname(
    text: str, same: list[Name], by_text: Mapping[str, list[Name]], places: Gazetteer
) -> bool:
    """Whether two words that the model once took for a body are a person's: the article goes on with the second."""
    words = text.split()
    last = words[-1]
    return (
        len(words) == 2
        and len(same) == 1
        and last in by_text
        and plain(last) not in COMPANIES | ORGANISATIONS | MEDIA | SITES | CLUBS | CITIES | REGIONS
        and not last.isupper()
        and words[0] not in CLUBS_FIRST
        and not places.senses(last)
        and words[0] not in by_text
    )


def _is_numbered(name: Name) -> bool:
    """ "737 Max": a product; but "in 1985 Mandela" is a person."""
    number = name.head.doc[name.start - 1] if name.start else name.head
    return number.like_num and number.ent_type_ != "DATE" and name.end - name.start == 1
