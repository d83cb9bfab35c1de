"""Names as they are compared and as slugs are made of them. Pure."""

import unicodedata

SLUG_LENGTH_MAX = 80

_LATIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"})
"""Letters that no decomposition makes plain."""


def fold_name(name: str) -> str:
    """The name as it is searched: letters and digits only, without accents and case, words parted by one space.

    Full stops vanish, so that "U.S." is found as "us"; other punctuation parts words.
    """
    bare = unaccented(name).replace(".", "")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def unaccented(text: str) -> str:
    """The text without accents and case: what all ways to compare names begin with."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def slugged(*names: str) -> str:
    """The names as one slug, cut at a word; empty where they have no Latin letter and no digit."""
    plain = " ".join(map(fold_name, names)).translate(_LATIN)
    words = "".join(c if c.isascii() else " " for c in plain).split()
    slug = "-".join(words)
    if len(slug) <= SLUG_LENGTH_MAX:
        return slug
    return slug[: SLUG_LENGTH_MAX + 1].rpartition("-")[0] or slug[:SLUG_LENGTH_MAX]
