"""The commands that extract facts without writing them: `asof extract` and `asof evaluate`."""

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from events.errors import NotFound, Refused
from service.command_line import console, print_json, write_picture

if TYPE_CHECKING:
    from events.extraction.extraction import Extractor
    from events.ingestion.reading import IncomingArticle
    from service.evaluating import Evaluated

# The extractor takes a second and more to import: each command imports what it needs.

commands = typer.Typer(rich_markup_mode=None)

Published = Annotated[
    str | None,
    typer.Option(
        help="When it was published, e.g. 2025-12-02 or 2025-12-02T09:30:00Z; else the date in the name.",
        metavar="DATE",
    ),
]
Zone = Annotated[str, typer.Option(help="The publisher's time zone, e.g. Europe/Kyiv.", metavar="ZONE")]
ExtractorName = Annotated[
    str, typer.Option("--extractor", help="Who extracts: rules, or one that is plugged in.", metavar="NAME")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@commands.command(epilog="Example: asof extract flood.txt --published 2025-02-10")
def extract(
    source: Annotated[
        str,
        typer.Argument(
            help="An article, as `asof add` takes it: a file, a URL; - is standard input.", metavar="FILE|URL"
        ),
    ],
    published: Published = None,
    zone: Zone = "UTC",
    publisher: Annotated[
        str | None, typer.Option(help="Who published it, e.g. 'The Observer'.", metavar="NAME")
    ] = None,
    as_json: AsJson = False,
    svg: Annotated[
        Path | None,
        typer.Option(help="Write what is shown as a picture, too, e.g. flood.svg.", dir_okay=False),
    ] = None,
    extractor_name: ExtractorName = "rules",
) -> None:
    """Show the dated facts of an article, without writing them.

    The text is shown with its dates, happenings, places and actors marked, and beneath each sentence its facts.
    """
    from service.extracted import Extracted
    from service.extracted import as_json as shaped
    from service.extracting import extract_here

    incoming = article(source, published, zone, publisher)
    read = incoming.for_extractor()
    terminal = console(stderr=True)
    waiting = terminal.status("reading the article …") if terminal.is_terminal else contextlib.nullcontext()
    with waiting:
        chosen(extractor_name)
        extraction = asyncio.run(extract_here(read, extractor_name))
    published_at = incoming.publication.moment(facts=extraction.facts)
    extracted = Extracted(read, extraction, published_at)
    if svg is not None:
        from service.terminal import drawn

        write_picture(svg, drawn(extracted, incoming.title))
    if as_json:
        print_json(shaped(extraction, published_at))
    else:
        console().print(extracted)


@commands.command(epilog="Example: asof evaluate tests/extraction/gold/dev/*.txt --errors")
def evaluate(
    texts: Annotated[
        list[Path], typer.Argument(help="Files of plain text, named flood-2025-02-10.txt.", metavar="TEXT")
    ],
    gold: Annotated[
        list[Path] | None,
        typer.Option(
            help="The gold of each text, in their order; else flood-2025-02-10.gold.json beside it.",
            metavar="FILE",
        ),
    ] = None,
    published: Published = None,
    zone: Zone = "UTC",
    timex: Annotated[
        bool,
        typer.Option("--timex", help="Score the time expressions, on flood-2025-02-10.timexes.json."),
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, what is wrong, and what is superfluous.")
    ] = False,
    totals: Annotated[bool, typer.Option("--totals", help="Print nothing but the total.")] = False,
    as_json: AsJson = False,
    extractor_name: ExtractorName = "rules",
) -> None:
    """Score the dated facts found in texts against gold.

    P, R and F1 are of core facts with sentence, trigger and date; loose, without the date. The other columns are
    of loose pairs: shares of right dates, statuses and attributions, F1 of actors and places.
    """
    from service.evaluating import evaluated_files
    from service.scores import as_json as scored
    from service.scores import table

    if errors and totals:
        raise typer.BadParameter("either --errors or --totals", param_hint="--errors")
    if gold and len(gold) != len(texts):
        raise typer.BadParameter(f"{len(texts)} texts, but {len(gold)} of gold", param_hint="--gold")
    beside: list[Path | None] = [None] * len(texts)
    files = list(zip(texts, gold or beside, strict=True))
    articles = [article(str(text), published, zone).for_extractor() for text, _ in files]
    results = evaluated_files(files, articles, chosen(extractor_name), timex=timex)
    if as_json:
        print_json(_as_json(results, scored, errors=errors, totals=totals))
        return
    for result in results if errors else ():
        print("\n".join(result.errors()), end="\n\n")
    rows = {} if totals else {result.name: result.score for result in results}
    print("\n".join(table(rows | {"total": results[0].total(results)})))


def article(source: str, published: str | None, zone: str, publisher: str | None = None) -> "IncomingArticle":
    """The article as `asof add` would read it. Exits where it cannot be read, or nothing says when it was published."""
    from events.dates import BadDate, time_zone
    from events.ingestion.reading import Said
    from service import wording
    from service.article_sources import Form, read, shown

    try:
        time_zone(zone)
        content = read(source, as_text=True)
        if content.form is Form.events:
            raise Refused("these are events: expected an article")
        return content.article(Said(published=published, time_zone=zone, publisher=publisher))
    except BadDate as error:
        raise typer.BadParameter(str(error), param_hint="--zone") from None
    except Refused as error:
        told = f"{shown(source)}: {wording.refused(error)}"
        if error.details.get("reason") in ("no-publication", "bad-publication"):
            raise typer.BadParameter(told, param_hint="--published") from None
        raise Refused(told) from None


def chosen(name: str) -> "Extractor":
    """The extractor of that name, ready to work. Exits where there is none."""
    from events.extraction.extractors import extractor

    try:
        return extractor(name)
    except NotFound as error:
        raise typer.BadParameter(str(error), param_hint="--extractor") from None


def _as_json(results: "list[Evaluated]", scored: Any, *, errors: bool, totals: bool) -> dict[str, Any]:
    total = {"total": scored(results[0].total(results))}
    if totals:
        return total
    return {
        "articles": [
            {"name": each.name, **scored(each.score), **({"errors": list(each.errors())} if errors else {})}
            for each in results
        ],
        **total,
    }
