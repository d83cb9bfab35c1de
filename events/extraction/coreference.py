"""What pronouns stand for: the nearest fitting mention before, subjects first."""

from spacy.tokens import Token

from events.extraction.casting import Actor, Gender, Mention, Place
from events.extraction.countries import by_demonym
from events.extraction.describing import Describing
from events.extraction.lexicon import PLANNING, SAYING
from events.extraction.nouns import BEING, PAIR, words
from events.extraction.placing import is_dateline
from events.extraction.syntax import MINDED

HE: dict[str, Gender] = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
IT = frozenset(("it", "its", "itself"))
THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
POSSESSIVE = frozenset(("his", "her", "its", "their"))
MEETING = words("meet talk speak confer negotiate dine debate play fight agree marry")
SENTENCES_BACK = 3
PARTS = PAIR | words(
    "one some many most all none several few each either neither hundreds dozens thousands scores tens group "
    "number majority half third handful crowd"
)
"""What takes its meaning from what comes after "of"."""
SOJOURNS = words("city region site district country other")


def resolve(token: Token, seen: Describing) -> None:
    """Add the mention that the pronoun `token` is, where somebody or something fits."""
    word = token.lower_
    if word in ("who", "whom", "whose", "which", "that") and token.tag_ in ("WP", "WDT", "WP$"):
        _relative(token, seen)
    elif word in HE:
        _person(token, HE[word], seen)
    elif word in IT and not _is_empty(token) and token.dep_ in ("nsubj", "nsubjpass", "poss"):
        if not _continues_a_thing(token, seen):
            _best(token, [m for m in _near(token, seen, 2) if _may_be_it(token, m)], seen)
    elif word in THEY:
        _several(token, seen)


def resolve_set(token: Token, seen: Describing) -> None:
    """ "The pair", "the couple", "both": the two latest persons; "hundreds of students", "one of them": those."""
    whole = next(
        (each for c in token.children if c.lower_ == "of" for each in c.children if each.dep_ == "pobj"), None
    )
    mention = seen.by_head.get(whole.i) if whole is not None else None
    doing = token.dep_ == "nsubj" or (token.dep_ == "pobj" and token.head.lower_ == "by")
    if mention is not None and isinstance(mention.referent, Actor) and token.lower_ not in PAIR and doing:
        seen.add(token, mention.referent, also=mention.also)
        return
    stands_alone = whole is None and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "agent")
    definite = token.lower_ == "both" or any(c.lower_ in ("the", "both") for c in token.children)
    if token.lower_ in PAIR and stands_alone and definite:
        near = [m for m in _near(token, seen, SENTENCES_BACK) if isinstance(m.referent, Actor)]
        two = [m for m in near if m.referent.name.lower().split()[0] in ("two", "couple")]
        people = [m for m in near if m.is_name and _is_person(m)]
        spoken_of = [m for m in people if not _says(token.doc[m.head])]
        latest = _latest(spoken_of)
        if len(latest) < 2:
            latest = _latest(people)
        if len(latest) == 2:
            seen.add(token, latest[1], also=(latest[0],))
        elif two:
            seen.add(token, two[0].referent)


def _latest(mentions: list[Mention]) -> list[Actor]:
    """The two actors mentioned last, the last first."""
    return list(dict.fromkeys(m.referent for m in mentions if isinstance(m.referent, Actor)))[:2]


def _says(named: Token) -> bool:
    return named.dep_ == "nsubj" and named.head.lemma_ in SAYING


def resolve_there(token: Token, seen: Describing) -> None:
    """ "There": the town, the region or the site that was named last; "here" is where it is reported from."""
    if token.dep_ not in ("advmod", "pcomp") or token.tag_ not in ("RB", "EX"):
        return
    if token.lower_ == "here":
        reported = next(
            (m for _, m in sorted(seen.by_head.items()) if is_dateline(seen.doc, m.start, m.end)), None
        )
        if reported is not None and isinstance(reported.referent, Place) and not seen.is_quoted(token):
            seen.add(token, reported.referent)
        return
    for mention in _near(token, seen, 2):
        if isinstance(mention.referent, Place) and mention.referent.kind in SOJOURNS:
            seen.add(token, mention.referent)
            return


