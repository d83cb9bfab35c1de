"""The story as its events say it, by the names of the golden table, and where in the log each event is."""

from events.bundled import sample
from events.incoming import read_json_lines
from events.payloads import ArticleAdded, ArticleRevised, FactReported
from tests.events.golden_story import FACTS

EVENTS = read_json_lines(sample("story")).events
KEYS = {golden.fact: key for key, golden in FACTS.items()}
BY_KEY = {
    KEYS.get(event.payload.fact, event.payload.fact): event.payload
    for event in EVENTS
    if isinstance(event.payload, FactReported)
}
VERSIONS = [event.payload for event in EVENTS if isinstance(event.payload, ArticleAdded | ArticleRevised)]
TEXTS = {version.sha256: version.text for version in VERSIONS}


def position(type_: str, **told: str | None) -> int:
    """The position, on a log that begins with the story, of the one event of that type whose payload says so.

    A fact is told by its key.
    """
    (found,) = (
        at
        for at, event in enumerate(EVENTS, start=1)
        if event.payload.type == type_
        and all(_told(name, getattr(event.payload, name)) == value for name, value in told.items())
    )
    return found


def _told(name: str, value: str) -> str:
    return KEYS.get(value, value) if name in ("fact", "other") else value
