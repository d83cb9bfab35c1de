"""The command `asof`. Each subcommand opens the database, asks, and prints; the work is done elsewhere.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no database answers. Errors are one sentence on stderr.
"""

import asyncio
import contextlib
import errno
import os
import re
import shlex
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast

import typer
from pydantic import ValidationError
from rich.console import Console

from events.errors import (
    AmbiguousName,
    AsofError,
    BadQuestion,
    Conflict,
    DatabaseUnreachable,
    InvalidEvents,
    NotFound,
    Refused,
)
from service import commands_reading
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

    from projections.naming import Kind
    from projections.replay import Difference, Replay

# What reads the log or the API takes half a second to import: each command imports what it needs.

REFUSED, USAGE, UNREACHABLE = 1, 2, 3

POSITION_MAX = 2**62
"""The end that the log can have, events.envelope.END."""

_FIRST_QUESTION = {
    "pokrovsk": "/v1/locations/pokrovsk/timeline?as_of=2025-12-01T21:30:00Z",
    "story": "/v1/actors/maren-oskey/timeline?as_of=2025-02-10T12:00:00Z",
    "none": "/v1/schemas",
}
"""What `asof serve` says to try, by the sample."""

NAMES_SEARCHED_MAX = 5_000
"""How many subjects' names are compared with one that is not found."""

_OUTPUT_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE}

T = TypeVar("T")


class ProjectionName(StrEnum):
    """The keys of projections.runner.PROJECTIONS, for Typer."""

    directory = "directory"
    timelines = "timelines"


class FormatName(StrEnum):
    """The names of service.formats.FORMATS, for Typer."""

    json = "json"
    jsonl = "jsonl"
    ndjson = "ndjson"
    csv = "csv"
    ics = "ics"
    geojson = "geojson"
    atom = "atom"
    timelinejs = "timelinejs"
    jsonld = "jsonld"


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


