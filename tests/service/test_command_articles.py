"""`asof add` with articles: files, pages, ninjs, URLs and standard input; many at once, and once more."""

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.running import run
from tests.service.conftest import EXTRACTORS

FIRST = "On 2025-02-10 the dam broke in Ebersdorf, Anna Berg said. On 2025-02-11 the council will meet in Ebersdorf.\n"
SECOND = "On 2025-02-09 the dam broke in Ebersdorf, Anna Berg said. On 2025-02-12 the bridge reopened in Ebersdorf.\n"
PAGE = (
    '<html lang="en"><head><title>The dam</title><meta property="article:published_time" '
    f'content="2025-02-11T06:00:00Z"></head><body><article><h1>The dam</h1><p>{FIRST}</p>'
    f"<p>{'It was a quiet night. ' * 20}</p></article></body></html>"
)
NINJS = {
    "uri": "urn:example:dam",
    "headline": "The dam",
    "body_text": FIRST,
    "versioncreated": "2025-02-11T06:00:00Z",
}


@pytest.fixture
def add(asof):
    return partial(asof, "add", "--extractor", "fixed")


@pytest.fixture
def flood(tmp_path: Path) -> Path:
    file = tmp_path / "flood-2025-02-11.txt"
    file.write_text(FIRST)
    return file


PAGES = {
    "/dam": ("text/html; charset=utf-8", PAGE.encode()),
    "/dam.txt": ("text/plain", FIRST.encode()),
    "/dam.json": ("application/json", json.dumps(NINJS).encode()),
    "/dam.png": ("image/png", b"\x89PNG"),
    "/huge": ("text/html", b"<p>" + b"x" * 11_000_000),
}
REDIRECTS = {"/moved": "/dam", "/away": "file:///etc/passwd", "/round": "/round"}


