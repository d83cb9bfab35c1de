"""How timelines, events and progress look on a terminal. Pure: JSON values in, something Rich can print out."""

import contextlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from service import telling
from service.telling import Json, instant
from service.terminal_changes import because

WIDTH_MAX = 120
"""Columns; longer lines are hard to read."""

_DOTS = {"asserted": "●", "claimed": "◐", "denied": "✕", "planned": "○", "proposed": "○"}
_COLOURS = {"asserted": "green", "claimed": "yellow", "denied": "red", "planned": "cyan", "proposed": "cyan"}
_LINK_STYLES = {"denied_by": "bold red", "confirmed_by": "green", "updated_by": "cyan", "outcome": "green"}
_GONE = "⊘"
_LEGEND = "● reported as fact  ◐ claimed  ○ planned or proposed  ✕ denied"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer `body` to a question for a timeline, drawn along a line of time.

    `asked` is the moment as the user wrote it, None without one. The permalink is left out: a long one may not be
    broken into lines.
    """

    body: Json
    asked: str | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _header(self.body, self.asked)
        for entry in self.body["entries"]:
            yield from _drawn(console, options, entry, self.body["names"])
        yield from _footer(self.body)


@dataclass(frozen=True, slots=True)
class Disputes:
    """The answer `body` to the question what was disputed: each claim, and beside it below what denies it."""

    body: Json
    asked: str | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _header(self.body, self.asked)
        for number, dispute in enumerate(self.body["disputes"]):
            if number:
                yield Text()
            for entry in (dispute["claim"], *dispute["denials"]):
                yield from _drawn(console, options, entry, self.body["names"])
        yield from _footer(self.body)


def picture(body: Json, asked: str | None = None, *, columns: int = 96) -> str:
    """The timeline as a picture."""
    return drawn(Timeline(body, asked), f"{_whose(body)} – {instant(body['as_of'])}", columns=columns)


def drawn(shown: RenderableType, title: str, *, columns: int = 96) -> str:
    """What a terminal of so many columns shows, as SVG that fetches nothing."""
    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        no_color=False, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    console.print(shown)
    svg = console.export_svg(title=title)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


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


@contextlib.contextmanager
def importing(console: Console, shown: str, size: int | None) -> Iterator[Callable[[int, int], None]]:
    """To be told how many bytes of `size` were read, and how many events were in them: a bar with the time left.

    Elsewhere than on a terminal a line for each tenth, where the size is known.
    """
    if not console.is_terminal:
        tenths = _Tenths(console, f"import {shown}", "bytes")
        yield lambda read, events: tenths(read, size) if size else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), _Events(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(shown, total=size, events=0)
        yield lambda read, events: bar.update(task, completed=read, events=events)


class _Events(ProgressColumn):
    """How many events were imported, and how many of them in a second."""

    def render(self, task: Task) -> Text:
        events = task.fields["events"]
        speed = f", {events / task.elapsed:,.0f} events/s" if task.elapsed else ""
        return Text(f"{events:,} events{speed}", style="dim")


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
    slug = f"  {body['names'][body['subject']]['slug']}" if "subject" in body else ""
    yield Text.assemble((_whose(body), "bold"), (slug, "dim"))
    yield Text(_stood(body, asked), style="italic")
    yield Text()


def _whose(body: Json) -> str:
    """The name of whom the timeline is of."""
    if "subject" in body:
        return telling.name(body["subject"], body["names"])
    return "What is disputed" if "disputes" in body else "All actors and locations"


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
    shown = body.get("disputes", body.get("entries"))
    if not shown:
        yield Text("Nothing was disputed." if "disputes" in body else "Nothing stands here.", style="bold")
        yield Text()
    if body["reported_later"]:
        more = "something" if not shown else "more"
        yield Text(f"By position {body['position']} {more} had been reported, but only after this moment.")
    if body["next"]:
        yield Text("The timeline goes on: a greater --limit shows more.")
    if shown:
        gone = not all(map(telling.stands, body.get("entries", ())))
        yield Text(f"{_LEGEND}  {_GONE} retracted" if gone else _LEGEND, style="dim")
    yield Text(f"position {body['position']} · log {body['log']} · rules {body['rules']}", style="dim")


def _drawn(console: Console, options: ConsoleOptions, entry: Json, names: Json) -> Iterator[Text]:
    """One entry, or another fact, beside its date."""
    width = min(options.max_width, WIDTH_MAX)
    date_width = 21 if width < 100 else 26
    stands, status = telling.stands(entry), entry["status"]
    dot = Text(_DOTS[status], style=_COLOURS[status]) if stands else Text(_GONE, style="dim")
    widths = (date_width, width - date_width - 4)
    yield from _beside(console, options, _when(entry["occurred"]), dot, _what(entry, names), widths)


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
    lines = [Text(telling.readable(occurred["edtf"], occurred["extent"]), style="bold")]
    if telling.season(occurred["edtf"]) != occurred["edtf"]:
        lines.append(Text(f"EDTF {occurred['edtf']}", style="dim"))
    if occurred["phrase"]:
        lines.append(Text(f"“{occurred['phrase']}”", style="italic"))
    if hours := telling.hours(occurred["earliest"], occurred["latest"]):
        lines.append(Text(hours, style="dim"))
    if occurred["extent"] == "throughout":
        lines.append(Text("throughout", style="dim"))
    if basis := telling.basis(occurred):
        lines.append(Text(basis, style="dim"))
    return Text("\n").join(lines)


def _what(entry: Json, names: Json) -> list[Text]:
    """The summary, who says so and since when that is known, and what others say to it."""
    lines = [Text(entry["summary"], style="bold" if entry["direct"] else "")]
    lines.append(Text(telling.says_who(entry, names), style=_COLOURS[entry["status"]]))
    if not entry["direct"] and (places := telling.places(entry, names)):
        lines.append(Text(f"in {places}", style="dim"))
    lines.append(Text(telling.known(entry), style="magenta" if entry["hindsight"] else "dim"))
    for correction in entry["corrected_by"]:
        lines.append(Text(telling.corrected(correction), style="bold cyan"))
    for field, how, link in telling.links(entry):
        lines.append(_linked(telling.by(how, link, names), link, _LINK_STYLES[field]))
    if entry["lapsed"]:
        lines.append(Text(telling.LAPSED, style="magenta"))
    if not telling.stands(entry):
        lines.append(Text(telling.retracted(entry), style="bold red"))
    if entry["needs_review"]:
        lines.append(Text(telling.NEEDS_REVIEW, style="magenta"))
    lines += [Text(told, style="dim") for told in telling.history(entry, names)]
    return lines + [because(cause) for cause in entry.get("explained_by", ())]


def _linked(how: str, link: Json, style: str) -> Text:
    """Another fact that bears on this one, whose it is, and since when that is known."""
    line = Text(how, style=style)
    line.append(f", known since {instant(link['reported_at'])}", style="not bold")
    line.append(f" – {link['summary']}", style="default not bold")
    return line
