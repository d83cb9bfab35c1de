"""What an expression is read against: the day of publication, the dates told before it, the tense around it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from events.extraction.times.anchor import Anchor
from events.extraction.times.expression import Reference, Tense
from events.extraction.times.histories import Years
from events.extraction.times.periods import Period, Unit, day_of, finer
from events.extraction.times.sentences import Sentences
from events.extraction.times.tenses import (
    REACH,
    Cues,
    is_old_plan,
    is_reported,
    points_ahead,
    tells_aside,
    tense_near,
)

TenseOf = Callable[[int, int], Tense | None]

_UNPLACED = re.compile(
    r"\b (?: since | the | an? | this | his | her | its | their ) \s+ $", re.VERBOSE | re.IGNORECASE
)
"""Only a date that says when something was begins a story: not the one in "the 2013 law" or "since 2013"."""

PLACED_BEFORE = 10
"""So many characters before it such a word stands."""

MONTHS_BACK = -8
"""A story goes forward: a month so far before the one told last is the next year's."""

NEAR = 2
"""So many sentences back, in its paragraph, an old date still gives its year to a month that has none."""

FAR = 8
"""So many sentences back two old dates in a row, which begin a story, still do."""

RECENT_DAYS = 45
"""A day of a month so shortly before publication is that one, whatever old dates stand around."""

FRESH_MONTH_DAYS = 62
"""So long ago a month began, at the most, that a paragraph of news names without its year."""

FAR_AHEAD_DAYS, FRESH_RATIO = 240, 4

SOON_DAYS = 45
"""A day of a month so shortly ahead is that one, where no tense tells."""

VERY_SOON_DAYS = 14
"""So shortly ahead it is also where a past verb tells of a plan: "called for a march on Dec. 4"."""

ASIDE_DEEP = 25
"""A year so many characters behind the beginning of its sentence may be an aside."""

NEARBY = 60
"""Characters before an expression in which "until" and verbs of saying stand."""

