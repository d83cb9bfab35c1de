"""Sentences with their dates in square brackets, for tests: "She resigned [on Monday]."."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from events.extraction.dating import dated
from events.extraction.mending import mend
from events.extraction.parsing import parse

PREPOSITIONS = re.compile(
    r"(?:(?:on|in|at|by|for|since|until|during|from|after|before|late|early) )*(?:the )?", re.I
)


@dataclass(frozen=True)
class Marked:
    """A date between brackets: with the preposition it is the phrase."""

    start: int
    end: int
    phrase_start: int
    phrase_end: int


def marked(sentence: str) -> tuple[str, list[Marked]]:
    """The sentence without brackets, and where they stood."""
    text, dates = "", []
    for piece in re.split(r"(\[[^\]]*\])", sentence):
        if piece.startswith("["):
            phrase = piece[1:-1]
            preposition = PREPOSITIONS.match(phrase)
            skipped = preposition.end() if preposition and preposition.end() < len(phrase) else 0
            start = len(text)
            dates.append(Marked(start + skipped, start + len(phrase), start, start + len(phrase)))
            text += phrase
        else:
            text += piece
    return text, dates


def read(text: str) -> Doc:
    doc = parse(text)
    mend(doc)
    return doc


def triggers(sentence: str) -> list[list[str]]:
    """The happenings that each marked date of `sentence` dates, in their order."""
    text, dates = marked(sentence)
    links = [link for link in dated(read(text), dates) if link.kind != "compared"]
    return [
        [
            link.trigger.text
            for link in sorted(links, key=lambda link: link.trigger.i)
            if link.expression == number
        ]
        for number in range(len(dates))
    ]
