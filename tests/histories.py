"""Random small histories that the product takes, and random questions about them, for Hypothesis.

A history is a list of batches of events, to be appended to an empty log one batch after the other. All its
instants come from one small pool in the past, so that moments coincide and boundaries are hit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, get_args
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from events import payloads
from events.envelope import NAMESPACE, NewEvent, payload_json
from events.instants import format_instant
from tests import reference_model
from tests.reference_model import Event, Kind, Window

DAYS = [datetime(2025, 3, day, tzinfo=UTC) for day in (1, 2, 3, 5, 8, 13)]
"""All instants of a history, on the occurred and on the reported clock."""
DAYS_OR_OURS = [*DAYS[:3], None, *DAYS[3:]]
WINDOWS = [
    (start, end)
    for start in (None, *DAYS)
    for end in (None, *DAYS)
    if start is None or end is None or start < end
]
BEFORE_AND_AFTER = [(None, DAYS[2]), (DAYS[2], None)]
"""Places change hands on one day more often than on others, so that chains of parents break."""
BOUNDED = [window for window in WINDOWS if None not in window]
Draw = Callable[[SearchStrategy[Any]], Any]
"""Draws a value: of a strategy that is being composed, or of a state machine."""
RECORDED_FROM = datetime(2025, 6, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# The order of the facts' ids is not that of their reports, nor that of a collation that skips '-' and '_'.
FACTS = ("f_5", "f-3", "f8", "fa", "f-1", "f_2", "f10", "f4")
WHEN_REPORTED = frozenset({"reported_at", "known_by"})
ARTICLES = ("n2", "n1", "n4", "n3")
REVISIONS_MAX = 5
ACTORS = ("a1", "a2", "a3", "a4")
LOCATIONS = ("l3", "l1", "l4", "l2", "l5")
SLUGS = ("first", "second", "third", "fourth", "fifth", "sixth")
WORDS = ("bridge", "river", "market", "tower")
"""What summaries are made of: words of one form each, that no stemming makes another's, and no stop words."""
MERGES = ("ActorsMerged", "LocationsMerged")
ROLES = sorted({*get_args(payloads.ActorRole), *get_args(payloads.LocationRole)})
WITHDRAWABLE = (
    *("FactCorrected", "FactRetracted", "FactReinstated"),
    *("FactReviewed", "FactsLinked", "ArticleRetracted", *MERGES),
)


READINGS: tuple[dict[str, bool], ...] = (
    *[{}, {"hindsight": True}] * 3,
    *[{"group": False}, {"group": False, "hindsight": True}],
    *[{"strict": True}, {"strict": True, "group": False}],
)
"""What goes together in a question."""


# --- what is drawn


@dataclass(frozen=True)
class History:
    """Events in the `batches` to append them in, and the `log` they make, as the API would show it.

    In `log` every `amends` is settled; `recorded_at` is made up: one event a second, after all of `DAYS`.
    """

    batches: list[list[NewEvent]]
    log: list[Event]

    def subjects(self, position: int) -> list[str]:
        """The streams of the actors and locations that have a name at `position`."""
        return sorted(
            {e["stream"] for e in self.log[:position] if e["type"] in ("ActorNamed", "LocationNamed")}
        )

    def publishers(self, position: int) -> set[str]:
        """The ids of those that published an article."""
        added = [e["payload"]["publisher"] for e in self.log[:position] if e["type"] == "ArticleAdded"]
        return {publisher for publisher in added if publisher is not None}

    def mentioned(self, position: int) -> set[str]:
        """The streams of the actors and locations that facts ever were about, or others merged into."""
        written = [e["payload"].get("changes", e["payload"]) for e in self.log[:position]]
        merges = [e for e in self.log[:position] if e["type"] in MERGES]
        return {f"{e['stream'].partition('-')[0]}-{e['payload']['into']}" for e in merges} | {
            f"{kind}-{mention[kind]}"
            for fields in written
            for kind in ("actor", "location")
            for mention in fields.get(f"{kind}s", [])
        }

    def __repr__(self) -> str:
        shown = (f"{e['position']:3} {e['stream']} {e['type']} {e['payload']}" for e in self.log)
        return "\n".join((f"History in batches of {[len(batch) for batch in self.batches]}", *shown))


