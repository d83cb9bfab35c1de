"""The commands that read: timelines, what is disputed, the log, and the log folded again."""

import sys
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast

import typer

from events.errors import BadQuestion, Refused
from service.command_line import (
    as_typed,
    check_subject,
    complain,
    console,
    find,
    print_json,
    say_if_empty,
    with_data,
    write_picture,
)
from service.question_options import Options, asking

if TYPE_CHECKING:
    import asyncpg

    from projections.naming import Kind
    from projections.replay import Difference, Replay
    from service.terminal import Disputes, Timeline

T = TypeVar("T")

POSITION_MAX = 2**62
"""The end that the log can have, events.envelope.END."""

commands = typer.Typer(rich_markup_mode=None)


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


AsJson = Annotated[bool, typer.Option("--json", help="Print the body of the API's answer.")]
InFormat = Annotated[
    FormatName | None, typer.Option("--format", help="Print the timeline in this format, e.g. csv.")
]
Body = dict[str, Any]


@commands.command(epilog="Example: asof show actor Zelensky --as-of 2025-12-01T21:30:00Z")
@asking
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
    *,
    options: Options,
    as_json: AsJson = False,
    format_: InFormat = None,
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

    check_subject(kind, name)

    async def ask(conn: "asyncpg.Connection") -> Body:
        question, log_name = await timeline_question(conn, cast("Kind", kind), name, options.sent, find=find)
        return await timeline(conn, question, log_name)

    _show(ask, options, as_json, format_, svg)


@commands.command(epilog="Example: asof search --actors maren-oskey --text warning --as-of 2025-02-11")
@asking
def search(*, options: Options, as_json: AsJson = False, format_: InFormat = None) -> None:
    """Search the timelines of all actors and locations, as they stood at any moment.

    What all options ask for is shown as one timeline; without any, all there is. Dates are read as `asof show` does.
    """
    from service.answers import timeline
    from service.questions import SEARCH, search_question

    async def ask(conn: "asyncpg.Connection") -> Body:
        question, log_name = await search_question(conn, SEARCH, options.sent)
        return await timeline(conn, question, log_name)

    _show(ask, options, as_json, format_)


@commands.command(epilog="Example: asof disputes --as-of 2025-02-11")
@asking
def disputes(*, options: Options, as_json: AsJson = False) -> None:
    """Show what was disputed at any moment: each claim that stood, and the denials that stood, side by side."""
    from service.answers import disputes as answered
    from service.questions import DISPUTES, disputes_question
    from service.terminal import Disputes

    async def ask(conn: "asyncpg.Connection") -> Body:
        question, log_name = await disputes_question(conn, options.sent)
        return await answered(conn, question, log_name, DISPUTES)

    body = _asked(ask, options)
    if as_json:
        print_json(body)
    else:
        _print_with_permalink(Disputes(body, options.as_of), body)


def _show(
    ask: "Callable[[asyncpg.Connection], Awaitable[Body]]",
    options: Options,
    as_json: bool,
    format_: FormatName | None,
    svg: Path | None = None,
) -> None:
    """The timeline that answers has been printed as it is wanted."""
    from service.terminal import Timeline

    if as_json and format_ is not None:
        raise typer.BadParameter("either --json or --format", param_hint="--format")

    async def rendered(conn: "asyncpg.Connection") -> tuple[Body, bytes | None]:
        body = await ask(conn)
        return body, await _rendered(conn, format_, body)

    body, file = _asked(rendered, options)
    if svg is not None:
        from service.terminal import picture

        write_picture(svg, picture(body, options.as_of))
    if file is not None:
        sys.stdout.buffer.write(file)
    elif as_json:
        print_json(body)
    else:
        _print_with_permalink(Timeline(body, options.as_of), body)


def _asked(ask: "Callable[[asyncpg.Connection], Awaitable[T]]", options: Options) -> T:
    """The answer; a refusal shows the values as they were typed."""
    try:
        return with_data(ask)
    except BadQuestion as error:
        raise as_typed(error, options.sent) from None


def _print_with_permalink(drawn: "Timeline | Disputes", body: Body) -> None:
    terminal = console()
    terminal.print(drawn)
    terminal.print(body["permalink"], style="dim", soft_wrap=True)


@commands.command(epilog="Example: asof events --type FactCorrected --json > corrections.jsonl")
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

    terminal = console()

    async def list_events(conn: "asyncpg.Connection") -> None:
        async for event in log.read_all(conn, after=after, stream=stream, type_=type_, limit=limit):
            if as_json:
                print_json(as_sent(event))
            else:
                overflow: Literal["ellipsis", "ignore"] = "ellipsis" if terminal.is_terminal else "ignore"
                terminal.print(
                    event_line(event.as_json()), no_wrap=True, overflow=overflow, crop=terminal.is_terminal
                )
        await say_if_empty(conn)

    type_ = None if type_ is None else _type_called(type_)
    if stream is not None:
        _check_stream(stream)
    with_data(list_events)


@commands.command(epilog="Example: asof replay --verify")
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
        with progress(console(stderr=True), "replay", "events") as tell:
            result, differences = (
                await verified(conn, tell) if verify else (await replayed(conn, to, tell), [])
            )
        took_s = time.perf_counter() - begun
        await say_if_empty(conn)
        return result, differences, took_s

    result, differences, took_s = with_data(fold)
    print(*wording.standing(result, took_s), sep="\n")
    if differences:
        raise typer.Exit(complain(wording.differences(differences)))
    if verify:
        print("every timeline equals the database")


async def _rendered(
    conn: "asyncpg.Connection", format_: FormatName | None, body: dict[str, Any]
) -> bytes | None:
    """The timeline in the format; None without one."""
    if format_ is None:
        return None
    from service.formats import FORMATS
    from service.rendering import rendered

    return await rendered(conn, FORMATS[f".{format_}"], body)


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
