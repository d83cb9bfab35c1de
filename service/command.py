"""The command `asof`. Each subcommand opens the database, asks, and prints; the work is done elsewhere.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no database answers. Errors are one sentence on stderr.
"""

import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from events.errors import AsofError, DatabaseUnreachable, InvalidEvents, Refused, RulesDiffer, Unavailable
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

    from events.envelope import RecordedEvent
    from events.incoming import Submission
    from projections.replay import Difference, Replay

# What reads the log or the API takes half a second to import: each command imports what it needs.

T = TypeVar("T")

REFUSED, USAGE, UNREACHABLE = 1, 2, 3


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


def main() -> None:
    """The process has done what its arguments say and ended with an exit code that tells how it went."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?", no traceback
    try:
        app()
    except DatabaseUnreachable as error:
        sys.exit(_say(str(error), UNREACHABLE))
    except AsofError as error:
        sys.exit(_say(str(error), REFUSED))
    except ValidationError as error:  # of Settings; all others become an AsofError
        sys.exit(_say(_about_settings(error), USAGE))


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
        Literal["pokrovsk", "none"], typer.Option(help="The article an empty log begins with, or none.")
    ] = "pokrovsk",
) -> None:
    """Serve the API until Ctrl-C or SIGTERM.

    The database is started and migrated for it, and an empty log is given its first article.
    """
    from service import serving

    given = {"host": host, "port": port}
    settings = Settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )

    def announce(url: str) -> None:
        data = "in the database of DATABASE_URL" if settings.database_url else f"in {settings.data.resolve()}"
        print(f"Asof answers at {url} – its documentation is at {url}/docs")
        print(f'Try: curl "{url}/v1/locations/pokrovsk/timeline?as_of=2025-12-01T21:30:00Z"')
        print(f"Ctrl-C stops it; the data stays {data}", flush=True)

    serving.serve(settings, workers=workers, sample=None if sample == "none" else sample, announce=announce)


@app.command(epilog="Example: asof add article.jsonl, or: curl -s https://example.org/events | asof add -")
def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files of events, one JSON object a line; - is standard input.",
            metavar="FILE…",
            exists=True,
            dir_okay=False,
            allow_dash=True,
        ),
    ],
    cloudevents: Annotated[
        bool, typer.Option("--cloudevents", help="The files are CloudEvents batches: a JSON array each.")
    ] = False,
) -> None:
    """Record the events of files, each file all or nothing.

    What was recorded before stays as it is. The first file that is refused ends it; those before it are recorded.
    """
    from service.terminal import progress

    console = _console()

    async def add_all(conn: "asyncpg.Connection") -> None:
        with contextlib.ExitStack() as stack:
            many = len(files) > 1 and console.is_terminal
            tell = stack.enter_context(progress(console, "adding", "files")) if many else None
            for number, file in enumerate(files, start=1):
                console.print(await _add_file(conn, file, cloudevents), soft_wrap=True)
                if tell:
                    tell(number, len(files))

    _run(add_all)


@app.command(epilog="Example: asof show actor Zelensky --as-of 2025-12-01T21:30:00Z")
def show(
    kind: Annotated[
        Literal["actor", "location"], typer.Argument(help="What NAME is: actor or location.", metavar="KIND")
    ],
    name: Annotated[
        str,
        typer.Argument(help="A slug, name, alias or id, such as pokrovsk, Zelensky or US.", metavar="NAME"),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(help="The timeline as it stood then, e.g. 2025-12-01T21:30:00Z or 2025-12-01."),
    ] = None,
    hindsight: Annotated[
        bool,
        typer.Option("--hindsight", help="Also what had occurred by --as-of, though reported only later."),
    ] = False,
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
    limit: Annotated[int | None, typer.Option(help="At most so many entries, e.g. 20.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of the API's answer.")] = False,
    svg: Annotated[
        Path | None,
        typer.Option(help="Write the timeline as a picture, too, e.g. timeline.svg.", dir_okay=False),
    ] = None,
) -> None:
    """Show a timeline, as it stood at any moment.

    A plain date is the end of that UTC day in --as-of and --until, its start in --since.
    """


@app.command(epilog="Example: asof events --type FactCorrected --json > corrections.jsonl")
def events(
    after: Annotated[int, typer.Option(help="Only events behind this position, e.g. 83.", min=0)] = 0,
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
    from service.terminal import event_line

    console = _console()

    async def list_events(conn: "asyncpg.Connection") -> None:
        async for event in _events(conn, after, stream, type_, limit):
            if as_json:
                _print_json(_as_sent(event))
            else:
                overflow: Literal["ellipsis", "ignore"] = "ellipsis" if console.is_terminal else "ignore"
                console.print(
                    event_line(event.as_json()), no_wrap=True, overflow=overflow, crop=console.is_terminal
                )

    if type_ is not None:
        _check_type(type_)
    _run(list_events)


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
    from service.terminal import progress

    if verify and to is not None:
        raise typer.BadParameter("--verify compares the whole log: leave out --to")

    async def fold(conn: "asyncpg.Connection") -> "tuple[Replay, list[Difference], float]":
        from projections.replay import replay as replayed
        from projections.replay import verify as verified

        await _check_position(conn, to)
        begun = time.perf_counter()
        with progress(_console(stderr=True), "replay", "events") as tell:
            result, differences = (
                await verified(conn, tell) if verify else (await replayed(conn, to, tell), [])
            )
        return result, differences, time.perf_counter() - begun

    result, differences, took_s = _run(fold)
    _tell_what_stands(result, took_s)
    if differences:
        _tell_differences(differences)
        raise typer.Exit(REFUSED)
    if verify:
        print("every timeline equals the database")


@app.command(epilog="Example: asof rebuild timelines")
def rebuild(
    names: Annotated[
        list[ProjectionName] | None,
        typer.Argument(help="directory, timelines, or both (the default).", metavar="PROJECTION…"),
    ] = None,
) -> None:
    """Fold the log into new tables and switch to them.

    Readers are answered from the old ones until then.
    """
    from service.terminal import progress

    async def rebuild_each(conn: "asyncpg.Connection") -> None:
        from projections.runner import PROJECTIONS
        from projections.runner import rebuild as rebuilt

        for name in names or PROJECTIONS:
            with progress(_console(stderr=True), f"rebuild {name}", "events") as tell:
                generation = await rebuilt(conn, PROJECTIONS[name], tell)
            print(f"{name}: generation {generation.number} serves, up to position {generation.position}")

    _run(rebuild_each, under_other_rules=True)


@database_commands.command(epilog="Example: DATABASE_URL=postgresql://me@db.example/asof asof db upgrade")
def upgrade() -> None:
    """Bring the database to this version's schema and rules; nothing happens where it has them."""
    from service.database import database
    from service.database import upgrade as upgraded

    with database(Settings()) as url:
        asyncio.run(upgraded(url))
    print("the database has this version's schema and rules")


