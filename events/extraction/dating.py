"""Which happening a time expression dates: by what stands beside it, else by the parse."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from events.extraction.clauses import SUBJECTS, ancestors, child, governor, is_noun, is_verb
from events.extraction.dated import Dated, Kind, Placed, tokens_of
from events.extraction.happenings import is_communication, is_event, trigger_of
from events.extraction.lexicon import (
    DATING_PARTICIPLES,
    MOVING,
    PROPOSING,
    RECALLING,
    RULINGS,
    SAYING,
    SETTING,
)
from events.extraction.nouns import words
from events.extraction.sharing import owners, sharing, told_when

ATTRIBUTIVE = frozenset(("poss", "compound", "nmod", "amod", "nummod", "det"))
_WINDOWS = words("since in for of over")
_SUPERLATIVES = frozenset(("JJS", "RBS"))
_ONCE = words("first second third fourth fifth sixth seventh only worst best last")
_NUMBERS = frozenset(("nummod", "compound", "npadvmod"))
_DURING = words("during in at amid on with")
_ABOUT = words("of for from against about")
_AIMS = words("for from against")
"""A noun after these tells what the verb is about: a date after it is the verb's."""
_MEASURES = words("% percent cents points pounds dollars euros $ £ € a share only just about")
_TIMES = words("weekend holiday season week night morning afternoon evening period term day")
_DUE = frozenset(("due", "available"))


def dated(doc: Doc, expressions: Sequence[Placed]) -> list[Dated]:
    """What each of `expressions` dates: directly first, then what shares its date and has none of its own."""
    spans = [tokens_of(doc, expression.start, expression.end) for expression in expressions]
    direct = [
        Dated(trigger, number, kind, trigger.dep_ == "pobj" and qualified(span) is not None)
        for number, (span, expression) in enumerate(zip(spans, expressions, strict=True))
        if span is not None
        for trigger, kind in _hosts(
            span, tokens_of(doc, expression.phrase_start, expression.phrase_end) or span
        )
    ]
    direct += [
        Dated(verb, number, "parsed", True)
        for number, span in enumerate(spans)
        if span is not None and (verb := told_when(span)) is not None
    ]
    owned = owners(spans)
    taken = {link.trigger.i for link in direct}
    shared = [
        Dated(trigger, link.expression, "shared")
        for link in direct
        for trigger in sharing(link, spans, taken, owned)
    ]
    return direct + _once(shared)


def _once(links: Iterable[Dated]) -> list[Dated]:
    first: dict[int, Dated] = {}
    for link in links:
        first.setdefault(link.trigger.i, link)
    return list(first.values())


def _hosts(span: Span, phrase: Span) -> list[tuple[Token, Kind]]:
    """The happenings that the date itself modifies: mostly one, two for "said during a visit on Monday"."""
    window = compared(span, phrase)
    if window is not None:
        return [(window, "compared")]
    if filling(span) is not None and phrase[0].lower_ == "for":
        return []  # "honored for 20 years of service": how much, not when
    if _is_bracketed(span):
        noun = span.doc[span.start - 2]
        return [(noun, "noun")] if is_event(noun) else []
    if _is_of_other_figure(min(phrase.start, span.start), span.root.sent):
        return []
    host, kind = _host(span, phrase)
    if host is None:
        return []
    if host.lemma_ in _DUE or host.pos_ == "ADJ":
        return [(host, kind)]
    if is_verb(host):
        return _of_verb(host, span, kind)
    return _of_noun(host, span, kind)


def _is_opening(noun: Token) -> bool:
    """Whether the sentence opens with what its subject was: "A member since 1998, she resigned"."""
    verb = noun.head
    if not is_noun(noun) or noun.dep_ not in ("advcl", "dep", "npadvmod") or not is_verb(verb):
        return False
    about = child(verb, "nsubj", "nsubjpass")
    if about is None or not noun.i < about.i < verb.i or noun.left_edge.i != noun.sent.start:
        return False
    return about.left_edge.nbor(-1).text == "," and noun.lemma_.lower() not in _TIMES


def _is_bracketed(span: Span) -> bool:
    """Whether the date stands alone in brackets after a noun: "her first novel (1987)"."""
    first, end, sentence = span.start, span.end, span.root.sent
    if first < sentence.start + 2 or end >= sentence.end:
        return False
    return span.doc[first - 1].text == "(" and span.doc[end].text == ")" and is_noun(span.doc[first - 2])


def _is_of_other_figure(first: int, sentence: Span) -> bool:
    """Whether the date right before `first` is that of a figure something is held against: "up from 7% in 2005"."""
    at = first - 1
    while at > sentence.start and (
        sentence.doc[at].pos_ in ("NUM", "SYM") or sentence.doc[at].lower_ in _MEASURES
    ):
        at -= 1
    return at < first - 1 and sentence.doc[at].lower_ in ("from", "than", "against", "versus")


