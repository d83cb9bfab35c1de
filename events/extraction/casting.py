"""Who and what an article names: actors, places, and the words that stand for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Span, Token

from events.extraction.extraction import ActorFound, LocationFound
from events.extraction.nouns import DIRECTIONS
from events.payloads import ActorKind, Coordinates, LocationKind

Gender = Literal["he", "she", ""]


@dataclass(eq=False, slots=True)
class Place:
    """Somewhere; `candidates` has what else the name may mean, best first, where that stays open."""

    name: str
    kind: LocationKind
    aliases: list[str] = field(default_factory=list)
    coordinates: tuple[float, float] | None = None
    parents: list["Place"] = field(default_factory=list)
    time_zone: str | None = None
    candidates: tuple[str, ...] = ()
    country: str = ""

    def found(self) -> LocationFound:
        where = self.coordinates
        return LocationFound(
            name=self.name,
            kind=self.kind,
            aliases=distinct(self.aliases, self.name),
            coordinates=Coordinates(latitude=where[0], longitude=where[1]) if where else None,
            parents=tuple(dict.fromkeys(parent.name for parent in self.parents if parent is not self)),
            time_zone=self.time_zone,
            candidates=self.candidates,
        )


@dataclass(eq=False, slots=True)
class Actor:
    """Somebody. `country` is the code of the country they belong to, `roles` the lower-case nouns used for them."""

    name: str
    kind: ActorKind
    aliases: list[str] = field(default_factory=list)
    country: str = ""
    gender: Gender = ""
    roles: set[str] = field(default_factory=set)
    is_plural: bool = False

    @property
    def is_of_some_name(self) -> bool:
        """Whether the words that it is called by hold a name that tells one from all others: "Russian troops".

        A person is told by nobody else's name: "a Derby man" is not the one of another article.
        """
        telling = (word for word in self.name.split() if word.lower() not in DIRECTIONS)
        return self.kind != "person" and any(letter.isupper() for word in telling for letter in word)

    def found(self, *, is_named: bool) -> ActorFound:
        return ActorFound(
            name=self.name, kind=self.kind, aliases=distinct(self.aliases, self.name), is_named=is_named
        )


@dataclass(eq=False, slots=True)
class Mention:
    """Tokens `[start, end)` with syntactic head `head` that stand for `referent`, and for `also` ("they": several)."""

    start: int
    end: int
    head: int
    referent: Actor | Place
    also: tuple[Actor, ...] = ()
    is_name: bool = True


@dataclass(slots=True)
class Cast:
    """All mentions of an article in the order of the text, by the token that heads them."""

    mentions: list[Mention]
    by_head: dict[int, Mention]

    def at(self, token: Token) -> Mention | None:
        """The mention that `token` heads."""
        return self.by_head.get(token.i)

    def actor_at(self, token: Token) -> Actor | None:
        """The actor that the phrase headed by `token` stands for, pronouns included."""
        mention = self.at(token)
        return mention.referent if mention and isinstance(mention.referent, Actor) else None

    def actors_at(self, token: Token) -> tuple[Actor, ...]:
        """As `actor_at`, but all of those that "they" stands for; not what is joined by "and"."""
        actor = self.actor_at(token)
        return (actor, *self.by_head[token.i].also) if actor else ()

    def place_at(self, token: Token) -> Place | None:
        """The place that the phrase headed by `token` stands for."""
        mention = self.at(token)
        return mention.referent if mention and isinstance(mention.referent, Place) else None

    def within(self, span: Span) -> list[Mention]:
        """The mentions whose head is in `span`."""
        return [mention for mention in self.mentions if span.start <= mention.head < span.end]

    @property
    def actors(self) -> list[Actor]:
        """All that mentions stand for, each once, in the order of the text."""
        stood_for = (each for m in self.mentions for each in (m.referent, *m.also))
        return list(dict.fromkeys(each for each in stood_for if isinstance(each, Actor)))

    @property
    def named(self) -> set[Actor]:
        """The actors that have a name, or that are called by words with one."""
        called = {m.referent for m in self.mentions if m.is_name and isinstance(m.referent, Actor)}
        return called | {actor for actor in self.actors if actor.is_of_some_name}

    @property
    def places(self) -> list[Place]:
        return list(dict.fromkeys(m.referent for m in self.mentions if isinstance(m.referent, Place)))


def distinct(names: Iterable[str], but: str) -> tuple[str, ...]:
    """`names` once each, without `but`."""
    return tuple(name for name in dict.fromkeys(names) if name and name != but)