_SINCE = re.compile(r"\bsince\b[^.,;\n]*$", re.IGNORECASE)
_MEASURES = re.compile(
    r"""\b (?: exceed | surpass | match | rival | eclips | top )(?:s|ed|ing|es)? \b
    | \b (?: than | compared | unlike | worst | biggest | largest | highest | lowest | deadliest | record ) \b
    | \b last \s (?: such | comparable | similar | time ) \b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What measures today by an old date, which begins no story."""

_EVENING = re.compile(
    r"\b(?:(?:[6-9]|1[01])(?:[:.]\d\d)?\s*p\.?m|(?:1[89]|2[0-3])[:.]?\d\d\b|evening|night)", re.IGNORECASE
)
"""A time late in its day."""

_REACHES = re.compile(r"\s*(?:to|until|till|through|[-–—])\s*", re.IGNORECASE)
"""What stands between the two ends of a range."""

ANCHORS_MAX = 100
"""No expression looks farther back than over so many dates: an answer in linear time, whatever the text."""


@dataclass(slots=True)
class Context:
    """The text up to an expression. `anchors` are the dates told so far, in the order of the text.

    `printed_on` is the day of publication where `reference` is the day of the dateline before it.
    """

    text: str
    reference: Reference
    tense_of: TenseOf | None = None
    printed_on: date | None = None
    anchors: list[Anchor] = field(default_factory=list)
    is_history: bool = field(init=False)
    is_newsy: bool = field(init=False)
    _sentences: Sentences = field(init=False)
    _tense_told: tuple[int, int, Tense | None] | None = None
    _cues: tuple[int, Cues] | None = None

    def __post_init__(self) -> None:
        self._sentences = Sentences(self.text)
        years = Years.of(self.text, self.published)
        self.is_history, self.is_newsy = years.is_history, years.is_newsy

    @property
    def published(self) -> date:
        return self.reference.published_on

    def today(self, unit: Unit) -> Period:
        """The day, week … of publication."""
        return Period.of(unit, self.published)

    @property
    def last(self) -> Anchor | None:
        return self.anchors[-1] if self.anchors else None

    def anchor(self, start: int, within: int | None = None, *, past: bool = False) -> Anchor | None:
        """The date told last before `start`, at most `within` sentences back; none to come for what is past."""
        past = past or self._tells_past(start)
        told = next(
            (t for t in self.back() if not (t.aside and t.deictic) and not (past and self._is_to_come(t))),
            None,
        )
        if told is None or (within is not None and self.sentences_between(told.start, start) > within):
            return None
        return told

    def tell(self, period: Period, start: int, end: int, deictic: bool, inferred: bool) -> None:
        """Keeps a date that was told, for those behind it."""
        if self.is_history and deictic and not inferred:
            return  # words of somebody who is quoted
        aside = self._is_aside(period, start)
        first, _ = self.sentence(start)
        placed = _UNPLACED.search(self.text[max(0, start - PLACED_BEFORE) : start]) is None
        placed = placed and _MEASURES.search(self.text, max(first, start - REACH), start) is None
        self.anchors.append(Anchor(period, start, end, deictic, aside, placed))

    def _is_aside(self, period: Period, start: int) -> bool:
        """Whether a history names the date in passing: far back or ahead, and deep in a sentence."""
        last = self.main
        if last is None or not finer(last.period.unit, "year") or period.first.year == last.period.first.year:
            return False
        first, _ = self.sentence(start)
        before = self.text[max(first, start - REACH) : start]
        if start - first > ASIDE_DEEP and not finer(period.unit, "year"):
            return True
        return tells_aside(before)

    @property
    def main(self) -> Anchor | None:
        """The date at which a history stands."""
        return next((told for told in self.back() if not told.aside and not self._is_to_come(told)), None)

    def back(self) -> Iterator[Anchor]:
        """The dates told before, the last first."""
        return reversed(self.anchors[-ANCHORS_MAX:])

    def day_anchor(self, start: int, within: int) -> Anchor | None:
        """As `anchor`, but of a single day."""
        past = self._tells_past(start)
        for told in self.back():
            if self.sentences_between(told.start, start) > within:
                return None
            if told.period.unit == "day" and told.placed and not (past and self._is_to_come(told)):
                return told
        return None

    def day_from(self, told: Anchor | None, *, is_early: bool) -> Period:
        """The day of a time that names none: that of `told`, or the one after where that was late and this is early."""
        if told is None:
            return self.today("day")
        late = is_early and _EVENING.search(self.text, told.start, told.end) is not None
        return told.period.shifted(1) if late else told.period

    def _tells_past(self, start: int) -> bool:
        return not self.is_history and self.tense(start, start + 1) == "past"

    def _is_to_come(self, told: Anchor) -> bool:
        return told.period.first > self.published

    def sentences_between(self, start: int, end: int) -> int:
        return self._sentences.between(start, end)

    def sentence(self, position: int) -> tuple[int, int]:
        return self._sentences.around(position)

    def tense(self, start: int, end: int) -> Tense | None:
        """The tense around the expression: by the parse if there is one, else by the nearest word that tells."""
        if self.tense_of is not None and (told := self.tense_of(start, end)) is not None:
            # What is to come on a day that is named is told in the present, too; what was is not, but in headlines.
            return "future" if told == "present" else told
        if self._tense_told is None or self._tense_told[:2] != (start, end):
            first, last = self.sentence(start)
            if self._cues is None or self._cues[0] != first:
                self._cues = (first, Cues.of(self.text, first, last))
            near = tense_near(self.text, start, end, (first, last), self._cues[1])
            self._tense_told = (start, end, near)
        return self._tense_told[2]

    def month(self, month: int, start: int, end: int, unit: Unit = "month") -> tuple[Period, Anchor | None]:
        """The month (or season that begins with it) of a year that is not said, and the date that told the year."""
        nearest = self._nearest(Period(unit, date(self.published.year, month, 1)), start, end)
        if (begun := self._range_from(start)) is not None:
            ends = Period(unit, date(begun.period.first.year, month, 1))
            return (ends if ends.last >= begun.period.first else ends.shifted(1, "year")), begun
        told = self.year_teller(start, end)
        if told is not None and self._is_news_of(nearest, told, start):
            told = None
        if told is not None:
            base = told.period.first
            year = base.year
            back = MONTHS_BACK if unit == "month" else -2
            if told.period.unit not in ("year", "decade") and month - base.month <= back:
                year += 1
            if self.is_history or year < self.published.year:
                return Period(unit, date(year, month, 1)), told
        return nearest, None

    def _range_from(self, start: int) -> Anchor | None:
        """The beginning of a range that ends at `start`: its end is not before it."""
        last = self.last
        if self.is_history or last is None or last.period.unit not in ("day", "month"):
            return None
        return last if _REACHES.fullmatch(self.text, last.end, start) else None

    def _is_news_of(self, nearest: Period, told: Anchor, start: int) -> bool:
        """Whether a paragraph of its own names a month that is just over: news, not more of an old story."""
        fresh = 0 <= (self.published - nearest.first).days <= FRESH_MONTH_DAYS
        return fresh and not self.is_history and "\n" in self.text[told.end : start]

    def day(self, month: int, day: int, start: int, end: int) -> tuple[Period | None, Anchor | None]:
        """The day of a month without a year."""
        if (begun := self._range_from(start)) is not None:
            first = begun.period.first
            ends = (day_of(first.year + years, month, day) for years in (0, 1))
            return next((each for each in ends if each and each.first >= first), None), begun
        around = [day_of(self.published.year + years, month, day) for years in (-1, 0, 1)]
        nearest = self._pick([found for found in around if found], start, end)
        fresh = nearest and 0 <= (self.published - nearest.first).days <= RECENT_DAYS
        period, told = self.month(month, start, end)
        if told is None or (fresh and not self.is_history):
            return nearest, None
        return day_of(period.first.year, month, day), told

    def weekday(self, weekday: int, start: int, end: int) -> tuple[Period, Anchor | None]:
        """The weekday nearest to publication on the side that the tense tells; in a history, after the date before."""
        if self.is_history and self.last is not None and not self.is_of_today(start, end):
            return _weekday_from(self.last.period.first, weekday), self.last
        told = self._range_from(start)
        if told is None and self.tense(start, end) != "future":
            told = self._story_here(start)
        if told is not None and finer(told.period.unit, "month"):
            return _weekday_from(told.period.last, weekday), told
        ahead = (weekday - self.published.weekday()) % 7
        back = ahead - 7 if ahead else 0
        if ahead == 0 and self._is_still_to_come(start):
            back = -7
        future = self.until_then(start) or self.tense(start, end) == "future"
        days = ahead if future and not is_reported(self.text[max(0, start - NEARBY) : start]) else back
        if self._is_old_plan(start, end):
            days = min(ahead, back, key=abs)
        if days < 0 and self._is_after_dateline(ahead) and not self._since_then(start):
            days = ahead
        return Period("day", self.published + timedelta(days=days)), None

    def _is_after_dateline(self, days: int) -> bool:
        """Whether that day had come by publication: a report under an old dateline that was written on."""
        return self.printed_on is not None and 0 < days <= (self.printed_on - self.published).days

    def _is_still_to_come(self, start: int) -> bool:
        """Whether that part of the day had not come when the article was published: "late Monday" at one o'clock."""
        at = self.reference.published_time
        return (
            at is not None
            and at < time(12)
            and re.search(r"\blate( on)? $", self.text[max(0, start - 8) : start]) is not None
        )

    def year_teller(self, start: int, end: int) -> Anchor | None:
        """The date before that a month belongs to: any in a history, else an old one of the story that is told here."""
        if self.is_history and not self.is_of_today(start, end):
            return self.main
        if self._story_here(start) is None and (
            self.until_then(start) or self._since_then(start) or self.tense(start, end) == "future"
        ):
            return None
        story = [told for told in self.anchors[-8:] if told.placed and not told.deictic and not told.aside]
        old = [
            told
            for told in story
            if told.period.last.year < self.published.year and told.period.unit != "century"
        ]
        if not story or not old or story[-1] is not old[-1]:
            return None
        last = old[-1]
        if self.sentences_between(last.start, start) <= NEAR and "\n" not in self.text[last.end : start]:
            return last
        tells = story[-2:] == old[-2:] and len(old) >= 2 and self.sentences_between(last.start, start) <= FAR
        return last if tells else None

    def _since_then(self, start: int) -> bool:
        """Whether what began then still goes on: it began near publication, whatever was told before."""
        return _SINCE.search(self.text, max(0, start - NEARBY), start) is not None

    def _story_here(self, start: int) -> Anchor | None:
        """The date told last, if this paragraph tells an old story in months and days."""
        last = [told for told in self.anchors[-8:] if not told.aside][-2:]
        if any(told.deictic for told in last[-1:]):
            return None  # "last spring" is told from today
        if len(last) < 2 or "\n" in self.text[last[-1].end : start]:
            return None
        old = all(
            told.period.last.year < self.published.year and finer(told.period.unit, "year") for told in last
        )
        return last[-1] if old else None

    @property
    def is_book(self) -> bool:
        """Whether it is a history as books are: nothing in it is told from publication."""
        return self.is_history and not self.is_newsy

    def is_of_today(self, start: int, end: int) -> bool:
        """Whether the parse puts it in the present or ahead: also a history ends with what is to come."""
        if self.tense_of is None or not self.is_newsy:
            return False
        return self.tense_of(start, end) in ("present", "future")

    def until_then(self, start: int) -> bool:
        """Whether the words before point ahead."""
        return points_ahead(self.text[max(0, start - NEARBY) : start])

    def _is_old_plan(self, start: int, end: int) -> bool:
        return is_old_plan(self.text[max(0, start - NEARBY) : start], self.text[end : end + NEARBY])

    def _nearest(self, period: Period, start: int, end: int) -> Period:
        around = [period.shifted(years, "year") for years in (-1, 0, 1)]
        found = self._pick(around, start, end)
        assert found is not None
        return found

    def _pick(self, around: list[Period], start: int, end: int) -> Period | None:
        """Of the same date in three years: in the past the latest that had begun, in the future the first not over.

        Of what was planned, whatever became of it, the nearest.
        """
        if around and self._is_old_plan(start, end):
            return min(around, key=lambda period: abs(period.first - self.published))
        begun = [period for period in around if period.first <= self.published]
        coming = [period for period in around if period.last >= self.published]
        tense = "future" if self.until_then(start) else self.tense(start, end)
        if tense == "future" and not is_reported(self.text[max(0, start - NEARBY) : start]) and coming:
            if begun and self._is_told_in_present(start, end) and self._is_fresh(begun[-1], coming[0]):
                return begun[-1]
            return coming[0]
        parsed = tense if self.tense_of is None else self.tense_of(start, end)
        if parsed != "present" and begun and coming and self._is_nearer(coming[0], begun[-1], parsed):
            return coming[0]
        return begun[-1] if begun else (coming[0] if coming else None)

    def _is_told_in_present(self, start: int, end: int) -> bool:
        return self.tense_of is not None and self.tense_of(start, end) == "present"

    def _is_fresh(self, begun: Period, coming: Period) -> bool:
        """Whether it was but lately, and comes again in a long time only: prices are "down from their May 25 peak"."""
        back, ahead = self.published - begun.last, coming.first - self.published
        return ahead.days > FAR_AHEAD_DAYS and ahead > FRESH_RATIO * back

    def _is_nearer(self, coming: Period, begun: Period, tense: Tense | None) -> bool:
        """Whether a day is much nearer than the one a year before: who meant that one would name its year."""
        ahead, back = coming.first - self.published, self.published - begun.last
        soon = SOON_DAYS if tense is None else VERY_SOON_DAYS
        return coming.unit == "day" and ahead.days <= soon and back.days > 365 - 2 * soon


def _weekday_from(day: date, weekday: int) -> Period:
    """The first such weekday on that day or after it."""
    return Period("day", day + timedelta(days=(weekday - day.weekday()) % 7))
