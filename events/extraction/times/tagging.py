"""Finding the expressions of a text, in its order, each read in the light of those before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from events.extraction.plain import PLAIN
from events.extraction.times import (
    accounts,
    clocks,
    days,
    durations,
    feasts,
    months,
    offsets,
    recurring,
    relative,
    vague,
    years,
)
from events.extraction.times.building import build, span
from events.extraction.times.context import Context, TenseOf
from events.extraction.times.datelines import written_on
from events.extraction.times.expression import Reference, TimeExpression
from events.extraction.times.joining import joined, of_same_day, sound, with_ranges
from events.extraction.times.reading import Found, Read, Reading, Rule, verbose
from events.extraction.times.stretches import stretches

RULES: tuple[Rule, ...] = (
    *(*accounts.RULES, *days.RULES, *months.RULES, *feasts.RULES, *years.RULES),
    *(*offsets.RULES, *relative.RULES, *clocks.RULES, *vague.RULES),
    *(*recurring.RULES, *durations.RULES),
)
"""Of two that match the same words, the first."""

_DEICTIC = {
    days.weekday.read,
    *(rule.read for rule in (*offsets.RULES, *relative.RULES, *clocks.RULES)),
} - {offsets.away_from_told.read}
"""What tells a date by its distance from publication, mostly: no story begins with it."""

_NO_DATE = verbose(r"(?: © | \(c\) | copyright ) [^\n]{0,40} $")
"""A footer."""


def tag(text: str, reference: Reference, tense: TenseOf | None = None) -> list[TimeExpression]:
    """The time expressions of `text` in its order; no two overlap, but for ranges and event-relative ones.

    `tense` tells the tense of the clause around `[start, end)`; without it, words nearby do.
    """
    plain = text.translate(PLAIN)
    context = Context(plain, _as_written(plain, reference), tense, reference.published_on)
    found: list[TimeExpression] = []
    for match, read in _matches(plain):
        if (found and span(match)[0] < found[-1].end) or (reading := _read(match, read, context)) is None:
            continue
        expression = build(match, reading, context)
        if found and expression.start < found[-1].end:
            # Its modifier is part of the one before.
            expression = replace(expression, start=span(match)[0], phrase_start=span(match)[0])
        whole = joined(found[-1], expression, plain) if found else None
        if whole is not None:
            found[-1] = expression = whole
            found[-2:-1] = [of_same_day(each, whole, plain) for each in found[-2:-1]]
        else:
            found.append(expression)
        if reading.period is not None and not reading.counts:
            context.tell(
                reading.period, expression.start, expression.end, read in _DEICTIC, reading.anchor is not None
            )
    return with_ranges([sound(expression) for expression in found], plain)


def timexes(found: Iterable[TimeExpression]) -> list[TimeExpression]:
    """Those that TIMEX3 knows: without ranges."""
    return [expression for expression in found if expression.type is not None]


def _as_written(text: str, reference: Reference) -> Reference:
    """The reference of what is told from the day of writing: that of the dateline, where it is an earlier day."""
    day = written_on(text, reference.published_on)
    return reference if day == reference.published_on else Reference(day)


def _matches(text: str) -> Iterator[tuple[Found, Read]]:
    """What the patterns match, from left to right: of those that overlap, the first that begins, then the longest."""
    where = list(stretches(text))
    candidates = [
        (match.start(), -match.end(), number, match, rule.read)
        for number, rule in enumerate(RULES)
        for start, end in where
        for match in rule.pattern.finditer(text, start, end)
    ]
    candidates.sort(key=lambda found: found[:3])
    for *_, match, read in candidates:
        yield match, read


def _read(match: re.Match[str], read: Read, context: Context) -> Reading | None:
    if _NO_DATE.search(context.text[max(0, match.start() - 60) : match.start()]):
        return None
    try:
        return read(match, context)
    except (ValueError, OverflowError, IndexError, StopIteration):
        return None  # a date that no calendar has: beyond the years that are recorded
