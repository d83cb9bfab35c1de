"""Histories of any size, made from a seed: one great actor and place, and many small ones beside them.

Facts occurred over ten years and were reported within days, but for plans, told before, and late arrivals, told years
after; one in ten was corrected, by its source or by our record.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import numpy as np
import orjson

from events.instants import format_instant
from events.payloads import PAYLOADS

Recorded = Literal["live", "archive", "eras"]
"""As it was reported; in random order within one day; or within one day ten years, the newest first."""

SHA256 = "5f" * 32
TOWN, REGION, COUNTRY = "ltown", "lregion", "lcountry"
LEADER, HERALD = "aleader", "aherald"
FACTS_PER_ARTICLE = 10

_DAY_S = 86_400
_BEGIN = datetime(2006, 1, 1, tzinfo=UTC)
_YEARS_S = 3_652 * _DAY_S
_LOADED = datetime(2026, 1, 1, tzinfo=UTC)
_LATE, _PLANNED, _CORRECTED = 0.05, 0.05, 0.10


@dataclass(frozen=True, slots=True)
class Made:
    """An event as the log holds it, its payload written as the log writes it."""

    event_id: UUID
    stream: str
    type: str
    fact: str | None
    recorded_at: datetime
    payload: bytes


def history(facts: int, *, seed: int = 1, recorded: Recorded = "live", small: int = 0) -> Iterator[Made]:
    """Events in the order of the log: names, articles, `facts` facts of the great subjects, and their corrections.

    `small` more facts are about an actor and a place of their own each.
    """
    yield from _names(small)
    yield from _Drawn(facts + small, facts, seed, recorded).events()


def json_line(made: Made) -> bytes:
    """The event as a line of a file that `asof import` takes."""
    schema = PAYLOADS[made.type].schema_version
    line = {"stream": made.stream, "type": made.type, "event_id": str(made.event_id), "schema": schema}
    return orjson.dumps(line | {"payload": orjson.Fragment(made.payload)}) + b"\n"


def _names(small: int) -> Iterator[Made]:
    actors = [(LEADER, "Leader", "person"), (HERALD, "The Herald", "media")]
    places: list[tuple[str, str, str, list[str]]] = [
        (COUNTRY, "Country", "country", []),
        (REGION, "Region", "region", [COUNTRY]),
        (TOWN, "Town", "city", [REGION]),
    ]
    actors += [(f"asmall{number}", f"Small {number}", "person") for number in range(small)]
    places += [(f"lsmall{number}", f"Small {number}", "city", []) for number in range(small)]
    moment = _BEGIN - timedelta(days=400)
    for number, (id_, name, kind) in enumerate(actors):
        payload = {"name": name, "slug": id_, "aliases": [], "kind": kind}
        yield _made("actor", id_, "ActorNamed", None, moment + timedelta(microseconds=number), payload)
    moment += timedelta(days=1)
    for number, (id_, name, kind, parents) in enumerate(places):
        inside = [{"location": p, "since": None, "until": None, "according_to": None} for p in parents]
        payload = {"name": name, "slug": id_, "aliases": [], "kind": kind}
        payload |= {"coordinates": None, "parents": inside}
        yield _made("location", id_, "LocationNamed", None, moment + timedelta(microseconds=number), payload)


class _Drawn:
    """The moments of all events, in seconds since the first fact could occur, as arrays."""

    def __init__(self, facts: int, great: int, seed: int, recorded: Recorded) -> None:
        random = np.random.default_rng(seed)
        self._great = random.permutation(facts) < great
        self._occurred = np.floor(random.uniform(0, _YEARS_S, facts) / _DAY_S) * _DAY_S
        kind = random.uniform(0, 1, facts)
        delay = random.exponential(1.5 * _DAY_S, facts) + _DAY_S
        delay = np.where(kind < _LATE, random.uniform(1, 8, facts) * 365 * _DAY_S, delay)
        self._planned = (kind >= _LATE) & (kind < _LATE + _PLANNED)
        delay = np.where(self._planned, -random.uniform(1, 120, facts) * _DAY_S, delay)
        reported = np.floor(self._occurred + delay)
        order = np.argsort(reported, kind="stable")  # an article reports what is reported at one time
        self._article = np.empty(facts, dtype=np.int64)
        self._article[order] = np.arange(facts) // FACTS_PER_ARTICLE
        articles = int(self._article.max()) + 1
        self._published = np.full(articles, -np.inf)
        np.maximum.at(self._published, self._article, reported)
        self._width = random.choice(4, facts, p=[0.85, 0.1, 0.04, 0.01])
        self._corrected = np.flatnonzero(random.uniform(0, 1, facts) < _CORRECTED)
        self._by_source = random.uniform(0, 1, len(self._corrected)) < 0.5
        self._mended = self._published[self._article[self._corrected]] + np.floor(
            random.uniform(1, 300, len(self._corrected)) * _DAY_S
        )
        self._order, self._recorded = self._recording(random, recorded, articles, facts)

    def _recording(
        self, random: np.random.Generator, recorded: Recorded, articles: int, facts: int
    ) -> tuple[Any, Any]:
        """Which event comes when: numbers of articles, then of facts, then of corrections; and the seconds."""
        of_facts, of_corrections = self._published[self._article], self._mended
        if recorded != "live":
            rank = random.permutation(articles).astype(float)
            if recorded == "eras":
                era = np.floor(self._published / (_YEARS_S / 10))
                rank = self._published - era * 2 * _YEARS_S  # the newest era first, each in its own order
            later = random.uniform(0, 1, len(self._corrected)) * (1 if recorded == "archive" else _DAY_S)
            of_facts, of_corrections = rank[self._article], rank[self._article[self._corrected]] + later
            moments = np.concatenate([rank, of_facts, of_corrections])
        else:
            moments = np.concatenate([self._published, of_facts, of_corrections]) + 60
        kinds = np.repeat([0, 1, 2], [articles, facts, len(self._corrected)])
        order = np.lexsort((kinds, moments))
        return order, moments[order] if recorded == "live" else None

    def events(self) -> Iterator[Made]:
        articles, facts = len(self._published), len(self._article)
        last = -np.inf
        step = 80_000 / len(self._order)
        for ordinal, number in enumerate(self._order):
            if self._recorded is None:
                moment = _LOADED + timedelta(seconds=ordinal * step)
            else:
                last = max(last + 1e-6, float(self._recorded[ordinal]))
                moment = _BEGIN + timedelta(microseconds=round(last * 1e6))
            if number < articles:
                yield self._article_added(int(number), moment)
            elif number < articles + facts:
                yield self._fact_reported(int(number) - articles, moment)
            else:
                yield self._fact_corrected(int(number) - articles - facts, moment)

    def _article_added(self, number: int, moment: datetime) -> Made:
        payload = {
            "title": f"Article {number}",
            "url": f"https://herald.example/{number}",
            "publisher": HERALD,
            "published_at": _instant(self._published[number]),
            "published_on": None,
            "time_zone": None,
            "language": "en",
            "sha256": SHA256,
            "length": 4_000,
            "text": None,
        }
        return _made("article", f"n{number}", "ArticleAdded", None, moment, payload)

    def _fact_reported(self, number: int, moment: datetime) -> Made:
        article = int(self._article[number])
        actor, place = (LEADER, TOWN) if self._great[number] else (f"asmall{number}", f"lsmall{number}")
        status = "planned" if self._planned[number] else "asserted"
        start = 100 + 300 * (number % FACTS_PER_ARTICLE)
        payload = {
            "fact": f"f{number}",
            "summary": f"The leader meets delegation {number} in the town hall to speak about water and roads",
            "occurred": self._occurred_field(number, 0),
            "reported_at": _instant(self._published[article]),
            "known_by": "publication",
            "status": status,
            "attributed_to": None,
            "via": [],
            "actors": [{"actor": actor, "role": "agent", "words": "the leader"}],
            "locations": [{"location": place, "role": "place", "words": "the town"}],
            "evidence": {
                "sha256": SHA256,
                "spans": [
                    {"for": "fact", "start": start, "end": start + 120},
                    {"for": "date", "start": start + 10, "end": start + 20},
                ],
                "quote": None,
            },
            "extracted_by": "rules 5",
            "confidence": 0.8,
            "needs_review": False,
        }
        return _made("article", f"n{article}", "FactReported", f"f{number}", moment, payload)

    def _fact_corrected(self, ordinal: int, moment: datetime) -> Made:
        number = int(self._corrected[ordinal])
        article = int(self._article[number])
        published = _instant(self._mended[ordinal]) if self._by_source[ordinal] else None
        payload = {
            "fact": f"f{number}",
            "amends": str(_event_id("FactReported", f"article-n{article}", f"f{number}")),
            "reason": "",
            "reported_at": published,
            "changes": {"occurred": self._occurred_field(number, 1)},
        }
        return _made("article", f"n{article}", "FactCorrected", f"f{number}", moment, payload)

    def _occurred_field(self, number: int, days_later: int) -> dict[str, Any]:
        day = _BEGIN + timedelta(seconds=float(self._occurred[number])) + timedelta(days=days_later)
        match self._width[number]:
            case 0:
                edtf, start, ends = f"{day:%Y-%m-%d}", day, day + timedelta(days=1)
            case 1:
                edtf, start = f"{day:%Y-%m}", day.replace(day=1)
                ends = (start + timedelta(days=32)).replace(day=1)
            case 2:
                edtf, start = f"{day:%Y}", day.replace(month=1, day=1)
                ends = start.replace(year=start.year + 1)
            case _:
                edtf, start, ends = f"{day:%Y-%m-%d}/..", day, None
        return {
            "edtf": edtf,
            "phrase": "on that day",
            "earliest": format_instant(start),
            "latest": None if ends is None else format_instant(ends),
            "time_zone": None,
            "extent": "within",
            "basis": "explicit",
        }


def _made(
    kind: str, id_: str, type_: str, fact: str | None, moment: datetime, payload: dict[str, Any]
) -> Made:
    stream = f"{kind}-{id_}"
    written = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    return Made(_event_id(type_, stream, fact), stream, type_, fact, moment, written)


def _event_id(type_: str, stream: str, fact: str | None) -> UUID:
    return UUID(bytes=hashlib.blake2b(f"{type_}|{stream}|{fact}".encode(), digest_size=16).digest())


def _instant(seconds: float) -> str:
    return format_instant(_BEGIN + timedelta(seconds=float(seconds)))