def compared(span: Span, phrase: Span) -> Token | None:
    """The noun that is the best or the first of a time: "its worst fall since 1987" was not in 1987."""
    first = min(phrase.start, span.start)
    preposition = span.doc[first] if first < span.start else span.doc[max(first - 1, 0)]
    if preposition.lower_ not in _WINDOWS or preposition.i <= span.root.sent.start:
        return None
    before = preposition.nbor(-1)
    if before.is_punct or (is_verb(before) and (before.lemma_ in SETTING or preposition.lower_ != "since")):
        return None  # "first set for May", "the oldest man, born in 1896", "her last visit, in 2008"
    noun = before if is_noun(before) else before.head
    if before.tag_ in _SUPERLATIVES:
        return before
    if not is_noun(noun) or noun.i > before.i:
        return None
    superlative = any(
        c.tag_ in _SUPERLATIVES or c.lower_ in _ONCE
        for c in noun.subtree
        if c.i <= before.i and c.i > before.i - 6
    )
    return noun if superlative else None


def _host(span: Span, phrase: Span) -> tuple[Token | None, Kind]:
    """The word that the date modifies, a verb or a noun."""
    noun = filling(span) or qualified(span)
    if noun is not None:
        return noun, "noun"
    near = beside(span, phrase)
    if near is not None:
        return near, "beside" if is_verb(near) else "parsed"
    participle = _reduced(span, phrase)
    if participle is not None:
        return participle, "parsed"
    if is_fronted(span, phrase):
        main = _main_verb(span.root.sent, max(span.end, phrase.end))
        if main is not None:
            return main, "fronted"
    host = _climb(span.root, span)
    first = min(phrase.start, span.start)
    if host is not None and host.i < first and span.doc[first - 1].text == ",":
        host = _outside(host) if is_verb(host) else _after_aside(host)
    return _last_joined(host, span), "parsed"


def beside(span: Span, phrase: Span) -> Token | None:
    """The verb or the event right before the date: "said on Monday", "after talks in May"."""
    first, sentence = min(phrase.start, span.start), span.root.sent
    if first <= sentence.start:
        return None
    before = _left_of(span.doc[first - 1], sentence)
    if is_verb(before) and (before.tag_ != "VBG" or before.lemma_ in SAYING):
        return before
    if (
        (is_event(before) or is_communication(before))
        and before.dep_ == "pobj"
        and before.head.lower_ not in _ABOUT
        and before.head.dep_ != "agent"
        and not (before.head.lower_ == "by" and child(before, "nummod") is not None)
        and not _is_goal(before)
    ):
        return before
    if (
        before.pos_ == "ADJ"
        and before.i > sentence.start
        and is_noun(before.head)
        and before.head.i < before.i
    ):
        aside = before.nbor(-1).text == "," or (
            before.left_edge.i > 0 and before.left_edge.nbor(-1).text == ","
        )
        return before if aside else None  # "the school, full since 2011,"
    return _told(before, span)


def _reduced(span: Span, phrase: Span) -> Token | None:
    """The participle of a subject whose date ends right before the main verb: "a law passed by them in May bars it"."""
    first, end, sentence = min(phrase.start, span.start), max(phrase.end, span.end), span.root.sent
    after = span.doc[end] if end < sentence.end else None
    verb = after.head if after is not None and after.dep_ in ("aux", "auxpass", "neg") else after
    if verb is None or not is_verb(verb) or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    about = child(verb, "nsubj", "nsubjpass")
    if about is None or about.i > first:
        return None
    clause = next((c for c in about.children if c.dep_ == "acl" and about.i < c.i < first), None)
    if clause is not None and any(above.i == clause.i for above in ancestors(span.root)):
        return None
    between = span.doc[clause.i : first] if clause is not None and clause.tag_ in ("VBN", "VBD") else None
    return None if between is None or any(t.is_punct for t in between) else clause


def filling(span: Span) -> Token | None:
    """The event that fills the time: "two weeks of fighting"."""
    of = span.doc[span.end] if span.end < span.root.sent.end else None
    filled = child(of, "pobj") if of is not None and of.lower_ == "of" else None
    return filled if filled is not None and is_event(filled) else None


def qualified(span: Span) -> Token | None:
    """The noun that the date belongs to: "the 2014 annexation", "Tuesday's talks"."""
    root = span.root
    if root.head.dep_ in SUBJECTS and span.start and span.doc[span.start - 1].dep_ == "prep":
        return None  # "in 2014 Russia annexed": what a preposition governs is no subject
    if root.head.lemma_.lower() in _TIMES:
        return None  # "Memorial Day weekend"
    if root.dep_ in ATTRIBUTIVE and is_noun(root.head) and _stands_before(span, root.head):
        return root.head
    return None