class Server(BaseHTTPRequestHandler):
    """A small web."""

    def do_GET(self) -> None:
        if target := REDIRECTS.get(self.path):
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
        elif page := PAGES.get(self.path):
            self.send_response(200)
            self.send_header("Content-Type", page[0])
            self.end_headers()
            try:
                self.wfile.write(page[1])
            except OSError:
                return  # the client has read enough
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    """The address of a server of pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_text_is_added_under_the_day_that_its_name_ends_with(add, asof, flood):
    added = add(flood)

    assert added.stderr == ""
    assert added.stdout.startswith(f"{flood}: 2 facts at positions 1 to ")
    shown = asof("show", "actor", "Anna Berg").stdout
    assert "The dam broke" in shown
    assert "known since 2025-02-11 12:00 UTC by statement" in shown


def test_adding_it_again_adds_nothing(add, flood):
    add(flood)

    again = add(flood)

    assert (again.returncode, again.stderr) == (0, "")
    assert ": already there, article-" in again.stdout


def test_another_text_of_a_url_is_a_revision(add, tmp_path, flood):
    url = "https://courier.example/dam"
    later = tmp_path / "later.txt"
    later.write_text(SECOND)
    add(flood, "--url", url, "--publisher", "The Courier", "--zone", "Europe/Berlin")

    revised = add(later, "--url", url, "--published", "2025-02-12T06:00:00Z")

    assert " was revised, facts: 1 new, 1 corrected, 1 retracted, at positions " in revised.stdout


def test_many_files_are_added_in_their_order_whatever_is_wrong_with_some(add, asof, tmp_path):
    files = []
    for number in range(6):
        file = tmp_path / f"{number}-2025-02-1{number}.txt"
        file.write_text(FIRST.replace("dam", f"dam{number}"))
        files.append(file)
    files[2].write_bytes(b"\xff\xfe\x00")
    undated = tmp_path / "undated.txt"
    undated.write_text(FIRST)

    added = add(*files, undated, "--jobs", "2")
    again = add(*files, undated)

    assert added.returncode == 1
    *lines, last = added.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [str(file) for file in files if file != files[2]]
    assert last == "5 added, 2 refused"
    assert f"{files[2]}: byte 0 (0xff) is not UTF-8" in added.stderr
    assert f"{undated}: nothing tells when it was published: say so with --published" in added.stderr
    assert again.stdout.splitlines()[-1] == "5 already there, 2 refused"


def test_a_name_that_no_file_can_have_does_not_stop_the_others(add, flood):
    added = add("x" * 300, flood)

    assert added.returncode == 1
    assert "cannot be read (File name too long)" in added.stderr
    assert "Traceback" not in added.stderr
    assert f"{flood}: 2 facts at positions " in added.stdout


def test_pages_and_ninjs_tell_themselves_when_they_were_published(add, tmp_path):
    page, item = tmp_path / "dam.html", tmp_path / "dam.json"
    page.write_text(PAGE)
    item.write_text(json.dumps(NINJS))

    added = add(page, item)

    assert added.stderr == ""
    assert added.stdout.count(": 2 facts at positions ") == 2
    assert added.stdout.endswith("2 added\n")


@pytest.mark.parametrize(
    ("text", "options"), [(FIRST, ["--published", "2025-02-11"]), (PAGE, []), (NINJS, [])]
)
def test_standard_input_is_told_by_what_it_holds(database_url, text, options):
    stdin = text if isinstance(text, str) else json.dumps(text, indent=1)
    path = os.pathsep.join([str(EXTRACTORS), str(Path.cwd())])

    added = run(
        *("add", "-", "--extractor", "fixed", *options), url=database_url, stdin=stdin, PYTHONPATH=path
    )

    assert added.stderr == ""
    assert added.stdout.startswith("standard input: 2 facts at positions ")


@pytest.mark.parametrize("path", ["/dam", "/dam.json", "/moved"])
def test_a_url_is_fetched(add, web, path):
    added, again = add(f"{web}{path}"), add(f"{web}{path}")

    assert added.stderr == ""
    assert f"{web}{path}: 2 facts at positions " in added.stdout
    assert ": already there" in again.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{web}/none", "the server answers 404"),
        ("{web}/dam.png", "it is of type image/png"),
        ("{web}/huge", "more than 10,000,000 bytes"),
        ("{web}/away", "is not allowed"),
        ("{web}/round", "the server answers 302"),
        ("{web}/dam.txt", "nothing tells when it was published"),
        ("ftp://127.0.0.1/dam", "expected http:// or https://"),
        ("http://127.0.0.1:1/dam", "cannot be fetched"),
        ("http://[::1/dam", "cannot be fetched"),
        ("file:///etc/passwd", "expected http:// or https://"),
    ],
)
def test_what_cannot_be_fetched_is_refused_with_the_reason(add, web, source, said):
    source = source.format(web=web)

    refused = add(source)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"{source}: ")
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_text_that_may_not_be_kept_is_not(add, asof, flood):
    add(flood, "--no-text", "--title", "A flood")

    assert "Ebersdorf, Anna Berg" not in asof("events", "--json").stdout


@pytest.mark.parametrize(
    "options",
    [("--title", "One"), ("--url", "https://courier.example/dam")],
)
def test_what_is_said_of_one_article_is_not_said_of_two(add, flood, options):
    wrong = add(flood, flood, *options)

    assert wrong.returncode == 2
    assert "it is that of one article, and there are 2 files" in wrong.stderr


def test_an_extractor_that_is_not_installed_is_refused_with_those_that_are(asof, flood):
    refused = asof("add", flood, "--extractor", "none")

    assert refused.returncode == 1
    assert "expected one of beyond, dying, endless, failing, fixed, other, rules, slow" in refused.stderr


def test_an_extractor_that_fails_is_said_to(asof, flood):
    refused = asof("add", flood, "--extractor", "failing")

    assert refused.returncode == 1
    assert "the extractor 'failing' failed (RuntimeError: no model)" in refused.stderr


def test_a_text_that_is_too_long_or_in_another_language_is_refused(add, tmp_path):
    long, german = tmp_path / "long-2025-02-11.txt", tmp_path / "german-2025-02-11.txt"
    long.write_text("On 2025-02-10 the dam broke. " * 80_000)
    german.write_text("Der Damm brach, und der Bürgermeister sagte, die Brücken seien gesperrt.")

    refused = add(long, german)

    assert refused.returncode == 1
    assert "2,320,000 characters: expected at most 250,000" in refused.stderr
    assert "the language is 'de'" in refused.stderr
