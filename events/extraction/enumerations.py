"""Which of the dates that are found for a happening it has: one, or all that are enumerated."""

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from events.extraction.clauses import is_verb
from events.extraction.dated import Dated, tokens_of
from events.extraction.nouns import words
from events.extraction.times.expression import TimeExpression

_JOINING = words("and or & , ;")
_COUNTING = words("first then again once later finally also both only just")
"""Between enumerated dates these say how often it happened."""
_TIES = words(
    "after before since until till when while as during despite amid following because if than that which"
)
_FIGURES = words(
    """result earning earnings profit loss sale revenue income budget forecast figure outlook guidance estimate target
    dividend account accounts output turnover spending"""
)
_FORESEEN = words("forecast outlook guidance estimate target budget prediction projection")
"""Of these a date says for when they are, and nothing of when they came to be."""
_PARTS = words("morning afternoon evening night dawn dusk noon midday midnight midafternoon")
_GAP = 12
"""What is told of the next date without a verb of its own is no longer than so many words."""


def best(doc: Doc, links: Sequence[Dated], expressions: Sequence[TimeExpression]) -> list[Dated]:
    """Each trigger with its date: the range, not its ends, else the first and what is enumerated with it."""
    kept: dict[int, list[Dated]] = {}
    for link in links:
        others = kept.setdefault(link.trigger.i, [])
        one = expressions[link.expression]
        if _covers(doc, one, _FORESEEN) or (others and _covers(doc, one)):
            continue
        first = expressions[others[0].expression] if len(others) == 1 else None
        if first is not None and (
            _covers(doc, first) or _is_part_of_day(doc, first) or _is_placed_by(doc, first, one)
        ):
            others.clear()
        two = expressions[others[-1].expression] if others else None
        if two is None or ("shared" not in (link.kind, others[0].kind) and _is_joined(doc, two, one)):
            others.append(link)
        elif one.start <= two.start and two.end <= one.end and one.end - one.start > two.end - two.start:
            others[:] = [link]
    return [link for links_kept in kept.values() for link in links_kept]


def _covers(doc: Doc, expression: TimeExpression, figures: frozenset[str] = _FIGURES) -> bool:
    """Whether the date says what a figure is of, not when: "published its results for the second quarter"."""
    phrase = tokens_of(doc, expression.phrase_start, expression.phrase_end)
    if phrase is None or phrase.start == phrase[0].sent.start or phrase[0].lower_ != "for":
        return False
    return doc[phrase.start - 1].lemma_.lower() in figures


def _is_placed_by(doc: Doc, inferred: TimeExpression, told: TimeExpression) -> bool:
    """Whether the date right behind says which it is: "on a wet Tuesday in 1986"."""
    between = doc.text[inferred.phrase_end : told.phrase_start]
    return inferred.basis == "inferred" and told.basis == "explicit" and between.isspace()


def _is_part_of_day(doc: Doc, expression: TimeExpression) -> bool:
    """Whether it says at what time of a day that another date names: "in afternoon trading on Friday"."""
    return doc.text[expression.start : expression.end].lower() in _PARTS


def _is_joined(doc: Doc, one: TimeExpression, two: TimeExpression) -> bool:
    """Whether `two` is enumerated with `one`: "in 1999 and 2004", "6 percent in May and 4 percent in June"."""
    if one.phrase_end >= two.phrase_start:
        return False
    between = tokens_of(doc, one.phrase_end, two.phrase_start)
    if between is None or not 0 < len(between) <= _GAP:
        return False
    between_words = [t for t in between if not t.is_space]
    if not between_words or between_words[0].lower_ not in _JOINING:
        return False
    if all(t.lower_ in _JOINING | _COUNTING or t.pos_ == "ADP" for t in between_words):
        return True
    return _is_alike(one, two) and not any(_opens_clause(t) for t in between_words)


def _is_alike(one: TimeExpression, two: TimeExpression) -> bool:
    """Whether both name a day, both a month, or both a year."""
    shapes = [re.sub(r"\d", "0", (e.occurred or "").partition("T")[0]).rstrip("~?") for e in (one, two)]
    return shapes[0] == shapes[1]


def _opens_clause(token: Token) -> bool:
    return (is_verb(token) and token.dep_ not in ("amod", "compound")) or token.lower_ in _TIES