def _stands_before(span: Span, noun: Token) -> bool:
    """Whether the date is part of the noun phrase: "the 2014 annexation", not "on Sunday the president"."""
    between = span.doc[span.end : noun.i] if noun.i >= span.end else None
    if between is None or any(t.pos_ in ("DET", "PUNCT", "PRON") and t.text != "-" for t in between):
        return False
    preposition = span.start > span.root.sent.start and span.doc[span.start - 1].pos_ == "ADP"
    return not (preposition and any(t.tag_ in ("VBN", "VBD") for t in between))


def _left_of(before: Token, sentence: Span) -> Token:
    """The word before the date; the verb, where that is its particle: "fell through on Friday"."""
    if before.dep_ in ("prt", "advmod") and before.i > sentence.start and before.head.i == before.i - 1:
        return before.head
    return before


def _told(before: Token, span: Span) -> Token | None:
    """The saying verb of "told reporters on Tuesday that …"."""
    if not is_noun(before) or span.end >= span.doc[span.start].sent.end:
        return None
    verb = before.head if before.dep_ in ("dobj", "dative") else None
    after = span.doc[span.end].lower_
    return (
        verb
        if verb is not None and verb.lemma_ in SAYING and after in ("that", "he", "she", "they", "it")
        else None
    )


def is_fronted(span: Span, phrase: Span) -> bool:
    """Whether the date opens its clause: at the start of the sentence, after a semicolon or ", and"."""
    first, start = min(phrase.start, span.start), span.root.sent.start
    before = list(span.doc[start:first])
    if (
        all(t.is_punct or t.is_space or t.pos_ in ("CCONJ", "ADV", "ADP", "SCONJ") for t in before)
        and len(before) < 4
    ):
        return True
    if before[-1].text in (";", ":"):
        return True
    return (
        len(before) > 2
        and before[-1].pos_ == "CCONJ"
        and before[-2].text in (",", ";")
        and _main_verb(span.root.sent, max(span.end, phrase.end)) is not None
    )


def _main_verb(sentence: Span, after: int) -> Token | None:
    """The verb of the first clause of its own that begins after the token `after`, before a semicolon.

    The content counts, not the saying, where "police said" only follows it.
    """
    for token in sentence.doc[after : sentence.end]:
        if token.text == ";":
            return None
        if (
            token.dep_ in SUBJECTS
            and token.head.i > token.i
            and is_verb(token.head)
            and all(t.left_edge.i >= after or t.dep_ in _NUMBERS for t in token.lefts)
        ):
            verb = token.head
            slipped = verb.dep_ == "relcl" and sentence.start <= verb.head.i < after <= verb.left_edge.i
            if (slipped or verb.dep_ not in ("relcl", "acl", "advcl", "csubj")) and not (
                verb.dep_ == "ccomp" and verb.head.i < verb.i
            ):
                return verb
        elif (
            token.dep_ in SUBJECTS
            and token.head.i < token.i
            and token.head.i >= after
            and is_verb(token.head)
        ):
            return token.head if token.head.dep_ in ("ROOT", "conj") else None
    return sentence.root if is_verb(sentence.root) and sentence.root.i >= after else None


def _outside(verb: Token) -> Token:
    """The verb around an aside that a comma has closed before the date: "Hull, a port that is thriving, in May"."""
    if verb.dep_ != "relcl":
        return verb
    noun = verb.head
    opened = (noun.left_edge.i > 0 and noun.doc[noun.left_edge.i - 1].text == ",") or verb.left_edge.nbor(
        -1
    ).text == ","
    above = governor(noun)
    return above if opened and above is not None else verb


def _after_aside(noun: Token) -> Token:
    """The verb around an apposition that a comma has closed before the date: "the tower, a ruin, in May"."""
    above = governor(noun) if noun.dep_ == "appos" else None
    return above if above is not None and above.i < noun.i else noun


def _last_joined(host: Token | None, span: Span) -> Token | None:
    """The last of the verbs joined by "and" before the date: "rang the bell and closed the gate until Monday"."""
    if host is None or not is_verb(host) or host.i > span.start:
        return host
    joined = [v for v in host.conjuncts if is_verb(v) and host.i < v.i < span.start and v.head.i >= host.i]
    return max([host, *joined], key=lambda v: v.i)


