"""A name in a text, and what its words alone tell."""

from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Token

from events.extraction.countries import by_demonym, elsewhere
from events.extraction.nouns import TITLES, words

NameKind = Literal["person", "organisation", "place", "seat", "facility"]
REGNAL = words("king queen pope prince princess emperor empress tsar sultan saint st archduke")
CLUBS_FIRST = frozenset(
    (
        *("Real", "Deportivo", "Atletico", "Atlético", "Sporting", "Inter", "Borussia", "Bayern", "Dynamo"),
        *("Dinamo", "Spartak", "Olympique", "Racing", "Athletic", "Lokomotiv", "Eintracht", "AC", "AS", "FC"),
        *("CSKA", "PSV", "RB", "Steaua", "Werder", "Hapoel", "Maccabi", "Olympiakos"),
    )
)
"""What the names of clubs begin with."""
VESSELS = frozenset(("USS", "HMS", "CSS", "RMS", "HMAS", "HMCS", "MV", "MS", "SS"))


@dataclass(slots=True)
class Name:
    """Tokens `[start, end)` of the text that are a name, with the titles before it."""

    start: int
    end: int
    head: Token
    text: str
    label: str
    titles: list[str] = field(default_factory=list)
    kind: NameKind | None = None


def title_of(token: Token) -> str:
    return token.lower_.rstrip(".")


def is_demonym(token: Token) -> bool:
    return token.text in by_demonym() or token.text in elsewhere()


def plain(word: str) -> str:
    return word.lower().rstrip(".")


def has_title(same: list[Name]) -> bool:
    return any(title in TITLES for name in same for title in name.titles)
