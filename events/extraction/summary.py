"""What happened in plain words, made from the clause: who does what, in the present tense, names for pronouns."""

from collections.abc import Sequence, Set
from dataclasses import replace

from spacy.tokens import Token

from events.extraction.cast import Actor, Cast, Place
from events.extraction.clauses import SUBJECTS, child, governor, is_noun, is_verb, subject
from events.extraction.conjugation import ASIDES, retold, verb_group
from events.extraction.coreference import POSSESSIVE
from events.extraction.lexicon import ASPECT, PLANNING, SAYING, THINKING
from events.extraction.nouns import PAIR, words
from events.extraction.phrases import (
    Telling,
    is_counted,
    is_date,
    is_form,
    is_infinitive,
    is_relative,
    joined,
    phrase,
    quoted,
)
from events.extraction.standing import is_quoted, plain_name

LENGTH_MAX = 240
"""Longer ones are cut at a word."""

_LEFT_OUT = SUBJECTS | words("aux auxpass neg mark cc appos intj meta dep punct parataxis relcl")
_ARTICLES = words("the a an this that these those another its his her their")
_GOVERNING = words("of for with to into from about")
"""Before a gerund these belong to the verb: "suspected of killing"."""
_OBJECTS = words("which that whom")
_TIES = words("while when as after before because since although though whereas that if")
_PARTICLES = words("down off out up back over away")
_MANY = words("police people cattle folk personnel they these those we i you")


def summary(
    trigger: Token,
    cast: Cast,
    dates: Set[int],
    taking: Sequence[Actor] = (),
    places: Sequence[Place] = (),
    source: Actor | None = None,
) -> str:
    """A sentence without a full stop. `dates` are the tokens that tell when, `source` is who says so.

    `taking` are those who take part in what a bare noun names, "talks", and `places` where it is.
    """
    telling = Telling(cast, dates)
    clause = trigger if is_verb(trigger) else _clause_of(trigger, telling)
    if trigger.pos_ == "ADJ" and is_noun(trigger.head):
        found = _state(trigger, telling)
    else:
        found = (
            _clause(_top(clause), telling) if clause is not None else _noun(trigger, telling, taking, places)
        )
    if source is not None and found and found[0].lower() in ("i", "we", "my", "our"):
        found = [*found, ",", plain_name(source), "say" if _is_many(source) else "says"]
    wider = _wider(trigger) if len(found) == 1 and is_verb(trigger) and trigger.dep_ != "conj" else None
    if wider is not None:
        found = _clause(wider, telling)
    text = joined(found)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LENGTH_MAX else text[: text.rfind(" ", 0, LENGTH_MAX - 1)] + " …"


def _top(verb: Token) -> Token:
    """The verb that governs `verb` as an infinitive, "attempted to occupy", or a gerund, "accused of stealing".

    Also what a noun's infinitive is told of, "an attempt to enter failed", and what is to begin, "a ban beginning".
    """
    for _ in range(4):
        above = verb.head
        if verb.dep_ == "acl" and is_infinitive(verb) and above.dep_ in SUBJECTS and is_verb(above.head):
            return above.head
        if verb.dep_ == "advcl" and verb.lower_ in ("beginning", "starting") and verb.left_edge.i == verb.i:
            return above
        if verb.dep_ == "xcomp" and (is_verb(above) or above.dep_ == "acomp"):
            verb = above if is_verb(above) else above.head
        elif verb.dep_ == "pcomp" and above.lower_ in _GOVERNING and is_verb(above.head):
            verb = above.head
        else:
            return verb
    return verb


def _wider(word: Token) -> Token | None:
    """The verb of the clause around a word that says nothing alone."""
    above = governor(word.head) if word.head.i != word.i else None
    return above if above is not None and subject(above) is not None else None


def _clause_of(noun: Token, telling: Telling) -> Token | None:
    """The verb whose clause says more than a bare noun: "talks resume", "an eviction was planned"."""
    planned = next((c for c in noun.children if c.dep_ == "acl" and c.lemma_ in PLANNING | ASPECT), None)
    if planned is not None and planned.tag_ == "VBN":
        return planned
    if any(
        (c.dep_ in ("prep", "poss", "acl", "appos", "conj") or c.tag_ == "NNP")
        and c.i not in telling.dates
        and not is_date(c, telling)
        for c in noun.children
    ):
        return None
    of = noun.head
    head = of.head if noun.dep_ == "pobj" and of.lower_ == "of" and is_noun(of.head) else noun
    verb = head.head
    if head.dep_ in (*SUBJECTS, "dobj", "attr") and is_verb(verb) and subject(verb) is not None:
        return verb
    return None


