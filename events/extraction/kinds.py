"""What kind of thing a name is of, by its own words, the titles before it and the gazetteer."""

from collections import Counter

from events.extraction.countries import SEATS, by_name
from events.extraction.first_names import gender_by_first_name
from events.extraction.gazetteer import Gazetteer, folded
from events.extraction.lexicon import EVENTS
from events.extraction.name import CLUBS_FIRST, REGNAL, VESSELS, Name, NameKind, has_title, plain
from events.extraction.nouns import (
    CITIES,
    CITY_CLUBS,
    CLUBS,
    COMPANIES,
    COMPANY_NOUNS,
    DISTRICTS,
    LEGAL_FORMS,
    MEDIA,
    ORGANISATIONS,
    REGIONS,
    SITES,
    TITLES,
    WATERS,
    words,
)
from events.extraction.placing import cues, is_called_a_place, is_dateline
from events.extraction.regions import regions
from events.extraction.syntax import is_located
from events.extraction.votes import is_big, voted

CRAFT = words(
    "probe spacecraft rocket satellite lander orbiter rover telescope shuttle capsule ship ferry vessel liner "
    "tanker freighter trawler yacht submarine frigate destroyer"
)
"""What has a name of its own that a person might have, too."""
ALONE = frozenset(
    ("House", "Senate", "Congress", "Parliament", "Treasury", "Pentagon", "Fed", "Lords", "Commons")
)
"""Bodies of state that "the" and one word name."""
LANDMARKS = frozenset(
    (
        *("Lake", "Mount", "Cape", "Fort", "Gulf", "Bay", "Strait", "Isle", "Loch", "Lough", "Glen", "Port"),
        *("Puerto", "San", "Santa", "Sierra", "Mont", "Monte", "Rio", "Ben", "Piz", "Isla", "Villa", "Camp"),
    )
)
"""What the names of places begin with."""
OCCASIONS = EVENTS - ORGANISATIONS - COMPANIES - MEDIA - SITES - words("fall mission sweep pact partition")
OCCASIONS |= words(
    "cup games olympics prix trophy championships awards festival act treaty accords agreement"
)


def _has_of(name: Name) -> bool:
    return name.head.doc[name.end : name.end + 1].text == "of"


def _is_occasion(words: list[str]) -> bool:
    """ "Battle of Britain", "Davis Cup": what happens, neither somebody nor somewhere."""
    heads = {plain(words[-1])} | ({plain(words[words.index("of") - 1])} if "of" in words[1:] else set())
    return bool(heads & OCCASIONS)


def kind_of(text: str, same: list[Name], places: Gazetteer) -> NameKind | None:
    words = text.split()
    last = folded(words[-1])
    singular = last.removesuffix("s")
    votes = Counter(name.label for name in same if name.label)
    if text in SEATS or text.removeprefix("the ") in SEATS:
        return "seat"
    if (
        text.isupper()
        and len(text) > 3
        and (is_big(text, places) or any(is_dateline(name.head.doc, name.start, name.end) for name in same))
    ):
        return "place"
    if last == "day" or all(name.head.text == "Day" for name in same):
        return None
    if words[0] in (VESSELS | CLUBS_FIRST) and len(words) > 1 and not has_title(same):
        return "organisation"
    if _is_occasion(words) and not has_title(same) and (len(words) > 1 or any(map(_has_of, same))):
        return None
    if any(is_called_a_place(name.head) for name in same) or any(
        _is_followed_by_its_state(name, places) for name in same
    ):
        return "place"
    if len(words) > 1 and last in CLUBS:
        in_city = votes["GPE"] + votes["LOC"] + sum(is_located(name.head) for name in same)
        if last not in CITY_CLUBS or votes["ORG"] > in_city:
            return "organisation"
    if len(words) > 1 and last in CITIES and places.senses(text):
        return "place"
    if text in by_name() or (text in regions() and not has_title(same)):
        return "place"
    if len(words) > 1 and last.rstrip(".") in LEGAL_FORMS:
        return "organisation"
    if _is_full_name(words, votes, same):
        return "person"  # "Sue Ward", "Tom Hill"
    if any(map(_is_called_a_company, same)) and not _spouse(votes) and not has_title(same):
        return "organisation"
    if (
        len(words) > 1
        and (last in WATERS or (last in REGIONS | CITIES | DISTRICTS and last not in ORGANISATIONS))
        and not has_title(same)
    ):
        return "place"
    if (
        len(words) > 1
        and words[0] in LANDMARKS
        and (votes["PERSON"] <= len(same) / 2 or any(cues(name.head) > 0 for name in same))
        and not has_title(same)
    ):
        return "place"
    if len(words) > 1 and last in SITES | {"st", "ave", "rd"} and not has_title(same):
        return "facility" if last in ORGANISATIONS or singular in ORGANISATIONS else "place"
    if (
        len(words) > 1
        and (last in ORGANISATIONS or last in COMPANIES or last in MEDIA)
        and not has_title(same)
        and not _spouse(votes)
    ):
        return "organisation"
    if words[0] in (
        "University",
        "Bank",
        "Ministry",
        "Department",
        "House",
        "Institute",
        "Court",
        "Church",
        "Museum",
        "Council",
        "Office",
        "Board",
        "Bureau",
    ):
        return "organisation" if len(words) > 1 or text in ALONE else None
    if any(name.head.dep_ == "compound" and name.head.head.lemma_ in CRAFT for name in same):
        return "organisation"
    if any(title in TITLES and title not in ("saint",) for name in same for title in name.titles):
        return "person"
    if text.isupper() and 1 < len(text) <= 6 and not (len(words) > 1):
        return "organisation"
    if len(words) > 1 and words[0] in REGNAL:
        return "person"
    return voted(text, words, votes, same, places)


def _is_called_a_company(name: Name) -> bool:
    """ "The rail operator Transalp"."""
    before = name.head.doc[name.start - 1] if name.start > name.head.sent.start else name.head
    return before.tag_ == "NN" and before.lower_ in COMPANY_NOUNS


def _spouse(votes: Counter[str]) -> bool:
    return votes["PERSON"] > sum(votes.values()) / 2


def _is_full_name(words: list[str], votes: Counter[str], same: list[Name]) -> bool:
    """Whether all tells of a person: the model, a first name, and no preposition of place."""
    return (
        len(words) == 2
        and votes["PERSON"] == votes.total() > 0
        and bool(gender_by_first_name(" ".join(words)))
        and not any(is_located(name.head) for name in same)
        and any(name.head.dep_ in ("nsubj", "nsubjpass", "appos", "agent", "dobj") for name in same)
    )


def _is_followed_by_its_state(name: Name, places: Gazetteer) -> bool:
    """ "Joplin, Missouri", where the gazetteer has such a place there."""
    after = name.head.doc[name.end : name.end + 4]
    if len(after) < 2 or after[0].text != "," or not after[1].text[:1].isupper():
        return False
    inner = places.senses(name.text)
    for length in (3, 2, 1) if inner else ():
        if len(after) <= length or (len(after) > length + 1 and after[length + 1].lower_ == "'s"):
            continue
        outer = [s for s in places.senses(after[1 : 1 + length].text) if s.kind in ("country", "region")]
        if any({*one.countries} & {*other.countries} for one in inner for other in outer):
            return True
    return False
