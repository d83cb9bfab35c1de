"""iCalendar (RFC 5545): an event an entry whose interval is bounded, a journal entry for each other. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Component, Event, Journal, vText

from events.instants import parse_instant
from service import telling
from service.formats.links import next_in
from service.formats.plain_text import one_line, plain
from service.formats.sources import Json, Sources, web_url

_LAST_SECOND = datetime.max.replace(microsecond=0, tzinfo=UTC)
_PENDING = ("planned", "proposed")


def write(body: Json, sources: Sources) -> bytes:
    """A calendar that says in X-ASOF-… of each entry what iCalendar has no property for.

    An event must begin, so what is unbounded on either side is a VJOURNAL without DTSTART: no date is made up. An
    event lasts as long as the entry's interval, be the fact throughout or only within it. No property is read from
    a clock: DTSTAMP is when the fact was reported.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Asof//Timelines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(one_line(telling.heading(body))))
    for name in ("as_of", "position", "log", "rules", "permalink"):
        _extend(calendar, name, body[name])
    _extend(calendar, "next", next_in(body, ".ics"))
    for entry in body["entries"]:
        calendar.add_component(_component(entry, body, sources))
    ical: bytes = calendar.to_ical()
    return ical


def _component(entry: Json, body: Json, sources: Sources) -> Component:
    names, occurred = body["names"], entry["occurred"]
    bounded = None not in (occurred["earliest"], occurred["latest"])
    component = _event(entry, names) if bounded else _journal_entry(entry)
    component.add("uid", f"{entry['fact']}@{body['log']}")
    component.add("dtstamp", parse_instant(entry["reported_at"]))
    component.add("summary", one_line(entry["summary"]))
    component.add("description", plain("\n".join(telling.lines(entry, names))))
    component.add("categories", [entry["status"], entry["standing"]])
    if url := next(filter(None, (web_url(sources.article(report)) for report in entry["reports"])), None):
        component.add("url", url)
    for name, value in _extensions(entry, names):
        _extend(component, name, value)
    return component


def _event(entry: Json, names: Json) -> Event:
    event = Event()
    start, end = _between(*(parse_instant(entry["occurred"][name]) for name in ("earliest", "latest")))
    event.add("dtstart", start)
    if end > start:
        event.add("dtend", end)
    event.add("transp", "TRANSPARENT")
    if not telling.stands(entry):
        event.add("status", "CANCELLED")
    elif entry["status"] in _PENDING:
        event.add("status", "TENTATIVE")
    if places := telling.places(entry, names):
        event.add("location", one_line(places))
    return event


def _journal_entry(entry: Json) -> Journal:
    journal = Journal()
    if not telling.stands(entry):
        journal.add("status", "CANCELLED")
    missing = [name for name in ("earliest", "latest") if entry["occurred"][name] is None]
    journal.add("comment", f"No event: there is no {' and no '.join(missing)} bound")
    return journal


def _between(earliest: datetime, latest: datetime) -> tuple[date, date]:
    """Whole days as dates; else instants to the second, the finest there is: rather longer than shorter."""
    if _at_midnight(earliest) and _at_midnight(latest):
        return earliest.date(), latest.date()
    end = latest.replace(microsecond=0)
    if end < latest and end < _LAST_SECOND:
        end += timedelta(seconds=1)
    return earliest.replace(microsecond=0), end


def _at_midnight(instant: datetime) -> bool:
    return (instant.hour, instant.minute, instant.second, instant.microsecond) == (0, 0, 0, 0)


def _extensions(entry: Json, names: Json) -> Iterator[tuple[str, object]]:
    for name in ("fact", "status", "standing", "reported_at", "known_by"):
        yield name, entry[name]
    yield from entry["occurred"].items()
    if entry["attributed_to"]:
        yield "attributed_to", telling.name(entry["attributed_to"], names)
    for field, _, link in telling.links(entry):
        yield field, link["fact"]
    for report in entry["reports"]:
        yield "article", report["article"]


def _extend(component: Component, name: str, value: object) -> None:
    """An X-ASOF property; none for what there is not."""
    if value is not None:
        text = vText(one_line(str(value)))
        component.add(f"x-asof-{name.replace('_', '-')}", text, parameters={"VALUE": "TEXT"})
