"""What names no date but a side of the present: "now", "recently", "the future"."""

from events.extraction.times.context import Context
from events.extraction.times.reading import Found, Reading, Rule, rule
from events.extraction.times.words import any_of, spaced

_UNITS = ("days", "weeks", "months", "years", "decades")

REFERENCES = {
    **dict.fromkeys(
        (
            *(
                "now",
                "right now",
                "currently",
                "current",
                "presently",
                "nowadays",
                "these days",
                "at present",
            ),
            *("at the moment", "at this time", "the time being"),
        ),
        "PRESENT_REF",
    ),
    **dict.fromkeys(
        (
            *("recently", "recent", "lately", "the recent past"),
            *(f"recent {unit}" for unit in _UNITS),
        ),
        "PAST_REF",
    ),
    **dict.fromkeys(
        (
            *("the future", "future", "the near future", "the foreseeable future"),
            *(f"{the}coming {unit}" for the in ("", "the ") for unit in _UNITS),
            *(f"the {unit} ahead" for unit in _UNITS),
        ),
        "FUTURE_REF",
    ),
}
"""Not "once", "soon", "previously", "then", "former": annotators of news pass over these oftener than not."""


@rule(rf"\b (?: (?:in|for) \s+ )? (?P<t>{any_of(*REFERENCES)}) \b (?!-) (?<! \b as \s recently ) ")
def reference(found: Found, context: Context) -> Reading | None:
    """Now, recently, the future."""
    words = spaced(found["t"])
    value = REFERENCES[words]
    if value == "PRESENT_REF" and not context.is_history:
        return Reading("DATE", value, occurred=context.today("day").edtf, counts=words == "current")
    return Reading("DATE", value)


@rule(r"\b (?:minutes|hours|days|weeks|months|years|decades) \s+ (?P<side>later|earlier) \b")
def vaguely_away(found: Found, context: Context) -> Reading | None:
    """Years later."""
    return Reading("DATE", "FUTURE_REF" if found["side"].lower() == "later" else "PAST_REF")


@rule(
    r"\b the \s+ past \b (?= \s* (?: [.,;:)\"'] | $ | (?: and|but|is|was|has|had|have|as|to|that|when|who ) \b ) )"
)
def gone_by(found: Found, context: Context) -> Reading | None:
    """The past, by itself."""
    return Reading("DATE", "PAST_REF")


RULES: tuple[Rule, ...] = (vaguely_away, gone_by, reference)
