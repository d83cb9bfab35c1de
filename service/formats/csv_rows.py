"""CSV (RFC 4180): a row an entry, whose cells no spreadsheet takes for formulas. Pure."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service import telling
from service.formats.sources import Json, Sources

_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""Of formulas; the last four are full-width forms."""
_PARTING = frozenset("\t\r")

Cell = Callable[[Json, Json], Any]
"""From an entry and the body."""


def write(body: Json, _sources: Sources) -> bytes:
    """A line of the columns' names, then a row an entry. Lists are joined by `; `, those of ids by blanks."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([_cell(read(entry, body)) for read in COLUMNS.values()] for entry in body["entries"])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return guarded(str(value))


def guarded(text: str) -> str:
    """The text behind an apostrophe if a spreadsheet might take it for a formula.

    That is: if it begins with a sign of one, also behind blanks, apostrophes or characters that are not seen. A cell
    that is so and begins with an apostrophe is guarded: without that first one it is the text.
    """
    shown = next((letter for letter in text if not _passed_over(letter)), "")
    return f"'{text}" if shown in _SIGNS or text.lstrip("'")[:1] in _PARTING else text


def _passed_over(letter: str) -> bool:
    return letter == "'" or letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf")


def _occurred(name: str) -> Cell:
    return lambda entry, _body: entry["occurred"][name]


def _of_entry(name: str) -> Cell:
    return lambda entry, _body: entry[name]


def _of_body(name: str) -> Cell:
    return lambda _entry, body: body[name]


def _facts(name: str) -> Cell:
    return lambda entry, _body: _joined(link["fact"] for link in entry[name])


def _joined(ids: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(ids))


def _speaker(entry: Json, body: Json) -> str | None:
    speaker = entry["attributed_to"]
    return speaker and telling.name(speaker, body["names"])


def _mentioned(kind: str) -> Cell:
    def named(entry: Json, body: Json) -> str:
        mentions = entry[f"{kind}s"]
        return "; ".join(f"{telling.name(m[kind], body['names'])} ({m['role']})" for m in mentions)

    return named


def _outcome(name: str) -> Cell:
    return lambda entry, _body: entry["outcome"] and entry["outcome"][name]


COLUMNS: Mapping[str, Cell] = {
    **{name: _of_entry(name) for name in ("fact", "summary", "status", "standing")},
    **{name: _occurred(name) for name in ("edtf", "phrase", "earliest", "latest", "extent", "basis")},
    "attributed_to": _of_entry("attributed_to"),
    "attributed_to_name": _speaker,
    "via": lambda entry, _body: _joined(entry["via"]),
    "actors": _mentioned("actor"),
    "locations": _mentioned("location"),
    "reported_at": _of_entry("reported_at"),
    "known_by": _of_entry("known_by"),
    "denied_by": _facts("denied_by"),
    "confirmed_by": _facts("confirmed_by"),
    "updated_by": _facts("updated_by"),
    "corrected_by": lambda entry, _body: _joined(change["event_id"] for change in entry["corrected_by"]),
    "outcome": _outcome("relation"),
    "outcome_fact": _outcome("fact"),
    **{name: _of_entry(name) for name in ("lapsed", "direct", "hindsight")},
    "stands": lambda entry, _body: telling.stands(entry),
    "articles": lambda entry, _body: _joined(report["article"] for report in entry["reports"]),
    "reports": lambda entry, _body: len(entry["reports"]),
    **{name: _of_entry(name) for name in ("needs_review", "confidence", "extracted_by")},
    **{name: _of_body(name) for name in ("as_of", "position", "permalink")},
}
"""By name, in their order."""
