"""The commands that change what is recorded, as the API does, one change a call or, taking back, many."""

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import typer

from events.errors import InvalidEvents, NotFound
from service.command_line import check_subject, complain, console, find, is_interactive, with_data

if TYPE_CHECKING:
    import asyncpg

    from events.envelope import RecordedEvent
    from projections.naming import Kind
    from projections.withdrawing import Plan
    from service.change_bodies import Body
    from service.changes import Make

    B = TypeVar("B", bound=Body)

APPENDED_BY = "asof"

SHOWN_MAX = 50
"""How many events are listed before a withdrawal in bulk; all are counted."""

commands = typer.Typer(rich_markup_mode=None)

Fact = Annotated[str, typer.Argument(help="The id of the fact.", metavar="FACT")]
Published = Annotated[
    str | None, typer.Option(help="A source published it then, e.g. 2025-12-12T06:30:00Z.", metavar="INSTANT")
]
Ours = Annotated[bool, typer.Option("--ours", help="No source said so: our record was wrong.")]
Amends = Annotated[
    str | None,
    typer.Option(
        help="The event that this sets right; without it, the last that counts.", metavar="EVENT_ID"
    ),
]
Reason = Annotated[str | None, typer.Option(help="Why, in plain words.")]


@commands.command(epilog="Example: asof correct f7q --set status=claimed --ours --reason 'Misread.'")
def correct(
    fact: Fact,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="A field that changes, e.g. summary='A truce begins'; no value means none. May be repeated.",
        ),
    ] = None,
    occurred: Annotated[
        str | None, typer.Option(help="The date it occurred on, in EDTF, e.g. 2025-12-01.", metavar="EDTF")
    ] = None,
    changes: Annotated[
        str | None,
        typer.Option(help='Fields that are lists or objects, e.g. {"via": []}.', metavar="JSON"),
    ] = None,
    published: Published = None,
    ours: Ours = False,
    amends: Amends = None,
    reason: Reason = None,
) -> None:
    """Correct fields of a fact, as a source did then (--published) or because we had it wrong (--ours).

    A field is replaced whole: --occurred leaves no phrase or bounds of the former date.
    """
    from service.change_bodies import Correction
    from service.changes import making, of_fact

    changed = _changes(assignments or [], occurred, changes)
    body = body_of(Correction, changes=changed, amends=amends, reason=reason, **_clock(published, ours))
    record(making(of_fact(fact, body), body))


@commands.command(epilog="Example: asof retract f7q --published 2025-12-12T06:30:00Z")
def retract(
    fact_or_article: Annotated[
        str, typer.Argument(help="The id of the fact, or of the article.", metavar="FACT_OR_ARTICLE")
    ],
    published: Published = None,
    ours: Ours = False,
    amends: Amends = None,
    reason: Reason = None,
) -> None:
    """Retract a fact, or an article with all its facts.

    A source took it back then (--published), or it should never have been recorded (--ours).
    """
    from service.change_bodies import ArticleRetraction, Retraction
    from service.changes import making, of_article, of_fact, stream_of_article, stream_of_fact

    clock = _clock(published, ours)

    async def is_article(conn: "asyncpg.Connection") -> bool:
        try:
            await stream_of_fact(conn, fact_or_article)
        except NotFound:
            try:
                await stream_of_article(conn, fact_or_article)
            except NotFound:
                raise NotFound(f"the log holds no fact and no article {fact_or_article!r}") from None
            return True
        return False

    if with_data(is_article):
        if amends is not None:
            raise typer.BadParameter("the retraction of an article amends nothing", param_hint="--amends")
        of_all = body_of(ArticleRetraction, reason=reason, **clock)
        record(making(of_article(fact_or_article, of_all), of_all))
    else:
        body = body_of(Retraction, amends=amends, reason=reason, **clock)
        record(making(of_fact(fact_or_article, body), body))


