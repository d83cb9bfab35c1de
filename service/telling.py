"""What is said of an entry in plain words, whatever shows them: lines of text. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from events.instants import parse_instant

Json = Mapping[str, Any]

LAPSED = "lapsed: its time has passed, and no outcome is known"
NEEDS_REVIEW = "needs review"

_SAID = {
    "asserted": "stated by {}",
    "claimed": "claimed by {}",
    "denied": "denial by {}",
    "planned": "planned, says {}",
    "proposed": "proposed, says {}",
}
_UNSAID = {"asserted": "reported as fact", "denied": "a denial"}
_SEASONS = dict(enumerate(("spring", "summer", "autumn", "winter"), start=21))
_OUTCOMES = {"fulfils": "fulfilled", "cancels": "cancelled"}
_LINKS = {"denied_by": "disputed: denied", "confirmed_by": "confirmed", "updated_by": "updated"}
_BASES = {"explicit": "", "inferred": "inferred", "published": "by publication"}


def lines(entry: Json, names: Json) -> Iterator[str]:
    """All that an entry says beyond its summary, a line each."""
    yield date(entry["occurred"])
    yield says_who(entry, names)
    if where := places(entry, names):
        yield f"in {where}"
    yield known(entry)
    for correction in entry["corrected_by"]:
        yield corrected(correction)
    for _, how, link in links(entry):
        yield f"{by(how, link, names)}, known since {instant(link['reported_at'])} – {link['summary']}"
    if entry["lapsed"]:
        yield LAPSED
    if not stands(entry):
        yield retracted(entry)
    if entry["needs_review"]:
        yield NEEDS_REVIEW
    yield from history(entry, names)


def history(entry: Json, names: Json) -> Iterator[str]:
    """What the facts of the entry were, one reading a line, where the answer tells it and there was more than one."""
    states = entry.get("history", ())
    for state in states if len(states) > 1 else ():
        until = f" until {instant(state['to'])}" if state["to"] else " on"
        said = f"{status(state, names)} – {state['summary']}" if state["stands"] else "retracted"
        dated = (
            f" ({readable(state['occurred']['edtf'], state['occurred']['extent'])})"
            if state["stands"]
            else ""
        )
        yield f"from {instant(state['from'])}{until}: {said}{dated}"


def heading(body: Json) -> str:
    """Whose timeline it is, and when."""
    whose = f"{name(body['subject'], body['names'])}, as" if "subject" in body else "Timeline as"
    return f"{whose} of {instant(body['as_of'])}"


def instant(text: str) -> str:
    """An RFC 3339 instant as people read it, to the second, without seconds that are zero: `2025-12-01 21:30 UTC`."""
    return f"{text[:19].replace('T', ' ').removesuffix(':00')} UTC"


def date(occurred: Json) -> str:
    """The date in EDTF, in the words of the source, as an interval, and how it is known: on one line."""
    shown = readable(occurred["edtf"], occurred["extent"])
    said = [shown if occurred["edtf"] in shown else f"{shown} (EDTF {occurred['edtf']})"]
    said += [f"“{occurred['phrase']}”"] if occurred["phrase"] else []
    said += [within(occurred)]
    said += [basis(occurred)] if basis(occurred) else []
    return ", ".join(said)


def within(occurred: Json) -> str:
    """The interval, and whether the fact lies in it or fills it."""
    earliest, latest = occurred["earliest"], occurred["latest"]
    how = "throughout" if occurred["extent"] == "throughout" else "sometime"
    if earliest and latest:
        return f"{how} from {instant(earliest)} to {instant(latest)}"
    if earliest:
        return f"{how} from {instant(earliest)} on"
    return f"{how} before {instant(latest)}" if latest else "at a time unknown"


def readable(edtf: str, extent: str) -> str:
    """The date in EDTF, with words for seasons and open ends."""
    start, parted, end = edtf.partition("/")
    has_start, has_end = start not in ("", ".."), end not in ("", "..")
    if not parted or (has_start and has_end):
        return season(edtf)
    if has_end:
        return f"{'until' if extent == 'throughout' else 'by'} {season(end)}"
    if has_start:
        return f"since {season(start)}" if extent == "throughout" else f"from {season(start)} on"
    return "at any time"


def season(edtf: str) -> str:
    """`summer 2025` for `2025-22`; anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(2[1-4])", edtf, re.ASCII)
    return f"{_SEASONS[int(found[2])]} {found[1]}" if found else edtf


