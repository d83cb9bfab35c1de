"""What beside a name tells that it is a place's: "in X", "the town of X", "X, a village", "X residents", datelines.

A gazetteer has no small towns, and a small model takes them for persons or companies; the grammar around them tells.
"""

from spacy.tokens import Doc, Token

from events.extraction.nouns import (
    CITIES,
    DISTRICTS,
    FORCES,
    GOVERNING,
    GROUPS,
    PLAIN_PEOPLE,
    REGIONS,
    SITES,
    words,
)

INSIDE = words("in near outside around through across throughout into inside within")
"""Before these nobody and no company stands, unless something is put into them: `PUT_INTO`."""
PUT_INTO = words(
    "share stake stock confidence trust faith interest investment invest believe belief hope role star appear "
    "feature play write publish print report article letter essay interview study column advertisement "
    "engage result specialise specialize join lie succeed fluent lesson degree course expert class major"
)
BOUND = words("to from at toward towards via")
MOVING = words(
    "go travel move drive return arrive flee evacuate fly sail walk march take bring carry send transfer rush "
    "airlift ferry head come hail escape run retreat withdraw deport extradite relocate commute ride "
    "spread stretch extend lead"
)
REACHING = words("leave reach enter approach flee visit cross tour besiege")
DWELLERS = words("resident villager townspeople local inhabitant householder homeowner townsfolk")
OFFICES = words(
    "mayor sheriff people citizen resident outskirts centre center streets street port mayoress vicar"
)
"""What has its place after "of"."""
BELONGING = SITES - words("house home farm estate villa plant factory field ground camp club shop") | words(
    "mayor outskirts streets suburbs residents population inhabitants"
)
ENOUGH = 2
"""So much of it makes a place of a name that nothing else tells of."""


def cues(head: Token) -> int:
    """How much the grammar says that the name headed by `head` is of a place here; from -2 to 3."""
    above = head.head
    if head.dep_ == "appos" and above.lower_ in SITES | {"st", "ave", "rd"} and above.text[:1].isupper():
        return 2  # "Elm Road, Tadworth"
    if head.dep_ in ("conj", "appos") and head != above:
        return cues(above)
    if head.dep_ == "pobj":
        return _after(above)
    if head.dep_ == "dobj":
        return int(above.lemma_ in REACHING)
    if head.dep_ in ("compound", "nmod"):
        lemma = above.lemma_.lower()
        if lemma in DWELLERS:
            return 2
        return int(lemma in GROUPS | GOVERNING | SITES | PLAIN_PEOPLE - FORCES and above.tag_ != "NNP")
    if head.dep_ == "poss":
        return int(above.lemma_.lower() in BELONGING)
    return 0


def _after(preposition: Token) -> int:
    governor = preposition.head
    lemma, word = governor.lemma_.lower(), preposition.lower_
    if word in INSIDE:
        return 0 if {lemma, governor.head.lemma_.lower()} & PUT_INTO else 2
    if word in BOUND:
        from_there = word == "from" and lemma in GROUPS | PLAIN_PEOPLE
        return 2 if from_there or (word == "at" and lemma in SITES) else int(lemma in MOVING)
    if word == "for":
        return 2 if lemma in ("member", "mp", "candidate", "senator", "congressman", "congresswoman") else 0
    return 2 if word == "of" and lemma in OFFICES else 0


_DASHES = frozenset(("-", "--", "—", "–", "_"))


def is_dateline(doc: Doc, start: int, end: int) -> bool:
    """Whether a line begins with the name and its place in the world, then a dash or "(Agency)"."""
    if start and not doc[start - 1].is_space:
        return False
    after = [token.text for token in doc[end : end + 8]]
    return bool(after) and after[0] in (",", "(", *_DASHES) and bool(_DASHES & {*after})


def is_credit(doc: Doc, start: int, end: int) -> bool:
    """Whether the name is that of the agency in a dateline: "LIMA (AP) - "."""
    return (
        0 < start < end < len(doc) - 1
        and (doc[start - 1].text, doc[end].text) == ("(", ")")
        and doc[end + 1].text in _DASHES
    )


def is_called_a_place(head: Token) -> bool:
    """ "the hamlet of X"; "X, the second city"."""
    above = head.head
    if head.dep_ == "pobj" and above.lower_ == "of" and above.head.lemma_ in CITIES | DISTRICTS:
        return True
    beside = [child for child in head.children if child.dep_ == "appos"]
    beside += [above] if head.dep_ == "appos" else []
    return any(noun.tag_ == "NN" and noun.lemma_ in CITIES for noun in beside)


def kind_before(head: Token) -> str:
    """The noun of "the city of X", "the region of X", "X, a village in"."""
    above = head.head
    kinds = CITIES | REGIONS | DISTRICTS
    if head.dep_ == "pobj" and above.lower_ == "of" and above.head.lemma_ in kinds:
        return above.head.lemma_
    compound = next(
        (c.lower_ for c in head.lefts if c.dep_ == "compound" and c.lower_ in CITIES | REGIONS), ""
    )
    beside = next((c.lemma_ for c in head.rights if c.dep_ == "appos" and c.lemma_ in CITIES), "")
    return compound or beside
