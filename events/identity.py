"""Ids that follow from what they name, so that adding an article twice adds nothing (design.md §3)."""

from base64 import b32encode
from hashlib import sha256 as digest

from events.names import fold_name

_LENGTH = 16
"""Base32 characters, 80 bits: among a billion facts two share an id with a chance of one in a million."""


def article_id(url: str | None, sha256: str) -> str:
    """The id of the article at `url`; without a URL that of the text whose hash is `sha256`."""
    return "n" + _opaque(f"url|{url}" if url else f"text|{sha256}")


def fact_id(article: str, sha256: str, trigger_start: int, trigger_end: int, ordinal: int) -> str:
    """The id of the `ordinal`-th fact, from 1, that the words at `[trigger_start, trigger_end)` report.

    `sha256` names the version of the article in which the fact first appears; offsets count its code points.
    """
    return "f" + _opaque(f"{article}|{sha256}|{trigger_start}|{trigger_end}|{ordinal}")


def actor_id(kind: str, name: str, article: str | None = None) -> str:
    """The id of the actor of that kind whom an article is the first to name; `article`: in which alone it is meant."""
    within = f"|in|{article}" if article else ""
    return "a" + _opaque(f"actor|{kind}|{fold_name(name) or name}{within}")


def location_id(kind: str, *path: str) -> str:
    """The id of the place that an article is the first to name; `path` is its name, then those of what contains it."""
    folded = "|".join(fold_name(name) or name for name in path)
    return "l" + _opaque(f"location|{kind}|{folded}")


def _opaque(named: str) -> str:
    return b32encode(digest(named.encode()).digest()).decode().lower()[:_LENGTH]
