"""The formats that a timeline is answered in, beside how each is asked for. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from service.formats import atom, csv_rows, geojson, icalendar_events, json_ld, json_lines, timelinejs
from service.formats.sources import Json, Sources


@dataclass(frozen=True, slots=True)
class Format:
    """How an answer's body is written, and under which suffix and media type.

    `needs_sources`: what it shows beside the body has to be read.
    """

    suffix: str
    media_type: str
    write: Callable[[Json, Sources], bytes]
    needs_sources: bool = False

    @property
    def name(self) -> str:
        return self.suffix.removeprefix(".")


def _as_it_is(body: Json, _sources: Sources) -> bytes:
    return orjson.dumps(body)


JSON = Format(".json", "application/json", _as_it_is)

FORMATS = {
    format_.suffix: format_
    for format_ in (
        JSON,
        Format(".jsonl", "application/jsonl", json_lines.write),
        Format(".ndjson", "application/x-ndjson", json_lines.write),
        Format(".csv", "text/csv", csv_rows.write),
        Format(".ics", "text/calendar", icalendar_events.write, needs_sources=True),
        Format(".geojson", "application/geo+json", geojson.write, needs_sources=True),
        Format(".atom", "application/atom+xml", atom.write, needs_sources=True),
        Format(".timelinejs", "application/vnd.timelinejs+json", timelinejs.write),
        Format(".jsonld", "application/ld+json", json_ld.write, needs_sources=True),
    )
}
"""By suffix; where a client takes several equally well, the first of them."""
