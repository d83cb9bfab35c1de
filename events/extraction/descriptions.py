"""Phrases with a common noun that stand for somebody or somewhere: "Russian troops", "the president", "the city"."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc, Token

from events.extraction.casting import Actor, Mention, Place
from events.extraction.countries import by_demonym, by_name, countries, elsewhere
from events.extraction.gazetteer import Gazetteer
from events.extraction.naming import Name, is_demonym
from events.extraction.nouns import (
    BEING,
    CITIES,
    CLUBS,
    COMPANIES,
    COMPANY_NOUNS,
    COUNTRIES,
    DIRECTIONS,
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
from events.extraction.people import gender_of
from events.extraction.sayings import Sayings
from events.extraction.whereabouts import Whereabouts
from events.payloads import ActorKind, LocationKind

DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
TOO_PLAIN = words(
    "people man woman child boy girl youth person public crowd family member unit state aircraft jet "
    "division pilot"
)
MACHINES = words(
    "artillery tank warplane jet warship aircraft submarine gunboat bomber drone fleet unit division"
)
"""Forces only where the text says whose."""
BUSINESSES = words(
    "owner contractor subcontractor partner rival buyer seller customer client sponsor landlord neighbour"
)
"""Nouns of persons that are as often companies."""
LOOSE = words("other own more many several such same former top last first key - new some few")
STATESMEN = words(
    "president premier minister chancellor king queen dictator emperor tsar ruler monarch prince secretary general "
    "ambassador marshal commander admiral"
)
"""Persons whose forces, officials and envoys are those of their country."""
THINGS = words("body house reserve survey exchange trust center centre studio studios")
"""What is far more often not a body of persons, where it is not part of a name."""
POSSESSIVES = frozenset(("his", "her", "its", "their"))
PAIRS: dict[str, tuple[ActorKind, ...]] = {
    **dict.fromkeys(words("leader man woman president minister official rival candidate"), ("person",)),
    **dict.fromkeys(words("country nation government"), ("government",)),
    **dict.fromkeys(words("company firm airline bank carmaker retailer"), ("company", "organisation")),
    **dict.fromkeys(words("team side club"), ("organisation", "government")),
}
BODIES: tuple[ActorKind, ...] = ("company", "organisation", "media", "group", "other")
WHOLE = COMPANIES | words(
    "service agency group network website site newspaper magazine channel organisation organization "
    "party club team union movement university association federation charity foundation institute "
    "newswire broadcaster alliance league"
) - {"group", "group's"}
"""What says only what kind of thing the name before it is: "the Tass news service"."""
ALWAYS_PLURAL = frozenset(("police", "people"))
COLLECTIVE = words(
    "police military army navy infantry cavalry artillery opposition government parliament congress "
    "senate regime junta"
)


@dataclass
class Describing:
    """The mentions of an article so far, in order of the text, and what each noun is governed by."""

    doc: Doc
    whereabouts: Whereabouts
    gazetteer: Gazetteer
    by_head: dict[int, Mention] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    described: dict[str, Actor] = field(default_factory=dict)

    @cached_property
    def _sayings(self) -> Sayings:
        return Sayings(self.doc)

    @cached_property
    def _named(self) -> Counter[Actor | Place]:
        return Counter(mention.referent for mention in self.by_head.values() if mention.is_name)

    def times_named(self, referent: Actor | Place) -> int:
        """How often the article names `referent`; asked for when all names are known."""
        return self._named[referent]

    def is_quoted(self, token: Token) -> bool:
        return token.i in self._sayings.quoted

    def speaker_around(self, token: Token) -> Actor | Place | None:
        """Whose words those of the quotation are that `token` stands in."""
        if token.i not in self._sayings.quoted:
            return None
        saying = self._sayings.of(token.head)
        speaker = self.by_head.get(saying.speaker.i) if saying is not None and saying.speaker else None
        return speaker.referent if speaker else None

    def earlier(self, token: Token, *, back: int = 10_000) -> list[Mention]:
        """Mentions before `token`, nearest first."""
        return [
            self.by_head[i]
            for i in sorted((i for i in self.by_head if token.i - back <= i < token.i), reverse=True)
        ]

    def add(self, token: Token, referent: Actor | Place, *, also: tuple[Actor, ...] = ()) -> None:
        start = token.left_edge.i
        self.by_head[token.i] = Mention(start, token.i + 1, token.i, referent, also, is_name=False)
        if isinstance(referent, Place) and token.lower_ not in CITIES | REGIONS | COUNTRIES | SITES:
            return


def describe(token: Token, seen: Describing) -> None:
    """Add the mention that the common noun `token` heads, if it stands for somebody or somewhere."""
    lemma = _lemma(token)
    if is_demonym(token):
        _people(token, seen)
    elif _named_by(token, seen):
        return
    elif lemma in GROUPS | FORCES | GOVERNING and (_is_plural(token) or lemma in COLLECTIVE | GOVERNING):
        if not _somewhere(token, lemma, seen) and not _is_matter(token):
            _group(token, lemma, seen)
    elif lemma in ROLES and token.tag_ in ("NN", "NNP"):
        _role(token, lemma, seen)
    elif not _somewhere(token, lemma, seen) and (
        lemma in ORGANISATIONS | COMPANY_NOUNS | MEDIA | {"group", "team", "side", "squad", "union"}
    ):
        _organisation(token, lemma, seen)


def _is_matter(token: Token) -> bool:
    """Whether a noun of bodies stands without any word before it for what is done: "into administration"."""
    bare = token.tag_ == "NN" and not any(
        child.dep_ in ("det", "poss", "amod", "compound") for child in token.lefts
    )
    return bare and token.dep_ == "pobj" and token.head.lower_ in ("in", "into", "out", "under", "on", "of")


def _lemma(token: Token) -> str:
    if token.pos_ != "PROPN":
        return token.lemma_.lower()
    single = token.lower_.removesuffix("s")
    begins = _is_plural(token) and (token.is_sent_start or single in GROUPS)
    return single if begins else token.lower_


def _is_plural(token: Token) -> bool:
    """Also where the model takes the capital that begins a sentence for a name's: "Jurors found …"."""
    begins = bool(token.is_sent_start) and token.tag_ == "NNP" and token.lower_.endswith("s")
    return token.tag_ in ("NNS", "NNPS") or (begins and token.lower_[:-1] in GROUPS)


