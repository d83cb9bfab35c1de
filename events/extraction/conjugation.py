"""Verbs as a summary tells them: in the present, agreeing with their subject, the past perfect as the past it is."""

from spacy.tokens import Token

from events.extraction.clauses import ancestors, auxiliaries, child, is_passive, is_verb
from events.extraction.lexicon import SAYING, THINKING
from events.extraction.nouns import words

ASIDES = words(
    """also however meanwhile still then later earlier afterwards thus therefore instead yet already now too
    reportedly allegedly"""
)
"""Adverbs that say nothing where a summary stands alone."""

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


def verb_group(verb: Token, plural: bool) -> list[str]:
    """ "had been closed" is "is closed", "would review" in what somebody says "will review"."""
    helpers = _present([a.lower_ for a in auxiliaries(verb) if a.lower_ != "to"], verb, plural)
    negation = ["not"] if _is_negated(verb) else []
    manner = [
        c.lower_
        for c in verb.children
        if c.dep_ == "advmod"
        and c.i < verb.i
        and c.lower_ not in ASIDES
        and c.tag_ == "RB"
        and not list(c.children)
    ]
    if not helpers and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return [_agreeing("is", plural), *negation, "to", verb.lower_]
    if helpers:
        main = "been" if verb.lemma_ == "be" and verb.tag_ == "VBN" else verb.lower_
        return [helpers[0], *negation, *helpers[1:], *manner, main]
    if (verb.tag_ in ("VBN", "VBD") and is_passive(verb)) or verb.lemma_ == "be":
        main_words = [] if verb.lemma_ == "be" else [verb.lower_]
        return [_agreeing("is", plural), *negation, *manner, *main_words]
    main = verb.lemma_.lower() if plural else third(verb.lemma_.lower())
    return [_agreeing("does", plural), "not", *manner, verb.lemma_.lower()] if negation else [*manner, main]


def _present(helpers: list[str], verb: Token, plural: bool) -> list[str]:
    """The auxiliaries, in the present."""
    if helpers[:1] == ["'s"] and (
        "been" in (verb.lower_, *helpers[1:2]) or (verb.tag_ == "VBN" and not is_passive(verb))
    ):
        helpers = ["has", *helpers[1:]]
    if helpers and helpers[0] in ("had", "'d") and verb.tag_ in ("VBN", "VBD", "VBG") and not _goes_on(verb):
        helpers = ["is", *helpers[2:]] if "been" in helpers[1:2] else helpers[1:]
    if helpers and helpers[0] == "would" and "have" not in helpers and is_reported(verb):
        helpers = ["will", *helpers[1:]]
    return [_agreeing(_NOW.get(word, word), plural) for word in helpers[:1]] + helpers[1:]


def _is_negated(verb: Token) -> bool:
    """Also at the far end: "not since 1983 had they won"."""
    before = (c for c in verb.children if c.dep_ == "prep" and c.i < verb.i)
    return child(verb, "neg") is not None or any(t.lower_ == "not" for c in before for t in c.lefts)


def _goes_on(verb: Token) -> bool:
    """Whether it is so until now: "had not lost since May"."""
    return child(verb, "neg") is not None or any(c.lower_ == "since" for c in verb.children)


def is_reported(verb: Token) -> bool:
    """Whether the clause of `verb` is what somebody says or thinks."""
    at = verb
    for above in ancestors(verb):
        if at.dep_ == "ccomp":
            return is_verb(above) and above.lemma_ in SAYING | THINKING
        if at.dep_ not in ("conj", "xcomp", "advcl"):
            return False
        at = above
    return False


def retold(content: Token, plural: bool) -> dict[int, str]:
    """The auxiliaries of what is said, after "says": "he would" is "he will", "had left" is "has left"."""
    found = {}
    for verb in (content, *(c for c in content.children if c.dep_ == "conj" and is_verb(c))):
        helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
        if not helpers:
            continue
        first = helpers[0]
        if first.lower_ == "would" and not any(h.lemma_ == "have" for h in helpers[1:]):
            found[first.i] = "will"
        elif first.lower_ == "had" and verb.tag_ in ("VBN", "VBD"):
            found[first.i] = _agreeing("has", plural)
    return found


def _agreeing(helper: str, plural: bool) -> str:
    return _MANY.get(helper, helper) if plural else _ONE.get(helper, helper)


def third(lemma: str) -> str:
    """The present of `lemma` with "he" or "she"."""
    if lemma in _THIRD:
        return _THIRD[lemma]
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    return lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" else lemma + "s"
