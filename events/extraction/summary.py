"""What happened in plain words, made from the clause: who does what, in the present tense, names for pronouns."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from events.extraction.cast import Cast
from events.extraction.clauses import (
    SUBJECTS,
    ancestors,
    auxiliaries,
    child,
    is_noun,
    is_passive,
    is_verb,
    subject,
)
from events.extraction.happenings import is_communication
from events.extraction.lexicon import ASPECT, PLANNING, SAYING
from events.extraction.nouns import words

LENGTH_MAX = 240
"""Longer ones are cut at a word."""

_ADVERBS = words(
    """also however meanwhile still then later earlier afterwards thus therefore instead yet already now too
    reportedly allegedly again once"""
)
_LEFT_OUT = SUBJECTS | words("aux auxpass neg mark cc appos intj meta dep punct parataxis relcl")
_TIES = words("while as after when before since whereas although though")
_ARTICLES = words("the a an this that these those another its his her their")
_THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_NOW = {
    **dict.fromkeys(("was", "'s", "is", "am"), "is"),
    **dict.fromkeys(("were", "are", "'re", "'m"), "are"),
    **dict.fromkeys(("had", "'d", "has"), "has"),
    **dict.fromkeys(("have", "'ve"), "have"),
    **dict.fromkeys(("did", "does"), "does"),
    "'ll": "will",
    "wo": "will",
    "ca": "can",
    "do": "do",
}
_MANY = {"is": "are", "has": "have", "does": "do"}
_ONE = {many: one for one, many in _MANY.items()}


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the words of a summary are chosen by: `dates` are left out, `about` is the name of the subject."""

    cast: Cast
    dates: Set[int]
    about: str | None = None


def summary(trigger: Token, cast: Cast, dates: Set[int]) -> str:
    """A sentence or noun phrase without a full stop; `dates` are the tokens that tell when."""
    telling = _Telling(cast, dates)
    words = _clause(_top(trigger), telling) if is_verb(trigger) else list(_noun(trigger, telling))
    text = _joined(words)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LENGTH_MAX else text[: text.rfind(" ", 0, LENGTH_MAX - 1)] + " …"


def _top(verb: Token) -> Token:
    """The verb that governs `verb` as an infinitive: "attempted to occupy"."""
    for _ in range(4):
        if verb.dep_ != "xcomp" or not is_verb(verb.head):
            return verb
        verb = verb.head
    return verb


def _clause(verb: Token, telling: _Telling) -> list[str]:
    about = subject(verb)
    if about is None:
        return list(_phrase(verb, telling, set()))
    who = telling.cast.actor_at(about)
    found = _subject(about, verb, telling) + _verb_group(verb, _is_plural(about, telling))
    below = _Telling(telling.cast, telling.dates, who.name if who is not None else None)
    for part in _complements(verb, telling):
        found += _phrase(part, below, set())
    return found


def _subject(about: Token, verb: Token, telling: _Telling) -> list[str]:
    """A person by name alone; else as the article says, without the clause of `verb` where that hangs on it."""
    who = telling.cast.actor_at(about)
    if who is not None and who.kind == "person" and about.pos_ == "PROPN" and child(about, "conj") is None:
        return [who.name]
    is_own = any(c.i == about.i for c in verb.children)
    return list(_phrase(about, telling, {verb.i} if is_own else {t.i for t in verb.subtree}))


def _complements(verb: Token, telling: _Telling) -> list[Token]:
    """What follows the verb in the summary: objects, content, where and how; what opened the sentence comes last."""
    kept = [c for c in verb.children if not _is_left_out(c, verb, telling)]
    content = [c for c in kept if c.dep_ == "ccomp"]
    before = [
        c
        for c in kept
        if c.i < verb.i and c.dep_ != "ccomp" and not (c.dep_ == "advmod" and c.i > verb.i - 4)
    ]
    after = [c for c in kept if c.i > verb.i and c.dep_ != "ccomp"]
    return (
        [*after, *content, *before]
        if content and content[0].i < verb.i
        else [*sorted([*after, *content], key=lambda c: c.i), *before]
    )


