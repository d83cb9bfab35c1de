"""Scores of extractions as lines of text and as JSON. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from events.extraction.counts import Counts
from events.extraction.evaluation import Evaluation, Pair, Score
from events.extraction.extraction import FactFound
from events.extraction.gold import GoldFact
from events.extraction.timex_evaluation import TimexEvaluation, TimexScore

Named = Mapping[str, Score] | Mapping[str, TimexScore]

_NOTHING = "–"


def table(rows: Named) -> Iterator[str]:
    """One line a row, under a head that says what each column is; the last row is a total."""
    width = max(len("article"), *map(len, rows))
    first, *rest = [list(_cells(score)) for score in rows.values()]
    heads = [(name, max(len(name), len(cell))) for name, cell in first]
    yield "  ".join(["article".ljust(width), *(name.rjust(size) for name, size in heads)])
    for row, cells in zip(rows, [first, *rest], strict=True):
        yield "  ".join(
            [row.ljust(width), *(c.rjust(size) for (_, c), (_, size) in zip(cells, heads, strict=True))]
        )


def as_json(score: Score | TimexScore) -> dict[str, Any]:
    """Counts and measures of each field; null where nothing can be measured."""
    return {
        each.name: {
            "right": counts.right,
            "found": counts.found,
            "wanted": counts.wanted,
            "precision": counts.precision,
            "recall": counts.recall,
            "f1": counts.f1,
        }
        for each in fields(score)
        for counts in (getattr(score, each.name),)
    }


def errors(name: str, text: str, evaluation: Evaluation) -> Iterator[str]:
    """What is wrong in the facts found in `text`: those missed, those with wrong fields, and the superfluous ones."""
    yield f"== {name}"
    told = [(fact.start, list(_missed(fact))) for fact in evaluation.missed]
    told += [(fact.start, list(_superfluous(fact, text))) for fact in evaluation.superfluous]
    told += [(pair.gold.start, list(_wrong(pair, text))) for pair in evaluation.pairs if pair.wrong]
    sentences = {fact.start: (fact.start, fact.end) for fact in evaluation.superfluous}
    sentences |= {fact.start: (fact.start, fact.end) for fact in evaluation.missed}
    sentences |= {pair.gold.start: (pair.gold.start, pair.gold.end) for pair in evaluation.pairs}
    shown = None
    for start, lines in sorted(told, key=lambda each: each[0]):
        if start != shown:
            yield f"“{' '.join(text[slice(*sentences[start])].split())}”"
        shown = start
        yield from lines


def timex_errors(name: str, text: str, evaluation: TimexEvaluation) -> Iterator[str]:
    """What is wrong in the time expressions found in `text`, each with the words around it."""
    yield f"== {name}"
    told = [
        (one.start, f"missed       {one.value}{_around(text, one.start, one.end)}")
        for one in evaluation.missed
    ]
    told += [
        (one.start, f"superfluous  {one.value}{_around(text, one.start, one.end)}")
        for one in evaluation.superfluous
    ]
    for gold, found in evaluation.pairs:
        around = _around(text, gold.start, gold.end)
        if found.value != gold.value:
            told.append((gold.start, f"wrong value  {found.value}, expected {gold.value}{around}"))
        if (found.start, found.end) != (gold.start, gold.end):
            told.append((gold.start, f"wrong span   {found.of(text)!r}{around}"))
        if gold.type not in (None, found.type):
            told.append((gold.start, f"wrong type   {found.type}, expected {gold.type}{around}"))
    yield from (line for _, line in sorted(told))


def _cells(score: Score | TimexScore) -> Iterator[tuple[str, str]]:
    if isinstance(score, TimexScore):
        yield "found", str(score.relaxed.found)
        yield "gold", str(score.relaxed.wanted)
        for each in fields(score):
            yield f"{each.name} F1", _measure(getattr(score, each.name).f1)
        return
    yield "core", str(score.exact.wanted)
    yield "found", str(score.exact.found)
    yield "hit", str(score.exact.right)
    yield from zip(("P", "R", "F1"), _three(score.exact), strict=True)
    yield from zip(("loose P", "R", "F1"), _three(score.loose), strict=True)
    for name, counts in (("date", score.date), ("status", score.status), ("attr.", score.attribution)):
        yield name, _measure(counts.precision)
    yield "actors", _measure(score.actors.f1)
    yield "places", _measure(score.locations.f1)


def _three(counts: Counts) -> Sequence[str]:
    return [_measure(each) for each in (counts.precision, counts.recall, counts.f1)]


def _measure(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.3f}".removeprefix("0")


def _missed(fact: GoldFact) -> Iterator[str]:
    yield f"  missed       {fact.id}  {' | '.join(fact.dates)}  {fact.summary}"


def _superfluous(fact: FactFound, text: str) -> Iterator[str]:
    yield f"  superfluous  {fact.trigger.of(text)!r}  {fact.occurred.edtf}  {fact.summary}  ({fact.confidence:.2f})"


def _wrong(pair: Pair, text: str) -> Iterator[str]:
    gold, found = pair.gold, pair.found
    shown = {
        "date": (found.occurred.edtf, gold.dates),
        "status": (found.status, gold.statuses),
        "attribution": (found.attributed_to, gold.attributions),
        "actors": (_names(found.actors), [", ".join(names) or _NOTHING for names in gold.sets("actors")]),
        "locations": (
            _names(found.locations),
            [", ".join(names) or _NOTHING for names in gold.sets("locations")],
        ),
    }
    for what in pair.wrong:
        ours, theirs = shown[what]
        yield (
            f"  wrong {what:<11}  {gold.id} {found.trigger.of(text)!r}: {ours or _NOTHING}, "
            f"expected {' | '.join(str(each or _NOTHING) for each in theirs)}"
        )


def _names(mentions: Sequence[Any]) -> str:
    return ", ".join(dict.fromkeys(mention.name for mention in mentions))


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 40) : start], text[end : end + 30]
    return "  " + " ".join(f"…{before}[{text[start:end]}]{after}…".split())
