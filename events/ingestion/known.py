"""What the log knows already of what an article names, and of the article itself; read for it by who appends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.dates import Interval
from events.names import fold_name
from events.payloads import Coordinates, FactReported, Relation, Status


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """An actor or a location as it is called now; `under` is the id it answers under: its own, unless it was merged.

    `parents` are the ids of the places that contain a location.
    """

    id: str
    kind: str
    name: str
    names: frozenset[str]
    under: str
    coordinates: Coordinates | None = None
    parents: tuple[str, ...] = ()

    @property
    def folded(self) -> str:
        return fold_name(self.name)


@dataclass(frozen=True, slots=True)
class Acquainted:
    """The actors and locations that bear one of the names or ids an article brings, and the slugs that are taken."""

    actors: tuple[KnownSubject, ...] = ()
    locations: tuple[KnownSubject, ...] = ()
    actor_slugs: frozenset[str] = frozenset()
    location_slugs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of the article, whose report is the event `report`.

    `said` is what the texts of the article say, as they were read, and `in_text` whether the last one still says it;
    `now` is what stands in the end, our own mendings and hand-made corrections included. `from_text` is false where the
    report did not come of reading a text: ready-made facts.
    """

    fact: str
    report: UUID
    said: FactReported
    in_text: bool
    now: FactReported
    stands: bool
    from_text: bool
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A text of the article; `text` where it was kept."""

    sha256: str
    published_at: datetime
    text: str | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article in the log: its texts from the first to the last, its facts, and its publisher's time zone.

    `links` are those that were ever made from one of its facts, also if they were taken back.
    """

    id: str
    versions: tuple[KnownVersion, ...]
    facts: tuple[KnownFact, ...] = ()
    links: frozenset[tuple[str, Relation, str]] = frozenset()
    retracted: bool = False
    zone: str | None = None

    @property
    def last(self) -> KnownVersion:
        return self.versions[-1]

    def holds(self, sha256: str, published_at: datetime) -> bool:
        """Whether that text is its last one, or an older one that is said to be no newer than its last."""
        if sha256 == self.last.sha256:
            return True
        older = any(version.sha256 == sha256 for version in self.versions)
        return older and published_at <= self.last.published_at


@dataclass(frozen=True, slots=True)
class ReportedFact:
    """What is compared of facts of different articles; actors and locations by id, those only mentioned left out."""

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


def reported(report: FactReported) -> ReportedFact:
    return ReportedFact(
        fact=report.fact,
        summary=report.summary,
        status=report.status,
        attributed_to=report.attributed_to,
        actors=frozenset(one.actor for one in report.actors),
        locations=frozenset(one.location for one in report.locations if one.role != "mentioned"),
        occurred=Interval(report.occurred.earliest, report.occurred.latest),
    )