def _is_left_out(part: Token, verb: Token, telling: _Telling) -> bool:
    label = part.dep_
    if part.i in telling.dates or label in _LEFT_OUT:
        return True
    if label == "advcl":
        return not (part.i > verb.i and _is_infinitive(part))
    if label == "conj":
        return is_verb(part)
    if label == "prep":
        opens = part.i < verb.i and child(part, "pcomp") is not None
        return (
            opens
            or part.lower_ in ("according", "despite")
            or _is_date(part, telling)
            or _is_form(part, verb)
        )
    return label == "advmod" and (part.lower_ in _ADVERBS or part.tag_ == "WRB" or part.i < verb.i)


def _is_form(part: Token, verb: Token) -> bool:
    """Whether it only tells the form of a saying: "in a statement"."""
    form = child(part, "pobj")
    if form is None or part.lower_ not in ("in", "on") or not is_communication(form):
        return False
    return any(above.lemma_ in SAYING for above in (verb, *ancestors(verb)))


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children)


def _is_date(part: Token, telling: _Telling) -> bool:
    below = [t for t in part.subtree if t.i != part.i]
    filling = child(part, "pobj")
    if filling is not None and filling.i in telling.dates:
        return True
    return bool(below) and all(t.i in telling.dates or t.is_punct for t in below)


def _verb_group(verb: Token, plural: bool) -> list[str]:
    helpers = [_agreeing(_NOW.get(a.lower_, a.lower_), plural) for a in auxiliaries(verb) if a.lower_ != "to"]
    negation = ["not"] if child(verb, "neg") is not None else []
    manner = [
        c.lower_
        for c in verb.children
        if c.dep_ == "advmod"
        and c.i < verb.i
        and c.lower_ not in _ADVERBS
        and c.tag_ == "RB"
        and not list(c.children)
    ]
    if helpers:
        main = "been" if verb.lemma_ == "be" and verb.tag_ == "VBN" else verb.lower_
        return [helpers[0], *negation, *helpers[1:], *manner, main]
    if verb.tag_ == "VBN" and is_passive(verb):
        return ["are" if plural else "is", *negation, *manner, verb.lower_]
    if verb.lemma_ == "be":
        return ["are" if plural else "is", *negation, *manner]
    return [*manner, verb.lemma_ if plural else _third(verb.lemma_.lower())]


def _agreeing(helper: str, plural: bool) -> str:
    return _MANY.get(helper, helper) if plural else _ONE.get(helper, helper)


def _third(lemma: str) -> str:
    """The present of `lemma` with "he" or "she"."""
    if lemma in _THIRD:
        return _THIRD[lemma]
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    return lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" else lemma + "s"


def _is_plural(noun: Token, telling: _Telling) -> bool:
    if any(c.dep_ == "conj" and is_noun(c) for c in noun.children):
        return True
    if noun.lower_ in ("they", "we", "you", "i", "these", "those"):
        named = telling.cast.actor_at(noun)
        return named is None or named.kind in ("group", "armed-force")
    return noun.tag_ == "NNS" or noun.lower_ == "police"


def _noun(noun: Token, telling: _Telling) -> Iterator[str]:
    words = _phrase(noun, telling, set())
    for word in words:
        if word.lower() not in _ARTICLES:
            yield word
            break
    yield from words


