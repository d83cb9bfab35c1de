"""What the tagger is told of an article, and what it says of an expression."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from events.extraction.extraction import TimexType

Tense = Literal["past", "present", "future"]
Relation = Literal["in", "since", "until", "before", "after", "for", "count"]


@dataclass(frozen=True, slots=True)
class Reference:
    """When the article was published, on its publisher's clocks."""

    published_on: date
    published_time: time | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression at `[start, end)`; `[phrase_start, phrase_end)` has its preposition, too: "since 2014".

    `type`, `value` and `mod` are those of TIMEX3, by the conventions of TimeBank and TempEval-3. `edtf` is the date
    that the words themselves name, None where they name none. `occurred` is the EDTF of what they date: "since 2014"
    is 2014/..; with `relation` "count" they count or compare and date nothing ("for the sixth time this year").
    `bounds` are those on local clocks where words are narrower than the EDTF: "late Monday" is from 18:00. `zone` is a
    time zone that the words name. `basis` is `inferred` where another expression was needed: the one at `anchor`. Of
    an expression that hangs on an event ("two days after the summit") `offset` is the time from it, in days, and
    `occurred` None.
    A range ("from May to July") is one expression more, behind those of its ends, with `type` None.
    """

    start: int
    end: int
    phrase_start: int
    phrase_end: int
    type: TimexType | None
    value: str
    mod: str | None = None
    edtf: str | None = None
    occurred: str | None = None
    bounds: tuple[datetime, datetime] | None = None
    extent: Literal["within", "throughout"] = "within"
    relation: Relation = "in"
    basis: Literal["explicit", "inferred"] = "explicit"
    zone: str | None = None
    anchor: tuple[int, int] | None = None
    offset: int | None = None
