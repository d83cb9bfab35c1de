"""Texts of articles in files: read byte for byte, so that offsets count code points of the file."""

import re
import sys
from datetime import date
from pathlib import Path

from events.dates import time_zone
from events.errors import Refused, UnreadableArticle
from events.extraction.extraction import Article
from events.ingestion.publication import read_publication
from events.ingestion.reading import CHARACTERS_MAX, check_language, check_text, line_of
from events.instants import parse_instant

STDIN = Path("-")
BYTES_MAX = 4 * CHARACTERS_MAX

_BYTE_ORDER_MARK = "\ufeff"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EXPECTED = "a date such as 2025-12-02, or an instant such as 2025-12-02T09:30:00+02:00"


class BadPublication(Refused):
    """The date of publication is missing or cannot be read; the message says what to give."""


def article_in(file: Path, published: str | None, zone: str = "UTC", publisher: str | None = None) -> Article:
    """The article that the file holds. Raises Refused, also BadPublication and BadDate of an unknown `zone`.

    `published` is a day or an instant; without one, the day that the file's name ends with. Newlines are as in the
    file. A byte order mark is a code point of the file, so it is not cut off: a space stands for it.
    """
    given = published or _day_in_name(file)
    if given is None:
        raise BadPublication(f"{shown(file)} has no publication date: give {_EXPECTED}{_or_rename(file)}")
    known = time_zone(zone)
    try:
        if _DAY.fullmatch(given):
            day, clock = date.fromisoformat(given), None
        else:
            local = parse_instant(given).astimezone(known)
            day, clock = local.date(), local.time()
        read_publication(day.isoformat(), zone)
    except (ValueError, UnreadableArticle):
        raise BadPublication(f"{given!r}: expected {_EXPECTED}") from None
    named = None if publisher is None else line_of("publisher", publisher)
    return Article(
        text=read_text(file), published_on=day, published_time=clock, time_zone=zone, publisher=named
    )


def read_text(file: Path) -> str:
    """The text of the file, at least one letter long. Raises Refused, with the reason, where there is none."""
    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(BYTES_MAX + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(BYTES_MAX + 1)
    except OSError as error:
        raise Refused(f"{shown(file)}: cannot be read ({error.strerror})") from error
    text = _decoded(file, content)
    try:
        check_text(text)
        check_language(text)
    except UnreadableArticle as error:
        raise Refused(f"{shown(file)}: {error}") from None
    text = " " + text[1:] if text.startswith(_BYTE_ORDER_MARK) else text
    if not any(map(str.isalpha, text)):
        raise Refused(f"{shown(file)}: there is no text: expected an article of at least one word")
    return text


def shown(file: Path) -> str:
    return "standard input" if file == STDIN else str(file)


def _decoded(file: Path, content: bytes) -> str:
    if len(content) > BYTES_MAX:  # no more than four bytes make a character
        raise _too_long(file)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            f"{shown(file)}: byte {error.start} ({content[error.start]:#04x}) is not UTF-8: "
            "expected plain text in UTF-8"
        ) from None


def _too_long(file: Path) -> Refused:
    return Refused(f"{shown(file)}: the text is too long: expected at most {CHARACTERS_MAX:,} characters")


def _day_in_name(file: Path) -> str | None:
    days = _DAY.findall(file.name)
    return days[-1] if days and file.name.partition(".")[0].endswith(days[-1]) else None


def _or_rename(file: Path) -> str:
    return "" if file == STDIN else ", or name the file so that it ends with the date: flood-2025-02-10.txt"