def resolve_national(token: Token, seen: Describing) -> None:
    """ "The 27-year-old Portuguese", "the Swede": the person that is spoken of, of no other country."""
    code = by_demonym()[token.text].code
    fitting = [
        m
        for m in _near(token, seen, SENTENCES_BACK)
        if isinstance(m.referent, Actor) and _is_person(m) and m.referent.country in ("", code)
    ]
    own = [m for m in fitting if isinstance(m.referent, Actor) and m.referent.country == code]
    actor = _best(token, own or fitting, seen)
    if isinstance(actor, Actor):
        actor.country = code


def is_one_national(token: Token) -> bool:
    """Whether the word is of one person: "the Swede", "the 27-year-old Portuguese", not "the Portuguese"."""
    if token.text not in by_demonym() or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "agent"):
        return False
    children = [c.lower_ for c in token.children]
    if not {"the", "this", "that"} & {*children}:
        return False
    aged = any(c.lower_ == "old" for c in token.children)
    return aged or (token.tag_ in ("NN", "NNP") and token.text + "s" in by_demonym())


def _is_person(mention: Mention) -> bool:
    return isinstance(mention.referent, Actor) and mention.referent.kind == "person"


def _relative(token: Token, seen: Describing) -> None:
    clause = token
    while clause.dep_ != "relcl" and clause.head != clause:
        clause = clause.head
    mention = seen.by_head.get(clause.head.i) if clause.dep_ == "relcl" else None
    if mention and clause.head.i < token.i:
        seen.add(token, mention.referent, also=mention.also)


def _person(token: Token, gender: Gender, seen: Describing) -> None:
    fitting = [
        m for m in _near(token, seen, SENTENCES_BACK)
        if isinstance(m.referent, Actor) and m.referent.kind == "person" and m.referent.gender in (gender, "")
    ]  # fmt: skip
    speaker = seen.speaker_around(token)
    actor = _best(token, [m for m in fitting if m.referent is not speaker], seen)
    if isinstance(actor, Actor) and not actor.gender:
        actor.gender = gender


def _several(token: Token, seen: Describing) -> None:
    near = _near(token, seen, 2)
    joined = [
        m
        for m in near
        if isinstance(m.referent, Actor) and m.referent.kind == "person" and _partners(m, seen)
    ]
    plural = [
        m
        for m in near
        if isinstance(m.referent, Actor)
        and m.referent.kind != "person"
        and (
            m.referent.is_plural
            or m.referent.kind in ("group", "organisation", "armed-force", "company", "government")
        )
    ]
    plural = [m for m in plural if m.referent.is_plural] or ([] if joined else plural)  # type: ignore[union-attr]
    chosen = _choose(token, [*joined, *plural], seen)
    if chosen:
        also = tuple(dict.fromkeys(_partners(chosen, seen))) if chosen in joined else ()
        seen.add(token, chosen.referent, also=tuple(each for each in also if each is not chosen.referent))


def _partners(mention: Mention, seen: Describing) -> list[Actor]:
    """The other persons of "A and B", "A met B", "A met with B and C"."""
    token = seen.doc[mention.head]
    if token.dep_ == "conj":
        return []
    others = list(token.conjuncts)
    if token.dep_ == "nsubj" and token.head.lemma_ in MEETING:
        objects = [c for c in token.head.children if c.dep_ == "dobj"]
        objects += [
            o for c in token.head.children if c.lower_ == "with" for o in c.children if o.dep_ == "pobj"
        ]
        others += [each for o in objects for each in (o, *o.conjuncts)]
    found = [seen.by_head[each.i].referent for each in others if each.i in seen.by_head]
    return [each for each in found if isinstance(each, Actor) and each.kind == "person"]


