"""Questions of the reference model, as the product is asked them, and what the model says the answer is."""

from datetime import datetime
from typing import Any

from events.instants import format_instant
from projections import asof
from tests import reference_model
from tests.histories import Question
from tests.reference_model import Entry, Event

STREAMS = {"actors": "actor", "locations": "location", "publishers": "actor", "according_to": "actor"}
"""What names actors or locations, and which of the two."""


def as_asked(question: Question, log: list[Event], **paging: Any) -> asof.Question:
    """The question with all clocks pinned; what it names is called by its canonical stream."""
    known_until = reference_model.recorded_at(log, question.position)
    return asof.Question(
        subject=question.subject,
        position=question.position,
        known_until=known_until,
        as_of=question.as_of or known_until,
        hindsight=question.hindsight,
        strict=question.strict,
        group=question.group,
        since=question.since,
        until=question.until,
        match=question.match,
        order=question.order,
        actors=_streams(question, "actors"),
        locations=_streams(question, "locations"),
        publisher=_streams(question, "publishers"),
        according_to=_streams(question, "according_to"),
        roles=question.roles,
        status=question.status,
        standing=question.standing,
        text=question.text,
        include=question.include,
        **({"limit": 500} | paging),
    )


def as_sent(question: Question) -> tuple[str, dict[str, str]]:
    """The path and the parameters that a client sends; defaults are left out."""
    kind, _, id_ = (question.subject or "").partition("-")
    path = f"/v1/{kind}s/{id_}/timeline" if id_ else "/v1/timeline"
    sent: dict[str, str] = {"position": str(question.position)}
    for name in ("as_of", "since", "until"):
        if (instant := getattr(question, name)) is not None:
            sent[name] = format_instant(instant)
    sent |= {name: "true" for name in ("hindsight", "strict") if getattr(question, name)}
    sent |= {} if question.group else {"group": "false"}
    sent |= {name: getattr(question, name) for name in ("match", "order")}
    sent |= {name: value for name in ("standing", "text") if (value := getattr(question, name)) is not None}
    lists = {name: getattr(question, name) for name in ("roles", "status", "include")} | question.about
    lists["publisher"] = lists.pop("publishers")
    return path, sent | {name: ",".join(values) for name, values in lists.items() if values}


def entries(question: Question, log: list[Event]) -> list[Entry]:
    """The whole answer of the reference model."""
    return reference_model.timeline(log, **vars(question))


def reported_later(question: Question, log: list[Event]) -> bool:
    return reference_model.reported_later(
        log,
        question.subject,
        moment(question, log),
        question.position,
        question.group,
        question.strict,
        **question.about,
    )


def moment(question: Question, log: list[Event]) -> datetime:
    """The `as_of` of the question, which is given or follows from its position."""
    return question.as_of or reference_model.recorded_at(log, question.position)


def _streams(question: Question, name: str) -> tuple[str, ...]:
    kind = STREAMS[name]
    return tuple(f"{kind}-{id_}" for id_ in getattr(question, name))


def as_stated(question: Question, log: list[Event]) -> dict[str, Any]:
    """What the answer says was asked: the clocks, and all that differs from its default, by canonical ids."""
    stated: dict[str, Any] = {
        "as_of": format_instant(moment(question, log)),
        "position": question.position,
        "since": question.since and format_instant(question.since),
        "until": question.until and format_instant(question.until),
        "standing": question.standing,
        "text": question.text,
        "subject": question.subject and _canonical([question.subject], log, question.position)[0],
    }
    lists = {name: list(getattr(question, name)) for name in ("roles", "status", "include")}
    for name, kind in STREAMS.items():
        streams = [f"{kind}-{id_}" for id_ in getattr(question, name)]
        lists["publisher" if name == "publishers" else name] = _canonical(streams, log, question.position)
    stated |= {name: values for name, values in lists.items() if values}
    stated |= {name: True for name in ("hindsight", "strict") if getattr(question, name)}
    stated |= {} if question.group else {"group": False}
    stated |= {} if question.match == "possible" else {"match": question.match}
    stated |= {} if question.order == "asc" else {"order": question.order}
    return {name: value for name, value in stated.items() if value is not None}


def ids_asked(stated: dict[str, Any]) -> set[str]:
    """The ids of the actors and locations that the question names."""
    lists = [stated.get(name, []) for name in ("actors", "locations", "publisher", "according_to")]
    return {id_ for ids in lists for id_ in ids} | ({stated["subject"]} if "subject" in stated else set())


def ids_in(found: Any) -> set[str]:
    """The ids of the actors and locations that stand anywhere in a part of an answer."""
    if isinstance(found, list):
        return {id_ for each in found for id_ in ids_in(each)}
    if not isinstance(found, dict):
        return set()
    own = {found[name] for name in ("actor", "location", "attributed_to") if isinstance(found.get(name), str)}
    return own | set(found.get("via", ())) | {id_ for value in found.values() for id_ in ids_in(value)}


def _canonical(streams: list[str], log: list[Event], position: int) -> list[str]:
    """The ids under which these answer, each once, in order."""
    names = reference_model.names(log, {stream.partition("-")[2] for stream in streams}, position)
    return sorted({called["id"] for called in names.values()})
