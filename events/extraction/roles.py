"""Who takes part in a happening and where it takes place, with their roles."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from spacy.tokens import Token

from events.extraction.cast import Actor, Cast, Place
from events.extraction.sayings import Saying
from events.extraction.clauses import SUBJECTS, child, governor, is_noun, is_passive, is_verb, subject
from events.payloads import ActorRole, LocationRole

WORDS_MAX = 80
"""A clause is not followed further than this many words."""

_TOGETHER = frozenset("with between among against alongside versus v vs".split())
_WHERE: dict[str, LocationRole] = {
    **dict.fromkeys("in at near inside outside within around off across through along".split(), "place"),
    **dict.fromkeys("to into toward towards onto".split(), "destination"),
    **dict.fromkeys(("from",), "origin"),
    **dict.fromkeys("on upon against over".split(), "target"),
}


@dataclass(frozen=True, slots=True)
class Taking:
    """An actor's part in a happening; `token` is the word that names it."""

    actor: Actor
    role: ActorRole
    token: Token


@dataclass(frozen=True, slots=True)
class Lying:
    place: Place
    role: LocationRole
    token: Token


def parts(
    trigger: Token, saying: Saying | None, cast: Cast, others: Set[int]
) -> tuple[tuple[Taking, ...], tuple[Lying, ...]]:
    """The actors and places of the clause of `trigger`, each once; `others` are triggers of facts of their own."""
    actors: dict[str, Taking] = {}
    places: dict[str, Lying] = {}
    speaker = saying.speaker if saying is not None else None
    if speaker is not None and (who := cast.actor_at(speaker)) is not None:
        actors[who.name] = Taking(who, "speaker", speaker)
    for token, role in _clause(trigger, saying, others):
        place = cast.place_at(token)
        actor = cast.actor_at(token)
        if place is not None and (actor is None or _is_within_place(token, cast)):
            places.setdefault(place.name, Lying(place, _where(token), token))
        elif actor is not None:
            actors.setdefault(actor.name, Taking(actor, role, token))
    return tuple(actors.values()), tuple(places.values())


def _is_within_place(token: Token, cast: Cast) -> bool:
    """"Ukraine" in "Ukraine's Donetsk region" says where, not who."""
    return token.dep_ in ("poss", "compound", "nmod") and cast.place_at(token.head) is not None


def _where(token: Token) -> LocationRole:
    at = token
    for _ in range(5):
        if at.dep_ in ("dobj", "nsubjpass"):
            return "target"
        if at.dep_ == "pobj":
            return _WHERE.get(at.head.lower_, "mentioned") if at.i == token.i or at.head.lower_ != "of" else "place"
        if at.dep_ in ("conj", "appos", "compound", "nmod", "poss") and at.head.i != at.i:
            at = at.head
            continue
        break
    return "mentioned"


def _clause(trigger: Token, saying: Saying | None, others: Set[int]) -> Iterator[tuple[Token, ActorRole]]:
    """The words of the clause of `trigger` with the role somebody named by them has, nearest first."""
    starts: list[tuple[Token, ActorRole]] = []
    about = _agent(trigger)
    if about is not None:
        starts.append((about, _role_of_subject(trigger, saying)))
    starts.append((trigger, "mentioned"))
    if is_verb(trigger) and trigger.dep_ == "xcomp":
        above = governor(trigger.head)
        starts += [(c, "mentioned") for c in above.children if c.dep_ == "prep"] if above is not None else []
    seen: set[int] = set()
    into_content = saying is not None and saying.is_own
    while starts and len(seen) < WORDS_MAX:
        token, role = starts.pop(0)
        if token.i in seen:
            continue
        seen.add(token.i)
        if token.i != trigger.i:
            yield token, role
        starts[:0] = [
            (c, _role(c, token, role, trigger)) for c in token.children if _belongs(c, token, trigger, others, into_content)
        ]


def _agent(trigger: Token) -> Token | None:
    if is_verb(trigger):
        return subject(trigger)
    if trigger.dep_ in SUBJECTS or child(trigger, "poss") is not None:
        return None
    above = governor(trigger)
    if above is not None and trigger.dep_ in ("dobj", "pobj") and trigger.head.lower_ in (above.lower_, "during", "after", "before", "for"):
        return subject(above)
    return None


def _role_of_subject(trigger: Token, saying: Saying | None) -> ActorRole:
    if saying is not None and saying.is_own:
        return "speaker"
    return "patient" if is_verb(trigger) and is_passive(trigger) else "agent"


def _belongs(token: Token, above: Token, trigger: Token, others: Set[int], into_content: bool) -> bool:
    """Whether the words under `token` tell of the same happening."""
    if token.i in others and token.i != trigger.i and is_verb(token):
        return False
    label = token.dep_
    if label in ("punct", "cc", "mark", "aux", "auxpass", "neg", "det", "nummod", "case", "appos", "meta", "intj"):
        return False
    if label == "conj":
        return not is_verb(token)
    if label in ("relcl", "acl", "advcl"):
        return token.tag_ == "VB" and any(c.lower_ == "to" for c in token.children) and above.i == trigger.i
    if label in ("ccomp", "parataxis"):
        return into_content and above.i == trigger.i or above.dep_ == "xcomp"
    return not (label == "prep" and token.lower_ == "according")


def _role(token: Token, above: Token, role: ActorRole, trigger: Token) -> ActorRole:
    label = token.dep_
    if above.i == trigger.i or above.dep_ == "xcomp":
        if label in SUBJECTS:
            return "patient" if is_passive(above) else "agent"
        if label in ("dobj", "dative", "attr"):
            return "patient"
        if not is_verb(above) and label in ("poss", "compound", "amod", "nmod"):
            return "agent"
        if label == "agent":
            return "agent"
        if label == "prep":
            return "participant" if token.lower_ in _TOGETHER else "mentioned"
    if label in ("pobj", "conj", "pcomp") and (above.dep_ in ("prep", "agent", "pobj", "conj") or is_noun(above)):
        return role
    return "mentioned"
