"""What happened in plain words, made from the clause: who does what, in the present tense, names for pronouns."""

from collections.abc import Iterable, Set
from itertools import pairwise

from spacy.tokens import Token

from events.extraction.cast import Cast
from events.extraction.happenings import is_communication
from events.extraction.lexicon import PLANNING
from events.extraction.sayings import Saying
from events.extraction.syntax import SUBJECTS, auxiliaries, child, governor, is_noun, is_passive, is_verb, subject

LENGTH_MAX = 240
"""Longer ones are cut at a word."""

_LEFT_OUT = frozenset(("relcl", "advcl", "parataxis", "mark", "cc", "appos", "intj", "meta", "dep", "punct"))
_ADVERBS = frozenset("also however meanwhile still then later earlier afterwards thus therefore instead yet already now".split())
_PRONOUNS = frozenset("he she it they him her them his its their who which that this these those we i us our my you".split())
_POSSESSIVES = frozenset("his her its their".split())
_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_PRESENT = {"was": "is", "were": "are", "had": "has", "did": "does", "'s": "is", "'re": "are", "'ve": "have", "'ll": "will", "wo": "will", "ca": "can"}


def summary(trigger: Token, saying: Saying | None, cast: Cast, dates: Set[int]) -> str:
    """A sentence or noun phrase without a full stop; `dates` are the tokens that tell when."""
    words = _of_verb(trigger, cast, dates) if is_verb(trigger) else _of_noun(trigger, cast, dates)
    text = _joined(words)
    return (text[:1].upper() + text[1:])[:LENGTH_MAX] if len(text) <= LENGTH_MAX else _cut(text[:1].upper() + text[1:])


def _cut(text: str) -> str:
    return text[: text.rfind(" ", 0, LENGTH_MAX - 1)] + " …"


def _of_verb(trigger: Token, cast: Cast, dates: Set[int]) -> list[str]:
    verb = _top(trigger)
    about = subject(verb)
    plural = about is not None and _is_plural(about)
    words = _named(about, cast, dates, whole=True) if about is not None else []
    words += _verb_group(verb, plural)
    after = [c for c in verb.children if c.dep_ not in SUBJECTS and c.dep_ not in ("aux", "auxpass", "neg", "agent")]
    by = child(verb, "agent")
    for part in sorted([*after, *([by] if by is not None else [])], key=lambda c: c.i):
        if _is_left_out(part, verb, dates):
            continue
        words += _phrase(part, cast, dates, about, whole=True)
    return words


def _top(verb: Token) -> Token:
    """The verb that governs `verb` as an infinitive: "attempted to occupy"."""
    for _ in range(4):
        if verb.dep_ != "xcomp" or not is_verb(verb.head):
            return verb
        verb = verb.head
    return verb


def _is_left_out(part: Token, verb: Token, dates: Set[int]) -> bool:
    if part.i in dates or part.dep_ in _LEFT_OUT and part.dep_ != "advcl":
        return True
    if part.dep_ == "advcl":
        return not (part.tag_ == "VB" and part.i > verb.i and any(c.lower_ == "to" for c in part.children))
    if part.dep_ == "conj":
        return is_verb(part)
    if part.dep_ == "prep":
        return part.lower_ == "according" or all(c.i in dates or c.is_punct for c in part.subtree if c.i != part.i)
    if part.dep_ == "ccomp" and part.i < verb.i:
        return False
    return part.dep_ == "advmod" and part.lower_ in _ADVERBS


def _verb_group(verb: Token, plural: bool) -> list[str]:
    helpers = auxiliaries(verb)
    negation = ["not"] if child(verb, "neg") is not None else []
    shown = [_present(a.lower_, plural) for a in helpers if a.lower_ != "to"]
    main = verb.lower_
    if shown:
        return [shown[0], *negation, *shown[1:], main]
    if verb.tag_ == "VBN" and is_passive(verb):
        return ["are" if plural else "is", *negation, main]
    if verb.lemma_ == "be":
        return ["are" if plural else "is", *negation]
    return [verb.lemma_ if plural else _third(verb.lemma_)]


def _present(helper: str, plural: bool) -> str:
    word = _PRESENT.get(helper, helper)
    return {"is": "are", "has": "have", "does": "do"}.get(word, word) if plural else {"are": "is", "have": "has"}.get(word, word)


def _third(lemma: str) -> str:
    lemma = lemma.lower()
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        return lemma + "es"
    return lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" else lemma + "s"


def _is_plural(noun: Token) -> bool:
    if any(c.dep_ == "conj" and is_noun(c) for c in noun.children):
        return True
    return noun.tag_ == "NNS" or noun.lower_ in ("they", "we", "you", "i", "police", "these", "those")


def _of_noun(noun: Token, cast: Cast, dates: Set[int]) -> list[str]:
    words = _phrase(noun, cast, dates, None, whole=False)
    while words and words[0].lower() in ("the", "a", "an", "this", "that", "these", "those", "another"):
        words = words[1:]
    return words


def _named(noun: Token, cast: Cast, dates: Set[int], whole: bool) -> list[str]:
    return _phrase(noun, cast, dates, None, whole)


def _phrase(head: Token, cast: Cast, dates: Set[int], about: Token | None, whole: bool) -> list[str]:
    """The words under `head` in order, without dates and asides, pronouns replaced by names."""
    words: list[str] = []
    skipped: set[int] = set()
    for token in head.subtree:
        if token.i in skipped or token.is_space:
            continue
        if token.i in dates or token.i != head.i and _is_aside(token, head, dates):
            skipped |= {t.i for t in token.subtree} if token.dep_ in _LEFT_OUT or token.dep_ == "prep" else set()
            continue
        words += _word(token, cast, about)
    return words


def _is_aside(token: Token, head: Token, dates: Set[int]) -> bool:
    if token.dep_ in ("relcl", "appos", "parataxis"):
        return True
    if token.dep_ == "punct":
        return token.text not in ('"', "-", "$", "%", "'") and not (token.text == "," and token.head.dep_ == "conj")
    if token.dep_ == "prep":
        below = [t for t in token.subtree if t.i != token.i]
        return token.lower_ == "according" or bool(below) and all(t.i in dates or t.is_punct for t in below)
    return token.dep_ in ("conj", "cc") and token.head.i == head.i and is_verb(token if token.dep_ == "conj" else head)


def _word(token: Token, cast: Cast, about: Token | None) -> list[str]:
    if token.lower_ in _PRONOUNS and token.pos_ in ("PRON", "DET"):
        named = cast.actor_at(token) or cast.place_at(token)
        subject_name = cast.actor_at(about) if about is not None else None
        if named is not None and (subject_name is None or named.name != subject_name.name):
            return [named.name, "'s"] if token.lower_ in _POSSESSIVES and token.tag_ == "PRP$" else [named.name]
    return [token.text]


def _joined(words: Iterable[str]) -> str:
    """`words` with spaces, but for those that cling: "'s", commas, hyphens."""
    words = list(words)
    text = words[0] if words else ""
    opened = text == '"'
    for before, word in pairwise(words):
        if word == '"':
            text += '"' if opened else ' "'
            opened = not opened
        elif word in ("'s", "'", ",", "-", "%", "n't", ")", ".", ":", ";", "?", "!") or before in ("-", "$", "(", "£", "€") or (
            before == '"' and opened
        ):
            text += word
        else:
            text += " " + word
    return text.strip(" ,-")
