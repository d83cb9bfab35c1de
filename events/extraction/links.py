"""Which facts tell the same, and which deny another: proposals, by actors, places, time and words.

A proposal is never certain: `confidence` says how much the two have in common, and a reader may withdraw the link.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from math import fsum, log

from spacy.lang.en.stop_words import STOP_WORDS

from events.dates import Interval
from events.extraction.extraction import FactFound, LinkFound
from events.payloads import Relation, Status

CONFIDENCE_MIN = 0.6
"""What is proposed: below it more proposals are wrong than right on the annotated articles."""

HAPPENING_MIN = 0.3
"""How much of what happened must be the same, however much the same the people and places are."""

SHARED_BY_MAX = 200
"""How many facts may have a word, for it to tell which of them belong together."""

DENIED_WITHIN = timedelta(days=45)
"""A denial answers what was claimed not longer ago than this; later it is another affair."""

_SAME_HAPPENING = [
    frozenset(words.split())
    for words in (
        "take capture seize fall lose occupy control conquer overrun seizure loss",
        "kill die dead death fatal perish slay",
        "hurt injure wound casualty",
        "attack strike hit shell bomb bombard raid target",
        "meet talk negotiate discuss negotiation meeting summit",
        "surround encircle besiege siege",
        "agree deal accord agreement pact treaty truce ceasefire",
        "buy acquire purchase takeover acquisition merge merger",
        "arrest detain seize custody",
        "resign quit step leave resignation",
        "win beat defeat victory triumph",
    )
]
_CLASS = {word: f"={number}" for number, words in enumerate(_SAME_HAPPENING) for word in words}
_IRREGULAR_FORMS = {
    "beat": "beaten",
    "buy": "bought",
    "deal": "dealt",
    "die": "died dying",
    "fall": "fell fallen",
    "leave": "left leaving",
    "lose": "lost losing",
    "meet": "met",
    "strike": "struck",
    "take": "took taken",
    "win": "won winning",
}
_IRREGULAR = {form: verb for verb, forms in _IRREGULAR_FORMS.items() for form in forms.split()}
_SAYINGS = (
    "say",
    "said",
    "tell",
    "told",
    "claim",
    "deny",
    "deni",
    "reject",
    "dismiss",
    "add",
    "announc",
    "report",
)
_SAYING = frozenset({*_SAYINGS, "accord", "confirm", "insist"})
_EMPTY = STOP_WORDS | {"says", "time", "p", "m"}


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a fact. Names are those under which actors and locations are known here and there alike."""

    key: str
    summary: str
    status: Status
    attributed_to: str | None
    actors: frozenset[str]
    locations: frozenset[str]
    occurred: Interval


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fact `fact` stands in this relation to the fact `other`, as `Told.key` names them."""

    fact: str
    relation: Relation
    other: str
    confidence: float


def within(facts: Sequence[FactFound]) -> tuple[LinkFound, ...]:
    """The links among the facts of one article; one sentence tells nothing twice."""
    told = [_told(number, fact) for number, fact in enumerate(facts)]
    return tuple(
        LinkFound(fact=int(p.fact), relation=p.relation, other=int(p.other), confidence=p.confidence)
        for p in _proposals(told, told)
        if facts[int(p.fact)].start != facts[int(p.other)].start
    )


def across(new: Sequence[Told], known: Sequence[Told]) -> list[Proposal]:
    """The links from the new facts to those that the log holds, and from these to them where they deny them.

    Each new fact repeats one known fact at most: those it repeats are joined by links of their own.
    """
    repeats: dict[str, Proposal] = {}
    denials = []
    for proposal in _proposals(new, known):
        if proposal.relation == "denies":
            denials.append(proposal)
        elif proposal.fact not in repeats or repeats[proposal.fact].confidence < proposal.confidence:
            repeats[proposal.fact] = proposal
    return [*repeats.values(), *denials]


def _told(number: int, fact: FactFound) -> Told:
    return Told(
        key=str(number),
        summary=fact.summary,
        status=fact.status,
        attributed_to=fact.attributed_to,
        actors=frozenset(actor.name for actor in fact.actors),
        locations=frozenset(location.name for location in fact.locations if location.role != "mentioned"),
        occurred=Interval(fact.occurred.earliest, fact.occurred.latest),
    )


def _proposals(facts: Sequence[Told], others: Sequence[Told]) -> Iterator[Proposal]:
    """The pairs that belong together; among the facts of one article each pair once, the later one first."""
    words = {told.key: _words(told) for told in (*facts, *others)}
    weights = _weights(words)
    having: defaultdict[str, list[int]] = defaultdict(list)
    for number, other in enumerate(others):
        for word in words[other.key]:
            having[word].append(number)
    for number, fact in enumerate(facts):
        # A word that very many have tells nothing of which two belong together, and would take for ever.
        telling = (having[word] for word in words[fact.key] if len(having[word]) <= SHARED_BY_MAX)
        candidates = sorted({candidate for numbers in telling for candidate in numbers})
        for candidate in candidates if others is not facts else (c for c in candidates if c < number):
            alike = _alike(fact, others[candidate], words, weights)
            if alike >= CONFIDENCE_MIN and (proposed := _relation(fact, others[candidate])):
                first, relation, second = proposed
                yield Proposal(first.key, relation, second.key, round(alike, 2))


def _relation(fact: Told, other: Told) -> tuple[Told, Relation, Told] | None:
    """How two facts may stand to each other, going by who says so and when, whatever they are about."""
    if (fact.status == "denied") != (other.status == "denied"):
        denial, claim = (fact, other) if fact.status == "denied" else (other, fact)
        contradicts = claim.status in ("claimed", "asserted") and denial.attributed_to != claim.attributed_to
        return (
            (denial, "denies", claim) if contradicts and _answers(denial.occurred, claim.occurred) else None
        )
    same_status = fact.status == other.status or {fact.status, other.status} <= {"asserted", "claimed"}
    # What two parties claim are two claims, though they claim the same.
    same_voice = fact.attributed_to == other.attributed_to or "asserted" in (fact.status, other.status)
    return (
        (fact, "repeats", other)
        if same_status and same_voice and fact.occurred.overlaps(other.occurred)
        else None
    )


def _answers(denial: Interval, claim: Interval) -> bool:
    """A denial follows what it denies, not by too long; where the dates are open that is not known to be otherwise."""
    if denial.latest and claim.earliest and denial.latest <= claim.earliest:
        return False
    late = denial.earliest and claim.latest and denial.earliest - claim.latest > DENIED_WITHIN
    return not late


def _alike(
    fact: Told, other: Told, words: Mapping[str, frozenset[str]], weights: Mapping[str, float]
) -> float:
    """From 0 to 1: how much the happenings, the places and the actors have in common; 0 without a common happening.

    Of the happenings it is the share of common words, by weight, mostly of the shorter summary's; summed exactly, since
    sets have no order of their own and a link must not come and go with it.
    """
    ours, theirs = words[fact.key], words[other.key]
    if not ours & theirs:
        return 0.0
    shorter, longer = sorted(fsum(weights[word] for word in own) for own in (ours, theirs))
    happening = fsum(weights[word] for word in ours & theirs) / (0.8 * shorter + 0.2 * longer)
    where = _share(_heads(fact.locations), _heads(other.locations))
    who = _share(_heads(fact.actors - {fact.attributed_to}), _heads(other.actors - {other.attributed_to}))
    if (fact.status == "denied") != (other.status == "denied"):
        who = max(who, 0.5)  # "lost" by those from whom the others have "taken" it: two sides, two names
    return 0.45 * happening + 0.3 * where + 0.25 * who if happening >= HAPPENING_MIN and where else 0.0


def _share(ours: Set[str], theirs: Set[str]) -> float:
    """1 where they have one in common, 0 where they have none; between that where one of them names none."""
    if not ours or not theirs:
        return 0.5
    return 1.0 if ours & theirs else 0.0


def _heads(names: Iterable[str | None]) -> set[str]:
    """The first letters of the words of names: what "Russia" has in common with "Russian troops"."""
    return {word[:5] for name in names if name for word in _plain(name) if len(word) > 2}


def _weights(words: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """How much a word tells: the fewer facts have it, the more; a known class tells twice as much."""
    counts = Counter(word for own in words.values() for word in own)
    return {
        word: log(1 + len(words) / count) * (2 if word.startswith("=") else 1)
        for word, count in counts.items()
    }


def _words(told: Told) -> frozenset[str]:
    """What happened: the classes or stems of the summary's words without names, and without who says so."""
    names = _heads((*told.actors, *told.locations, told.attributed_to))
    content = {_stem(word) for word in _plain(told.summary) if word[:5] not in names and word not in _EMPTY}
    return frozenset(content - _SAYING)


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", text.casefold()))


def _stem(word: str) -> str:
    """The class of the word, or the word without its ending: enough to tell words apart, not to write them."""
    word = _IRREGULAR.get(word, word)
    for ending in ("", "s", "es", "ed", "d", "ing", "ion", "ations", "ation", "ment", "er", "ers"):
        bare = word.removesuffix(ending) if ending and len(word) - len(ending) >= 3 else word
        for whole in (bare, f"{bare}e"):
            if whole in _CLASS:
                return _CLASS[whole]
    return re.sub(r"(?<=\w{4})(ations?|ions?|ments?|ings?|ers?|ed|es|s|e)$", "", word)
