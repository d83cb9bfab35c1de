"""A walk through the facts that need a review: each is shown, and what the reviewer decides is recorded at once."""

import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import typer
from rich.console import Console

from events.envelope import RecordedEvent
from events.errors import Conflict, InvalidEvents, NotFound, Refused
from events.payloads import FactCorrected, Occurred
from projections import asof
from projections.reviewing import Narrowed, fields_of, waiting
from service import telling, wording
from service.bodies import read_body
from service.change_bodies import Correction, Retraction, Review
from service.changes import Make, carry_out, making, mending, of_fact
from service.command_line import find
from service.pins import pin
from service.reviewing import told_of
from service.telling import Json
from service.terminal_review import Waiting

Run = Callable[[Callable[[asyncpg.Connection], Awaitable[Any]]], Any]

KEYS = "[a]ccept  [e]dit  [r]eject  [n]ext  [b]ack  [q]uit"
NOBODY = "-"


class Shown(NamedTuple):
    """A fact as it was at a position, the names it bears, and whether it needs a review there."""

    told: Json
    names: Json
    position: int

    @property
    def waits(self) -> bool:
        return bool(self.told["fact"]["stands"] and self.told["fact"]["needs_review"])


class Walk:
    """Through `facts`, in their order; `run` works on the database, `by` is who decides."""

    def __init__(self, run: Run, facts: list[str], terminal: Console, by: str) -> None:
        self._run, self._facts, self._terminal, self._by = run, facts, terminal, by
        self._at, self._back = 0, False
        self._done: Counter[str] = Counter()

    def go(self) -> None:
        """Until the last fact or until the reviewer has had enough; then it is told what was done."""
        try:
            while self._at < len(self._facts):
                self._step()
        except (EOFError, KeyboardInterrupt):
            self._say("")
        self._say(self._summary())

    def _step(self) -> None:
        shown: Shown = self._run(lambda conn: load(conn, self._facts[self._at]))
        place = f"{self._at + 1} of {len(self._facts)}"
        if not shown.waits and not self._back:
            self._say(f"{place}: fact {self._facts[self._at]} needs no review any more")
            self._at += 1
            return
        self._terminal.print(Waiting(shown.told, shown.names, place), soft_wrap=False)
        self._back = False
        while not self._answer(shown):
            pass

    def _answer(self, shown: Shown) -> bool:
        """One key has been done as it says; False where the same fact is to be decided on still."""
        self._say(KEYS if shown.waits else "settled already:  [n]ext  [b]ack  [q]uit")
        key = read_key()
        if key == "q":
            raise EOFError
        if key == "n":
            self._at += 1
            return True
        if key == "b":
            self._at, self._back = max(0, self._at - 1), True
            return True
        decide = {"a": self._accept, "e": self._edit, "r": self._reject}.get(key) if shown.waits else None
        return decide is not None and decide(shown)

    def _accept(self, shown: Shown) -> bool:
        body = Review(read_at=shown.position)
        return self._record(
            "accepted", making(of_fact(shown.told["fact"]["fact"], body, anew=True), body, uuid4())
        )

    def _reject(self, shown: Shown) -> bool:
        reason = input("why (empty: it is not rejected): ").strip()
        if not reason:
            return False
        try:
            body = _body(Retraction, reported_at=None, reason=reason, read_at=shown.position)
        except InvalidEvents as error:
            self._say(str(error))
            return False
        return self._record(
            "rejected", making(of_fact(shown.told["fact"]["fact"], body, anew=True), body, uuid4())
        )

    def _edit(self, shown: Shown) -> bool:
        fact = shown.told["fact"]
        self._say(f"Enter keeps a field as it is; {NOBODY} as who means nobody.")
        occurred: Occurred = self._run(lambda conn: fields_of(conn, [fact["fact"]], shown.position))[
            fact["fact"]
        ]["occurred"]
        attributed_to = fact["attributed_to"]
        changes = {
            **self._asked("summary", "summary", fact["summary"]),
            **self._asked("date", "occurred", fact["occurred"]["edtf"], lambda text: _dated(occurred, text)),
            **self._asked("status", "status", fact["status"]),
            **self._asked(
                "who",
                "attributed_to",
                telling.name(attributed_to, shown.names) if attributed_to else NOBODY,
                self._actor,
            ),
        }
        if not changes:
            self._say("nothing was changed: a accepts it as it stands")
            return False
        body = _body(
            Correction, reported_at=None, changes=changes | {"needs_review": False}, read_at=shown.position
        )
        return self._record("edited", mending(fact["fact"], body, uuid4()))

    def _asked(
        self, label: str, field: str, now: str, read: Callable[[str], Any] = lambda text: text
    ) -> dict[str, Any]:
        """The field with its new value, which is one that it can have; nothing where it stays."""
        while (text := input(f"{label} [{now}]: ").strip()) not in ("", now):
            try:
                value = read(text)
                _body(Correction, reported_at=None, changes={field: value})
            except InvalidEvents as error:
                self._say(f"{label} {text!r}: expected {error.details['problems'][0]['expected']}")
            except (NotFound, Refused) as error:
                self._say(str(error))
            else:
                return {field: value}
        return {}

    def _actor(self, name: str) -> str | None:
        """The id of the actor that is called so."""
        if name == NOBODY:
            return None
        if not any(letter.isalnum() for letter in name):
            raise Refused(f"{name!r}: expected a name, slug or id of an actor, or {NOBODY} for nobody")

        async def found(conn: asyncpg.Connection) -> str:
            pinned = await pin(conn, "", {})
            return await find(conn, "actor", name, pinned.pin.position)

        stream: str = self._run(found)
        return stream.partition("-")[2]

    def _record(self, what: str, make: Make) -> bool:
        """The decision has been recorded, or it is said why not; the fact is shown anew then."""
        try:
            recorded, before = self._run(lambda conn: carry_out(conn, make, self._by))
        except (Conflict, Refused) as error:
            self._say(f"not recorded: {error}")
            return True
        for event in recorded:
            self._say(f"{what}: {_told(event, before)}")
        self._done[what] += 1
        self._at += 1
        return True

    def _summary(self) -> str:
        did = ", ".join(f"{self._done[what]} {what}" for what in ("accepted", "edited", "rejected"))
        return f"{did}; {wording.count(len(self._facts) - self._done.total(), 'fact')} left of this list"

    def _say(self, text: str) -> None:
        self._terminal.print(text, soft_wrap=True)