def hours(earliest: str | None, latest: str | None) -> str:
    """The interval where it is known better than a day, on one line or two; nothing otherwise."""
    if earliest is None or latest is None:
        return ""
    start, end = parse_instant(earliest), parse_instant(latest)
    if end - start >= timedelta(hours=23):
        return ""
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M} UTC"
    return f"{start:%m-%d %H:%M} UTC –\n{end:%m-%d %H:%M} UTC"


def basis(occurred: Json) -> str:
    """How the date is known, where the article does not say it outright."""
    return _BASES[occurred["basis"]]


def says_who(entry: Json, names: Json) -> str:
    """Who says so, and how many report it."""
    via = "".join(f", via {name(actor, names)}" for actor in entry["via"])
    reports = f" · {len(entry['reports'])} reports" if len(entry["reports"]) > 1 else ""
    return status(entry, names) + via + reports


def status(entry: Json, names: Json) -> str:
    """Who says so, in a few words."""
    kind, speaker = entry["status"], entry["attributed_to"]
    return _SAID[kind].format(name(speaker, names)) if speaker else str(_UNSAID.get(kind, kind))


def known(entry: Json) -> str:
    """Since when it is known, at least in other words than it is told in now."""
    said = f"known since {instant(entry['reported_at'])} by {entry['known_by']}"
    if entry["corrected_by"]:
        said += ", but not as it reads now:"
    return f"hindsight: {said}" if entry["hindsight"] else said


def corrected(correction: Json) -> str:
    """Since when the wording shown is known, where a source corrected it."""
    why = f": {correction['reason']}" if correction["reason"] else ""
    changed = ", ".join(correction["changed"])
    return f"corrected by its source ({changed}), known since {instant(correction['reported_at'])}{why}"


def links(entry: Json) -> Iterator[tuple[str, str, Json]]:
    """The other facts that bear on this one: the field that names each, how it does, and the link."""
    for field, how in _LINKS.items():
        for link in entry[field]:
            yield field, how, link
    if outcome := entry["outcome"]:
        yield "outcome", _OUTCOMES[outcome["relation"]], outcome


def by(how: str, link: Json, names: Json) -> str:
    """How another fact bears on this one, and whose it is."""
    return f"{how} by {name(link['attributed_to'], names)}" if link["attributed_to"] else how


def places(entry: Json, names: Json) -> str:
    """Where it happened: the places that are more than mentioned."""
    return ", ".join(dict.fromkeys(name(location, names) for location in located(entry)))


def located(entry: Json) -> list[str]:
    """The ids of the places where it happened, each once."""
    at = (mention["location"] for mention in entry["locations"] if mention["role"] != "mentioned")
    return list(dict.fromkeys(at))


def stands(entry: Json) -> bool:
    """Whether it had not been retracted; only answers that show what had been say so."""
    return bool(entry.get("stands", True))


def retracted(entry: Json) -> str:
    """That it was retracted, and since when that is known where a source published it."""
    what = entry.get("retracted_by") or {}
    since = f", known since {instant(what['reported_at'])}" if what.get("reported_at") else ""
    return f"retracted{since}{': ' + what['reason'] if what.get('reason') else ''}"


def name(subject_id: str, names: Json) -> str:
    """What the actor or location was called at the position of the answer."""
    called: str = names[subject_id]["name"]
    return called
