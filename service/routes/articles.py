"""Articles, and the facts they report."""

from typing import Annotated, Any

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
from service.replies import reply_at_position

PATH = "/v1/articles"

router = APIRouter(prefix=PATH, tags=["articles"])


@router.get("", response_model=shapes.Articles, responses=responses(410))
async def list_all(conn: Conn, query: Annotated[queries.Paged, Query()]) -> Response:
    """By publication, the latest first."""
    pinned = await pin(conn, PATH, query.sent)
    pinned.continues(PATH)
    found = await list_articles(conn, pinned.pin.position, limit=pinned.limit + 1, after=_key(pinned))
    body = answers.page(PATH, pinned, "articles", found, lambda last: [last["published_at"], last["id"]])
    return reply_at_position(body, query.sent)


@router.get("/{id}", response_model=shapes.OneArticle, responses=responses(404, 410))
async def get(conn: Conn, id: str, query: Annotated[queries.AtPosition, Query()]) -> Response:  # noqa: A002
    """The article with its versions and retractions."""
    pinned = await pin(conn, f"{PATH}/{id}", query.sent)
    article = await _article(conn, id, pinned)
    return reply_at_position(answers.one(f"{PATH}/{id}", pinned, article=article), query.sent)


@router.get("/{id}/facts", response_model=shapes.ArticleFacts, responses=responses(404, 410))
async def facts(conn: Conn, id: str, query: Annotated[queries.AsOf, Query()]) -> Response:  # noqa: A002
    """All its facts that had been reported by `as_of`, in the order they were recorded, retracted ones too."""
    path = f"{PATH}/{id}/facts"
    pinned = await pin(conn, path, query.sent)
    await _article(conn, id, pinned)
    ids = await log.facts_of_articles(conn, [f"article-{id}"], up_to=pinned.pin.position)
    found = await asof.ask_facts(conn, ids, everything(pinned))
    names = await asof.names(conn, found, [], pinned.pin.position)
    body = answers.one_as_of(path, pinned, article=id, facts=found, names=names)
    return reply_at_position(body, query.sent)


async def _article(conn: Conn, article: str, pinned: Pinned) -> dict[str, Any]:
    check_id("article", article)
    return await read_article(conn, article, pinned.pin.position)


def _key(pinned: Pinned) -> ArticleKey | None:
    """The key behind which the page begins."""
    match pinned.after:
        case None:
            return None
        case (str(published_at), str(article)) if ID.fullmatch(article):
            return ArticleKey(cursor_instant(published_at), article)
    raise BadQuestion("cursor", None, EXPECTED)
