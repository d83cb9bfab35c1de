"""The temporal tagger: which words of a text are time expressions, and which dates they name.

`tagging.tag` is its front. `patterns` holds what expressions look like, `readings` what each kind means in its context,
`periods` the calendar's units and how they are written in TIMEX3 and EDTF, `words` the vocabulary.
"""

from events.extraction.times.expression import Reference, Tense, TimeExpression
from events.extraction.times.tagging import tag

__all__ = ["Reference", "Tense", "TimeExpression", "tag"]