@commands.command(epilog="Example: asof reinstate f7q --published 2025-12-14T09:00:00Z")
def reinstate(
    fact: Fact,
    published: Annotated[
        str, typer.Option(help="When the source said so, e.g. 2025-12-14T09:00:00Z.", metavar="INSTANT")
    ],
    amends: Amends = None,
    reason: Reason = None,
) -> None:
    """Let a retracted fact stand again, as its source does.

    A retraction that was recorded by mistake is withdrawn instead.
    """
    from service.change_bodies import Reinstatement
    from service.changes import making, of_fact

    body = body_of(Reinstatement, reported_at=published, amends=amends, reason=reason)
    record(making(of_fact(fact, body), body))


@commands.command(epilog="Example: asof link f7q denies f2c")
def link(
    fact: Fact,
    relation: Annotated[
        str,
        typer.Argument(
            help="What FACT does to OTHER: repeats, denies, confirms, updates, fulfils or cancels.",
            metavar="RELATION",
        ),
    ],
    other: Annotated[str, typer.Argument(help="The id of the other fact.", metavar="OTHER")],
    reason: Reason = None,
) -> None:
    """Link a fact to another; shown once both have been reported."""
    from service.change_bodies import Link
    from service.changes import making, of_fact

    body = body_of(Link, relation=relation, other=other, reason=reason)
    record(making(of_fact(fact, body), body))


@commands.command(epilog="Example: asof merge actor 'M. Oskey' maren-oskey")
def merge(
    kind: Annotated[str, typer.Argument(help="What both are: actor or location.", metavar="KIND")],
    name: Annotated[
        str, typer.Argument(help="The one merged: a slug, name, alias or id, as for show.", metavar="NAME")
    ],
    into: Annotated[str, typer.Argument(help="The one it is the same as, named likewise.", metavar="INTO")],
    reason: Reason = None,
) -> None:
    """Merge an actor or a location into another, under whose id it answers from here on."""
    from events import log
    from service.change_bodies import Merge
    from service.changes import making, of_subject

    for each in (name, into):
        check_subject(kind, each, "merge")
    subject = cast("Kind", kind)

    async def both(conn: "asyncpg.Connection") -> tuple[str, str]:
        position = (await log.read_head(conn)).position
        merged, other = [await _itself(conn, subject, each, position) for each in (name, into)]
        return merged, other

    merged, other = with_data(both)
    body = body_of(Merge, into=other, reason=reason)
    record(making(of_subject(subject, merged, body), body))


@commands.command(epilog="Example: asof withdraw --extracted-by reader-2 --yes")
def withdraw(
    event_id: Annotated[
        str | None,
        typer.Argument(help="The event of the change, as `asof events --json` has it.", metavar="EVENT_ID"),
    ] = None,
    correlation: Annotated[
        str | None,
        typer.Option(help="Take back all that was recorded under this correlation id.", metavar="ID"),
    ] = None,
    extracted_by: Annotated[
        str | None,
        typer.Option(help="Take back all that this extractor read, e.g. reader-2.", metavar="NAME"),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="In bulk: do it without asking.")] = False,
    reason: Reason = None,
) -> None:
    """Withdraw a change, or in bulk all of one operation or of one extractor.

    In bulk it is shown first, and done on a yes. Facts, whose reports cannot be withdrawn, are retracted then.
    """
    from service.change_bodies import Withdrawal
    from service.changes import making, of_event

    if sum(given is not None for given in (event_id, correlation, extracted_by)) != 1:
        raise typer.BadParameter(
            "expected one of EVENT_ID, --correlation and --extracted-by", param_hint="EVENT_ID"
        )
    if event_id is None:
        _withdraw_in_bulk({"correlation_id": correlation, "extracted_by": extracted_by}, yes, reason)
        return
    body = body_of(Withdrawal, reason=reason)
    record(making(of_event(event_id, body), body))


