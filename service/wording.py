"""What the command says of what it did: whole lines of plain text. Pure."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from events.envelope import RecordedEvent
from events.errors import BadQuestion, UnreadableArticle
from events.malformed import PROBLEMS_MAX
from events.names import fold_name
from events.payloads import ArticleRevised, FactReported
from projections.references import WITHDRAWABLE
from projections.replay import Difference, Replay
from projections.withdrawing import Plan
from service.files import Added, TakenIn

if TYPE_CHECKING:
    from service.adding import Outcome

_MORE = "there may be more: once this is done, ask again"
_OPTIONS = {
    "reported_at": "--published",
    "changes": "--set",
    "correlation_id": "--correlation",
    "extracted_by": "--extracted-by",
    "relation": "RELATION",
    "other": "OTHER",
    **{name: f"--{name}" for name in ("amends", "reason", "note")},
}
"""How the commands call the fields of the API's bodies."""

_BECAME = {
    "FactReported": "new",
    "FactCorrected": "corrected",
    "FactReinstated": "reinstated",
    "FactRetracted": "retracted",
}
"""What an event of a revision makes of its fact."""

DIFFERENCES_MAX = 20
STREAMS_MAX = 3
SIMILAR_MAX = 3

EMPTY = "the log is empty: `asof add FILE` fills it, or `asof serve`, which begins with an article"


def added(shown: str, what: Added) -> str:
    """What was recorded of the file called `shown`, and where."""
    if not what.fresh:
        return f"{shown}: already there ({count(len(what.recorded), 'event')})"
    first, last = what.fresh[0].position, what.fresh[-1].position
    before = len(what.recorded) - len(what.fresh)
    where = f"position {first}" if first == last else f"positions {first} to {last}"
    known = f"; {before} already there" if before else ""
    return f"{shown}: {count(len(what.fresh), 'event')} at {where}, {_streams(what.fresh)}{known}"


def taken_in(shown: str, what: TakenIn) -> str:
    """What was recorded of the article that is called `shown`, and where."""
    if not what.recorded:
        return f"{shown}: already there, article-{what.article}"
    first, last = what.recorded[0].position, what.recorded[-1].position
    where = f"position {first}" if first == last else f"positions {first} to {last}"
    payloads = [event.payload for event in what.recorded]
    found = [payload for payload in payloads if isinstance(payload, FactReported)]
    review = sum(fact.needs_review for fact in found)
    flagged = f" ({review} to review)" if review else ""
    if any(isinstance(payload, ArticleRevised) for payload in payloads):
        changes = Counter(_BECAME[payload.type] for payload in payloads if payload.type in _BECAME)
        told = ", ".join(f"{changes[became]} {became}" for became in _BECAME.values() if changes[became])
        return f"{shown}: article-{what.article} was revised, facts: {told or 'none changed'}{flagged}, at {where}"
    return f"{shown}: {count(len(found), 'fact')}{flagged} at {where}, in article-{what.article}"


def refused(error: Exception) -> str:
    """Why a source was refused, and what to say to the command instead."""
    if isinstance(error, UnreadableArticle) and error.details["reason"] == "no-publication":
        return (
            "nothing tells when it was published: say so with --published, e.g. --published 2025-12-02, "
            "or end the file's name with the day, as in flood-2025-12-02.txt"
        )
    return str(error)


@dataclass
class Tally:
    """How many sources became what."""

    sources: int = 0
    articles: int = 0
    refused: int = 0
    _outcomes: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: "Outcome") -> None:
        self.sources += 1
        match outcome:
            case Added():
                self._outcomes["files of events"] += 1
            case TakenIn(recorded=recorded):
                self.articles += 1
                revised = any(isinstance(event.payload, ArticleRevised) for event in recorded)
                self._outcomes["revised" if revised else "added" if recorded else "already there"] += 1
            case _:
                self.refused += 1
                self._outcomes["refused"] += 1

    def told(self) -> str:
        """All of it on a line."""
        named = ("added", "revised", "already there", "files of events", "refused")
        return ", ".join(f"{self._outcomes[name]} {name}" for name in named if self._outcomes[name])


def changed(event: RecordedEvent, before: int) -> str:
    """The change, where it is, and how to take it back; it is not new if the log ended at `before` behind it."""
    there = "already there, " if event.position <= before else ""
    what = (
        f"{event.type} of {event.fact or event.stream}: {there}position {event.position}, in {event.stream}"
    )
    if not isinstance(event.payload, WITHDRAWABLE):
        return what
    return f"{what}; `asof withdraw {event.event_id}` takes it back"


def planned(plan: Plan) -> str:
    """How much would be taken back, and how much cannot be."""
    types = Counter(event.type for event in plan.changes)
    parts = [f"{number} {type_} would be withdrawn" for type_, number in sorted(types.items())]
    facts = len({event.fact for event in plan.reports})
    parts += [f"{count(facts, 'fact')} would be retracted by our record"] if facts else []
    parts += [f"{number} {type_} would stay" for type_, number in sorted(plan.left.items())]
    return "; ".join(parts + ([_MORE] if plan.more else []))


