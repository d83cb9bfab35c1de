"""How a fact that needs a review looks on a terminal: its sentence, and what was read from it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from service import telling
from service.telling import Json

_STYLES = {
    "trigger": "bold underline",
    "date": "bold cyan",
    "speaker": "bold yellow",
    "antecedent": "cyan",
    "actor": "yellow",
    "location": "green",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of the facts of the API's list, as it is laid before a reviewer; `where` is its place among all."""

    told: Json
    names: Json
    where: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fact, article = self.told["fact"], self.told["article"]
        yield Text()
        published = telling.instant(article["published_at"])
        yield Text.assemble(
            (self.where, "bold"), f"  {article['title']}", (f"  {article['id']}, {published}", "dim")
        )
        yield Text()
        yield _indented(sentence(self.told))
        for words in self.told["elsewhere"]:
            if words["text"] is not None:
                yield _indented(Text.assemble((f"{words['for']}: ", "dim"), (words["text"], "italic")))
        yield Text()
        yield from (_indented(line, 2) for line in _proposed(fact, self.names))
        yield Text()


def summary_line(told: Json, names: Json) -> Text:
    """The fact on one line: id, confidence, date, what happened, who says so."""
    fact = told["fact"]
    line = Text(fact["fact"], style="bold")
    line.append(f"  {_confidence(fact)}", style="not bold magenta")
    line.append(
        f"  {telling.readable(fact['occurred']['edtf'], fact['occurred']['extent'])}", style="not bold cyan"
    )
    line.append(f"  {fact['summary']}", style="not bold")
    line.append(f"  ({telling.status(fact, names)}; {told['article']['id']})", style="not bold dim")
    return line


def sentence(told: Json) -> Text:
    """The sentence with its trigger, date, speaker and names marked; that it was not kept, where it was not."""
    place, fact = told["sentence"], told["fact"]
    if place["text"] is None:
        return Text(
            f"(the article's text was not kept: code points {place['start']} to {place['end']})", "dim"
        )
    text = Text(place["text"])
    for kind in ("location", "actor"):
        for mention in fact[f"{kind}s"]:
            _mark_words(text, mention["words"], _STYLES[kind])
    if (
        len(text.plain) != place["end"] - place["start"]
    ):  # a quote that is no copy: nothing can be counted in it
        _mark_words(text, fact["occurred"]["phrase"], _STYLES["date"])
        return text
    for span in fact["reports"][0]["spans"]:
        start, end = span["start"] - place["start"], span["end"] - place["start"]
        if start >= 0 and end <= len(text.plain):
            whole = span["for"] == "fact" and not _is_trigger(span, fact["reports"][0]["spans"])
            text.stylize(
                "" if whole else _STYLES["trigger" if span["for"] == "fact" else span["for"]], start, end
            )
    return text


def _is_trigger(span: Json, spans: list[Json]) -> bool:
    """It lies in another span for the fact: the word that says what happened, in its sentence."""
    return any(
        other["for"] == "fact"
        and other != span
        and other["start"] <= span["start"]
        and span["end"] <= other["end"]
        for other in spans
    )


def _mark_words(text: Text, words: str | None, style: str) -> None:
    if words:
        text.highlight_regex(rf"(?<!\w){re.escape(words)}(?!\w)", style)


def _proposed(fact: Json, names: Json) -> Iterator[Text]:
    yield Text(fact["summary"], style="bold")
    yield Text(telling.date(fact["occurred"]), style="cyan")
    yield Text(telling.says_who(fact, names), style="yellow")
    for kind, style in (("actor", "yellow"), ("location", "green")):
        if said := [f"{telling.name(m[kind], names)} ({m['role']})" for m in fact[f"{kind}s"]]:
            yield Text(", ".join(said), style=style)
    yield Text(f"{_confidence(fact)}, by {fact['extracted_by']}, fact {fact['fact']}", style="dim")


def _confidence(fact: Json) -> str:
    return "confidence unknown" if fact["confidence"] is None else f"confidence {fact['confidence']:.2f}"


def _indented(text: Text, by: int = 4) -> Text:
    return Text(" " * by).append_text(text)
