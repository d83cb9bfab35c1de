"""Dates told by an event: "on the eve of Tuesday's talks", "nine days before the fire"."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from operator import attrgetter

from spacy.tokens import Doc, Token

from events.extraction.clauses import is_noun
from events.extraction.dated import tokens_of
from events.extraction.dating import dated
from events.extraction.times.expression import TimeExpression

_NEAR = 8
"""The event stands within so many words after the expression."""


def settled(doc: Doc, expressions: Sequence[TimeExpression]) -> list[TimeExpression]:
    """`expressions` with the dates of those that hang on an event, where the article tells its day."""
    if all(expression.offset is None for expression in expressions):
        return list(expressions)
    days = _days_of_events(doc, expressions)
    ordered = sorted(expressions, key=attrgetter("start"))
    return [_settled(doc, e, ordered, days) if e.offset is not None else e for e in expressions]


def _settled(
    doc: Doc, expression: TimeExpression, others: Sequence[TimeExpression], days: dict[str, str]
) -> TimeExpression:
    span = tokens_of(doc, expression.start, expression.end)
    if span is None:
        return expression
    event = next(
        (
            t
            for t in doc[span.end : min(span.end + _NEAR, span.root.sent.end)]
            if is_noun(t) and t.dep_ not in ("poss", "compound")
        ),
        None,
    )
    if event is None or expression.offset is None:
        return expression
    first = bisect_left(others, expression.end, key=attrgetter("start"))
    between = takewhile(lambda other: other.start < event.idx, others[first : first + _NEAR])
    beside = next((other for other in between if other.offset is None and _day(other.edtf)), None)
    known = beside.edtf if beside is not None else days.get(event.lemma_.lower())
    if known is None:
        return expression
    try:
        told = (date.fromisoformat(known) + timedelta(days=expression.offset)).isoformat()
    except OverflowError:
        return expression
    end = event.idx + len(event.text)
    return replace(
        expression, edtf=told, occurred=told, phrase_end=end, basis="explicit" if beside else "inferred"
    )


def _days_of_events(doc: Doc, expressions: Sequence[TimeExpression]) -> dict[str, str]:
    """The days of the nouns that a date dates, or whose verb it does: the first that the article tells."""
    days: dict[str, str] = {}
    for link in dated(doc, expressions):
        day = _day(expressions[link.expression].edtf)
        if day is not None:
            for noun in _nouns(link.trigger):
                days.setdefault(noun.lemma_.lower(), day)
    return days


def _nouns(trigger: Token) -> list[Token]:
    if is_noun(trigger):
        return [trigger]
    return [
        c for c in trigger.children if c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.tag_ in ("NN", "NNS")
    ]


def _day(edtf: str | None) -> str | None:
    return edtf if edtf is not None and len(edtf) == 10 and edtf.replace("-", "").isdigit() else None
