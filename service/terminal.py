"""How timelines, events and progress look on a terminal. Pure: JSON values in, something Rich can print out."""

import contextlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from events.instants import parse_instant

Json = Mapping[str, Any]

WIDTH_MAX = 120
"""Columns; longer lines are hard to read."""

_DOTS = {"asserted": "●", "claimed": "◐", "denied": "✕", "planned": "○", "proposed": "○"}
_COLOURS = {"asserted": "green", "claimed": "yellow", "denied": "red", "planned": "cyan", "proposed": "cyan"}
_SAID = {
    "asserted": "stated by {}",
    "claimed": "claimed by {}",
    "denied": "denial by {}",
    "planned": "planned, says {}",
    "proposed": "proposed, says {}",
}
_UNSAID = {"asserted": "reported as fact", "denied": "a denial"}
_LEGEND = "● reported as fact  ◐ claimed  ○ planned or proposed  ✕ denied"
_SEASONS = dict(enumerate(("spring", "summer", "autumn", "winter"), start=21))
_OUTCOMES = {"fulfils": "fulfilled", "cancels": "cancelled"}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer `body` to a question about an actor or a location, drawn along a line of time.

    `asked` is the moment as the user wrote it, None without one. The permalink is left out: a long one may not be
    broken into lines.
    """

    body: Json
    asked: str | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDTH_MAX)
        date_width = 21 if width < 100 else 26
        yield from _header(self.body, self.asked)
        for entry in self.body["entries"]:
            yield from _beside(
                console,
                options,
                _when(entry["occurred"]),
                Text(_DOTS[entry["status"]], style=_COLOURS[entry["status"]]),
                _what(entry, self.body["names"]),
                (date_width, width - date_width - 4),
            )
        yield from _footer(self.body)


def picture(body: Json, asked: str | None = None, *, columns: int = 96) -> str:
    """The timeline as a terminal of so many columns shows it, as SVG that fetches nothing."""
    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    console.print(Timeline(body, asked))
    name = body["names"][body["subject"]]["name"]
    svg = console.export_svg(title=f"{name} – {instant(body['as_of'])}")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def instant(text: str) -> str:
    """An RFC 3339 instant as people read it, to the second, without seconds that are zero: `2025-12-01 21:30 UTC`."""
    return f"{text[:19].replace('T', ' ').removesuffix(':00')} UTC"


def event_line(event: Json) -> Text:
    """One event of the log on one line: position, when recorded, type, what it is about, and its stream."""
    line = Text(f"{event['position']:>6}", style="bold")
    line.append(f"  {event['recorded_at'][:19].replace('T', ' ')}", style="not bold dim")
    line.append(f"  {event['type']:<16}", style="not bold cyan")
    line.append(f"  {_gist(event['payload'])}", style="not bold")
    line.append(f"  {event['stream']}@{event['version']}", style="not bold dim")
    return line


def _gist(payload: Json) -> str:
    """What the payload of an event is about, in a few words."""
    if "relation" in payload:
        return f"{payload['fact']} {payload['relation']} {payload['other']}"
    if "changes" in payload:
        return f"{payload['fact']}: {', '.join(payload['changes'])}"
    named = ("summary", "title", "name", "into", "withdraws", "fact", "sha256")
    return next((str(payload[field]) for field in named if payload.get(field)), "")


@contextlib.contextmanager
def progress(console: Console, doing: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """To be told how many of how many are done: a bar on a terminal, a line for each tenth elsewhere."""
    if not console.is_terminal:
        yield _Tenths(console, doing, unit)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Speed(unit))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


class _Speed(ProgressColumn):
    """How many are done in a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} {self._unit}/s", style="dim")


class _Tenths:
    """Prints a line when another tenth is done."""

    def __init__(self, console: Console, doing: str, unit: str) -> None:
        self._console, self._doing, self._unit = console, doing, unit
        self._tenths = -1

    def __call__(self, done: int, of: int) -> None:
        tenths = 10 * done // of if of else 10
        if tenths > self._tenths:
            self._tenths = tenths
            self._console.print(
                f"{self._doing}: {done} of {of} {self._unit}", highlight=False, soft_wrap=True
            )


# --- the parts of a timeline


def _header(body: Json, asked: str | None) -> Iterator[Text]:
    subject = body["names"][body["subject"]]
    yield Text.assemble((subject["name"], "bold"), (f"  {subject['slug']}", "dim"))
    yield Text(_stood(body, asked), style="italic")
    yield Text()


def _stood(body: Json, asked: str | None) -> str:
    """Which moment is shown; a day that was asked for is its end."""
    position, moment = body["position"], instant(body["as_of"])
    if asked is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", asked):
        moment = f"the end of {asked} (UTC)"
    if body.get("hindsight"):
        return f"seen with hindsight from position {position}: what had occurred or been reported by {moment}"
    if asked is None:
        return f"all that the log held at position {position} (recorded {moment})"
    return f"as it stood {'at' if moment.startswith('the') else 'on'} {moment}"


def _footer(body: Json) -> Iterator[Text]:
    if not body["entries"]:
        yield Text("Nothing stands here.", style="bold")
        yield Text()
    if body["reported_later"]:
        more = "something" if not body["entries"] else "more"
        yield Text(f"By position {body['position']} {more} had been reported, but only after this moment.")
    if body["next"]:
        yield Text("The timeline goes on: a greater --limit shows more.")
    if body["entries"]:
        yield Text(_LEGEND, style="dim")
    yield Text(f"position {body['position']} · log {body['log']} · rules {body['rules']}", style="dim")


