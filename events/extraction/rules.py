"""The built-in extractor: hand-written rules over a parse."""

from events.extraction.extraction import Article, Extraction
from events.extraction.parsing import model

VERSION = 1
"""Raised whenever the same article may give other facts."""


class Rules:
    """Reads English news by rules over a parse; the model is loaded here, once."""

    def __init__(self) -> None:
        _, name = model()
        self.extracted_by = f"rules {VERSION} ({name})"

    def extract(self, article: Article) -> Extraction:
        return Extraction(extracted_by=self.extracted_by, facts=(), timexes=())
