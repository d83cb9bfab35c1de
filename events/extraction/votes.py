"""What kind of thing a name is of, where its own words do not tell: the model and the grammar vote."""

from collections import Counter

from events.extraction.first_names import gender_by_first_name
from events.extraction.gazetteer import Gazetteer
from events.extraction.name import Name, NameKind
from events.extraction.nouns import DISTRICTS, FORCES, GROUPS, REGIONS, ROLES, words
from events.extraction.placing import ENOUGH, cues
from events.extraction.syntax import PLAYING, SPEAKING, is_located

COMPETING = words(
    "ally rival partner neighbour neighbor winner loser champion host leader owner native newcomer opponent star "
    "legend model principal challenger heir successor predecessor investor publisher producer"
)
"""What places, teams and companies are called, too."""


def voted(
    text: str, words: list[str], votes: Counter[str], same: list[Name], places: Gazetteer
) -> NameKind | None:
    is_place = bool(places.senses(text))
    located = sum(is_located(name.head) or _before_region(name) or cues(name.head) >= ENOUGH for name in same)
    if any(name.titles for name in same) and not is_place:
        return "person"
    if is_place and not located and _is_somebody(same) and not places.capital_of(text):
        return "person"
    if is_place:
        as_place = votes["GPE"] + votes["LOC"] + votes["FAC"] + 2 * located
        other = votes["PERSON"] + votes["ORG"] + votes["PRODUCT"]
        placed = not any(name.head.dep_ in ("nsubj", "dobj", "poss") and not cues(name.head) for name in same)
        if not votes["PERSON"] and placed and is_big(text, places):
            return "place"
        if (
            as_place > other
            or (places.capital_of(text) and not votes["PERSON"])
            or (len(words) == 1 and votes["PERSON"] and is_big(text, places))
        ):
            return "place"
        if not as_place + other and (located or is_big(text, places)):
            return "place"
    if not is_place and _is_somewhere(words, votes, same):
        return "place"
    if len(words) > 1 and (votes["PERSON"] or (votes and _acts_as_person(same))):
        return (
            "person"
            if votes["PERSON"] >= votes["ORG"] + votes["GPE"] or _acts_as_person(same)
            else "organisation"
            if votes["ORG"]
            else "place"
        )
    top = votes.most_common(1)[0][0] if votes else ""
    if len(words) == len(same) == 1 and _is_adjective(same[0]):
        return None
    if top == "PERSON":
        return "person"
    if top == "ORG":
        return "organisation"
    if top in ("GPE", "LOC") and not is_place and any(_is_told(name) or _speaks(name) for name in same):
        return "organisation"
    if top in ("GPE", "LOC"):
        return "place" if located or is_place or not _acts_as_person(same) else "person"
    if top == "FAC":
        return "place"
    if (
        text[0].isupper()
        and len(text) > 2
        and any(name.head.dep_ in ("nsubj", "pobj", "agent") for name in same)
        and not is_place
    ):
        acting = any(
            name.head.dep_ == "nsubj" and name.head.head.lemma_ in SPEAKING | PLAYING for name in same
        )
        return "organisation" if acting else "place" if located == len(same) and "&" not in words else None
    return None


def _is_somewhere(words: list[str], votes: Counter[str], same: list[Name]) -> bool:
    """Whether the grammar makes a place of a name, against the model too; a full name of a person takes more."""
    if "&" in words or words[-1].isupper() or _acts_as_person(same):
        return False
    acting = sum(1 for name in same if _speaks(name) or _is_told(name))
    said = sum(cues(name.head) for name in same) - 2 * acting
    is_full = len(words) > 1 and votes["PERSON"] and bool(gender_by_first_name(" ".join(words)))
    return said >= ENOUGH * (2 if is_full else 1)


def _is_somebody(same: list[Name]) -> bool:
    """Whether a role stands beside the name: "Hayward, the chief executive"."""
    beside = [c for name in same for c in name.head.children if c.dep_ == "appos"]
    return any(noun.tag_ == "NN" and noun.lemma_ in ROLES - COMPETING for noun in beside)


def _is_adjective(name: Name) -> bool:
    """ "Riot police": a common noun whose capital begins the sentence."""
    first = name.head
    qualifies = first.dep_ in ("compound", "amod") and first.head.lemma_ in GROUPS | FORCES
    return qualifies and bool(first.is_sent_start)


def _is_told(name: Name) -> bool:
    return name.head.dep_ in ("dobj", "dative", "nsubj") and name.head.head.lemma_ in (
        "tell",
        "ask",
        "say",
        "urge",
        "warn",
    )


def _speaks(name: Name) -> bool:
    return name.head.dep_ == "nsubj" and name.head.head.lemma_ in SPEAKING


def _before_region(name: Name) -> bool:
    after = name.head.doc[name.end : name.end + 1].text
    return after in REGIONS | DISTRICTS | {"city"}


def _acts_as_person(same: list[Name]) -> bool:
    """Whether "who" or an age follows, or a role stands beside the name."""
    for name in same:
        if name.head.dep_ == "appos" and name.head.head.lemma_ in ROLES:
            return True
        for child in name.head.children:
            if child.dep_ == "relcl" and any(each.lower_ in ("who", "whose") for each in child.children):
                return True
            if child.dep_ == "appos" and child.lemma_ in ROLES:
                return True
        if any(other.ent_type_ == "PERSON" for other in name.head.conjuncts):
            return True
        after = name.head.doc[name.end : name.end + 3]
        if len(after) == 3 and after[0].text == "," and after[1].like_num and after[2].text in (",", "."):
            return True
    return False


def is_big(text: str, places: Gazetteer) -> bool:
    return any(sense.is_main_name and sense.population > 150_000 for sense in places.senses(text))
