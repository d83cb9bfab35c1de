"""The reference model: what design.md §5 says, as the plainest fold there is, over all events each time.

It exists to be read beside the design and to be compared with what the product answers. So it shares no code
with `projections` and `service`, keeps nothing between questions, and is slow. It reads events as the API
gives them: dicts with `position`, `event_id`, `stream`, `type`, `recorded_at` and `payload`.
`amends` is always filled in. Instants asked for are aware datetimes; those in answers are the log's strings.

Everywhere here, `log` is every event, `events` are those that count at the position in question (see `held`),
`at` is a moment on the reported clock, and a `state` is what the fields of one fact hold there. `members` are
the facts of one entry, and `states` those of the members that it shows, the one that speaks for it first. A
single fact is an entry of one member, so that every rule is written once. `about` is whom and where a question
is about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Event = dict[str, Any]
State = dict[str, Any]
Entry = dict[str, Any]
Kind = Literal["actor", "location"]
Window = tuple[datetime | None, datetime | None]
"""`[since, until)` on the occurred clock; None is no bound."""

ALWAYS = datetime.min.replace(tzinfo=UTC)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

FIELDS_SHOWN = (
    *("fact", "summary", "status", "attributed_to", "via", "reported_at", "known_by"),
    *("needs_review", "confidence", "extracted_by"),
)
LINKED_SHOWN = ("fact", "summary", "attributed_to", "reported_at")
OCCURRED_SHOWN = ("edtf", "phrase", "earliest", "latest", "extent", "basis")
STATE_SHOWN = ("fact", "stands", "summary", "status", "attributed_to", "actors", "locations")
ROLES = {
    "actor": ("agent", "patient", "participant", "speaker", "mentioned"),
    "location": ("place", "origin", "destination", "target", "mentioned"),
}
VERSIONS = ("ArticleAdded", "ArticleRevised")
OF_A_VERSION = ("sha256", "length")
WITH_A_MOMENT = ("FactReported", "FactCorrected", "FactRetracted", "FactReinstated", "ArticleRetracted")


# --- the questions


@dataclass(frozen=True)
class About:
    """Whom and where an entry has to be about to be found.

    It stands on the timeline of `subject` (a stream such as actor-a2x; None: everything), and names one of the
    `actors`, one of the `locations` or what lies in one, and has a report of one of the `publishers`, all of them
    ids. Whoever is asked for has one of the `roles` of its kind in it; one of the roles that none of these can
    have is somebody's or some place's. Where `according_to` is not empty, a place lies in another only where one of
    these says so, or nobody in particular.
    """

    subject: str | None = None
    actors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    according_to: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def timeline(
    log: list[Event],
    subject: str | None,
    *,
    as_of: datetime | None,
    position: int,
    hindsight: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    match: Literal["possible", "certain"] = "possible",
    order: Literal["asc", "desc"] = "asc",
    group: bool = True,
    strict: bool = False,
    status: tuple[str, ...] = (),
    standing: Literal["disputed", "undisputed"] | None = None,
    text: str | None = None,
    include: tuple[str, ...] = (),
    **about: tuple[str, ...],
) -> list[Entry]:
    """The entries about `subject` and what else `about` asks (see About) at (`as_of`, `position`), in order.

    `as_of` None is the `recorded_at` of the position. With `hindsight`, all is as at the `recorded_at` of the
    position, and `as_of` only selects. Without `group`, and when `strict`, entries are single facts. `status`,
    `standing` and the words of `text` are the entry's own. `include` may hold "retracted", for entries of which
    nothing stands any more, and "history", for the states of all facts of each entry.
    """
    if strict and hindsight:
        raise ValueError("strict excludes hindsight")
    asked = recorded_at(log, position) if as_of is None else as_of
    at = recorded_at(log, position) if hindsight else asked
    events = read_strictly(held(log, position), at) if strict else held(log, position)
    wanted = About(subject, **about)
    entries = []
    for members, states, direct in found(events, wanted, at, group and not strict, "retracted" in include):
        first = states[0]
        if hindsight and not (reported_by(first, asked) or occurred_by(first, asked, match)):
            continue
        if not in_window(first, (since, until), match):
            continue
        shown = entry(events, members, states, at)
        shown |= {"direct": direct, "hindsight": not reported_by(first, asked)}
        if "retracted" in include:
            shown |= existence(first)
        if "history" in include:
            shown["history"] = history(events, members, at)
        if (
            (not status or shown["status"] in status)
            and standing in (None, shown["standing"])
            and (text is None or has_words(shown["summary"], text))
        ):
            entries.append(shown)
    return in_order(entries, order)


def disputes(
    log: list[Event], subject: str | None, *, as_of: datetime | None, position: int, **question: Any
) -> list[dict[str, Any]]:
    """The disputed entries that the question (see `timeline`) finds, each beside its denials, told alone."""
    asked = recorded_at(log, position) if as_of is None else as_of
    at = recorded_at(log, position) if question.get("hindsight") else asked
    events = read_strictly(held(log, position), at) if question.get("strict") else held(log, position)
    clocks = {"as_of": as_of, "position": position}
    return [
        {
            "claim": claim,
            "denials": [alone(events, denial["fact"], at, asked) for denial in claim["denied_by"]],
        }
        for claim in timeline(log, subject, **clocks, **question | {"standing": "disputed"})
    ]


def single(log: list[Event], fact: str, *, as_of: datetime | None, position: int) -> Entry | None:
    """The fact alone, standing or not, at (`as_of`, `position`); None when it had not been reported."""
    events = held(log, position)
    at = recorded_at(log, position) if as_of is None else as_of
    return alone(events, fact, at, at) if fact in reported_facts(events, at) else None


def facts_of_article(log: list[Event], article: str, *, as_of: datetime | None, position: int) -> list[Entry]:
    """The facts that the article reports, each as `single`, in the order they were recorded."""
    streams = {fact: report_of(log, fact)["stream"] for fact in facts(held(log, position))}
    own = [fact for fact, stream in streams.items() if stream == f"article-{article}"]
    told = [single(log, fact, as_of=as_of, position=position) for fact in own]
    return [shown for shown in told if shown is not None]


def reported_later(
    log: list[Event],
    subject: str | None,
    as_of: datetime,
    position: int,
    group: bool = True,
    strict: bool = False,
    **about: tuple[str, ...],
) -> bool:
    """Something that stands is found after `as_of` that was not up to it, whatever its roles and other properties.

    It was there if one of its members then spoke for an entry that was found.
    """
    wanted = About(subject, **about | {"roles": ()})
    events = held(log, position)
    end = recorded_at(log, position)
    # Between two of these moments nothing changes, so they are all that need looking at.
    looked_at = {moment(events, event) for event in events if has_moment(event)} | {as_of}
    looked_at |= {published_at(event) for event in events if event["type"] in VERSIONS}

    def there(at: datetime) -> list[tuple[set[str], str]]:
        known = read_strictly(events, at) if strict else events
        return [
            (members, states[0]["fact"])
            for members, states, _ in found(known, wanted, at, group and not strict)
        ]

    spoke = {fact for at in looked_at if at <= as_of for _, fact in there(at)}
    later = [members for at in looked_at if as_of < at <= end for members, _ in there(at)]
    return any(not members & spoke for members in later)


def names(log: list[Event], ids: Iterable[str], position: int) -> dict[str, dict[str, str]]:
    """Under which id each of `ids` answers at `position`, and what that one is called there."""
    events = held(log, position)
    shown = {}
    for kind in ("actor", "location"):
        called = described(events, kind)
        merges = merged(events, kind)
        for id_ in called.keys() & set(ids):
            of = canonical(merges, id_)
            shown[id_] = {"id": of, "slug": called[of]["slug"], "name": called[of]["name"]}
    return shown


def descriptions(log: list[Event], kind: Kind, position: int) -> dict[str, Any]:
    """What each actor or location is called at `position`: its latest description, by id."""
    return described(held(log, position), kind)


def directory(log: list[Event], kind: Kind, position: int) -> list[dict[str, Any]]:
    """All actors or all locations as they are called at `position`, by slug."""
    listed = [{"id": id_} | described for id_, described in descriptions(log, kind, position).items()]
    return sorted(listed, key=lambda described: described["slug"])


def articles(log: list[Event], position: int) -> list[dict[str, Any]]:
    """All articles with their versions and retractions at `position`, the last published first."""
    events = held(log, position)
    listed = []
    for begun in (e for e in events if e["type"] == "ArticleAdded"):
        of_stream = [e for e in events if e["stream"] == begun["stream"]]
        versions = [e["payload"] for e in of_stream if e["type"] in VERSIONS]
        retractions = [e["payload"] for e in of_stream if e["type"] == "ArticleRetracted"]
        listed.append(
            {"id": begun["stream"].removeprefix("article-")}
            | {name: value for name, value in begun["payload"].items() if name not in (*OF_A_VERSION, "text")}
            | {
                "versions": [{name: v[name] for name in ("published_at", *OF_A_VERSION)} for v in versions],
                "retractions": [{name: r[name] for name in ("reported_at", "reason")} for r in retractions],
            }
        )
    return sorted(listed, key=lambda a: (instant(a["published_at"]), a["id"]), reverse=True)


def contained_in(log: list[Event], location: str, position: int) -> list[tuple[str, list[Window]]]:
    """The places inside `location` (an id) at `position`, once for each path of parents that leads up to it.

    A path comes with the window of each of its edges: it holds for what overlaps the time common to them all.
    Places are called by their canonical ids.
    """
    events = held(log, position)
    return list(paths_into(containments(events, ()), canonical(merged(events, "location"), location)))


def default_amends(
    log: list[Event], position: int, fact: str, fields: Iterable[str], reported_at: datetime | None
) -> set[str]:
    """The ids of the reports or published changes that a change of `fields` amends when it names none.

    They are those that wrote the fields (`exists` for a retraction or reinstatement) as they stand at the
    change's own `reported_at`, or at the end of time where that is null. Several: the default is ambiguous;
    none: nothing was known of the fact by then.
    """
    at = END_OF_TIME if reported_at is None else reported_at
    writers = {}
    for event in applied(held(log, position), fact, at):
        writer = event["event_id"] if is_published(event) else event["payload"]["amends"]
        writers.update(dict.fromkeys(written_by(event), writer))
    return {writers[field] for field in fields if field in writers}


# --- which events count, and from when


def held(log: list[Event], position: int) -> list[Event]:
    """The events recorded up to `position`, without those withdrawn by then and whatever amends them."""
    events = sorted((e for e in log if e["position"] <= position), key=lambda e: e["position"])
    gone = {e["payload"]["withdraws"] for e in events if e["type"] == "ChangeWithdrawn"}
    while amendments := {e["event_id"] for e in events if e["payload"].get("amends") in gone} - gone:
        gone |= amendments
    return [e for e in events if e["event_id"] not in gone]


def read_strictly(events: list[Event], at: datetime) -> list[Event]:
    """The events without all facts that nobody had read in an article by `at`."""
    later = {fact for fact in facts(events) if published_at(version_cited(events, fact)) > at}
    return [e for e in events if e["payload"].get("fact") not in later]


def version_cited(events: list[Event], fact: str) -> Event:
    """The first version of an article with the text in which the report has its evidence, mended by us or not.

    A correction that was published has evidence of its own, of which the report knew nothing.
    """
    report = report_of(events, fact)
    mended = [
        e["payload"]["changes"]["evidence"]
        for e in changes_of(events, fact)
        if e["type"] == "FactCorrected"
        and not is_published(e)
        and e["payload"]["amends"] == report["event_id"]
        and "evidence" in e["payload"]["changes"]
    ]
    sha256 = [report["payload"]["evidence"], *mended][-1]["sha256"]
    return next(
        e
        for e in events
        if e["type"] in VERSIONS and e["stream"] == report["stream"] and e["payload"]["sha256"] == sha256
    )


def moment(events: list[Event], event: Event) -> datetime:
    """From when on the reported clock `event` counts."""
    own = instant(event["payload"]["reported_at"])
    if event["type"] == "FactReported":
        return mended_reported_at(events, event["payload"]["fact"]) or own
    if event["type"] == "ArticleRetracted":
        return own or ALWAYS  # null: it should never have been recorded
    amended = moment(events, by_id(events, event["payload"]["amends"]))
    return max(own, amended) if own else amended


def mended_reported_at(events: list[Event], fact: str) -> datetime | None:
    """What our own corrections say the moment of the report is; the last by position counts."""
    mended = [
        instant(e["payload"]["changes"]["reported_at"])
        for e in changes_of(events, fact)
        if e["type"] == "FactCorrected" and "reported_at" in e["payload"]["changes"]
    ]
    return mended[-1] if mended else None


def has_moment(event: Event) -> bool:
    """Names, parents, links and reviews belong to our record: they follow the position alone."""
    return event["type"] in WITH_A_MOMENT


def is_published(event: Event) -> bool:
    return event["payload"]["reported_at"] is not None


def changes_of(events: list[Event], fact: str) -> list[Event]:
    """The report of `fact` and what was written to it since, by position."""
    return [e for e in events if has_moment(e) and e["payload"].get("fact") == fact]


# --- what stands


def applied(events: list[Event], fact: str, at: datetime) -> list[Event]:
    """The events that make `fact` what it is at `at`, in the order in which they are folded."""
    known = [e for e in changes_of(events, fact) if moment(events, e) <= at]
    return sorted(known, key=lambda e: (moment(events, e), e["position"]))


def written_by(event: Event) -> dict[str, Any]:
    """The fields that `event` writes; `exists` is one of them."""
    if event["type"] == "FactReported":
        return event["payload"] | {"exists": True}
    if event["type"] == "FactCorrected":
        return event["payload"]["changes"]
    return {"exists": event["type"] == "FactReinstated"}


def state_of(events: list[Event], fact: str, at: datetime) -> State | None:
    """The fields of `fact` at `at`, each as written last, and if it `stands`; None before it was reported."""
    report = report_of(events, fact)
    if moment(events, report) > at:
        return None
    state: State = {"corrected_by": []}
    flagged_at_position = 0
    for event in applied(events, fact, at):
        state |= written_by(event)
        if "needs_review" in written_by(event):
            flagged_at_position = event["position"]
        if event["type"] == "FactCorrected" and is_published(event):
            state["corrected_by"] = [*state["corrected_by"], correction_shown(event)]
    if is_reviewed(events, fact, flagged_at_position):
        state["needs_review"] = False
    retraction = retraction_of(events, fact, at)
    state["stands"] = retraction is None
    state["retracted_by"] = retraction and retraction_shown(retraction)
    return state


def retraction_of(events: list[Event], fact: str, at: datetime) -> Event | None:
    """On account of which event the fact does not stand: what last wrote if it exists, else what took its article."""
    *_, last = (e for e in applied(events, fact, at) if "exists" in written_by(e))
    if last["type"] == "FactRetracted":
        return last
    stream = report_of(events, fact)["stream"]
    of_article = [e for e in events if e["type"] == "ArticleRetracted" and e["stream"] == stream]
    known = [e for e in of_article if moment(events, e) <= at]
    return min(known, key=lambda e: (moment(events, e), e["position"]), default=None)


def waiting(log: list[Event], position: int) -> list[str]:
    """The facts that stand and need a review as all that is known makes them, in the order of their reports."""
    events, at = held(log, position), recorded_at(log, position)
    states = {fact: state_of(events, fact, at) for fact in facts(events)}
    return [fact for fact, state in states.items() if state and state["stands"] and state["needs_review"]]


def is_reviewed(events: list[Event], fact: str, after_position: int) -> bool:
    reviews = [e for e in events if e["type"] == "FactReviewed" and e["payload"]["fact"] == fact]
    return any(e["position"] > after_position for e in reviews)


# --- which facts are one entry


def groups(events: list[Event], at: datetime) -> list[set[str]]:
    """The facts reported by `at`, standing or not; those that `repeats` joins, in one step or more, together."""
    joined = [{link["fact"], link["other"]} for link in links(events, "repeats")]
    found: list[set[str]] = []
    for fact in reported_facts(events, at):
        met = [members for members in found if any({fact, other} in joined for other in members)]
        found = [members for members in found if members not in met] + [{fact}.union(*met)]
    return found


def single_facts(events: list[Event], at: datetime) -> list[set[str]]:
    return [{fact} for fact in reported_facts(events, at)]


def reported_facts(events: list[Event], at: datetime) -> list[str]:
    return [fact for fact in facts(events) if moment(events, report_of(events, fact)) <= at]


def states_of(events: list[Event], members: set[str], at: datetime) -> list[State]:
    """The states of the members, standing or not: first reported first, then the narrower, then as recorded."""
    states = [state for fact in members if (state := state_of(events, fact, at))]
    return sorted(
        states,
        key=lambda state: (
            instant(state["reported_at"]),
            width(state),
            report_of(events, state["fact"])["position"],
        ),
    )


def width(state: State) -> timedelta:
    earliest, latest = bounds(state)
    return timedelta.max if earliest is None or latest is None else latest - earliest


# --- whose timeline it stands on


def found(
    events: list[Event], about: About, at: datetime, grouped: bool, with_retracted: bool = False
) -> Iterator[tuple[set[str], list[State], bool]]:
    """Each entry at `at` that is about what is asked: its members, the states shown, if it is there directly.

    An entry shows those of its members that stand or, where none does and it is shown all the same, all.
    """
    for members in groups(events, at) if grouped else single_facts(events, at):
        every = states_of(events, members, at)
        standing = [state for state in every if state["stands"]]
        states = standing or (every if with_retracted else [])
        if states and (directly := is_about(events, about, states)) is not None:
            yield members, states, directly


def is_about(events: list[Event], about: About, states: list[State]) -> bool | None:
    """None where the states are not about all that is asked; else if they name the first of it themselves.

    It comes first whose timeline it is, or else the locations.
    """
    asked: list[tuple[str, tuple[str, ...]]] = []
    if about.subject is not None:
        kind, _, id_ = about.subject.partition("-")
        asked.append((kind, (id_,)))
    asked += [(kind, ids) for kind, ids in (("location", about.locations), ("actor", about.actors)) if ids]
    hows = [names_one(events, about, kind, ids, states) for kind, ids in asked]
    others = set(about.roles) - {role for kind, _ in asked for role in ROLES[kind]}
    if (
        None in hows
        or (others and not others & {m["role"] for s in states for m in (*s["actors"], *s["locations"])})
        or not has_publisher(events, about, states)
    ):
        return None
    return hows[0] if hows else True


def names_one(
    events: list[Event], about: About, kind: str, ids: tuple[str, ...], states: list[State]
) -> bool | None:
    """One of the states names one of `ids`, in a role that counts, by whatever id: True.

    False: it names a place that lies in one, by a path that held when the entry occurred. None: neither.
    """
    wanted = {canonical(merged(events, kind), id_) for id_ in ids}
    named = named_in(events, about, kind, states)
    if wanted & named:
        return True
    contained = containments(events, about.according_to) if kind == "location" else []
    inside = any(
        place in named and (held := common(windows)) is not None and overlaps(bounds(states[0]), held)
        for location in wanted
        for place, windows in paths_into(contained, location)
    )
    return False if inside else None


def has_publisher(events: list[Event], about: About, states: list[State]) -> bool:
    merges = merged(events, "actor")
    wanted = {canonical(merges, id_) for id_ in about.publishers}
    publishers = {added(events, state["fact"])["payload"]["publisher"] for state in states}
    return not wanted or bool(
        wanted & {canonical(merges, publisher) for publisher in publishers if publisher}
    )


def roles_asked(about: About, kind: str) -> set[str]:
    return set(about.roles) & set(ROLES[kind])


def named_in(events: list[Event], about: About, kind: str, states: list[State]) -> set[str]:
    """The canonical ids of the actors or locations that the states name in one of the roles that count."""
    merges = merged(events, kind)
    roles = roles_asked(about, kind) or ROLES[kind]
    mentions = [mention for state in states for mention in state[f"{kind}s"]]
    return {canonical(merges, mention[kind]) for mention in mentions if mention["role"] in roles}


def merged(events: list[Event], kind: str) -> dict[str, str]:
    """What each merged actor or location was merged into, by id; the last merge of each counts."""
    merges = [e for e in events if e["type"] == f"{kind.capitalize()}sMerged"]
    return {e["stream"].removeprefix(f"{kind}-"): e["payload"]["into"] for e in merges}


def canonical(merges: dict[str, str], id_: str) -> str:
    """The id under which `id_` answers."""
    while id_ in merges:
        id_ = merges[id_]
    return id_


def common(windows: list[Window]) -> Window | None:
    """The time that lies in all the windows; None where there is none."""
    since = max((start for start, _ in windows if start is not None), default=None)
    until = min((end for _, end in windows if end is not None), default=None)
    return (since, until) if starts_before_end(since, until) else None


def containments(events: list[Event], according_to: tuple[str, ...]) -> list[tuple[str, str, Window]]:
    """Which place lies in which, and for what time, all by their canonical ids.

    So a place has the parents of all that answer under its id, and holds what lies in any of them. What is so
    according to somebody counts where nobody is named in `according_to`, or this one is, by whatever id.
    """
    merges, of_actors = merged(events, "location"), merged(events, "actor")
    believed = {canonical(of_actors, id_) for id_ in according_to}
    return [
        (
            canonical(merges, place),
            canonical(merges, parent["location"]),
            (instant(parent["since"]), instant(parent["until"])),
        )
        for place, description in described(events, "location").items()
        for parent in description["parents"]
        if not believed or (by := parent["according_to"]) is None or canonical(of_actors, by) in believed
    ]


def paths_into(contained: list[tuple[str, str, Window]], location: str) -> Iterator[tuple[str, list[Window]]]:
    for place, parent, window in contained:
        if parent == location:
            yield place, [window]
            for inner, windows in paths_into(contained, place):
                yield inner, [*windows, window]


def described(events: list[Event], kind: str) -> dict[str, Any]:
    named = [e for e in events if e["type"] == f"{kind.capitalize()}Named"]
    return {e["stream"].removeprefix(f"{kind}-"): e["payload"] for e in named}


# --- what an entry shows


def entry(events: list[Event], members: set[str], states: list[State], at: datetime) -> Entry:
    """What the timeline shows of the entry at `at`, but for the marks that depend on the question."""
    first = states[0]
    denied_by = linked(events, members, "denies", at)
    outcomes = sorted(
        ({"relation": r} | other for r in ("fulfils", "cancels") for other in linked(events, members, r, at)),
        key=lambda outcome: (instant(outcome["reported_at"]), outcome["fact"], outcome["relation"]),
    )
    latest = instant(first["occurred"]["latest"])
    past = latest is not None and latest <= at
    return {name: first[name] for name in FIELDS_SHOWN} | {
        "occurred": {name: first["occurred"][name] for name in OCCURRED_SHOWN},
        "actors": mentions(states, "actor"),
        "locations": mentions(states, "location"),
        "standing": "disputed" if denied_by else "undisputed",
        "denied_by": denied_by,
        "confirmed_by": linked(events, members, "confirms", at),
        "updated_by": linked(events, members, "updates", at),
        "corrected_by": [correction for state in states for correction in state["corrected_by"]],
        "outcome": outcomes[0] if outcomes else None,
        "lapsed": first["status"] == "planned" and past and not outcomes,
        "reports": [report_shown(events, state) for state in states],
    }


def alone(events: list[Event], fact: str, at: datetime, asked: datetime) -> Entry:
    """A fact that had been reported, as an entry of its own; `asked` is the moment that hindsight is told from."""
    [state] = states_of(events, {fact}, at)
    marks = {"direct": True, "hindsight": not reported_by(state, asked)}
    return entry(events, {fact}, [state], at) | marks | existence(state)


def mentions(states: list[State], kind: Kind) -> list[dict[str, Any]]:
    """All the actors or locations named, each once in a role, in the words of the first to name it so."""
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    for state in states:
        for mention in state[f"{kind}s"]:
            shown.setdefault((mention[kind], mention["role"]), mention)
    return list(shown.values())


def linked(events: list[Event], members: set[str], relation: str, at: datetime) -> list[dict[str, Any]]:
    """The facts that have `relation` to a member and stand at `at`, as they are then, first reported first.

    Members themselves are left out: an entry does not deny or confirm itself.
    """
    linking = {link["fact"] for link in links(events, relation) if link["other"] in members} - members
    states = [state for fact in linking if (state := state_of(events, fact, at)) and state["stands"]]
    shown = [{name: state[name] for name in LINKED_SHOWN} for state in states]
    return sorted(shown, key=lambda other: (instant(other["reported_at"]), other["fact"]))


def correction_shown(event: Event) -> dict[str, Any]:
    payload = event["payload"]
    return {
        "event_id": event["event_id"],
        "reported_at": payload["reported_at"],
        "changed": sorted(payload["changes"]),
        "reason": payload.get("reason", ""),
    }


def report_shown(events: list[Event], state: State) -> dict[str, Any]:
    return {
        "fact": state["fact"],
        "article": report_of(events, state["fact"])["stream"].removeprefix("article-"),
        "published_at": version_cited(events, state["fact"])["payload"]["published_at"],
        "spans": state["evidence"]["spans"],
        "quote": state["evidence"]["quote"],
    }


def existence(state: State) -> dict[str, Any]:
    return {name: state[name] for name in ("stands", "retracted_by")}


def retraction_shown(event: Event) -> dict[str, Any]:
    payload = event["payload"]
    shown = {"event_id": event["event_id"], "type": event["type"]}
    return shown | {"reported_at": payload["reported_at"], "reason": payload.get("reason", "")}


def history(events: list[Event], members: set[str], until: datetime) -> list[dict[str, Any]]:
    """All the states of the members that are known at `until`, in order of time."""
    states = [state for fact in members for state in states_over_time(events, fact, until)]
    return sorted(states, key=lambda state: (instant(state["from"]), state["fact"]))


def states_over_time(events: list[Event], fact: str, until: datetime) -> list[dict[str, Any]]:
    """The states of the fact that begin by `until`, each to where anything of it changes; null: not by then."""
    moments = {moment(events, e) for e in events if has_moment(e)}
    over_time: list[tuple[datetime, State]] = []
    for at in sorted(at for at in moments if at <= until):
        state = state_of(events, fact, at)
        if state is not None and (not over_time or over_time[-1][1] != state):
            over_time.append((at, state))
    ends = [at for at, _ in over_time[1:]]
    return [
        {name: state[name] for name in STATE_SHOWN}
        | {"from": as_text(begins), "to": as_text(ends[number]) if number < len(ends) else None}
        | {"occurred": {name: state["occurred"][name] for name in OCCURRED_SHOWN}}
        for number, (begins, state) in enumerate(over_time)
    ]


# --- selecting and ordering


def reported_by(state: State, at: datetime) -> bool:
    return instant(state["reported_at"]) <= at


def occurred_by(state: State, at: datetime, match: str) -> bool:
    """It had occurred by `at`: possibly, as its time had begun; certainly, as it was over."""
    earliest, latest = bounds(state)
    if match == "possible" and earliest is not None:
        return earliest < at
    return latest is not None and latest <= at


def in_window(state: State, window: Window, match: str) -> bool:
    """It occurred in `window`: possibly, as the intervals overlap; certainly, as its own lies inside."""
    if match == "possible":
        return overlaps(bounds(state), window)
    earliest, latest = bounds(state)
    since, until = window
    begins_inside = since is None or (earliest is not None and since <= earliest)
    ends_inside = until is None or (latest is not None and latest <= until)
    return begins_inside and ends_inside


def has_words(summary: str, text: str) -> bool:
    """All words of `text`, of which there is but one form, are in the summary."""
    return set(text.split()) <= set(summary.split())


def overlaps(one: Window, other: Window) -> bool:
    return starts_before_end(one[0], other[1]) and starts_before_end(other[0], one[1])


def starts_before_end(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


def in_order(entries: list[Entry], order: str) -> list[Entry]:
    """By (earliest, latest, fact), or the reverse; those without any bound come last either way."""
    dated = [e for e in entries if bounds(e) != (None, None)]
    undated = [e for e in entries if bounds(e) == (None, None)]
    reverse = order == "desc"
    return sorted(dated, key=sort_key, reverse=reverse) + sorted(
        undated, key=lambda e: e["fact"], reverse=reverse
    )


def sort_key(dated: Entry) -> tuple[datetime, bool, datetime, str]:
    """An unbounded start sorts by `latest`, an unbounded end after all bounded ones of the same start."""
    earliest, latest = bounds(dated)
    start = earliest or latest
    assert start is not None
    return start, latest is None, latest or END_OF_TIME, dated["fact"]


# --- reading


def facts(events: list[Event]) -> list[str]:
    return [e["payload"]["fact"] for e in events if e["type"] == "FactReported"]


def report_of(events: list[Event], fact: str) -> Event:
    return next(e for e in events if e["type"] == "FactReported" and e["payload"]["fact"] == fact)


def links(events: list[Event], relation: str) -> list[dict[str, Any]]:
    made = [e["payload"] for e in events if e["type"] == "FactsLinked"]
    return [link for link in made if link["relation"] == relation]


def added(events: list[Event], fact: str) -> Event:
    """How the article that reports the fact began."""
    stream = report_of(events, fact)["stream"]
    return next(e for e in events if e["type"] == "ArticleAdded" and e["stream"] == stream)


def published_at(version: Event) -> datetime:
    return instant(version["payload"]["published_at"])


def by_id(events: list[Event], event_id: str) -> Event:
    return next(e for e in events if e["event_id"] == event_id)


def bounds(state: State) -> Window:
    return instant(state["occurred"]["earliest"]), instant(state["occurred"]["latest"])


def recorded_at(log: list[Event], position: int) -> datetime:
    return next(instant(e["recorded_at"]) for e in log if e["position"] == position)


def instant(text: Any) -> Any:
    """The instant that RFC 3339 `text` names; null stays None."""
    return None if text is None else datetime.fromisoformat(text)


def as_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
