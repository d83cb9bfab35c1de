"""The names in a text: runs of proper nouns, cut at titles, and what kind of thing each names.

The model's entities are a hint, not a verdict: all mentions of a name in the article vote, and the gazetteer, titles
before a name, words in it ("Ministry", "Airport") and prepositions before it weigh more.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from events.extraction.countries import SEATS, by_demonym, by_name, elsewhere
from events.extraction.first_names import gender_by_first_name
from events.extraction.gazetteer import Gazetteer, folded
from events.extraction.lexicon import EVENTS
from events.extraction.nouns import (
    CITIES,
    CITY_CLUBS,
    CLUBS,
    COMPANIES,
    DISTRICTS,
    FORCES,
    GROUPS,
    MEDIA,
    ORGANISATIONS,
    REGIONS,
    ROLES,
    SITES,
    SPORT,
    TITLES,
    WATERS,
    words,
)
from events.extraction.placing import ENOUGH, cues, is_called_a_place, is_dateline
from events.extraction.regions import regions
from events.extraction.syntax import PLAYING, SPEAKING, governor, is_located

NameKind = Literal["person", "organisation", "place", "seat", "facility"]
NAMED = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC"))
CONNECTING = words(
    "of for and & de del della di da du van von der den al bin ibn el la le the - 's ben e y dos das"
)
PARTICLES = frozenset(
    ("de", "del", "della", "di", "da", "du", "van", "von", "der", "den", "al", "bin", "ibn", "el", "ben", "-")
)
REGNAL = words("king queen pope prince princess emperor empress tsar sultan saint st archduke")
CALENDAR = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "christmas easter ramadan passover hogmanay thanksgiving halloween hanukkah eid diwali whitsun lent "
    "michaelmas pentecost eve gmt est edt pst pdt bst cet utc et am pm ad bc covid"
)
ROLE_MODIFIERS = words(
    "prime foreign vice deputy defence defense interior finance home chief former acting interim "
    "first lord attorney general lieutenant major brigadier rear secretary under-secretary staff wing "
    "squadron field grand crown supreme detective chancellor"
)
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
CLUBS_FIRST = frozenset(
    (
        *("Real", "Deportivo", "Atletico", "Atlético", "Sporting", "Inter", "Borussia", "Bayern", "Dynamo"),
        *("Dinamo", "Spartak", "Olympique", "Racing", "Athletic", "Lokomotiv", "Eintracht", "AC", "AS", "FC"),
        *("CSKA", "PSV", "RB", "Steaua", "Werder", "Hapoel", "Maccabi", "Olympiakos"),
    )
)
"""What the names of clubs begin with."""
COMPETING = words(
    "ally rival partner neighbour neighbor winner loser champion host leader owner native newcomer opponent star "
    "legend model principal challenger heir successor predecessor investor publisher producer"
)
"""What places, teams and companies are called, too."""
VESSELS = frozenset(("USS", "HMS", "CSS", "RMS", "HMAS", "HMCS", "MV", "MS", "SS"))
OCCASIONS = EVENTS - ORGANISATIONS - COMPANIES - MEDIA - SITES - words("fall mission sweep pact partition")
OCCASIONS |= words(
    "cup games olympics prix trophy championships awards festival act treaty accords agreement"
)
SPORT_WORDS = 5
"""An article with so many different words of sport is on a game: cities there are also teams."""
OF_HEADS = (
    ORGANISATIONS | SITES | WATERS | words("isle cape mount republic kingdom strait house tower gulf bay sea")
)


@dataclass(slots=True)
class Name:
    """Tokens `[start, end)` of the text that are a name, with the titles before it."""

    start: int
    end: int
    head: Token
    text: str
    label: str
    titles: list[str] = field(default_factory=list)
    kind: NameKind | None = None


def names(doc: Doc, places: Gazetteer) -> list[Name]:
    """The names of `doc` in order, each of one kind throughout."""
    found = [name for start, end in _runs(doc) for name in _cut(doc, start, end)]
    _settle(found, places)
    if len({token.lemma_ for token in doc} & SPORT) >= SPORT_WORDS:
        _play(found, places)
    found += _missed(doc, found)
    found.sort(key=lambda name: name.start)
    return [name for name in found if name.kind]


def _missed(doc: Doc, found: list[Name]) -> list[Name]:
    """Surnames, clubs, towns where the model saw no proper noun: at the start of a sentence, unusual ones."""
    towns: dict[str, NameKind] = {
        name.text: "place" for name in found if name.kind == "place" and name.text.istitle()
    }
    surnames: dict[str, NameKind] = towns | {
        name.text.split()[-1]: name.kind
        for name in found
        if " " in name.text
        and (
            name.kind == "person" or (name.kind == "organisation" and _plain(name.text.split()[-1]) in CLUBS)
        )
    }
    taken = {i for name in found for i in range(name.start, name.end)}
    missed = [
        _name(doc, token.i, token.i + 1, [])
        for token in doc
        if token.text in surnames and token.i not in taken
    ]
    for name in missed:
        name.kind = surnames[name.text]
    return missed


def title_of(token: Token) -> str:
    return token.lower_.rstrip(".")


def is_demonym(token: Token) -> bool:
    return token.text in by_demonym() or token.text in elsewhere()


def _is_proper(token: Token) -> bool:
    if token.is_punct or token.is_space or not token.text[0].isalnum() or _is_date(token):
        return False
    if token.lower_ == "the":
        return False
    if token.text in by_name():
        return True
    if not token.text[0].isupper():
        if (
            token.ent_type_ == "PERSON"
            and token.ent_iob_ == "I"
            and token.i > 1
            and token.nbor(-1).text == "-"
        ):
            return token.nbor(-2).text[0].isupper()  # "Ki-moon"
        return token.pos_ == "PROPN" and token.text[0].islower() and any(map(str.isupper, token.text))
    if is_demonym(token) and token.text not in by_name():
        return (token.ent_type_ in ("ORG", "FAC", "PERSON") and token.ent_iob_ == "I") or _begins_name(token)
    if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL"):
        return token.pos_ == "PROPN" and token.ent_type_ != "DATE"
    return token.pos_ == "PROPN" or token.ent_type_ in NAMED


def _begins_name(token: Token) -> bool:
    """Whether the adjective belongs to a name: "Soviet Union", "Ethiopian Airlines"."""
    follower = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if (
        follower is None
        or follower.pos_ != "PROPN"
        or is_demonym(follower)
        or title_of(follower) in TITLES | ROLES
    ):
        return False
    if f"{token.text} {follower.text}" in by_name():
        return True
    after = token.doc[token.i + 2] if token.i + 2 < len(token.doc) else follower
    is_body = title_of(follower) in COMPANIES | ORGANISATIONS and after.pos_ != "PROPN"
    return is_body or (token.ent_type_ in ("ORG", "FAC", "GPE") and follower.ent_iob_ == "I")


def _is_date(token: Token) -> bool:
    """A month or weekday, unless a surname follows: "Jan Novák"."""
    follower = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    is_first_name = (
        token.ent_type_ == "PERSON" and follower.ent_type_ == "PERSON" and follower.text[:1].isupper()
    )
    return title_of(token) in CALENDAR and not is_first_name


def _runs(doc: Doc) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    size = len(doc)
    proper = [_is_proper(token) for token in doc]
    for i in range(size + 1):
        if i < size and proper[i]:
            if start is not None and _parted(doc, i):
                runs.append((start, i))
                start = i
            start = i if start is None else start
        elif start is not None:
            joins = i < size - 1 and _joins(doc, start, i, proper)
            if not joins:
                runs.append((start, i))
                start = None
    return runs


def _joins(doc: Doc, start: int, i: int, proper: list[bool]) -> bool:
    """Whether the small word at `i` goes on with the name before it."""
    token, follower = doc[i], doc[i + 1]
    if (
        token.is_space
        or token.lower_ not in CONNECTING
        or (token.lower_ == "'s" and follower.ent_type_ != token.ent_type_)
    ):
        return False
    if i + 2 < len(doc) and token.lower_ == "of" and follower.lower_ == "the" and not proper[i + 1]:
        follower = doc[i + 2]
    if not (proper[follower.i] or follower.lower_ in CONNECTING):
        return False
    if token.ent_type_ in NAMED and token.ent_iob_ == "I" and follower.ent_iob_ == "I":
        return token.lower_ != "and" or doc[start].ent_type_ in ("ORG", "FAC")
    before = title_of(doc[i - 1])
    if token.lower_ in ("of", "the"):
        return (before in OF_HEADS and before not in TITLES) or before == "of"
    if token.lower_ in PARTICLES or token.lower_ == "&":
        return bool(proper[follower.i]) and (
            token.lower_ != "-" or not (token.whitespace_ or doc[i - 1].whitespace_)
        )
    return False


def _parted(doc: Doc, i: int) -> bool:
    """Whether two names meet here without a word between: "Apple Tim Cook" as two entities, "U.S. Congress"."""
    left, right = doc[i - 1], doc[i]
    if right.ent_iob_ == "B" and left.ent_type_ in NAMED and right.ent_type_ in NAMED:
        return left.head != right or left.ent_type_ == "GPE" or right.ent_type_ == "PERSON"
    return left.text in by_name() and left.text.isupper() and right.ent_iob_ != "I"


def _cut(doc: Doc, start: int, end: int) -> list[Name]:
    """The names in a run: cut at titles, "Kremlin envoy" off "Kirill"."""
    last = title_of(doc[end - 1])
    is_organisation = (
        last in ORGANISATIONS or (last in COMPANIES and last not in TITLES) or last in MEDIA or last in SITES
    ) and title_of(doc[start]) not in TITLES - {"general", "chief", "count", "major", "saint", "private"}
    cuts, pieces, titles = start, [], []  # type: int, list[Name], list[str]
    if is_organisation and not (last in TITLES or last in ROLES):
        return [_name(doc, start, end, [])]
    i = start
    while i < end:
        word = title_of(doc[i])
        is_title = word in TITLES or (
            word in ROLE_MODIFIERS and i + 1 < end and title_of(doc[i + 1]) in TITLES | ROLE_MODIFIERS
        )
        is_title = is_title or (word in ROLES and doc[i].ent_type_ != "PERSON" and i + 1 < end)
        if is_title and not (
            word in ("general", "chief", "private", "count", "major", "saint", "host", "art")
            and i + 1 == end
            and i > start
        ):
            if i > cuts:
                pieces.append(_name(doc, cuts, i, titles))
                titles = []
            titles = [*titles, word]
            if word in REGNAL and i + 1 < end and i == start:
                pieces.append(_name(doc, i, end, titles))
                return pieces
            cuts = i + 1
        i += 1
    if cuts < end:
        pieces.append(_name(doc, cuts, end, titles))
    return pieces


def _name(doc: Doc, start: int, end: int, titles: list[str]) -> Name:
    while start < end - 1 and doc[start].lower_ in ("the", "of", "and"):
        start += 1
    while start < end - 1 and doc[end - 1].lower_ in CONNECTING:
        end -= 1
    span = doc[start:end]
    labels = Counter(token.ent_type_ for token in span if token.ent_type_ in NAMED)
    before = [
        title_of(doc[j])
        for j in range(max(start - 3, 0), start)
        if doc[j].head.i in range(start, end) and title_of(doc[j]) in ROLES
    ]
    text = span.text.replace("\n", " ").removesuffix("'s").strip()
    return Name(
        start,
        end,
        span.root,
        text,
        labels.most_common(1)[0][0] if labels else "",
        [*titles, *(role for role in before if role not in titles)],
    )


# --- kinds


def _settle(found: list[Name], places: Gazetteer) -> None:
    """Give each name its kind: by what it says itself, then surnames, then the vote."""
    by_text: dict[str, list[Name]] = defaultdict(list)
    for name in found:
        by_text[name.text].append(name)
    kinds: dict[str, NameKind | None] = {text: _kind(text, same, places) for text, same in by_text.items()}
    people = [text.split() for text, kind in kinds.items() if kind == "person" and " " in text]
    ends = {words[-1] for words in people}
    beginnings = {words[0] for words in people if words[0] not in REGNAL}
    parts = {part for words in people for part in words[1:]}
    for text, same in by_text.items():
        kind = kinds[text]
        if (
            (text in ends and not (text in by_name() and not _titled(same)))
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
            or (kind == "person" and text not in ends | beginnings and not _titled(same))
        ) and any(_is_short(text, other) for other, of in kinds.items() if of == "organisation"):
            kind = "organisation"
        if kind == "organisation" and _ends_in_surname(text, same, by_text, places):
            kind = "person"
        of_site = kind == "organisation" and bool(places.senses(text))
        is_club = any(_is_short(text, other, CLUBS) for other, of in kinds.items() if of == "organisation")
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
        and _plain(last) not in COMPANIES | ORGANISATIONS | MEDIA | SITES | CLUBS | CITIES | REGIONS
        and not last.isupper()
        and words[0] not in CLUBS_FIRST
        and not places.senses(last)
        and words[0] not in by_text
    )


def _has_of(name: Name) -> bool:
    return name.head.doc[name.end : name.end + 1].text == "of"


def _is_occasion(words: list[str]) -> bool:
    """ "Battle of Britain", "Davis Cup": what happens, neither somebody nor somewhere."""
    heads = {_plain(words[-1])} | ({_plain(words[words.index("of") - 1])} if "of" in words[1:] else set())
    return bool(heads & OCCASIONS)


def _play(found: list[Name], places: Gazetteer) -> None:
    """In an article on a game, clubs that are called by a city: all but where something is in or at it."""
    for name in found:
        words = name.text.split()
        if len(words) > 1 and _plain(words[-1]) in CLUBS and name.kind in ("place", "person"):
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


def _is_short(text: str, full: str, last: Set[str] = COMPANIES) -> bool:
    """Whether a company or club is called by a place's name: "Toyota" of "Toyota Motor Corp."."""
    rest = full.removeprefix(text + " ").split()
    is_club = _plain(text) in CLUBS or full.split()[0] in CLUBS_FIRST
    if last is CLUBS and full.endswith(" " + text) and is_club:
        return True  # "Rovers", "Lugones"
    return full.startswith(text + " ") and all(_plain(word) in last for word in rest)