def _withdraw_in_bulk(selected: dict[str, str | None], yes: bool, reason: str | None) -> None:
    """What is selected has been shown and, on a yes, taken back."""
    from projections.withdrawing import plan
    from service import wording
    from service.change_bodies import BulkWithdrawal
    from service.changes import taking_back

    asked = body_of(BulkWithdrawal, reason=reason, **selected)
    planned = with_data(lambda conn: plan(conn, asked.selection))
    _show(planned)
    if not yes and not (is_interactive() and typer.confirm("Take this back?")):
        print("nothing was recorded: --yes does it")
        return
    recorded, _ = _recorded(taking_back(asked.model_copy(update={"confirm": planned.digest})))
    print(*wording.taken_back(recorded, planned.more), sep="\n")


def _show(planned: "Plan") -> None:
    """What would be taken back is listed, as far as it is not very much, and counted."""
    from service import wording
    from service.terminal import event_line

    terminal = console()
    for heading, found in (("withdrawn", planned.changes), ("retracted", planned.reports)):
        if found:
            terminal.print(f"{heading}:")
        for event in found[:SHOWN_MAX]:
            terminal.print(event_line(event.as_json()), no_wrap=True, crop=terminal.is_terminal)
        if len(found) > SHOWN_MAX:
            terminal.print(f"        and {len(found) - SHOWN_MAX} more")
    terminal.print(wording.planned(planned), soft_wrap=True)


def record(make: "Make") -> None:
    """The one change has been recorded, and the line that says so and where is printed."""
    from service import wording

    (recorded,), before = _recorded(make)
    print(wording.changed(recorded, before))


def _recorded(make: "Make") -> "tuple[list[RecordedEvent], int]":
    """What `make` makes has been recorded, as returned, behind the position that is returned with it."""
    from service.changes import carry_out

    with _in_options():
        return with_data(lambda conn: carry_out(conn, make, APPENDED_BY))


async def _itself(conn: "asyncpg.Connection", kind: "Kind", name: str, position: int) -> str:
    """The id of the actor or location of that id or slug, merged or not; else of the one of that name."""
    from projections.naming import resolve_itself

    try:
        stream = await resolve_itself(conn, kind, name, position)
    except NotFound:
        stream = await find(conn, kind, name, position)
    return stream.partition("-")[2]


def _clock(published: str | None, ours: bool) -> dict[str, str | None]:
    """Since when the change counts: when a source published it, or always."""
    if (published is None) != ours:
        raise typer.BadParameter(
            "expected either --published INSTANT (a source said so then) or --ours (our record was wrong)",
            param_hint="--published",
        )
    return {"reported_at": published}


def _changes(assignments: list[str], occurred: str | None, changes: str | None) -> dict[str, Any]:
    """The fields that change, by name."""
    try:
        given = json.loads(changes or "{}")
    except (json.JSONDecodeError, RecursionError) as error:
        raise typer.BadParameter(
            f"{(changes or '')[:200]!r}: expected a JSON object ({error})", param_hint="--changes"
        ) from None
    if not isinstance(given, dict):
        raise typer.BadParameter(f"{(changes or '')[:200]!r}: expected a JSON object", param_hint="--changes")
    given = given | dict(_assigned(text) for text in assignments)
    if occurred is not None:
        given["occurred"] = {"edtf": occurred}
    return given


def _assigned(text: str) -> tuple[str, str | None]:
    field, parted, value = text.partition("=")
    if not parted or not field:
        raise typer.BadParameter(f"{text!r}: expected FIELD=VALUE, e.g. status=claimed", param_hint="--set")
    return field, value or None


def body_of(model: "type[B]", **written: Any) -> "B":
    """The body that the API would be sent; without what is None, but for the clock."""
    from service.bodies import read_body

    sent = {name: value for name, value in written.items() if value is not None or name == "reported_at"}
    with _in_options():
        return read_body(model, json.dumps(sent).encode())


@contextlib.contextmanager
def _in_options() -> Iterator[None]:
    """What the API's body would not take is said in terms of the command's options."""
    from service import wording

    try:
        yield
    except InvalidEvents as error:
        raise typer.Exit(complain(wording.not_taken(error.details["problems"]))) from None
