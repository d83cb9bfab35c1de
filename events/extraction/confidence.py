"""How sure a fact is, from how its date was found and how plain its words are."""

from spacy.tokens import Token

from events.extraction.clauses import is_verb
from events.extraction.dated import Kind
from events.payloads import Occurred

REVIEW_BELOW = 0.6

_BY_LINK: dict[Kind, float] = {
    "beside": 0.95,
    "fronted": 0.9,
    "parsed": 0.85,
    "noun": 0.8,
    "climbed": 0.7,
    "shared": 0.8,
    "compared": 0.3,
}


def confidence(trigger: Token, at: int, kind: Kind, occurred: Occurred, is_ambiguous: bool) -> float:
    """From 0 to 1: the share of facts like this one that annotators would also have found."""
    value = _BY_LINK[kind]
    value -= 0.1 if occurred.basis != "explicit" else 0.0
    value -= 0.05 if abs(trigger.i - at) > 12 else 0.0
    value -= 0.1 if is_ambiguous else 0.0
    value -= 0.1 if is_verb(trigger) and trigger.lemma_ in ("be", "have") else 0.0
    return round(min(max(value, 0.05), 0.99), 2)


def needs_review(sure: float, occurred: Occurred, is_ambiguous: bool) -> bool:
    """Whether somebody should look at it: its date is concluded or in doubt, its place open, or little is sure."""
    is_in_doubt = occurred.basis != "explicit" or "?" in occurred.edtf
    return sure < REVIEW_BELOW or is_in_doubt or is_ambiguous
