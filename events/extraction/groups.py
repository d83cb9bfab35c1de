"""Nouns of many: "Russian troops", "the Russians", "two men", "the police"."""

from spacy.tokens import Token

from events.extraction.casting import Actor
from events.extraction.countries import by_demonym
from events.extraction.describing import Describing
from events.extraction.nouns import FORCES, PLAIN_PEOPLE, words
from events.extraction.owners import DEFINITE, is_plural, lemma_of, modifiers_of, owner_of
from events.payloads import ActorKind

TOO_PLAIN = words(
    "people man woman child boy girl youth person public crowd family member unit state aircraft jet "
    "division pilot"
)
MACHINES = words(
    "artillery tank warplane jet warship aircraft submarine gunboat bomber drone fleet unit division"
)
"""Forces only where the text says whose."""
PAIRS: dict[str, tuple[ActorKind, ...]] = {
    **dict.fromkeys(words("leader man woman president minister official rival candidate"), ("person",)),
    **dict.fromkeys(words("country nation government"), ("government",)),
    **dict.fromkeys(words("company firm airline bank carmaker retailer"), ("company", "organisation")),
    **dict.fromkeys(words("team side club"), ("organisation", "government")),
}
ALWAYS_PLURAL = frozenset(("police", "people"))
COLLECTIVE = words(
    "police military army navy infantry cavalry artillery opposition government parliament congress "
    "senate regime junta"
)


def add_people(token: Token, seen: Describing) -> None:
    """ "the Russians", "Ukrainians": a people."""
    if (token.pos_ == "ADJ" and token.dep_ not in ("nsubj", "pobj", "dobj", "nsubjpass")) or token.dep_ in (
        "amod",
        "compound",
    ):
        return
    country = by_demonym().get(token.text)
    half = token.nbor(-1).text if token.i else ""
    word = f"{half} {token.text}" if half in ("East", "West", "North", "South") else token.text
    if (
        word.endswith("s")
        or token.tag_ in ("NNPS", "NNS")
        or token.dep_ in ("nsubj", "pobj", "dobj", "nsubjpass")
    ):
        seen.add(token, described(seen, word, "group", country.code if country else "", plural=True))


def add_group(token: Token, lemma: str, seen: Describing) -> None:
    pair = _two(token, lemma, seen)
    if pair:
        seen.add(token, pair[0], also=pair[1:])
        return
    owner, code = owner_of(token, seen)
    words = modifiers_of(token, seen)
    if owner in by_demonym():
        words = [
            word for word in words if word == owner or word not in by_demonym()
        ]  # "Soviet, Polish troops"
    text = " ".join([*words, _word(token, owner)])
    number = next((child.text for child in token.lefts if child.dep_ == "nummod"), "")
    if lemma in PLAIN_PEOPLE and number and not owner:
        actor = described(seen, f"{number.lower()} {text}", "group", plural=True)
        actor.roles.add(lemma)
        seen.add(token, actor)
        return
    if (lemma in TOO_PLAIN and owner not in by_demonym()) or (lemma in MACHINES and not owner):
        return
    definite = any(child.lower_ in DEFINITE for child in token.children)
    if owner and owner not in text.split(" ")[0] and not text.startswith(owner):
        text = f"{owner} {text}"
    qualifying = token.dep_ in ("compound", "nmod") and token.tag_ == "NN"  # "an army drone"
    if not owner and not words and (definite or qualifying):
        same = next(
            (
                m.referent
                for m in seen.earlier(token)
                if isinstance(m.referent, Actor) and _is_called(lemma, m.referent)
            ),
            None,
        )
        if same is not None:
            seen.add(token, same)
            return
        if qualifying:
            return
        if lemma in COLLECTIVE and (country := seen.whereabouts.main_country()):
            owner, code = country.adjective, country.code
            text = f"{owner} {text}"
    actor = described(seen, text, _group_kind(lemma), code, plural=is_plural(token) or lemma in ALWAYS_PLURAL)
    actor.roles.add(lemma)
    seen.add(token, actor, also=_joined(token, text, owner, seen))


def _two(token: Token, lemma: str, seen: Describing) -> tuple[Actor, ...]:
    """Those that "the two leaders", "both companies" go back to: the two latest of their kind."""
    two = any(c.lower_ in ("both", "two") for c in token.lefts)
    if not two or not any(c.lower_ in DEFINITE for c in token.lefts) or lemma not in PAIRS:
        return ()
    latest = dict.fromkeys(
        m.referent
        for m in seen.earlier(token, back=70)
        if isinstance(m.referent, Actor) and m.is_name and m.referent.kind in PAIRS[lemma]
    )
    found = list(latest)[:2]
    return (found[1], found[0]) if len(found) == 2 else ()


def _joined(token: Token, text: str, owner: str, seen: Describing) -> tuple[Actor, ...]:
    """The others of "U.S. and Ukrainian officials"."""
    also = []
    for child in token.lefts:
        for other in (child, *child.conjuncts) if child.dep_ in ("amod", "compound", "nmod") else ():
            country = by_demonym().get(other.text)
            if country and other.text != owner:
                name = f"{other.text} {text.removeprefix(owner).strip()}"
                also.append(described(seen, name, _group_kind(lemma_of(token)), country.code, plural=True))
    return tuple(dict.fromkeys(also))


def _is_called(lemma: str, actor: Actor) -> bool:
    return lemma in actor.roles or (
        actor.kind not in ("person", "company") and actor.name.split()[-1].lower() == lemma
    )


def _word(token: Token, owner: str) -> str:
    return (
        token.text
        if token.pos_ == "PROPN" and owner and not owner[-1].islower()
        else token.lower_
        if token.pos_ != "PROPN"
        else token.text
    )


def _group_kind(lemma: str) -> ActorKind:
    if lemma in (
        "government",
        "administration",
        "cabinet",
        "regime",
        "junta",
        "parliament",
        "ministry",
        "senate",
        "congress",
        "authority",
        "authorities",
    ):
        return "government"
    if lemma in FORCES:
        return "armed-force"
    return (
        "organisation"
        if lemma in ("court", "council", "assembly", "embassy", "coalition", "opposition", "union", "police")
        else "group"
    )


def described(seen: Describing, text: str, kind: ActorKind, code: str = "", *, plural: bool = False) -> Actor:
    key = text.lower().removesuffix("s")
    if key not in seen.described:
        seen.described[key] = Actor(text, kind, [], code, is_plural=plural)
    return seen.described[key]
