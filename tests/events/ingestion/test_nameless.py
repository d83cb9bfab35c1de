"""Whom two articles call by the same common noun are two; whom they name is one."""

from datetime import date

import pytest

from events.extraction.extraction import Article
from events.extraction.extractors import extractor
from events.ingestion.known import Acquainted, KnownSubject
from events.ingestion.nameless import Source, qualified, unqualified
from events.ingestion.subjects import Subjects, find
from events.names import fold_name
from events.payloads import ActorNamed
from tests.events.ingestion.intake import subject


def read(text: str, source: Source, *known: KnownSubject) -> Subjects:
    found = extractor().extract(Article(text=text, published_on=date(2024, 3, 12)))
    return find(found, source, Acquainted(actors=known))


def as_known(subjects: Subjects) -> list[KnownSubject]:
    return [
        subject(stream.partition("-")[2], named)
        for stream, named in subjects.named
        if isinstance(named, ActorNamed)
    ]


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("The council met on Friday.", False),
        ("The company closed its plant on Friday.", False),
        ("The boss resigned on Friday.", False),
        ("Police arrested a man on Friday.", False),
        ("Two men fled on Friday.", False),
        ("Jurors met on Friday.", False),
        ("A Derby man was jailed on Friday.", False),
        ("Russian troops withdrew on Friday.", True),
        ("Apple cut jobs on Friday.", True),
        ("Anna Kovacs resigned on Friday.", True),
    ],
)
def test_only_those_with_a_name_are_one_in_two_articles(text: str, shared: bool) -> None:
    first = read(text, Source("n1", "Here"))
    second = read(text, Source("n2", "There"), *as_known(first))

    assert first.actors
    assert first.actors.keys() == second.actors.keys()
    assert [first.actors[name] == second.actors[name] for name in first.actors] == [shared] * len(
        first.actors
    )


def test_the_name_says_in_which_article_and_can_be_taken_apart() -> None:
    found = extractor().extract(Article(text="The council met on Friday.", published_on=date(2024, 3, 12)))
    (council,) = found.actors

    name = qualified(council, Source("n1", "word " * 50))

    assert name.endswith(" …”)")
    assert len(name) < 100
    assert unqualified(name) == "council"
    assert fold_name(name).startswith("council in word")
