"""Which format a client gets: the suffix it asks for, else what its `Accept` likes best."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.formats import FORMATS, JSON
from service.negotiation import NotAcceptable, by_accept


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV;charset=utf-8", "text/csv"),
        ("text/*", "text/csv"),
        ("text/calendar, text/csv;q=0.9", "text/calendar"),
        ("text/csv;q=0.2, text/calendar;q=0.3", "text/calendar"),
        ("text/csv, */*", "text/csv"),
        ("*/*;q=0.9, text/*;q=0.5, text/calendar;q=1", "text/calendar"),
        ("application/json;q=0, */*", "application/jsonl"),
        ("application/json;q=0.1, application/geo+json ; q=0.2", "application/geo+json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ('application/ld+json;profile="a,b;q=0";q=0.9, text/csv;q=0.8', "application/ld+json"),
        ("application/atom+xml;q=1.000", "application/atom+xml"),
        ("nonsense", "application/json"),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv;q=7, text/calendar;q=0.1", "text/calendar"),
    ],
)
def test_accept_is_read_with_qualities_wildcards_and_parameters(accept: str, media_type: str) -> None:
    assert by_accept(accept).format.media_type == media_type


@pytest.mark.parametrize(
    "accept", ["image/png", "text/html", "*/*;q=0", "application/json;q=0.0", "text/csvx"]
)
def test_where_nothing_is_accepted_the_refusal_lists_what_there_is(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        by_accept(accept)

    listed = {each["media_type"]: each["suffix"] for each in refused.value.details["available"]}
    assert listed == {each.media_type: suffix for suffix, each in FORMATS.items()}


@given(st.text(st.characters(max_codepoint=255)) | st.text('text/csvapplicationjson;q=0.1,*" \\'))
def test_whatever_a_client_sends_it_gets_a_format_or_is_refused(accept: str) -> None:
    with contextlib.suppress(NotAcceptable):
        assert by_accept(accept).format in FORMATS.values()


def test_suffixes_and_media_types_are_each_one_formats_and_json_is_the_first() -> None:
    assert next(iter(FORMATS.values())) is JSON
    assert len({each.media_type for each in FORMATS.values()}) == len(FORMATS)