def _plain(word: str) -> str:
    return word.lower().rstrip(".")


def _is_numbered(name: Name) -> bool:
    """ "737 Max": a product."""
    return name.start > 0 and name.head.doc[name.start - 1].like_num and name.end - name.start == 1


def _titled(same: list[Name]) -> bool:
    return any(title in TITLES for name in same for title in name.titles)


def _kind(text: str, same: list[Name], places: Gazetteer) -> NameKind | None:
    words = text.split()
    last = folded(words[-1])
    singular = last.removesuffix("s")
    votes = Counter(name.label for name in same if name.label)
    if text in SEATS or text.removeprefix("the ") in SEATS:
        return "seat"
    if (
        text.isupper()
        and len(text) > 3
        and (_is_big(text, places) or any(is_dateline(name.head.doc, name.start, name.end) for name in same))
    ):
        return "place"
    if last == "day" or all(name.head.text == "Day" for name in same):
        return None
    if words[0] in (VESSELS | CLUBS_FIRST) and len(words) > 1 and not _titled(same):
        return "organisation"
    if _is_occasion(words) and not _titled(same) and (len(words) > 1 or any(map(_has_of, same))):
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
    if text in by_name() or (text in regions() and not _titled(same)):
        return "place"
    if _is_full_name(words, votes, same):
        return "person"  # "Sue Ward", "Tom Hill"
    if (
        len(words) > 1
        and (last in WATERS or (last in REGIONS | CITIES | DISTRICTS and last not in ORGANISATIONS))
        and not _titled(same)
    ):
        return "place"
    if (
        len(words) > 1
        and words[0] in LANDMARKS
        and (votes["PERSON"] <= len(same) / 2 or any(cues(name.head) > 0 for name in same))
        and not _titled(same)
    ):
        return "place"
    if len(words) > 1 and last in SITES | {"st", "ave", "rd"} and not _titled(same):
        return "facility" if last in ORGANISATIONS or singular in ORGANISATIONS else "place"
    if (
        len(words) > 1
        and (last in ORGANISATIONS or last in COMPANIES or last in MEDIA)
        and not _titled(same)
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
    return _voted(text, words, votes, same, places)


def _spouse(votes: Counter[str]) -> bool:
    return votes["PERSON"] > sum(votes.values()) / 2


def _voted(
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
        placed = not any(name.head.dep_ in ("nsubj", "dobj", "poss") for name in same)
        if not votes["PERSON"] and placed and _is_big(text, places):
            return "place"
        if (
            as_place > other
            or (places.capital_of(text) and not votes["PERSON"])
            or (len(words) == 1 and votes["PERSON"] and _is_big(text, places))
        ):
            return "place"
        if not as_place + other and (located or _is_big(text, places)):
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


def _is_full_name(words: list[str], votes: Counter[str], same: list[Name]) -> bool:
    """Whether all tells of a person: the model, a first name, and no preposition of place."""
    return (
        len(words) == 2
        and votes["PERSON"] == votes.total() > 0
        and bool(gender_by_first_name(" ".join(words)))
        and not any(is_located(name.head) for name in same)
        and any(name.head.dep_ in ("nsubj", "nsubjpass", "appos", "agent", "dobj") for name in same)
    )


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


def _before_region(name: Name) -> bool:
    after = name.head.doc[name.end : name.end + 1].text
    return after in REGIONS | DISTRICTS | {"city"}


def _is_big(text: str, places: Gazetteer) -> bool:
    return any(sense.is_main_name and sense.population > 150_000 for sense in places.senses(text))


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
