"""Which format a client is answered in: the one its path ends in, else the one it accepts best (RFC 9110). Pure."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from events.errors import NotFound, Refused
from service.formats import FORMATS, JSON, Format
from service.formats.links import in_format

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(
    rf"\s*({_TOKEN}/{_TOKEN})((?:\s*;\s*{_TOKEN}\s*=\s*(?:{_TOKEN}|\"(?:[^\"\\]|\\.)*\"))*)\s*"
)
_QUALITY = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_ELEMENT = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*")+')


class NotAcceptable(Refused):
    def __init__(self, accept: str) -> None:
        listed = ", ".join(f"{each.media_type} ({suffix})" for suffix, each in FORMATS.items())
        super().__init__(
            f"Accept {accept[:200]!r}: there is {listed}; accept one of these, or add its suffix to the path",
            value=accept[:200],
            available=[{"media_type": each.media_type, "suffix": suffix} for suffix, each in FORMATS.items()],
        )


@dataclass(frozen=True, slots=True)
class Representation:
    """The format of an answer, and whether the path or `Accept` chose it; neither does where there is only JSON."""

    format: Format = JSON
    suffix: str = ""
    vary: str | None = None

    def url(self, url: str) -> str:
        """The URL that gives in this format, always, what `url` gives as JSON."""
        return in_format(url, self.suffix)


ONLY_JSON = Representation()


def by_suffix(suffix: str) -> Representation:
    """The format of that suffix. Raises NotFound."""
    if suffix not in FORMATS:
        raise NotFound(f"no format {suffix[:200]!r}; there are {', '.join(FORMATS)}", available=list(FORMATS))
    return Representation(FORMATS[suffix], suffix)


def by_accept(accept: str) -> Representation:
    """The format that the header likes best; JSON where it says nothing. Raises NotAcceptable."""
    ranges = [found for element in _ELEMENT.findall(accept) if (found := _read(element))]
    best = max(FORMATS.values(), key=lambda each: _liked(each, ranges)) if ranges else JSON
    if ranges and not _liked(best, ranges).quality:
        raise NotAcceptable(accept)
    return Representation(best, "" if best is JSON else best.suffix, vary="Accept")


class _Range(NamedTuple):
    """A range of media types, lower case, and how well it is liked, from 0 to 1."""

    pattern: str
    quality: float


class _Liked(NamedTuple):
    """How well a format is liked; among equals the one that was named comes before what a `*` stands for."""

    quality: float
    specific: int


def _read(element: str) -> _Range | None:
    """The range, whose parameters other than `q` are passed over; None for what is none."""
    found = _RANGE.fullmatch(element)
    if not found:
        return None
    quality = _QUALITY.search(found[2])
    if quality is None and re.search(r";\s*q\s*=", found[2], re.IGNORECASE):
        return None
    return _Range(found[1].lower(), float(quality[1]) if quality else 1.0)


def _liked(format_: Format, ranges: list[_Range]) -> _Liked:
    """By the most specific range that the format falls into."""
    media_type = format_.media_type
    patterns = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
    found = [
        _Liked(each.quality, patterns.index(each.pattern)) for each in ranges if each.pattern in patterns
    ]
    return max(found, key=lambda liked: (liked.specific, liked.quality), default=_Liked(0.0, 0))
