"""Where an entry stands in the order of a timeline. Pure."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

_INFINITE = datetime.max.replace(tzinfo=UTC)


class Key(NamedTuple):
    """Where an entry stands in the order of a timeline: by `sort`, its earliest bound or else its latest."""

    sort: datetime | None
    latest: datetime | None
    fact: str


def in_order(key: Key) -> tuple[Any, ...]:
    """What sorts keys as timelines are: entries without any bound last, open ends behind all others."""
    if key.sort is None:
        return (True, key.fact)
    return (False, key.sort, key.latest or _INFINITE, key.fact)