def _people(token: Token, seen: Describing) -> None:
    """ "the Russians", "Ukrainians": a people."""
    if (token.pos_ == "ADJ" and token.dep_ not in ("nsubj", "pobj", "dobj", "nsubjpass")) or token.dep_ in (
        "amod",
        "compound",
    ):
        return
    country = by_demonym().get(token.text)
    word = token.text
    if (
        word.endswith("s")
        or token.tag_ in ("NNPS", "NNS")
        or token.dep_ in ("nsubj", "pobj", "dobj", "nsubjpass")
    ):
        seen.add(token, _described(seen, word, "group", country.code if country else "", plural=True))


def _named_by(token: Token, seen: Describing) -> bool:
    """Whether a name stands beside the noun and says who it is: "the envoy, X", "X, the envoy", "the city of X"."""
    head = token.head
    if token.dep_ in ("compound", "nmod", "amod") and head.i in seen.by_head:
        known = seen.by_head[head.i].referent
        deputy = token.i > 0 and token.nbor(-1).lower_ in ("vice", "deputy")
        if isinstance(known, Actor) and known.kind == "person" and _lemma(token) in ROLES and not deputy:
            known.roles.add(_lemma(token))
            known.gender = known.gender or gender_of([_lemma(token)])
            known.country = known.country or _country(token, seen)
        return True
    follower = seen.by_head.get(_end_of_name(token, seen))
    if (
        follower
        and _lemma(token) in ROLES
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
        if _lemma(token) in CITIES | REGIONS | WATERS
    ]
    beside += [
        name
        for clause in token.children
        if clause.dep_ == "acl" and clause.lemma_ in ("name", "identify", "call", "know")
        for each in clause.children
        for name in (each, *each.children)
    ]
    if _lemma(token) in ROLES:  # "the mayor of San Marcos, Ana Ruiz"
        beside += [
            name
            for child in token.children
            if child.lower_ == "of"
            for each in child.children
            for name in each.children
            if name.dep_ == "appos"
        ]
    if _lemma(token) in GROUPS | BUSINESSES | COMPANIES | ORGANISATIONS:  # "the owners, the Smith group"
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
    lemma = _lemma(token)
    if isinstance(referent, Place):
        return lemma in CITIES | REGIONS | COUNTRIES | WATERS | DISTRICTS | SITES
    if referent.kind == "person":
        return lemma in ROLES
    if lemma == "body":
        return False
    return lemma in ORGANISATIONS | COMPANIES | MEDIA | GROUPS | FORCES | GOVERNING | BUSINESSES


