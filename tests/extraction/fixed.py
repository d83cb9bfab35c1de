"""An extractor for tests that are not about extraction: it reads sentences of one form, each for itself.

"On 2025-02-10 the dam broke in Ebersdorf, Anna Berg said." The date is EDTF; a person speaks, or nobody; `in` a city,
`by` an organisation. "denied" for "said" is a denial, "will" before the verb a plan. Other sentences hold nothing.
"""

import os
import re
import time

from events.extraction.extraction import (
    ActorFound,
    ActorNamedIn,
    Article,
    Extraction,
    FactFound,
    LocationFound,
    LocationNamedIn,
    Range,
)
from events.payloads import Coordinates, Occurred

_SENTENCE = re.compile(
    r"On (?P<date>\S+) (?P<what>the \w+ (?:will )?(?P<verb>\w+))(?: in (?P<place>[A-Z]\w+(?: [A-Z]\w+)*))?"
    r"(?: by (?P<group>[A-Z]\w+(?: [A-Z]\w+)*))?(?:, (?P<speaker>[A-Z]\w+(?: [A-Z]\w+)*) (?P<says>said|denied))?\."
)
_COORDINATES = {"Ebersdorf": (50.0, 11.0)}


class Fixed:
    """Reads what it knows to read."""

    extracted_by = "fixed 1"

    def extract(self, article: Article) -> Extraction:
        found = list(_SENTENCE.finditer(article.text))
        people = dict.fromkeys(m["speaker"] for m in found if m["speaker"])
        groups = dict.fromkeys(m["group"] for m in found if m["group"])
        places = dict.fromkeys(m["place"] for m in found if m["place"])
        country = [LocationFound(name="Arland", kind="country")] if places else []
        return Extraction(
            extracted_by=self.extracted_by,
            facts=tuple(self._fact(m) for m in found),
            timexes=(),
            actors=(
                *(ActorFound(name=name, kind="person", aliases=(name.split()[-1],)) for name in people),
                *(ActorFound(name=name, kind="organisation") for name in groups),
            ),
            locations=(
                *(_place(name) for name in places),
                *country,
            ),
        )

    def _fact(self, m: re.Match[str]) -> FactFound:
        says, speaker = m["says"], m["speaker"]
        planned = "will " in m["what"]
        status = "denied" if says == "denied" else "planned" if planned else "claimed" if says else "asserted"
        actors = [(m["group"], "agent", "group"), (speaker, "speaker", "speaker")]
        return FactFound(
            start=m.start(),
            end=m.end(),
            trigger=_at(m, "verb"),
            phrase=_at(m, "date"),
            occurred=Occurred(edtf=m["date"], phrase=m["date"]),
            is_statement=bool(says),
            status=status,
            attributed_to=speaker,
            speaker=_at(m, "speaker") if speaker else None,
            actors=tuple(
                ActorNamedIn(name=name, role=role, words=_at(m, group))
                for name, role, group in actors
                if name
            ),
            locations=(
                (LocationNamedIn(name=m["place"], role="place", words=_at(m, "place")),) if m["place"] else ()
            ),
            summary=m["what"].capitalize(),
            confidence=0.9,
        )


class Other(Fixed):
    """Another version of it, which takes the same text to say the same, in other words."""

    extracted_by = "fixed 2"

    def _fact(self, m: re.Match[str]) -> FactFound:
        fact = super()._fact(m)
        return fact.model_copy(update={"summary": f"{fact.summary}, it is said"})


class Failing:
    """Fails, as extractors of others may."""

    def extract(self, article: Article) -> Extraction:
        raise RuntimeError("no model")


def _at(m: re.Match[str], group: str) -> Range:
    return Range(start=m.start(group), end=m.end(group))


def _place(name: str) -> LocationFound:
    at = _COORDINATES.get(name)
    return LocationFound(
        name=name,
        kind="city",
        coordinates=Coordinates(latitude=at[0], longitude=at[1]) if at else None,
        parents=("Arland",),
    )


class Beyond(Fixed):
    """Finds what is not there."""

    def _fact(self, m: re.Match[str]) -> FactFound:
        return super()._fact(m).model_copy(update={"end": 10_000})


class Dying:
    """Takes its process along, as one without memory does."""

    def extract(self, article: Article) -> Extraction:
        os._exit(9)


class Slow(Fixed):
    """Takes its time."""

    def extract(self, article: Article) -> Extraction:
        until = time.monotonic() + 1
        while time.monotonic() < until:
            pass
        return super().extract(article)


class Endless:
    """Comes to no end."""

    def extract(self, article: Article) -> Extraction:
        while True:
            time.sleep(1)
