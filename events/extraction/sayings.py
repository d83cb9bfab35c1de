"""Who says so: the saying that a happening stands in, its speaker, and who passed it on."""

from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from events.extraction.clauses import (
    CONTENT,
    SUBJECTS,
    ancestors,
    child,
    is_noun,
    is_passive,
    is_verb,
    subject,
)
from events.extraction.lexicon import (
    COMMUNICATION,
    DATING_PARTICIPLES,
    DENYING,
    FALSE,
    PROPOSING,
    SAYING,
    STRONG_SAYING,
    THINKING,
)
from events.extraction.nouns import words

_SOURCES = frozenset(("according",))


_NEAR = 120
"""Within so many words of a quotation its speaker is looked for."""


@dataclass(frozen=True, slots=True)
class Saying:
    """`word` says so, by the mouth of `speaker`, as passed on by `via`. `is_own`: the happening is the saying."""

    word: Token
    speaker: Token | None
    via: tuple[Token, ...] = ()
    is_own: bool = False
    is_denial: bool = False


class Sayings:
    """The sayings of a text; made once for it, since quotes run across sentences."""

    def __init__(self, doc: Doc) -> None:
        self.quoted = _quoted(doc)
        self.spoken = _spoken(doc)

    def of(self, trigger: Token) -> Saying | None:
        """The saying that `trigger` is or that holds it; None where the article speaks for itself."""
        source = _according(trigger)
        found = _own(trigger) or _above(trigger) or self._quoting(trigger)
        if found is not None and found.speaker is not None and found.speaker.lower_ in ("i", "we"):
            quoting = self._quoting(found.word)
            found = replace(found, speaker=quoting.speaker if quoting is not None else None)
        if found is None:
            return Saying(source[0], source[1]) if source else None
        if source and source[1] is not None and found.speaker is not None and source[1].i != found.speaker.i:
            return Saying(found.word, found.speaker, (source[1],), found.is_own, found.is_denial)
        return found

    def _quoting(self, trigger: Token) -> Saying | None:
        """Who is quoted where `trigger` stands in a quotation without a saying verb above it."""
        if trigger.i not in self.quoted:
            return None
        sentence, paragraph = trigger.sent, _paragraph(trigger)
        around = self.spoken[
            bisect_left(self.spoken, trigger.i - _NEAR, key=_index) : bisect_left(
                self.spoken, trigger.i + _NEAR, key=_index
            )
        ]
        near = [w for w in around if paragraph <= w.i and _paragraph(w) == paragraph]
        inside = [w for w in near if sentence.start <= w.i < sentence.end]
        before = [w for w in around if w.i < trigger.i]
        words_of_speech = inside or near[:1] or before[-1:]
        if not words_of_speech or words_of_speech[0].i == trigger.i:
            return None
        return _saying(words_of_speech[0])


def _index(token: Token) -> int:
    return token.i


def _paragraph(token: Token) -> int:
    """The first sentence of the paragraph: lines end with a space that holds a line break."""
    start = token.sent.start
    for _ in range(12):
        if start == 0 or "\n" in token.doc[start - 1].text_with_ws:
            return start
        start = token.doc[start - 1].sent.start
    return start


def _quoted(doc: Doc) -> set[int]:
    """The tokens between quotation marks; a mark that is not closed in its paragraph reaches to its end."""
    inside, found = False, set()
    for token in doc:
        if token.text == '"':
            inside = not inside
        elif "\n" in token.text:
            inside = False
        elif inside:
            found.add(token.i)
    return found


def _spoken(doc: Doc) -> list[Token]:
    return [t for t in doc if t.lemma_ in STRONG_SAYING and is_verb(t) and child(t, *SUBJECTS) is not None]


def _own(trigger: Token) -> Saying | None:
    if is_verb(trigger) and trigger.lemma_ in SAYING and says(trigger) and not _is_act(trigger):
        return _saying(trigger, is_own=True)
    return None


