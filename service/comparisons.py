"""What changed on a timeline: from the strings a client sends to the body of the answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg

from events.errors import BadQuestion
from events.instants import format_instant
from projections.asof import Question
from projections.comparing import Comparison, Difference, compare
from projections.differences import newly, no_longer
from projections.keys import Key
from projections.naming import Kind
from service import parameters
from service.answers import unusual
from service.cursors import EXPECTED, page_url
from service.pins import Pinned, check_readable, pin
from service.questions import SEARCH, Find, find_subject, question_of, stated, timeline_path, written_key

End = datetime | int
"""A moment of the reported clock, or a position."""

_NOT_ASKED = frozenset({"hindsight", "order", "include", "explain"})
"""What a timeline may be asked, and a comparison not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pinned question for what changed from `before` to `after`; the ends as the answer states them."""

    before: Question
    after: Question
    start: End
    end: End
    as_of: datetime | None
    pins: Mapping[str, Any]

    def permalink(self, after: Key | None = None) -> str:
        """The URL whose answer never changes: of this page or, given its last key, of the page behind it."""
        asked = {"from": self.start, "to": self.end, "as_of": self.as_of, **_stated(self.after)}
        key = after or self.after.after
        pinned = parameters.written({**asked, **self.pins})
        return page_url(diff_path(self.after.subject), pinned, None if key is None else written_key(key))


async def diff_question(
    conn: asyncpg.Connection,
    kind: Kind | None,
    name: str,
    sent: Mapping[str, str],
    find: Find = find_subject,
) -> Asked:
    """The question for what changed on the timeline of the actor or location `name`; without a kind, of all there is.

    Between two moments both timelines are of one position; between two positions each is as of `as_of`, else all that
    the log held. Raises BadQuestion, Gone or RulesDiffer.
    """
    pinned = await _pinned(conn, diff_path(kind and f"{kind}-{name}"), sent)
    start, end = _ends(pinned)
    subject = None if kind is None else await find(conn, kind, name, pinned.pin.position)
    pinned.continues(diff_path(subject))
    after = await question_of(conn, subject, pinned)
    as_of = pinned.values.get("as_of")
    if isinstance(start, int) or isinstance(end, int):
        assert isinstance(start, int)
        recorded_at = await _recorded_at(conn, start)
        before = replace(after, position=start, known_until=recorded_at, as_of=as_of or recorded_at)
    else:
        before, after = replace(after, as_of=start), replace(after, as_of=end)
    return Asked(before, after, start, end, as_of, pinned.pin.values)


async def diff(conn: asyncpg.Connection, asked: Asked) -> dict[str, Any]:
    """The answer; the same for ever, but for an erasure."""
    found = await compare(conn, asked.before, asked.after)
    subject = asked.after.subject
    return {
        **({} if subject is None else {"subject": subject.partition("-")[2]}),
        "from": _shown(asked.start),
        "to": _shown(asked.end),
        **({} if asked.as_of is None else {"as_of": format_instant(asked.as_of)}),
        **asked.pins,
        **unusual(_stated(asked.after)),
        **_lists(found),
        "names": found.names,
        "next": None if found.next_after is None else asked.permalink(found.next_after),
        "permalink": asked.permalink(),
    }


def diff_path(subject: str | None) -> str:
    """Where it is told what changed on the timeline of the subject (its stream; None: of all)."""
    return f"{timeline_path(subject).removesuffix('/timeline')}/diff" if subject else f"{SEARCH}/diff"


async def _pinned(conn: asyncpg.Connection, path: str, sent: Mapping[str, str]) -> Pinned:
    """What was sent, pinned: between two positions, to the later one."""
    to = sent.get("to", "")
    if not (to.isascii() and to.isdecimal()):
        return await pin(conn, path, sent)
    if "recorded_by" in sent:
        raise BadQuestion("recorded_by", sent["recorded_by"], f"none beside the position `to`, {to}")
    if sent.get("position", to) != to:
        raise BadQuestion("position", sent["position"], f"none, or the position `to`, {to}")
    try:
        return await pin(conn, path, dict(sent) | {"position": to})
    except BadQuestion as error:
        if error.details["parameter"] != "position":
            raise
        raise BadQuestion("to", to, error.details["expected"]) from None


def _ends(pinned: Pinned) -> tuple[End, End]:
    """Both ends, of one kind and in order; only a cursor that was forged asks what cannot be asked."""
    values = pinned.values
    if not _NOT_ASKED.isdisjoint(values):
        raise BadQuestion("cursor", None, EXPECTED)
    for name in ("from", "to"):
        if name not in values:
            raise BadQuestion(name, None, "from and to: two instants, or two positions")
    start, end = values["from"], values["to"]
    if isinstance(start, int) != isinstance(end, int):
        wanted = "a position, as from is" if isinstance(start, int) else "an instant or a date, as from is"
        raise BadQuestion("to", str(_shown(end)), wanted)
    if start > end:
        raise BadQuestion("to", str(_shown(end)), f"nothing before from, {_shown(start)}")
    if isinstance(end, datetime) and "as_of" in values:
        expected = "none where from and to are moments; as_of is for two positions"
        raise BadQuestion("as_of", format_instant(values["as_of"]), expected)
    if isinstance(end, int) and pinned.pin.position != end:
        raise BadQuestion("to", str(end), f"the position that is pinned, {pinned.pin.position}")
    return start, end


async def _recorded_at(conn: asyncpg.Connection, position: int) -> datetime:
    row = await check_readable(conn, position)
    recorded_at: datetime = row["started_at"] if position == 0 else row["recorded_at"]
    return recorded_at


def _stated(question: Question) -> dict[str, Any]:
    return {name: value for name, value in stated(question).items() if name not in _NOT_ASKED}


def _shown(end: End) -> str | int:
    return end if isinstance(end, int) else format_instant(end)


# --- the lists of the answer


def _lists(found: Comparison) -> dict[str, list[dict[str, Any]]]:
    """The differences by what happened, each list in the order of the timeline; an entry may be in several."""
    differences = found.differences
    there = [d for d in differences if d.after]
    gone = [d for d in differences if not d.after]
    return {
        "added": [_told(d) for d in there if not d.before],
        "changed": [_told(d, fields=d.fields, before=_was(d)) for d in there if d.before],
        "disputed": _linked(there, "denied_by", newly),
        "resolved": _linked(there, "denied_by", no_longer),
        "confirmed": _linked(there, "confirmed_by", newly),
        "retracted": [_told(d) for d in gone if d.retracted],
        "removed": [_told(d, into=d.into) for d in gone if not d.retracted],
    }


def _linked(differences: Iterable[Difference], name: str, happened: Any) -> list[dict[str, Any]]:
    """Those whose list of that name came to hold something, or holds nothing any more."""
    return [_told(d, name) for d in differences if happened(name, d.before, d.after)]


def _was(difference: Difference) -> dict[str, Any]:
    """The old values of what changed."""
    assert difference.before is not None
    return {name: difference.before[name] for name in difference.fields}


def _told(difference: Difference, *concerned: str, **more: Any) -> dict[str, Any]:
    events = [cause.as_json() for cause in difference.caused_by(*concerned)]
    return {"entry": difference.after or difference.before, **more, "events": events}
