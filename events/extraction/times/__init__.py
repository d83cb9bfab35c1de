"""The temporal tagger: which words of a text are time expressions, and which dates they name.

`tagging.tag` is its front: `stretches` tells where to look, each of `accounts`, `days`, `months`, `years`, `feasts`,
`clocks`, `relative`, `offsets`, `vague`, `durations` and `recurring` has the patterns of its kind and what they mean in
their `context`, in which each date told is an `anchor`; `building`, `prepositions` and `joining` make expressions of
these readings. `periods` are the calendar's units and how TIMEX3 and EDTF write them, `words` the vocabulary, `tenses`
the words that point back or ahead, `sentences`, `histories` and `datelines` what the text tells of itself.
"""

from events.extraction.times.expression import Reference, Tense, TimeExpression
from events.extraction.times.tagging import tag

__all__ = ["Reference", "Tense", "TimeExpression", "tag"]
