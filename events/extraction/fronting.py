"""Dates that open their clause, and the verb of that clause: "on Sunday the president opened the museum"."""

from spacy.tokens import Span, Token

from events.extraction.clauses import SUBJECTS, is_verb

_NUMBERS = frozenset(("nummod", "compound", "npadvmod"))


def is_fronted(span: Span, phrase: Span) -> bool:
    """Whether the date opens its clause: at the start of the sentence, after a semicolon or ", and"."""
    first, start = min(phrase.start, span.start), span.root.sent.start
    before = list(span.doc[start:first])
    if (
        all(t.is_punct or t.is_space or t.pos_ in ("CCONJ", "ADV", "ADP", "SCONJ") for t in before)
        and len(before) < 4
    ):
        return True
    if before[-1].text in (";", ":"):
        return True
    return (
        len(before) > 2
        and before[-1].pos_ == "CCONJ"
        and before[-2].text in (",", ";")
        and main_verb(span.root.sent, max(span.end, phrase.end)) is not None
    )


def main_verb(sentence: Span, after: int) -> Token | None:
    """The verb of the first clause of its own that begins after the token `after`, before a semicolon.

    The content counts, not the saying, where "police said" only follows it.
    """
    for token in sentence.doc[after : sentence.end]:
        if token.text == ";":
            return None
        if (
            token.dep_ in SUBJECTS
            and token.head.i > token.i
            and is_verb(token.head)
            and all(t.left_edge.i >= after or t.dep_ in _NUMBERS for t in token.lefts)
        ):
            verb = token.head
            slipped = verb.dep_ == "relcl" and sentence.start <= verb.head.i < after <= verb.left_edge.i
            if (slipped or verb.dep_ not in ("relcl", "acl", "advcl", "csubj")) and not (
                verb.dep_ == "ccomp" and verb.head.i < verb.i
            ):
                return verb
        elif (
            token.dep_ in SUBJECTS
            and token.head.i < token.i
            and token.head.i >= after
            and is_verb(token.head)
        ):
            return token.head if token.head.dep_ in ("ROOT", "conj") else None
    return sentence.root if is_verb(sentence.root) and sentence.root.i >= after else None
