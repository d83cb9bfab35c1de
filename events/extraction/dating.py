"""Which happening a time expression dates: by what stands beside it, else by the parse."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from events.extraction.clauses import ancestors, child, governor, is_noun, is_verb
from events.extraction.dated import Dated, Kind, Placed, tokens_of
from events.extraction.figures import compared, is_bracketed, is_of_other_figure
from events.extraction.fronting import is_fronted, main_verb
from events.extraction.happenings import is_communication, is_event, trigger_of
from events.extraction.lexicon import (
    BEGINNING,
    DATING_PARTICIPLES,
    ORDERING,
    PROPOSING,
    RECALLING,
    RULINGS,
    SAYING,
)
from events.extraction.neighbours import TIMES, beside, filling, is_goal, qualified, reduced
from events.extraction.nouns import words
from events.extraction.sharing import owners, sharing, tells_how_long, told_when

_DURING = words("during in at amid on with")
_AIMS = words("for from against")
"""A noun after these tells what the verb is about: a date after it is the verb's."""
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
    told = [
        Dated(verb, number, "parsed", True)
        for number, span in enumerate(spans)
        if span is not None and (verb := told_when(span)) is not None
    ]
    # "since 1992, when it was signed": not since
    told_of = {(link.trigger.i, link.expression) for link in told}
    direct = [link for link in direct if (link.trigger.i, link.expression) not in told_of] + told
    owned = owners(spans)
    lengths = {number for number, span in enumerate(spans) if span is not None and tells_how_long(span)}
    taken = {link.trigger.i for link in direct}
    lasting = taken - {link.trigger.i for link in direct if link.expression not in lengths}
    shared = [
        Dated(trigger, link.expression, "shared")
        for link in direct
        for trigger in sharing(link, spans, taken, owned, lasting)
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
    if is_bracketed(span):
        noun = span.doc[span.start - 2]
        return [(noun, "noun")] if is_event(noun) else []
    if is_of_other_figure(min(phrase.start, span.start), span.root.sent):
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
    return about.left_edge.nbor(-1).text == "," and noun.lemma_.lower() not in TIMES


def _host(span: Span, phrase: Span) -> tuple[Token | None, Kind]:
    """The word that the date modifies, a verb or a noun."""
    noun = filling(span) or qualified(span)
    if noun is not None:
        return noun, "noun"
    near = beside(span, phrase)
    if near is not None:
        return near, "beside" if is_verb(near) else "parsed"
    participle = reduced(span, phrase)
    if participle is not None:
        return participle, "parsed"
    if is_fronted(span, phrase):
        main = main_verb(span.root.sent, max(span.end, phrase.end))
        if main is not None:
            return main, "fronted"
    host = _climb(span.root, span)
    first = min(phrase.start, span.start)
    if host is not None and host.i < first and span.doc[first - 1].text == ",":
        host = _outside(host) if is_verb(host) else _after_aside(host)
    return _last_joined(host, span), "parsed"


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
        spent = noun.dep_ == "pobj" and noun.head.lower_ == "during"
        if above is None or (attributive and not spent):
            return []
        return [(trigger_of(above, span.start), "climbed")]
    if above is None:
        return [(noun, "noun")]
    if _is_moment_of(noun):
        return [(noun, "noun"), (trigger_of(above, span.start), "climbed")]
    if noun.dep_ == "dobj" and (above.lemma_ in RECALLING or _is_of_what_is_ordered(above, span)):
        return [(noun, "noun")]
    if (noun.dep_ in ("dobj", "attr") or _is_aim(noun, above) or is_goal(noun)) and not attributive:
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


def _is_of_what_is_ordered(verb: Token, span: Span) -> bool:
    """ "Announced a ban from May 1": from then on it is banned."""
    opening = {t.lower_ for t in span.doc[max(span.start - 1, span.root.sent.start) : span.start + 1]}
    return verb.lemma_ in ORDERING and bool(opening & (BEGINNING | {"from"}))


def _is_moment_of(noun: Token) -> bool:
    """ "Exploded 73 seconds after liftoff today": both on that day."""
    after = noun.head
    if noun.dep_ != "pobj" or after.lower_ not in ("after", "before", "into"):
        return False
    return any(
        t.lemma_ in ("second", "minute") for t in noun.doc[max(after.i - 1, noun.sent.start) : after.i]
    )


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