def _clause(verb: Token, telling: Telling) -> list[str]:
    follower = _follower(verb)
    if follower is not None:
        found = list(phrase(follower, telling))
        ends = "follow" if _is_plural(follower, found, telling.cast) else "follows"
        return [*found, ends]
    about = subject(verb)
    if about is None:
        named = _before_comma(verb)
        if named:
            be = "are" if _is_plural(named[-1], [named[-1].text], telling.cast) else "is"
            return [*(t.text for t in named), be, *phrase(verb, telling)]
        brought = child(verb, "dobj")
        opening = verb.left_edge.dep_ == "npadvmod" and verb.left_edge.i in telling.dates
        return list(phrase(brought if brought is not None and opening else verb, telling))
    who = telling.cast.actor_at(about)
    found = _subject(about, verb, telling)
    plural = _is_plural(about, found, telling.cast)
    found += verb_group(verb, plural)
    below = replace(telling, about=who.name if who is not None else about.text)
    if _is_of_antecedent(verb, about):
        found += phrase(verb.head, below, {t.i for t in verb.subtree})
    for part in _complements(verb, telling):
        found += _said(part, verb, below) if _is_content(part, verb) else phrase(part, below)
    return found


def _follower(verb: Token) -> Token | None:
    """What came next, "fell on Monday, followed by a recovery": no subject of the clause above was followed."""
    by = child(verb, "agent")
    hangs = verb.dep_ == "advcl" and verb.lower_ == "followed" and verb.left_edge.i == verb.i
    return child(by, "pobj") if hangs and by is not None else None


def _is_of_antecedent(verb: Token, about: Token) -> bool:
    """Whether the object stands before the clause: "the house that they built"."""
    first, brought = verb.left_edge, child(verb, "dobj")
    return (
        verb.dep_ in ("relcl", "acl")
        and first.lower_ in _OBJECTS
        and first.i not in (verb.i, about.i)
        and first.dep_ not in SUBJECTS
        and (brought is None or brought.i == first.i)
    )


def _state(adjective: Token, telling: Telling) -> list[str]:
    """ "The mill is empty", where the article has "the mill, empty since March,"."""
    named = _subject(adjective.head, adjective, telling)
    be = "are" if _is_plural(adjective.head, named, telling.cast) else "is"
    return [*named, be, *phrase(adjective, telling)]


def _before_comma(participle: Token) -> list[Token]:
    """The words that open the sentence before ", scheduled for May,", which the parse did not join to it."""
    start, first = participle.sent.start, participle.left_edge.i
    if (
        participle.tag_ != "VBN"
        or not start + 1 < first <= start + 9
        or participle.doc[first - 1].text != ","
    ):
        return []
    named = list(participle.doc[start : first - 1])
    return [] if any(is_verb(t) or t.is_punct for t in named) else named


