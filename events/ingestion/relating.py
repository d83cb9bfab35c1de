"""Links from the facts of an article to those of others, as events: proposals, each with its confidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.dates import Interval
from events.extraction.links import Told, across
from events.payloads import FactReported, FactsLinked, Status

LINKS_MAX = 200
"""How many one article brings at most; the surest are kept."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What is compared of a fact, new or known; actors and locations by their ids, those only mentioned left out."""

    fact: str
    summary: str
    status: Status
    attributed_to: str | None
    actors: frozenset[str]
    locations: frozenset[str]
    occurred: Interval

    @property
    def subjects(self) -> set[str]:
        """The streams of all whom it names."""
        actors = self.actors | ({self.attributed_to} if self.attributed_to else set())
        return {f"actor-{actor}" for actor in actors} | {f"location-{place}" for place in self.locations}

    def told(self, names: Mapping[str, str]) -> Told:
        """The fact as it is compared; `names` has what each actor and location is called, by its id."""
        return Told(
            key=self.fact,
            summary=self.summary,
            status=self.status,
            attributed_to=names.get(self.attributed_to or ""),
            actors=frozenset(names[actor] for actor in self.actors if actor in names),
            locations=frozenset(names[place] for place in self.locations if place in names),
            occurred=self.occurred,
        )


def reported(report: FactReported) -> Reported:
    return Reported(
        fact=report.fact,
        summary=report.summary,
        status=report.status,
        attributed_to=report.attributed_to,
        actors=frozenset(one.actor for one in report.actors),
        locations=frozenset(one.location for one in report.locations if one.role != "mentioned"),
        occurred=Interval(report.occurred.earliest, report.occurred.latest),
    )


def links_across(
    new: Sequence[Told], known: Sequence[Told], articles: Mapping[str, str]
) -> list[tuple[str, FactsLinked]]:
    """The links between new facts and known ones, each with the stream of its first fact's article.

    `articles` has the stream of each fact.
    """
    proposals = sorted(across(new, known), key=lambda p: (-p.confidence, p.fact, p.other))[:LINKS_MAX]
    return [
        (
            articles[proposal.fact],
            FactsLinked(
                fact=proposal.fact,
                relation=proposal.relation,
                other=proposal.other,
                confidence=proposal.confidence,
            ),
        )
        for proposal in proposals
    ]
