"""The reference model: what design.md §5 says, as the plainest fold there is, over all events each time.

It exists to be read beside the design and to be compared with what the product answers. So it shares no code
with `projections` and `service`, keeps nothing between questions, and is slow. It reads events as the API
gives them: dicts with `position`, `event_id`, `stream`, `type`, `recorded_at` and `payload`.
`amends` is always filled in. Instants asked for are aware datetimes; those in answers are the log's strings.

Everywhere here, `log` is every event, `events` are those that count at the position in question (see `held`),
`at` is a moment on the reported clock, and a `state` is what the fields of one fact hold there. Entries are
single facts; groups and merges are not in it yet.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal

Event = dict[str, Any]
State = dict[str, Any]
Entry = dict[str, Any]
Window = tuple[datetime | None, datetime | None]
"""`[since, until)` on the occurred clock; None is no bound."""

ALWAYS = datetime.min.replace(tzinfo=UTC)
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

FIELDS_SHOWN = (
    *("summary", "status", "attributed_to", "via", "reported_at", "known_by", "actors", "locations"),
    *("needs_review", "confidence", "extracted_by", "corrected_by"),
)
LINKED_SHOWN = ("summary", "attributed_to", "reported_at")
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
) -> list[Entry]:
    """The entries of `subject` (a stream such as actor-a2x) at (`as_of`, `position`), in order.

    `as_of` None is the `recorded_at` of the position. With `hindsight`, all is as at the `recorded_at` of the
    position, and `as_of` only selects.
    """
    events = held(log, position)
    asked = recorded_at(log, position) if as_of is None else as_of
    at = recorded_at(log, position) if hindsight else asked
    entries = []
    for fact, state, direct in on_timeline(events, subject, at):
        if hindsight and not (reported_by(state, asked) or occurred_by(state, asked, match)):
            continue
        if not in_window(state, (since, until), match):
            continue
        marks = {"direct": direct, "hindsight": not reported_by(state, asked)}
        entries.append(entry(events, fact, state, at) | marks)
    return in_order(entries, order)


def reported_later(log: list[Event], subject: str, as_of: datetime, position: int) -> bool:
    """Some fact stands on the timeline of `subject` at a moment after `as_of`, but at none up to it."""
    events = held(log, position)
    end = recorded_at(log, position)
    # Between two moments of events nothing changes, so those and `as_of` are all that need looking at.
    looked_at = {moment(events, event) for event in events if has_moment(event)} | {as_of}

    def on_it(when: Callable[[datetime], bool]) -> set[str]:
        return {fact for at in looked_at if when(at) for fact, _, _ in on_timeline(events, subject, at)}

    return bool(on_it(lambda at: as_of < at <= end) - on_it(lambda at: at <= as_of))


def descriptions(log: list[Event], kind: Literal["actor", "location"], position: int) -> dict[str, Any]:
    """What each actor or location is called at `position`: its latest description, by id."""
    return described(held(log, position), kind)


def contained_in(log: list[Event], location: str, position: int) -> list[tuple[str, list[Window]]]:
    """The places inside `location` (an id) at `position`, once for each path of parents that leads up to it.

    A path comes with the window of each of its edges: it holds for what overlaps the time common to them all.
    """
    return list(paths_into(described(held(log, position), "location"), location))


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
    """The fields of `fact` at `at`, each as written last; None where it or its article does not stand."""
    report = report_of(events, fact)
    if moment(events, report) > at or is_retracted(events, report["stream"], at):
        return None
    state: State = {"corrected_by": []}
    flagged_at_position = 0
    for event in applied(events, fact, at):
        state |= written_by(event)
        if "needs_review" in written_by(event):
            flagged_at_position = event["position"]
        if event["type"] == "FactCorrected" and is_published(event):
            state["corrected_by"] = [*state["corrected_by"], event["event_id"]]
    if is_reviewed(events, fact, flagged_at_position):
        state["needs_review"] = False
    return state if state["exists"] else None


def is_retracted(events: list[Event], article_stream: str, at: datetime) -> bool:
    retractions = [e for e in events if e["type"] == "ArticleRetracted" and e["stream"] == article_stream]
    return any(moment(events, e) <= at for e in retractions)


def is_reviewed(events: list[Event], fact: str, after_position: int) -> bool:
    reviews = [e for e in events if e["type"] == "FactReviewed" and e["payload"]["fact"] == fact]
    return any(e["position"] > after_position for e in reviews)


# --- whose timeline it stands on


def on_timeline(events: list[Event], subject: str, at: datetime) -> Iterator[tuple[str, State, bool]]:
    """Each fact that stands on the timeline of `subject` at `at`, its state, and if it is there directly."""
    kind, _, subject_id = subject.partition("-")
    for fact in facts(events):
        state = state_of(events, fact, at)
        if state is None:
            continue
        if subject_id in {mention[kind] for mention in state[f"{kind}s"]}:
            yield fact, state, True
        elif kind == "location" and is_inside(events, state, subject_id):
            yield fact, state, False


def is_inside(events: list[Event], state: State, location: str) -> bool:
    """One of the fact's places lies inside `location`, by a path that held when the fact occurred."""
    places = {mention["location"] for mention in state["locations"]}
    return any(
        place in places and (held := common(windows)) is not None and overlaps(bounds(state), held)
        for place, windows in paths_into(described(events, "location"), location)
    )


