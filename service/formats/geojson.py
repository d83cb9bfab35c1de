"""GeoJSON (RFC 7946): a feature an entry, at the places where it happened. Pure."""

from collections.abc import Sequence
from typing import Any

import orjson

from service import telling
from service.formats.links import next_in
from service.formats.sources import Json, Sources


def write(body: Json, sources: Sources) -> bytes:
    """A FeatureCollection; what the body says beside its entries are members of it.

    The properties of a feature are the entry as JSON has it, with the members of `occurred` among them.
    """
    features = [_feature(entry, sources) for entry in body["entries"]]
    beside = {name: value for name, value in body.items() if name != "entries"}
    following = {"next": next_in(body, ".geojson")}
    return orjson.dumps({"type": "FeatureCollection", "features": features, **beside, **following})


def _feature(entry: Json, sources: Sources) -> dict[str, Any]:
    said = {name: value for name, value in entry.items() if name != "occurred"}
    return {
        "type": "Feature",
        "id": entry["fact"],
        "geometry": _geometry(_points(entry, sources)),
        "properties": said | entry["occurred"],
    }


def _points(entry: Json, sources: Sources) -> list[list[float]]:
    """Longitude and latitude of each place, once."""
    places = (sources.described.get(f"location-{location}", {}) for location in telling.located(entry))
    known = (place["coordinates"] for place in places if place.get("coordinates"))
    points = dict.fromkeys((at["longitude"], at["latitude"]) for at in known)
    return [list(point) for point in points]


def _geometry(points: Sequence[list[float]]) -> dict[str, Any] | None:
    match points:
        case []:
            return None
        case [point]:
            return {"type": "Point", "coordinates": point}
        case _:
            return {"type": "MultiPoint", "coordinates": points}
