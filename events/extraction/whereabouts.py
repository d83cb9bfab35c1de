"""Which of the places that share a name an article means: by what it says beside it, its countries, and size."""

from collections import Counter
from dataclasses import dataclass, field
from math import log10

from spacy.tokens import Doc

from events.extraction.casting import Place
from events.extraction.countries import Country, by_demonym, by_name, countries
from events.extraction.gazetteer import Gazetteer, Sense, folded
from events.extraction.name import Name
from events.extraction.nouns import CITIES, DIRECTIONS, DISTRICTS, REGIONS, SITES, WATERS
from events.extraction.regions import regions
from events.payloads import LocationKind

MAX_INITIALS = 3
"""What is longer and all in capitals is a name in a dateline."""
LARGE = 100_000
"""So many people live where the name alone is the city's, not that of the American state: "New York", not "Oregon"."""
CLOSE = 0.7
"""Two senses whose weights differ by less stay both open."""


@dataclass(slots=True)
class Whereabouts:
    """The places of one article, each made once."""

    places: Gazetteer
    named: Counter[str]
    made: dict[tuple[str, str], Place] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)
    """What folded names lie in."""
    towns: set[str] = field(default_factory=set)
    """Folded names that no gazetteer lists, of what must be at least a town."""

    def country(self, code: str) -> Place | None:
        known = countries().get(code)
        return self._place(self.places.country(known), known.name) if known else None

    def place(self, name: str, within: str = "", noun: str = "") -> Place:
        """The place called `name`; `within` is what follows it ("Paris, Texas"), `noun` what it is ("region")."""
        within = within or self.within.get(folded(name), "")
        noun = noun or ("town" if folded(name) in self.towns else "")
        if name.isupper() and len(name) > MAX_INITIALS and name not in by_name():
            name = capitalised(name)
        senses = self._ranked(name, within, noun)
        if not senses:
            return self._unlisted(name, noun, within)
        best, weight = senses[0]
        called = _title(name, best, noun)
        place = self._place(best, called)
        rivals = [sense for sense, other in senses[1:] if weight - other < CLOSE and not _same(sense, best)]
        if rivals and not place.candidates:
            place.candidates = tuple(dict.fromkeys(self._described(sense) for sense in (best, *rivals[:4])))
        if name not in place.aliases and name != place.name:
            place.aliases.append(name)
        return place

    def main_country(self) -> Country | None:
        """The country that the article is about, if it is about one."""
        ranked = self.named.most_common(1)
        if ranked and ranked[0][1] >= 2 and ranked[0][1] > 0.6 * self.named.total():
            return countries().get(ranked[0][0])
        return None

    def part(self, direction: str, whole: Place) -> Place:
        """A part of a place: "eastern Ukraine"."""
        key = (f"{direction} {whole.name}", whole.country)
        if key not in self.made:
            self.made[key] = Place(
                key[0], "region", parents=[whole], time_zone=whole.time_zone, country=whole.country
            )  # fmt: skip
        return self.made[key]

    def _ranked(self, name: str, within: str, noun: str) -> list[tuple[Sense, float]]:
        senses = self.places.senses(name)
        inside = self.places.senses(within) if within else []
        if noun in REGIONS:
            senses = [s for s in senses if s.kind == "region"] or [s for s in senses if self.named[s.country]]
        elif noun in CITIES:
            senses = [sense for sense in senses if sense.kind == "city"] or senses
        weighed = [(sense, self._weight(sense, inside, noun, name)) for sense in senses]
        return sorted(weighed, key=lambda pair: -pair[1])

    def _weight(self, sense: Sense, inside: list[Sense], noun: str, name: str) -> float:
        weight = log10(max(sense.population, 1_000)) + (0 if sense.is_main_name else -1.5)
        weight += 1.2 * any(self.named[code] for code in sense.countries) + 0.3 * (
            self.named.most_common(1)[:1] == [(sense.country, self.named[sense.country])]
        )
        weight += 10 * any(_holds(outer, sense) for outer in inside)
        if sense.kind == "country":
            rival = any(
                s.kind == "region" and self.named[s.country] > self.named[sense.country]
                for s in self.places.senses(name)
            )
            weight += 0 if rival else 4
        elif sense.kind == "region" and name in by_name():
            weight += 2  # a state that has the name of a country
        is_capital = sense.kind == "city" and self.places.capitals.get(folded(name)) == sense.country
        weight += 1.5 * is_capital
        if (
            sense.kind == "region"
            and not noun
            and sense.region
            and any(
                other.kind == "city"
                and other.country == sense.country
                and (other.country != "US" or other.population >= LARGE)
                for other in self.places.senses(name)
            )
        ):
            weight -= 3  # the name alone is the city's: "Kharkiv", "New York"
        return weight

    def _place(self, sense: Sense, called: str) -> Place:
        key = (called, sense.country + sense.region + sense.kind)
        if key in self.made:
            return self.made[key]
        place = self.made[key] = Place(
            called, sense.kind, [], sense.coordinates, [], sense.time_zone, (), sense.country
        )  # fmt: skip
        if sense.kind != "country":
            state = self._state(sense)
            place.parents = (
                [state] if state else [p for code in sense.countries if (p := self.country(code)) is not None]
            )
        elif "-" in sense.country and (kingdom := self.country(sense.country.partition("-")[0])) is not None:
            place.parents = [kingdom]
        return place

    def _unlisted(self, name: str, noun: str, within: str) -> Place:
        name = f"{name} {noun}" if noun in REGIONS and not name.lower().endswith(noun) else name
        key = (name, "")
        if key not in self.made:
            place = self.made[key] = Place(name, _kind(name, noun))
            if within and within != name and self.places.senses(within):
                outer = self.place(within)
                place.parents, place.time_zone, place.country = [outer], outer.time_zone, outer.country
        return self.made[key]

    def _state(self, sense: Sense) -> Place | None:
        """The state that a city of the United States lies in; elsewhere the two sources' codes differ."""
        if sense.kind != "city" or sense.country != "US":
            return None
        name = next(
            (state[0] for state in self.places.states if state[1] == "US" and state[2] == sense.region), ""
        )
        found = [each for each in self.places.regions(name) if each.country == "US"] if name else []
        return self._place(found[0], name) if found else None

    def _described(self, sense: Sense) -> str:
        state = next(
            (s[0] for s in self.places.states if s[1] == sense.country == "US" and s[2] == sense.region), ""
        )
        country = countries()[sense.country].name if sense.country in countries() else ""
        return ", ".join(part for part in (sense.name, state if state != sense.name else "", country) if part)


