"""Times of the day: "5 p.m.", "17:30 GMT", "half past six", "noon"."""

from datetime import time

from events.extraction.times.context import Context
from events.extraction.times.reading import Found, Reading, Rule, before, rule, verbose
from events.extraction.times.words import SMALL, ZONE, any_of, approximate

_HOUR = any_of(*(word for word, value in SMALL.items() if value <= 12))
CLOCK = rf"""(?:
    (?P<h> 1[0-2] | 0?[1-9] ) (?: [:.] (?P<min>[0-5]\d) )? \s* (?P<ap> [ap]\.\s?m\b\.? | [ap]\s?m\b )
  | (?P<h24> [01]?\d | 2[0-3] ) (?P<sep>[:.]) (?P<m24>[0-5]\d) (?! \d | [:.]\d ) (?: \s* (?:hours|hrs) )?
  | (?P<mil> [01]\d[0-5]\d | 2[0-3][0-5]\d ) (?= \s* (?:GMT|UTC|hours|hrs) ) (?: \s* (?:hours|hrs) )?
  | (?P<oc> \d{{1,2}} | {_HOUR} ) \s+ o'clock (?: \s+ in \s+ the \s+ (?P<ocp>morning|afternoon|evening) )?
  | (?P<past> half \s+ past | quarter \s+ past | quarter \s+ to ) \s+ (?P<hh> \d{{1,2}} | {_HOUR} )
  | (?P<word> noon | midnight | midday )
)"""
_AFTER_THESE = verbose(
    rf"\b {any_of('at', 'by', 'until', 'since', 'from', 'to', 'around', 'about', 'before', 'after', 'shortly')} \s* $"
)
_PAST_MIDNIGHT = verbose(r"\b (?:after|past) \s* $")
EARLY_UNTIL = time(6)
"""A time before it, told after one of the evening, is of the next day."""
NEAR_SENTENCES = 2
"""So many sentences back stands the day of a time that has none."""


@rule(
    rf"""(?<! [\w$£€.,:/-] ) (?: (?P<a> about|around|approximately|roughly ) \s+ )? {CLOCK}
    (?: \s* (?: (?P<z>{ZONE}) \b | \( (?P<zb>{ZONE}) \) ) )?"""
)
def clock(found: Found, context: Context) -> Reading | None:
    """5 p.m., 17:30 GMT, noon. The day is the one beside it, or told shortly before, or that of publication."""
    at = _time(found)
    if at is None or (found["h24"] and not _is_time(found)):
        return None
    told = context.day_anchor(found.start(), NEAR_SENTENCES)
    day = context.day_from(told, is_early=at < EARLY_UNTIL)
    anchor = told.span if told else None
    if found["word"] and at == time(0) and not _PAST_MIDNIGHT.search(before(found, 8)):
        return Reading("TIME", f"{day.value}T24:00", day, edtf=day.edtf, occurred=day.edtf, anchor=anchor)
    named = found["z"] or found["zb"]
    zone = " ".join(named.split()) if named else None
    edtf = f"{day.value}T{at:%H:%M}" + ("Z" if zone in ("GMT", "UTC") else "")
    mod = approximate(found["a"])
    return Reading("TIME", edtf, day, mod, edtf=edtf, occurred=edtf, zone=zone, anchor=anchor)


def _is_time(found: Found) -> bool:
    """Whether 20:25 is a time, no score and no ratio: a zone or a preposition stands beside; 20.25 needs the zone."""
    return bool(found["z"] or found["zb"]) or (
        found["sep"] == ":" and _AFTER_THESE.search(before(found, 10)) is not None
    )


def _time(found: Found) -> time | None:
    if found["word"]:
        return time(0) if found["word"].lower() == "midnight" else time(12)
    if found["ap"]:
        return time(int(found["h"]) % 12 + (12 if found["ap"][0] in "pP" else 0), int(found["min"] or 0))
    if found["h24"]:
        return time(int(found["h24"]), int(found["m24"]))
    if found["mil"]:
        return time(int(found["mil"][:2]), int(found["mil"][2:]))
    return _spoken(found)


def _spoken(found: Found) -> time | None:
    """Six o'clock, half past six; in the afternoon only where that is said."""
    word = (found["oc"] or found["hh"]).lower()
    hour = SMALL.get(word) or int(word)
    if hour > 24:
        return None
    if (found["ocp"] or "morning").lower() != "morning" and hour < 12:
        hour += 12
    lead = (found["past"] or "").lower().split()
    minutes = 0 if not lead else 30 if lead[0] == "half" else 15 if lead[1] == "past" else -15
    return time((hour * 60 + minutes) // 60 % 24, minutes % 60)


RULES: tuple[Rule, ...] = (clock,)
