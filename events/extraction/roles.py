"""Who takes part in a happening and where it takes place, with their roles."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from spacy.tokens import Token

from events.extraction.cast import Actor, Cast, Place
from events.extraction.clauses import SUBJECTS, child, governor, is_noun, is_passive, is_verb, subject
from events.extraction.nouns import SITES, WORTH, words
from events.extraction.sayings import Saying
from events.extraction.unnamed import actor_of, nation_at, people_at
from events.payloads import ActorRole, LocationRole

WORDS_MAX = 80
"""A clause is not followed further than this many words."""

_DOING = words("during after before for on")
"""Who does something during or after an event is who does that: "spoke during a visit"."""

_TOGETHER = words("with between among against alongside versus v vs")
_ALWAYS_MENTIONED = words("person armed-force government")
_DEALING = words("company organisation")
"""Kinds of actors that take part where they are but mentioned, and those that do where they are dealt with."""
_STAYING = words("in at near inside outside within around into to")
"""After these comes where something is, or is then."""
_STREETS = words("street road lane avenue drive close terrace crescent place gardens way")
_LEAVING = words("leave flee depart exit quit vacate evacuate")
"""What is left is where it began."""
_WISHES = words("request behest invitation insistence urging expense mercy hand")
"""Whose these are is somebody's part, not where it was."""
_WHERE: dict[str, LocationRole] = {
    **dict.fromkeys(
        words(
            "in at near inside outside within around off across through along above below beneath beside behind"
        ),
        "place",
    ),
    **dict.fromkeys(words("to into toward towards onto"), "destination"),
    **dict.fromkeys(("from",), "origin"),
    **dict.fromkeys(["on", "upon", "against", "over"], "target"),
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
    speaker = saying.speaker if saying is not None and saying.is_own else None
    if speaker is not None and (who := actor_of(speaker, cast)) is not None:
        actors[who.name] = Taking(who, "speaker", speaker)
    for token, role in _clause(trigger, saying, others, cast):
        if token.lower_ in ("i", "we") and saying is not None and saying.speaker is not None:
            who = actor_of(saying.speaker, cast)
            if who is not None:
                actors.setdefault(who.name, Taking(who, role, token))
            continue
        place = cast.place_at(token)
        if place is not None:
            if not _is_of_a_thing(token, trigger, cast) and not _is_home(token, cast):
                places.setdefault(place.name, Lying(place, _where(token), token))
            continue
        for actor in _actors(token, role, cast):
            actors.setdefault(actor.name, Taking(actor, role, token))
    where = _there(trigger, cast) or (_beside(trigger, cast) if not places else None)
    if where is not None:
        places.setdefault(where.place.name, where)
    return tuple(actors.values()), tuple(places.values())


def _actors(token: Token, role: ActorRole, cast: Cast) -> tuple[Actor, ...]:
    """Those that `token` stands for; nobody where it only qualifies something, or is but mentioned without a name."""
    actor = actor_of(token, cast)
    if actor is None and role == "agent":
        actor = people_at(token, cast) or nation_at(token, cast)
    if actor is None:
        return ()
    kinds = _ALWAYS_MENTIONED | (_DEALING if _is_dealt_with(token) else frozenset())
    if role == "mentioned" and (actor.kind not in kinds or _is_far(token) or not actor.name[:1].isupper()):
        return ()
    if token.dep_ in ("poss", "amod") and cast.actor_at(token.head) is not None:
        return ()
    return (actor, *cast.actors_at(token)[1:])


def _is_dealt_with(token: Token) -> bool:
    """Whether something goes to or comes from `token`: "joined from Derby", "sold to Tesco"."""
    return token.dep_ == "pobj" and token.head.lower_ in ("to", "from", "for") and is_verb(token.head.head)


def _is_far(token: Token) -> bool:
    """Whether `token` only qualifies what takes part: "the Guatemala harvest", "a trip to the Football League"."""
    return token.dep_ in ("compound", "amod", "nmod")


def _is_of_a_thing(token: Token, trigger: Token, cast: Cast) -> bool:
    """Whether the place only tells which thing is meant: "the Florida talks", where it is spoken of."""
    if token.dep_ not in ("compound", "amod", "nmod", "poss") or token.head.i == trigger.i:
        return False
    if cast.place_at(token.head) is not None:
        return token.dep_ == "poss" and not token.text[:1].isupper()  # "the country's second city"
    if token.head.dep_ in SUBJECTS and token.head.lemma_ in SITES and token.head.head.i == trigger.i:
        return False  # "the Lyon courthouse reopened"
    preposition = token.head.head if token.head.dep_ == "pobj" else None
    return (
        preposition is None
        or preposition.lower_ not in _WHERE
        or preposition.lower_ in ("on", "over", "upon", "against")
    )


def _is_home(token: Token, cast: Cast) -> bool:
    """Whether the place only tells where somebody lives: "Ann Ash, of Mill Road, was arrested"."""
    if token.lower_ not in _STREETS:
        return False
    of = token.head
    mention = cast.at(of.head) if token.dep_ == "pobj" and of.lower_ == "of" else None
    return (
        mention is not None
        and mention.is_name
        and isinstance(mention.referent, Actor)
        and mention.referent.kind == "person"
    )


def _there(trigger: Token, cast: Cast) -> Lying | None:
    """The place before "where", for what was done there."""
    where = next((c for c in trigger.children if c.lower_ == "where"), None)
    if where is None:
        return None
    start = max(where.sent.start, where.i - 8)
    for token in reversed(list(where.doc[start : where.i])):
        place = cast.place_at(token)
        if place is not None:
            return Lying(place, "place", token)
    return None


def _beside(trigger: Token, cast: Cast) -> Lying | None:
    """Where the clause above is, of which `trigger` goes on to tell: "shook Peru, killing nine"."""
    if trigger.dep_ not in ("advcl", "conj", "xcomp") or not is_verb(trigger) or not is_verb(trigger.head):
        return None
    own = child(trigger, *SUBJECTS)
    if own is not None or (trigger.dep_ == "advcl" and trigger.tag_ != "VBG"):
        return None
    above = trigger.head
    for token in above.children:
        places = [token] if token.dep_ == "dobj" else []
        places += [c for c in token.children if c.dep_ == "pobj"] if token.lower_ in _STAYING else []
        for each in places:
            place = cast.place_at(each) or next(
                (cast.place_at(c) for c in each.lefts if c.dep_ == "compound" and cast.place_at(c)), None
            )
            if place is not None:
                return Lying(place, "place", each)
    return None


def _where(token: Token) -> LocationRole:
    at = token
    for _ in range(5):
        if at.dep_ == "dobj" and at.head.lemma_ in _LEAVING:
            return "origin"
        if at.dep_ in ("dobj", "nsubjpass"):
            return "target"
        if at.dep_ == "nsubj" or at.lower_ in ("there", "here"):
            return "place"
        if at.dep_ == "pobj" and at.head.lower_ == "of" and is_noun(at.head.head):
            at = at.head.head
            if at.lemma_ in _WISHES:
                return "mentioned"  # "at the request of the United States"
            continue
        if at.dep_ == "pobj":
            return _WHERE.get(at.head.lower_, "mentioned")
        if at.dep_ in ("conj", "appos", "compound", "nmod", "poss") and at.head.i != at.i:
            at = at.head
            continue
        break
    return "mentioned"


def _clause(
    trigger: Token, saying: Saying | None, others: Set[int], cast: Cast
) -> Iterator[tuple[Token, ActorRole]]:
    """The words of the clause of `trigger` with the role somebody named by them has, nearest first."""
    starts: list[tuple[Token, ActorRole]] = []
    about = _agent(trigger, cast)
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
            (c, _role(c, token, role, trigger))
            for c in token.children
            if _belongs(c, token, trigger, others, into_content)
            or (c.dep_ == "appos" and cast.place_at(c) and cast.place_at(token))
        ]


