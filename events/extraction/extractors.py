"""Extractors by name: the built-in one is `rules`; a package that declares an entry point of the group adds another."""

from functools import cache
from importlib.metadata import entry_points

from events.errors import NotFound
from events.extraction.extraction import Extractor

GROUP = "asof.extractors"
BUILT_IN = "rules"


def names() -> list[str]:
    """The extractors that are installed, by name."""
    return sorted({point.name for point in entry_points(group=GROUP)})


@cache
def extractor(name: str = BUILT_IN) -> Extractor:
    """The extractor that the entry point `name` makes, made once a process. Raises NotFound."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        raise NotFound(
            f"extractor {name!r}: expected one of {', '.join(sorted(found))}; "
            f"a package adds one by an entry point of the group {GROUP}"
        )
    made: Extractor = found[name].load()()
    return made