@dataclass(frozen=True)
class Question:
    """The arguments of `reference_model.timeline`, but for the log."""

    subject: str | None
    as_of: datetime | None
    position: int
    hindsight: bool
    since: datetime | None
    until: datetime | None
    match: Literal["possible", "certain"]
    order: Literal["asc", "desc"]
    group: bool = True
    strict: bool = False
    actors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    according_to: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    standing: Literal["disputed", "undisputed"] | None = None
    text: str | None = None
    include: tuple[str, ...] = ()

    @property
    def about(self) -> dict[str, tuple[str, ...]]:
        """Whom and where it is about, beside the subject and but for roles."""
        return {name: getattr(self, name) for name in ("actors", "locations", "publishers", "according_to")}


@dataclass
class Writing:
    """A history while it is written: each step draws what happens next and sees the log that the earlier ones made."""

    draw: Draw
    steps: list[Callable[["Writing"], None]]
    events: list[NewEvent] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)

    def write(self, stream: str, payload: Any, fields: set[str] | None = None) -> None:
        """Add the event; a change of a fact comes with the `fields` it writes, which settle its `amends`."""
        event_id = uuid5(NAMESPACE, f"histories {len(self.events)}")
        self.events.append(NewEvent(event_id=event_id, stream=stream, payload=payload))
        logged = _logged(self.events[-1], self.log)
        if fields and payload.amends is None:
            (logged["payload"]["amends"],) = self.default_amends(payload.fact, fields, payload.reported_at)
        self.log.append(logged)

    def default_amends(self, fact: str, fields: set[str], reported_at: datetime | None) -> set[str]:
        return reference_model.default_amends(self.log, len(self.log), fact, fields, reported_at)

    def held(self, *types: str) -> list[Event]:
        """The events of these types, or of all, that have not been withdrawn."""
        held = reference_model.held(self.log, len(self.log))
        return [e for e in held if e["type"] in types or not types]

    def streams(self, type_: str) -> list[str]:
        return sorted({e["stream"] for e in self.log if e["type"] == type_})

    def ids(self, type_: str) -> list[str]:
        return [stream.partition("-")[2] for stream in self.streams(type_)]

    def one_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))


