"""Whom and where an article names: known ones by their names, others anew, and never somebody else."""

from dataclasses import replace

from events.extraction.extraction import (
    ActorFound,
    ActorNamedIn,
    Extraction,
    FactFound,
    LocationFound,
    LocationNamedIn,
    Range,
)
from events.ingestion.known import Acquainted, KnownSubject
from events.ingestion.nameless import Source, unqualified
from events.ingestion.subjects import Subjects, find, wanted
from events.names import fold_name, slugged
from events.payloads import Coordinates, Occurred

HERE = Source("n1", "Flood closes the mill")
COURIER = replace(HERE, publisher="The Courier")
NORTH, SOUTH = Coordinates(latitude=60, longitude=10), Coordinates(latitude=40, longitude=10)


def extraction(*found: ActorFound | LocationFound, unused: tuple[str, ...] = ()) -> Extraction:
    """One fact that names all that were found, but for those unused."""
    used = [one for one in found if one.name not in unused]
    fact = FactFound(
        start=0,
        end=9,
        trigger=Range(start=0, end=1),
        occurred=Occurred(edtf="2025"),
        status="asserted",
        actors=tuple(ActorNamedIn(name=a.name, role="agent") for a in used if isinstance(a, ActorFound)),
        locations=tuple(
            LocationNamedIn(name=a.name, role="place") for a in used if isinstance(a, LocationFound)
        ),
        summary="It happened",
        confidence=1,
    )
    return Extraction(
        extracted_by="test",
        facts=(fact,),
        timexes=(),
        actors=tuple(one for one in found if isinstance(one, ActorFound)),
        locations=tuple(one for one in found if isinstance(one, LocationFound)),
    )


def known(
    id_: str, name: str, kind: str, *aliases: str, under: str | None = None, **more: object
) -> KnownSubject:
    names = frozenset(map(fold_name, (name, *aliases)))
    return KnownSubject(id_, kind, name, names, under or id_, **more)  # type: ignore[arg-type]


def actors(*of: KnownSubject, slugs: tuple[str, ...] = ()) -> Acquainted:
    return Acquainted(actors=of, actor_slugs=frozenset(slugs))


def places(*of: KnownSubject, slugs: tuple[str, ...] = ()) -> Acquainted:
    return Acquainted(locations=of, location_slugs=frozenset(slugs))


def actor(name: str, kind: str = "person", *aliases: str) -> ActorFound:
    return ActorFound(name=name, kind=kind, aliases=aliases)  # type: ignore[arg-type]


def city(name: str, *parents: str, at: Coordinates | None = None) -> LocationFound:
    return LocationFound(name=name, kind="city", parents=parents, coordinates=at)


def slugs_of(subjects: Subjects) -> list[str]:
    return [named.slug for _, named in subjects.named]


# --- actors


def test_a_known_actor_is_meant_by_its_name_or_an_alias_whatever_the_case_and_accents():
    zelenskyy = known("z", "Volodymyr Zelenskyy", "person", "Zelensky", "Zelenskyy")
    for name in ("VOLODYMYR ZELENSKYY", "Zelénsky"):
        subjects = find(extraction(actor(name)), HERE, actors(zelenskyy))

        assert subjects.actors == {name: "z"}
        assert subjects.named == []


def test_a_person_is_not_somebody_else_of_the_same_surname():
    john = known("john", "John Smith", "person", "Smith")

    subjects = find(extraction(actor("Jane Smith", "person", "Smith")), HERE, actors(john))

    assert subjects.actors["Jane Smith"] != "john"
    assert slugs_of(subjects) == ["jane-smith"]


def test_an_organisation_is_known_by_its_short_name_too():
    eu = known("eu", "EU", "organisation")

    subjects = find(extraction(actor("European Union", "organisation", "EU")), HERE, actors(eu))

    assert subjects.actors == {"European Union": "eu"}


def test_kinds_that_do_not_fit_are_others():
    jordan = known("j", "Jordan", "government")

    subjects = find(extraction(actor("Jordan")), HERE, actors(jordan, slugs=("jordan",)))

    assert subjects.actors["Jordan"] != "j"
    assert slugs_of(subjects) == ["jordan-person"]


def test_where_several_may_be_meant_none_is_picked_and_the_same_new_one_each_time():
    smiths = (known("a", "Adam Smith", "person", "Smith"), known("b", "Bea Smith", "person", "Smith"))
    first = find(extraction(actor("Smith")), HERE, actors(*smiths))
    new = first.actors["Smith"]

    second = find(extraction(actor("Smith")), HERE, actors(*smiths, known(new, "Smith", "person")))

    assert new not in ("a", "b")
    assert first.unsure == {"Smith"}
    assert second.actors == {"Smith": new}
    assert second.named == []


def test_of_several_the_one_of_that_very_name_is_meant():
    moscow = (known("r", "Russia", "government", "Moscow"), known("m", "Moscow", "government"))

    subjects = find(extraction(actor("Moscow", "government")), HERE, actors(*moscow))

    assert subjects.actors == {"Moscow": "m"}
    assert subjects.unsure == set()


def test_of_merged_ones_it_is_the_one_whose_name_was_used():
    merged = (known("new", "Meta", "company"), known("old", "Facebook", "company", "Meta", under="new"))

    by_old = find(extraction(actor("Facebook", "company")), HERE, actors(*merged))
    by_new = find(extraction(actor("Meta", "company")), HERE, actors(*merged))

    assert (by_old.actors["Facebook"], by_new.actors["Meta"]) == ("old", "new")


