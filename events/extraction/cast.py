"""Who and where an article speaks of: every mention resolved to one actor or one place."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from events.extraction.casting import Actor, Cast, Mention, Place
from events.extraction.coreference import (
    HE,
    IT,
    PARTS,
    THEY,
    is_one_national,
    resolve,
    resolve_national,
    resolve_set,
    resolve_there,
)
from events.extraction.countries import SEATS, Country, by_demonym, by_name, countries
from events.extraction.describing import Describing
from events.extraction.descriptions import describe
from events.extraction.extraction import Article
from events.extraction.gazetteer import Gazetteer, folded
from events.extraction.name import Name
from events.extraction.naming import names
from events.extraction.nouns import CITIES, DISTRICTS, PAIR, REGIONS, words
from events.extraction.people import gender_of, organisations, persons
from events.extraction.placing import is_dateline, kind_before
from events.extraction.surroundings import directed
from events.extraction.syntax import PLAYING, acts, governor, is_located
from events.extraction.whereabouts import Whereabouts, named_countries

__all__ = ["Actor", "Cast", "Mention", "Place", "cast"]

RULERS = words("president premier minister chancellor king queen dictator emperor")
LEAD = 9
"""So many sentences at most, headline and byline counted, are those that an article begins with."""
RELATIVES = frozenset(("who", "whom", "whose", "which", "that"))


def cast(doc: Doc, article: Article, gazetteer: Gazetteer) -> Cast:
    """The mentions of `doc`, which is `article` parsed, in order of the text.

    Names are found and told apart first, then what goes back to them: nouns and pronouns.
    """
    found = names(doc, gazetteer)
    where = Whereabouts(gazetteer, named_countries(doc, found, gazetteer))
    seen = Describing(doc, where, gazetteer)
    for name in found:
        if name.kind == "place":
            _learn_place(name, seen)
    people = persons(name for name in found if name.kind == "person")
    bodies = organisations(name for name in found if name.kind in ("organisation", "facility"))
    governments: dict[str, Actor] = {}
    for name in found:
        _add_name(name, seen, people, bodies, governments)
    _learn_roles(found, people, seen)
    _learn_countries(seen)
    for token in doc:
        if token.i in seen.by_head or token.i in seen.covered:
            continue
        if token.lower_ in HE or token.lower_ in IT or token.lower_ in THEY or token.lower_ in RELATIVES:
            resolve(token, seen)
        elif token.lower_ in PAIR:
            resolve_set(token, seen)
        elif token.lower_ in ("there", "here"):
            resolve_there(token, seen)
        elif is_one_national(token):
            resolve_national(token, seen)
        elif token.pos_ in ("NOUN", "PROPN", "ADJ"):
            describe(token, seen)
    for token in doc:
        if token.lower_ in PARTS - PAIR and (
            token.i not in seen.by_head or not seen.by_head[token.i].is_name
        ):
            resolve_set(token, seen)
    _identify_later(seen)
    _call_apart(seen)
    ordered = dict.fromkeys(seen.by_head[i] for i in sorted(seen.by_head))
    return Cast(list(ordered), seen.by_head)


def _learn_place(name: Name, seen: Describing) -> None:
    """What one mention of a place tells of all: where it lies; from where it is reported is at least a town."""
    key = folded(name.text)
    if within := _within(name, seen):
        seen.whereabouts.within.setdefault(key, within)
    if not seen.gazetteer.senses(name.text) and is_dateline(seen.doc, name.start, name.end):
        seen.whereabouts.towns.add(key)


def _add_name(
    name: Name,
    seen: Describing,
    people: dict[int, Actor],
    bodies: dict[int, Actor],
    governments: dict[str, Actor],
) -> None:
    referent: Actor | Place
    if (
        name.text in by_demonym()
        and name.head.dep_ in ("compound", "amod", "nmod")
        and not _is_place_noun(name.head.head)
    ):
        return  # "U.S." of "U.S. officials" is an adjective
    if name.kind == "person":
        referent = people[name.start]
    elif name.kind == "seat":
        referent = _seat(name, seen, governments)
    elif name.kind == "place" or (name.kind == "facility" and is_located(name.head)):
        referent = _place_or_people(name, seen, governments)
    else:
        referent = bodies[name.start]
        _name_country(name, referent, seen)
    end = name.end
    head = name.head
    if isinstance(referent, Place) and head.i == name.end - 1 and _region_noun(name) is not None:
        head = _region_noun(name) or head
        end = head.i + 1
        seen.covered.add(name.head.i)
    mention = Mention(name.start, end, head.i, referent)
    seen.by_head[head.i] = mention
    seen.by_head.setdefault(name.head.i, mention)
    seen.covered.update(range(name.start, end))


def _name_country(name: Name, body: Actor, seen: Describing) -> None:
    """ "Ukraine's Defense Ministry": whose it is belongs to its name where that is a body of state."""
    owner = next(
        (child for child in name.head.lefts if child.text in by_name() and child.dep_ == "poss"), None
    )
    if (
        owner is None
        and name.start > 1
        and seen.doc[name.start - 1].lower_ == "'s"
        and seen.doc[name.start - 2].text in by_name()
    ):
        owner = seen.doc[name.start - 2]
    adjective = next(
        (child for child in name.head.lefts if child.text in by_demonym() and child.i < name.start), None
    )
    country = (
        by_name()[owner.text]
        if owner is not None
        else by_demonym()[adjective.text]
        if adjective is not None
        else None
    )
    if country is None or body.country or body.kind in ("company", "media"):
        return
    body.country = country.code
    if body.kind in ("government", "armed-force") or owner is not None:
        body.aliases.append(body.name)
        body.name = f"{owner.text}'s {body.name}" if owner is not None else f"{country.adjective} {body.name}"


def _seat(name: Name, seen: Describing, governments: dict[str, Actor]) -> Actor | Place:
    if is_located(name.head) and governor(name.head).head.lower_ in (
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "into",
        "around",
    ):
        return seen.whereabouts.place(name.text, noun="palace")
    code = SEATS[name.text]
    if name.text not in governments:
        governments[name.text] = Actor(name.text, "government", ["the " + name.text], code)
    return governments[name.text]


def _place_or_people(name: Name, seen: Describing, governments: dict[str, Actor]) -> Actor | Place:
    country = by_name().get(name.text)
    if country is not None and seen.whereabouts.place(name.text, _within(name, seen)).kind != "country":
        country = None  # "Georgia" in the United States
    governed = seen.gazetteer.capital_of(name.text) if country is None else None
    noun = _region_noun(name)
    if noun is None and acts(name.head, is_country=country is not None, governs=governed is not None):
        if country is not None:
            return _country(country, name.text, governments)
        subject = governor(name.head)
        plays = subject.head.lemma_ in PLAYING and subject.dep_ == "nsubj"
        if governed is not None and not plays:
            return _government(name.text, governed, governments)
        if plays or subject.dep_ in ("nsubj", "dobj"):
            return governments.setdefault(name.text + " (those of)", Actor(name.text, "organisation"))
    place = seen.whereabouts.place(
        name.text,
        _within(name, seen),
        noun.lower_ if noun is not None else kind_before(name.head),
    )
    direction = directed(name)
    if direction and place.kind in ("country", "region", "continent") and noun is None:
        return seen.whereabouts.part(direction, place)
    return place


def _country(country: Country, text: str, governments: dict[str, Actor]) -> Actor:
    actor = governments.setdefault(country.name, Actor(country.name, "government", [], country.code))
    if text not in actor.aliases:
        actor.aliases.append(text)
    return actor


def _government(city: str, country: Country, governments: dict[str, Actor]) -> Actor:
    name = f"{city} ({country.adjective} government)"
    aliases = [city, f"{country.adjective} government", f"government of {country.name}"]
    return governments.setdefault(name, Actor(name, "government", aliases, country.code))


def _region_noun(name: Name) -> Token | None:
    """The noun after a name that says what place it is: "region" of "Donetsk region"."""
    doc = name.head.doc
    if name.end >= len(doc):
        return None
    noun = doc[name.end]
    is_noun = noun.lower_ in REGIONS | DISTRICTS or (
        noun.lower_ in ("city", "airport", "river") and noun.pos_ == "NOUN"
    )
    return noun if is_noun and noun.tag_ in ("NN", "NNP") else None


def _within(name: Name, seen: Describing) -> str:
    """What follows the name after a comma: "Texas" of "Paris, Texas"; or whose it is: "Ukraine's Pokrovsk"."""
    doc = name.head.doc
    after = doc[name.end : name.end + 4]
    if len(after) > 1 and after[0].text == "," and after[1].text[:1].isupper():
        for length in (3, 2, 1):
            text = after[1 : 1 + length].text
            senses = seen.gazetteer.senses(text) if len(after) > length else []
            if any(sense.kind in ("country", "region") for sense in senses):
                return text
    for child in name.head.lefts:
        if child.dep_ == "poss" and child.text in by_name():
            return child.text
    for preposition in name.head.rights:
        for child in preposition.children if preposition.lower_ == "in" else ():
            if child.dep_ == "pobj" and child.pos_ == "PROPN":
                return doc[child.left_edge.i : child.i + 1].text
    return ""


def _is_place_noun(token: Token) -> bool:
    return token.lower_ in CITIES | REGIONS | DISTRICTS


def _learn_roles(found: list[Name], people: dict[int, Actor], seen: Describing) -> None:
    """What stands before a person's name tells role, gender and country: "Ukrainian President X", "U.S. envoy X"."""
    for name in found:
        if name.kind != "person":
            continue
        actor = people[name.start]
        for token in seen.doc[max(name.start - 6, 0) : name.start]:
            if token.head.i not in range(name.start, name.end) and token.head.head.i not in range(
                name.start, name.end
            ):
                continue
            country = by_demonym().get(token.text) or by_name().get(token.text)
            seat = SEATS.get(token.text)
            if country or seat:
                actor.country = actor.country or (country.code if country else seat or "")
        actor.gender = actor.gender or gender_of(actor.roles)


