"""The command that imports: large files of events, batch by batch."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from events.errors import Conflict, InvalidEvents, Refused
from service.command_line import REFUSED, complain, console

if TYPE_CHECKING:
    import asyncpg

commands = typer.Typer(rich_markup_mode=None)


@commands.command(name="import", epilog="Example: asof import archive-2024.jsonl.zst archive-2025.jsonl.zst")
def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Events, one JSON object a line, as they are or compressed by gzip or zstd; - is standard input.",
            metavar="FILE",
        ),
    ],
) -> None:
    """Record the events of large files, in the order given, a thousand at a time.

    What was recorded before stays as it is, so that an interrupted import can be run again. It ends at the first line
    that is refused: nothing of that line's thousand is recorded, and all before it is.
    """
    from service.commands_adding import check_files
    from service.database import with_database

    check_files(files)
    if with_database(lambda conn: _import_all(conn, files)):
        raise typer.Exit(REFUSED)


async def _import_all(conn: "asyncpg.Connection", files: list[str]) -> bool:
    """Whether a file was refused; those that follow it are left alone, as they may build on it."""
    for number, file in enumerate(files, start=1):
        if not await _import(conn, file):
            if left := files[number:]:
                complain([f"not looked at: {', '.join(left)}"])
            return True
    return False


async def _import(conn: "asyncpg.Connection", file: str) -> bool:
    from service import wording
    from service.article_sources import shown
    from service.batches import opened
    from service.importing import Imported, import_file
    from service.terminal import importing

    called, imported, begun = shown(file), Imported(), time.monotonic()
    refused: list[str] = []
    try:
        with opened(file) as batches, importing(console(stderr=True), called, batches.size) as tell:
            await import_file(conn, batches, imported, lambda so_far: tell(batches.read, so_far.events))
    except InvalidEvents as error:
        whole = f"its batch, lines {error.details['batch']},"
        refused = list(wording.problems(called, error.details["problems"], whole))
    except (Refused, Conflict) as error:
        refused = [f"{called}: {error}"]
    told = wording.imported(called, imported.events, imported.before, time.monotonic() - begun)
    console().print(told, soft_wrap=True)
    complain(refused)
    return not refused
