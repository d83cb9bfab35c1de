"""Extractions of files held against the gold beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from events.errors import Refused
from events.extraction.evaluation import Evaluation, Score, evaluated
from events.extraction.extraction import Article, Extractor
from events.extraction.gold import GOLD_FACTS, GOLD_TIMEXES
from events.extraction.timex_evaluation import TimexEvaluation, TimexScore, timexes_evaluated
from service import scores


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What came of one text."""

    name: str
    text: str
    evaluation: Evaluation | TimexEvaluation

    @property
    def score(self) -> Any:
        return self.evaluation.score

    def errors(self) -> Iterator[str]:
        if isinstance(self.evaluation, TimexEvaluation):
            return scores.timex_errors(self.name, self.text, self.evaluation)
        return scores.errors(self.name, self.text, self.evaluation)

    @staticmethod
    def total(results: "Sequence[Evaluated]") -> Any:
        nothing: Any = TimexScore() if isinstance(results[0].evaluation, TimexEvaluation) else Score()
        return sum((result.score for result in results), nothing)


def evaluated_files(
    files: Sequence[tuple[Path, Path | None]],
    articles: Sequence[Article],
    extractor: Extractor,
    *,
    timex: bool = False,
) -> list[Evaluated]:
    """Each text – with the file of its gold, None for the one beside it – and what the extractor made of it.

    Raises Refused where gold is missing or malformed, before anything is extracted.
    """
    ending, adapter = (".timexes.json", GOLD_TIMEXES) if timex else (".gold.json", GOLD_FACTS)
    gold: list[Any] = [_read(given or text.with_suffix(ending), adapter) for text, given in files]
    results = []
    for (file, _), article, wanted in zip(files, articles, gold, strict=True):
        found = extractor.extract(article)
        evaluation = timexes_evaluated(found.timexes, wanted) if timex else evaluated(found, wanted)
        results.append(Evaluated(file.stem, article.text, evaluation))
    return results


def _read(file: Path, adapter: TypeAdapter[Any]) -> Any:
    try:
        return adapter.validate_json(file.read_bytes())
    except OSError as error:
        raise Refused(f"{file}: the gold cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(
            f"{file}, {where or 'as a whole'}: {first['msg']}, found {str(first['input'])[:100]!r}"
        ) from None