def _know_role(token: Token, referent: Actor | Place, seen: Describing) -> None:
    if isinstance(referent, Actor) and referent.kind == "person":
        referent.roles.add(_lemma(token))
        referent.gender = referent.gender or gender_of([_lemma(token)])
        referent.country = referent.country or _country(token, seen)
    elif isinstance(referent, Actor):
        referent.roles.add(_lemma(token))


# --- somebody


def _group(token: Token, lemma: str, seen: Describing) -> None:
    pair = _two(token, lemma, seen)
    if pair:
        seen.add(token, pair[0], also=pair[1:])
        return
    owner, code = _owner(token, seen)
    words = _modifiers(token, seen)
    text = " ".join([*words, _word(token, owner)])
    number = next((child.text for child in token.lefts if child.dep_ == "nummod"), "")
    if (lemma in PLAIN_PEOPLE or not words) and number and not owner and lemma not in FORCES:
        actor = _described(seen, f"{number.lower()} {text}", "group", plural=True)
        actor.roles.add(lemma)
        seen.add(token, actor)
        return
    if lemma in PLAIN_PEOPLE and not owner and any(child.lower_ in DEFINITE for child in token.children):
        seen.add(token, _same_people(token, text, seen))
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
    actor = _described(
        seen, text, _group_kind(lemma), code, plural=_is_plural(token) or lemma in ALWAYS_PLURAL
    )
    actor.roles.add(lemma)
    seen.add(token, actor, also=_joined(token, text, owner, seen))


def _same_people(token: Token, text: str, seen: Describing) -> Actor:
    """Whom "the boys", "the men" go back to: the latest that the article calls so, "two teenagers"."""
    for mention in seen.earlier(token, back=150):
        known = mention.referent
        if isinstance(known, Actor) and known.is_plural and known.roles & (PLAIN_PEOPLE | {_lemma(token)}):
            return known
    actor = _described(seen, text, "group", plural=True)
    actor.roles.add(_lemma(token))
    return actor


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
        for other in child.conjuncts if child.dep_ in ("amod", "compound", "nmod") else ():
            country = by_demonym().get(other.text)
            if country and other.text != owner:
                name = f"{other.text} {text.removeprefix(owner).strip()}"
                also.append(_described(seen, name, _group_kind(_lemma(token)), country.code, plural=True))
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


def _role(token: Token, lemma: str, seen: Describing) -> None:
    """ "the president" is the only president that the article names; "a spokesman" stays a nameless one."""
    if token.dep_ == "pobj" and token.head.lower_ == "as":
        return  # "sworn in as governor" names an office
    _, code = _owner(token, seen)
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
    if definite and not indefinite and fitting and (len(fitting) == 1 or fitting[0] in persons):
        seen.add(token, fitting[0])
        return
    if indefinite and lemma in PLAIN_PEOPLE and token.dep_ in ("nsubj", "nsubjpass"):
        someone = Actor(
            " ".join([*_modifiers(token, seen), token.lower_]), "person", gender=gender_of([lemma])
        )
        someone.roles.add(lemma)
        seen.add(token, someone)
        return
    if lemma in PLAIN_PEOPLE or _is_age(token):
        recent = [
            m.referent
            for m in seen.earlier(token, back=60)
            if isinstance(m.referent, Actor) and m.referent.kind == "person"
        ]
        if definite and not indefinite and recent:
            seen.add(token, recent[0])
        return
    owner, code = _owner(token, seen)
    words = _modifiers(token, seen)
    text = " ".join([*words, token.lower_ if token.pos_ != "PROPN" else token.text])
    if owner and not text.startswith(owner):
        text = f"{owner} {text}"
    acting = token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.lower_ == "by")
    if (owner or words or lemma.startswith("spokes") or definite or acting) and token.dep_ not in (
        "compound",
        "attr",
        "amod",
    ):
        actor = _described(seen, text, "person", code)
        actor.roles.add(lemma)
        actor.gender = actor.gender or gender_of([lemma])
        seen.add(token, actor)


def _is_age(token: Token) -> bool:
    return token.text.endswith("-old") or token.lower_ == "old"


def _organisation(token: Token, lemma: str, seen: Describing) -> None:
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
    owner, code = _owner(token, seen)
    if lemma in THINGS:
        return
    words = _modifiers(token, seen)
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
        seen.add(token, _described(seen, text, _body_kind(lemma), code))
    elif token.dep_ == "nsubj" and lemma not in SITES and not _is_told_of(token):
        seen.add(token, _described(seen, " ".join([*words, token.lower_]), _body_kind(lemma)))


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
        if isinstance(m.referent, Actor) and m.referent.kind in BODIES
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
    subject = 1.0 if other.dep_ in ("nsubj", "nsubjpass") else 0.0
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
    if last in ORGANISATIONS | MEDIA and last != "group":
        return lemma in (
            "organisation",
            "organization",
            "body",
            "group",
            "agency",
            "institution",
            "bloc",
            "union",
            "alliance",
        )
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


