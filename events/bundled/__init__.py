"""Articles as ready-made events, in JSON Lines: what a new log begins with."""

from importlib.resources import files

SAMPLES = ("pokrovsk",)


def sample(name: str) -> bytes:
    """The events of the sample `name`, one of SAMPLES, as a body that `read_json_lines` takes. Raises KeyError."""
    if name not in SAMPLES:
        raise KeyError(name)
    return (files(__name__) / f"{name}.jsonl").read_bytes()
