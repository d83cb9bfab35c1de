"""The dated facts of an article: happenings, their dates, who says so, who and where."""

from collections.abc import Sequence, Set
from dataclasses import replace

from spacy.tokens import Doc, Token

from events.extraction.cast import Cast
from events.extraction.clauses import SUBJECTS, child, tense
from events.extraction.confidence import confidence, needs_review
from events.extraction.dated import Dated, tokens_of
from events.extraction.dating import dated
from events.extraction.distances import apart
from events.extraction.enumerations import best
from events.extraction.event_relative import settled
from events.extraction.extraction import ActorNamedIn, Article, FactFound, LocationNamedIn, Range
from events.extraction.lengths import lasting
from events.extraction.lexicon import DECIDING, SUSPENDING, VERDICTS
from events.extraction.occurrence import is_news, lies_ahead, occurred, of_noun, zone_named
from events.extraction.roles import Lying, parts
from events.extraction.sayings import Sayings, is_public
from events.extraction.status import status
from events.extraction.summary import summary
from events.extraction.times.datelines import DATELINE
from events.extraction.times.expression import TimeExpression
from events.extraction.unnamed import name_first_person, source_of

PLACES_FIRST = ("place", "target", "destination", "origin", "mentioned")


def facts(doc: Doc, article: Article, expressions: Sequence[TimeExpression], cast: Cast) -> list[FactFound]:
    """The facts that `expressions` date, in the order of the text; each trigger once a date."""
    sayings = Sayings(doc)
    expressions = settled(doc, expressions)
    dates = _date_tokens(doc, expressions)
    links = [
        link for link in dated(doc, expressions) if _is_dating(expressions[link.expression], link, dates)
    ]
    links = [_decided(link, expressions[link.expression], article) for link in best(doc, links, expressions)]
    distant = apart(doc, links, expressions, article.published_on)
    links += [link for link, _ in distant]
    expressions = [*expressions, *(told for _, told in distant)]
    lengths = lasting(doc, links, expressions)
    links += [link for link, _ in lengths]
    expressions = [*expressions, *(told for _, told in lengths)]
    triggers = {link.trigger.i for link in links}
    found = []
    for link in sorted(links, key=lambda link: (link.trigger.i, link.expression)):
        fact = _fact(link, doc, article, expressions[link.expression], cast, sayings, triggers, dates)
        if fact is not None:
            found.append(fact)
    return found


def _fact(
    link: Dated,
    doc: Doc,
    article: Article,
    expression: TimeExpression,
    cast: Cast,
    sayings: Sayings,
    triggers: set[int],
    dates: set[int],
) -> FactFound | None:
    trigger, saying = link.trigger, sayings.of(link.trigger)
    speaker = saying.speaker if saying is not None else None
    source = source_of(speaker, cast) if speaker is not None else None
    if source is not None and saying is not None and not saying.is_own:
        name_first_person(trigger.sent, source, cast)
    taking, lying = parts(trigger, saying, cast, triggers)
    when = occurred(
        article.text,
        of_noun(expression) if link.is_qualifying else expression,
        _zone(expression, lying, article),
        link.kind == "shared",
    )
    if when is None:
        return None
    sentence = trigger.sent
    start, end = _trimmed(article.text, sentence.start_char, sentence.end_char)
    span = tokens_of(doc, expression.start, expression.end)
    sure = confidence(
        trigger,
        span.start if span is not None else trigger.i,
        link.kind,
        when,
        any(part.place.candidates for part in lying),
    )
    return FactFound(
        start=start,
        end=end,
        trigger=_range(trigger),
        phrase=Range(start=expression.phrase_start, end=expression.phrase_end),
        occurred=when,
        is_statement=saying is not None and saying.is_own and is_public(saying, sayings.quoted),
        status=status(trigger, saying, lies_ahead(when.edtf, article.published_on)),
        attributed_to=source.name if source is not None else None,
        via=tuple(
            name.name
            for token in (saying.via if saying else ())
            if (name := source_of(token, cast)) is not None
        ),
        speaker=_range(speaker) if speaker is not None else None,
        actors=tuple(ActorNamedIn(name=t.actor.name, role=t.role, words=_range(t.token)) for t in taking),
        locations=tuple(
            LocationNamedIn(name=p.place.name, role=p.role, words=_range(p.token)) for p in lying
        ),
        summary=summary(
            trigger,
            cast,
            dates,
            [t.actor for t in taking if t.role in ("agent", "participant", "patient")],
            [p.place for p in lying if p.role == "place"],
            source,
        )
        or trigger.text,
        confidence=sure,
        needs_review=needs_review(sure, when, any(part.place.candidates for part in lying)),
    )


