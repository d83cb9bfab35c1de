"""Writes docs/extraction-scores.md: how good the built-in extractor is, and how fast. `make scores` runs it.

Of sealed articles and of the sealed half of the corpora nothing but totals is written. What needs `../shared` cannot
be measured in a checkout that has none: its rows stay as they were.
"""

import argparse
import json
import re
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from events.extraction.counts import Counts
from events.extraction.date_tenses import tense_at
from events.extraction.evaluation import Score, evaluated
from events.extraction.extraction import Article
from events.extraction.extractors import extractor
from events.extraction.gold import GOLD_FACTS, GOLD_TIMEXES
from events.extraction.mending import mend
from events.extraction.parsing import parse
from events.extraction.rules import VERSION
from events.extraction.times import Reference, tag
from events.extraction.timex_evaluation import TimexScore, timexes_evaluated
from tests.extraction.event_times import event_times

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "extraction-scores.md"
GOLD = Path(__file__).parent / "gold"
WORDS = 700
HALVES = {"dev half": slice(0, None, 2), "sealed half": slice(1, None, 2), "all": slice(None)}
HEAD = "# Scores of the built-in extractor\n"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    kept = _rows(PAGE.read_text()) if PAGE.exists() else {}
    PAGE.write_text("\n".join(_page(kept)))


def stated_version(page: str) -> int:
    """The version of the rules that the page says it measured."""
    found = re.search(r"^Version of the rules: (\d+)\.", page, re.MULTILINE)
    assert found, f"expected the version of the rules in {PAGE.name}: make scores"
    return int(found[1])


def shared() -> Path | None:
    """The folder of articles and corpora beside the checkout, or above it; None where there is none."""
    beside = (folder / "shared" for folder in ROOT.parents)
    return next((folder for folder in beside if (folder / "corpora" / "README.md").exists()), None)


def _page(kept: dict[str, str]) -> Iterator[str]:
    rules: Any = extractor()
    outside = shared()
    seconds = _seconds()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield HEAD
    yield "Written by `make scores`; what the columns mean is in `asof evaluate --help`. Core facts, one to one.\n"
    yield f"Version of the rules: {VERSION}. Extracted by: {rules.extracted_by}.\n"
    yield "| | core | P | R | F1 | date | status | attribution | actors F1 | places F1 |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    yield _fact_row("own articles, dev", GOLD / "dev")
    yield _fact_row("own articles, sealed", GOLD / "sealed")
    yield _fact_row("the real article", outside / "articles") if outside else kept.get("the real article", "")
    yield "\n| | expressions | relaxed F1 | strict F1 | value F1 |"
    yield "|---|---|---|---|---|"
    yield _timex_row("own articles, dev: time", _own_timexes(GOLD / "dev"))
    yield _timex_row("own articles, sealed: time", _own_timexes(GOLD / "sealed"))
    for corpus in ("wikiwars", "meantime-dev"):
        for half, picked in HALVES.items():
            name = f"{corpus}, {half}"
            if outside:
                documents = _documents(outside / "corpora" / f"{corpus}.jsonl")[picked]
                yield _timex_row(name, (_corpus_score(document) for document in documents))
            elif name in kept:
                yield kept[name]
    yield "\n| | links | P | R | F1 |"
    yield "|---|---|---|---|---|"
    for half, picked in HALVES.items():
        name = f"meantime-dev, event–time links, {half}"
        if outside:
            yield _link_row(name, _documents(outside / "corpora" / "meantime-dev.jsonl")[picked])
        elif name in kept:
            yield kept[name]
    yield "\n| | |"
    yield "|---|---|"
    yield f"| one warm process, {WORDS} words | {seconds:.2f} s |"
    yield f"| its peak memory after that | {peak_mb:.0f} MB |"
    if not outside:
        yield "\nThe real article and the corpora are not part of this checkout: their rows are from an earlier run."
    yield ""


def _rows(page: str) -> dict[str, str]:
    return {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}


def articles(folder: Path) -> Iterator[tuple[Article, Path]]:
    for file in sorted(folder.glob("*.txt")):
        published_on = date.fromisoformat(file.stem[-len("2021-05-03") :])
        yield Article(text=file.read_bytes().decode(), published_on=published_on), file


