"""The built-in extractor: hand-written rules over a parse."""

from collections.abc import Iterable, Sequence

from events.extraction.cast import Actor, Cast, Place, cast
from events.extraction.date_tenses import tense_at
from events.extraction.extraction import ActorFound, Article, Extraction, FactFound, LocationFound, Timex
from events.extraction.facts import facts
from events.extraction.gazetteer import gazetteer
from events.extraction.links import within
from events.extraction.mending import mend
from events.extraction.parsing import model, parse
from events.extraction.times import Reference, TimeExpression, tag

VERSION = 6
"""Raised whenever the same article may give other facts."""


class Rules:
    """Reads English news by rules over a parse; the model is loaded here, once."""

    def __init__(self) -> None:
        _, name = model()
        self.extracted_by = f"rules {VERSION} ({name})"

    def extract(self, article: Article) -> Extraction:
        """The facts of `article`, with the actors and places that they name."""
        doc = parse(article.text)
        mend(doc)
        reference = Reference(article.published_on, article.published_time)
        expressions = tag(article.text, reference, lambda start, end: tense_at(doc, start, end))
        whole = cast(doc, article, gazetteer())
        found = facts(doc, article, expressions, whole)
        return Extraction(
            extracted_by=self.extracted_by,
            facts=tuple(found),
            timexes=tuple(_timexes(expressions)),
            actors=_actors(found, whole),
            locations=_locations(found, whole),
            links=within(found),
        )


def _timexes(expressions: Iterable[TimeExpression]) -> list[Timex]:
    return [
        Timex(start=e.start, end=e.end, type=e.type, value=e.value, edtf=e.edtf)
        for e in expressions
        if e.type is not None
    ]


def _actors(found: Sequence[FactFound], whole: Cast) -> tuple[ActorFound, ...]:
    """The actors that the facts name, each once, in the order of the text."""
    named = {mention.name for fact in found for mention in fact.actors}
    named |= {name for fact in found for name in (fact.attributed_to, *fact.via) if name is not None}
    first: dict[str, Actor] = {}
    for actor in whole.actors:
        if actor.name in named:
            first.setdefault(actor.name, actor)
    with_name = {actor.name for actor in whole.named}
    return tuple(actor.found(is_named=actor.name in with_name) for actor in first.values())


def _locations(found: Sequence[FactFound], whole: Cast) -> tuple[LocationFound, ...]:
    """The places that the facts name, and those that contain them, each once."""
    named = {mention.name for fact in found for mention in fact.locations}
    first: dict[str, Place] = {}
    pending = [place for place in whole.places if place.name in named]
    while pending:
        place = pending.pop(0)
        if place.name not in first:
            first[place.name] = place
            pending += place.parents
    return tuple(place.found() for place in first.values())