def main() -> None:
    """The process has done what its arguments say and ended with an exit code that tells how it went."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?", no traceback
    try:
        with _whole_output():
            app()
    except DatabaseUnreachable as error:
        sys.exit(_complain([str(error)], UNREACHABLE))
    except BadQuestion as error:
        from service.wording import option

        sys.exit(_complain([option(error)]))
    except AsofError as error:
        sys.exit(_complain([str(error)]))
    except ValidationError as error:  # of Settings; all others become an AsofError
        from service.wording import setting

        sys.exit(_complain([setting(error)], USAGE))


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
        sys.exit(_complain(said))


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


@app.command(epilog="Example: asof add article.jsonl, or: curl -s https://example.org/events | asof add -")
def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files of events, one JSON object a line; - is standard input.",
            metavar="FILE",
        ),
    ],
    cloudevents: Annotated[
        bool, typer.Option("--cloudevents", help="The files are CloudEvents batches: a JSON array each.")
    ] = False,
) -> None:
    """Record the events of files, each file all or nothing.

    What was recorded before stays as it is. The first file that is refused ends it; those before it are recorded.
    """
    from service.database import with_database
    from service.files import STDIN
    from service.terminal import progress

    for file in files:
        if file != STDIN:
            _check_file(file)
    console = _console()

    async def add_all(conn: "asyncpg.Connection") -> None:
        with contextlib.ExitStack() as stack:
            many = len(files) > 1 and console.is_terminal
            tell = stack.enter_context(progress(console, "adding", "files")) if many else None
            for number, file in enumerate(files):
                if tell:
                    tell(number, len(files))
                console.print(await _add_file(conn, file, cloudevents), soft_wrap=True)

    with_database(add_all)


@app.command(epilog="Example: asof show actor Zelensky --as-of 2025-12-01T21:30:00Z")
def show(
    kind: Annotated[str, typer.Argument(help="What NAME is: actor or location.", metavar="KIND")],
    name: Annotated[
        str,
        typer.Argument(
            help="A slug, name, alias or id, such as pokrovsk, Zelensky or US.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    as_of: Annotated[
        str | None,
        typer.Option(
            help="The timeline as it stood then, e.g. 2025-12-01T21:30:00Z or 2025-12-01; "
            "without it, when the last event, or that at --position, was recorded."
        ),
    ] = None,
    hindsight: Annotated[
        bool,
        typer.Option("--hindsight", help="Also what had occurred by --as-of, though reported only later."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Single facts whose article had been published by --as-of.")
    ] = False,
    group: Annotated[
        bool, typer.Option(help="Tell the reports of one fact as one entry, or each alone.")
    ] = True,
    position: Annotated[
        int | None, typer.Option(help="Only what the log held at this position, e.g. 83.")
    ] = None,
    recorded_by: Annotated[
        str | None, typer.Option(help="Only what the log held at this instant, e.g. 2026-01-31T12:00:00Z.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only what occurred from then on, e.g. 2025-10-01.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only what occurred before then, e.g. 2025-12-01.")
    ] = None,
    match: Annotated[
        Literal["possible", "certain"] | None,
        typer.Option(help="Whether it may have occurred in the window (possible) or must have (certain)."),
    ] = None,
    order: Annotated[
        Literal["asc", "desc"] | None, typer.Option(help="Earliest first (asc) or latest first (desc).")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many entries, e.g. 20; 50 without it, 500 at most.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the events that made each entry what it is.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of the API's answer.")] = False,
    format_: Annotated[
        FormatName | None, typer.Option("--format", help="Print the timeline in this format, e.g. csv.")
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(help="Write the timeline as a picture, too, e.g. timeline.svg.", dir_okay=False),
    ] = None,
) -> None:
    """Show a timeline, as it stood at any moment.

    A plain date is the end of that UTC day in --as-of and --until, its start in --since.
    """
    from service.answers import timeline
    from service.questions import timeline_question
    from service.terminal import Timeline

    _check_subject(kind, name)
    asked = {
        "as_of": as_of,
        "hindsight": "true" if hindsight else None,
        "strict": "true" if strict else None,
        "group": None if group else "false",
        "position": position,
        "recorded_by": recorded_by,
        "since": since,
        "until": until,
        "match": match,
        "order": order,
        "limit": limit,
        "explain": "true" if explain else None,
    }
    sent = {parameter: str(value) for parameter, value in asked.items() if value is not None}

    if as_json and format_ is not None:
        raise typer.BadParameter("either --json or --format", param_hint="--format")

    async def ask(conn: "asyncpg.Connection") -> tuple[dict[str, Any], bytes | None]:
        question, log_name = await timeline_question(conn, cast("Kind", kind), name, sent, find=_find)
        body = await timeline(conn, question, log_name)
        return body, await _rendered(conn, format_, body)

    try:
        body, rendered = _reading(ask)
    except BadQuestion as error:
        raise _as_typed(error, sent) from None
    if svg is not None:
        _write_picture(svg, body, as_of)
    if rendered is not None:
        sys.stdout.buffer.write(rendered)
    elif as_json:
        _print_json(body)
    else:
        console = _console()
        console.print(Timeline(body, as_of))
        console.print(body["permalink"], style="dim", soft_wrap=True)


app.command(epilog="Example: asof diff location pokrovsk 2025-12-01 2025-12-02")(commands_reading.diff)
app.command(epilog="Example: asof history ftqxkq6d6ubrussw5")(commands_reading.history)


@app.command(epilog="Example: asof events --type FactCorrected --json > corrections.jsonl")
def events(
    after: Annotated[
        int, typer.Option(help="Only events behind this position, e.g. 83.", min=0, max=POSITION_MAX)
    ] = 0,
    stream: Annotated[
        str | None, typer.Option(help="Only events of this stream, e.g. actor-abza2fp.")
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="Only events of this type, e.g. FactReported."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many events, e.g. 20; all without it.", min=1)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines that `asof add` takes into another log.")
    ] = False,
) -> None:
    """List the events of the log, in its order."""
    from events import log
    from service.files import as_sent
    from service.terminal import event_line

    console = _console()

    async def list_events(conn: "asyncpg.Connection") -> None:
        async for event in log.read_all(conn, after=after, stream=stream, type_=type_, limit=limit):
            if as_json:
                _print_json(as_sent(event))
            else:
                overflow: Literal["ellipsis", "ignore"] = "ellipsis" if console.is_terminal else "ignore"
                console.print(
                    event_line(event.as_json()), no_wrap=True, overflow=overflow, crop=console.is_terminal
                )
        await _say_if_empty(conn)

    type_ = None if type_ is None else _type_called(type_)
    if stream is not None:
        _check_stream(stream)
    _reading(list_events)


@app.command(epilog="Example: asof replay --verify")
def replay(
    to: Annotated[
        int | None, typer.Option(help="Fold up to this position, e.g. 40; the whole log without it.", min=0)
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare every timeline, at every position, with the database.")
    ] = False,
) -> None:
    """Fold the log again, in memory.

    Tells what stands then; with --verify, whether the database says the same.
    """
    from projections.replay import replay as replayed
    from projections.replay import verify as verified
    from service import wording
    from service.terminal import progress

    if verify and to is not None:
        raise typer.BadParameter("--verify compares the whole log: leave out --to")

    async def fold(conn: "asyncpg.Connection") -> "tuple[Replay, list[Difference], float]":
        await _check_position(conn, to)
        begun = time.perf_counter()
        with progress(_console(stderr=True), "replay", "events") as tell:
            result, differences = (
                await verified(conn, tell) if verify else (await replayed(conn, to, tell), [])
            )
        took_s = time.perf_counter() - begun
        await _say_if_empty(conn)
        return result, differences, took_s

    result, differences, took_s = _reading(fold)
    print(*wording.standing(result, took_s), sep="\n")
    if differences:
        raise typer.Exit(_complain(wording.differences(differences)))
    if verify:
        print("every timeline equals the database")


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
    from projections.runner import PROJECTIONS
    from projections.runner import rebuild as rebuilt
    from service.terminal import progress

    async def rebuild_each(conn: "asyncpg.Connection") -> None:
        for name in names or PROJECTIONS:
            with progress(_console(stderr=True), f"rebuild {name}", "events") as tell:
                generation = await rebuilt(conn, PROJECTIONS[name], tell)
            print(f"{name}: generation {generation.number} serves, up to position {generation.position}")

    _reading(rebuild_each, under_other_rules=True)


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


async def _add_file(conn: "asyncpg.Connection", file: Path, cloudevents: bool) -> str:
    """The events of the file are recorded; returns the line that says so. Exits where they are refused."""
    from service import wording
    from service.files import STDIN, add_file

    shown = "standard input" if file == STDIN else str(file)
    try:
        return wording.added(shown, await add_file(conn, file, cloudevents=cloudevents))
    except InvalidEvents as error:
        raise typer.Exit(_complain(wording.problems(shown, error.details["problems"]))) from None
    except (Refused, Conflict) as error:
        raise typer.Exit(_complain([f"{shown}: {error}"])) from None


def _reading(work: "Callable[[asyncpg.Connection], Awaitable[T]]", *, under_other_rules: bool = False) -> T:
    """As with_database, for work on a database that is there: an embedded one is not begun for it."""
    from service import wording
    from service.database import with_database

    settings = Settings()
    if not settings.database_url and not any(
        re.fullmatch(r"postgres-\d+", found.name) for found in settings.data.glob("postgres-*")
    ):
        raise Refused(wording.no_data(settings.data.resolve()))
    return with_database(work, under_other_rules=under_other_rules)


async def _say_if_empty(conn: "asyncpg.Connection") -> None:
    from events import log
    from service import wording

    if (await log.read_head(conn)).position == 0:
        _complain([wording.EMPTY])


async def _find(conn: "asyncpg.Connection", kind: "Kind", name: str, position: int) -> str:
    """As resolve_name; its NotFound says, too, what else may have been meant."""
    from events import log
    from projections.naming import resolve_name, search
    from service import wording

    try:
        return await resolve_name(conn, kind, name, position)
    except AmbiguousName:
        raise
    except NotFound as error:
        if (await log.read_head(conn)).position == 0:
            raise NotFound(wording.EMPTY) from None
        other: Kind = "location" if kind == "actor" else "actor"
        with contextlib.suppress(NotFound):
            await resolve_name(conn, other, name, position)
            there = f"but there is {'an' if other == 'actor' else 'a'} {other} of that name"
            raise Refused(
                f"no {kind} is called {name!r}, {there}: `asof show {other} {shlex.quote(name)}`"
            ) from None
        if "similar" in str(error):
            raise
        described = await search(conn, kind, "", position, limit=NAMES_SEARCHED_MAX)
        near = wording.similar(name, described)
        raise NotFound(f"{error}; similar: {', '.join(near)}" if near else str(error)) from None


def _as_typed(error: BadQuestion, sent: Mapping[str, str]) -> BadQuestion:
    """The error with the value as it was typed, not as it was read."""
    named = error.details["parameter"]
    return BadQuestion(named, sent.get(named, error.details["value"]), error.details["expected"])


def _check_subject(kind: str, name: str) -> None:
    if kind not in ("actor", "location"):
        called = f"{kind} {name}".strip() or "NAME"
        raise typer.BadParameter(
            f"say what it is: `asof show actor {called}` or `asof show location {called}`", param_hint="KIND"
        )
    if not any(letter.isalnum() for letter in name) or not _is_unicode(name):
        expected = "expected a name, slug or id with at least one letter or digit, in UTF-8"
        raise typer.BadParameter(f"{name!r}: {expected}, as in `asof show {kind} NAME`", param_hint="NAME")


def _is_unicode(text: str) -> bool:
    """Whether the bytes of an argument were text; Python hands on others as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_file(file: Path) -> None:
    """There is such a file, pipe or device; whether it can be read is seen when it is."""
    if file.is_dir():
        raise typer.BadParameter(f"{file} is a folder", param_hint="FILE")
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE") from None
    except OSError:
        return


