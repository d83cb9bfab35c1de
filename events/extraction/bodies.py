"""Nouns of organisations: "the club", "the agency", "the Japanese carmaker"."""

from spacy.tokens import Token

from events.extraction.casting import Actor, Mention
from events.extraction.countries import by_demonym
from events.extraction.describing import Describing
from events.extraction.groups import described
from events.extraction.nouns import (
    BEING,
    CLUBS,
    COMPANIES,
    COMPANY_NOUNS,
    MEDIA,
    ORGANISATIONS,
    SITES,
    WORTH,
    words,
)
from events.extraction.owners import DEFINITE, modifiers_of, owner_of
from events.extraction.placing import is_credit
from events.payloads import ActorKind

THINGS = words(
    "body news mail mirror post review express house reserve survey exchange trust center centre studio studios"
)
"""What is far more often not a body of persons, where it is not part of a name."""
BODIES: tuple[ActorKind, ...] = ("company", "organisation", "media", "group", "other")
_SPECIAL: dict[str, frozenset[str]] = {
    "agency": words(
        "agency service bureau administration office department authority ministry centre center commission"
    ),
    "institution": words("institution institute bank university college fund museum school academy"),
    "bloc": words("union alliance league community organisation organization council"),
    "union": words("union federation association brotherhood congress"),
    "alliance": words("alliance union league pact organisation organization coalition"),
}
"""What kind of body each of these can be said of."""
_POLICE = words("police constabulary gendarmerie carabinieri")
WHOLE = COMPANIES | words(
    "service agency group network website site newspaper magazine channel organisation organization "
    "party club team union movement university association federation charity foundation institute "
    "newswire broadcaster alliance league"
) - {"group", "group's"}
"""What says only what kind of thing the name before it is: "the Tass news service"."""


def add_body(token: Token, lemma: str, seen: Describing) -> None:
    if token.tag_ not in ("NN", "NNP"):
        return
    named = next(
        (
            seen.by_head[c.i].referent
            for c in token.lefts
            if c.dep_ in ("compound", "nmod") and c.i in seen.by_head
        ),
        None,
    )
    if (
        isinstance(named, Actor)
        and named.kind in ("organisation", "media", "company", "group")
        and lemma in WHOLE
    ):
        named.roles.add(lemma)
        seen.add(token, named)
        return
    owner, code = owner_of(token, seen)
    if lemma in THINGS:
        return
    words = modifiers_of(token, seen)
    definite = any(child.lower_ in DEFINITE for child in token.children)
    is_kind = lemma not in COMPANY_NOUNS - {"business"} and any(
        child.dep_ == "compound" for child in token.lefts
    )
    if definite and not owner:
        body = _earlier_body(token, lemma, " ".join([*words, token.lower_]) if is_kind else "", seen)
        if body is not None:
            seen.add(token, body)
            return
        if is_kind:
            owner = words[0] if words else ""
    if definite and owner in by_demonym() and lemma in COMPANY_NOUNS:
        for mention in seen.earlier(token, back=120):
            known = mention.referent
            if (
                isinstance(known, Actor)
                and mention.is_name
                and known.kind in ("company", "organisation")
                and known.country in ("", code)
                and not set(known.name.lower().split()) & ORGANISATIONS
            ):
                known.country = code
                seen.add(token, known)
                return
    if owner:
        text = " ".join([owner, *(w for w in words if w != owner), token.lower_])
        seen.add(token, described(seen, text, _body_kind(lemma), code))
    elif token.dep_ == "nsubj" and lemma not in SITES and not _is_told_of(token):
        seen.add(token, described(seen, " ".join([*words, token.lower_]), _body_kind(lemma)))


def _body_kind(lemma: str) -> ActorKind:
    return "company" if lemma in COMPANIES - ORGANISATIONS else "organisation"


def _is_told_of(token: Token) -> bool:
    """Whether nothing is done: "the agency is in Rome"."""
    return token.head.lemma_ in BEING


def _earlier_body(token: Token, lemma: str, called: str, seen: Describing) -> Actor | None:
    """The body "the club" goes back to: the nearest that is called so, else of those named the one named oftenest.

    `called` is all that is said of one of a kind: "the disaster agency" is not any agency.
    """
    near = [
        m
        for m in seen.earlier(token, back=250)
        if isinstance(m.referent, Actor)
        and m.referent.kind in BODIES
        and not is_credit(seen.doc, m.start, m.end)
    ]
    bodies = {m.referent: m for m in reversed(near) if isinstance(m.referent, Actor)}
    so_called = [
        actor
        for actor in reversed(bodies)
        if actor.name.lower().endswith(called) and actor.name.lower().split()[-1] == lemma
    ]
    if called:
        return so_called[0] if so_called else None
    named = [
        m
        for m in near
        if m.is_name
        and isinstance(m.referent, Actor)
        and _may_be(lemma, m.referent)
        and not (
            m.head < token.i
            and seen.doc[m.head].dep_ == "nsubj"
            and seen.doc[m.head].head.is_ancestor(token)
            and token.dep_ == "dobj"
        )
    ]
    best = max(named, key=lambda m: _prominence(token, lemma, m, seen), default=None)
    if so_called:
        return so_called[0]
    return best.referent if best is not None and isinstance(best.referent, Actor) else None


def _prominence(token: Token, lemma: str, mention: Mention, seen: Describing) -> float:
    """How likely a definite noun goes back to `mention`: near, a subject, of one whom the article names often."""
    other = seen.doc[mention.head]
    whole = other.head if other.dep_ in ("compound", "poss") and other.head.lemma_ in WORTH else other
    subject = 1.0 if whole.dep_ in ("nsubj", "nsubjpass") else 0.0
    known = mention.referent
    so_called = 1.5 if isinstance(known, Actor) and lemma in known.roles else 0.0
    return (
        so_called
        + subject
        + 0.4 * min(seen.times_named(mention.referent), 8)
        - 0.03 * (token.i - mention.head)
    )


def _may_be(lemma: str, known: Actor) -> bool:
    last = known.name.split()[-1].lower()
    if lemma in known.roles or last == lemma:
        return True
    if last in CLUBS:
        return lemma in ("club", "team", "side", "company")
    if last in _POLICE and lemma in ("force", "department"):
        return True
    if lemma in _SPECIAL and last in ORGANISATIONS - {"group"}:
        return last in _SPECIAL[lemma]
    if last in ORGANISATIONS | MEDIA and last != "group":
        return lemma in ("organisation", "organization", "body", "group") or lemma in _SPECIAL
    return lemma in COMPANIES | {
        "group",
        "organisation",
        "organization",
        "agency",
        "club",
        "team",
        "party",
        "network",
        "side",
    }
