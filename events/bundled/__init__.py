"""Articles as ready-made events, in JSON Lines: what a new log begins with."""

from importlib.resources import files

SAMPLES = ("pokrovsk", "story")
"""One real article, the usual sample; and an invented affair in eight articles, with every kind of change."""


def sample(name: str) -> bytes:
    """The events of sample `name`, as sent to `read_json_lines`. Raises KeyError unless it is in SAMPLES."""
    if name not in SAMPLES:
        raise KeyError(name)
    return (files(__name__) / f"{name}.jsonl").read_bytes()
