"""What any extractor must keep, whoever wrote it: call `check(extractor)` in a test of your own."""

from collections.abc import Iterable, Sequence
from datetime import date

from events.dates import Interval, interval, parse, time_zone
from events.extraction.extraction import Article, Extraction, Extractor, FactFound, Range

TEXTS = (
    "Ada Pell, the mayor of Lyon, resigned on 3 May 2021.\nShe said on Tuesday that the dam had failed in March.",
    "The bridge opened on 2021-05-01, closed on 2021-05-02.\r\nEngineers visited it, 2021-05-03.\r\n",
    "“Naïve” 🦆 ducks landed – on 2021-05-04, said Zoë’s café’s owner.",
    "HEADLINE WITHOUT A FULL STOP\n\n\n  The council met last week.\n\n© 2021 Nobody",
    "12345 67890 --- 2021 2021-13-45 99:99",
    "Nothing happened.",
    "🦆",
)
"""Articles of 5 May 2021: accents and emoji, headlines, odd newlines, numbers, and no date at all."""

PUBLISHED_ON = date(2021, 5, 5)


def check(extractor: Extractor, texts: Iterable[str] = TEXTS) -> None:
    """Raises AssertionError, with what is wrong, where the extractor breaks the contract on one of `texts`."""
    for text in texts:
        for zone in ("UTC", "Asia/Tokyo"):
            article = Article(text=text, published_on=PUBLISHED_ON, time_zone=zone)
            check_extraction(article, extractor.extract(article), extractor.extract(article))


def check_extraction(article: Article, found: Extraction, again: Extraction) -> None:
    """`found` and `again`, extracted from the same article, are equal and keep the contract."""
    assert found == again, "the same article gave another extraction when asked again"
    assert Extraction.model_validate_json(found.model_dump_json()) == found, "JSON does not bring it back"
    _check_ranges(article.text, found)
    _check_order(found)
    _check_dates(found)
    _check_names(found)
    _check_links(found)


def _check_ranges(text: str, found: Extraction) -> None:
    for timex in found.timexes:
        assert timex.end <= len(text), f"{timex} ends beyond the text"
    for fact in found.facts:
        assert 0 <= fact.start < fact.end <= len(text), f"the sentence of {fact} is not in the text"
        assert fact.start <= fact.trigger.start < fact.trigger.end <= fact.end, (
            f"the trigger of {fact} lies outside its sentence"
        )
        for words in _words(fact):
            assert words.end <= len(text), f"{words} of {fact} ends beyond the text"
            assert words.of(text).strip(), f"{words} of {fact} is blank"


def _words(fact: FactFound) -> Sequence[Range]:
    mentions = [mention.words for mention in (*fact.actors, *fact.locations)]
    return [
        words for words in (fact.trigger, fact.phrase, fact.speaker, *mentions, *fact.antecedents) if words
    ]


def _check_order(found: Extraction) -> None:
    at = [(fact.start, fact.trigger.start) for fact in found.facts]
    assert at == sorted(at), "the facts are not in the order of the text"
    at = [(timex.start, timex.end) for timex in found.timexes]
    assert at == sorted(at), "the time expressions are not in the order of the text"
    keys = [
        (fact.trigger.start, fact.trigger.end, fact.occurred.edtf, fact.status, fact.summary)
        for fact in found.facts
    ]
    assert len(set(keys)) == len(keys), "a fact is there twice"


def _check_dates(found: Extraction) -> None:
    for timex in found.timexes:
        if timex.edtf is not None:
            parse(timex.edtf)  # raises BadDate, which names the value
    for fact in found.facts:
        occurred = fact.occurred
        outer = interval(occurred.edtf, time_zone(occurred.time_zone or "UTC"))
        outer = outer if occurred.time_zone else outer.widened()
        assert outer.contains(Interval(occurred.earliest, occurred.latest)), (
            f"{occurred} is not inside its EDTF"
        )


def _check_names(found: Extraction) -> None:
    actors, locations = [one.name for one in found.actors], [one.name for one in found.locations]
    assert len(set(actors)) == len(actors), "two actors have one name"
    assert len(set(locations)) == len(locations), "two locations have one name"
    for fact in found.facts:
        named = {actor.name for actor in fact.actors} | set(fact.via) | {fact.attributed_to} - {None}
        assert named <= set(actors), f"{named - set(actors)} of {fact} are not among the actors"
        places = {place.name for place in fact.locations}
        assert places <= set(locations), f"{places - set(locations)} of {fact} are not among the locations"
        for mentions in (fact.actors, fact.locations):
            parts = [(mention.name, mention.role) for mention in mentions]
            assert len(set(parts)) == len(parts), f"somebody is twice in a role of {fact}"
    for location in found.locations:
        assert set(location.parents) <= set(locations), f"parents of {location} are not among the locations"


def _check_links(found: Extraction) -> None:
    for link in found.links:
        assert link.fact != link.other, f"{link} links a fact with itself"
        assert 0 <= min(link.fact, link.other) <= max(link.fact, link.other) < len(found.facts), (
            f"{link} names a fact that is not there"
        )
