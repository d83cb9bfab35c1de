"""Actors and locations."""

from events.payloads import Coordinates
from service.parameters import DEFAULTS
from service.shapes.common import AtPosition, Instant, Named, Paged, Shape


class Parent(Shape):
    location: str
    since: Instant | None
    until: Instant | None
    according_to: str | None


class Actor(Named):
    aliases: list[str]
    kind: str


class Location(Named):
    aliases: list[str]
    kind: str
    coordinates: Coordinates | None
    parents: list[Parent]


class OneActor(AtPosition):
    actor: Actor


class OneLocation(AtPosition):
    location: Location


class Actors(Paged):
    name: str = DEFAULTS["name"]
    actors: list[Actor]


class Locations(Paged):
    name: str = DEFAULTS["name"]
    locations: list[Location]