def _subject(about: Token, verb: Token, telling: Telling) -> list[str]:
    """A person by name alone; else as the article says, without the clause of `verb` where that hangs on it."""
    who = telling.cast.actor_at(about)
    named = (
        who is not None and who.kind == "person" and about.pos_ == "PROPN" and child(about, "conj") is None
    )
    both = telling.cast.actors_at(about)
    if len(both) > 1 and (about.pos_ == "PRON" or about.lemma_.lower() in PAIR):
        return [_listed([plain_name(each) for each in both])]
    if who is not None and named and (" " in who.name or child(about, "det") is None):
        return [plain_name(who)]
    apposed = next((c for c in about.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
    called = telling.cast.actor_at(apposed) if apposed is not None and about.pos_ == "NOUN" else None
    if called is not None and child(about, "conj") is None:
        return [plain_name(called)]
    hanging = next((c for c in about.children if c.i == verb.i or c.is_ancestor(verb)), None)
    own = any(c.i == about.i for c in verb.children)
    found = list(phrase(about, telling, set() if own or hanging is None else {t.i for t in hanging.subtree}))
    while found and found[-1] in (",", "-"):
        found.pop()
    while len(found) > 1 and found[0].lower() in _TIES | _OBJECTS:
        found.pop(0)
    return found


def _complements(verb: Token, telling: Telling) -> list[Token]:
    """What follows the verb in the summary: objects, where and how, content; a place that opened the sentence too."""
    kept = [c for c in verb.children if not _is_left_out(c, verb, telling)]
    content = [c for c in kept if c.dep_ == "ccomp"]
    opening = [c for c in kept if c.i < verb.i and c.dep_ != "ccomp"]
    after = [c for c in kept if c.i > verb.i and c.dep_ != "ccomp"]
    if content and content[0].i < verb.i:
        return [*after, *opening, *content]
    before_content = [c for c in after if content and c.i < content[0].i]
    rest = [c for c in after if c not in before_content]
    return [*before_content, *opening, *content, *rest] if content else [*rest, *opening]


def _is_left_out(part: Token, verb: Token, telling: Telling) -> bool:
    label = part.dep_
    if part.i in telling.dates or label in _LEFT_OUT or is_relative(part):
        return True
    if label == "advcl":
        return not (part.i > verb.i and is_infinitive(part))
    if label == "ccomp":
        return part.i < verb.i and verb.lemma_ not in SAYING | THINKING
    if label == "conj":
        return is_verb(part)
    if label == "dobj" and _is_comment(part, verb):
        return True
    if label == "prep":
        filling = child(part, "pobj")
        if part.i < verb.i and (filling is None or telling.cast.place_at(filling) is None):
            return not _is_close(part, verb)
        if part.lower_ in _PARTICLES and part.i == verb.i + 2 and is_date(part, telling):
            return False  # "turned it down the next day"
        return (
            part.lower_ in ("according", "despite")
            or is_date(part, telling)
            or is_counted(part, telling)
            or is_form(part, verb)
        )
    if label == "npadvmod" and part.i < verb.i:
        return True
    if label == "advmod" and (part.i + 1 in telling.dates or any(is_date(c, telling) for c in part.children)):
        return True  # "shortly after midnight", "as recently as last month"
    return label == "advmod" and (part.lower_ in ASIDES or part.tag_ == "WRB" or part.i < verb.i)


def _is_comment(part: Token, verb: Token) -> bool:
    """Whether it is told of the whole clause after a comma, which the parse took for one more object."""
    first = part.left_edge
    return first.i > verb.i and first.nbor(-1).text == "," and child(verb, "dobj") != part


def _is_close(part: Token, verb: Token) -> bool:
    """Whether it stands right before its verb, after the subject: "the ship on its way sank"."""
    about = child(verb, *SUBJECTS)
    return about is not None and about.i < part.i


def _is_content(part: Token, verb: Token) -> bool:
    return part.dep_ == "ccomp" and verb.lemma_ in SAYING | THINKING


def _said(content: Token, verb: Token, telling: Telling) -> list[str]:
    """What is said: in its words where it is quoted, else after "that" and seen from today."""
    words_said = quoted(content)
    if words_said is not None:
        return [":", *words_said]
    about = child(content, *SUBJECTS)
    put = retold(content, _is_plural(about, [about.text], telling.cast) if about is not None else False)
    found = list(phrase(content, replace(telling, put=put)))
    tied = child(content, "mark") is not None or content.left_edge.tag_ in ("WRB", "WP", "WDT")
    if tied or about is None or is_quoted(content) or found[:1] == ["that"]:
        return found
    return ["that", *found]


def _is_plural(noun: Token, shown: Sequence[str], cast: Cast) -> bool:
    """Whether `noun`, which the summary shows as `shown`, is more than one."""
    if any(c.dep_ == "conj" and is_noun(c) for c in noun.children):
        return True
    if len(cast.actors_at(noun)) > 1:
        return True
    last = shown[-1].lower() if shown else ""
    if noun.pos_ == "PRON" and last != noun.lower_:
        return last in _MANY or (
            noun.lower_ in ("they", "who") and last.endswith("s") and shown[-1].islower()
        )
    if noun.tag_ == "CD":
        return noun.lower_ not in ("one", "1")
    if noun.dep_ == "expl":
        there = child(noun.head, "attr", "nsubj")
        return there is not None and _is_plural(there, [there.text], cast)
    if noun.tag_ == "VBZ":  # "talks", taken for a verb
        return noun.dep_ in SUBJECTS
    who = cast.actor_at(noun)
    body = noun.ent_type_ in ("ORG", "GPE") and (
        who.kind == "organisation" if who is not None else noun.tag_ == "NNPS"
    )
    group = who is not None and who.kind == "group" and noun.lower_.endswith("s")
    return (noun.tag_ in ("NNS", "NNPS") and not body) or group or noun.lower_ in _MANY


def _is_many(actor: Actor) -> bool:
    return actor.is_plural or actor.kind == "group" or actor.name.lower().endswith("police")


def _noun(noun: Token, telling: Telling, taking: Sequence[Actor], places: Sequence[Place]) -> list[str]:
    """The noun phrase, with who takes part and where for a bare noun: "talks between Peru and Chile in Lima"."""
    found = list(phrase(noun, telling))
    owned = any(c.dep_ == "poss" and c.i not in telling.dates for c in noun.children)
    while found and found[0].lower() in _ARTICLES and not owned:
        found.pop(0)
    if len(found) == 1:  # "2018 election"
        found[:0] = [
            c.text for c in noun.lefts if c.i in telling.dates and c.dep_ != "poss" and c.tag_ != "DT"
        ]
    owner = telling.cast.actor_at(noun.doc[noun.left_edge.i]) if owned else None
    if owner is not None and found[0].lower() in POSSESSIVE:
        found[0] = f"{plain_name(owner)}'s"
    said = " ".join(found)
    if all(c.dep_ not in ("prep", "poss") or is_date(c, telling) for c in noun.children):
        names = [_called(actor) for actor in taking if actor.name not in said]
        if names:
            found += ["between" if noun.tag_ == "NNS" and len(names) > 1 else "involving", _listed(names)]
        names = [plain_name(place) for place in places if place.name not in said]
        found += ["in", names[0]] if names else []
    return found


def _called(actor: Actor) -> str:
    name = plain_name(actor)
    return name if name[:1].isupper() or actor.kind == "group" else f"the {name}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