async def _rendered(
    conn: "asyncpg.Connection", format_: FormatName | None, body: dict[str, Any]
) -> bytes | None:
    """The timeline in the format; None without one."""
    if format_ is None:
        return None
    from service.formats import FORMATS
    from service.rendering import rendered

    return await rendered(conn, FORMATS[f".{format_}"], body)


def _write_picture(file: Path, body: dict[str, Any], asked: str | None) -> None:
    from service.terminal import picture

    try:
        file.write_text(picture(body, asked), encoding="utf-8")
    except OSError as error:
        raise Refused(f"cannot write {file}: {error.strerror}") from error


def _type_called(text: str) -> str:
    """The type of that name, however its letters are written."""
    from events.payloads import PAYLOADS

    for type_ in PAYLOADS:
        if type_.lower() == text.lower():
            return type_
    raise typer.BadParameter(f"{text!r}: expected one of {', '.join(PAYLOADS)}", param_hint="--type")


def _check_stream(stream: str) -> None:
    from service.parameters import STREAM

    if not STREAM.fullmatch(stream):
        expected = "expected a stream, such as article-7q, actor-a2x or location-l7q"
        raise typer.BadParameter(f"{stream!r}: {expected}", param_hint="--stream")


async def _check_position(conn: "asyncpg.Connection", position: int | None) -> None:
    from events import log

    head = (await log.read_head(conn)).position
    if position is not None and position > head:
        raise Refused(f"position {position} has not been reached: the log ends at {head}")


def _print_json(value: Any) -> None:
    import orjson

    print(orjson.dumps(value).decode())


def _complain(lines: Iterable[str], code: int = REFUSED) -> int:
    """The lines are on stderr; returns the exit code that goes with them."""
    for line in lines:
        print(line, file=sys.stderr)
    return code


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


if __name__ == "__main__":
    main()
