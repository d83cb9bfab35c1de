import re
from itertools import product

from pydantic import TypeAdapter

from events.identity import article_id, fact_id
from events.payloads import Id

HASH, OTHER_HASH = "0" * 64, "1" * 64
URL = "https://news.example/a"


def test_an_article_is_identified_by_its_url_whatever_its_text():
    assert article_id(URL, HASH) == article_id(URL, OTHER_HASH)
    assert article_id(URL, HASH) != article_id(f"{URL}b", HASH)


def test_an_article_without_a_url_is_identified_by_the_hash_of_its_text():
    assert article_id(None, HASH) == article_id(None, HASH)
    assert article_id(None, HASH) != article_id(None, OTHER_HASH)


def test_a_url_that_reads_like_a_hash_is_no_hash():
    assert article_id(HASH, HASH) != article_id(None, HASH)


def test_a_fact_keeps_its_id_however_often_the_article_is_read():
    assert fact_id("n1", HASH, 3, 7, 1) == fact_id("n1", HASH, 3, 7, 1)


def test_a_fact_is_told_apart_by_article_version_trigger_and_ordinal():
    choices = product(("n1", "n2"), (HASH, OTHER_HASH), (3, 4), (7, 8), (1, 2))

    assert len({fact_id(*choice) for choice in choices}) == 2**5


def test_ids_never_change_between_releases():
    assert article_id(URL, HASH) == "nuk4z5r2wx6vsge4i"
    assert fact_id("n1", HASH, 3, 7, 1) == "fsswvdqgawird636g"


def test_ids_are_ids_of_the_event_models():
    for made in (article_id(URL, HASH), article_id(None, HASH), fact_id("n1", HASH, 3, 7, 1)):
        assert re.fullmatch(r"[nf][a-z2-7]{16}", made)
        assert TypeAdapter(Id).validate_python(made) == made
