"""The command `asof`. Each subcommand opens the database, asks, and prints; the work is done elsewhere.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no database answers. Errors are one sentence on stderr.
"""

import asyncio
import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import ValidationError

from events.errors import AsofError, BadQuestion, DatabaseUnreachable
from service import (
    commands_adding,
    commands_changing,
    commands_explaining,
    commands_extracting,
    commands_importing,
    commands_reading,
    commands_reviewing,
)
from service.command_line import UNREACHABLE, USAGE, check_data, complain, console, with_data
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

# What reads the log or the API takes half a second to import: each command imports what it needs.

_FIRST_QUESTION = {
    "pokrovsk": "/v1/locations/pokrovsk/timeline?as_of=2025-12-01T21:30:00Z",
    "story": "/v1/actors/maren-oskey/timeline?as_of=2025-02-10T12:00:00Z",
    "none": "/v1/schemas",
}
"""What `asof serve` says to try, by the sample."""

_OUTPUT_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE}


class ProjectionName(StrEnum):
    """The keys of projections.runner.PROJECTIONS, for Typer."""

    directory = "directory"
    timelines = "timelines"


app = typer.Typer(
    name="asof",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings: DATABASE_URL, ASOF_HOST, ASOF_PORT, ASOF_DATA, ASOF_LOG_LEVEL. "
    "Without DATABASE_URL a private Postgres runs in ASOF_DATA (.asof).",
)
database_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    database_commands, name="db", help="Look after the database.", epilog="Example: asof db upgrade"
)
app.add_typer(commands_adding.commands)
app.add_typer(commands_importing.commands)
app.add_typer(commands_reading.commands)
app.add_typer(commands_explaining.commands)
app.add_typer(commands_changing.commands)
app.add_typer(commands_extracting.commands)
app.add_typer(commands_reviewing.commands)


def main() -> None:
    """The process has done what its arguments say and ended with an exit code that tells how it went."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?", no traceback
    try:
        with _whole_output():
            app()
    except DatabaseUnreachable as error:
        sys.exit(complain([str(error)], UNREACHABLE))
    except BadQuestion as error:
        from service.wording import option

        sys.exit(complain([option(error)]))
    except AsofError as error:
        sys.exit(complain([str(error)]))
    except ValidationError as error:  # of Settings; all others become an AsofError
        from service.wording import setting

        sys.exit(complain([setting(error)], USAGE))


@contextlib.contextmanager
def _whole_output() -> Iterator[None]:
    """What the block prints has been written; else the process ends, in silence if nobody reads on."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        if error.errno not in _OUTPUT_FAILS:
            raise
        with contextlib.suppress(OSError, ValueError):  # what is left of it would fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        said = [] if error.errno == errno.EPIPE else [f"the output cannot be written: {error.strerror}"]
        sys.exit(complain(said))


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"asof {version('asof-timelines')}")
        raise typer.Exit


@app.callback()
def asof(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Dated facts from news articles, and the timelines they made as of any moment."""


@app.command(epilog="Example: asof serve --port 8080 --sample none")
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (ASOF_HOST; 127.0.0.1), e.g. 0.0.0.0.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port to listen on (ASOF_PORT; 8000); 0 picks a free one.", max=65_535, min=0),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that answer requests, e.g. 4.", min=1)] = 1,
    sample: Annotated[
        Literal["pokrovsk", "story", "none"],
        typer.Option(help="What an empty log begins with: a real article, an invented story, or nothing."),
    ] = "pokrovsk",
) -> None:
    """Serve the API until Ctrl-C or SIGTERM.

    The database is started and migrated for it, and an empty log is given its first articles.
    """
    from service import serving

    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})

    def announce(url: str) -> None:
        data = "in the database of DATABASE_URL" if settings.database_url else f"in {settings.data.resolve()}"
        print(f"Asof answers at {url}, which lists what to ask; in detail: {url}/openapi.json")
        print(f'Try: curl "{url}{_FIRST_QUESTION[sample]}"')
        print(f"Ctrl-C stops it; the data stays {data}", flush=True)

    serving.serve(settings, workers=workers, sample=None if sample == "none" else sample, announce=announce)


@app.command(epilog="Example: asof rebuild timelines")
def rebuild(
    names: Annotated[
        list[ProjectionName] | None,
        typer.Argument(help="directory, timelines, or both (the default).", metavar="PROJECTION"),
    ] = None,
) -> None:
    """Fold the log into new tables and switch to them.

    Readers are answered from the old ones until then.
    """
    from projections.rebuilding import rebuild as rebuilt
    from projections.runner import PROJECTIONS
    from service.database import with_two_connections
    from service.terminal import progress

    async def rebuild_each(conn: "asyncpg.Connection", beside: "asyncpg.Connection") -> None:
        for name in names or PROJECTIONS:
            with progress(console(stderr=True), f"rebuild {name}", "events") as tell:
                generation = await rebuilt(conn, PROJECTIONS[name], tell, beside=beside)
            print(f"{name}: generation {generation.number} serves, up to position {generation.position}")

    check_data(Settings())
    with_two_connections(rebuild_each)


@database_commands.command(epilog="Example: DATABASE_URL=postgresql://me@db.example/asof asof db upgrade")
def upgrade() -> None:
    """Migrate the database to this version.

    It has this version's schema and rules then; nothing happens where it has them already.
    """
    from service.database import database
    from service.database import upgrade as upgraded

    settings = Settings()
    with database(settings) as url:
        asyncio.run(upgraded(url, settings))
    print("the database has this version's schema and rules")


@database_commands.command(epilog="Example: asof db fork")
def fork() -> None:
    """Let the log go on under another name, after its end may have been lost.

    For a database that was restored from a dump: answers given before stay under the old name, up to here.
    """
    from events import log

    async def begin_anew(conn: "asyncpg.Connection") -> "tuple[log.Head, log.Head]":
        async with conn.transaction():
            head, _ = await log.lock_head(conn)
            return head, await log.begin_anew(conn)

    ended, begun = with_data(begin_anew)
    print(f"log {ended.log} ended at position {ended.position}; from there on it is log {begun.log}")


if __name__ == "__main__":
    main()
