"""The README and the tours in docs/ say what is so: their commands run, in order, and print what is shown.

Their `console` blocks hold commands behind `$` (continued behind `>`), each with what it prints; `…` stands for
anything. They run in bash from the top of the checkout, against `asof serve` on an empty database: what `make run`
starts, but on a free port, in the tests' environment and on their database; docs/story.md has a sample of its own. The
`sh` blocks begin all that, so they are not run here; those of the README are held against the Makefile.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from tests.running import run, serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
ADDING = "docs/adding-an-article.md"
STORY = "docs/story.md"
ARTICLES = "docs/articles-in.md"
REVIEWING = "docs/reviewing.md"
IMPORTING = "docs/importing.md"
PICTURE = ROOT / "docs/timeline.svg"


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, and what is shown of its output."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        continued = 1
        while continued < len(lines) and lines[continued].startswith(">"):
            continued += 1
        shown = lines[continued:]
        yield "".join([lines[0], *(line.removeprefix(">") for line in lines[1:continued])]), "".join(shown)


def shows(shown: str, printed: str) -> bool:
    """Whether `printed` is what the document shows, `…` standing for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), flags=re.DOTALL) is not None


@pytest.mark.parametrize(
    ("name", "options", "at_least"),
    [
        ("README.md", (), 10),
        (ADDING, (), 10),
        (ARTICLES, (), 10),
        (STORY, ("--sample", "story"), 10),
        (REVIEWING, (), 3),
        (IMPORTING, (), 5),
    ],
)
def test_the_commands_of_a_document_print_what_it_shows(
    bare_database_url, warm_asof, name, options, at_least
):
    with serving(*options, DATABASE_URL=bare_database_url) as (_, lines, _):
        address = re.search(r"localhost:\d+", lines[0])
        assert address
        here = {"localhost:8000": address[0], ".venv/bin/asof": str(warm_asof)}
        environment = {**os.environ, "DATABASE_URL": bare_database_url, "COLUMNS": "80"}
        ran = 0
        for block in blocks("console", (ROOT / name).read_text()):
            for command, shown in commands(block):
                translated = re.sub("|".join(map(re.escape, here)), lambda found: here[found[0]], command)
                done = subprocess.run(
                    ["bash", "-c", translated],
                    cwd=ROOT,
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=60,
                )

                assert done.returncode == 0, (command, done.stderr)
                assert shows(shown, done.stdout), f"$ {command}\nprinted:\n{done.stdout}\nshown:\n{shown}"
                ran += 1
    assert ran >= at_least


def test_the_events_that_are_explained_are_those_of_the_files_and_all_of_them():
    files = ("article", "published", "ours", "withdrawal")
    lines = [(ROOT / f"tests/fixtures/adding/{file}.jsonl").read_text() for file in files]

    assert "".join(blocks("json", (ROOT / ADDING).read_text())) == "".join(lines)


def test_the_story_is_served_as_its_page_says():
    (begun,) = blocks("sh", (ROOT / STORY).read_text())

    assert "asof serve --sample story " in begun


def test_the_commands_that_begin_it_all_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for text in (README, (ROOT / "CONTRIBUTING.md").read_text()):
        called = [line.split()[:2] for block in blocks("sh", text) for line in block.splitlines()]

        assert called
        for program, target in called:
            assert program == "make"
            assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    assert re.search(r"^\t@exec \$\(BIN\)/asof serve$", makefile, flags=re.MULTILINE)


def test_the_picture_is_what_show_draws(database_url, tmp_path):
    bundled = "events/bundled/pokrovsk.jsonl"
    drawn = tmp_path / "timeline.svg"
    shown = ("show", "location", "pokrovsk", "--as-of", "2025-12-02T12:00:00Z")
    run("add", ROOT / bundled, url=database_url)

    run(*shown, "--svg", drawn, url=database_url)

    assert " ".join(shown) in (ROOT / "Makefile").read_text()
    assert without_names(drawn.read_text()) == without_names(PICTURE.read_text())


def test_the_picture_of_an_extraction_is_what_extract_draws(warm_asof, tmp_path):
    drawn = tmp_path / "extraction.svg"
    asked = ("extract", "tests/fixtures/articles-in/dam-2025-02-11.txt", "--zone", "Europe/Berlin")

    done = run(*asked, "--svg", drawn, url="postgresql://nobody@localhost:1/none", program=warm_asof)

    assert done.returncode == 0, done.stderr
    assert f"asof {' '.join(asked)} --svg docs/extraction.svg" in (ROOT / "Makefile").read_text()
    assert without_models(without_names(drawn.read_text())) == without_models(
        without_names((ROOT / "docs/extraction.svg").read_text())
    )


def without_models(svg: str) -> str:
    """The picture without the model that the Python at hand has, and the confidence that goes with it."""
    return re.sub(r"rules&#160;\d+&#160;\([^)]*\)|\d\.\d\d", "", svg)


def without_names(svg: str) -> str:
    """The picture without what differs from log to log: its name, and the id that Rich derives from the whole."""
    return re.sub(r"terminal-\d+", "terminal", re.sub(r"log&#160;\w+", "log", svg))


def test_the_settings_of_the_readme_are_those_there_are():
    table = README.partition("\n## Settings\n")[2].partition("\n## ")[0]
    named = re.findall(r"`(ASOF_\w+|DATABASE_URL)`", table)
    ours = {
        "DATABASE_URL" if name == "database_url" else f"ASOF_{name.upper()}" for name in Settings.model_fields
    }

    assert sorted(named) == sorted({*ours, "ASOF_PG_BIN"})
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert f"`{field.default}`" in table, name


PAGES = sorted(str(page.relative_to(ROOT)) for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_what_the_documents_link_to_is_there(name):
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / name).read_text()):
        assert ((ROOT / name).parent / target).exists(), target
