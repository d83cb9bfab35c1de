"""What is told of a run of benchmarks."""

from xml.etree import ElementTree

from tests.benchmarks import report
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.picture import drawn

_PAGES = [
    Figure("page of 50 of 1,000 entries: head", 2.0, "ms", p99=3.5, beside=(("at the head", 2.0),)).as_json(),
    Figure(
        "page of 50 of 1,000 entries: early & old",
        7.0,
        "ms",
        p99=30.0,
        beside=(("at the head", 2.0),),
        aims=(Aim("at most", 3, "at the head"),),
        note="p99 above 15 ms",
    ).as_json(),
    Figure(
        "page of 50 of 1,000 entries: early & old, beside peers", 7.0, "ms", beside=(("naive", 140.0),)
    ).as_json(),
    Figure("page of 50 of 9,000 entries: head", 2.5, "ms").as_json(),
]


def test_a_figure_that_misses_its_aim_says_so() -> None:
    told = report.document({"machine": report.machine(), "sections": {report.PAGES: _PAGES}})

    assert "| page of 50 of 1,000 entries: head | 2.00 ms (p99 3.50) | at the head: 2.00 |  |" in told
    assert "at most 3.00 × at the head: 3.50 – **not reached**" in told
    assert "*p99 above 15 ms*" in told


def test_the_picture_has_a_bar_for_each_kind_of_page_and_each_peer() -> None:
    picture = ElementTree.fromstring(drawn(_PAGES))

    words = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]

    assert {"head", "early & old", "naive, early & old"} <= set(words)
    assert {"2.0", "7.0", "140.0"} <= set(words)
    assert "2.5" not in words


def test_a_run_without_peers_has_no_picture() -> None:
    assert drawn(_PAGES[:1]) == ""