def _fact_row(name: str, folder: Path) -> str:
    score = Score()
    for article, file in articles(folder):
        gold = GOLD_FACTS.validate_json(file.with_suffix(".gold.json").read_bytes())
        score += evaluated(extractor().extract(article), gold).score
    exact = score.exact
    measures = [exact.precision, exact.recall, exact.f1, *_shares(score), score.actors.f1, score.locations.f1]
    return _row(name, exact.wanted, measures)


def _shares(score: Score) -> list[float | None]:
    return [counts.precision for counts in (score.date, score.status, score.attribution)]


def _own_timexes(folder: Path) -> Iterator[TimexScore]:
    for article, file in articles(folder):
        gold = GOLD_TIMEXES.validate_json(file.with_suffix(".timexes.json").read_bytes())
        yield timexes_evaluated(extractor().extract(article).timexes, gold).score


def _documents(file: Path) -> list[dict[str, Any]]:
    return sorted(map(json.loads, file.read_text().splitlines()), key=lambda document: str(document["name"]))


def _corpus_score(document: dict[str, Any]) -> TimexScore:
    article = Article(text=document["text"], published_on=date.fromisoformat(document["published"][:10]))
    gold = GOLD_TIMEXES.validate_python([one for one in document["timexes"] if one.get("value")])
    until = _annotated_until(document)
    found = [timex for timex in extractor().extract(article).timexes if timex.start < until]
    return timexes_evaluated(found, gold).score


def _annotated_until(document: dict[str, Any]) -> int:
    """The end of the line of the last annotation: MEANTIME's annotators read the first sentences only."""
    text: str = document["text"]
    if "events" not in document:
        return len(text)
    last = max((one["end"] for kind in ("timexes", "events") for one in document[kind]), default=0)
    end = text.find("\n", last)
    return len(text) if end < 0 else end


def _link_row(name: str, documents: Sequence[dict[str, Any]]) -> str:
    """Which event a time expression dates, with gold's events, and with our expressions where gold has one, too.

    Wanted are the links within a sentence: those of MEANTIME across sentences order all events by publication.
    """
    links = sum(map(_links, documents), Counts())
    return _row(name, links.wanted, [links.precision, links.recall, links.f1])


def _links(document: dict[str, Any]) -> Counts:
    text, events, gold = document["text"], document["events"], document["timexes"]
    doc = parse(text)
    mend(doc)
    reference = Reference(date.fromisoformat(document["published"][:10]))
    expressions = tag(text, reference, partial(tense_at, doc))
    pairs = event_times(doc, [(one["start"], one["end"]) for one in events], expressions)
    found = {
        (event, number)
        for event, expression in pairs
        for number, one in enumerate(gold)
        if one["start"] < expressions[expression].end and expressions[expression].start < one["end"]
    }
    wanted = {(link["event"], link["timex"]) for link in document["links"]}
    wanted = {(e, t) for e, t in wanted if not _apart(text, events[e], gold[t])}
    return Counts(len(found & wanted), len(found), len(wanted))


def _apart(text: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    return "\n" in text[min(one["start"], other["start"]) : max(one["end"], other["end"])]


def _timex_row(name: str, scores: Iterator[TimexScore]) -> str:
    score = sum(scores, TimexScore())
    counts: Sequence[Counts] = (score.relaxed, score.strict, score.value)
    return _row(name, score.relaxed.wanted, [each.f1 for each in counts])


def _row(name: str, wanted: int, measures: Sequence[float | None]) -> str:
    cells = ["–" if measure is None else f"{measure:.3f}" for measure in measures]
    return f"| {' | '.join([name, str(wanted), *cells])} |"


def _seconds() -> float:
    """The time that a text of so many words takes, the best of five."""
    words = [word for article, _ in articles(GOLD / "dev") for word in article.text.split(" ")]
    article = Article(text=" ".join(words[:WORDS]), published_on=date(2024, 1, 1))
    extractor().extract(article)  # warm from here on
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        extractor().extract(article)
        took.append(time.perf_counter() - begun)
    return min(took)


if __name__ == "__main__":
    main()
