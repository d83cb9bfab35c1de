"""Phrases with a common noun that stand for somebody or somewhere: "Russian troops", "the president", "the city"."""

from spacy.tokens import Token

from events.extraction.bodies import WHOLE, add_body
from events.extraction.casting import Actor, Place
from events.extraction.describing import Describing
from events.extraction.groups import COLLECTIVE, add_group, add_people, described
from events.extraction.name import is_demonym
from events.extraction.nouns import (
    CITIES,
    COMPANIES,
    COMPANY_NOUNS,
    COUNTRIES,
    DISTRICTS,
    FORCES,
    GOVERNING,
    GROUPS,
    MEDIA,
    ORGANISATIONS,
    PLAIN_PEOPLE,
    REGIONS,
    ROLES,
    SITES,
    WATERS,
    words,
)
from events.extraction.owners import DEFINITE, country_of, is_age, is_plural, lemma_of, modifiers_of, owner_of
from events.extraction.people import gender_of
from events.extraction.surroundings import add_place

BUSINESSES = words(
    "owner contractor subcontractor partner rival buyer seller customer client sponsor landlord neighbour"
)
"""Nouns of persons that are as often companies."""

NOBLE = words(
    "king queen prince princess duke duchess earl countess baron baroness count lord lady monarch emperor shah sultan"
)
"""One of these may be called by another: Prince X, the duke."""


def describe(token: Token, seen: Describing) -> None:
    """Add the mention that the common noun `token` heads, if it stands for somebody or somewhere."""
    lemma = lemma_of(token)
    if is_demonym(token):
        add_people(token, seen)
    elif _named_by(token, seen):
        return
    elif lemma in GROUPS | FORCES | GOVERNING and (is_plural(token) or lemma in COLLECTIVE | GOVERNING):
        if not add_place(token, lemma, seen) and not _is_matter(token):
            add_group(token, lemma, seen)
    elif lemma in ROLES and token.tag_ in ("NN", "NNP"):
        _role(token, lemma, seen)
    elif not add_place(token, lemma, seen) and (
        lemma in ORGANISATIONS | COMPANY_NOUNS | MEDIA | {"group", "team", "side", "squad", "union"}
    ):
        add_body(token, lemma, seen)


def _is_matter(token: Token) -> bool:
    """Whether a noun of bodies stands without any word before it for what is done: "into administration"."""
    bare = token.tag_ == "NN" and not any(
        child.dep_ in ("det", "poss", "amod", "compound") for child in token.lefts
    )
    return bare and token.dep_ == "pobj" and token.head.lower_ in ("in", "into", "out", "under", "on", "of")


def _named_by(token: Token, seen: Describing) -> bool:
    """Whether a name stands beside the noun and says who it is: "the envoy, X", "X, the envoy", "the city of X"."""
    head = token.head
    if token.dep_ in ("compound", "nmod", "amod") and head.i in seen.by_head:
        known = seen.by_head[head.i].referent
        deputy = token.i > 0 and token.nbor(-1).lower_ in ("vice", "deputy")
        if isinstance(known, Actor) and known.kind == "person" and lemma_of(token) in ROLES and not deputy:
            known.roles.add(lemma_of(token))
            known.gender = known.gender or gender_of([lemma_of(token)])
            known.country = known.country or country_of(token, seen)
        return True
    follower = seen.by_head.get(_end_of_name(token, seen))
    if (
        follower
        and lemma_of(token) in ROLES
        and isinstance(follower.referent, Actor)
        and follower.referent.kind == "person"
    ):
        _know_role(token, follower.referent, seen)
        seen.add(token, follower.referent)
        return True
    beside = [head] if token.dep_ == "appos" else []
    beside += [child for child in token.children if child.dep_ == "appos"]
    beside += [
        each
        for child in token.children
        if child.lower_ == "of"
        for each in child.children
        if lemma_of(token) in CITIES | REGIONS | WATERS
    ]
    beside += [
        name
        for clause in token.children
        if clause.dep_ == "acl" and clause.lemma_ in ("name", "identify", "call", "know")
        for each in clause.children
        for name in (each, *each.children)
    ]
    if lemma_of(token) in ROLES:  # "chief executive and founder Ann Ash"
        beside += [
            c
            for c in token.children
            if c.dep_ == "conj" and any(each.lemma_ in ROLES and each.tag_ == "NN" for each in c.lefts)
        ]
    if lemma_of(token) in ROLES:  # "the mayor of San Marcos, Ana Ruiz"
        beside += [
            name
            for child in token.children
            if child.lower_ == "of"
            for each in child.children
            for name in each.children
            if name.dep_ == "appos"
        ]
    if lemma_of(token) in GROUPS | BUSINESSES | COMPANIES | ORGANISATIONS:  # "the owners, the Smith group"
        beside += [name for other in beside for name in other.lefts if other.lemma_ in WHOLE | {"group"}]
    for other in beside:
        mention = seen.by_head.get(other.i)
        if mention and mention.is_name and _agrees(token, mention.referent):
            _know_role(token, mention.referent, seen)
            seen.add(token, mention.referent)
            return True
    subject = (
        next((child for child in head.children if child.dep_ == "nsubj"), None)
        if token.dep_ == "attr"
        else None
    )
    if subject is not None and subject.i in seen.by_head and _agrees(token, seen.by_head[subject.i].referent):
        _know_role(token, seen.by_head[subject.i].referent, seen)
        return True
    return False


