"""What all commands have in common: exit codes, output, the database they open, and names as people type them."""

import contextlib
import re
import shlex
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from rich.console import Console

from events.errors import AmbiguousName, BadQuestion, NotFound, Refused
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

    from projections.naming import Kind

# What reads the log or the API takes half a second to import: each command imports what it needs.

REFUSED, USAGE, UNREACHABLE = 1, 2, 3

NAMES_SEARCHED_MAX = 5_000
"""How many subjects' names are compared with one that is not found."""

T = TypeVar("T")


def with_data(work: "Callable[[asyncpg.Connection], Awaitable[T]]", *, under_other_rules: bool = False) -> T:
    """As with_database, for work on what is there: an embedded database is not begun for it."""
    from service.database import with_database

    check_data(Settings())
    return with_database(work, under_other_rules=under_other_rules)


def check_data(settings: Settings) -> None:
    """Raises Refused where there is no data yet."""
    from service import wording

    if not settings.database_url and not any(
        re.fullmatch(r"postgres-\d+", found.name) for found in settings.data.glob("postgres-*")
    ):
        raise Refused(wording.no_data(settings.data.resolve()))


async def say_if_empty(conn: "asyncpg.Connection") -> None:
    from events import log
    from service import wording

    if (await log.read_head(conn)).position == 0:
        complain([wording.EMPTY])


async def find(conn: "asyncpg.Connection", kind: "Kind", name: str, position: int) -> str:
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


def check_subject(kind: str, name: str, verb: str = "show") -> None:
    """They may name an actor or a location to the command `verb`; else the usage is wrong."""
    if kind not in ("actor", "location"):
        called = f"{kind} {name}".strip() or "NAME"
        raise typer.BadParameter(
            f"say what it is: `asof {verb} actor {called}` or `asof {verb} location {called}`",
            param_hint="KIND",
        )
    if not any(letter.isalnum() for letter in name) or not _is_unicode(name):
        expected = "expected a name, slug or id with at least one letter or digit, in UTF-8"
        raise typer.BadParameter(f"{name!r}: {expected}, as in `asof {verb} {kind} NAME`", param_hint="NAME")


def _is_unicode(text: str) -> bool:
    """Whether the bytes of an argument were text; Python hands on others as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_typed(error: BadQuestion, sent: Mapping[str, str]) -> BadQuestion:
    """The error with the value as it was typed, not as it was read."""
    named = error.details["parameter"]
    return BadQuestion(named, sent.get(named, error.details["value"]), error.details["expected"])


def is_interactive() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def print_json(value: Any) -> None:
    import orjson

    print(orjson.dumps(value).decode())


def complain(lines: Iterable[str], code: int = REFUSED) -> int:
    """The lines are on stderr; returns the exit code that goes with them."""
    for line in lines:
        print(line, file=sys.stderr)
    return code


def console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def write_picture(file: Path, svg: str) -> None:
    """The picture is in the file. Raises Refused where it cannot be."""
    try:
        file.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise Refused(f"cannot write {file}: {error.strerror}") from error
