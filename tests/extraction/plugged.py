"""Extractors as somebody else might plug in: one that keeps the contract, and some that break it."""

import re

from events.extraction.extraction import Article, Extraction

EXTRACTED_BY = "plugged 1"
_DATED = re.compile(r"(?m)^.*?(\w+ed)\b.*?\b(\d{4}-\d\d-\d\d)\b.*$")


class Plugged:
    """Reads lines with a past tense and an ISO date after it."""

    def extract(self, article: Article) -> Extraction:
        facts, timexes = [], []
        for line in _DATED.finditer(article.text):
            day = {"start": line.start(2), "end": line.end(2)}
            facts.append(
                {
                    "start": line.start(),
                    "end": line.end(),
                    "phrase": day,
                    "status": "asserted",
                    "trigger": {"start": line.start(1), "end": line.end(1)},
                    "occurred": {"edtf": line[2], "time_zone": article.time_zone},
                    "summary": f"Somebody or something {line[1]}",
                    "confidence": 0.9,
                }
            )
            timexes.append({**day, "type": "DATE", "value": line[2], "edtf": line[2]})
        return Extraction.model_validate({"extracted_by": EXTRACTED_BY, "facts": facts, "timexes": timexes})


class OutsideItsSentence(Plugged):
    """Breaks the contract: its triggers lie outside their sentences."""

    def extract(self, article: Article) -> Extraction:
        found = super().extract(article)
        moved = tuple(
            fact.model_copy(update={"start": fact.trigger.end, "end": fact.end}) for fact in found.facts
        )
        return found.model_copy(update={"facts": moved})


class NamesNobody(Plugged):
    """Breaks the contract: whom the facts are attributed to is not described."""

    def extract(self, article: Article) -> Extraction:
        found = super().extract(article)
        facts = tuple(fact.model_copy(update={"attributed_to": "Nobody"}) for fact in found.facts)
        return found.model_copy(update={"facts": facts})


class NeverTheSame(Plugged):
    """Breaks the contract: it answers otherwise when it is asked again."""

    asked = 0

    def extract(self, article: Article) -> Extraction:
        self.asked += 1
        return super().extract(article).model_copy(update={"extracted_by": f"asked {self.asked} times"})