@st.composite
def histories(draw: DrawFn, steps_max: int = 25) -> History:
    """Histories of two actors, some locations, an article and its fact, and up to `steps_max` events more."""
    writing = begun(draw)
    for _ in range(draw(st.integers(0, steps_max) | st.integers(steps_max // 2, steps_max))):
        go_on(writing)
    return History(_batches(draw, writing.events), writing.log)


def begun(draw: Draw) -> Writing:
    """A history in which nothing has happened yet but to two actors, some locations, an article and its fact."""
    leanings = draw(st.lists(st.sampled_from(STEPS), max_size=3)) * 8
    writing = Writing(draw, [*STEPS, *leanings])
    for step in (*[_name_actor] * 2, *[_name_location] * 3, _add_article, _report):
        step(writing)
    return writing


def go_on(writing: Writing) -> None:
    """One more event has been written."""
    possible = {step for step in STEPS if _is_possible(step, writing)}
    writing.draw(st.sampled_from([step for step in writing.steps if step in possible]))(writing)


def questions(history: History) -> SearchStrategy[Question]:
    """Questions about what has a name at the position asked for, or about everything."""
    head = len(history.log)
    positions = st.just(head) | st.just(head) | st.integers(1 + head // 2, head) | st.integers(1, head)
    return positions.flatmap(lambda position: _questions_at(history, position))


def moments() -> SearchStrategy[datetime]:
    """The instants of histories and those right before and after them."""
    return st.builds(
        lambda day, offset: day + offset * MICROSECOND, st.sampled_from(DAYS), st.sampled_from((0, -1, 1))
    )


def as_logged(events: list[NewEvent]) -> list[Event]:
    """The events as the API would show them, had they been recorded one a second; `amends` as it is."""
    log: list[Event] = []
    for event in events:
        log.append(_logged(event, log))
    return log


def _logged(event: NewEvent, log: list[Event]) -> Event:
    """`event` as the one that follows `log`."""
    position = len(log) + 1
    return {
        "position": position,
        "event_id": str(event.event_id),
        "stream": event.stream,
        "version": 1 + sum(e["stream"] == event.stream for e in log),
        "type": event.payload.type,
        "recorded_at": format_instant(RECORDED_FROM + timedelta(seconds=position)),
        "payload": payload_json(event.payload),
    }


def _questions_at(history: History, position: int) -> SearchStrategy[Question]:
    subjects = history.subjects(position)
    mentioned = [subject for subject in subjects if subject in history.mentioned(position)]
    return st.builds(
        _question,
        st.just(position),
        st.sampled_from([*mentioned * 2, *subjects]) | st.none(),
        moments() | st.sampled_from(DAYS[2:]) | st.none(),
        st.just((None, None)) | st.just((None, None)) | st.sampled_from(WINDOWS),
        st.sampled_from(("possible", "certain")),
        st.sampled_from(("asc", "desc")),
        st.sampled_from(READINGS),
        st.just({}) | _about(subjects, history.publishers(position)),
        st.just({}) | _properties(),
        st.sampled_from(((), (), ("retracted",), ("history",), ("history", "retracted"))),
    )


def _question(
    position: int,
    subject: str | None,
    as_of: datetime | None,
    window: Window,
    match: Any,
    order: Any,
    reading: dict[str, bool],
    about: dict[str, Any],
    properties: dict[str, Any],
    include: tuple[str, ...],
) -> Question:
    given = {"hindsight": False} | reading | about | properties
    since, until = window
    return Question(
        subject, as_of, position, since=since, until=until, match=match, order=order, include=include, **given
    )


def _about(subjects: list[str], publishers: set[str]) -> SearchStrategy[dict[str, Any]]:
    """One or more of: actors, locations, publishers, roles, whom to believe on what lies where."""
    ids = {
        kind: [s.partition("-")[2] for s in subjects if s.startswith(kind)] for kind in ("actor", "location")
    }
    choices = {"actors": ids["actor"], "locations": ids["location"], "according_to": ids["actor"]}
    choices |= {"publishers": sorted(publishers)}
    ways = {name: _some(several) for name, several in choices.items() if several}
    ways["roles"] = _some(ROLES, at_most=6)
    return st.sets(st.sampled_from(sorted(ways)), min_size=1, max_size=2).flatmap(
        lambda names: st.fixed_dictionaries({name: ways[name] for name in sorted(names)})
    )


def _properties() -> SearchStrategy[dict[str, Any]]:
    """What an entry has to be beside whom it is about: one or two of its status, its standing and its words."""
    ways: dict[str, SearchStrategy[Any]] = {
        "status": _some(get_args(payloads.Status), at_most=3),
        "standing": st.sampled_from(("disputed", "undisputed")),
        "text": _some(WORDS).map(" ".join),
    }
    return st.sets(st.sampled_from(sorted(ways)), min_size=1, max_size=2).flatmap(
        lambda names: st.fixed_dictionaries({name: ways[name] for name in sorted(names)})
    )


def _some(choices: Sequence[str], at_most: int = 2) -> SearchStrategy[tuple[str, ...]]:
    """One or a few of them, sorted."""
    some = st.sets(st.sampled_from(list(choices)), min_size=1, max_size=min(at_most, len(choices)))
    return some.map(lambda chosen: tuple(sorted(chosen)))


def _batches(draw: DrawFn, events: list[NewEvent]) -> list[list[NewEvent]]:
    cuts = [0, *sorted(draw(st.sets(st.integers(1, len(events) - 1)))), len(events)]
    return [events[start:end] for start, end in pairwise(cuts)]


# --- the events, one step after the other


def _name_actor(writing: Writing) -> None:
    actor = writing.one_of(_next_and_known(ACTORS, writing.ids("ActorNamed")))
    payload = payloads.ActorNamed(**_name(writing, "actor", actor), kind="person")
    writing.write(f"actor-{actor}", payload)


def _name_location(writing: Writing) -> None:
    """A new place, or a known one anew: under another name, in other places."""
    location = writing.one_of(_next_and_known(LOCATIONS, writing.ids("LocationNamed")))
    merges = reference_model.merged(writing.held("LocationsMerged"), "location")
    inside = {place for place, _ in reference_model.contained_in(writing.log, location, len(writing.log))}
    inside.add(reference_model.canonical(merges, location))  # each of them as a parent would make a cycle
    known = writing.ids("LocationNamed")
    others = {place for place in known if reference_model.canonical(merges, place) not in inside}
    some = writing.one_of((1, 0, 1)) if others else 0
    parent = _parents(sorted(others), writing.ids("ActorNamed"))
    parents = writing.draw(st.lists(parent, min_size=some, max_size=3)) if others else []
    payload = payloads.LocationNamed(**_name(writing, "location", location), kind="region", parents=parents)
    writing.write(f"location-{location}", payload)


def _add_article(writing: Writing) -> None:
    article = ARTICLES[len(writing.ids("ArticleAdded"))]
    payload = payloads.ArticleAdded(
        title=f"Article {article}",
        publisher=writing.draw(st.none() | st.sampled_from(writing.ids("ActorNamed"))),
        published_at=writing.one_of(DAYS[::-1]),  # late ones first: they leave more to happen before
        sha256=_sha256(article, 0),
        length=1_000,
    )
    writing.write(f"article-{article}", payload)


def _revise_article(writing: Writing) -> None:
    """A new text, or an earlier one again."""
    added = writing.one_of(writing.held("ArticleAdded"))
    versions = _versions(writing, added["stream"])
    published_at = reference_model.published_at(added)
    sha256 = _sha256(added["stream"].removeprefix("article-"), len(versions))
    payload = payloads.ArticleRevised(
        published_at=writing.one_of([day for day in DAYS if day >= published_at]),
        sha256=writing.one_of([*[sha256] * 3, *(version["payload"]["sha256"] for version in versions)]),
        length=1_000,
    )
    writing.write(added["stream"], payload)


def _report(writing: Writing) -> None:
    added = writing.one_of(writing.held("ArticleAdded"))
    fields = {name: _value(writing, added["stream"], name) for name in FIELDS if name not in WHEN_REPORTED}
    sha256 = fields["evidence"]["sha256"]
    versions = [v for v in _versions(writing, added["stream"]) if v["payload"]["sha256"] == sha256]
    published_at = reference_model.published_at(versions[0])
    reported_at = writing.one_of([*[published_at] * 3, *(day for day in DAYS if day < published_at)])
    payload = payloads.FactReported(
        fact=FACTS[len(writing.held("FactReported"))],
        reported_at=reported_at,
        known_by="publication" if reported_at == published_at else "statement",
        **fields,
    )
    writing.write(added["stream"], payload)


def _correct_as_published(writing: Writing) -> None:
    _correct(writing, _some_fields(writing, without=WHEN_REPORTED), writing.one_of(DAYS))


def _correct_our_record(writing: Writing) -> None:
    _correct(writing, _some_fields(writing), None)


def _correct_when_reported(writing: Writing) -> None:
    _correct(writing, {"reported_at"} | _some_fields(writing), None)


def _correct(writing: Writing, fields: set[str], reported_at: datetime | None) -> None:
    stream, fact = _a_fact(writing)
    changes = {name: _value(writing, stream, name) for name in sorted(fields)}
    amends = _amends(writing, fact, fields, reported_at)
    payload = payloads.FactCorrected(fact=fact, amends=amends, reported_at=reported_at, changes=changes)
    writing.write(stream, payload, fields)


def _retract(writing: Writing) -> None:
    _change_existence(writing, payloads.FactRetracted, _a_fact(writing), writing.one_of(DAYS_OR_OURS))


def _reinstate(writing: Writing) -> None:
    retracted = writing.one_of(writing.held("FactRetracted"))
    of_fact = retracted["stream"], retracted["payload"]["fact"]
    _change_existence(writing, payloads.FactReinstated, of_fact, writing.one_of(DAYS))


def _change_existence(
    writing: Writing, model: Callable[..., Any], of_fact: tuple[str, str], reported_at: datetime | None
) -> None:
    stream, fact = of_fact
    amends = _amends(writing, fact, {"exists"}, reported_at)
    writing.write(stream, model(fact=fact, amends=amends, reported_at=reported_at), {"exists"})


def _review(writing: Writing) -> None:
    stream, fact = _a_fact(writing)
    writing.write(stream, payloads.FactReviewed(fact=fact))


def _link(writing: Writing) -> None:
    """The other fact may have been recorded before or after; the same link may be made twice."""
    first, *later = reference_model.facts(writing.log)
    other = writing.one_of([first, *later, first, first])  # so that links meet
    fact = writing.one_of([f for f in (*later, first) if f != other])
    stream = reference_model.report_of(writing.log, fact)["stream"]
    relation = writing.one_of(("denies", "fulfils", "cancels", "repeats", "confirms", "updates", "denies"))
    writing.write(stream, payloads.FactsLinked(fact=fact, relation=relation, other=other))


def _repeat(writing: Writing) -> None:
    """One fact repeats another; often one that is in a chain already, so that chains grow and meet."""
    facts = reference_model.facts(writing.log)
    chained = [link["other"] for link in reference_model.links(writing.held("FactsLinked"), "repeats")]
    other = writing.one_of([*facts, *chained])
    fact = writing.one_of([f for f in facts[::-1] if f != other])
    stream = reference_model.report_of(writing.log, fact)["stream"]
    writing.write(stream, payloads.FactsLinked(fact=fact, relation="repeats", other=other))


def _merge_actors(writing: Writing) -> None:
    actor, into = writing.one_of(_possible_merges(writing, "actor"))
    writing.write(f"actor-{actor}", payloads.ActorsMerged(into=into))


def _merge_locations(writing: Writing) -> None:
    location, into = writing.one_of(_possible_merges(writing, "location"))
    writing.write(f"location-{location}", payloads.LocationsMerged(into=into))


def _retract_article(writing: Writing) -> None:
    stream = writing.one_of(writing.streams("ArticleAdded"))
    writing.write(stream, payloads.ArticleRetracted(reported_at=writing.one_of(DAYS_OR_OURS)))


def _withdraw(writing: Writing) -> None:
    _take_back(writing, _possible_withdrawals(writing))


def _part(writing: Writing) -> None:
    """What was joined – reports to an entry, or two subjects – is so no longer."""
    _take_back(writing, _joining(writing))


def _take_back(writing: Writing, changes: list[Event]) -> None:
    change = writing.one_of(changes)
    writing.write(change["stream"], payloads.ChangeWithdrawn(withdraws=UUID(change["event_id"])))


STEPS = (
    *[_report] * 8,
    *[_correct_our_record] * 3,
    *[_correct_when_reported] * 2,
    *[_withdraw] * 3,
    *[_part] * 2,
    *[_name_actor, _retract_article],
    *[_revise_article] * 2,
    *[_merge_actors, _merge_locations] * 2,
    *[_retract, _reinstate, _review, _add_article, _name_location] * 2,
    *[_correct_as_published] * 6,
    *[_link] * 8,
    *[_repeat] * 10,
)
"""What may happen next; the more often it stands here, and the nearer to an end, the more often it does."""


def _is_possible(step: Callable[[Writing], None], writing: Writing) -> bool:
    if step is _report:
        return len(writing.held("FactReported")) < len(FACTS)
    if step is _add_article:
        return len(writing.ids("ArticleAdded")) < len(ARTICLES)
    if step is _revise_article:
        return sum(e["type"] == "ArticleRevised" for e in writing.log) < REVISIONS_MAX
    if step in (_link, _repeat):
        return len(writing.held("FactReported")) > 1
    if step is _reinstate:
        return bool(writing.held("FactRetracted"))
    if step in (_merge_actors, _merge_locations):
        return bool(_possible_merges(writing, "actor" if step is _merge_actors else "location"))
    if step is _withdraw:
        return bool(_possible_withdrawals(writing))
    if step is _part:
        return bool(_joining(writing))
    return True


# --- what would make no cycle


def _possible_merges(writing: Writing, kind: Kind) -> list[tuple[str, str]]:
    """Who may be merged into whom; what is merged already only once that was withdrawn."""
    events = writing.held()
    merges = reference_model.merged(events, kind)
    ids = writing.ids(f"{kind.capitalize()}Named")
    apart = [id_ for id_ in ids if id_ not in merges]
    return [(a, b) for a in apart for b in ids if not _make_a_cycle(events, kind, merges | {a: b})]


def _possible_withdrawals(writing: Writing) -> list[Event]:
    """The changes that may be taken back."""
    return writing.held(*WITHDRAWABLE)


def _joining(writing: Writing) -> list[Event]:
    """The changes that may be taken back and join things."""
    return [
        e
        for e in _possible_withdrawals(writing)
        if e["type"] in MERGES or e["payload"].get("relation") == "repeats"
    ]


def _make_a_cycle(events: list[Event], kind: Kind, merges: dict[str, str]) -> bool:
    """With these `merges` something is merged into itself, or a place lies in itself."""
    if _lead_back(set(merges.items())):
        return True
    parents = [
        (place, parent["location"])
        for place, description in reference_model.described(events, kind).items()
        for parent in description.get("parents", [])
    ]
    return _lead_back({tuple(reference_model.canonical(merges, id_) for id_ in pair) for pair in parents})


def _lead_back(steps: set[tuple[str, ...]]) -> bool:
    """Some way along the steps, each from one to another, leads back to where it began."""
    while steps:
        onward = {step for step in steps if step[-1] in {start for start, *_ in steps}}
        if onward == steps:
            return True
        steps = onward
    return False


# --- parts of events


def _next_and_known(all_ids: tuple[str, ...], known: list[str]) -> list[str]:
    """The first two are new; from then on a known one may come again."""
    new = list(all_ids[len(known) :][:1])
    return new if len(known) < 2 else new + known


def _name(writing: Writing, kind: Kind, id_: str) -> dict[str, Any]:
    """A name, and a slug that no other bears now, though another may have borne it."""
    described = reference_model.descriptions(writing.log, kind, len(writing.log))
    taken = {description["slug"] for other, description in described.items() if other != id_}
    slug = writing.one_of([slug for slug in SLUGS if slug not in taken])
    return {"name": f"The {slug} {kind}", "slug": slug, "aliases": [f"{kind} {id_}"]}


def _parents(places: list[str], actors: list[str]) -> SearchStrategy[payloads.Parent]:
    return st.builds(
        lambda place, window, by: payloads.Parent(
            location=place, since=window[0], until=window[1], according_to=by
        ),
        st.sampled_from(places),
        st.just((None, None)) | st.sampled_from(WINDOWS) | st.sampled_from(BEFORE_AND_AFTER),
        st.none() | st.sampled_from(actors),
    )


def _a_fact(writing: Writing) -> tuple[str, str]:
    """The stream and the id of a fact; often the first, so that changes and links meet."""
    reports = writing.held("FactReported")
    report = writing.one_of([*reports, *reports[:1] * 3])
    return report["stream"], report["payload"]["fact"]


def _some_fields(writing: Writing, without: frozenset[str] = frozenset()) -> set[str]:
    """One or two fields, most often the summary, so that changes meet."""
    names = ["summary", *(name for name in FIELDS if name not in without)]
    return writing.draw(st.just({"summary"}) | st.sets(st.sampled_from(names), min_size=1, max_size=2))


def _amends(writing: Writing, fact: str, fields: set[str], reported_at: datetime | None) -> UUID | None:
    """None where the default is unambiguous, or a report or published change that wrote one of the fields."""
    written = [
        UUID(e["event_id"])
        for e in reference_model.changes_of(writing.held(*reference_model.WITH_A_MOMENT), fact)
        if reference_model.is_published(e) and reference_model.written_by(e).keys() & fields
    ]
    if "reported_at" in fields:  # which is the report's alone
        written = written[:1]
    settles_itself = len(writing.default_amends(fact, fields, reported_at)) == 1
    return writing.one_of([None, None, *written, written[-1]] if settles_itself else written)


def _value(writing: Writing, stream: str, name: str) -> Any:
    """Something that the field `name` of a fact in the article `stream` may hold."""
    if name == "summary":
        words = writing.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
        return " ".join((*words, str(len(writing.events) + 1)))  # so that no two events write the same
    if name == "evidence":
        version = writing.one_of(_versions(writing, stream))
        return _evidence(version, writing.one_of((0, 1, 2)), writing.one_of((None, "A quote.")))
    if name == "attributed_to":
        return writing.one_of((None, *writing.ids("ActorNamed")))
    if name == "via":
        return writing.draw(st.sets(st.sampled_from(writing.ids("ActorNamed")), max_size=1))
    if name == "actors":
        return _mentions(writing, "actor", writing.ids("ActorNamed"), get_args(payloads.ActorRole))
    if name == "locations":
        return _mentions(writing, "location", writing.ids("LocationNamed"), get_args(payloads.LocationRole))
    return writing.draw(VALUES[name])


def _occurred(window: Window, extent: Any, basis: Any) -> payloads.Occurred:
    start, end = window
    first = f"{start:%Y-%m-%d}" if start else ".."
    last = f"{end - timedelta(days=1):%Y-%m-%d}" if end else ".."
    edtf = first if first == last != ".." else f"{first}/{last}"
    return payloads.Occurred(edtf=edtf, phrase="in March", extent=extent, basis=basis)


VALUES: dict[str, SearchStrategy[Any]] = {
    "occurred": st.builds(
        _occurred,
        st.sampled_from(BOUNDED) | st.sampled_from(WINDOWS),
        st.sampled_from(("within", "throughout")),
        st.sampled_from(("explicit", "inferred", "published")),
    ),
    "status": st.sampled_from(("planned", "asserted", "claimed", "denied")),
    "extracted_by": st.sampled_from(("hand", "rules-1")),
    "confidence": st.sampled_from((None, 0.5, 1.0)),
    "needs_review": st.booleans(),
    "reported_at": st.sampled_from(DAYS),
    "known_by": st.sampled_from(get_args(payloads.KnownBy)),
}
FIELDS = sorted(payloads.FactReported.model_fields.keys() - {"type", "fact"})


def _mentions(writing: Writing, kind: str, ids: list[str], roles: tuple[str, ...]) -> list[dict[str, str]]:
    """Up to three, each in a role; the same one may be there in two."""
    mention = st.tuples(st.sampled_from(ids), st.sampled_from(roles))
    some = writing.one_of((1, 0, 1))
    pairs = writing.draw(st.lists(mention, min_size=some, max_size=3, unique=True))
    return [{kind: id_, "role": role, "words": f"the {kind}"} for id_, role in pairs]


def _versions(writing: Writing, stream: str) -> list[Event]:
    """The versions of the article, first to last; two may have one text."""
    return [e for e in writing.held(*reference_model.VERSIONS) if e["stream"] == stream]


def _evidence(version: Event, sentence: int, quote: str | None) -> dict[str, Any]:
    span = {"for": "fact", "start": 100 * sentence, "end": 100 * sentence + 60}
    return {"sha256": version["payload"]["sha256"], "spans": [span], "quote": quote}


def _sha256(article: str, version: int) -> str:
    return f"{article.removeprefix('n')}{version}" * 32
