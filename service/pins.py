"""Pins: the place in the log that an answer is given at, whichever way a client named it (design.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, bindparam, func, select, true

from events import log
from events.compiled import Compiled
from events.envelope import END
from events.errors import BadQuestion, Gone
from events.tables import events, log_head
from projections import RULES, editions
from projections.editions import Edition
from projections.runner import PROJECTIONS, serving_by_our_rules
from projections.tables import projections
from service import parameters
from service.cursors import EXPECTED, Cursor, page_url, read_cursor

PINS = ("position", "log", "rules")
UNPINNED_WITHOUT = (*PINS, "recorded_by", "cursor")
"""The parameters of which none is sent where an answer may change with the log."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A position of the log of that name, when it was recorded, and what the directory said there."""

    log: str
    position: int
    recorded_at: datetime
    edition: Edition | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What a permalink says of it."""
        return {"position": self.position, "log": self.log, "rules": RULES}


@dataclass(frozen=True, slots=True)
class Pinned:
    """The parameters a client sent, read; the pin they name; and the cursor among them, whose parameters they are."""

    values: dict[str, Any]
    pin: Pin
    cursor: Cursor | None

    @property
    def limit(self) -> int:
        """How many the page holds at most."""
        limit: int = self.values.get("limit", parameters.DEFAULTS["limit"])
        return limit

    @property
    def after(self) -> tuple[str | None, ...] | None:
        """The key of the last one on the page before; None on the first page."""
        return None if self.cursor is None else self.cursor.after

    @property
    def after_position(self) -> int:
        """The key of the last one on the page before, where that is a position; 0 on the first page."""
        match self.after:
            case None:
                return 0
            case (str(position),) if position.isdecimal() and len(position) < 20:
                return int(position)
        raise BadQuestion("cursor", None, EXPECTED)

    @property
    def as_of(self) -> datetime:
        """The moment asked for; without one, when the position was recorded."""
        as_of: datetime = self.values.get("as_of", self.pin.recorded_at)
        return as_of

    def dated(self) -> "Pinned":
        """The same, with the moment that it asks for stated."""
        return replace(self, values=self.values | {"as_of": self.as_of})

    def permalink(self, path: str, after: Sequence[str | None] | None = None) -> str:
        """The URL at `path` whose answer never changes: of this page, or of the one behind `after`."""
        pinned = parameters.written(self.values | self.pin.values)
        return page_url(path, pinned, self.after if after is None else after)

    def continues(self, path: str) -> None:
        """Raises BadQuestion when the cursor belongs to the pages of another path."""
        if self.cursor is not None and self.cursor.path != path:
            raise BadQuestion("cursor", None, f"a cursor of {path}; this one continues {self.cursor.path}")


def is_pinned(sent: Mapping[str, str]) -> bool:
    """Whether what was sent fixes the answer for ever."""
    return "cursor" in sent or sent.keys() >= set(PINS)


async def pin(conn: asyncpg.Connection, path: str, sent: Mapping[str, str]) -> Pinned:
    """What was sent, read, and pinned to a position: the head, unless `position`, `recorded_by` or a cursor name one.

    Raises BadQuestion; Gone, with the successor at `path`, for another log or other rules; and RulesDiffer.
    """
    values = parameters.read(sent)
    cursor = read_cursor(text) if (text := values.pop("cursor", None)) is not None else None
    if cursor is not None:
        values = await _pinned_by(conn, cursor, sent, values)
    elif "position" in values and "recorded_by" in values:
        raise BadQuestion("recorded_by", sent["recorded_by"], "either position or recorded_by, not both")
    position = values.get("position")
    if "recorded_by" in values:
        position = await _settled(conn, sent["recorded_by"], values["recorded_by"])
    row = await check_readable(conn, position)
    log_name = await _log_called(conn, values, row["log"])
    _check_pins(path, values, log_name)
    values.pop("recorded_by", None)  # it has become a position
    if position is not None and position > row["position"]:
        raise BadQuestion("position", str(position), f"a position from 0 to {row['position']}, the head")
    at = row["position"] if position is None else position
    recorded_at = row["started_at"] if at == 0 else row["recorded_at"]
    edition = Edition((row["database"], row["log"]), row["directory_since"], at)
    return Pinned(values, Pin(log_name, at, recorded_at, edition), cursor)


async def _pinned_by(
    conn: asyncpg.Connection, cursor: Cursor, sent: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The cursor's parameters; those that were sent beside it must say the same."""
    if not set(PINS) <= cursor.parameters.keys() or cursor.parameters.keys() & {"cursor", "recorded_by"}:
        raise BadQuestion("cursor", None, EXPECTED)
    pinned = parameters.read(cursor.parameters)
    for name, value in values.items():
        said, by_cursor = value, pinned.get(name, parameters.DEFAULTS.get(name))
        if name == "recorded_by":
            said, by_cursor = await _settled(conn, sent[name], value), pinned["position"]
        if said != by_cursor:
            raise BadQuestion(name, sent[name], "the cursor alone, or what it pins; it pins another value")
    return pinned


async def _log_called(conn: asyncpg.Connection, values: Mapping[str, Any], current: str) -> str:
    """The name of the log that the question is asked of: an earlier one, for what this log shares with it."""
    asked: str = values.get("log", current)
    if asked == current or "position" not in values:
        return current
    shared = await log.shared_with(conn, asked)
    return asked if shared is not None and values["position"] <= shared else current


async def _settled(conn: asyncpg.Connection, text: str, instant: datetime) -> int:
    try:
        return await log.settle_recorded_by(conn, instant)
    except ValueError as error:
        raise parameters.unreadable("recorded_by", text, error) from None


def _check_pins(path: str, values: Mapping[str, Any], log_name: str) -> None:
    """Raises Gone when the question was pinned to another log or to other rules."""
    other_log = values.get("log", log_name) != log_name
    if not other_log and values.get("rules", RULES) == RULES:
        return
    forgotten = PINS if other_log else ("log", "rules")  # a position means nothing in another log
    asked_anew = {name: value for name, value in values.items() if name not in forgotten}
    was = (
        f"log {values['log']}, this is {log_name}"
        if other_log
        else f"rules {values['rules']}, these are {RULES}"
    )
    successor = parameters.url(path, parameters.written(asked_anew))
    raise Gone(f"that answer was given by {was}; ask anew at {successor}", successor=successor)


async def check_readable(conn: asyncpg.Connection, position: int | None = None) -> asyncpg.Record:
    """The log and the checkpoint that readers see, of one snapshot. Raises RulesDiffer."""
    row = await _READABLE.fetchrow(conn, asked=None if position is None else min(position, END))
    if row is None or (row["oldest"], row["newest"], row["serving"]) != (RULES, RULES, len(PROJECTIONS)):
        for projection in PROJECTIONS.values():
            await serving_by_our_rules(conn, projection)
    assert row is not None, "log_head lost its row"
    return row


_checkpoint = (
    select(
        func.min(projections.c.position).label("position"),
        func.min(projections.c.rules).label("oldest"),
        func.max(projections.c.rules).label("newest"),
        func.count().label("serving"),
    )
    .where(projections.c.serving)
    .subquery("checkpoint")
)
_at = func.coalesce(bindparam("asked", type_=BigInteger), _checkpoint.c.position)
_READABLE = Compiled(
    select(
        func.current_database().label("database"),
        log_head.c.log,
        log_head.c.started_at,
        *_checkpoint.c,
        events.c.recorded_at,
        editions.since(_at).label("directory_since"),
    ).select_from(log_head.join(_checkpoint, true()).outerjoin(events, events.c.position == _at))
)
