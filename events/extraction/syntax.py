"""What the grammar around a name says: whether it is a place here or somebody who acts."""

from spacy.tokens import Token

from events.extraction.nouns import (
    BEING,
    CITIES,
    COUNTRIES,
    GROUPS,
    REGIONS,
    ROLES,
    SAYING,
    SITES,
    words,
)

LOCATING = words(
    "in at near from to into across through around outside over within throughout toward towards via "
    "inside on off above below beside behind along beyond past under onto out"
)
LOSING = words(
    "fall lose give sell hand offer cede belong concede surrender pass return go grant pay owe accord "
    "attribute"
)
DEALING = SAYING | words(
    "help support aid reward punish persuade convince pay represent supply arm fund beat defeat join "
    "divide provide allow force compel require oblige enable isolate deter satisfy ask thank "
    "inform notify brief consult invite advise alert assure criticise criticize praise applaud sue fine charge"
)
MINDED = words(
    "ready willing able prepared concerned keen open unwilling unable reluctant confident angry "
    "committed determined set likely aware eager responsible guilty hopeful sure certain adamant "
    "opposed dissatisfied furious alarmed"
)
"""What those are who act, not places."""
LANDSCAPE = words(
    "harvest crop economy population border weather climate countryside wildlife south north east west"
)
"""What a country has by being there, not by doing anything."""
LYING = words("lie burn flood collapse stand")
TARGETING = words("invade attack bomb strike fire leave host hit")
PLAYING = words(
    "beat win lose draw score defeat face play thrash edge host visit concede trounce rout sign sack"
)
CLASHING = words("beat defeat thrash edge trounce rout outplay")
TRAVELLING = words("delegation convoy fleet plane flight ship train bus truck body coffin")
SPEAKING = SAYING - TARGETING


def governor(token: Token) -> Token:
    """`token`, or the first of the names it is joined to by "and" or a comma."""
    while token.dep_ in ("conj", "appos") and token.head != token:
        token = token.head
    return token


def is_located(token: Token) -> bool:
    """Whether a preposition of place governs `token`."""
    token = governor(token)
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        return token.head.head.lower_ in ("out", "outside", "inside", "north", "south", "east", "west")
    return token.dep_ == "pobj" and token.head.lower_ in LOCATING and not _is_receiver(token)


def _is_receiver(token: Token) -> bool:
    if token.head.lower_ != "to" or token.head.head.lemma_ not in LOSING:
        return False
    return token.head.head.lemma_ not in ("go", "return", "pass") or not _is_somebody(token.head.head)


def _is_somebody(verb: Token) -> bool:
    """Whether the subject can travel."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    return subject is not None and (
        subject.pos_ == "PRON"
        or subject.ent_type_ in ("PERSON", "NORP")
        or subject.lemma_ in GROUPS | ROLES | TRAVELLING
    )


def acts(token: Token, *, is_country: bool, governs: bool) -> bool:
    """Whether the place named by `token` stands for those who act for it; `governs`: a capital."""
    token = governor(token)
    verb = token.head
    if token.dep_ in ("nsubj", "nsubj:pass", "nsubjpass"):
        return _subject_acts(token, verb, is_country=is_country, governs=governs)
    if token.dep_ == "dobj" and verb.lemma_ in CLASHING:
        return True
    if not (is_country or governs):
        return False
    if token.dep_ == "pobj":
        return _object_acts(token, verb, is_country=is_country)
    if token.dep_ in ("dobj", "dative", "iobj"):
        return (
            token.dep_ != "dobj"
            or verb.lemma_ in DEALING - TARGETING
            or any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
        )
    if token.dep_ == "poss":
        return is_country and not _is_place_noun(verb) and verb.lemma_ not in LANDSCAPE
    return False


def _subject_acts(token: Token, verb: Token, *, is_country: bool, governs: bool) -> bool:
    if token.dep_ != "nsubj":
        return (is_country or governs) and verb.lemma_ in DEALING - TARGETING
    if verb.lemma_ in BEING and verb.pos_ in ("VERB", "AUX"):
        minded = any(child.dep_ in ("acomp", "xcomp") and child.lower_ in MINDED for child in verb.children)
        return minded or (is_country and verb.lemma_ not in LYING)
    if verb.pos_ not in ("VERB", "AUX"):
        return False
    return (
        is_country
        or verb.lemma_ in SPEAKING
        or (governs and verb.lemma_ not in BEING)
        or (verb.lemma_ in PLAYING)
    )


def _object_acts(token: Token, preposition: Token, *, is_country: bool) -> bool:
    word = preposition.lower_
    if word == "by" or (word == "to" and _is_receiver(token)):
        return True
    if word in ("with", "against", "between", "among", "versus", "alongside"):
        return True
    return word == "for" and is_country and preposition.head.pos_ not in ("VERB",)


def _is_place_noun(token: Token) -> bool:
    return token.lemma_.lower() in CITIES | REGIONS | COUNTRIES | SITES or token.ent_type_ in (
        "GPE",
        "LOC",
        "FAC",
    )
