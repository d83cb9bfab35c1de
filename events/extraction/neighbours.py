"""What stands right beside a date and is dated by it: "said on Monday", "the 2014 annexation", "a week of talks"."""

from spacy.tokens import Span, Token

from events.extraction.clauses import SUBJECTS, ancestors, child, is_noun, is_verb
from events.extraction.happenings import is_communication, is_event
from events.extraction.lexicon import MOVING, RECALLING, SAYING
from events.extraction.nouns import words

ATTRIBUTIVE = frozenset(("poss", "compound", "nmod", "amod", "nummod", "det"))
TIMES = words("weekend holiday season week night morning afternoon evening period term day")
"""Nouns of time that the name of a day may stand before: "Memorial Day weekend"."""
_ABOUT = words("of for from against about without")


def beside(span: Span, phrase: Span) -> Token | None:
    """The verb or the event right before the date: "said on Monday", "after talks in May"."""
    first, sentence = min(phrase.start, span.start), span.root.sent
    if first <= sentence.start:
        return None
    before = _left_of(span.doc[first - 1], sentence)
    if before.dep_ == "dobj" and before.head.lemma_ in RECALLING and before.head.i < before.i:
        return before  # "described heavy shelling on Monday"
    if is_verb(before) and (before.tag_ != "VBG" or before.lemma_ in SAYING):
        return before
    if (
        (is_event(before) or is_communication(before))
        and before.dep_ == "pobj"
        and before.head.lower_ not in _ABOUT
        and before.head.dep_ != "agent"
        and not (before.head.lower_ == "by" and child(before, "nummod") is not None)
        and not is_goal(before)
    ):
        return before
    if (
        before.pos_ == "ADJ"
        and before.i > sentence.start
        and is_noun(before.head)
        and before.head.i < before.i
    ):
        aside = before.nbor(-1).text == "," or (
            before.left_edge.i > 0 and before.left_edge.nbor(-1).text == ","
        )
        return before if aside else None  # "the school, full since 2011,"
    return _told(before, span)


def reduced(span: Span, phrase: Span) -> Token | None:
    """The participle of a subject whose date ends right before the main verb: "a law passed by them in May bars it"."""
    first, end, sentence = min(phrase.start, span.start), max(phrase.end, span.end), span.root.sent
    after = span.doc[end] if end < sentence.end else None
    verb = after.head if after is not None and after.dep_ in ("aux", "auxpass", "neg") else after
    if verb is None or not is_verb(verb) or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    about = child(verb, "nsubj", "nsubjpass")
    if about is None or about.i > first:
        return None
    clause = next((c for c in about.children if c.dep_ == "acl" and about.i < c.i < first), None)
    if clause is not None and any(above.i == clause.i for above in ancestors(span.root)):
        return None
    between = span.doc[clause.i : first] if clause is not None and clause.tag_ in ("VBN", "VBD") else None
    return None if between is None or any(t.is_punct for t in between) else clause


def filling(span: Span) -> Token | None:
    """The event that fills the time: "two weeks of fighting"."""
    of = span.doc[span.end] if span.end < span.root.sent.end else None
    filled = child(of, "pobj") if of is not None and of.lower_ == "of" else None
    return filled if filled is not None and is_event(filled) else None


def qualified(span: Span) -> Token | None:
    """The noun that the date belongs to: "the 2014 annexation", "Tuesday's talks"."""
    root = span.root
    if root.head.dep_ in SUBJECTS and span.start and span.doc[span.start - 1].dep_ == "prep":
        return None  # "in 2014 Russia annexed": what a preposition governs is no subject
    if root.head.lemma_.lower() in TIMES:
        return None  # "Memorial Day weekend"
    if root.dep_ in ATTRIBUTIVE and is_noun(root.head) and _stands_before(span, root.head):
        return root.head
    return None


def _stands_before(span: Span, noun: Token) -> bool:
    """Whether the date is part of the noun phrase: "the 2014 annexation", not "on Sunday the president"."""
    between = span.doc[span.end : noun.i] if noun.i >= span.end else None
    if between is None or any(t.pos_ in ("DET", "PUNCT", "PRON") and t.text != "-" for t in between):
        return False
    preposition = span.start > span.root.sent.start and span.doc[span.start - 1].pos_ == "ADP"
    return not (preposition and any(t.tag_ in ("VBN", "VBD") for t in between))


def _left_of(before: Token, sentence: Span) -> Token:
    """The word before the date; the verb, where that is its particle: "fell through on Friday"."""
    if before.dep_ in ("prt", "advmod") and before.i > sentence.start and before.head.i == before.i - 1:
        return before.head
    return before


def _told(before: Token, span: Span) -> Token | None:
    """The saying verb of "told reporters on Tuesday that …"."""
    if not is_noun(before) or span.end >= span.doc[span.start].sent.end:
        return None
    verb = before.head if before.dep_ in ("dobj", "dative") else None
    after = span.doc[span.end].lower_
    return (
        verb
        if verb is not None and verb.lemma_ in SAYING and after in ("that", "he", "she", "they", "it")
        else None
    )


def is_goal(noun: Token) -> bool:
    """Whether somebody comes to it: "returned to training in May", "went to trial in June"."""
    to = noun.head
    return noun.dep_ == "pobj" and to.lower_ == "to" and is_verb(to.head) and to.head.lemma_ in MOVING
