"""The query parameters of each kind of path, as OpenAPI describes them; `service.parameters` reads them."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from events.errors import BadQuestion
from events.payloads import PAYLOADS, Status
from projections.asof import Include
from projections.asof_statements import Standing
from projections.subjects import ACTOR_ROLES, LOCATION_ROLES
from service.parameters import DEFAULTS, LIMIT_MAX, LIST_MAX, STREAM, TEXT_LENGTH_MAX
from service.pins import UNPINNED_WITHOUT


def _parameter(description: str, *, alias: str | None = None, **schema: Any) -> Any:
    """A parameter that is read as a string, and described by `schema`."""

    def describe(described: dict[str, Any]) -> None:
        del described["anyOf"]
        described.update({"type": "string"} | schema)

    return Field(default=None, alias=alias, description=description, json_schema_extra=describe)


def _instant(description: str) -> Any:
    day = "an RFC 3339 instant with an offset, or a date in UTC"
    return _parameter(f"{description}; {day}.", examples=["2025-12-01T21:30:00Z"])


def _several(description: str, *choices: str) -> Any:
    listed = f": {', '.join(dict.fromkeys(choices))}" if choices else ""
    return _parameter(f"{description}{listed}. Several have commas between them, at most {LIST_MAX}.")


_POSITION: dict[str, Any] = {"type": "integer", "minimum": 0}
_LIMIT: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX}


class Query(BaseModel):
    """The parameters as they were sent: strings. Any other is refused, with what there is."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, sent: dict[str, Any]) -> dict[str, Any]:
        names = [field.alias or name for name, field in cls.model_fields.items()]
        if unknown := [name for name in sent if name not in names]:
            there_is = f"one of the parameters {', '.join(names)}" if names else "no parameters here"
            raise BadQuestion(unknown[0], str(sent[unknown[0]]), there_is)
        return sent

    @property
    def sent(self) -> dict[str, str]:
        """The parameters that were sent."""
        return self.model_dump(exclude_none=True, by_alias=True)


class AtPosition(Query):
    position: str | None = _parameter("What the log held at this position; the head without it.", **_POSITION)
    recorded_by: str | None = _parameter(
        "What the log held at this moment: an RFC 3339 instant with an offset that has passed.",
        examples=["2026-01-31T12:00:00Z"],
    )
    log: str | None = _parameter("Pins the log of that name: 410 under another one.")
    rules: str | None = _parameter("Pins the rules: 410 under others.", type="integer")


class Paged(AtPosition):
    limit: str | None = _parameter(f"How many at most; {DEFAULTS['limit']} without it.", **_LIMIT)
    cursor: str | None = _parameter("Where a page ended, from its `next`; pins all other parameters.")


class Search(Paged):
    name: str | None = _parameter("Only those with a name, slug or alias whose words begin so, in order.")


class Waiting(Paged):
    needs_review: str | None = _parameter(
        "true: only facts that need a review are listed here; needed but with a cursor.", enum=["true"]
    )
    article: str | None = _parameter("Only facts that the article of that id reports.")
    below: str | None = _parameter(
        "Only facts whose extractor was less confident than this.", type="number", minimum=0, maximum=1
    )


class AsOf(AtPosition):
    as_of: str | None = _instant("As it stood then: only what had been reported by this moment")


class Explained(AsOf):
    explain: str | None = _parameter(
        "Whether each entry names the events that made it what it is.", type="boolean"
    )


class History(AsOf, Paged):
    pass


class Filters(Paged):
    """What narrows a timeline."""

    strict: str | None = _parameter(
        "Single facts, each only if its article had been published by `as_of`.", type="boolean"
    )
    group: str | None = _parameter(
        "Whether the reports of one fact are one entry (true, the default) or told each alone.",
        type="boolean",
    )
    since: str | None = _instant("Only what occurred from then on; a date is its start")
    until: str | None = _instant("Only what occurred before then; a date is its end")
    match: str | None = _parameter(
        "Whether an entry's interval overlaps the window, or lies inside it.",
        enum=["possible", "certain"],
    )
    actors: str | None = _several("Only what names one of these actors, by id or slug")
    locations: str | None = _several("Only what names one of these locations, or a place in them")
    publisher: str | None = _several("Only what an article of one of these actors reports")
    roles: str | None = _several(
        "Only what names the actors and locations asked for in one of these roles; those that none of these can have "
        "count for any actor or location",
        *ACTOR_ROLES,
        *LOCATION_ROLES,
    )
    status: str | None = _several("Only what has one of these statuses", *get_args(Status))
    standing: str | None = _parameter(
        "Only what is denied (disputed) or what is not.", enum=list(get_args(Standing))
    )
    text: str | None = _parameter(
        'Only what has these English words in its summary; "…" is a phrase, - leaves out, `or` is either.',
        minLength=1,
        maxLength=TEXT_LENGTH_MAX,
    )
    according_to: str | None = _several(
        "A place lies in another if nobody in particular says so, or one of these actors; everybody without it"
    )


class Timeline(Explained, Filters):
    hindsight: str | None = _parameter(
        "`as_of` only selects what had occurred or been reported by then; entries are told as known now.",
        type="boolean",
    )
    order: str | None = _parameter(
        "By (earliest, latest, fact); an unbounded start counts by its end, entries without any date are last.",
        enum=["asc", "desc"],
    )
    include: str | None = _several(
        "Also entries that stand no more (retracted), also the states of each entry (history)",
        *get_args(Include),
    )


def _end(description: str, *, alias: str | None = None) -> Any:
    ends = "an RFC 3339 instant with an offset, a date (its end, in UTC), or a position of the log"
    return _parameter(f"{description}: {ends}.", alias=alias, examples=["2025-12-01T21:30:00Z", "83"])


class Diff(AsOf, Filters):
    from_: str | None = _end("The earlier end; needed but with a cursor", alias="from")
    to: str | None = _end("The later end, of the same kind")


class InLog(Query):
    after: str | None = _parameter("Only events behind this position.", **_POSITION)
    limit: str | None = _parameter(f"How many at most; {DEFAULTS['limit']} without it.", **_LIMIT)


class Events(InLog):
    stream: str | None = _parameter("Only events of this stream.", pattern=STREAM.pattern)
    type_: str | None = _parameter("Only events of this type.", alias="type", enum=list(PAYLOADS))


class Live(Query):
    after: str | None = _parameter(
        "Only events behind this position; `Last-Event-ID` counts more, and without either only new ones come.",
        **_POSITION,
    )
    stream: str | None = _parameter("Only events of this stream.", pattern=STREAM.pattern)
    type_: str | None = _parameter("Only events of this type.", alias="type", enum=list(PAYLOADS))
    actors: str | None = _several(
        "Only events in the streams of these actors, by id or slug, and about facts that name or have named one"
    )
    locations: str | None = _several(
        "As `actors`, for locations and the places in them; a fact must name one of each kind that is asked for"
    )
    log: str | None = _parameter("Pins the log of that name: 410 under another one.")


UNPINNED: dict[str, Any] = {
    name: (field.annotation, field)
    for name, field in Timeline.model_fields.items()
    if name not in UNPINNED_WITHOUT
}
OriginalTimeline = create_model("OriginalTimeline", __base__=Query, **UNPINNED)
"""The parameters of a timeline that is the same resource at all positions."""


class TimeMap(OriginalTimeline):
    after: str | None = _parameter("Only mementos behind this position.", **_POSITION)


class Nothing(Query):
    pass
