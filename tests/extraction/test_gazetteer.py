"""What the gazetteer knows of a name."""

from zoneinfo import available_timezones

import pytest

from events.extraction.countries import MERGED, by_demonym, by_name, countries, elsewhere
from events.extraction.gazetteer import Gazetteer, folded, gazetteer
from events.extraction.regions import regions


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Ukraine", "country", "UA"),
        ("Texas", "region", "US"),
        ("Donetsk", "region", "UA"),
        ("Donetsk", "city", "UA"),
        ("Kursk", "region", "RU"),
        ("Volgograd", "region", "RU"),
        ("Zürich", "city", "CH"),
        ("Zurich", "city", "CH"),
        ("St. Petersburg", "city", "RU"),
        ("New York", "city", "US"),
        ("Kiev", "city", "UA"),
        ("Constantinople", "city", "TR"),
        ("Saigon", "city", "VN"),
        ("Bombay", "city", "IN"),
        ("Crimea", "region", "UA"),
        ("Scotland", "country", "GB-SCT"),
        ("Yugoslavia", "country", "YU"),
    ],
)
def test_a_name_may_mean(places: Gazetteer, name: str, kind: str, country: str) -> None:
    assert (kind, country) in [(sense.kind, sense.country) for sense in places.senses(name)]


def test_a_word_that_names_no_place_has_no_senses(places: Gazetteer) -> None:
    assert places.senses("Zzyzxville") == []


def test_every_country_has_the_clocks_of_its_capital_and_a_place_on_the_map(places: Gazetteer) -> None:
    for country in countries().values():
        sense = places.country(country)

        assert sense.time_zone in available_timezones(), country
        assert sense.coordinates, country


def test_every_independent_country_is_governed_from_somewhere(places: Gazetteer) -> None:
    governed = set(places.capitals.values())

    assert {code for code in countries() if code not in governed} <= {*MERGED, "GB-ENG"}


def test_every_city_and_region_is_on_known_clocks(places: Gazetteer) -> None:
    zones = {city[5] for city in places.cities} | {state[5] for state in places.states if state[5]}

    assert zones <= available_timezones()


@pytest.mark.parametrize(
    ("capital", "code"),
    [
        ("Moscow", "RU"),
        ("Kyiv", "UA"),
        ("Kiev", "UA"),
        ("Washington", "US"),
        ("Beijing", "CN"),
        ("Brasília", "BR"),
    ],
)
def test_a_capital_stands_for_its_country(places: Gazetteer, capital: str, code: str) -> None:
    country = places.capital_of(capital)

    assert country
    assert country.code == code


def test_a_city_that_is_no_capital_governs_nothing(places: Gazetteer) -> None:
    assert places.capital_of("Pokrovsk") is None


def test_names_compare_without_accents_and_full_stops() -> None:
    assert folded("St. Petersburg") == folded("Saint Petersburg")
    assert folded("Gdańsk") == folded("gdansk")
    assert folded("Łódź") == "lodz"


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("French", "France"),
        ("Swedes", "Sweden"),
        ("U.S.", "United States"),
        ("Burmese", "Myanmar"),
        ("Soviet", "Soviet Union"),
    ],
)
def test_an_adjective_tells_the_country(word: str, country: str) -> None:
    assert by_demonym()[word].name == country


def test_an_adjective_or_name_means_one_place_only() -> None:
    names = [name for country in countries().values() for name in (country.name, *country.aliases)]
    demonyms = [word for country in countries().values() for word in country.demonyms]

    assert len(names) == len(set(names))
    assert len(demonyms) == len(set(demonyms))
    assert not elsewhere().keys() & by_demonym().keys()
    assert not (regions().keys() & by_name().keys())
