"""Text, pages and ninjs, taken apart; what is said of an article counts more than what it says of itself."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import UNREADABLE, UnreadableArticle
from events.ingestion.reading import Said, decoded, from_html, from_ninjs, from_text

TEXT = "The dam above the town broke on Monday, and the mayor said that two bridges were closed."
BODY = f"<article><h1>The dam</h1><p>{TEXT}</p><p>{'It rained all night in the valley. ' * 10}</p></article>"
PUBLISHED = "2025-02-11T06:00:00Z"


def page(*head: str, body: str = BODY) -> str:
    return f'<html lang="en"><head><title>The dam</title>{"".join(head)}</head><body>{body}</body></html>'


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {"@type": "NewsArticle", "datePublished": PUBLISHED}


@pytest.mark.parametrize(
    "head",
    [
        json_ld(ARTICLE),
        json_ld([{"@type": "Organization"}, ARTICLE]),
        json_ld(
            {"@context": "https://schema.org", "@graph": [{"@type": ["ReportageNewsArticle"], **ARTICLE}]}
        ),
        f'<meta property="article:published_time" content="{PUBLISHED}">',
        f'<meta itemprop="datePublished" content="{PUBLISHED}">',
        f'<meta name="parsely-pub-date" content="{PUBLISHED}">',
        f'<meta name="date" content=" {PUBLISHED} ">',
    ],
)
def test_a_page_declares_when_it_was_published_in_many_ways(head):
    read = from_html(page(head), Said())

    assert read.publication.at is not None
    assert read.publication.at.isoformat() == "2025-02-11T06:00:00+00:00"


def test_a_time_element_counts_too():
    body = BODY.replace("</h1>", f'</h1><time itemprop="datePublished" datetime="{PUBLISHED}">Tuesday</time>')

    assert from_html(page(body=body), Said()).publication.at is not None


def test_a_date_that_is_only_in_the_text_or_address_is_none():
    body = BODY.replace("</article>", "<p>Published on 2 March 2024.</p></article>")

    with pytest.raises(UnreadableArticle, match="nothing tells when"):
        from_html(page(body=body), Said(url="https://courier.example/2024/03/02/dam"))


def test_when_a_page_was_changed_is_a_revision_of_it():
    modified = '<meta property="article:modified_time" content="2025-02-12T06:00:00Z">'
    read = from_html(page(json_ld(ARTICLE), modified), Said())
    said = from_html(page(json_ld(ARTICLE), modified), Said(published="2025-02-11"))

    assert read.revision is not None
    assert read.revision.on.isoformat() == "2025-02-12"
    assert said.revision is None


def test_of_a_page_its_main_text_is_taken():
    read = from_html(
        page(json_ld(ARTICLE), body=f"<nav>Home Sports</nav>{BODY}<footer>Imprint</footer>"), Said()
    )

    assert TEXT in read.text
    assert "Home" not in read.text
    assert "Imprint" not in read.text


@pytest.mark.parametrize(
    "html", ["", "   ", "<html></html>", "<p>", "<!-- -->", "<html><body><script>x</script>"]
)
def test_a_page_without_text_is_refused(html):
    with pytest.raises(UnreadableArticle) as refused:
        from_html(html, Said(published="2025-02-11"))

    assert refused.value.details["reason"] == "no-text"


@given(st.one_of(st.text(), st.binary()))
def test_any_page_is_read_or_refused(html):
    with contextlib.suppress(UnreadableArticle):
        assert from_html(html, Said(published="2025-02-11")).text


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)
items = st.fixed_dictionaries(
    {"uri": st.just("urn:x")},
    optional={
        name: st.one_of(
            json_values, st.just([{"value": TEXT}, {"name": TEXT}]), st.just(TEXT), st.just(PUBLISHED)
        )
        for name in (
            *("type", "body_text", "body_xhtml", "bodies", "headlines", "headline", "language"),
            *("versioncreated", "firstCreated", "infosources", "copyrightHolder"),
        )
    },
)


@given(st.one_of(json_values, items))
def test_any_ninjs_is_read_or_refused(item):
    with contextlib.suppress(UnreadableArticle):
        assert from_ninjs(item, Said(published="2025-02-11")).url == "urn:x"


def test_a_later_version_in_ninjs_is_a_revision():
    item = {
        "uri": "urn:x",
        "body_text": TEXT,
        "firstcreated": PUBLISHED,
        "versioncreated": "2025-02-12T06:00:00Z",
    }

    read = from_ninjs(item, Said())

    assert (read.publication.on.day, read.revision and read.revision.on.day) == (11, 12)


def test_what_is_said_counts_more_than_what_the_page_says():
    said = Said(
        url="https://a.example/b", title="T", publisher="P", published="2025-02-12", time_zone="Europe/Kyiv"
    )

    read = from_html(page(json_ld(ARTICLE), '<link rel="canonical" href="https://c.example/d">'), said)

    assert (read.url, read.title, read.publisher) == ("https://a.example/b", "T", "P")
    assert (read.publication.at, read.publication.on.day, read.publication.zone) == (None, 12, "Europe/Kyiv")


def test_without_a_title_the_first_line_is_one():
    assert from_text(f"\n The dam  broke \n\n{TEXT}", Said(published="2025-02-11")).title == "The dam broke"
    assert from_text(f"{TEXT} {TEXT}", Said(published="2025-02-11")).title.endswith(" …")


def test_a_fragment_is_no_part_of_what_identifies_an_article():
    assert (
        from_text(TEXT, Said(url=" https://a.example/b#c ", published="2025-02-11")).url
        == "https://a.example/b"
    )


@pytest.mark.parametrize(
    "url", ["a", "/b", "a.example", "https://", "https://a b", "https://[", "https://a/\x00", "#"]
)
def test_what_is_no_url_is_refused(url):
    with pytest.raises(UnreadableArticle) as refused:
        from_text(TEXT, Said(url=url, published="2025-02-11"))

    assert refused.value.details["reason"] == "bad-url"


def test_the_text_is_kept_as_it_is():
    text = decoded(f"\ufeff{TEXT}\r\n".encode())

    assert from_text(text, Said(published="2025-02-11")).text == f"{TEXT}\r\n"


@given(st.text(max_size=200), st.text(max_size=50), st.text(max_size=50))
def test_any_text_is_taken_or_refused_with_a_reason(text, title, publisher):
    try:
        read = from_text(text, Said(title=title or None, publisher=publisher or None, published="2025-02-11"))
    except UnreadableArticle as refused:
        assert refused.details["reason"] in UNREADABLE  # noqa: PT017
    else:
        assert read.text == text
        assert read.for_extractor().text == text


def test_a_tag_of_very_many_attributes_is_refused_before_a_parser_compares_them_all():
    page = f"<html><body><article {' '.join(f'a{n}=1' for n in range(50_000))}>Ducks landed.</article>"

    with pytest.raises(UnreadableArticle, match="more than 1,000 attributes"):
        from_html(page, Said(published="2025-02-11"))