def capitalised(name: str) -> str:
    """ "SAN JOSE" as it stands in running text."""
    return " ".join(word.capitalize() for word in name.split())


def named_countries(doc: Doc, found: list[Name], places: Gazetteer) -> Counter[str]:
    """How often the article names each country: by name, adjective or capital."""
    counted: Counter[str] = Counter()
    for token in doc:
        country = by_demonym().get(token.text)
        if country:
            counted[country.code] += 1
    for name in found:
        country = by_name().get(name.text) or places.capital_of(name.text)
        if country and len(places.regions(name.text)) and name.text in by_name() and name.kind == "place":
            continue  # "Georgia" may be either
        if country and name.kind == "place":
            counted[country.code] += 1
        elif name.kind == "place" and name.text in regions():
            counted.update(regions()[name.text].countries)
        elif name.kind == "place":
            states = {sense.country for sense in places.senses(name.text) if sense.kind == "region"}
            counted.update(states if len(states) == 1 else ())
    return counted


def _holds(outer: Sense, inner: Sense) -> bool:
    if outer.kind == "country":
        return outer.country == inner.country
    comparable = (
        outer.region and inner.region and outer.country == "US"
    )  # elsewhere the two sources' codes differ
    return bool({*outer.countries} & {*inner.countries}) and (not comparable or outer.region == inner.region)


def _same(one: Sense, other: Sense) -> bool:
    """A city and the unit around it that has its name are one place to a reader."""
    return (one.country == other.country and one.kind != other.kind) or (
        (one.name, one.country) == (other.name, other.country) and one.kind == other.kind == "region"
    )


def _title(name: str, sense: Sense, noun: str) -> str:
    """What an annotator would write: as the article has it, a country in full, "Donetsk region"."""
    if sense.kind == "country":
        return sense.name
    if noun in REGIONS and not name.lower().endswith(noun):
        return f"{name} {noun}"
    if name.endswith(".") and sense.kind == "region":
        return sense.name
    if name in regions():
        return sense.name if len(sense.name) >= len(name) and not sense.name.startswith(name) else name
    return name


def _kind(name: str, noun: str) -> LocationKind:
    word = noun or name.rsplit(" ", 1)[-1].lower()
    first = name.split(" ", 1)[0].lower()
    if word in WATERS or first in ("lake", "gulf", "bay", "strait", "river"):
        return "water"
    if word in CITIES:
        return "city"
    if word in DISTRICTS:
        return "district"
    if word in REGIONS or word in DIRECTIONS or first in ("cape", "isle"):
        return "region"
    if word in SITES or first in ("mount", "fort", "camp") or word in ("st", "ave", "rd"):
        return "site"
    return "other"