def _near(token: Token, seen: Describing, sentences: int) -> list[Mention]:
    """Mentions before `token` in its sentence and those before, without those that the grammar rules out."""
    start = token.sent.start
    for _ in range(sentences):
        start = token.doc[start - 1].sent.start if start > 0 else 0
        while start > 0 and not token.doc[start].sent.text.strip():
            start = token.doc[start - 1].sent.start
    return [m for m in seen.earlier(token, back=token.i - start) if _may_refer(token, token.doc[m.head])]


def _may_refer(token: Token, other: Token) -> bool:
    """Not two parts of one clause, as in "A met him", nor a name that the pronoun is inside of."""
    if other.is_ancestor(token) and token.lower_ in POSSESSIVE and other.head != token and other.i > token.i:
        return False
    if token.lower_ in POSSESSIVE or token.lower_.endswith(("self", "selves")):
        return not other.is_ancestor(token) or other.i < token.left_edge.i
    clause, others = _clause(token), _clause(other)
    return clause != others or other.dep_ in ("poss", "compound")


def _clause(token: Token) -> Token:
    while (
        token.head != token
        and token.dep_
        in ("pobj", "prep", "dobj", "nsubj", "nsubjpass", "dative", "agent", "conj", "attr", "appos")
        and token.pos_ != "VERB"
    ):
        token = token.head
    return token


def _best(token: Token, fitting: list[Mention], seen: Describing) -> Actor | Place | None:
    chosen = _choose(token, fitting, seen)
    if chosen is None:
        return None
    referent = chosen.referent
    if isinstance(referent, Place) and token.lower_ == "it" and not _is_of_places(token, referent):
        return None
    seen.add(token, referent)
    return referent


def _is_of_places(it: Token, place: Place) -> bool:
    """Whether a place does so, or has it done to it: "it has a harbour", "it was taken", not "it could hit Florida"."""
    if it.dep_ != "nsubj":
        return it.head.lemma_ not in PLANNING | SAYING
    return it.head.lemma_ in BEING and place.kind in ("city", "region", "country", "site")


def _choose(token: Token, fitting: list[Mention], seen: Describing) -> Mention | None:
    return max(fitting, key=lambda m: _salience(token, m, seen), default=None)


def _salience(token: Token, mention: Mention, seen: Describing) -> float:
    other = token.doc[mention.head]
    lean = _lean(token, mention)
    between = sum(1 for each in token.doc[other.i : token.i] if each.is_sent_start) - (
        1 if other.is_sent_start else 0
    )
    weight = lean - 1.6 * max(between, 0) - 0.01 * (token.i - other.i)
    if other.dep_ in ("nsubj", "nsubjpass"):
        weight += 1.5 if other.head.dep_ in ("ROOT", "conj", "ccomp", "advcl") else 0.8
    if token.dep_ in ("nsubj", "nsubjpass") and other.dep_ == "nsubj" and other.head.dep_ == "ROOT":
        weight += 0.4
    if other.dep_ in ("poss", "compound"):
        weight -= 0.5
    if other.dep_ == "pobj":
        weight -= 0.3
    if token.dep_ == "nsubjpass" and other.dep_ in ("dobj", "nsubjpass"):
        weight += 2.2  # to whom something is done goes on having things done to them
    if other.dep_ in ("nsubj", "nsubjpass") and other.head == _nearest_verb(token):
        weight += 1.5
    if other.dep_ == "dobj" and token.dep_ != "nsubjpass":
        weight -= 1
    if _only_says(token, other):
        weight -= 1
    if other.dep_ == "appos" and _is_relation(other.head):
        weight -= 2  # "his agent, X": the one whose agent it is goes on
    if any(c.lower_ in ("a", "an", "another") for c in other.children) and other.sent != token.sent:
        weight -= 0.8
    if isinstance(mention.referent, Actor) and mention.referent.kind == "person":
        weight += 0.08 * min(seen.times_named(mention.referent), 10)
    return weight