async def to_walk(conn: asyncpg.Connection, narrowed: Narrowed) -> list[str]:
    """The facts that need a review now, in the order of their reports."""
    pinned = await pin(conn, "", {})
    return [each.fact for each in await waiting(conn, narrowed, pinned.pin.position)]


async def load(conn: asyncpg.Connection, fact: str) -> Shown:
    """The fact as it is now."""
    pinned = await pin(conn, "", {})
    (told,) = await told_of(conn, [fact], pinned)
    names = await asof.names(conn, [told["fact"]], [], pinned.pin.position)
    return Shown(told, names, pinned.pin.position)


def read_key() -> str:
    """The key that was pressed; of what is no terminal, the first letter of the next line. Raises EOFError."""
    if sys.stdin.isatty():
        return typer.getchar().lower()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()[:1].lower()


def _dated(occurred: Occurred, edtf: str) -> dict[str, Any]:
    """The source's words stay, and how the date is meant; the bounds follow from the new date."""
    kept = occurred.model_dump(mode="json", include={"phrase", "time_zone", "extent", "basis"})
    return kept | {"edtf": edtf}


def _body(model: Any, **written: Any) -> Any:
    return read_body(model, json.dumps(written).encode())


def _told(event: RecordedEvent, before: int) -> str:
    said = wording.changed(event, before)
    if isinstance(event.payload, FactCorrected):
        return f"{', '.join(event.payload.changes)}: {said}"
    return said
