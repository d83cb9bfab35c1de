"""The query parameters of each kind of path, as OpenAPI describes them; `service.parameters` reads them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from events.errors import BadQuestion
from events.payloads import PAYLOADS
from service.parameters import DEFAULTS, LIMIT_MAX, STREAM


def _parameter(description: str, *, alias: str | None = None, **schema: Any) -> Any:
    """A parameter that is read as a string, and described by `schema`."""

    def describe(described: dict[str, Any]) -> None:
        del described["anyOf"]
        described.update({"type": "string"} | schema)

    return Field(default=None, alias=alias, description=description, json_schema_extra=describe)


def _instant(description: str) -> Any:
    day = "an RFC 3339 instant with an offset, or a date in UTC"
    return _parameter(f"{description}; {day}.", examples=["2025-12-01T21:30:00Z"])


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


class AsOf(AtPosition):
    as_of: str | None = _instant("As it stood then: only what had been reported by this moment")


class Timeline(AsOf, Paged):
    hindsight: str | None = _parameter(
        "`as_of` only selects what had occurred or been reported by then; entries are told as known now.",
        type="boolean",
    )
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
    order: str | None = _parameter(
        "By (earliest, latest, fact); an unbounded start counts by its end, entries without any date are last.",
        enum=["asc", "desc"],
    )


class InLog(Query):
    after: str | None = _parameter("Only events behind this position.", **_POSITION)
    limit: str | None = _parameter(f"How many at most; {DEFAULTS['limit']} without it.", **_LIMIT)


class Events(InLog):
    stream: str | None = _parameter("Only events of this stream.", pattern=STREAM.pattern)
    type_: str | None = _parameter("Only events of this type.", alias="type", enum=list(PAYLOADS))


class Nothing(Query):
    pass