def _is_relation(noun: Token) -> bool:
    """Whether a noun tells of somebody by another: "according to his agent"."""
    whose = any(c.dep_ == "poss" and c.lower_ in ("his", "her") for c in noun.children)
    return whose and noun.dep_ == "pobj"


def _only_says(token: Token, other: Token) -> bool:
    """Whether `other` but tells in another sentence what somebody did, of whom `token` goes on to tell."""
    verb = other.head
    if other.dep_ != "nsubj" or verb.lemma_ not in SAYING or other.sent == token.sent:
        return False
    own = token
    while own.dep_ in ("poss", "compound", "pobj", "prep", "dobj", "nsubj", "nsubjpass") and own.head != own:
        own = own.head
    if own.lemma_ in SAYING:
        return False  # "He said …. He added"
    content = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    subjects = (
        [c for c in content.children if c.dep_ in ("nsubj", "nsubjpass")] if content is not None else []
    )
    return any(c.pos_ in ("NOUN", "PROPN", "PRON") and c.lower_ not in ("it", "there") for c in subjects)


def _lean(token: Token, mention: Mention) -> float:
    """A first name in -a is more often a woman's, as long as nothing else tells."""
    wanted = HE.get(token.lower_)
    person = mention.referent
    if not wanted or not isinstance(person, Actor) or person.gender or " " not in person.name:
        return 0.6 if wanted and isinstance(person, Actor) and person.gender else 0
    return 0.9 if (person.name.split()[0][-1] == "a") == (wanted == "she") else -0.9


def _nearest_verb(token: Token) -> Token | None:
    """The closest verb above `token` that has a subject other than `token`."""
    for verb in token.ancestors:
        if any(
            child.dep_ in ("nsubj", "nsubjpass") and child != token and not child.is_ancestor(token)
            for child in verb.children
        ):
            return verb
    return None


def _may_be_it(token: Token, mention: Mention) -> bool:
    """Not persons, groups of many, nor places that are but where something else is: "barges for Nigeria"."""
    referent, other = mention.referent, token.doc[mention.head]
    if isinstance(referent, Place):
        return token.lower_ != "it" or other.dep_ in ("nsubj", "nsubjpass", "dobj", "poss")
    return referent.kind != "person" and not referent.is_plural


def _continues_a_thing(token: Token, seen: Describing) -> bool:
    """Whether "It" begins a sentence after one whose subject is neither actor nor place: "The seizure … It …"."""
    root = _verb_before(token) if token.dep_ in ("nsubj", "nsubjpass") else None
    if root is None:
        return False
    subject = next((child for child in root.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return subject is not None and subject.pos_ == "NOUN" and subject.i not in seen.by_head


def _verb_before(it: Token) -> Token | None:
    """The main verb of the sentence before, or of what stands before the semicolon."""
    start, verb = it.sent.start, it.head
    if it.i > start and it.nbor(-1).text == ";":
        first = next((c for c in verb.children if c.i < it.i and c.pos_ in ("VERB", "AUX")), verb.head)
        return first if first.i < it.i else None
    return it.doc[start - 1].sent.root if verb.dep_ == "ROOT" and start else None


def _is_empty(token: Token) -> bool:
    """ "It" that stands for nothing: "it is clear that", "it rained"."""
    if token.dep_ == "expl":
        return True
    verb = token.head
    if any(child.dep_ == "acomp" and child.lower_ in MINDED for child in verb.children):
        return False  # "it was unable to reach the town"
    if token.lower_ == "it" and verb.lemma_ in (
        "be",
        "seem",
        "appear",
        "rain",
        "snow",
        "take",
        "emerge",
        "happen",
        "turn",
    ):
        return any(c.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "acomp", "attr") for c in verb.children)
    return False
