"""The tense around a date: whether what it dates was, is or is to come."""

from spacy.tokens import Doc, Span, Token

from events.extraction.clauses import Tense, auxiliaries, child, governor, is_noun, tense
from events.extraction.lexicon import BEGINNING, ORDERING, PLANNING, PROPOSING, SAYING, SETTING
from events.extraction.nouns import words

_AWAITED = words("due set expected scheduled slated planned")


def tense_at(doc: Doc, start: int, end: int) -> Tense | None:
    """The tense of the clause in which the code points `[start, end)` stand."""
    span = doc.char_span(start, end, alignment_mode="expand")
    verb = governor(span.root) if span else None
    if span is None or verb is None:
        return None
    return _tense_of_date(verb, span)


def _begins_later(verb: Token) -> bool:
    """Whether it begins after it was announced: "declared three days of mourning, beginning on Tuesday"."""
    if verb.tag_ != "VBG" or verb.lemma_ not in ("begin", "start", "commence"):
        return False
    above = governor(verb.head)
    return above is not None and above.lemma_ in ORDERING


def _is_awaited(verb: Token) -> bool:
    """Whether it is told of as to come: "a vote expected on Friday", "talks due to open on Friday"."""
    infinitive = verb.dep_ == "xcomp" and any(c.lower_ == "to" for c in verb.children)
    awaited = verb.head if infinitive else verb
    beside = awaited.dep_ in ("acl", "amod", "advcl", "prep")
    return beside and awaited.lower_ in _AWAITED and not auxiliaries(awaited)


def _is_condition_ahead(verb: Token) -> bool:
    """ "Threatened to strike unless an offer was made by Friday": a condition of what is to come."""
    tie = child(verb, "mark")
    if tie is None or tie.lower_ not in ("unless", "if") or verb.dep_ != "advcl":
        return False
    above = verb.head
    planned = above.dep_ == "xcomp" and above.head.lemma_ in PLANNING
    return (
        planned
        or above.lemma_ in PLANNING
        or tense(above) == "future"
        or any(a.lower_ == "would" for a in auxiliaries(above))
    )


def _tense_of_date(verb: Token, span: Span) -> Tense | None:
    """That of the clause, but the future for what is set: "opens on Friday", "is due in May", "set a vote for June"."""
    before = span.doc[max(span.start - 1, span.root.sent.start)].lower_
    if before in ("for", "to", "until") and verb.lemma_ in SETTING:
        original = any(c.lower_ in ("originally", "initially", "first", "previously") for c in verb.children)
        return "past" if original else "future"
    if _begins_later(verb) or _is_awaited(verb) or _is_condition_ahead(verb):
        return "future"
    if before == "by" and verb.lemma_ in PLANNING and tense(verb) == "past":
        return "future"  # "promised laws by January"
    if verb.lemma_ in ORDERING and before in BEGINNING:
        return "future"
    host = span.root.head.head if span.root.dep_ == "pobj" else span.root.head
    if verb.lemma_ in PROPOSING and any(
        c.lower_ == "for" and verb.i < c.i < span.start for c in verb.children
    ):
        return "future"  # "called for a march after Friday prayers"
    if verb.lemma_ in ORDERING and is_noun(host) and tense(verb) == "past":
        return None  # "announced a ban from May 1": of the ban the tense tells nothing
    above = verb.head
    if (
        verb.dep_ == "ccomp"
        and above.lemma_ in SAYING
        and tense(verb) == "present"
        and is_noun(span.root.head.head)
    ):
        return tense(above)
    return tense(verb)
