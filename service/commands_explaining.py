"""The commands that tell what changed, and why: `asof diff` and `asof history`."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from events.errors import BadQuestion, NotFound
from service.command_line import as_typed, check_subject, console, find, print_json, with_data

if TYPE_CHECKING:
    import asyncpg

    from projections.naming import Kind

commands = typer.Typer(rich_markup_mode=None)


@commands.command(epilog="Example: asof diff location pokrovsk 2025-12-01 2025-12-02")
def diff(
    kind: Annotated[str, typer.Argument(help="What NAME is: actor or location.", metavar="KIND")],
    name: Annotated[str, typer.Argument(help="A slug, name, alias or id, such as pokrovsk.", metavar="NAME")],
    start: Annotated[
        str,
        typer.Argument(
            help="The earlier end: an instant or a date (its end), or a position of the log.", metavar="FROM"
        ),
    ],
    end: Annotated[str, typer.Argument(help="The later end, of the same kind.", metavar="TO")],
    as_of: Annotated[
        str | None,
        typer.Option(help="Of two positions: only what had been reported by then, e.g. 2025-12-01."),
    ] = None,
    position: Annotated[
        int | None, typer.Option(help="Of two moments: only what the log held at this position, e.g. 83.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Single facts whose article had been published by then.")
    ] = False,
    group: Annotated[
        bool, typer.Option(help="Tell the reports of one fact as one entry, or each alone.")
    ] = True,
    limit: Annotated[
        int | None, typer.Option(help="At most so many differences, e.g. 20; 50 without it, 500 at most.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of the API's answer.")] = False,
) -> None:
    """Tell what changed on a timeline, and by which events.

    Between two moments: what became known. Between two positions: what the log learnt.
    """
    from service.comparisons import diff as told
    from service.comparisons import diff_question
    from service.terminal_changes import Diff

    check_subject(kind, name, "diff")
    asked = {
        "from": start,
        "to": end,
        "as_of": as_of,
        "position": position,
        "strict": "true" if strict else None,
        "group": None if group else "false",
        "limit": limit,
    }
    sent = {parameter: str(value) for parameter, value in asked.items() if value is not None}

    async def ask(conn: "asyncpg.Connection") -> dict[str, Any]:
        question = await diff_question(conn, cast("Kind", kind), name, sent, find=find)
        return await told(conn, question)

    try:
        body = with_data(ask)
    except BadQuestion as error:
        typed = as_typed(error, sent)
        parameter, value, expected = (typed.details[name] for name in ("parameter", "value", "expected"))
        if parameter in ("from", "to"):
            raise typer.BadParameter(f"{value}: expected {expected}", param_hint=parameter.upper()) from None
        raise typed from None
    if as_json:
        print_json(body)
    else:
        _print(Diff(body), body)


@commands.command(epilog="Example: asof history ftqxkq6d6ubrussw5")
def history(
    fact: Annotated[str, typer.Argument(help="The id of a fact, as `asof events` names it.", metavar="FACT")],
    as_of: Annotated[
        str | None, typer.Option(help="Only what had been reported by then, e.g. 2025-12-01.")
    ] = None,
    position: Annotated[
        int | None, typer.Option(help="Only what the log held at this position, e.g. 83.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="At most so many events, e.g. 20; 50 without it, 500 at most.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of the API's answer.")] = False,
) -> None:
    """Tell all that happened to a fact, and the states that this made of it."""
    from service.answers import history as told
    from service.parameters import check_id
    from service.pins import pin
    from service.terminal_changes import FactHistory

    path = f"/v1/facts/{check_id('fact', fact)}/history"
    asked = {"as_of": as_of, "position": position, "limit": limit}
    sent = {parameter: str(value) for parameter, value in asked.items() if value is not None}

    async def ask(conn: "asyncpg.Connection") -> dict[str, Any]:
        try:
            return await told(conn, path, await pin(conn, path, sent), fact)
        except NotFound as error:
            raise NotFound(f"{error}; `asof events --type FactReported` lists them") from None

    try:
        body = with_data(ask)
    except BadQuestion as error:
        raise as_typed(error, sent) from None
    if as_json:
        print_json(body)
    else:
        _print(FactHistory(body), body)


def _print(shown: Any, body: dict[str, Any]) -> None:
    terminal = console()
    terminal.print(shown, soft_wrap=True)
    terminal.print(body["permalink"], style="dim", soft_wrap=True)
