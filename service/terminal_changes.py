"""How what changed looks on a terminal: differences, histories, explanations. Pure, as `terminal` is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from service import telling
from service.telling import Json, instant

_LISTS = {
    "added": ("+", "green"),
    "changed": ("~", "cyan"),
    "disputed": ("!", "bold red"),
    "resolved": ("=", "green"),
    "confirmed": ("✓", "green"),
    "retracted": ("-", "red"),
    "removed": ("-", "magenta"),
}
_VALUE_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class Diff:
    """The answer `body` to what changed, list by list."""

    body: Json

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        body = self.body
        subject = body["names"][body["subject"]]
        yield Text.assemble((subject["name"], "bold"), (f"  {subject['slug']}", "dim"))
        yield Text(f"what changed from {_end(body['from'])} to {_end(body['to'])}", style="italic")
        yield Text()
        for name, (mark, style) in _LISTS.items():
            for change in body[name]:
                yield Text(f"{mark} {name}: {change['entry']['summary']}", style=style)
                yield from _details(change)
        if not any(body[name] for name in _LISTS):
            yield Text("Nothing changed here.", style="bold")
        if body["next"]:
            yield Text("There is more: a greater --limit shows it.")
        yield Text(f"position {body['position']} · log {body['log']} · rules {body['rules']}", style="dim")


@dataclass(frozen=True, slots=True)
class FactHistory:
    """The answer `body` to what happened to a fact: its events, then its states."""

    body: Json

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        body = self.body
        yield Text.assemble(("fact ", "dim"), (body["fact"], "bold"))
        yield Text(f"all that had been reported by {instant(body['as_of'])}", style="italic")
        yield Text()
        positions = {event["event_id"]: event["position"] for event in body["events"]}
        for event in body["events"]:
            yield from _happened(event, positions)
        yield Text()
        for state in body["states"]:
            until = "on" if state["to"] is None else f"to {instant(state['to'])}"
            stands = "stands" if state["stands"] else "does not stand"
            yield Text(f"from {instant(state['from'])} {until}: {stands}", style="bold")
            for change in state["changes"]:
                by = positions.get(change["by"], change["by"])
                yield Text(f"    {change['field']}: {_value(change['value'])}  (position {by})", style="dim")
        if body["next"]:
            yield Text("More events follow: a greater --limit shows them.")
        yield Text(f"position {body['position']} · log {body['log']} · rules {body['rules']}", style="dim")


def because(cause: Json) -> Text:
    """An event that made something what it is, on one line."""
    known = "" if cause["reported_at"] is None else f", counts from {instant(cause['reported_at'])}"
    fields = f" ({', '.join(cause['fields'])})" if 0 < len(cause["fields"]) <= 4 else ""
    about = f" of {cause['fact']}" if cause["fact"] else f" in {cause['stream']}"
    return Text(f"by position {cause['position']}: {cause['type']}{about}{fields}{known}", style="dim")


def _details(change: Json) -> Iterator[Text]:
    """The fields that changed, where an entry that is gone is told now, and the events."""
    for name in change.get("fields", ()):
        if name in ("reports", "actors", "locations"):
            yield Text(f"    {name} changed")
        else:
            was, now = _value(change["before"][name]), _value(change["entry"][name])
            yield Text(f"    {name}: {was} → {now}")
    if change.get("into"):
        yield Text(f"    told by {change['into']} now")
    for cause in change["events"]:
        yield Text("    ") + because(cause)
    if not change["events"]:
        yield Text("    as time passed", style="dim")


def _happened(event: Json, positions: Json) -> Iterator[Text]:
    moment = "" if event["moment"] is None else f", counts from {instant(event['moment'])}"
    line = Text(f"{event['position']:>6}  ", style="bold")
    line.append(f"{event['type']:<16}", style="not bold cyan" if event["in_effect"] else "not bold dim")
    line.append(f"  recorded {instant(event['recorded_at'])}{moment}", style="not bold")
    yield line
    for how in ("amends", "withdrawn_by"):
        if event[how]:
            at = positions.get(event[how], event[how])
            yield Text(f"        {how.replace('_', ' ')} position {at}", style="dim")
    if not event["in_effect"] and not event["withdrawn_by"]:
        yield Text("        overwritten since", style="dim")
    for cause in event["caused_by"]:
        yield Text(f"        caused by position {cause['position']}: {cause['type']}", style="dim")


def _end(end: str | int) -> str:
    return f"position {end}" if isinstance(end, int) else instant(end)


def _value(value: Any) -> str:
    """A value on part of a line; of what links to an entry, the summaries."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "edtf" in value:
        return telling.readable(value["edtf"], value.get("extent", "within"))
    if isinstance(value, list) and value and all(isinstance(one, dict) and "summary" in one for one in value):
        return "; ".join(one["summary"] for one in value)
    text = orjson.dumps(value).decode()
    return text if len(text) <= _VALUE_LENGTH_MAX else f"{text[:_VALUE_LENGTH_MAX]}…"
