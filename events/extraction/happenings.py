"""Which words say that something happened: main verbs, and nouns of events."""

from spacy.tokens import Token

from events.extraction.clauses import SUBJECTS, child, is_noun, is_verb
from events.extraction.lexicon import ASPECT, COMMUNICATION, EVENTS, NO_EVENTS, PLANNING

_COMING = frozenset(("due", "likely", "expected", "possible", "imminent"))
_ENDINGS = ("tion", "sion", "ment", "ing")


def is_event(noun: Token) -> bool:
    """Whether a common noun names what happens, not a thing: listed, or derived from a verb."""
    if not is_noun(noun) or (noun.ent_type_ in ("PERSON", "GPE", "ORG", "NORP") and noun.tag_ == "NNP"):
        return False
    lemma = noun.lemma_.lower()
    if lemma in EVENTS or noun.lower_ in EVENTS:
        return True
    derived = len(lemma) > 6 and lemma.endswith(_ENDINGS) and lemma not in NO_EVENTS
    return derived and noun.tag_ in ("NN", "NNS")


def is_communication(noun: Token) -> bool:
    return is_noun(noun) and noun.lemma_.lower() in COMMUNICATION


def trigger_of(verb: Token, at: int) -> Token:
    """The word that says what happened where a date at the token `at` depends on `verb`.

    "is expected to open in May" is an opening, "talks starting at five" are talks, "the vote is on Sunday" a vote.
    """
    for _ in range(4):
        lower = _lower(verb, at)
        if lower is None:
            return verb
        verb = lower
        if not is_verb(verb):
            return verb
    return verb


def _lower(verb: Token, at: int) -> Token | None:
    infinitive = child(verb, "xcomp")
    if verb.lemma_ == "have" and verb.tag_ == "VBD":
        turned = child(verb, "ccomp")
        if turned is not None and turned.tag_ == "VBN" and child(verb, *SUBJECTS) is None:
            return turned  # "not since 1964 had a king been removed"
    if infinitive is None and verb.lemma_ == "be":
        adjective = child(verb, "acomp")
        infinitive = (
            child(adjective, "xcomp") if adjective is not None and adjective.lemma_ in PLANNING else None
        )
    if infinitive is not None and is_verb(infinitive):
        directly_after = verb.i < at < infinitive.i
        if verb.lemma_ in PLANNING | {"be"} and not directly_after:
            return infinitive
    if (
        verb.dep_ in ("acl", "amod")
        and (verb.lemma_ in PLANNING or verb.lemma_ in ASPECT)
        and is_event(verb.head)
    ):
        return verb.head
    if verb.lemma_ == "be":
        about = child(verb, *SUBJECTS)
        told = child(verb, "attr", "acomp")
        if about is not None and is_event(about) and (told is None or told.lower_ in _COMING):
            return about  # "the vote is on Sunday", "a verdict is due in May"
    return None