def _agent(trigger: Token, cast: Cast) -> Token | None:
    if is_verb(trigger):
        return subject(trigger)
    if trigger.dep_ in SUBJECTS or child(trigger, "poss") is not None:
        return None
    if (trigger.dep_ == "pobj" and trigger.head.lower_ not in _DOING) or trigger.dep_ not in ("dobj", "pobj"):
        return None
    above = governor(trigger)
    for _ in range(3):
        about = subject(above) if above is not None else None
        if above is None or (about is not None and cast.actor_at(about) is not None):
            return about
        above = governor(above.head) if above.head.i != above.i else None
    return None


def _role_of_subject(trigger: Token, saying: Saying | None) -> ActorRole:
    if is_verb(trigger) and is_passive(trigger):
        return "patient"
    return "speaker" if saying is not None and saying.is_own else "agent"


def _belongs(token: Token, above: Token, trigger: Token, others: Set[int], into_content: bool) -> bool:
    """Whether the words under `token` tell of the same happening."""
    if token.i in others and token.i != trigger.i and is_verb(token):
        return False
    label = token.dep_
    if label in (
        "punct",
        "cc",
        "mark",
        "aux",
        "auxpass",
        "neg",
        "det",
        "nummod",
        "case",
        "appos",
        "meta",
        "intj",
    ):
        return False
    if label == "conj":
        return not is_verb(token)
    if label in ("relcl", "acl", "advcl"):
        return token.tag_ == "VB" and any(c.lower_ == "to" for c in token.children) and above.i == trigger.i
    if label in ("ccomp", "parataxis"):
        return (into_content and above.i == trigger.i) or above.dep_ == "xcomp"
    return not (label == "prep" and token.lower_ == "according")


def _is_worth(token: Token, above: Token, trigger: Token) -> bool:
    """Whether `token` is whose shares or profit it is that rose: "Acme shares", "shares in Acme", "Acme's profit"."""
    if token.dep_ == "pobj" and above.lower_ in ("of", "in", "at"):
        above = above.head
    elif token.dep_ not in ("compound", "poss", "nmod"):
        return False
    return above.lemma_ in WORTH and above.dep_ in SUBJECTS and above.head.i == trigger.i


def _role(token: Token, above: Token, role: ActorRole, trigger: Token) -> ActorRole:
    label = token.dep_
    if _is_worth(token, above, trigger):
        return "participant"
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
    if label in ("pobj", "conj", "pcomp") and (
        above.dep_ in ("prep", "agent", "pobj", "conj") or is_noun(above)
    ):
        return role
    return "mentioned"