def _climb(token: Token, span: Span) -> Token | None:
    """The verb or the event above `token`, by way of prepositions and of nouns that nothing happens in."""
    for above in ancestors(token):
        if above.i in range(span.start, span.end):
            continue
        if is_verb(above):
            return above
        if (
            is_event(above)
            or is_communication(above)
            or (is_noun(above) and above.dep_ == "appos" and above.pos_ != "PROPN")
            or _is_opening(above)
        ):
            return above
        if above.lemma_ in _DUE and is_noun(above.head) and above.head.i < above.i:
            return above
    return None


def _of_verb(verb: Token, span: Span, kind: Kind) -> list[tuple[Token, Kind]]:
    trigger = _cleft(verb, span) or trigger_of(verb, span.start)
    found: list[tuple[Token, Kind]] = [(trigger, kind)]
    if (
        verb.dep_ == "acl"
        and verb.lemma_ in DATING_PARTICIPLES
        and (is_communication(verb.head) or verb.head.lemma_.lower() in RULINGS)
    ):
        saying = _saying_above(verb.head)
        if saying is not None:
            found.append((saying, kind))
    return found


def _cleft(verb: Token, span: Span) -> Token | None:
    """What "it was on Monday that" tells of."""
    about = child(verb, "nsubj")
    if verb.lemma_ != "be" or about is None or about.lower_ != "it" or span.end >= span.root.sent.end:
        return None
    tie = span.doc[span.end]
    if tie.lower_ not in ("that", "when") or not is_verb(tie.head) or tie.head.i < tie.i:
        return None
    return tie.head


def _of_noun(noun: Token, span: Span, kind: Kind) -> list[tuple[Token, Kind]]:
    attributive = kind == "noun"
    above = governor(noun)
    if is_communication(noun):
        saying = _saying_above(noun)
        if saying is not None:
            return [(saying, "parsed")]
    if noun.dep_ == "pobj" and noun.head.dep_ == "agent" and is_verb(noun.head.head) and not attributive:
        return [(noun.head.head, "parsed")]
    if (noun.dep_ == "appos" or _is_opening(noun)) and not attributive and not is_communication(noun):
        return [(noun, "noun")]
    if not is_event(noun) and not is_communication(noun):
        return [] if attributive or above is None else [(trigger_of(above, span.start), "climbed")]
    if above is None:
        return [(noun, "noun")]
    if noun.dep_ == "dobj" and above.lemma_ in RECALLING:
        return [(noun, "noun")]
    if (noun.dep_ in ("dobj", "attr") or _is_aim(noun, above) or _is_goal(noun)) and not attributive:
        return [(trigger_of(above, span.start), "parsed")]
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ in _DURING
        and (noun.head.head.i == above.i or _is_amount(noun.head.head))
    ):
        if is_communication(noun) or (attributive and noun.head.lower_ != "during"):
            return [(above, "parsed")]
        return (
            [(noun, "noun"), (trigger_of(above, span.start), "climbed")]
            if noun.head.lower_ == "during"
            else [(trigger_of(above, span.start), "climbed")]
        )
    return [(noun, "noun")]


def _is_amount(token: Token) -> bool:
    """ "To $18 in morning trading": the trading is not that of the amount."""
    return token.pos_ == "NUM" or token.text == "%" or token.lower_ in ("percent", "cents", "points")


def _is_aim(noun: Token, verb: Token) -> bool:
    """Whether `noun` is what a past verb is about: "filed for protection", "rejected calls for his resignation"."""
    preposition = noun.head
    at = preposition.head
    aims = preposition.lower_ in _AIMS or (preposition.lower_ == "of" and at.lower_ == "out")
    if noun.dep_ != "pobj" or not aims or verb.tag_ not in ("VBD", "VBN") or verb.lemma_ in PROPOSING:
        return False
    if at.dep_ == "dobj" and is_communication(at):
        at = at.head
    return at.i == verb.i or (at.dep_ in ("advmod", "prep", "prt") and at.head.i == verb.i)


def _is_goal(noun: Token) -> bool:
    """Whether somebody comes to it: "returned to training in May", "went to trial in June"."""
    to = noun.head
    return noun.dep_ == "pobj" and to.lower_ == "to" and is_verb(to.head) and to.head.lemma_ in MOVING


def _saying_above(noun: Token) -> Token | None:
    """The saying that "in a message" tells the form of: the verb it hangs on, or the one above that."""
    if noun.dep_ in ("dobj", "attr"):
        return None
    if noun.lemma_.lower() in RULINGS and noun.dep_ == "pobj" and noun.head.lower_ == "in":
        return noun.head.head if is_verb(noun.head.head) else None
    for above in ancestors(noun):
        if is_verb(above) and above.lemma_ in SAYING | PROPOSING:
            return above
        if above.dep_ in ("relcl", "advcl"):
            return None
    return None
