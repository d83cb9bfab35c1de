"""The reference model: what design.md §5 says, as the plainest fold there is, over all events each time.

It exists to be read beside the design and to be compared with what the product answers. So it shares no code
with `projections` and `service`, keeps nothing between questions, and is slow. It reads events as the API
gives them: dicts with `position`, `event_id`, `stream`, `type`, `recorded_at` and `payload`.
`amends` is always filled in. Instants asked for are aware datetimes; those in answers are the log's strings.

Everywhere here, `log` is every event, `events` are those that count at the position in question (see `held`),
`at` is a moment on the reported clock, and a `state` is what the fields of one fact hold there. `members` are
the facts of one entry, and `states` those of the members that it shows, the one that speaks for it first. A
single fact is an entry of one member, so that every rule is written once.
"""

from collections.abc import Iterable, Iterator
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
WITH_A_MOMENT = ("FactReported", "FactCorrected", "FactRetracted", "FactReinstated", "ArticleRetracted")


# --- the questions


def timeline(
    log: list[Event],
    subject: str,
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
    include_retracted: bool = False,
) -> list[Entry]:
    """The entries of `subject` (a stream such as actor-a2x) at (`as_of`, `position`), in order.

    `as_of` None is the `recorded_at` of the position. With `hindsight`, all is as at the `recorded_at` of the
    position, and `as_of` only selects. Without `group`, and when `strict`, entries are single facts; of these,
    `include_retracted` also shows what had been reported and stands no longer.
    """
    grouped = group and not strict
    if (strict and hindsight) or (include_retracted and grouped):
        raise ValueError("strict excludes hindsight, and only single facts can be shown as retracted")
    asked = recorded_at(log, position) if as_of is None else as_of
    at = recorded_at(log, position) if hindsight else asked
    events = held(log, position)
    if strict:
        events = without_later_articles(events, at)
    entries = []
    for members, states, direct in on_timeline(events, subject, at, grouped, include_retracted):
        first = states[0]
        if hindsight and not (reported_by(first, asked) or occurred_by(first, asked, match)):
            continue
        if not in_window(first, (since, until), match):
            continue
        marks = {"direct": direct, "hindsight": not reported_by(first, asked)}
        if include_retracted:
            marks["stands"] = first["stands"]
        entries.append(entry(events, members, states, at) | marks)
    return in_order(entries, order)


def reported_later(
    log: list[Event],
    subject: str,
    as_of: datetime,
    position: int,
    group: bool = True,
    strict: bool = False,
) -> bool:
    """An entry stands on the timeline of `subject` after `as_of` that was not there up to it.

    It was there if one of its members then spoke for an entry of that timeline.
    """
    events = held(log, position)
    end = recorded_at(log, position)
    # Between two of these moments nothing changes, so they are all that need looking at.
    looked_at = {moment(events, event) for event in events if has_moment(event)} | {as_of}
    looked_at |= {published_at(event) for event in events if event["type"] == "ArticleAdded"}

    def there(at: datetime) -> list[tuple[set[str], str]]:
        known = without_later_articles(events, at) if strict else events
        on_it = on_timeline(known, subject, at, group and not strict)
        return [(members, states[0]["fact"]) for members, states, _ in on_it]

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


def contained_in(log: list[Event], location: str, position: int) -> list[tuple[str, list[Window]]]:
    """The places inside `location` (an id) at `position`, once for each path of parents that leads up to it.

    A path comes with the window of each of its edges: it holds for what overlaps the time common to them all.
    Places are called by their canonical ids.
    """
    events = held(log, position)
    return list(paths_into(containments(events), canonical(merged(events, "location"), location)))


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


def without_later_articles(events: list[Event], at: datetime) -> list[Event]:
    """The events without all that stands in articles first published after `at`."""
    later = {e["stream"] for e in events if e["type"] == "ArticleAdded" and published_at(e) > at}
    return [e for e in events if e["stream"] not in later]


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
    state["stands"] = state["exists"] and not is_retracted(events, report["stream"], at)
    return state


def is_retracted(events: list[Event], article_stream: str, at: datetime) -> bool:
    retractions = [e for e in events if e["type"] == "ArticleRetracted" and e["stream"] == article_stream]
    return any(moment(events, e) <= at for e in retractions)


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


def on_timeline(
    events: list[Event], subject: str, at: datetime, grouped: bool, with_retracted: bool = False
) -> Iterator[tuple[set[str], list[State], bool]]:
    """Each entry on the timeline of `subject` at `at`: its members, the states shown, if it is there directly."""
    for members in groups(events, at) if grouped else single_facts(events, at):
        states = [s for s in states_of(events, members, at) if s["stands"] or with_retracted]
        if states and names_it(events, subject, states):
            yield members, states, True
        elif states and is_inside(events, subject, states):
            yield members, states, False


def names_it(events: list[Event], subject: str, states: list[State]) -> bool:
    """One of the states names `subject` itself, or something that answers under the same canonical id."""
    kind, _, id_ = subject.partition("-")
    return canonical(merged(events, kind), id_) in named_in(events, kind, states)


def is_inside(events: list[Event], subject: str, states: list[State]) -> bool:
    """One of the places named lies inside `subject`, by a path that held when the entry occurred."""
    kind, _, id_ = subject.partition("-")
    location = canonical(merged(events, "location"), id_)
    places = named_in(events, "location", states)
    return kind == "location" and any(
        place in places and (held := common(windows)) is not None and overlaps(bounds(states[0]), held)
        for place, windows in paths_into(containments(events), location)
    )


def named_in(events: list[Event], kind: str, states: list[State]) -> set[str]:
    """The canonical ids of the actors or locations that the states name."""
    merges = merged(events, kind)
    return {canonical(merges, mention[kind]) for state in states for mention in state[f"{kind}s"]}


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


def containments(events: list[Event]) -> list[tuple[str, str, Window]]:
    """Which place lies in which, and for what time, all by their canonical ids.

    So a place has the parents of all that answer under its id, and holds what lies in any of them.
    """
    merges = merged(events, "location")
    return [
        (
            canonical(merges, place),
            canonical(merges, parent["location"]),
            (instant(parent["since"]), instant(parent["until"])),
        )
        for place, description in described(events, "location").items()
        for parent in description["parents"]
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
    stream = report_of(events, state["fact"])["stream"]
    added = next(e for e in events if e["type"] == "ArticleAdded" and e["stream"] == stream)
    return {
        "fact": state["fact"],
        "article": stream.removeprefix("article-"),
        "published_at": added["payload"]["published_at"],
        "spans": state["evidence"]["spans"],
        "quote": state["evidence"]["quote"],
    }


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


def published_at(added: Event) -> datetime:
    return instant(added["payload"]["published_at"])


def by_id(events: list[Event], event_id: str) -> Event:
    return next(e for e in events if e["event_id"] == event_id)


def bounds(state: State) -> Window:
    return instant(state["occurred"]["earliest"]), instant(state["occurred"]["latest"])


def recorded_at(log: list[Event], position: int) -> datetime:
    return next(instant(e["recorded_at"]) for e in log if e["position"] == position)


def instant(text: Any) -> Any:
    """The instant that RFC 3339 `text` names; null stays None."""
    return None if text is None else datetime.fromisoformat(text)
