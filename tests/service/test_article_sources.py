"""What is told of a source before it is read as an article or as events."""

import pytest

from events.errors import UnreadableArticle
from events.incoming import BODY_SIZE_MAX
from events.ingestion.reading import Said
from service.article_sources import Content, Form, read

DAM = "On 2025-02-10 the dam broke."


@pytest.mark.parametrize("form", [Form.text, Form.html, Form.ninjs])
def test_the_beginning_of_what_is_too_large_is_not_taken_for_the_whole(form):
    with pytest.raises(UnreadableArticle, match="more than 10,000,000 bytes") as refused:
        Content(b" " * (BODY_SIZE_MAX + 1), form).article(Said(published="2025-02-11"))

    assert refused.value.details["reason"] == "too-long"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("flood-2025-02-11.txt", "2025-02-11"),
        ("2025-02-10-to-2025-02-11.html", "2025-02-11"),
        ("flood-2025-02-11-b.txt", None),
        ("12025-02-11.txt", None),
    ],
)
def test_the_day_is_the_one_that_a_name_ends_with(tmp_path, name, day):
    (tmp_path / name).write_text(DAM)

    assert read(str(tmp_path / name)).day == day