def common(windows: list[Window]) -> Window | None:
    """The time that lies in all the windows; None where there is none."""
    since = max((start for start, _ in windows if start is not None), default=None)
    until = min((end for _, end in windows if end is not None), default=None)
    return (since, until) if starts_before_end(since, until) else None


def paths_into(places: dict[str, Any], location: str) -> Iterator[tuple[str, list[Window]]]:
    for place, description in places.items():
        for parent in description["parents"]:
            if parent["location"] == location:
                window = (instant(parent["since"]), instant(parent["until"]))
                yield place, [window]
                for inner, windows in paths_into(places, place):
                    yield inner, [*windows, window]


def described(events: list[Event], kind: str) -> dict[str, Any]:
    named = [e for e in events if e["type"] == f"{kind.capitalize()}Named"]
    return {e["stream"].removeprefix(f"{kind}-"): e["payload"] for e in named}


# --- what an entry shows


def entry(events: list[Event], fact: str, state: State, at: datetime) -> Entry:
    """What the timeline shows of `fact` at `at`, but for the marks that depend on the question."""
    denied_by = linked(events, fact, "denies", at)
    outcomes = sorted(
        ({"relation": r} | other for r in ("fulfils", "cancels") for other in linked(events, fact, r, at)),
        key=lambda outcome: (instant(outcome["reported_at"]), outcome["fact"], outcome["relation"]),
    )
    latest = instant(state["occurred"]["latest"])
    past = latest is not None and latest <= at
    return {name: state[name] for name in FIELDS_SHOWN} | {
        "fact": fact,
        "occurred": {name: state["occurred"][name] for name in OCCURRED_SHOWN},
        "standing": "disputed" if denied_by else "undisputed",
        "denied_by": denied_by,
        "confirmed_by": linked(events, fact, "confirms", at),
        "updated_by": linked(events, fact, "updates", at),
        "outcome": outcomes[0] if outcomes else None,
        "lapsed": state["status"] == "planned" and past and not outcomes,
        "reports": [report_shown(events, fact, state)],
    }


def linked(events: list[Event], fact: str, relation: str, at: datetime) -> list[dict[str, Any]]:
    """The facts that have `relation` to `fact` and stand at `at`, as they are then, first reported first."""
    links = [e["payload"] for e in events if e["type"] == "FactsLinked"]
    shown = []
    for other in {link["fact"] for link in links if link["other"] == fact and link["relation"] == relation}:
        state = state_of(events, other, at)
        if state is not None:
            shown.append({"fact": other} | {name: state[name] for name in LINKED_SHOWN})
    return sorted(shown, key=lambda other: (instant(other["reported_at"]), other["fact"]))


def report_shown(events: list[Event], fact: str, state: State) -> dict[str, Any]:
    stream = report_of(events, fact)["stream"]
    added = next(e for e in events if e["type"] == "ArticleAdded" and e["stream"] == stream)
    return {
        "fact": fact,
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


def by_id(events: list[Event], event_id: str) -> Event:
    return next(e for e in events if e["event_id"] == event_id)


def bounds(state: State) -> Window:
    return instant(state["occurred"]["earliest"]), instant(state["occurred"]["latest"])


def recorded_at(log: list[Event], position: int) -> datetime:
    return next(instant(e["recorded_at"]) for e in log if e["position"] == position)


def instant(text: Any) -> Any:
    """The instant that RFC 3339 `text` names; null stays None."""
    return None if text is None else datetime.fromisoformat(text)
