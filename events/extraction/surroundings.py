"""Nouns of places: "the city", "the Nepalese capital", "the country's second city"."""

from spacy.tokens import Token

from events.extraction.casting import Actor, Mention, Place
from events.extraction.countries import by_demonym, countries
from events.extraction.describing import Describing
from events.extraction.name import Name
from events.extraction.nouns import (
    CITIES,
    COMPANIES,
    COUNTRIES,
    DIRECTIONS,
    ORGANISATIONS,
    REGIONS,
    SITES,
    WATERS,
)
from events.extraction.owners import DEFINITE
from events.extraction.regions import regions
from events.payloads import LocationKind


def add_place(token: Token, lemma: str, seen: Describing) -> bool:
    kinds: tuple[LocationKind, ...]
    if lemma in CITIES:
        kinds = ("city",)
    elif lemma in COUNTRIES:
        kinds = ("country",)
    elif lemma in REGIONS and token.tag_ == "NN":
        kinds = ("region", "district")
    elif lemma in WATERS:
        kinds = ("water",)
    elif lemma in SITES and lemma not in ORGANISATIONS | COMPANIES:
        kinds = ("site",)
    else:
        return False
    definite = any(child.lower_ in DEFINITE for child in token.children)
    adjective = next((by_demonym()[c.text] for c in token.lefts if c.text in by_demonym()), None)
    if lemma == "capital" and (adjective or definite):
        capital = _capital(token, adjective.code if adjective else "", seen)
        if capital is not None:
            seen.add(token, capital)
        return True
    if (definite and (place := _earlier_place(token, lemma, kinds, seen))) or (
        adjective and kinds == ("city",) and (place := _later_city(token, adjective.code, seen))
    ):
        seen.add(token, place)
    return True


def _capital(token: Token, code: str, seen: Describing) -> Place | None:
    """The seat of government of the country `code`, else of the one that the article is on."""
    if any(
        child.dep_ == "compound" or child.lower_ in ("regional", "provincial", "state")
        for child in token.lefts
    ):
        return None
    country = countries().get(code) or seen.whereabouts.main_country()
    name = seen.gazetteer.seats.get(country.code) if country else None
    return seen.whereabouts.place(name, country.name) if country and name else None


def _earlier_place(
    token: Token, lemma: str, kinds: tuple[LocationKind, ...], seen: Describing
) -> Place | None:
    own = any(child.dep_ in ("compound", "poss", "amod") for child in token.lefts)
    if any(child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN" for child in token.lefts):
        return None
    if "country" in kinds:
        country = _country_meant(token, seen)
        if country is not None:
            return country
    for mention in seen.earlier(token):
        place = mention.referent
        if not isinstance(place, Place):
            if (
                isinstance(place, Actor)
                and "country" in kinds
                and place.country in countries()
                and place.name == countries()[place.country].name
            ):
                return seen.whereabouts.country(place.country)
            continue
        fits = place.kind in kinds and mention.is_name
        fits = fits and not (place.kind == "city" and _is_only_origin(mention, seen))
        if kinds == ("site",) or kinds == ("water",):
            fits = fits and lemma in place.name.lower()
        if "region" in kinds and lemma in ("island", "peninsula", "state", "province", "valley"):
            fits = (
                place.kind == "region" and place.name not in regions()
            )  # "the peninsula" is not the Caribbean
        if fits and lemma == "capital":
            fits = bool(seen.gazetteer.capital_of(place.name))
        if fits and not (own and kinds == ("site",)):
            return place
    return None


def _is_only_origin(mention: Mention, seen: Describing) -> bool:
    """Whether the place is named once, as where somebody is from: "Ann Ash, of Millbrook"."""
    before = seen.doc[mention.head].head
    return (
        before.lower_ in ("from", "of") and before.dep_ == "prep" and seen.times_named(mention.referent) == 1
    )


def _country_meant(token: Token, seen: Describing) -> Place | None:
    """ "X, the country's second city": that of X; else the country that the article is on."""
    noun = token.head if token.dep_ == "poss" else token
    mention = seen.by_head.get(noun.head.i) if noun.dep_ == "appos" else None
    if mention and isinstance(mention.referent, Place) and mention.referent.country:
        return seen.whereabouts.country(mention.referent.country)
    main = seen.whereabouts.main_country()
    return seen.whereabouts.country(main.code) if main else None


def _later_city(token: Token, code: str, seen: Describing) -> Place | None:
    """A city of that country that the article names next, for the first time: the lead says "a coastal city"."""
    before = {m.referent for m in seen.earlier(token)}
    for i in sorted(i for i in seen.by_head if token.i < i < token.i + 60):
        place = seen.by_head[i].referent
        if (
            isinstance(place, Place)
            and place.kind == "city"
            and place.country == code
            and place not in before
        ):
            return place
    return None


def directed(name: Name) -> str:
    """The direction before a name: "eastern" of "eastern Ukraine"."""
    before = name.head.doc[name.start - 1] if name.start else None
    return before.lower_ if before is not None and before.lower_ in DIRECTIONS else ""