def _beside(
    console: Console,
    options: ConsoleOptions,
    left: Text,
    dot: Text,
    right: Sequence[Text],
    widths: tuple[int, int],
) -> Iterator[Text]:
    """Both texts side by side, wrapped to their widths, on either side of the line of time."""
    lefts = list(left.wrap(console, widths[0], overflow="fold"))
    rights = [line for text in right for line in text.wrap(console, widths[1], overflow="fold")]
    for number in range(max(len(lefts), len(rights)) + 1):
        line = lefts[number].copy() if number < len(lefts) else Text()
        line.rstrip()
        line.align("right", widths[0])
        line.append_text(Text(" ") + (dot if number == 0 else Text("│", style="dim")) + Text("  "))
        if number < len(rights):
            line.append_text(rights[number])
        line.rstrip()
        yield line


def _when(occurred: Json) -> Text:
    """The date, in the words of the source too, and – where it is known better than a day – in hours."""
    lines = [Text(_readable(occurred["edtf"], occurred["extent"]), style="bold")]
    if _season(occurred["edtf"]) != occurred["edtf"]:
        lines.append(Text(f"EDTF {occurred['edtf']}", style="dim"))
    if occurred["phrase"]:
        lines.append(Text(f"“{occurred['phrase']}”", style="italic"))
    if hours := _hours(occurred["earliest"], occurred["latest"]):
        lines.append(Text(hours, style="dim"))
    if occurred["extent"] == "throughout":
        lines.append(Text("throughout", style="dim"))
    if occurred["basis"] != "explicit":
        lines.append(
            Text({"inferred": "inferred", "published": "by publication"}[occurred["basis"]], style="dim")
        )
    return Text("\n").join(lines)


def _readable(edtf: str, extent: str) -> str:
    """The date in EDTF, with words for seasons and open ends."""
    start, parted, end = edtf.partition("/")
    has_start, has_end = start not in ("", ".."), end not in ("", "..")
    if not parted or (has_start and has_end):
        return _season(edtf)
    if has_end:
        return f"{'until' if extent == 'throughout' else 'by'} {_season(end)}"
    if has_start:
        return f"since {_season(start)}" if extent == "throughout" else f"from {_season(start)} on"
    return "at any time"


def _season(edtf: str) -> str:
    """`summer 2025` for `2025-22`; anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(2[1-4])", edtf, re.ASCII)
    return f"{_SEASONS[int(found[2])]} {found[1]}" if found else edtf


def _hours(earliest: str | None, latest: str | None) -> str:
    if earliest is None or latest is None:
        return ""
    start, end = parse_instant(earliest), parse_instant(latest)
    if end - start >= timedelta(hours=23):
        return ""
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M} UTC"
    return f"{start:%m-%d %H:%M} UTC –\n{end:%m-%d %H:%M} UTC"


def _what(entry: Json, names: Json) -> list[Text]:
    """The summary, who says so and since when that is known, and what others say to it."""
    lines = [Text(entry["summary"], style="bold" if entry["direct"] else "")]
    lines.append(_says_who(entry, names))
    if not entry["direct"] and (places := _places(entry, names)):
        lines.append(Text(f"in {places}", style="dim"))
    lines.append(_known(entry))
    for correction in entry["corrected_by"]:
        lines.append(Text(_corrected(correction), style="bold cyan"))
    for denial in entry["denied_by"]:
        lines.append(_linked("disputed: denied", denial, names, "bold red"))
    for confirmation in entry["confirmed_by"]:
        lines.append(_linked("confirmed", confirmation, names, "green"))
    for update in entry["updated_by"]:
        lines.append(_linked("updated", update, names, "cyan"))
    if outcome := entry["outcome"]:
        lines.append(_linked(_OUTCOMES[outcome["relation"]], outcome, names, "green"))
    if entry["lapsed"]:
        lines.append(Text("lapsed: its time has passed, and no outcome is known", style="magenta"))
    if entry["needs_review"]:
        lines.append(Text("needs review", style="magenta"))
    return lines


def _says_who(entry: Json, names: Json) -> Text:
    status, speaker = entry["status"], entry["attributed_to"]
    said = _SAID[status].format(_name(speaker, names)) if speaker else str(_UNSAID.get(status, status))
    via = "".join(f", via {_name(actor, names)}" for actor in entry["via"])
    reports = f" · {len(entry['reports'])} reports" if len(entry["reports"]) > 1 else ""
    return Text(said + via + reports, style=_COLOURS[status])


def _known(entry: Json) -> Text:
    known = f"known since {instant(entry['reported_at'])} by {entry['known_by']}"
    if entry["corrected_by"]:
        known += ", but not as it reads now:"
    if entry["hindsight"]:
        return Text(f"hindsight: {known}", style="magenta")
    return Text(known, style="dim")


def _corrected(correction: Json) -> str:
    """Since when the wording shown is known, where a source corrected it."""
    why = f": {correction['reason']}" if correction["reason"] else ""
    changed = ", ".join(correction["changed"])
    return f"corrected by its source ({changed}), known since {instant(correction['reported_at'])}{why}"


def _linked(how: str, link: Json, names: Json, style: str) -> Text:
    """Another fact that bears on this one, whose it is, and since when that is known."""
    by = f" by {_name(link['attributed_to'], names)}" if link["attributed_to"] else ""
    line = Text(f"{how}{by}", style=style)
    line.append(f", known since {instant(link['reported_at'])}", style="not bold")
    line.append(f" – {link['summary']}", style="default not bold")
    return line


def _places(entry: Json, names: Json) -> str:
    at = [mention["location"] for mention in entry["locations"] if mention["role"] != "mentioned"]
    return ", ".join(dict.fromkeys(_name(location, names) for location in at))


def _name(subject_id: str, names: Json) -> str:
    name: str = names[subject_id]["name"]
    return name