# --- the database, as a command needs it


def _run(work: "Callable[[asyncpg.Connection], Awaitable[T]]", *, under_other_rules: bool = False) -> T:
    """What `work` makes of a connection to a database that has today's schema and rules."""
    import asyncpg

    from service.database import connection, database

    settings = Settings()

    async def connected(url: str) -> T:
        await _make_ready(url, settings, under_other_rules)
        async with connection(url) as conn:
            return await work(conn)

    with database(settings) as url:
        try:
            return asyncio.run(connected(url))
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
            raise DatabaseUnreachable(f"the database went away ({error}): check DATABASE_URL") from error


async def _make_ready(url: str, settings: Settings, under_other_rules: bool) -> None:
    """The database fits this version. The embedded one is migrated for it; of another, that is refused."""
    from service.database import connection, upgrade

    async with connection(url) as conn:
        problem = await _schema_problem(conn, url) or await _rules_problem(conn)
    if problem is None or (under_other_rules and isinstance(problem, RulesDiffer)):
        return
    if settings.database_url:
        raise problem
    await upgrade(url)


async def _schema_problem(conn: "asyncpg.Connection", url: str) -> Unavailable | None:
    import asyncpg
    from alembic.script import ScriptDirectory

    from service.database import alembic_config

    needed = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    try:
        found = await conn.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        found = None
    if found == needed:
        return None
    has = f"the schema {found}" if found else "no schema of Asof"
    return Unavailable(f"the database has {has}, this version needs {needed}: run `asof db upgrade`")


async def _rules_problem(conn: "asyncpg.Connection") -> RulesDiffer | None:
    from projections import RULES, generations
    from projections.runner import PROJECTIONS

    for projection in PROJECTIONS.values():
        generation = await generations.serving(conn, projection)
        if generation is None or generation.rules != RULES:
            return RulesDiffer(projection.name, generation.rules if generation else 0, RULES)
    return None


async def _check_position(conn: "asyncpg.Connection", position: int | None) -> None:
    from events import log

    head = (await log.read_head(conn)).position
    if position is not None and position > head:
        raise Refused(f"position {position} has not been reached: the log ends at {head}")


# --- adding and listing events


async def _add_file(conn: "asyncpg.Connection", file: Path, cloudevents: bool) -> str:
    """The events of the file are recorded; returns the line that says so. Exits where they are refused."""
    shown = "standard input" if file == Path("-") else str(file)
    try:
        submission = _read(file, cloudevents)
        recorded, fresh = await _record(conn, submission)
    except InvalidEvents as error:
        for problem in error.details["problems"]:
            where = [shown, *(f"{at} {problem[at]}" for at in ("line", "field") if at in problem)]
            _say(f"{', '.join(where)}: {problem['value']!r}: expected {_expected(problem)}", REFUSED)
        raise typer.Exit(_say(f"nothing of {shown} was recorded", REFUSED)) from None
    except Unavailable:
        raise
    except AsofError as error:
        raise typer.Exit(_say(f"{shown}: {error}", REFUSED)) from None
    return _what_was_recorded(shown, recorded, fresh)