def _described(
    seen: Describing, text: str, kind: ActorKind, code: str = "", *, plural: bool = False
) -> Actor:
    key = text.lower().removesuffix("s")
    if key not in seen.described:
        seen.described[key] = Actor(text, kind, [], code, is_plural=plural)
    return seen.described[key]


def _before(token: Token) -> list[Token]:
    """The words before the noun that qualify it; what stands before an article does not: "on St Ann's Day a man"."""
    children = list(token.lefts)
    article = max((at for at, child in enumerate(children) if child.lower_ in ("a", "an", "the")), default=-1)
    return children[article + 1 :]


def _owner(token: Token, seen: Describing) -> tuple[str, str]:
    """The adjective or name of whom the noun belongs to, and the country's code: "Russian" of "Russia's forces"."""
    for child in _before(token):
        country = by_demonym().get(child.text)
        if country:
            adjective = (
                child.text
                if not child.text.endswith("s") or country.adjective.endswith("s")
                else country.adjective
            )
            return adjective, country.code
        if child.text in elsewhere():
            return child.text, ""
        if child.dep_ == "conj" or child.pos_ == "PUNCT":
            continue
        if child.lower_ in POSSESSIVES:
            owner = seen.by_head.get(child.i)
            if owner:
                return _belonging(owner.referent)
        elif child.dep_ in ("poss", "compound", "nmod") and child.i in seen.by_head:
            return _belonging(seen.by_head[child.i].referent)
    for preposition in token.rights:
        if preposition.lower_ in ("of", "from", "for") or (
            preposition.lower_ == "in" and token.tag_ == "NNS" and _has_country(preposition)
        ):
            for child in preposition.children:
                if child.dep_ == "pobj" and child.i in seen.by_head and seen.by_head[child.i].is_name:
                    return _belonging(seen.by_head[child.i].referent)
    if token.dep_ == "conj" and not any(
        child.dep_ in ("det", "poss", "amod", "compound") for child in token.lefts
    ):
        return _owner(token.head, seen) if token.head.pos_ == "NOUN" else ("", "")
    joined = next(
        (
            c
            for child in token.lefts
            if child.dep_ in ("amod", "compound")
            for c in child.children
            if c.dep_ == "conj"
        ),
        None,
    )
    if joined is not None and joined.text in by_demonym():
        return joined.text, by_demonym()[joined.text].code
    return "", ""


def _has_country(preposition: Token) -> bool:
    """Whether a country follows: "officials in Ukraine" are Ukrainian, "workers in Lyon" just workers."""
    return any(child.text in by_name() for child in preposition.children)


def _belonging(owner: Actor | Place) -> tuple[str, str]:
    if isinstance(owner, Place):
        country = by_name().get(owner.name)
        return (country.adjective, country.code) if country else (owner.name, owner.country)
    if owner.kind == "government" and owner.country in countries():
        return countries()[owner.country].adjective, owner.country
    if owner.kind == "person" and owner.country in countries() and owner.roles & STATESMEN:
        return countries()[owner.country].adjective, owner.country
    if owner.country in countries() and owner.kind in ("armed-force", "group"):
        return countries()[owner.country].adjective, owner.country
    return owner.name + ("'s" if owner.kind == "person" else ""), owner.country


def _country(token: Token, seen: Describing) -> str:
    return _owner(token, seen)[1]


def _modifiers(token: Token, seen: Describing) -> list[str]:
    """The words before the noun that belong to its name: "riot" of "the riot police"."""
    found: list[str] = []
    for child in _before(token):
        if _is_age(child) and child.n_lefts:
            found.append(token.doc[child.left_edge.i : child.i + 1].text)
        elif (child.dep_ == "amod" and child.tag_ == "JJ") or child.dep_ in ("compound", "nmod"):
            if child.like_num or child.i in seen.by_head or child.tag_ in ("JJS", "JJR", "CD"):
                continue
            found += (
                [
                    t.text
                    for t in child.subtree
                    if (t.pos_ in ("NOUN", "PROPN", "ADJ") and t.dep_ != "conj") or t.text == "-"
                ]
                if child.n_lefts
                else [child.text]
            )
    return [_plain(word, token) for word in found if word.lower() not in LOOSE]