def _end_of_name(token: Token, seen: Describing) -> int:
    """The head of the name that begins right after `token`, or -1."""
    mention = next((m for m in seen.by_head.values() if m.start == token.i + 1 and m.is_name), None)
    return mention.head if mention else -1


def _agrees(token: Token, referent: Actor | Place) -> bool:
    lemma = lemma_of(token)
    if isinstance(referent, Place):
        return lemma in CITIES | REGIONS | COUNTRIES | WATERS | DISTRICTS | SITES
    if referent.kind == "person":
        return lemma in ROLES
    if lemma == "body":
        return False
    return lemma in ORGANISATIONS | COMPANIES | MEDIA | GROUPS | FORCES | GOVERNING | BUSINESSES


def _know_role(token: Token, referent: Actor | Place, seen: Describing) -> None:
    if isinstance(referent, Actor) and referent.kind == "person":
        referent.roles.add(lemma_of(token))
        referent.gender = referent.gender or gender_of([lemma_of(token)])
        referent.country = referent.country or country_of(token, seen)
    elif isinstance(referent, Actor):
        referent.roles.add(lemma_of(token))


def _role(token: Token, lemma: str, seen: Describing) -> None:
    """ "the president" is the only president that the article names; "a spokesman" stays a nameless one."""
    if token.dep_ == "pobj" and token.head.lower_ == "as":
        return  # "sworn in as governor" names an office
    _, code = owner_of(token, seen)
    definite = (
        any(child.lower_ in DEFINITE for child in token.children)
        or code
        or any(c.dep_ == "poss" for c in token.children)
    )
    indefinite = any(child.lower_ in ("a", "an", "another", "one") for child in token.children)
    persons = [
        m.referent
        for m in seen.earlier(token)
        if isinstance(m.referent, Actor) and m.referent.kind == "person"
    ]
    later = [
        m.referent
        for i, m in sorted(seen.by_head.items())
        if i > token.i and m.is_name and isinstance(m.referent, Actor)
    ]
    fitting = [
        a
        for a in dict.fromkeys([*persons, *later])
        if lemma in a.roles and not (code and a.country and a.country != code)
    ]
    if not fitting and lemma in NOBLE:
        fitting = [a for a in persons if a.roles & NOBLE and gender_of([lemma]) == a.gender][:1]
    if definite and not indefinite and fitting and (len(fitting) == 1 or fitting[0] in persons):
        seen.add(token, fitting[0])
        return
    if indefinite and lemma in PLAIN_PEOPLE and token.dep_ in ("nsubj", "nsubjpass"):
        someone = Actor(
            " ".join([*modifiers_of(token, seen), token.lower_]), "person", gender=gender_of([lemma])
        )
        someone.roles.add(lemma)
        seen.add(token, someone)
        return
    if lemma in PLAIN_PEOPLE or is_age(token):
        recent = [
            m.referent
            for m in seen.earlier(token, back=60)
            if isinstance(m.referent, Actor) and m.referent.kind == "person"
        ]
        if definite and not indefinite and recent:
            seen.add(token, recent[0])
        return
    owner, code = owner_of(token, seen)
    words = modifiers_of(token, seen)
    text = " ".join([*words, token.lower_ if token.pos_ != "PROPN" else token.text])
    if owner and not text.startswith(owner):
        text = f"{owner} {text}"
    acting = token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.lower_ == "by")
    if (owner or words or lemma.startswith("spokes") or definite or acting) and token.dep_ not in (
        "compound",
        "attr",
        "amod",
    ):
        actor = described(seen, text, "person", code)
        actor.roles.add(lemma)
        actor.gender = actor.gender or gender_of([lemma])
        seen.add(token, actor)
