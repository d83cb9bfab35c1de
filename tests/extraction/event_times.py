"""Which time expression dates each of given events: what corpora with marked events ask (MEANTIME). For scores only."""

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from events.extraction.clauses import ancestors, child
from events.extraction.dated import Dated, Kind, Placed, tokens_of
from events.extraction.figures import compared
from events.extraction.fronting import is_fronted
from events.extraction.neighbours import beside, filling, qualified
from events.extraction.sharing import owners, sharing


def event_times(
    doc: Doc, events: Sequence[tuple[int, int]], expressions: Sequence[Placed]
) -> set[tuple[int, int]]:
    """Pairs of the numbers of an event and of the expression of its sentence that dates it.

    `events` are ranges of code points, `doc` is parsed and mended. The nearest event above a date in the
    parse has it, but for what stands beside it, windows of comparison and dates of things; headings have none.
    """
    heads = _heads(doc, events)
    spans = [tokens_of(doc, expression.start, expression.end) for expression in expressions]
    found: dict[tuple[int, int], Dated] = {}
    for number, (span, expression) in enumerate(zip(spans, expressions, strict=True)):
        if span is None or _is_heading(span.sent):
            continue
        phrase = tokens_of(doc, expression.phrase_start, expression.phrase_end) or span
        event = _event(span, phrase, heads)
        if event is not None:
            kind: Kind = "fronted" if is_fronted(span, phrase) else "parsed"
            found[heads[event.i], number] = Dated(event, number, kind)
    owned = owners(spans)
    taken = {link.trigger.i for link in found.values()}
    for (_, number), link in list(found.items()):
        if link.kind == "fronted":
            found |= {(heads[t.i], number): link for t in sharing(link, spans, taken, owned) if t.i in heads}
    return set(found)


def _heads(doc: Doc, events: Sequence[tuple[int, int]]) -> dict[int, int]:
    heads: dict[int, int] = {}
    shortest_first = sorted(enumerate(events), key=lambda one: one[1][1] - one[1][0])
    for number, (start, end) in shortest_first:
        span = tokens_of(doc, start, end)
        if span is not None:
            heads.setdefault(span.root.i, number)
    return heads


def _is_heading(sentence: Span) -> bool:
    return sentence.text.strip()[-1:].isalnum()


def _event(span: Span, phrase: Span, heads: Mapping[int, int]) -> Token | None:
    """The marked event that the date modifies."""
    noun = compared(span, phrase)
    if noun is not None:
        since = phrase[0].lower_ == "since"
        return noun if noun.i in heads else _above(noun, heads) if since else None
    noun = _filled(span, heads) or qualified(span)
    if noun is not None:
        return noun if noun.i in heads else None
    near = beside(span, phrase)
    if near is not None and near.i in heads:
        return near
    tie = span.doc[span.end] if span.end < span.root.sent.end else None
    if tie is not None and tie.lower_ in ("after", "before") and tie.dep_ == "mark" and tie.head.i in heads:
        return tie.head
    return _above(span.root, heads)


def _above(token: Token, heads: Mapping[int, int]) -> Token | None:
    """The nearest marked event above `token`; "at the close of trading" is a time."""
    return next((t for t in ancestors(token) if t.i in heads and not _is_time(t)), None)


def _is_time(noun: Token) -> bool:
    return (
        noun.lemma_ in ("close", "end", "opening", "start")
        and noun.dep_ == "pobj"
        and noun.head.lower_ in ("at", "by")
    )


def _filled(span: Span, heads: Mapping[int, int]) -> Token | None:
    """What the time is full of: "two quarters of growth"."""
    of = span.doc[span.end] if span.end < span.root.sent.end else None
    filled = child(of, "pobj") if of is not None and of.lower_ == "of" else None
    return filled if filled is not None and filled.i in heads else filling(span)
