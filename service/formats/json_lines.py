"""JSON Lines: an entry a line. Pure."""

from typing import Any

import orjson

from projections.entry import subjects_of
from service.formats.sources import Json, Sources

_STATED = ("as_of", "position", "log", "rules", "permalink")


def write(body: Json, _sources: Sources) -> bytes:
    """Each entry as JSON has it, with the names that it bears, and where and when it was answered."""
    stated = {name: body[name] for name in _STATED}
    return b"".join(orjson.dumps(_line(entry, body["names"]) | stated) + b"\n" for entry in body["entries"])


def _line(entry: Json, names: Json) -> dict[str, Any]:
    borne = {stream.partition("-")[2] for stream in subjects_of([entry])}
    return {**entry, "names": {id_: names[id_] for id_ in sorted(borne)}}
