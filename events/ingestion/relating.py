"""Links from the facts of an article to those of others, as events: proposals, each with its confidence."""

from collections.abc import Mapping, Sequence

from events.extraction.links import Told, across
from events.ingestion.known import ReportedFact
from events.payloads import FactsLinked

LINKS_MAX = 200
"""How many one article brings at most; the surest are kept."""


def links_across(
    new: Sequence[ReportedFact],
    known: Sequence[ReportedFact],
    names: Mapping[str, str],
    articles: Mapping[str, str],
) -> list[tuple[str, FactsLinked]]:
    """The links between new facts and known ones, each with the stream of its first fact's article.

    `names` has what each actor and location is called, by its id; `articles` the stream of each fact.
    """
    proposals = across([_told(fact, names) for fact in new], [_told(fact, names) for fact in known])
    surest = sorted(proposals, key=lambda proposal: (-proposal.confidence, proposal.fact, proposal.other))
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
        for proposal in surest[:LINKS_MAX]
    ]


def _told(fact: ReportedFact, names: Mapping[str, str]) -> Told:
    return Told(
        key=fact.fact,
        summary=fact.summary,
        status=fact.status,
        attributed_to=names.get(fact.attributed_to or ""),
        actors=frozenset(names[actor] for actor in fact.actors if actor in names),
        locations=frozenset(names[place] for place in fact.locations if place in names),
        occurred=fact.occurred,
    )
