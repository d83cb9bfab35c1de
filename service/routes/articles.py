"""Articles, and the facts they report."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from events import log
from events.errors import BadQuestion
from projections import asof
from projections.articles import ArticleKey, list_articles, read_article
from service import answers, queries, shapes
from service.connections import Conn
from service.cursors import EXPECTED, cursor_instant
from service.parameters import ID, check_id
from service.pins import Pinned, pin
from service.problems import responses
from service.questions import everything
from service.replies import NOT_MODIFIED, Holding, reply_at_position, unchanged

PATH = "/v1/articles"

router = APIRouter(prefix=PATH, tags=["articles"])


@router.get("", response_model=shapes.articles.Articles, responses=NOT_MODIFIED | responses(410))
async def list_all(conn: Conn, query: Annotated[queries.Paged, Query()], held: Holding) -> Response:
    """By publication, the latest first."""
    pinned = await pin(conn, PATH, query.sent)
    pinned.continues(PATH)
    if same := unchanged(pinned.permalink(PATH), query.sent, held):
        return same
    found = await list_articles(conn, pinned.pin.position, limit=pinned.limit + 1, after=_key(pinned))
    body = answers.page(PATH, pinned, "articles", found, lambda last: [last["published_at"], last["id"]])
    return reply_at_position(body, query.sent, held)


@router.get("/{id}", response_model=shapes.articles.OneArticle, responses=NOT_MODIFIED | responses(404, 410))
async def get(
    conn: Conn,
    id: str,  # noqa: A002
    query: Annotated[queries.AtPosition, Query()],
    held: Holding,
) -> Response:
    """The article with its versions and retractions."""
    path = f"{PATH}/{check_id('article', id)}"
    pinned = await pin(conn, path, query.sent)
    if same := unchanged(pinned.permalink(path), query.sent, held):
        return same
    article = await read_article(conn, id, pinned.pin.position)
    return reply_at_position(answers.one(path, pinned, article=article), query.sent, held)


@router.get(
    "/{id}/facts", response_model=shapes.articles.ArticleFacts, responses=NOT_MODIFIED | responses(404, 410)
)
async def facts(
    conn: Conn,
    id: str,  # noqa: A002
    query: Annotated[queries.AsOf, Query()],
    held: Holding,
) -> Response:
    """All its facts that had been reported by `as_of`, in the order they were recorded, retracted ones too."""
    path = f"{PATH}/{check_id('article', id)}/facts"
    pinned = await pin(conn, path, query.sent)
    if same := unchanged(pinned.dated().permalink(path), query.sent, held):
        return same
    await read_article(conn, id, pinned.pin.position)
    ids = await log.facts_of_articles(conn, [f"article-{id}"], up_to=pinned.pin.position)
    found = await asof.ask_facts(conn, ids, everything(pinned))
    names = await asof.names(conn, found, [], pinned.pin.position)
    body = answers.one_as_of(path, pinned, article=id, facts=found, names=names)
    return reply_at_position(body, query.sent, held)


def _key(pinned: Pinned) -> ArticleKey | None:
    """The key behind which the page begins."""
    match pinned.after:
        case None:
            return None
        case (str(published_at), str(article)) if ID.fullmatch(article):
            return ArticleKey(cursor_instant(published_at), article)
    raise BadQuestion("cursor", None, EXPECTED)
