"""Dates that tell of a figure or a comparison, not of what happened: "the worst since 1987", "up from 7% in 2005"."""

from spacy.tokens import Span, Token

from events.extraction.clauses import child, is_noun, is_verb
from events.extraction.lexicon import SETTING
from events.extraction.nouns import words

_WINDOWS = words("since in for of over")
_SUPERLATIVES = frozenset(("JJS", "RBS"))
_ONCE = words("first second third fourth fifth sixth seventh only worst best last")
_CALENDAR = words("day week weekend fortnight month quarter half hour minute night morning evening")
_MEASURES = words("% percent cents points pounds dollars euros $ £ € a share only just about")


def compared(span: Span, phrase: Span) -> Token | None:
    """The noun that is the best or the first of a time: "its worst fall since 1987" was not in 1987."""
    first = min(phrase.start, span.start)
    preposition = span.doc[first] if first < span.start else span.doc[max(first - 1, 0)]
    if preposition.lower_ not in _WINDOWS or preposition.i <= span.root.sent.start:
        return None
    before = preposition.nbor(-1)
    if before.is_punct or (is_verb(before) and (before.lemma_ in SETTING or preposition.lower_ != "since")):
        return None  # "first set for May", "the oldest man, born in 1896", "her last visit, in 2008"
    noun = before if is_noun(before) else before.head
    if before.tag_ in _SUPERLATIVES:
        return before
    if not is_noun(noun) or noun.i > before.i:
        return None
    if noun.lemma_.lower() in _CALENDAR and preposition.lower_ != "since":
        return None  # "in the first week of March"
    article = child(noun, "det")
    if article is not None and article.lower_ in ("a", "an"):
        return None  # "a second inquiry in May": one more, and then
    superlative = any(
        c.tag_ in _SUPERLATIVES or c.lower_ in _ONCE
        for c in noun.subtree
        if c.i <= before.i and c.i > before.i - 6
    )
    return noun if superlative else None


def is_of_other_figure(first: int, sentence: Span) -> bool:
    """Whether the date right before `first` is that of a figure something is held against: "up from 7% in 2005"."""
    at = first - 1
    while at > sentence.start and (
        sentence.doc[at].pos_ in ("NUM", "SYM") or sentence.doc[at].lower_ in _MEASURES
    ):
        at -= 1
    return at < first - 1 and sentence.doc[at].lower_ in ("from", "than", "against", "versus")


def is_bracketed(span: Span) -> bool:
    """Whether the date stands alone in brackets after a noun: "her first novel (1987)"."""
    first, end, sentence = span.start, span.end, span.root.sent
    if first < sentence.start + 2 or end >= sentence.end:
        return False
    return span.doc[first - 1].text == "(" and span.doc[end].text == ")" and is_noun(span.doc[first - 2])
