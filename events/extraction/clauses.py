"""What the parse says of a clause: its subject, its governor, its tense."""

from collections.abc import Iterator
from typing import Literal

from spacy.tokens import Token

from events.extraction.lexicon import (
    EVENTS,
    FUTURE_CUES,
    HARMING,
    MODALS,
    PLANNING,
    PROPOSING,
    SAYING,
)
from events.extraction.nouns import words

Tense = Literal["past", "present", "future"]

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
NOMINAL = SUBJECTS | {"dobj", "pobj", "attr", "dative"}
"""What hangs so is a noun, whatever its tag."""

CONTENT = frozenset(("ccomp", "parataxis"))
_TIES = words("while when after before as because since although though whereas until")
_RELATIVES = frozenset(("who", "which", "that", "whom", "whose"))


def is_verb(token: Token) -> bool:
    """Whether `token` heads a clause; auxiliaries and words such as "following" do not."""
    if token.dep_ in ("aux", "auxpass") or (token.dep_ == "prep" and token.tag_ in ("VBG", "VBN")):
        return False
    return token.pos_ in ("VERB", "AUX") or (
        token.tag_.startswith("VB") and token.dep_ not in ("amod", "compound")
    )


def is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") or token.tag_.startswith("NN")


def child(token: Token, *labels: str) -> Token | None:
    """The first child of `token` that depends on it in one of the ways `labels`."""
    return next((c for c in token.children if c.dep_ in labels), None)


def ancestors(token: Token) -> Iterator[Token]:
    """The heads above `token`, nearest first, at most thirty."""
    for _ in range(30):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def governor(token: Token) -> Token | None:
    """The verb of the clause that `token` stands in; a verb is its own."""
    return token if is_verb(token) else next((t for t in ancestors(token) if is_verb(t)), None)


_TELLING = frozenset(("tell", "inform", "warn", "notify", "advise", "assure", "remind"))
"""Verbs of saying whose hearers can be "told that"."""


_DONE_TO = words(
    """release free charge convict sentence jail imprison fine extradite deport acquit pardon rescue detain evacuate
    hospitalise hospitalize hang replace demolish rebuild renovate repair restore auction unveil inaugurate dismiss sack
    reinstate banish exile bury cremate"""
)
"""Verbs whose subject, where no object follows, is whom it is done to."""
_DONE_ALONE = words(
    "confess die collapse fall vanish disappear escape flee resign retire return arrive emerge"
)
"""Verbs that take no object."""


def is_passive(verb: Token) -> bool:
    """Whether the subject is what the verb is done to: also a bare participle, "posted by the Kremlin"."""
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    if borrows(verb) or _is_done_by(verb):
        return True
    if (shared := _shares_passive(verb)) is not None:
        return shared
    if verb.dep_ == "advcl" and verb.left_edge.i != verb.i:
        return False
    if verb.dep_ == "acl" and verb.lemma_ in SAYING - _TELLING and child(verb, "ccomp") is not None:
        return False  # "the operator, a company, denied that": nobody is "denied that"
    if verb.dep_ == "acl" and _is_tied(verb):
        return False  # "while the bank, a small one, filed": a verb of its own
    participle = verb.tag_ == "VBN" or (
        verb.dep_ == "acl" and verb.tag_ == "VBD" and child(verb, "dobj") is None
    )
    return verb.dep_ in ("acl", "relcl", "advcl") and participle and child(verb, "nsubj", "aux") is None


def _is_done_by(verb: Token) -> bool:
    """ "A student struck by a bullet on Saturday, died": taken for the verb of the sentence, yet somebody did it."""
    by = child(verb, "agent")
    doer = child(by, "pobj") if by is not None else None
    if doer is None or verb.tag_ != "VBD" or child(verb, "dobj", "aux") is not None:
        return False
    return (
        doer.ent_type_ not in _MEASURED
        and doer.tag_ != "CD"
        and doer.lemma_.lower() not in ("vote", "margin")
    )


_MEASURED = frozenset(("PERCENT", "MONEY", "CARDINAL", "QUANTITY", "DATE", "TIME"))


def _shares_passive(verb: Token) -> bool | None:
    """ "Was arrested and released", but "was arrested and confessed": told by the verb, as the parse often errs.

    Or by who did it: "a letter dated 12 April and signed by two clerks".
    """
    if verb.dep_ == "conj" and child(verb, "agent") is not None and child(verb, "dobj", *SUBJECTS) is None:
        return True
    alone = child(verb, "aux", "auxpass", "dobj", *SUBJECTS) is None
    if verb.dep_ == "conj" and alone and verb.head.dep_ == "acl" and verb.tag_ == verb.head.tag_ == "VBN":
        return is_passive(verb.head)  # "a scheme put forward in May and rejected"
    if verb.dep_ != "conj" or not alone or child(verb.head, "auxpass") is None:
        return None
    return True if verb.lemma_ in _DONE_TO else False if verb.lemma_ in _DONE_ALONE else None


def borrows(verb: Token) -> bool:
    """Whether a participle has its auxiliary from the verb before: "ten were killed and hundreds displaced"."""
    above = verb.head
    return (
        verb.dep_ == "conj"
        and verb.tag_ == above.tag_ == "VBN"
        and child(verb, "aux", "auxpass") is None
        and child(verb, *SUBJECTS) is not None
        and child(above, "auxpass") is not None
    )


