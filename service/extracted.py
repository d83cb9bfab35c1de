"""What was extracted from a text: as JSON, and as the text itself with marks and its facts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text

from events.extraction.extraction import Article, Extraction, FactFound, Range
from events.ingestion.reports import known
from events.instants import format_instant
from service import telling

MARKS = {
    "happening": ("bold yellow", "*", "*"),
    "date": ("bold cyan", "[", "]"),
    "place": ("magenta", "<", ">"),
    "actor": ("green", "{", "}"),
}
"""Style and, where there is no colour, brackets of each kind of words; of two that overlap the upper one is marked."""

_STATUS_STYLES = {
    "asserted": "green",
    "claimed": "yellow",
    "denied": "red",
    "planned": "cyan",
    "proposed": "cyan",
}
_INDENT = 4
_SHOWN = "\t\n"


def as_json(extraction: Extraction, published_at: datetime) -> dict[str, Any]:
    """Facts and time expressions; offsets count code points of the text, bounds are UTC or null.

    `reported_at` and `known_by` are what they are when it is added, published at that moment.
    """
    return {
        "facts": [
            fact.model_dump(
                mode="json",
                include={
                    "start": True, "end": True, "trigger": True, "phrase": True,
                    "occurred": {"edtf", "earliest", "latest", "basis", "extent"},
                    "status": True, "attributed_to": True,
                    "actors": {"__all__": {"name", "role"}}, "locations": {"__all__": {"name", "role"}},
                    "summary": True, "confidence": True, "needs_review": True,
                },
            )
            | _known_since(fact, published_at)
            for fact in extraction.facts
        ],
        "timexes": [timex.model_dump(mode="json") for timex in extraction.timexes],
    }  # fmt: skip


def _known_since(fact: FactFound, published_at: datetime) -> dict[str, str]:
    known_by, reported_at = known(fact, published_at)
    return {"reported_at": format_instant(reported_at), "known_by": known_by}


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article with its dates, happenings, places and actors marked, and beneath each sentence its facts."""

    article: Article
    extraction: Extraction
    published_at: datetime

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        coloured = console.color_system is not None and not console.no_color
        shown = 0
        for end, facts in self._sentences():
            yield self._marked(shown, end, coloured)
            shown = end
            for number, fact in facts:
                yield Padding(self._told(number, fact), (0, 0, 0, _INDENT), expand=False)
            yield Text()
        if self.article.text[shown:].strip():
            yield self._marked(shown, len(self.article.text), coloured)
            yield Text()
        yield from self._footer(coloured)

    def _sentences(self) -> Iterator[tuple[int, list[tuple[int, FactFound]]]]:
        """The end of each sentence that has facts, and these with their numbers, from 1."""
        ends: dict[int, list[tuple[int, FactFound]]] = {}
        for number, fact in enumerate(self.extraction.facts, start=1):
            ends.setdefault(fact.end, []).append((number, fact))
        yield from sorted(ends.items())

    def _marked(self, start: int, end: int, coloured: bool) -> Text:
        """The text from `start` to `end`: in colours, or in brackets where there are none."""
        marked = Text()
        at = start
        for words, kind in self._marks():
            if words.start < at or words.end > end:
                continue
            style, opening, closing = MARKS[kind]
            marked.append(_visible(self.article.text[at : words.start]))
            inner = _visible(words.of(self.article.text))
            marked.append(inner if coloured else f"{opening}{inner}{closing}", style=style)
            at = words.end
        marked.append(_visible(self.article.text[at:end]))
        return _stripped(marked)

    def _marks(self) -> list[tuple[Range, str]]:
        """What is marked, in the order of the text; nothing overlaps."""
        facts = self.extraction.facts
        wanted: list[tuple[Range, str]] = [(fact.trigger, "happening") for fact in facts]
        wanted += [(timex, "date") for timex in self.extraction.timexes]
        wanted += [(fact.phrase, "date") for fact in facts if fact.phrase]
        wanted += [(place.words, "place") for fact in facts for place in fact.locations if place.words]
        wanted += [(actor.words, "actor") for fact in facts for actor in fact.actors if actor.words]
        order = list(MARKS)
        marked: list[tuple[Range, str]] = []
        reached = 0
        for words, kind in sorted(
            wanted, key=lambda mark: (mark[0].start, order.index(mark[1]), -mark[0].end)
        ):
            if words.start >= reached:
                marked.append((words, kind))
                reached = words.end
        return marked

    def _told(self, number: int, fact: FactFound) -> Text:
        """A fact on one line, or as many as it needs."""
        line = Text(f"{number}. ", style="dim")
        line.append(telling.readable(fact.occurred.edtf, fact.occurred.extent), style="bold")
        line.append(f" {fact.status}", style=_STATUS_STYLES[fact.status])
        if fact.attributed_to:
            line.append(f" by {fact.attributed_to}")
        line.append(f" ({fact.trigger.of(self.article.text)}): ", style="dim")
        line.append(_visible(fact.summary))
        known_by, reported_at = known(fact, self.published_at)
        since = (
            f", known since {telling.instant(format_instant(reported_at))}" if known_by == "statement" else ""
        )
        basis = "" if fact.occurred.basis == "explicit" else f", {fact.occurred.basis} date"
        review = ", needs review" if fact.needs_review else ""
        line.append(f"  {fact.confidence:.2f}{since}{basis}{review}", style="dim")
        return line

    def _footer(self, coloured: bool) -> Iterator[Text]:
        legend = Text()
        for kind, (style, opening, closing) in MARKS.items():
            legend.append(kind if coloured else f"{opening}{kind}{closing}", style=style).append("  ")
        yield legend
        facts, review = len(self.extraction.facts), sum(fact.needs_review for fact in self.extraction.facts)
        told = f"{facts} {'fact' if facts == 1 else 'facts'}, {review} to review"
        since = f"known since {telling.instant(format_instant(self.published_at))}, if nothing else is said"
        yield Text(f"{told} · {since} · {self.extraction.extracted_by}", style="dim")


def _visible(text: str) -> str:
    """No character of it makes a terminal do anything."""
    return "".join(c if c.isprintable() or c in _SHOWN else " " if c.isspace() else "�" for c in text)


def _stripped(text: Text) -> Text:
    plain = text.plain
    begin, end = len(plain) - len(plain.lstrip()), len(plain.rstrip())
    return text[begin:end] if begin < end else Text()
