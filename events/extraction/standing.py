"""What words stand for others: whose name a summary puts for "he", "its" or "the agency", only where that is sure."""

from spacy.tokens import Token

from events.extraction.cast import Actor, Cast, Place
from events.extraction.clauses import SUBJECTS, child

_PERSONS = frozenset(("he", "she", "him", "his", "her", "hers"))
_SENTENCES = 2
"""So many sentences back a name may stand that "it" or "the agency" surely goes back to."""


def stand_in(token: Token, cast: Cast, about: str | None) -> str | None:
    """The name of what a pronoun, or a bare "the city", stands for; None where the word is plain by itself.

    After the subject, `about`, a possessive may well be the subject's: it stays.
    """
    referent = cast.actor_at(token) or cast.place_at(token)
    if referent is None or referent.name == about:
        return None
    possessive = token.tag_ == "PRP$"
    if token.lower_ in ("i", "me"):
        return plain_name(referent)
    if token.pos_ == "PRON" or token.tag_ == "PRP" or possessive:
        if not possessive and token.dep_ not in SUBJECTS and token.lower_ in ("it", "them", "they"):
            return None
        if (possessive and about is not None) or is_quoted(token) or not _is_sure(token, referent, cast):
            return None
        named = plain_name(referent)
        bare = isinstance(referent, Actor) and referent.kind == "person" and named[:1].islower()
        return f"the {named}" if bare and not possessive else named
    if token.tag_ not in ("NN", "NNS"):
        return None
    rest = [c for c in token.children if c.dep_ not in ("punct", "relcl", "acl", "appos")]
    opening = rest[0] if len(rest) == 1 else None
    if opening is None or child(token, "prep") is not None:
        return None
    if opening.tag_ == "PRP$":  # "its forces" are "Ukrainian forces"
        return referent.name if referent.name.casefold().endswith(f" {token.lower_}") else None
    if opening.lower_ != "the" or token.lower_ in referent.name.lower():
        return None
    return plain_name(referent) if _is_sure(token, referent, cast) else None


def plain_name(referent: Actor | Place) -> str:
    """Without what tells it apart from others of that name, "Moscow (Russian government)", and not in capitals."""
    return in_small(referent.name.partition(" (")[0], is_place=isinstance(referent, Place))


def in_small(name: str, is_place: bool) -> str:
    return name.title() if is_place and name.isupper() and len(name) > 3 and name != "USSR" else name


def is_quoted(token: Token) -> bool:
    """Whether a quotation mark is open before `token` in its sentence."""
    before = token.doc[token.sent.start : token.i]
    return len(before) < 200 and sum(t.text == '"' for t in before) % 2 == 1


def _is_sure(token: Token, referent: Actor | Place, cast: Cast) -> bool:
    """A person who is named; another where a sentence just before, or this one, is about it."""
    named = referent.name[:1].isupper()
    if token.lower_ in _PERSONS and named and isinstance(referent, Actor) and referent.kind == "person":
        return True
    if token.lower_ == "it" and (
        isinstance(referent, Place) or child(token.head, "xcomp", "ccomp") is not None
    ):
        return False  # "it took a month to close"
    start = token.sent.start
    for _ in range(_SENTENCES if named else 1):
        start = token.doc[start - 1].sent.start if start else 0
    for before in reversed(range(max(start, token.i - 120), token.i)):
        mention = cast.by_head.get(before)
        same = mention is not None and mention.referent.name == referent.name
        if same and (isinstance(referent, Place) or _opens(token.doc[before])):
            return True
    return False


def _opens(token: Token) -> bool:
    """Whether `token` is a subject, or belongs to what is one."""
    for _ in range(4):
        if token.dep_ in SUBJECTS or token.dep_ == "agent":
            return True
        if token.dep_ not in ("conj", "compound", "appos", "poss", "pobj") and token.lower_ != "of":
            return False
        token = token.head
    return False
