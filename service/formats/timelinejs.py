"""The JSON that TimelineJS draws: a slide an entry. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any

import orjson

from events.instants import parse_instant
from service import telling
from service.formats.links import next_in
from service.formats.sources import Json, Sources

_DAY = timedelta(days=1)


def write(body: Json, _sources: Sources) -> bytes:
    """The slides, and a title that says what is not among them: an entry without any date has no place on a line.

    TimelineJS passes over the members called `asof`, which carry what it cannot show.
    """
    names, entries = body["names"], body["entries"]
    undated = [entry["fact"] for entry in entries if not _dated(entry)]
    beside = {name: value for name, value in body.items() if name not in ("entries", "names")}
    document = {
        "title": {"text": {"headline": escape(telling.heading(body)), "text": _about(body, undated)}},
        "events": [_slide(entry, names) for entry in entries if _dated(entry)],
        "scale": "human",
        "asof": beside | {"next": next_in(body, ".timelinejs"), "left_out": undated},
    }
    return orjson.dumps(document)


def _about(body: Json, undated: Sequence[str]) -> str:
    said = [f"Position {body['position']} of log {body['log']}."]
    said += [f"Entries without any date, which are not shown: {len(undated)}."] if undated else []
    said += ["There are more, on further pages."] if body["next"] else []
    return "".join(f"<p>{escape(line)}</p>" for line in said)


def _slide(entry: Json, names: Json) -> dict[str, Any]:
    shown = telling.readable(entry["occurred"]["edtf"], entry["occurred"]["extent"])
    return {
        "unique_id": entry["fact"],
        **_dates(entry["occurred"], shown),
        "display_date": shown,
        "text": {
            "headline": escape(entry["summary"]),
            "text": "".join(f"<p>{escape(line)}</p>" for line in telling.lines(entry, names)),
        },
        "group": entry["status"],
        "autolink": False,
        "asof": entry,
    }


def _dated(entry: Json) -> bool:
    return bool(entry["occurred"]["earliest"] or entry["occurred"]["latest"])


def _dates(occurred: Json, shown: str) -> dict[str, Any]:
    """Where the slide is drawn: a missing bound is drawn at the other one, and `shown` says what is meant."""
    bounds = [parse_instant(at) for at in (occurred["earliest"], occurred["latest"]) if at]
    in_days = all(_at_midnight(bound) for bound in bounds)
    if in_days and occurred["latest"]:
        bounds[-1] -= _DAY  # ours is the first that is not meant, theirs the last that is
    first, last = (_date(bound, in_days) | {"display_date": shown} for bound in (bounds[0], bounds[-1]))
    return {"start_date": first} | ({"end_date": last} if last != first else {})


def _date(instant: datetime, in_days: bool) -> dict[str, int]:
    """As precise as it has to be; in UTC."""
    parts = ("year", "month", "day") if in_days else ("year", "month", "day", "hour", "minute", "second")
    return {part: getattr(instant, part) for part in parts}


def _at_midnight(instant: datetime) -> bool:
    return (instant.hour, instant.minute, instant.second, instant.microsecond) == (0, 0, 0, 0)