def _is_act(verb: Token) -> bool:
    """Whether it is done, not said: "rejected the treaty", "dismissed its trainer", "his appeal was rejected"."""
    if verb.lemma_ not in ("reject", "dismiss"):
        return False
    what = child(verb, "dobj", "nsubjpass")
    if what is not None and what.pos_ != "PRON" and what.lemma_.lower() not in _DENIABLE:
        return True
    return is_passive(verb) and child(verb, "agent") is None


def says(verb: Token) -> bool:
    """Whether `verb` tells a content here: "reported that …", "denied it", not "reported a profit"."""
    if (
        any(c.dep_ in CONTENT or c.text == '"' for c in verb.children)
        or verb.lemma_ in DENYING
        or _calls_false(verb)
    ):
        return True
    if verb.lemma_ not in STRONG_SAYING:
        return False
    return child(verb, "dobj", "attr", "nsubjpass") is None or verb.lemma_ in (
        "say",
        "tell",
        "claim",
        "argue",
        "warn",
    )


def _calls_false(verb: Token) -> bool:
    return verb.lemma_ in ("call", "describe", "brand", "label") and any(
        t.lower_ in FALSE
        for c in verb.children
        if c.dep_ in ("oprd", "ccomp", "dobj", "prep", "xcomp", "acomp")
        for t in c.subtree
    )


def _above(trigger: Token) -> Saying | None:
    """The saying whose content `trigger` stands in; an aside, ", which opened in 1990,", is the article's own."""
    at = trigger
    for above in ancestors(trigger):
        if at.dep_ == "relcl" and at.left_edge.i > 0 and at.doc[at.left_edge.i - 1].text == ",":
            return None
        if (at.dep_ == "acl" and at.lemma_ in DATING_PARTICIPLES) or (
            at.dep_ == "prep" and at.lower_ == "during"
        ):
            return None
        if (
            at.dep_ in ("advcl", "pcomp") and _tie(at) in ("since", "before", "after")
        ) or _is_clause_of_its_own(at):
            return None
        if (
            at.dep_ in CONTENT
            and is_verb(above)
            and above.lemma_ in SAYING | THINKING
            and not _is_thing_shown(above)
        ):
            return _saying(above)
        if at.dep_ == "acl" and above.lemma_.lower() in _CLAIMS:
            return Saying(above, _owner(above), is_denial=above.lemma_.lower() == "denial")
        at = above
    return None


def _tie(clause: Token) -> str:
    """The conjunction or preposition that a clause hangs by."""
    tie = child(clause, "mark") or (clause.head if clause.dep_ == "pcomp" else None)
    return tie.lower_ if tie is not None else ""


def _is_clause_of_its_own(verb: Token) -> bool:
    """Whether ", and" opens a clause with a subject, which what was said before does not govern."""
    if (
        verb.dep_ != "conj"
        or not is_verb(verb)
        or child(verb, "nsubj", "nsubjpass") is None
        or child(verb, "mark") is not None
    ):
        return False
    first = verb.left_edge
    if first.i < 2 or first.sent.start > first.i - 2:
        return False
    return first.nbor(-1).pos_ == "CCONJ" and first.nbor(-2).text in (",", ";")


_RECORDS = words(
    """recording document data record figure study survey poll transcript paper map image footage video tape text
    copy schedule programme program calendar plan agreement contract"""
)
"""What stands in these the article tells as it is, though it names them."""

_CLAIMS = words("claim allegation assertion statement denial accusation announcement report")

_DENIABLE = _CLAIMS | words(
    """charge suggestion criticism complaint rumour rumor speculation notion idea theory version account story
    finding insinuation concern warning argument contention characterization characterisation comparison blame talk
    call demand"""
)
"""What is denied where it is rejected or dismissed; a plan or a treaty is turned down."""


_PASSED_ON = words("receive send issue release sign write post publish broadcast")
"""By or from whom a message was "received" it is theirs."""

_PRIVATE = frozenset(
    (
        *(
            "private",
            "privately",
            "secret",
            "secretly",
            "confidential",
            "confidentially",
            "classified",
            "undisclosed",
        ),
        *(
            "diary",
            "diaries",
            "memo",
            "memorandum",
            "memoir",
            "memoirs",
            "letter",
            "letters",
            "cable",
            "email",
        ),
        *("e-mail", "emails", "leaked", "declassified", "unpublished", "wiretap", "intercept"),
        *("write", "wrote", "written"),
    )
)
"""What tells that the public did not hear it then: it was told to few, or written to be read later."""