def _phrase(head: Token, telling: _Telling, without: Set[int]) -> Iterator[str]:
    """The words under `head` in order, without dates, asides and what is in `without`."""
    tokens = list(head.subtree)
    left_out = {t.i for t in tokens if t.i in telling.dates or t.i in without or t.is_space}
    for token in tokens:
        if token.i != head.i and token.i not in left_out and _is_aside(token, head, telling):
            left_out.update(t.i for t in token.subtree)
    replaced = {
        c.i
        for t in tokens
        if t.i not in left_out and _stand_in(t, telling)
        for c in t.children
        if c.dep_ in ("det", "poss")
    }
    for token in tokens:
        if token.i not in left_out and token.i not in replaced:
            yield from _word(token, telling)


def _is_aside(token: Token, head: Token, telling: _Telling) -> bool:
    label = token.dep_
    if label in ("relcl", "acl", "advcl"):
        if label != "advcl" and token.lemma_ in PLANNING | ASPECT and token.tag_ in ("VBN", "VBG"):
            return True
        if label == "advcl" and not _is_infinitive(token):
            tie = child(token, "mark", "advmod")
            return tie is None or tie.lower_ in _TIES
        return label == "relcl" and not _is_infinitive(token)
    if label in ("appos", "parataxis", "intj"):
        return True
    if label == "punct":
        return token.text not in '"-$%' and not (token.text == "," and token.head.dep_ in ("conj", "amod"))
    if label == "prep":
        return token.lower_ == "according" or _is_date(token, telling) or _is_form(token, token.head)
    if label in ("conj", "cc") and token.head.i == head.i and is_verb(head):
        return True
    return label == "advmod" and token.tag_ == "WRB" and token.head.i == head.i


def _stand_in(token: Token, telling: _Telling) -> str | None:
    """The name of what a pronoun, or a bare "the city", stands for; None where the word is plain by itself."""
    referent = telling.cast.actor_at(token) or telling.cast.place_at(token)
    if referent is None or referent.name == telling.about:
        return None
    if token.pos_ == "PRON" or token.tag_ in ("PRP", "PRP$"):
        return referent.name
    if token.tag_ not in ("NN", "NNS"):
        return None
    rest = [c for c in token.children if c.dep_ not in ("punct", "relcl", "acl", "appos")]
    opening = rest[0] if len(rest) == 1 else None
    if opening is None or child(token, "prep") is not None:
        return None
    if opening.tag_ == "PRP$":  # "its forces" are "Ukrainian forces"
        return referent.name if referent.name.casefold().endswith(f" {token.lower_}") else None
    return referent.name if opening.lower_ == "the" and token.lower_ not in referent.name.lower() else None


def _plain_name(name: str | None) -> str | None:
    """Without what tells it apart from others of that name: "Moscow (Russian government)"."""
    return name if name is None else name.partition(" (")[0]


def _word(token: Token, telling: _Telling) -> list[str]:
    name = _plain_name(_stand_in(token, telling))
    if name is None and token.lower_ == "my" and telling.about is not None:
        return ["their"]
    if name is None:
        opens = token.is_sent_start and token.pos_ != "PROPN" and token.text != "I" and token.ent_iob_ == "O"
        return [token.lower_ if opens else token.text]
    return [name, "'s"] if token.tag_ == "PRP$" else [name]


def _joined(words: Iterable[str]) -> str:
    """`words` with spaces, but for what clings: "'s", commas, hyphens; "a" or "an" as the next word has it."""
    words = list(words)
    for number, (word, following) in enumerate(pairwise(words)):
        if word.lower() in ("a", "an") and following[:1].isalpha():
            words[number] = word[0] + (
                "n"
                if following[0].lower() in "aeiou" and not following.lower().startswith(("uni", "eu", "one"))
                else ""
            )
    text, opened = "", False
    for before, word in pairwise(["", *words]):
        clings = word in ("'s", "'", ",", "-", "%", "n't", ")", ".") or before in (
            "-",
            "$",
            "(",
            "£",
            "€",
            "",
        )
        if word == '"':
            clings, opened = opened, not opened
        elif before == '"':
            clings = opened
        text += word if clings or not text else " " + word
    return text.strip(" ,-") + ('"' if opened else "")
