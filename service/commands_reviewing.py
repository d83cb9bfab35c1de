"""The command `asof review`: facts that an extractor was unsure of are listed, walked through, or accepted."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.command_line import check_data, console, print_json, with_data
from service.commands_changing import APPENDED_BY, body_of, record
from service.settings import Settings

if TYPE_CHECKING:
    import asyncpg

commands = typer.Typer(rich_markup_mode=None)


@commands.command(epilog="Example: asof review --below 0.6, or: asof review f7q --note 'Checked.'")
def review(
    fact: Annotated[
        str | None,
        typer.Argument(help="The id of a fact that is accepted as it stands.", metavar="FACT"),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Of FACT: what was found, in plain words.")] = None,
    article: Annotated[
        str | None, typer.Option(help="Only what the article of that id reports.", metavar="ID")
    ] = None,
    below: Annotated[
        float | None,
        typer.Option(help="Only facts of less confidence than this, e.g. 0.6.", min=0, max=1),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List them, and ask nothing.")] = False,
    limit: Annotated[
        int | None, typer.Option(help="Of --list: at most so many, e.g. 20; 50 without it, 500 at most.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Of --list: print the body of the API's answer.")
    ] = False,
    by: Annotated[
        str | None, typer.Option(help="Who decides, e.g. Anna; kept with each decision.", metavar="NAME")
    ] = None,
) -> None:
    """Walk through the facts that need a review, and decide on each with one key.

    Or accept FACT, or --list them all. A pipe may hold the keys, one a line.
    """
    walk_options = {
        "--article": article,
        "--below": below,
        "--list": list_ or None,
        "--json": as_json or None,
    }
    if fact is not None:
        if given := next((name for name, value in walk_options.items() if value is not None), None):
            raise typer.BadParameter("choose among all facts, not with FACT", param_hint=given)
        _accept(fact, note)
        return
    if note is not None:
        raise typer.BadParameter("is of one FACT, which is missing", param_hint="--note")
    if limit is not None and not (list_ or as_json):
        raise typer.BadParameter("is of --list, which is missing", param_hint="--limit")
    if list_ or as_json:
        _list({"article": article, "below": below, "limit": limit}, as_json)
    else:
        _walk(article, below, APPENDED_BY if by is None else f"{APPENDED_BY}: {by[:200]}")


def _accept(fact: str, note: str | None) -> None:
    from service.change_bodies import Review
    from service.changes import making, of_fact

    accepted = body_of(Review, note=note)
    record(making(of_fact(fact, accepted), accepted))


def _list(narrowed: dict[str, Any], as_json: bool) -> None:
    from service.pins import pin
    from service.reviewing import facts_waiting
    from service.routes.facts import PATH
    from service.terminal_review import summary_line

    sent = {"needs_review": "true"} | {
        name: str(value) for name, value in narrowed.items() if value is not None
    }

    async def ask(conn: "asyncpg.Connection") -> dict[str, Any]:
        return await facts_waiting(conn, PATH, await pin(conn, PATH, sent))

    answer = with_data(ask)
    if as_json:
        print_json(answer)
        return
    terminal = console()
    for told in answer["facts"]:
        terminal.print(summary_line(told, answer["names"]), soft_wrap=True)
    more = "; a greater --limit shows more" if answer["next"] else ""
    terminal.print(f"{answer['total']} to review{more}", soft_wrap=True)


def _walk(article: str | None, below: float | None, by: str) -> None:
    from projections.articles import read_article
    from projections.reviewing import Narrowed
    from service.database import session
    from service.pins import pin
    from service.review_walk import Walk, to_walk

    settings, terminal = Settings(), console()
    check_data(settings)

    async def begin(conn: "asyncpg.Connection") -> list[str]:
        if article is not None:
            await read_article(conn, article, (await pin(conn, "", {})).pin.position)
        return await to_walk(conn, Narrowed(article, below))

    with session(settings) as run:
        facts: list[str] = run(begin)
        if not facts:
            terminal.print("Nothing needs a review.")
            return
        Walk(run, facts, terminal, by).go()
