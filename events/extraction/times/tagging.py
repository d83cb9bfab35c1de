"""Finding the expressions of a text, in its order, each read in the light of those before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from events.dates import BadDate, interval
from events.extraction.parsing import PLAIN
from events.extraction.times import absolute, durations, relative
from events.extraction.times.context import Anchor, Context, TenseOf
from events.extraction.times.expression import Reference, Relation, TimeExpression
from events.extraction.times.periods import Period
from events.extraction.times.reading import Reading
from events.extraction.times.words import (
    APPROX,
    APPROXIMATE,
    DAY_PART,
    EARLY,
    EARLY_DAY,
    LATE,
    LATE_DAY,
    MID,
    MID_DAY,
    MODIFIERS,
)

RULES = (*absolute.RULES, *relative.RULES, *durations.RULES)

_MODIFIER = re.compile(
    r"\b(?P<t>(?:(?P<m>early|late|mid|later|earlier)(?:-to-(?:mid|late))?[- ]+(?:in |on |as )?(?:the )?|(?:the )?(?:very )?(?P<of>start|beginning|end|close|middle|turn|opening|outset|latter part|first (?:days|weeks)|last (?:days|weeks))\s+(?:months\s+|days\s+)?of\s+(?:the\s+)?))$",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    rf"\b(?:the\s+)?(?P<t>(?:(?:early|late)\s+(?:hours\s+)?)?(?P<p>{DAY_PART}|early hours|small hours)(?:\s+of|\s+on|,)?\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(rf"(?:,?\s+(?:in\s+the\s+)?|\s+)(?P<p>{DAY_PART})\b", re.IGNORECASE)
_CLOCK_JOINT = re.compile(
    r"\s*(?:,|on|at|of|around|about|shortly (?:before|after))?(?:\s+(?:the|around|about))?\s*", re.IGNORECASE
)
_APPROX_BEFORE = re.compile(rf"\b(?P<a>{APPROX})\s+(?:the\s+)?$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:(?P<since>since(?: at least)?|ever since|dating (?:back )?to|as (?:early|far back) as|from)|(?P<until>until|till|up to|through(?! the)|to)|(?P<before>before|prior to|ahead of|by)"
    r"|(?P<after>after|following)|(?P<during>during|throughout)|in|on|at|as of|around|of|for)\s+(?:the\s+)?(?:about\s+|around\s+)?$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*(?P<j>-|–|—|to|until|till|through|and|or)\s+(?:the\s+)?|\s*(?P<d>-|–|—)\s*", re.IGNORECASE
)
_SPAN = re.compile(
    r"(?P<y>1[0-9]\d\d|20\d\d)\s?[-–—/]\s?(?P<to>\d\d)(?!\d)|(?P<first>\b\d{1,2})(?:st|nd|rd|th)?\s?(?:-|–|—|to|and)\s?$"
)

_COUNTING = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+th|only)\s+(?:\w+\s+)?time\s+$",
    re.IGNORECASE,
)

_DEICTIC = {absolute.weekday.read, *(rule.read for rule in relative.RULES)} - {relative.away_from_told.read}
"""What tells a date by its distance from publication, mostly: no story begins with it."""

_WINDOW = 48
"""Characters before an expression in which its modifiers and prepositions stand."""

_NO_DATE = re.compile(r"(?:©|\(c\)|copyright)[^\n]{0,40}$", re.IGNORECASE)


def tag(text: str, reference: Reference, tense: TenseOf | None = None) -> list[TimeExpression]:
    """The time expressions of `text` in its order; those of one place do not overlap, but for ranges and event-relative ones.

    `tense` tells the tense of the clause around `[start, end)`; without it, words nearby do.
    """
    plain = text.translate(PLAIN)
    context = Context(plain, reference, tense)
    found: list[TimeExpression] = []
    for match, read in _matches(plain):
        if found and match.start("t" if "t" in match.re.groupindex and match["t"] else 0) < found[-1].end:
            continue
        try:
            reading = read(match, context)
        except (ValueError, OverflowError, IndexError, StopIteration):
            continue  # a date that no calendar has: beyond the years that are recorded
        if reading is None or _NO_DATE.search(plain[max(0, match.start() - 60) : match.start()]):
            continue
        expression = _expression(match, reading, context)
        if (
            found and expression.start < found[-1].end < expression.end
        ):  # its modifier is part of the one before
            expression = replace(expression, start=match.start(), phrase_start=match.start())
        hangs = bool(found) and found[-1].offset is not None  # on an event, which has a date of its own
        joined = None if hangs else _joined(found, expression, plain)
        if joined is not None:
            found[-1] = expression = joined
        else:
            found.append(expression)
        if reading.period is not None and not reading.counts:
            context.anchors.append(Anchor(reading.period, expression.start, expression.end, read in _DEICTIC))
    return _with_ranges([_sound(expression) for expression in found], plain)


def _matches(text: str) -> Iterator[tuple[re.Match[str], object]]:
    """What the patterns match, from left to right: of those that overlap, the first that begins, then the longest."""
    candidates = [
        (match.start(), -match.end(), number, match, rule.read)
        for number, rule in enumerate(RULES)
        for match in rule.pattern.finditer(text)
    ]
    candidates.sort(key=lambda found: found[:3])
    for *_, match, read in candidates:
        yield match, read


def _expression(match: re.Match[str], reading: Reading, context: Context) -> TimeExpression:
    """The reading with what stands before and behind it: modifiers, parts of the day, prepositions."""
    text = context.text
    start, end = match.span("t") if "t" in match.re.groupindex and match["t"] else match.span()
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    expression = TimeExpression(
        start, end, start, end, reading.type, reading.value, reading.mod, reading.edtf, reading.occurred, reading.bounds,
        extent=reading.extent, relation="count" if reading.counts else "in",
        basis="inferred" if reading.anchor else "explicit", zone=reading.zone, anchor=reading.anchor, offset=reading.offset,
    )  # fmt: skip
    if reading.period is not None and reading.edtf is not None:
        expression = _modified(expression, reading.period, text)
    elif (
        reading.type == "DATE"
        and reading.edtf
        and (approx := _APPROX_BEFORE.search(_before(text, expression.start)))
    ):
        expression = replace(expression, mod=APPROXIMATE[approx["a"].lower()])
    return _related(expression, reading, text)


def _before(text: str, start: int) -> str:
    return text[max(0, start - _WINDOW) : start]


def _modified(expression: TimeExpression, period: Period, text: str) -> TimeExpression:
    """With "early", "the end of", "the morning of", "afternoon" and the like, which narrow its bounds."""
    if expression.type == "DATE" and period.unit == "day":
        if after := _PART_AFTER.match(text, expression.end):
            expression = _in_part(
                replace(expression, end=after.end(), phrase_end=after.end()), period, after["p"]
            )
        elif before := _PART_BEFORE.search(_before(text, expression.start)):
            part = "dawn" if before["p"].lower().endswith("hours") else before["p"]
            expression = _in_part(_from(expression, before, text), period, part)
    if (before := _MODIFIER.search(_before(text, expression.start))) is None:
        return expression
    word = (before["m"] or before["of"]).lower().split()[0]
    mod = {"first": "START", "last": "END", "latter": "END", "earlier": "START"}.get(word) or MODIFIERS[word]
    if word in ("later", "earlier") and period.unit == "day":
        return expression
    expression = replace(_from(expression, before, text), mod=mod)
    if expression.bounds is None:
        expression = replace(expression, bounds=_narrow(period, mod))
    return expression


def _from(expression: TimeExpression, before: re.Match[str], text: str) -> TimeExpression:
    start = expression.start - (len(before.string) - before.start("t"))
    return replace(expression, start=start, phrase_start=start)


def _in_part(expression: TimeExpression, period: Period, part: str) -> TimeExpression:
    reading = relative.of_day(period, part.lower())
    return replace(expression, type="TIME", value=reading.value, bounds=reading.bounds)


def _narrow(period: Period, mod: str) -> tuple[datetime, datetime]:
    """The part of a day, month, year … that is early, in the middle or late."""
    start = datetime.combine(period.first, time())
    if period.unit == "day":
        first, last = {"START": EARLY_DAY, "MID": MID_DAY, "END": LATE_DAY}[mod]
        return start + timedelta(hours=first), start + timedelta(hours=last)
    days = (period.last - period.first).days + 1
    first_share, last_share = {"START": EARLY, "MID": MID, "END": LATE}[mod]
    return start + timedelta(days=int(days * first_share)), start + timedelta(days=round(days * last_share))


def _related(expression: TimeExpression, reading: Reading, text: str) -> TimeExpression:
    """With its preposition: since, until, before and after make an open interval of a date, "for" none."""
    before = _before(text, expression.start)
    if _COUNTING.search(before) and expression.type in ("DATE", "DURATION"):
        counted = _COUNTING.search(before)
        assert counted
        return replace(
            expression, relation="count", phrase_start=expression.start - (len(before) - counted.start())
        )
    preposition = _PREPOSITION.search(before)
    if expression.type in ("DURATION", "SET") or preposition is None:
        if expression.type == "DURATION" and (
            told := re.search(r"\b(?:for|in|over|during|within|throughout)\s+$", before, re.IGNORECASE)
        ):
            expression = replace(expression, phrase_start=expression.start - (len(before) - told.start()))
        return expression
    expression = replace(expression, phrase_start=expression.start - (len(before) - preposition.start()))
    if reading.edtf is None or expression.occurred is None:
        return expression
    edtf = expression.edtf or expression.occurred
    first, last = edtf.partition("/")[0], edtf.rpartition("/")[2]
    relations: dict[Relation, str] = {}
    if preposition["since"] and not preposition["since"].lower().startswith("from"):
        relations = {"since": f"{first}/.."}
    elif preposition["until"] and preposition["until"].lower() != "to":
        relations = {"until": f"../{last}"}
    elif preposition["before"] and preposition["before"].lower() != "by" and "T" not in edtf:
        relations = {"before": f"../{last}"}
    elif preposition["after"] and "T" not in edtf:
        relations = {"after": f"{first}/.."}
    elif "T" in edtf and (preposition["after"] or preposition["before"]):
        return replace(expression, **_beside_clock(expression, bool(preposition["after"])))  # type: ignore[arg-type]
    for relation, occurred in relations.items():
        return replace(
            expression,
            relation=relation,
            occurred=occurred,
            bounds=None,
            extent="throughout" if relation in ("since", "until") else "within",
        )
    if preposition["during"] and preposition["during"].lower() == "throughout":
        return replace(expression, extent="throughout")
    return expression


def _beside_clock(expression: TimeExpression, after: bool) -> dict[str, object]:
    """After 5 p.m.: from then to the end of that day; before: from its beginning."""
    at = datetime.fromisoformat((expression.edtf or "").removesuffix("Z"))
    day = datetime.combine(at.date(), time())
    bounds = (at, day + timedelta(days=1)) if after else (day, at)
    if bounds[0] == bounds[1]:
        return {}
    return {"occurred": at.date().isoformat(), "bounds": bounds, "relation": "after" if after else "before"}


def _joined(found: list[TimeExpression], expression: TimeExpression, text: str) -> TimeExpression | None:
    """A time and the day beside it as one: "5 p.m. on Tuesday", "Tuesday at 5 p.m."."""
    if not found or _is_clock(found[-1]) == _is_clock(expression):
        return None
    last = found[-1]
    between = text[last.end : expression.start]
    if len(between) > 30 or _CLOCK_JOINT.fullmatch(between) is None or "\n" in between:
        return None
    clock, day = (last, expression) if _is_clock(last) else (expression, last)
    if day.edtf is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", day.edtf):
        return None
    if clock.value.endswith("T24:00"):
        at_midnight = f"{day.edtf}T24:00"
        return replace(
            day,
            start=last.start,
            end=expression.end,
            phrase_start=last.phrase_start,
            type="TIME",
            value=at_midnight,
        )
    if clock.edtf is None:
        return None
    edtf = day.edtf + clock.edtf[clock.edtf.index("T") :]
    occurred, bounds = edtf, None
    if clock.bounds is not None:
        base = datetime.fromisoformat(day.edtf)
        offset = base - datetime.combine(clock.bounds[0].date(), time())
        occurred, bounds = day.edtf, (clock.bounds[0] + offset, clock.bounds[1] + offset)
    return replace(
        clock, start=last.start, end=expression.end, phrase_start=last.phrase_start, phrase_end=expression.phrase_end, value=edtf,
        edtf=edtf, occurred=occurred, bounds=bounds, basis=day.basis, anchor=day.anchor,
    )  # fmt: skip


def _is_clock(expression: TimeExpression) -> bool:
    return "T" in (expression.edtf or "") or expression.value.endswith("T24:00")


def _sound(expression: TimeExpression) -> TimeExpression:
    """Without an EDTF that none can read, and with bounds only inside it."""
    for name in ("edtf", "occurred"):
        edtf = getattr(expression, name)
        if edtf is not None:
            try:
                whole = interval(edtf)
            except BadDate:
                expression = replace(expression, **{name: None})
                continue
            if name == "occurred" and expression.bounds is not None:
                first, last = (
                    bound.replace(tzinfo=whole.earliest.tzinfo if whole.earliest else None)
                    for bound in expression.bounds
                )
                if (
                    whole.earliest is None
                    or whole.latest is None
                    or first < whole.earliest
                    or last > whole.latest
                    or first >= last
                ):
                    expression = replace(expression, bounds=None)
    return expression


def _with_ranges(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """With one expression more behind each two that are the ends of a range, or two days of one happening."""
    result: list[TimeExpression] = []
    for expression in found:
        result.append(expression)
        if len(result) >= 2 and (range_ := _range(result[-2], expression, text)) is not None:
            result.append(range_)
    return result


def _range(first: TimeExpression, last: TimeExpression, text: str) -> TimeExpression | None:
    if first.type not in ("DATE", "TIME") or last.type not in ("DATE", "TIME") or first.offset or last.offset:
        return None
    joint = _JOINT.fullmatch(text[first.end : last.start])
    if joint is None or first.edtf is None or last.edtf is None or "/" in first.edtf + last.edtf:
        return None
    word = (joint["j"] or joint["d"]).lower()
    before = _before(text, first.start)
    if word in ("and", "or") and not (
        word == "and" and re.search(r"\bbetween\s+(?:the\s+)?$", before, re.IGNORECASE)
    ):
        return None
    try:
        start, end = interval(first.edtf), interval(last.edtf)
        occurred = f"{first.edtf}/{last.edtf}"
        interval(occurred)
    except BadDate:
        return None
    if start == end:
        return None
    return TimeExpression(
        first.phrase_start, last.end, first.phrase_start, last.end, None, "", None, None, occurred,
        extent="throughout" if re.search(r"\bfrom\s+(?:the\s+)?$", before, re.IGNORECASE) else "within", basis=last.basis, anchor=last.anchor,
    )  # fmt: skip


def timexes(found: Iterable[TimeExpression]) -> list[TimeExpression]:
    """Those that TIMEX3 knows: without ranges."""
    return [expression for expression in found if expression.type is not None]
