"""Those whom an article calls by what they are: "two people", "the jurors", "a leaked memo"."""

from spacy.tokens import Span, Token

from events.extraction.cast import Actor, Cast, Mention
from events.extraction.clauses import is_noun
from events.extraction.countries import by_demonym
from events.extraction.name import is_demonym
from events.extraction.nouns import GROUPS, PLAIN_PEOPLE

NAME_MAX = 100

_FIRST_PERSON = frozenset(("i", "me", "my"))

_PEOPLE = (
    "ician",
    "ist",
    "holder",
    "maker",
    "worker",
    "keeper",
    "owner",
    "goer",
    "juror",
    "backer",
    "dealer",
    "seller",
    "buyer",
    "founder",
    "ranger",
)
"""Endings of nouns of people."""


def actor_of(token: Token, cast: Cast) -> Actor | None:
    """Whom the phrase of `token` names: by name where it has one, "the mayor, Ana Ruiz"."""
    actor, mention = cast.actor_at(token), cast.at(token)
    if actor is None or not (mention and mention.is_name) or (" " in actor.name and actor.kind != "person"):
        for name in token.children:
            named = cast.actor_at(name) if name.dep_ == "appos" else None
            if named is not None and (named.kind == "person" or (actor is None and _is_who(name, cast))):
                return named
    return actor


def _is_who(name: Token, cast: Cast) -> bool:
    """Whether the apposition is a name, and not but a sign in brackets: "shares (ACME)"."""
    mention = cast.at(name)
    return mention is not None and mention.is_name and name.doc[max(mention.start - 1, 0)].text != "("


def source_of(speaker: Token, cast: Cast) -> Actor | None:
    """Who says so, be it only "two people" or "an internal document"."""
    actor = actor_of(speaker, cast)
    return (
        _called(speaker, cast)
        if actor is None and is_noun(speaker) and cast.place_at(speaker) is None
        else actor
    )


def people_at(token: Token, cast: Cast) -> Actor | None:
    """Who does something, where `token` is a noun of people."""
    lemma = token.lemma_.lower()
    if token.dep_ in ("compound", "nmod"):
        return None  # "coalition talks"
    if token.tag_ in ("NN", "NNS") and (lemma in GROUPS or lemma in PLAIN_PEOPLE or lemma.endswith(_PEOPLE)):
        return _called(token, cast)
    return None


def nation_at(token: Token, cast: Cast) -> Actor | None:
    """The country whose deed an adjective tells: "a Ukrainian counteroffensive"."""
    country = by_demonym().get(token.text) if token.dep_ in ("amod", "compound", "nmod") else None
    if country is None:
        return None
    actor = Actor(country.name, "government")
    _add(token, actor, cast)
    return actor


def name_first_person(sentence: Span, speaker: Actor, cast: Cast) -> None:
    """Those who say "I" and "my" in `sentence` are `speaker`."""
    for token in sentence:
        if token.lower_ in _FIRST_PERSON and token.i not in cast.by_head:
            _add(token, speaker, cast)


def _called(noun: Token, cast: Cast) -> Actor:
    """The actor that `noun` and its adjectives name, added to `cast`."""
    words = [t for t in noun.lefts if t.dep_ in ("amod", "compound", "nummod") and not t.is_punct]
    owner = next((cast.actor_at(child) for child in noun.lefts if child.dep_ == "poss"), None)
    whose = [owner.name + "'s"] if owner is not None else []
    name = " ".join([*whose, *(plain_word(word) for word in (*words, noun))])[:NAME_MAX]
    actor = Actor(
        name, "group" if noun.tag_ == "NNS" else "other"
    )  # those of one name are one: names are unique
    _add(noun, actor, cast)
    return actor


def plain_word(token: Token) -> str:
    """The word as it stands within a sentence: without the capital that begins one."""
    begins = token.is_sent_start and token.tag_ not in ("NNP", "NNPS") and token.text[1:].islower()
    return token.lower_ if begins and not is_demonym(token) else token.text


def _add(token: Token, actor: Actor, cast: Cast) -> None:
    mention = Mention(token.i, token.i + 1, token.i, actor, is_name=False)
    cast.mentions.append(mention)
    cast.by_head[token.i] = mention