def taken_back(recorded: Sequence[RecordedEvent], more: bool) -> Iterator[str]:
    """What a withdrawal in bulk recorded, and how to undo what of it can be undone."""
    first, last = recorded[0], recorded[-1]
    where = (
        f"position {first.position}" if first is last else f"positions {first.position} to {last.position}"
    )
    undo = ""
    if any(isinstance(event.payload, WITHDRAWABLE) for event in recorded):
        undo = f"; `asof withdraw --correlation {first.correlation_id}` takes the retractions back"
    yield f"{count(len(recorded), 'event')} at {where}, {_streams(recorded)}{undo}"
    if more:
        yield _MORE


def not_taken(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the options of a change."""
    for problem in found:
        field = str(problem.get("field", ""))
        outer, _, inner = field.partition(".")
        named = f"field {inner}" if outer == "changes" and inner else _OPTIONS.get(outer, outer)
        where = f"{named}: " if named else ""
        yield f"{where}{problem['value']!r}: {_expected(str(problem['expected']))}"
    yield "nothing was recorded"


def imported(shown: str, events: int, before: int, took_s: float) -> str:
    """How many events of the file called `shown` are recorded, and how fast that was."""
    there = f", {count(before, 'event')} there already" if before else ""
    speed = f" ({events / took_s:,.0f} events/s)" if events and took_s else ""
    return f"{shown}: {count(events - before, 'event')} recorded{there}{speed}"


def problems(shown: str, found: Sequence[dict[str, Any]], whole: str | None = None) -> Iterator[str]:
    """Where the file is wrong, with the value and what was expected; nothing of the `whole`, the file, is recorded."""
    for problem in found:
        where = [shown, *(f"{at} {problem[at]}" for at in ("line", "field") if at in problem)]
        yield f"{', '.join(where)}: {problem['value']!r}: {_expected(str(problem['expected']))}"
    if len(found) >= PROBLEMS_MAX:
        yield f"these are the first {PROBLEMS_MAX} problems; there may be more"
    yield f"nothing of {whole or shown} was recorded"


def standing(result: Replay, took_s: float) -> Iterator[str]:
    """What a replay folded, how fast, and how many rows of each table it made stand."""
    events = sum(result.events.values())
    speed = f" ({events / took_s:,.0f} events/s)" if took_s > 0 else ""
    yield f"position {result.position}: {count(events, 'event')} in {took_s:.2f} s{speed}"
    yield from (f"{number:>8}  {type_}" for type_, number in sorted(result.events.items()))
    yield "standing there:"
    yield from (f"{result.standing(table):>8}  {table.replace('_', ' ')}" for table in result.rows)


def differences(found: Sequence[Difference]) -> Iterator[str]:
    """The rows that only one side has, the first of them in full."""
    for difference in found[:DIFFERENCES_MAX]:
        row = ", ".join(f"{name}={str(value)[:80]}" for name, value in difference.row.items())
        held = f"positions {difference.rec_from} to {difference.rec_to}"
        yield f"{difference.table}, only in the {difference.only_in}, {held}: {row}"
    yield f"{count(len(found), 'row')} differ; `asof rebuild` folds them anew"


def option(error: BadQuestion) -> str:
    """The error in terms of the command's options instead of the API's parameters."""
    name = str(error.details["parameter"]).replace("_", "-")
    value = "" if error.details["value"] is None else f" {error.details['value']}"
    return f"--{name}{value}: expected {error.details['expected']}"


def no_data(folder: Path) -> str:
    """Why a command that only reads does not begin a database."""
    return f"there is no data in {folder}: start `asof serve` there first, or set ASOF_DATA"


def similar(name: str, described: Sequence[dict[str, Any]]) -> list[str]:
    """The slugs of those that are called almost so, the nearest first."""
    slugs = {
        fold_name(called): each["slug"]
        for each in described
        for called in (each["slug"], each["name"], *each["aliases"])
    }
    near = difflib.get_close_matches(fold_name(name), slugs, n=5, cutoff=0.7)
    return list(dict.fromkeys(slugs[called] for called in near))[:SIMILAR_MAX]


def setting(error: ValidationError) -> str:
    """The first setting that cannot be read, as the environment names it."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]).upper()
    return f"{name if name == 'DATABASE_URL' else f'ASOF_{name}'}: {first['input']!r}: {first['msg']}"


def count(number: int, what: str) -> str:
    """`1 event`, `2 events`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _streams(recorded: Sequence[RecordedEvent]) -> str:
    """Which streams hold the events: by name where they are few, else how many of each kind."""
    streams = list(dict.fromkeys(event.stream for event in recorded))
    if len(streams) <= STREAMS_MAX:
        return f"in {', '.join(streams)}"
    kinds = Counter(stream.partition("-")[0] for stream in streams)
    counted = ", ".join(count(number, kind) for kind, number in sorted(kinds.items()))
    return f"in {len(streams)} streams ({counted})"


def _expected(text: str) -> str:
    """As the end of a sentence; Pydantic's are sentences of their own: "Field required"."""
    return text if text[:1].isupper() else f"expected {text}"
