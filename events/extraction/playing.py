"""Clubs and teams, which are called by the name of their city."""

from collections.abc import Set

from spacy.tokens import Token

from events.extraction.countries import by_name
from events.extraction.gazetteer import Gazetteer
from events.extraction.name import CLUBS_FIRST, Name, plain
from events.extraction.nouns import CLUBS, COMPANIES, GROUPS, ROLES
from events.extraction.syntax import governor


def play(found: list[Name], places: Gazetteer) -> None:
    """In an article on a game, clubs that are called by a city: all but where something is in or at it."""
    for name in found:
        words = name.text.split()
        if len(words) > 1 and plain(words[-1]) in CLUBS and name.kind in ("place", "person"):
            name.kind = "organisation"
        elif name.kind == "place" and not name.text.isupper() and _plays(name.head):
            senses = places.senses(name.text)
            if senses and name.text not in by_name():
                name.kind = "organisation"


def _plays(head: Token) -> bool:
    """Whether the grammar lets `head` be a team: who plays, against whom, whose it is, "the winners, X"."""
    if head.dep_ == "appos":
        return head.head.lemma_ in GROUPS
    above = governor(head)
    if above.dep_ == "pobj":
        before = above.head.head.lemma_
        return above.head.lower_ in ("against", "with", "over", "by") or (
            above.head.lower_ == "to" and before in ("lose", "defeat", "loss", "trip", "visit")
        )
    if above.dep_ in ("compound", "poss"):
        return above.dep_ == "poss" or above.head.lemma_ in ROLES
    return above.dep_ in ("nsubj", "dobj", "dative", "nsubjpass")


def is_short_form(text: str, full: str, last: Set[str] = COMPANIES) -> bool:
    """Whether a company or club is called by a place's name: "Toyota" of "Toyota Motor Corp."."""
    rest = full.removeprefix(text + " ").split()
    is_club = plain(text) in CLUBS or full.split()[0] in CLUBS_FIRST
    if last is CLUBS and full.endswith(" " + text) and is_club:
        return True  # "Rovers", "Lugones"
    return full.startswith(text + " ") and all(plain(word) in last for word in rest)
