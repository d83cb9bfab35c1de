"""The second sample as JSON Lines, written from `recording.toml` and the texts beside it: `make story`.

What follows from a text is not said there but computed here: its hash and length, where a passage stands, and the ids.
"""

import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

import orjson

from events.identity import article_id, fact_id
from events.incoming import read_json_lines

TIME_ZONE = "Europe/Oslo"

REFERENCES = {
    *("actor", "location", "into", "according_to", "publisher", "attributed_to", "via"),
    *("fact", "other"),
}
"""The fields that name something which has been recorded."""

Json = dict[str, Any]


def json_lines() -> bytes:
    """Each event on a line of its own, in the order of `recording.toml`."""
    recording = tomllib.loads(_read("recording.toml"))
    sent = b"\n".join(orjson.dumps(line) for line in _lines(recording["event"]))
    whole = (
        {
            "event_id": str(event.event_id),
            "stream": event.stream,
            "type": event.payload.type,
            "schema": event.payload.schema_version,
            "payload": event.payload.model_dump(mode="json", exclude={"type"}, exclude_unset=True),
        }
        for event in read_json_lines(sent).events
    )
    return b"".join(orjson.dumps(line) + b"\n" for line in whole)


def text_of(name: str) -> str:
    """The text of the article of that name, or of a later version of it."""
    return _read(f"{name}.txt")


def _lines(events: list[Json]) -> Iterator[Json]:
    """The events as they are sent, ids in the place of names."""
    ids: dict[str, str] = {}
    published_at: dict[str, Any] = {}
    for event in events:
        type_ = event.pop("type")
        kind, _, name = event.pop("stream").partition("-")
        match type_:
            case "ActorNamed" | "LocationNamed":
                ids[name] = event.pop("id")
                event["slug"] = name
            case "ArticleAdded":
                event |= _version(name) | {"time_zone": TIME_ZONE}
                ids[name] = article_id(event["url"], event["sha256"])
                published_at[name] = event["published_at"]
            case "ArticleRevised":
                event |= _version(event["text"])
            case "FactReported":
                event["evidence"] = _evidence(name, event["evidence"])
                event["occurred"]["time_zone"] = TIME_ZONE
                event.setdefault("reported_at", published_at[name])
                ids[event["fact"]] = _fact_id(ids[name], event["evidence"])
            case "FactCorrected" if "evidence" in event["changes"]:
                event["changes"]["evidence"] = _evidence(name, event["changes"]["evidence"])
        if type_ == "FactCorrected":
            event.setdefault("reported_at", None)
        yield {"stream": f"{kind}-{ids[name]}", "type": type_, "payload": _with_ids(event, ids)}


def _version(name: str) -> Json:
    """The text, and what tells it from every other."""
    text = text_of(name)
    return {"text": text, "sha256": sha256(text.encode()).hexdigest(), "length": len(text)}


def _evidence(article: str, passages: Json) -> Json:
    """Where the passages stand in the text; a date and a speaker are looked for in the passage of the fact."""
    version = _version(passages.pop("text", article))
    quote = passages["fact"]
    within = version["text"].index(quote)
    spans = []
    for purpose, passage in passages.items():
        start = version["text"].index(passage, 0 if purpose == "antecedent" else within)
        spans.append({"for": purpose, "start": start, "end": start + len(passage)})
    return {"sha256": version["sha256"], "spans": spans, "quote": quote}


def _fact_id(article: str, evidence: Json) -> str:
    trigger = evidence["spans"][0]
    return fact_id(article, evidence["sha256"], trigger["start"], trigger["end"], 1)


def _with_ids(value: Any, ids: dict[str, str], field: str = "") -> Any:
    match value:
        case dict():
            return {name: _with_ids(part, ids, name) for name, part in value.items()}
        case list():
            return [_with_ids(part, ids, field) for part in value]
        case str() if field in REFERENCES:
            return ids[value]
    return value


def _read(file: str) -> str:
    return (files(__package__) / file).read_bytes().decode()


if __name__ == "__main__":
    sys.stdout.buffer.write(json_lines())
