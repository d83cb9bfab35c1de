"""Links from the facts of an article to those of others, as events: proposals, each with its confidence."""

from collections.abc import Mapping, Sequence

from events.dates import Interval
from events.extraction.links import Told, across
from events.payloads import FactReported, FactsLinked

LINKS_MAX = 200
"""How many one article brings at most; the surest are kept."""


def told(report: FactReported, names: Mapping[str, str]) -> Told:
    """The report as it is compared; `names` has what each actor and location is called, by its id."""
    return Told(
        key=report.fact,
        summary=report.summary,
        status=report.status,
        attributed_to=report.attributed_to and names.get(report.attributed_to),
        actors=frozenset(names[one.actor] for one in report.actors if one.actor in names),
        locations=frozenset(
            names[one.location]
            for one in report.locations
            if one.location in names and one.role != "mentioned"
        ),
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
