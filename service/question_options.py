"""The options of the commands that ask for a timeline: the parameters of the API, as Typer reads them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Annotated, Any, Literal

import typer


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a question asks, as it was typed; lists hold ids or slugs with commas between them."""

    as_of: Annotated[
        str | None,
        typer.Option(
            help="The timeline as it stood then, e.g. 2025-12-01T21:30:00Z or 2025-12-01; "
            "without it, when the last event, or that at --position, was recorded."
        ),
    ] = None
    hindsight: Annotated[
        bool,
        typer.Option("--hindsight", help="Also what had occurred by --as-of, though reported only later."),
    ] = False
    strict: Annotated[
        bool, typer.Option("--strict", help="Single facts whose article had been published by --as-of.")
    ] = False
    group: Annotated[bool, typer.Option(help="Tell the reports of one fact as one entry, or each alone.")] = (
        True
    )
    position: Annotated[
        int | None, typer.Option(help="Only what the log held at this position, e.g. 83.")
    ] = None
    recorded_by: Annotated[
        str | None, typer.Option(help="Only what the log held at this instant, e.g. 2026-01-31T12:00:00Z.")
    ] = None
    since: Annotated[str | None, typer.Option(help="Only what occurred from then on, e.g. 2025-10-01.")] = (
        None
    )
    until: Annotated[str | None, typer.Option(help="Only what occurred before then, e.g. 2025-12-01.")] = None
    match: Annotated[
        Literal["possible", "certain"] | None,
        typer.Option(help="Whether it may have occurred in the window (possible) or must have (certain)."),
    ] = None
    order: Annotated[
        Literal["asc", "desc"] | None, typer.Option(help="Earliest first (asc) or latest first (desc).")
    ] = None
    limit: Annotated[
        int | None, typer.Option(help="At most so many entries, e.g. 20; 50 without it, 500 at most.")
    ] = None
    actors: Annotated[
        str | None, typer.Option(help="Only what names any of these actors, e.g. putin,zelensky.")
    ] = None
    locations: Annotated[
        str | None, typer.Option(help="Only what names any of these locations, or one that lies in them.")
    ] = None
    publisher: Annotated[
        str | None, typer.Option(help="Only what any of these publishers reported, e.g. the-courier.")
    ] = None
    roles: Annotated[
        str | None, typer.Option(help="Only what names them in one of these roles, e.g. speaker,target.")
    ] = None
    status: Annotated[
        str | None,
        typer.Option(help="Only what is of one of these: asserted, claimed, denied, planned, proposed."),
    ] = None
    standing: Annotated[
        Literal["disputed", "undisputed"] | None,
        typer.Option(help="Only what was denied then (disputed), or was not (undisputed)."),
    ] = None
    text: Annotated[
        str | None,
        typer.Option(help="Only what these words are in, e.g. 'dam -gate' or '\"the third gate\"'."),
    ] = None
    according_to: Annotated[
        str | None, typer.Option(help="Count a place as part of another only if one of these actors says so.")
    ] = None
    include: Annotated[
        str | None, typer.Option(help="Show, too: retracted entries (retracted), former readings (history).")
    ] = None

    explain: Annotated[
        bool, typer.Option("--explain", help="Name the events that made each entry what it is.")
    ] = False

    @property
    def sent(self) -> dict[str, str]:
        """The parameters that a client of the API would send."""
        asked: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)} | {
            "hindsight": "true" if self.hindsight else None,
            "strict": "true" if self.strict else None,
            "explain": "true" if self.explain else None,
            "group": None if self.group else "false",
        }
        return {parameter: str(value) for parameter, value in asked.items() if value is not None}


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The command, with an option for each field of its parameter `options`, before the command's own options."""
    own = list(inspect.signature(command).parameters.values())
    behind = next(number for number, parameter in enumerate(own) if parameter.name == "options")
    question = inspect.signature(Options).parameters.values()
    asked = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in (*own[:behind], *question, *own[behind + 1 :])
    ]
    names = [parameter.name for parameter in question]

    @wraps(command)
    def called(**given: Any) -> None:
        options = Options(**{name: given.pop(name) for name in names})
        command(options=options, **given)

    called.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in asked}
    return called
