"""What the words of a date are, and what happening they are found to date."""

from dataclasses import dataclass
from typing import Literal, Protocol

from spacy.tokens import Doc, Span, Token

Kind = Literal["beside", "parsed", "noun", "fronted", "climbed", "shared", "compared"]
"""How a happening came to its date; the surer the earlier, see `confidence`."""


class Placed(Protocol):
    """A time expression, and the words around it that belong to it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def phrase_start(self) -> int: ...
    @property
    def phrase_end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Dated:
    """The happening `trigger` is dated by the expression numbered `expression`."""

    trigger: Token
    expression: int
    kind: Kind
    is_qualifying: bool = False
    """Whether the date belongs to a noun, which a preposition before both governs: "after the 2018 election"."""


def tokens_of(doc: Doc, start: int, end: int) -> Span | None:
    """The tokens that the code points `[start, end)` touch."""
    span: Span | None = doc.char_span(start, end, alignment_mode="expand")
    return span if span is not None and len(span) else None