def _plain(word: str, token: Token) -> str:
    """A common noun that begins the sentence without its capital."""
    first = token.doc[token.left_edge.i]
    common = first.pos_ != "PROPN" and not is_demonym(first)
    return word.lower() if word == first.text and common and first.is_sent_start else word


# --- somewhere


def _somewhere(token: Token, lemma: str, seen: Describing) -> bool:
    kinds: tuple[LocationKind, ...]
    if lemma in CITIES:
        kinds = ("city",)
    elif lemma in COUNTRIES:
        kinds = ("country",)
    elif lemma in REGIONS and token.tag_ == "NN":
        kinds = ("region", "district")
    elif lemma in WATERS:
        kinds = ("water",)
    elif lemma in SITES and lemma not in ORGANISATIONS | COMPANIES:
        kinds = ("site",)
    else:
        return False
    definite = any(child.lower_ in DEFINITE for child in token.children)
    adjective = next((by_demonym()[c.text] for c in token.lefts if c.text in by_demonym()), None)
    if lemma == "capital" and (adjective or definite):
        capital = _capital(token, adjective.code if adjective else "", seen)
        if capital is not None:
            seen.add(token, capital)
        return True
    if (definite and (place := _earlier_place(token, lemma, kinds, seen))) or (
        adjective and kinds == ("city",) and (place := _later_city(token, adjective.code, seen))
    ):
        seen.add(token, place)
    return True


def _capital(token: Token, code: str, seen: Describing) -> Place | None:
    """The seat of government of the country `code`, else of the one that the article is on."""
    if any(
        child.dep_ == "compound" or child.lower_ in ("regional", "provincial", "state")
        for child in token.lefts
    ):
        return None
    country = countries().get(code) or seen.whereabouts.main_country()
    name = seen.gazetteer.seats.get(country.code) if country else None
    return seen.whereabouts.place(name, country.name) if country and name else None


def _earlier_place(
    token: Token, lemma: str, kinds: tuple[LocationKind, ...], seen: Describing
) -> Place | None:
    own = any(child.dep_ in ("compound", "poss", "amod") for child in token.lefts)
    if any(child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN" for child in token.lefts):
        return None
    if "country" in kinds:
        country = _country_meant(token, seen)
        if country is not None:
            return country
    for mention in seen.earlier(token):
        place = mention.referent
        if not isinstance(place, Place):
            if (
                isinstance(place, Actor)
                and "country" in kinds
                and place.country in countries()
                and place.name == countries()[place.country].name
            ):
                return seen.whereabouts.country(place.country)
            continue
        fits = place.kind in kinds and mention.is_name
        fits = fits and not (place.kind == "city" and _is_only_origin(mention, seen))
        if kinds == ("site",) or kinds == ("water",):
            fits = fits and lemma in place.name.lower()
        if "region" in kinds and lemma in ("island", "peninsula", "state", "province", "valley"):
            fits = place.kind == "region"
        if fits and lemma == "capital":
            fits = bool(seen.gazetteer.capital_of(place.name))
        if fits and not (own and kinds == ("site",)):
            return place
    return None


def _is_only_origin(mention: Mention, seen: Describing) -> bool:
    """Whether the place is named once, as where somebody is from: "Ann Ash, of Millbrook"."""
    before = seen.doc[mention.head].head
    return (
        before.lower_ in ("from", "of") and before.dep_ == "prep" and seen.times_named(mention.referent) == 1
    )


def _country_meant(token: Token, seen: Describing) -> Place | None:
    """ "X, the country's second city": that of X; else the country that the article is on."""
    noun = token.head if token.dep_ == "poss" else token
    mention = seen.by_head.get(noun.head.i) if noun.dep_ == "appos" else None
    if mention and isinstance(mention.referent, Place) and mention.referent.country:
        return seen.whereabouts.country(mention.referent.country)
    main = seen.whereabouts.main_country()
    return seen.whereabouts.country(main.code) if main else None


def _later_city(token: Token, code: str, seen: Describing) -> Place | None:
    """A city of that country that the article names next, for the first time: the lead says "a coastal city"."""
    before = {m.referent for m in seen.earlier(token)}
    for i in sorted(i for i in seen.by_head if token.i < i < token.i + 60):
        place = seen.by_head[i].referent
        if (
            isinstance(place, Place)
            and place.kind == "city"
            and place.country == code
            and place not in before
        ):
            return place
    return None


def directed(name: Name) -> str:
    """The direction before a name: "eastern" of "eastern Ukraine"."""
    before = name.head.doc[name.start - 1] if name.start else None
    return before.lower_ if before is not None and before.lower_ in DIRECTIONS else ""
