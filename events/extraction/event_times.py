"""Which time expression dates each of given events: what corpora with marked events ask (MEANTIME)."""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from events.extraction.dating import Placed, dated
from events.extraction.syntax import ancestors


def event_times(
    doc: Doc, events: Sequence[tuple[int, int]], expressions: Sequence[Placed]
) -> set[tuple[int, int]]:
    """Pairs of the numbers of an event and of the expression of its sentence that dates it.

    `events` are ranges of code points. A happening that no event marks hands its date on to the nearest one above it
    in the parse, else to the nearest below.
    """
    heads = _heads(doc, events)
    found = set()
    for link in dated(doc, expressions):
        event = _marked(link.trigger, heads)
        if event is not None:
            found.add((event, link.expression))
    return found


def _heads(doc: Doc, events: Sequence[tuple[int, int]]) -> dict[int, int]:
    heads: dict[int, int] = {}
    for number, (start, end) in enumerate(events):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and len(span):
            heads.setdefault(span.root.i, number)
    return heads


def _marked(trigger: Token, heads: dict[int, int]) -> int | None:
    if trigger.i in heads:
        return heads[trigger.i]
    above = next((heads[t.i] for t in ancestors(trigger) if t.i in heads), None)
    below = sorted((abs(t.i - trigger.i), heads[t.i]) for t in trigger.children if t.i in heads)
    if below:
        return below[0][1]
    return above
