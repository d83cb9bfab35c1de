"""Which names of an article are one and the same.

Persons are told by surname and first name, organisations by initials and short form.
"""

from collections.abc import Iterable

from events.extraction.casting import Actor, Gender
from events.extraction.countries import by_demonym, by_name
from events.extraction.first_names import gender_by_first_name
from events.extraction.gazetteer import folded
from events.extraction.name import CLUBS_FIRST, REGNAL, VESSELS, Name
from events.extraction.nouns import (
    ARMIES,
    CLUBS,
    COMPANIES,
    HONORIFICS,
    MEDIA,
    MEN,
    ORGANISATIONS,
    PARTIES,
    WOMEN,
)
from events.payloads import ActorKind

IN_FULL = {
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "gen": "general",
    "lt": "lieutenant",
    "col": "colonel",
    "maj": "major",
    "capt": "captain",
    "sgt": "sergeant",
    "cpl": "corporal",
    "pvt": "private",
    "adm": "admiral",
    "pm": "premier",
    "taoiseach": "premier",
    "det": "detective",
    "insp": "inspector",
    "dci": "inspector",
    "supt": "superintendent",
    "cllr": "councillor",
    "brig": "brigadier",
    "cmdr": "commander",
}
GENERATIONS = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def persons(named: Iterable[Name]) -> dict[int, Actor]:
    """Who each name of a person is, by its first token: the longest names make the persons, the others join them."""
    named = list(named)
    known: list[Actor] = []
    found: dict[int, Actor] = {}
    for name in sorted(named, key=lambda name: (-min(len(_words(name.text)), 2), name.start)):
        words = _words(name.text)
        fitting = [actor for actor in known if _is_short_for(words, _words(actor.name))]
        gender = gender_of(name.titles)
        fitting = [actor for actor in fitting if not (gender and actor.gender and actor.gender != gender)]
        if fitting:
            latest = {
                found[f.start].name: f.start for f in named if f.start < name.start and f.start in found
            }
            actor = max(fitting, key=lambda actor: latest.get(actor.name, -1))
        else:
            actor = Actor(name.text, "person")
            known.append(actor)
        found[name.start] = actor
        _learn(actor, name, gender)
    for actor in known:
        actor.gender = actor.gender or gender_by_first_name(actor.name)
    return found


def organisations(named: Iterable[Name]) -> dict[int, Actor]:
    """Which organisation each name is, by its first token."""
    known: list[Actor] = []
    found: dict[int, Actor] = {}
    for name in sorted(named, key=lambda name: (-len(name.text.split()), name.start)):
        actor = next((each for each in known if _abbreviates(name.text, each.name)), None)
        if actor is None:
            actor = Actor(name.text, organisation_kind(name.text))
            known.append(actor)
        elif name.text not in actor.aliases:
            actor.aliases.append(name.text)
        found[name.start] = actor
    return found


def gender_of(words: Iterable[str]) -> Gender:
    for word in words:
        if word in MEN:
            return "he"
        if word in WOMEN:
            return "she"
    return ""


def organisation_kind(name: str) -> ActorKind:
    words = [folded(word) for word in name.split()]
    last = words[-1]
    if (last in ARMIES or {"military", "armed"} & set(words)) and not {"police", "labour"} & set(words):
        return "armed-force"
    if {"ministry", "government", "parliament", "cabinet"} & set(words):
        return "government"
    if name.split()[0] in VESSELS:
        return "other"
    if last in PARTIES:
        return "organisation"
    if last in MEDIA or words[0] in MEDIA:
        return "media"
    if last in COMPANIES and last not in ("bank", "national", "group") and not {"bank"} & set(words[:1]):
        return "company"
    return "organisation"


def _words(name: str) -> list[str]:
    words = [folded(word) for word in name.replace(",", " ").split()]
    return [word for word in words if word not in GENERATIONS] or words


def _is_short_for(short: list[str], full: list[str]) -> bool:
    """Whether `short` may name the person called `full`: a part of it, or the same first and last name."""
    if full[0] in REGNAL and short[0] not in REGNAL:
        full = full[1:]
    if short == full:
        return True
    if len(short) == 1:
        return len(full) > 1 and short[0] in (full[-1], full[0], *full[1:])
    if short[-1] != full[-1]:
        return (len(short) < len(full) and full[-len(short) :] == short) or full[: len(short)] == short
    one, other = short[0], full[0]
    return one == other or one in full[:-1] or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _learn(actor: Actor, name: Name, gender: Gender) -> None:
    actor.gender = actor.gender or gender
    actor.roles.update(
        IN_FULL.get(title, title)
        for before, title in zip(["", *name.titles], name.titles, strict=False)
        if title not in HONORIFICS and before not in ("vice", "deputy")  # no president, a vice president
    )
    if {"prime", "minister"} <= actor.roles:
        actor.roles.add("premier")
    if len(name.text) > len(actor.name) and len(_words(name.text)) >= len(_words(actor.name)):
        actor.aliases.append(actor.name)
        actor.name = name.text
    elif name.text not in actor.aliases:
        actor.aliases.append(name.text)


def _abbreviates(short: str, full: str) -> bool:
    if short == full or folded(short) == folded(full):
        return True
    plain, words = short.replace(".", ""), full.split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    if (
        plain.isupper()
        and len(plain) > 1
        and (plain == initials or plain == "".join(word[0].upper() for word in words))
    ):
        return True
    shorter = short.split()
    rest = [folded(word) for word in words[len(shorter) :]]
    if (
        words[: len(shorter)] == shorter
        and rest
        and all(word in COMPANIES or word in ("computer", "and", "&") for word in rest)
    ):
        return short not in by_name() and short not in by_demonym()
    if len(shorter) == 1 and len(words) == 2 and words[0] in CLUBS_FIRST and short == words[1]:
        return True
    if len(shorter) == 1 and len(words) > 1 and words[-1].lower() in CLUBS:  # "Rovers", "Derby"
        return short in (words[-1], " ".join(words[:-1]))
    rest = [folded(word) for word in words[: -len(shorter)]]
    return (
        words[-len(shorter) :] == shorter
        and len(shorter) > 1
        and len(rest) == 1
        and shorter[-1].lower() in ORGANISATIONS
    )
