"""Nouns, whose they are, and what stands before them: "Russian" of "Russia's forces", "riot" of "the riot police"."""

from spacy.tokens import Token

from events.extraction.casting import Actor, Place
from events.extraction.countries import by_demonym, by_name, countries, elsewhere
from events.extraction.describing import Describing
from events.extraction.name import is_demonym
from events.extraction.nouns import GROUPS, words

DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
LOOSE = words("other own more many several such same former top last first key - new some few")
STATESMEN = words(
    "president premier minister chancellor king queen dictator emperor tsar ruler monarch prince secretary general "
    "ambassador marshal commander admiral"
)
"""Persons whose forces, officials and envoys are those of their country."""
POSSESSIVES = frozenset(("his", "her", "its", "their"))


def lemma_of(token: Token) -> str:
    if token.pos_ != "PROPN":
        return token.lemma_.lower()
    single = token.lower_.removesuffix("s")
    begins = is_plural(token) and (token.is_sent_start or single in GROUPS)
    return single if begins else token.lower_


def is_plural(token: Token) -> bool:
    """Also where the model takes the capital that begins a sentence for a name's: "Jurors found …"."""
    begins = bool(token.is_sent_start) and token.tag_ == "NNP" and token.lower_.endswith("s")
    return token.tag_ in ("NNS", "NNPS") or (begins and token.lower_[:-1] in GROUPS)


def is_age(token: Token) -> bool:
    return token.text.endswith("-old") or token.lower_ == "old"


def _before(token: Token) -> list[Token]:
    """The words before the noun that qualify it; what stands before an article does not: "on St Ann's Day a man"."""
    children = list(token.lefts)
    article = max((at for at, child in enumerate(children) if child.lower_ in ("a", "an", "the")), default=-1)
    return children[article + 1 :]


def owner_of(token: Token, seen: Describing) -> tuple[str, str]:
    """The adjective or name of whom the noun belongs to, and the country's code: "Russian" of "Russia's forces"."""
    for child in _before(token):
        country = by_demonym().get(child.text)
        if country:
            adjective = (
                child.text
                if not child.text.endswith("s") or country.adjective.endswith("s")
                else country.adjective
            )
            return adjective, country.code
        if child.text in elsewhere():
            return child.text, ""
        if child.dep_ == "conj" or child.pos_ == "PUNCT":
            continue
        if child.lower_ in POSSESSIVES:
            owner = seen.by_head.get(child.i)
            if owner:
                return _belonging(owner.referent)
        elif child.dep_ in ("poss", "compound", "nmod") and child.i in seen.by_head:
            return _belonging(seen.by_head[child.i].referent)
    for preposition in token.rights:
        if preposition.lower_ in ("of", "from", "for") or (
            preposition.lower_ == "in" and token.tag_ == "NNS" and _has_country(preposition)
        ):
            for child in preposition.children:
                if child.dep_ == "pobj" and child.i in seen.by_head and seen.by_head[child.i].is_name:
                    if preposition.lower_ == "from" and _is_town(seen.by_head[child.i].referent):
                        continue  # "two engineers from Lyon" are engineers
                    return _belonging(seen.by_head[child.i].referent)
    if token.dep_ == "conj" and not any(
        child.dep_ in ("det", "poss", "amod", "compound") for child in token.lefts
    ):
        return owner_of(token.head, seen) if token.head.pos_ == "NOUN" else ("", "")
    joined = next(
        (
            c
            for child in token.lefts
            if child.dep_ in ("amod", "compound")
            for c in child.children
            if c.dep_ == "conj"
        ),
        None,
    )
    if joined is not None and joined.text in by_demonym():
        return joined.text, by_demonym()[joined.text].code
    return "", ""


def _is_town(referent: Actor | Place) -> bool:
    return isinstance(referent, Place) and referent.kind == "city"


def _has_country(preposition: Token) -> bool:
    """Whether a country follows: "officials in Ukraine" are Ukrainian, "workers in Lyon" just workers."""
    return any(child.text in by_name() for child in preposition.children)


def _belonging(owner: Actor | Place) -> tuple[str, str]:
    if isinstance(owner, Place):
        country = by_name().get(owner.name)
        return (country.adjective, country.code) if country else (owner.name, owner.country)
    if owner.kind == "government" and owner.country in countries():
        return countries()[owner.country].adjective, owner.country
    if owner.kind == "person" and owner.country in countries() and owner.roles & STATESMEN:
        return countries()[owner.country].adjective, owner.country
    if owner.country in countries() and owner.kind in ("armed-force", "group"):
        return countries()[owner.country].adjective, owner.country
    return owner.name + ("'s" if owner.kind == "person" else ""), owner.country


def country_of(token: Token, seen: Describing) -> str:
    return owner_of(token, seen)[1]


def modifiers_of(token: Token, seen: Describing) -> list[str]:
    """The words before the noun that belong to its name: "riot" of "the riot police"."""
    found: list[str] = []
    for child in _before(token):
        hyphened = child.n_lefts and any(t.text == "-" for t in child.lefts)
        if hyphened or (is_age(child) and child.n_lefts):
            found.append(token.doc[child.left_edge.i : child.i + 1].text)
        elif (child.dep_ == "amod" and child.tag_ == "JJ") or child.dep_ in ("compound", "nmod"):
            if child.like_num or child.i in seen.by_head or child.tag_ in ("JJS", "JJR", "CD"):
                continue
            found += (
                [
                    t.text
                    for t in child.subtree
                    if (t.pos_ in ("NOUN", "PROPN", "ADJ") and t.dep_ != "conj") or t.text == "-"
                ]
                if child.n_lefts
                else [child.text]
            )
    return [_plain(word, token) for word in found if word.lower() not in LOOSE]


def _plain(word: str, token: Token) -> str:
    """A common noun that begins the sentence without its capital."""
    first = token.doc[token.left_edge.i]
    common = first.pos_ != "PROPN" and not is_demonym(first)
    return word.lower() if word == first.text and common and first.is_sent_start else word
