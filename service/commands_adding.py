"""The command that adds: events as they are, or articles, which are read for their dated facts."""

import contextlib
import os
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from events.errors import InvalidEvents
from service.command_line import REFUSED, complain, console
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

    from service.adding import Options, Outcome

JOBS_MAX = 64

commands = typer.Typer(rich_markup_mode=None)


@commands.command(
    epilog="Example: asof add flood-2025-02-10.txt --publisher 'The Courier', or: "
    "curl -s https://example.org/events | asof add -"
)
def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Events (.jsonl), articles (.txt, .html, ninjs as .json), URLs; - is standard input.",
            metavar="FILE|URL",
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(
            help="When the articles were published, e.g. 2025-12-02 or 2025-12-02T09:30:00Z; else what they say "
            "of themselves, else the day that a file's name ends with.",
            metavar="DATE",
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="The publisher's time zone (UTC), e.g. Europe/Kyiv.", metavar="ZONE")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="What identifies the article, e.g. https://news.example/flood.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published them, e.g. 'The Courier'.")] = None,
    title: Annotated[str | None, typer.Option(help="The title of the article, e.g. 'Dam breaks'.")] = None,
    no_text: Annotated[
        bool,
        typer.Option("--no-text", help="Keep nothing of the texts but their hashes and offsets into them."),
    ] = False,
    extractor: Annotated[
        str, typer.Option(help="Who reads the articles: rules, or one that a package adds.", metavar="NAME")
    ] = "rules",
    jobs: Annotated[
        int | None,
        typer.Option(
            help="Processes that read articles at a time, e.g. 4.", min=1, max=JOBS_MAX, metavar="N"
        ),
    ] = None,
    cloudevents: Annotated[
        bool, typer.Option("--cloudevents", help="The files are CloudEvents batches: a JSON array each.")
    ] = False,
) -> None:
    """Record the events of files, or articles with their dated facts; each file all or nothing.

    What was recorded before stays as it is, so that an interrupted run can be run again. One that is refused does not
    stop the others.
    """
    from events.ingestion.reading import Said
    from service import extracting
    from service.adding import Options
    from service.database import with_database

    _check_sources(sources)
    _check_single(sources, url=url, title=title)
    extracting.check_extractor(extractor)
    said = Said(
        url=url,
        title=title,
        publisher=publisher,
        published=published,
        time_zone=zone,
        keep_text=not no_text,
    )
    processes = jobs or min(len(sources), os.cpu_count() or 1)
    options = Options(said, extractor, processes, Settings().extraction_timeout_s, cloudevents)
    with extracting.processes_kept():
        refused = with_database(lambda conn: _add_all(conn, sources, options))
    if refused:
        raise typer.Exit(REFUSED)


async def _add_all(conn: "asyncpg.Connection", sources: list[str], options: "Options") -> bool:
    """Whether any source was refused; each is told of on a line, and all of them at the end."""
    from service import wording
    from service.adding import add_sources
    from service.terminal import progress

    terminal, tally = console(), wording.Tally()
    with contextlib.ExitStack() as stack:
        many = len(sources) > 1 and terminal.is_terminal
        tell = stack.enter_context(progress(terminal, "adding", "files")) if many else None
        async for source, outcome in add_sources(conn, sources, options):
            _say(source, outcome, terminal)
            tally.count(outcome)
            if tell:
                tell(tally.sources, len(sources))
    if tally.sources > 1 and tally.articles:
        terminal.print(tally.told(), soft_wrap=True)
    return tally.refused > 0


def _say(source: str, outcome: "Outcome", terminal: Console) -> None:
    from service import wording
    from service.article_sources import shown
    from service.files import Added, TakenIn

    if isinstance(outcome, Added):
        terminal.print(wording.added(shown(source), outcome), soft_wrap=True)
    elif isinstance(outcome, TakenIn):
        terminal.print(wording.taken_in(shown(source), outcome), soft_wrap=True)
    elif isinstance(outcome, InvalidEvents):
        complain(wording.problems(shown(source), outcome.details["problems"]))
    else:
        complain([f"{shown(source)}: {wording.refused(outcome)}"])


def _check_sources(sources: list[str]) -> None:
    """There are such files, or they are URLs."""
    from service.article_sources import is_url

    check_files([source for source in sources if not is_url(source)])


def check_files(files: list[str]) -> None:
    """There are such files, pipes or devices; whether they can be read is seen when they are."""
    from service.article_sources import STDIN

    for name in files:
        if name == STDIN:
            continue
        file = Path(name)
        try:
            if S_ISDIR(file.stat().st_mode):
                raise typer.BadParameter(f"{file} is a folder", param_hint="FILE")
        except (FileNotFoundError, NotADirectoryError):
            raise typer.BadParameter(f"there is no file {file}", param_hint="FILE") from None
        except OSError:
            continue


def _check_single(sources: list[str], **of_one: str | None) -> None:
    """What is said of one article is not said of several."""
    for name, value in of_one.items():
        if value is not None and len(sources) > 1:
            raise typer.BadParameter(
                f"it is that of one article, and there are {len(sources)} files", param_hint=f"--{name}"
            )
