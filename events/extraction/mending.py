"""The parser's commonest slips, mended: words hung where they belong."""

import re

from spacy.tokens import Doc, Token

from events.extraction.clauses import SUBJECTS, ancestors, child, is_noun, is_verb
from events.extraction.lexicon import ASPECT, COMMUNICATION, EVENTS, SAYING
from events.extraction.nouns import words

_SCORE = re.compile(r"\d+-\d+")
_ACCUSED = words("charge accuse suspect convict arrest remand")
_SPANS = words("moment second minute hour day week month year decade")


def mend(doc: Doc) -> None:
    """Words hang where they belong, as far as one of the slips below explains where they hung."""
    for verb in doc:
        if verb.tag_ == "NNP" and _SCORE.fullmatch(verb.text):
            verb.tag_, verb.pos_ = "CD", "NUM"
        if verb.tag_ == "NNS":
            _raise_verb(verb)
        _join_subjects(verb)
        _free_date(verb)
        _part_sentences(verb)
        _read_as_thing(verb)
        _read_as_due(verb)
        _free_predicate(verb)
        if verb.dep_ == "advcl" and verb.tag_ == "VBN" and verb.lemma_ in _ACCUSED:
            _free_places(verb)
        if verb.lower_ in ("since", "after", "before"):
            _tie_clause(verb)
        if verb.dep_ == "relcl":
            _free_content(verb)
            _agree(verb)
        if verb.dep_ == "advcl" and verb.tag_ == "VBN" and verb.left_edge.i == verb.sent.start:
            _take_what_follows(verb)
        if verb.lemma_ in SAYING and is_verb(verb):
            _give_speaker(verb)
            _take_content(verb)


def _take_content(saying: Token) -> None:
    """What follows a saying verb at once hangs on it: "claimed a city had fallen" says no city was claimed."""
    thing = child(saying, "dobj")
    if thing is None or thing.i < saying.i or thing.left_edge.i > saying.i + 2:
        return
    content = _verb_right_after(thing)
    if content is None or content.i == saying.i or _is_under(saying, content) or _is_under(content, thing):
        return
    thing.head, thing.dep_ = content, "nsubj"
    content.head, content.dep_ = saying, "ccomp"


def _raise_verb(plural: Token) -> None:
    """A plural that heads a sentence without a verb, or is joined to a verb, is one: "the house votes on Tuesday"."""
    about = plural.nbor(-1) if plural.i > plural.sent.start else None
    if about is None or about.head.i != plural.i or about.dep_ != "compound" or not is_noun(about):
        return
    if plural.dep_ == "conj":
        alone = is_verb(plural.head) and child(plural, "det") is not None
    else:
        alone = plural.dep_ == "ROOT" and plural.sent[-1].text == "." and child(plural, "det") is not None
        alone = alone and not any(is_verb(t) and t.dep_ not in ("acl", "relcl") for t in plural.sent)
    after = [c for c in plural.children if c.dep_ in ("prep", "npadvmod", "dobj") and c.i > plural.i]
    if not alone or not after or after[0].lower_ in ("of", "for", "by", "between"):
        return
    for part in [
        c for c in plural.children if c.i < about.i and c.dep_ in ("det", "amod", "compound", "poss")
    ]:
        part.head = about
    about.dep_ = "nsubj"
    plural.tag_, plural.pos_ = "VBZ", "VERB"