def _is_tied(clause: Token) -> bool:
    """Whether "while" or "as" stands before the noun that `clause` hangs on, or by itself."""
    noun = clause.head
    tie = (
        child(noun, "mark")
        or child(clause, "mark")
        or (noun.head if noun.head.pos_ in ("ADP", "SCONJ") else None)
    )
    return tie is not None and tie.i < clause.i and tie.lower_ in _TIES


def subject(verb: Token) -> Token | None:
    """Who or what the clause of `verb` is about, taken over from the clause above where it has none of its own."""
    for _ in range(8):
        own = child(verb, *SUBJECTS)
        if own is not None:
            return _antecedent(own, verb)
        if verb.dep_ == "conj" or verb.dep_ in ("advcl", "pcomp", "xcomp", "ccomp", "prep", "dep"):
            above = governor(verb.head)
            if above is None:
                return None
            above = _telling(verb, above) or above
            if verb.dep_ == "xcomp" or (verb.dep_ == "pcomp" and verb.head.lower_ == "for"):
                controlled = child(above, "dobj", "dative")
                if controlled is not None and not is_passive(above):
                    return controlled
            verb = above
        elif verb.dep_ in ("acl", "relcl"):
            above = verb.head
            names = is_noun(above) or above.pos_ in ("PRON", "NUM") or above.dep_ in NOMINAL
            return above if names else None
        else:
            return None
    return None


def _telling(verb: Token, above: Token) -> Token | None:
    """Who "predicted that it would end and said" also said: no past is joined to what would be."""
    told = above.head
    modal = above.tag_ == "VB" and any(c.tag_ == "MD" for c in above.children)
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or not modal or above.dep_ != "ccomp":
        return None
    return told if told.tag_ == "VBD" and told.i < above.i else None


def _antecedent(own: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if own.lower_ in _RELATIVES and own.tag_ in ("WP", "WDT", "DT", "IN"):
        at = verb
        while at.dep_ == "conj" and at.head.i != at.i:
            at = at.head
        if at.dep_ in ("relcl", "acl"):
            named = _apposed(at.head) if at.head.dep_ == "appos" else at.head
            of = named.head
            if (
                at.lemma_ in HARMING
                and named.dep_ == "pobj"
                and of.lower_ == "of"
                and of.head.lemma_ in EVENTS
            ):
                return of.head  # "the collapse of a bridge that killed nine"
            return named
        before = own.nbor(-1) if own.i > own.sent.start else None
        if before is not None and before.text == "," and before.i > own.sent.start:
            before = before.nbor(-1)
        if before is not None and is_noun(before):
            return before
    return own


def _apposed(noun: Token) -> Token:
    """The noun that `noun` tells more of: the one before the comma."""
    first = noun.left_edge
    if first.i > noun.sent.start + 1 and first.nbor(-1).text == "," and is_noun(first.nbor(-2)):
        before = first.nbor(-2)
        return before if before.i > noun.head.i else noun.head
    return noun.head


def objects(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in ("dobj", "attr", "dative", "oprd")]


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of `verb`, or of the verb it is joined to where it has none: "was tried and shot"."""
    own = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if not own and verb.dep_ == "conj" and child(verb, *SUBJECTS) is None and verb.head.tag_ == verb.tag_:
        return [c for c in verb.head.children if c.dep_ in ("aux", "auxpass")]
    return own


def tense(verb: Token) -> Tense | None:
    """Past, present or future; None where the clause does not tell."""
    helpers = auxiliaries(verb)
    if any(a.lower_ in FUTURE_CUES for a in helpers):
        return "future"
    if any(a.lower_ in MODALS for a in helpers):
        if any(a.lower_ == "have" for a in helpers):
            return "past"  # "may have sold"
        rest = [a.lower_ for a in helpers[1:]]
        ahead = helpers[0].lower_ in ("may", "might", "must", "can", "should") and rest in ([], ["be"])
        return "future" if ahead else None
    if verb.tag_ == "VBD" or any(a.tag_ == "VBD" for a in helpers):
        above = governor(verb.head) if verb.dep_ == "xcomp" else None
        return "past" if above is None else tense(above)
    if any(a.tag_ in ("VBZ", "VBP") for a in helpers):
        return "past" if any(a.lemma_ == "have" for a in helpers) else "present"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    if verb.tag_ == "VBN" and verb.dep_ != "xcomp" and not helpers:
        return "past"
    above = None if verb.dep_ == "ROOT" else governor(verb.head)
    infinitive = verb.tag_ == "VB" or any(a.lower_ == "to" for a in helpers)
    if infinitive and above is not None:
        if verb.dep_ == "xcomp" and _is_set(verb.head) and above.tag_ in ("VBZ", "VBP"):
            return "future"
        if above.lemma_ in PLANNING or above.lemma_ in PROPOSING:
            return None if above.tag_ == "VBD" and above.dep_ != "ccomp" else "future"
        if verb.dep_ in ("acl", "advcl", "relcl"):
            return None
        return tense(above)
    if verb.tag_ == "VBG" and above is not None:
        return tense(above)
    return None


def _is_set(word: Token) -> bool:
    """Whether an infinitive after `word` is what is to come: "are to be sentenced", "is due to be played"."""
    return word.lemma_ == "be" or (word.dep_ == "acomp" and word.lemma_ in PLANNING)