def is_public(saying: Saying, quoted: Set[int]) -> bool:
    """Whether the public could hear it when it was said; when in doubt, not.

    Nobody "was told" in public; and what somebody said that another had said, or what a quotation tells of, may have
    been known to these two until then.
    """
    if is_passive(saying.word) and child(saying.word, "agent") is None:
        return False
    if saying.word.i in quoted or any(is_verb(a) and a.lemma_ in SAYING for a in ancestors(saying.word)):
        return False
    return not any(token.lower_ in _PRIVATE for token in saying.word.sent)


def _is_thing_shown(verb: Token) -> bool:
    """ "The call indicated that …": nobody says so."""
    about = subject(verb)
    return (
        about is not None
        and verb.lemma_ in ("suggest", "indicate", "signal", "mean", "reveal")
        and (is_noun(about) and about.ent_type_ == "" and about.lemma_.lower() in COMMUNICATION)
    )


def _saying(word: Token, is_own: bool = False) -> Saying:
    speaker = child(word, "agent") if is_passive(word) else subject(word)
    if speaker is not None and speaker.dep_ == "agent":
        speaker = child(speaker, "pobj")
    negated = child(word, "neg") is not None
    return Saying(
        word, _owner(speaker), (), is_own, (word.lemma_ in DENYING or _calls_false(word)) and not negated
    )


def _owner(speaker: Token | None) -> Token | None:
    """Whose statement says so: "the ministry's report", "a spokesman's letter"; else the speaker as it is."""
    if speaker is None or speaker.lemma_.lower() not in COMMUNICATION | _CLAIMS:
        return speaker
    passed_on = next((c for c in speaker.children if c.dep_ == "acl" and c.lemma_ in _PASSED_ON), None)
    return (
        child(speaker, "poss")
        or _linked(speaker, "by", "from", "of")
        or (_linked(passed_on, "by", "from") if passed_on is not None else None)
        or speaker
    )


def _linked(word: Token, *ties: str) -> Token | None:
    """What hangs on `word` by one of the prepositions `ties`."""
    link = next((c for c in word.children if c.lower_ in ties and c.dep_ in ("prep", "agent")), None)
    return child(link, "pobj") if link is not None else None


def _according(trigger: Token) -> tuple[Token, Token | None] | None:
    """The words "according to" that govern `trigger`, and their source."""
    for word in _in_scope(trigger):
        if word.lower_ == "according" and not any(a.i == word.i for a in ancestors(trigger)):
            to = child(word, "prep")
            source = _owner(child(to or word, "pobj"))
            if source is not None and source.lemma_.lower() in _RECORDS:
                return None
            if source is not None and _is_aside_of(trigger, source):
                continue
            return word, source
    return None


def _is_aside_of(trigger: Token, source: Token) -> bool:
    """Whether `trigger` tells of the source itself: "according to the charge, filed on Friday, they"."""
    comma = source.right_edge.i + 1
    return trigger.tag_ == "VBN" and trigger.i == comma + 1 and trigger.doc[comma].text == ","


def _in_scope(trigger: Token) -> Iterator[Token]:
    sentence = trigger.sent
    if len(sentence) < 400:
        yield from (t for t in sentence if t.lower_ in _SOURCES)


def proposes(verb: Token) -> bool:
    """Whether `verb` proposes something here: "urged them to", "called for", "suggested that"."""
    if verb.lemma_ not in PROPOSING or not is_verb(verb):
        return False
    if verb.lemma_ in ("suggest", "propose", "urge", "demand", "recommend", "advocate"):
        return True
    if verb.lemma_ in ("call", "appeal", "plead", "petition", "ask") and any(
        c.lower_ == "for" for c in verb.children
    ):
        return True
    return child(verb, "xcomp") is not None or (verb.lemma_ == "offer" and child(verb, "dobj") is not None)