def _learn_countries(seen: Describing) -> None:
    """A head of state without a country before the title is of the government named beside them oftenest."""
    beside: dict[Actor, Counter[str]] = {}
    for sentence in seen.doc.sents:
        here = [m.referent for i, m in seen.by_head.items() if sentence.start <= i < sentence.end]
        ruling = [
            a.country
            for a in here
            if isinstance(a, Actor) and a.kind == "government" and a.name not in by_name()
        ]
        for actor in here:
            if isinstance(actor, Actor) and actor.roles & RULERS and not actor.country:
                beside.setdefault(actor, Counter()).update(ruling)
    for actor, counted in beside.items():
        ranked = [*counted.most_common(2), ("", 0)]
        if ranked[0][1] >= 2 and ranked[0][1] > ranked[1][1]:
            actor.country = ranked[0][0]


def _identify_later(seen: Describing) -> None:
    """ "A fire chief was convicted … Ann Ash, 47, …": news leads name whom they are about only in the next sentence."""
    sentences = [sentence for sentence in seen.doc.sents if sentence.text.strip()][:LEAD]
    for sentence, following in pairwise(sentences):
        described, named = _subject(sentence, seen), _subject(following, seen)
        if described is None or named is None or described.is_name or not named.is_name:
            continue
        someone, person = described.referent, named.referent
        if (
            isinstance(someone, Actor)
            and isinstance(person, Actor)
            and someone.kind == person.kind == "person"
            and " " in person.name
            and not (someone.gender and person.gender and someone.gender != person.gender)
            and any(child.lower_ in ("a", "an") for child in seen.doc[described.head].children)
            and not any(
                m.is_name
                and m.head < sentence.end
                and isinstance(m.referent, Actor)
                and m.referent.kind == "person"
                for m in seen.by_head.values()
                if m.head >= sentence.start or m.referent is person
            )
        ):
            person.roles |= someone.roles
            for mention in seen.by_head.values():
                if mention.referent is someone:
                    mention.referent = person
            return


def _subject(sentence: Span, seen: Describing) -> Mention | None:
    token = next((c for c in sentence.root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return seen.by_head.get(token.i) if token is not None else None


def _call_apart(seen: Describing) -> None:
    """Two places or two actors of one name get names of their own: those of what they lie in."""
    by_name_: dict[str, list[Actor | Place]] = {}
    for referent in dict.fromkeys(m.referent for m in seen.by_head.values()):
        by_name_.setdefault(f"{type(referent).__name__} {referent.name}", []).append(referent)
    for same in by_name_.values():
        for number, referent in enumerate(same[1:], start=2):
            outer = countries()[referent.country].name if referent.country in countries() else str(number)
            referent.aliases.append(referent.name)
            referent.name = (
                f"{referent.name} ({outer})"
                if referent.name != outer
                else f"{referent.name} ({referent.kind})"
            )


def parents(places: Iterable[Place]) -> list[Place]:
    """`places` and all that contain them: what an extraction must describe."""
    todo, known = list(places), []
    while todo:
        place = todo.pop(0)
        if place not in known:
            known.append(place)
            todo += place.parents
    return known
