"""The HTTP service: one app for one database."""

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events.watching import watching
from service.connections import WITHOUT_BODY, acquired_from
from service.database import connection, pool
from service.extracting import processes_kept
from service.headers import each_parameter_once
from service.kept_answers import AnswerAgain, KeptAnswers
from service.problems import document_problems, handle_problems, responses
from service.routes import (
    articles,
    changes,
    diffs,
    events,
    facts,
    health,
    index,
    live,
    mementos,
    new_articles,
    problems,
    projections,
    schemas,
    search,
    subjects,
    withdrawals,
)
from service.settings import Settings
from service.stopping import hearing_stop
from service.writing import writing

DESCRIPTION = """
Dated facts from news articles, and the timelines they make as of any moment.

Every answer states the `position` of the log it was given at, and a `permalink` whose answer never changes.
Errors are RFC 9457 problem documents whose `detail` says what to send instead.
"""


def create_app(settings: Settings, url: str) -> FastAPI:
    """The service on the database at `url`, which has today's schema. Its pool lives as long as its lifespan."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.url, app.state.settings = url, settings
        app.state.kept_answers = KeptAnswers(settings.kept_answers_mb * 1_000_000)
        async with (
            pool(url, settings) as app.state.pool,
            pool(url, settings, size=1) as for_writing,
            writing(lambda: acquired_from(for_writing)) as app.state.writer,
            projections.rebuilds() as app.state.rebuilds,
            watching(lambda: connection(url, settings)) as app.state.watch,
        ):
            with hearing_stop(app.state.watch.stop), processes_kept():
                yield

    app = FastAPI(
        title="Asof",
        version=version("asof-timelines"),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(each_parameter_once)],
        responses=responses(422, 500, 503),
    )
    routers = (  # looked through in this order: what is asked most comes first
        events.router,
        *(subjects.router_of(kind) for kind in ("actor", "location")),
        *(
            noun.router
            for noun in (
                diffs,
                search,
                articles,
                new_articles,
                facts,
                live,
                changes,
                withdrawals,
                mementos,
                projections,
                schemas,
                health,
                problems,
                index,
            )
        ),
    )
    for router in routers:
        app.include_router(router)
    handle_problems(app)
    document_problems(app)
    app.add_middleware(AnswerAgain)
    app.add_middleware(AnswerHead)
    return app


class AnswerHead:
    """HEAD is answered as GET is, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if body else message)

        await self._app({**scope, "method": "GET", WITHOUT_BODY: True}, receive, send_without_body)