def test_the_publisher_is_an_actor_and_one_with_whom_the_article_names():
    subjects = find(
        extraction(actor("Reuters", "organisation")), replace(HERE, publisher="Reuters"), Acquainted()
    )

    assert [named.kind for _, named in subjects.named] == ["organisation"]

    publisher = find(extraction(), COURIER, Acquainted())

    assert [(named.slug, named.kind) for _, named in publisher.named] == [("the-courier", "media")]


def test_who_is_in_no_fact_is_not_named():
    subjects = find(extraction(actor("Ann Lee"), unused=("Ann Lee",)), HERE, Acquainted())

    assert subjects.named == []


COUNCIL = ActorFound(name="council", kind="organisation", is_named=False)


def test_whom_a_common_noun_calls_is_particular_to_the_article():
    here = find(extraction(COUNCIL), HERE, Acquainted())
    ((stream, named),) = here.named
    council = known(stream.removeprefix("actor-"), named.name, named.kind, named.slug)

    again = find(extraction(COUNCIL), replace(HERE, title="Flood shuts mill"), actors(council))
    there = find(extraction(COUNCIL), Source("n2", HERE.title), actors(council, slugs=(named.slug,)))

    assert (named.name, named.slug) == (
        "council (in “Flood closes the mill”)",
        "council-in-flood-closes-the-mill",
    )
    assert again.actors == here.actors
    assert again.named == []
    assert there.actors["council"] != here.actors["council"]
    assert there.unsure == set()
    assert slugs_of(there) == ["council-in-flood-closes-the-mill-organisation"]


def test_whom_a_common_noun_calls_is_nobody_who_bears_it_as_a_name():
    board = known("c", "Council", "organisation")

    subjects = find(extraction(COUNCIL), HERE, actors(board))
    (_, named), *_ = subjects.named

    assert subjects.actors["council"] != "c"
    assert unqualified(named.name) == "council"
    assert unqualified(board.name) == "Council"
    assert wanted(extraction(COUNCIL), HERE)[0].names == frozenset()


def test_slugs_are_of_latin_letters_unique_and_never_empty():
    taken = ("jose-nunez", "jose-nunez-person", "jose-nunez-2")
    subjects = find(
        extraction(actor("José Núñez"), actor("Łódź Æther ß"), actor("王毅")), HERE, actors(slugs=taken)
    )

    *latin, other = slugs_of(subjects)
    assert latin == ["jose-nunez-3", "lodz-aether-ss"]
    assert other == subjects.actors["王毅"]


def test_a_long_name_has_a_slug_cut_at_a_word():
    assert len(slugged("word " * 60)) <= 80
    assert slugged("word " * 60).endswith("word")
    assert len(slugged("x" * 300)) == 80


# --- locations


def test_new_places_come_behind_what_contains_them():
    found = extraction(
        city("Springfield", "Illinois", at=NORTH),
        LocationFound(name="Illinois", kind="region", parents=("United States",)),
        LocationFound(name="United States", kind="country"),
        unused=("Illinois", "United States"),
    )

    subjects = find(found, HERE, places(slugs=("springfield",)))

    assert slugs_of(subjects) == ["united-states", "illinois", "springfield-illinois"]
    (_, country), (_, region), (_, town) = subjects.named
    assert [parent.location for parent in town.parents] == [subjects.locations["Illinois"]]
    assert town.coordinates == NORTH
    assert country.parents == ()
    assert region.kind == "region"


def test_a_place_far_away_is_another_one():
    springfield = known("s", "Springfield", "city", coordinates=NORTH)

    near = find(extraction(city("Springfield", at=NORTH)), HERE, places(springfield))
    far = find(extraction(city("Springfield", at=SOUTH)), HERE, places(springfield, slugs=("springfield",)))

    assert near.locations == {"Springfield": "s"}
    assert far.locations["Springfield"] != "s"
    assert slugs_of(far) == ["springfield-2"]


def test_a_place_in_another_country_is_another_one():
    georgia = known("g", "Georgia", "country")
    elsewhere = known("b", "Batumi", "city", parents=("other",))

    found = extraction(city("Batumi", "Georgia"), LocationFound(name="Georgia", kind="country"))
    subjects = find(found, HERE, places(georgia, elsewhere))

    assert subjects.locations["Georgia"] == "g"
    assert subjects.locations["Batumi"] != "b"


def test_circles_of_parents_are_cut():
    subjects = find(extraction(city("A", "B"), city("B", "A"), city("C", "C")), HERE, Acquainted())

    assert len(subjects.named) == 3
    seen: set[str] = set()
    for stream, named in subjects.named:
        assert {parent.location for parent in named.parents} <= seen
        seen.add(stream.partition("-")[2])


def test_what_is_to_be_looked_up_holds_all_names_and_the_slugs_and_ids_of_new_ones():
    found = extraction(actor("Anna Berg", "person", "Berg"), city("Hof"))

    of_actors, of_places = wanted(found, COURIER)
    new = find(found, COURIER, Acquainted())

    assert of_actors.names == {"anna berg", "berg", "the courier"}
    assert set(new.actors.values()) <= of_actors.ids
    assert set(new.locations.values()) <= of_places.ids
    assert {named.slug for _, named in new.named} <= of_actors.slugs | of_places.slugs
