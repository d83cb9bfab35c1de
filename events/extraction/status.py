"""How a happening is put: as fact, as somebody's claim, denied, planned or proposed."""

from spacy.tokens import Token

from events.extraction.clauses import ancestors, auxiliaries, child, governor, is_passive, is_verb, tense
from events.extraction.lexicon import ALLEGING, FUTURE_CUES, MODALS, PLANNING, SAYING, THINKING
from events.extraction.nouns import words
from events.extraction.sayings import Saying, proposes
from events.payloads import Status

_AHEAD = words("ahead before eve until")
_COURTS = words("court jury tribunal inquest hearing inquiry magistrate magistrates judge juror jurors panel")
_COMING = words("upcoming forthcoming planned scheduled proposed expected imminent prospective")


def status(trigger: Token, saying: Saying | None, lies_ahead: bool | None) -> Status:
    """The status of `trigger`. `lies_ahead`: its date is after publication; None where it may be either."""
    if saying is not None and saying.is_denial:
        return "denied"
    if saying is not None and saying.is_own:
        return "proposed" if proposes(trigger) else "claimed"
    if _is_proposed(trigger):
        return "proposed"
    if lies_ahead or (lies_ahead is None and _is_planned(trigger)) or _is_intended(trigger):
        return "planned"
    return "asserted" if saying is None and not _is_alleged(trigger) else "claimed"


def _is_alleged(trigger: Token) -> bool:
    """What somebody is suspected of."""
    at = trigger
    for above in ancestors(trigger):
        if at.dep_ in ("pcomp", "xcomp", "prep") and is_verb(above) and above.lemma_ in ALLEGING:
            return True
        if at.dep_ == "xcomp" and above.lemma_ in SAYING | THINKING and is_passive(above):
            return True  # "was said to have left"
        if at.dep_ == "ccomp" and is_verb(above) and _is_heard(above):
            return True
        if at.dep_ not in ("pcomp", "prep", "conj"):
            return False
        at = above
    return False


def _is_heard(verb: Token) -> bool:
    """ "The court heard that …", "the jury was told that …": by whom is left open."""
    about = child(verb, "nsubj", "nsubjpass")
    if about is None or about.lemma_.lower() not in _COURTS:
        return False
    return verb.lemma_ == "hear" or (verb.lemma_ == "tell" and is_passive(verb))


def _is_proposed(trigger: Token) -> bool:
    if is_verb(trigger) and proposes(trigger):
        return True
    at = trigger
    for above in ancestors(trigger):
        if at.dep_ in ("xcomp", "ccomp") and is_verb(above) and proposes(above):
            return True
        if at.dep_ not in ("xcomp", "ccomp", "conj", "pobj", "prep", "dobj"):
            return False
        at = above
    return False


def _is_planned(trigger: Token) -> bool:
    if is_verb(trigger):
        if trigger.lemma_ in PLANNING and is_passive(trigger) and tense(trigger) == "present":
            return True  # "are expected back within three weeks"
        helpers = {a.lower_ for a in auxiliaries(trigger)}
        if trigger.dep_ == "xcomp" and trigger.head.lemma_ in ("have", "need"):  # "would have to wait"
            helpers |= {a.lower_ for a in auxiliaries(trigger.head)}
        return tense(trigger) == "future" or bool(helpers & (FUTURE_CUES | MODALS))
    if any(c.lower_ in _COMING for c in trigger.children):
        return True
    above = governor(trigger)
    if any(t.lower_ in _AHEAD for t in ancestors(trigger) if t.sent == trigger.sent):
        return True
    return above is not None and tense(above) == "future"


def _is_intended(trigger: Token) -> bool:
    """What somebody plans: "plans to visit", "is scheduled for"."""
    at = trigger
    for above in ancestors(trigger):
        if at.dep_ == "xcomp" and above.lemma_ in PLANNING | {"mean", "be"}:
            return True
        if at.dep_ not in ("xcomp", "conj", "acomp"):
            break
        at = above
    if any(c.dep_ == "acl" and c.lemma_ in PLANNING for c in trigger.children):
        return True
    to = any(
        c.dep_ == "aux" and c.lower_ == "to" for c in trigger.children
    )  # not "the plan that he had shown"
    return trigger.dep_ == "acl" and trigger.head.lemma_ in PLANNING and to