def _read(file: Path, cloudevents: bool) -> "Submission":
    from events.incoming import BODY_SIZE_MAX, read_cloudevents, read_json_lines

    with contextlib.nullcontext(sys.stdin.buffer) if file == Path("-") else file.open("rb") as opened:
        body = opened.read(BODY_SIZE_MAX + 1)
    return read_cloudevents(body) if cloudevents else read_json_lines(body)


async def _record(
    conn: "asyncpg.Connection", submission: "Submission"
) -> "tuple[list[RecordedEvent], list[RecordedEvent]]":
    """All events as recorded, and those of them that were not there before."""
    from events import log
    from projections.recording import record

    async with conn.transaction():
        head, _ = await log.lock_head(conn)
        recorded = await record(conn, submission.events, submission.expected_versions, appended_by="asof add")
    return recorded, [event for event in recorded if event.position > head.position]


def _what_was_recorded(
    shown: str, recorded: "Sequence[RecordedEvent]", fresh: "Sequence[RecordedEvent]"
) -> str:
    if not fresh:
        return f"{shown}: already there ({_count(len(recorded), 'event')})"
    first, last, before = fresh[0].position, fresh[-1].position, len(recorded) - len(fresh)
    where = f"position {first}" if first == last else f"positions {first} to {last}"
    known = f"; {before} already there" if before else ""
    return f"{shown}: {_count(len(fresh), 'event')} at {where}, {_streams(fresh)}{known}"


def _streams(recorded: "Sequence[RecordedEvent]", named_max: int = 3) -> str:
    """Which streams hold the events: by name where they are few, else how many of each kind."""
    streams = list(dict.fromkeys(event.stream for event in recorded))
    if len(streams) <= named_max:
        return f"in {', '.join(streams)}"
    kinds = Counter(stream.partition("-")[0] for stream in streams)
    counted = ", ".join(_count(number, kind) for kind, number in sorted(kinds.items()))
    return f"in {len(streams)} streams ({counted})"


async def _events(
    conn: "asyncpg.Connection", after: int, stream: str | None, type_: str | None, limit: int | None
) -> "AsyncIterator[RecordedEvent]":
    """The events behind `after`, up to the head as it is now, a batch at a time in memory."""
    from events import log

    head = (await log.read_head(conn)).position
    left = head if limit is None else limit
    while left > 0:
        batch = await log.read(
            conn, after=after, up_to=head, stream=stream, type_=type_, limit=min(left, 1_000)
        )
        for event in batch:
            yield event
        if not batch:
            return
        after, left = batch[-1].position, left - len(batch)


def _as_sent(event: "RecordedEvent") -> dict[str, Any]:
    """The event as its sender could have written it: what the log decides is left out."""
    sent = ("stream", "type", "schema", "event_id", "payload", "correlation_id", "causation_id")
    return {name: value for name, value in event.as_json().items() if name in sent}


def _check_type(type_: str) -> None:
    from events.payloads import PAYLOADS

    if type_ not in PAYLOADS:
        raise typer.BadParameter(f"{type_!r}: expected one of {', '.join(PAYLOADS)}", param_hint="--type")


# --- saying it


def _tell_what_stands(result: "Replay", took_s: float) -> None:
    events = sum(result.events.values())
    speed = f" ({events / took_s:,.0f} events/s)" if took_s > 0 else ""
    print(f"position {result.position}: {_count(events, 'event')} in {took_s:.2f} s{speed}")
    for type_, count in sorted(result.events.items()):
        print(f"{count:>8}  {type_}")
    print("standing there:")
    for table in result.rows:
        print(f"{result.standing(table):>8}  {table.replace('_', ' ')}")


def _tell_differences(differences: "Sequence[Difference]", shown_max: int = 20) -> None:
    for difference in differences[:shown_max]:
        row = ", ".join(f"{name}={str(value)[:80]}" for name, value in difference.row.items())
        held = f"positions {difference.rec_from} to {difference.rec_to}"
        _say(f"{difference.table}, only in the {difference.only_in}, {held}: {row}", REFUSED)
    _say(f"{_count(len(differences), 'row')} differ; `asof rebuild` folds them anew", REFUSED)


def _about_settings(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]).upper() if first["loc"] else ""
    name = name if name == "DATABASE_URL" else f"ASOF_{name}"
    return f"{name}: {first['input']!r}: {first['msg']}"


def _expected(problem: dict[str, Any]) -> str:
    return str(problem["expected"]).removeprefix("expected ")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _print_json(value: Any) -> None:
    import orjson

    print(orjson.dumps(value).decode())


def _say(sentence: str, code: int) -> int:
    """The sentence is on stderr; returns the exit code it goes with."""
    print(sentence, file=sys.stderr)
    return code


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
