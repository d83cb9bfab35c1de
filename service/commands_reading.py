"""The commands that read: timelines, what is disputed, the log, and the log folded again."""

import sys
import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from events.errors import BadQuestion, Refused
from service.command_line import check_subject, complain, console, find, print_json, say_if_empty, with_data

if TYPE_CHECKING:
    import asyncpg

    from projections.naming import Kind
    from projections.replay import Difference, Replay

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


@commands.command(epilog="Example: asof show actor Zelensky --as-of 2025-12-01T21:30:00Z")
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

    check_subject(kind, name)
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
    }
    sent = {parameter: str(value) for parameter, value in asked.items() if value is not None}

    if as_json and format_ is not None:
        raise typer.BadParameter("either --json or --format", param_hint="--format")

    async def ask(conn: "asyncpg.Connection") -> tuple[dict[str, Any], bytes | None]:
        question, log_name = await timeline_question(conn, cast("Kind", kind), name, sent, find=find)
        body = await timeline(conn, question, log_name)
        return body, await _rendered(conn, format_, body)

    try:
        body, rendered = with_data(ask)
    except BadQuestion as error:
        raise as_typed(error, sent) from None
    if svg is not None:
        _write_picture(svg, body, as_of)
    if rendered is not None:
        sys.stdout.buffer.write(rendered)
    elif as_json:
        print_json(body)
    else:
        terminal = console()
        terminal.print(Timeline(body, as_of))
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


def as_typed(error: BadQuestion, sent: Mapping[str, str]) -> BadQuestion:
    """The error with the value as it was typed, not as it was read."""
    named = error.details["parameter"]
    return BadQuestion(named, sent.get(named, error.details["value"]), error.details["expected"])


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