def _is_dating(expression: TimeExpression, link: Dated, dates: Set[int]) -> bool:
    """Whether `expression` dates the happening of `link`: a window that things are counted in only what goes on."""
    trigger = link.trigger
    if (
        expression.occurred is None
        or link.kind == "compared"
        or _is_imprint(trigger)
        or _tells_of_the_date(trigger, dates)
    ):
        return False
    if expression.relation == "count":
        return trigger.tag_ == "VBG" and tense(trigger) == "present"
    return True


def _is_imprint(trigger: Token) -> bool:
    """Whether the sentence only tells of the article itself: "Published 4 May 2012"."""
    if DATELINE.fullmatch(trigger.sent.text_with_ws):
        return True
    return (
        trigger.dep_ == "ROOT"
        and trigger.tag_ in ("VBN", "VBD")
        and child(trigger, *SUBJECTS) is None
        and (trigger.lemma_ in ("publish", "update", "post", "print", "file", "issue", "print"))
    )


def _tells_of_the_date(trigger: Token, dates: Set[int]) -> bool:
    """ "November was the worst month", or a trigger that is a date itself: nothing happens."""
    about = child(trigger, *SUBJECTS) if trigger.lemma_ == "be" else None
    return trigger.i in dates or (about is not None and about.i in dates)


def _decided(link: Dated, expression: TimeExpression, article: Article) -> Dated:
    """The decision, where its date is past: "agreed to sell it on Sunday", not "agreed to meet on Friday".

    The verdict, where its date is news: "was cleared of lying to the court on Wednesday".
    """
    if link.trigger.dep_ == "pcomp" and (verdict := link.trigger.head.head).lemma_ in VERDICTS:
        return replace(link, trigger=verdict) if is_news(expression.occurred, article.published_on) else link
    decision = link.trigger.head
    if (
        link.trigger.dep_ in ("xcomp", "dobj")
        and link.trigger.tag_ == "VBG"
        and decision.lemma_ in SUSPENDING
    ):
        return replace(link, trigger=decision)
    if link.trigger.dep_ != "xcomp" or decision.lemma_ not in DECIDING or decision.tag_ not in ("VBD", "VBN"):
        return link
    ahead = lies_ahead(expression.occurred, article.published_on) if expression.occurred else True
    return link if ahead is not False else replace(link, trigger=decision)


def _date_tokens(doc: Doc, expressions: Sequence[TimeExpression]) -> set[int]:
    found: set[int] = set()
    for expression in expressions:
        ends = expression.end if expression.offset is not None else expression.phrase_end
        span = tokens_of(doc, expression.phrase_start, ends)
        if span is not None and expression.occurred is not None:
            found.update(range(span.start, span.end))
            found.update(t.i for t in doc[span.end : span.end + 1] if t.tag_ == "POS")
    return found


def _zone(expression: TimeExpression, lying: Sequence[Lying], article: Article) -> str:
    by_role = sorted(lying, key=lambda part: PLACES_FIRST.index(part.role))
    return zone_named(expression.zone, *(part.place.time_zone for part in by_role), article.time_zone)


def _range(token: Token) -> Range:
    return Range(start=token.idx, end=token.idx + len(token.text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    while start < end - 1 and text[start].isspace():
        start += 1
    return start, end