def _join_subjects(verb: Token) -> None:
    """Two subjects side by side are one: "a magnitude 6.9 earthquake"."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]
    if (
        len(subjects) == 2
        and is_noun(subjects[1])
        and subjects[0].right_edge.i + 1 == subjects[1].left_edge.i
    ):
        subjects[0].dep_, subjects[0].head = "compound", subjects[1]


def _part_sentences(verb: Token) -> None:
    """What stands before a semicolon is not said behind it: "She asked twice; he had not replied by Monday"."""
    above = verb.head
    if verb.dep_ == "ccomp" and verb.i < above.i and any(t.text == ";" for t in verb.doc[verb.i : above.i]):
        verb.dep_ = "dep"


def _free_date(verb: Token) -> None:
    """ "Hours later" is no subject: "and hours later told colleagues"."""
    time = child(verb, "nsubj")
    if time is None or time.lemma_ not in _SPANS or time.i + 1 >= verb.i:
        return
    if time.nbor(1).lower_ in ("later", "earlier", "after", "before", "ago"):
        time.dep_ = "npadvmod"


def _read_as_thing(event: Token) -> None:
    """ "Declared the virus outbreak a pandemic": nothing outbreaks."""
    above, kind, thing = event.head, child(event, "dobj"), child(event, "nsubj")
    if event.dep_ != "ccomp" or event.tag_ not in ("VB", "VBP") or event.lemma_ not in EVENTS:
        return
    if above.lemma_ not in ("declare", "call", "name", "label") or kind is None or thing is None:
        return
    event.tag_, event.pos_, event.dep_, thing.dep_ = "NN", "NOUN", "dobj", "compound"
    for part in [kind, *(c for c in event.children if c.i > kind.i)]:
        part.head = above
    kind.dep_ = "oprd"


def _read_as_due(due: Token) -> None:
    """ "Due to end in 2019": what stands behind is to come, no noun."""
    to = child(due, "pcomp", "prep")
    plan = child(due, "pobj") or (child(to, "pobj") if to is not None else None)
    if due.lower_ != "due" or to is None or to.lower_ != "to" or plan is None or plan.i != to.i + 1:
        return
    if plan.tag_ == "NN" and child(plan, "det", "amod", "compound") is None and plan.lemma_ in ASPECT:
        plan.tag_, plan.pos_, plan.dep_, plan.head = "VB", "VERB", "xcomp", due
        to.dep_, to.head, due.dep_ = "aux", plan, "acl"


def _free_predicate(verb: Token) -> None:
    """ "A ferry carrying 200 passengers sank": what is carried is no subject, but that which carries it."""
    carried, noun = child(verb, "nsubj"), verb.head
    if verb.dep_ != "relcl" or verb.tag_ != "VBD" or carried is None or not is_noun(carried):
        return
    carrying = child(noun, "acl")
    between = carrying is not None and noun.i + 1 == carrying.i == carried.left_edge.i - 1
    if carrying is None or carrying.tag_ != "VBG" or not between or child(carrying, "dobj") is not None:
        return
    governing, dep = noun.head, noun.dep_
    if governing.i == noun.i or _is_under(governing, verb):
        return
    carried.head, carried.dep_ = carrying, "dobj"
    verb.head, verb.dep_ = governing, "ccomp" if dep == "compound" else dep
    for later in [c for c in noun.children if c.i > verb.i]:
        later.head = verb
    noun.head, noun.dep_ = verb, "nsubj"


def _agree(clause: Token) -> None:
    """ "Concerts in London, which were to begin": a clause of many is not of the one before it."""
    noun, about = clause.head, child(clause, "nsubj", "nsubjpass")
    many = any(t.lower_ in ("were", "are", "have") for t in (clause, *clause.lefts))
    if (
        about is None
        or about.lower_ not in ("which", "that", "who")
        or not many
        or noun.tag_ not in ("NN", "NNP")
    ):
        return
    if child(noun, "conj") is not None or noun.dep_ not in ("pobj", "conj"):
        return
    above = next((a for a in ancestors(noun) if is_noun(a) or is_verb(a)), None)
    if above is not None and above.tag_ == "NNS" and above.i < noun.i:
        clause.head = above


def _take_what_follows(participle: Token) -> None:
    """ "Born in Gary, Ind., on Aug. 29, 1958, he joined them": when he was born, not when he joined."""
    verb = participle.head
    about = child(verb, "nsubj", "nsubjpass")
    if about is None or about.left_edge.i == 0 or about.left_edge.nbor(-1).text != ",":
        return
    for part in [c for c in verb.children if participle.i < c.i < about.i and c.dep_ == "prep"]:
        part.head = participle


def _give_speaker(saying: Token) -> None:
    """ "Were found by two divers, the governor said": he is none of the divers."""
    if saying.dep_ != "ROOT" or saying.i == saying.sent.start or child(saying, *SUBJECTS) is not None:
        return
    before = saying.nbor(-1)
    noun = next((n for n in (before, *ancestors(before)) if n.dep_ in ("appos", "conj")), None)
    if noun is None or not is_noun(noun) or noun.right_edge.i != saying.i - 1:
        return
    first = noun.left_edge
    if first.i > saying.sent.start and first.nbor(-1).text == ",":
        noun.head, noun.dep_ = saying, "nsubj"


def _free_content(clause: Token) -> None:
    """ "Told analysts on a call that demand had weakened": what was said, not what the call was."""
    form = clause.head
    saying = form.head.head if form.dep_ == "pobj" else form
    about = child(clause, "nsubj", "nsubjpass")
    first = clause.left_edge
    if form.lemma_.lower() not in COMMUNICATION or not is_verb(saying) or saying.lemma_ not in SAYING:
        return
    if first.lower_ == "that" and about is not None and about.i > first.i and child(saying, "ccomp") is None:
        clause.head, clause.dep_ = saying, "ccomp"
        if first.head.i == clause.i:
            first.dep_ = "mark"


def _free_places(participle: Token) -> None:
    """ "Will appear in court on Monday accused of theft": where and when belong to the verb before."""
    above = participle.head
    own = [c for c in participle.children if c.i < participle.i]
    if above.i > participle.left_edge.i or any(
        c.dep_ not in ("prep", "nsubj", "nsubjpass", "mark", "npadvmod") for c in own
    ):
        return
    if any(c.dep_ == "mark" and c.lower_ not in ("before", "at", "in", "on") for c in own):
        return
    tie = next((c for c in own if c.dep_ == "mark"), None)
    for part in own:
        if part.dep_ in ("nsubj", "nsubjpass"):
            if tie is None:
                return
            part.head, part.dep_ = tie, "pobj"
        else:
            part.head = above
            part.dep_ = "prep" if part is tie or part.dep_ == "mark" else part.dep_


def _tie_clause(tie: Token) -> None:
    """ "Since the war erupted" is a clause: its verb is joined to nothing before it."""
    noun = child(tie, "pobj")
    if tie.dep_ == "prep" and tie.n_lefts + tie.n_rights == 0 and tie.i + 1 < tie.sent.end:
        _tie_next(tie)
    verb = _verb_right_after(noun) if noun is not None and tie.dep_ == "prep" else None
    if noun is None or verb is None or verb.dep_ != "conj" or verb.tag_ != "VBD" or _is_under(tie, verb):
        return
    noun.head, noun.dep_ = verb, "nsubj"
    verb.head, verb.dep_ = tie.head, "advcl"
    tie.head, tie.dep_ = verb, "mark"


def _tie_next(tie: Token) -> None:
    """A tie without anything below it belongs to the clause that begins right after it."""
    at = tie.nbor(1)
    while at.dep_ not in SUBJECTS and at.head.i > at.i:
        at = at.head
    verb = at.head
    if at.dep_ in SUBJECTS and is_verb(verb) and at.left_edge.i == tie.i + 1 and not _is_under(verb, tie):
        tie.head, tie.dep_ = verb, "mark"


def _is_under(token: Token, above: Token) -> bool:
    return any(a.i == above.i for a in ancestors(token))


def _verb_right_after(noun: Token) -> Token | None:
    """The finite verb without a subject of its own whose words begin where those of `noun` end."""
    at = noun.right_edge.i + 1
    if at >= noun.sent.end:
        return None
    following = noun.doc[at]
    verb = following.head if following.dep_ in ("aux", "auxpass", "neg") else following
    finite = verb.tag_ in ("VBD", "VBZ", "VBP") or child(verb, "aux", "auxpass") is not None
    if (
        is_verb(verb)
        and finite
        and verb.i > noun.i
        and child(verb, *SUBJECTS) is None
        and verb.head.i != noun.i
    ):
        return verb
    return None
