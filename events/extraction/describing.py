"""The mentions of an article while they are being found."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc, Token

from events.extraction.casting import Actor, Mention, Place
from events.extraction.gazetteer import Gazetteer
from events.extraction.sayings import Sayings
from events.extraction.whereabouts import Whereabouts


@dataclass
class Describing:
    """The mentions of an article so far, in order of the text, and what each noun is governed by."""

    doc: Doc
    whereabouts: Whereabouts
    gazetteer: Gazetteer
    by_head: dict[int, Mention] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    described: dict[str, Actor] = field(default_factory=dict)

    @cached_property
    def _sayings(self) -> Sayings:
        return Sayings(self.doc)

    @cached_property
    def _named(self) -> Counter[Actor | Place]:
        return Counter(mention.referent for mention in self.by_head.values() if mention.is_name)

    def times_named(self, referent: Actor | Place) -> int:
        """How often the article names `referent`; asked for when all names are known."""
        return self._named[referent]

    def is_quoted(self, token: Token) -> bool:
        return token.i in self._sayings.quoted

    def speaker_around(self, token: Token) -> Actor | Place | None:
        """Whose words those of the quotation are that `token` stands in."""
        if token.i not in self._sayings.quoted:
            return None
        saying = self._sayings.of(token.head)
        speaker = self.by_head.get(saying.speaker.i) if saying is not None and saying.speaker else None
        return speaker.referent if speaker else None

    def earlier(self, token: Token, *, back: int = 10_000) -> list[Mention]:
        """Mentions before `token`, nearest first."""
        before = range(token.i - 1, max(token.i - back, 0) - 1, -1)
        return [self.by_head[i] for i in before if i in self.by_head]

    def add(self, token: Token, referent: Actor | Place, *, also: tuple[Actor, ...] = ()) -> None:
        start = token.left_edge.i
        self.by_head[token.i] = Mention(start, token.i + 1, token.i, referent, also, is_name=False)
