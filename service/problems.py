"""Errors as RFC 9457 problem documents: the one table from what is raised to a status and a stable `type`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from events import errors
from service.bodies import BodyTooLarge, UnsupportedMediaType
from service.http_dates import BadAcceptDatetime
from service.negotiation import NotAcceptable
from service.replies import reply
from service.shapes.operations import ProblemDocument

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5

_log = structlog.get_logger(__name__)


class Problem(NamedTuple):
    """A kind of problem: the status it is answered with, the last part of its `type`, and its title."""

    status: int
    name: str
    title: str

    @property
    def type(self) -> str:
        """Stable, and where the problem is described; relative to the service."""
        return f"/problems/{self.name}"


PROBLEMS: dict[type[Exception], Problem] = {
    errors.InvalidEvents: Problem(422, "invalid-events", "The events are malformed"),
    errors.UnknownReference: Problem(422, "unknown-reference", "An event names what the log does not hold"),
    errors.ImpossibleChange: Problem(422, "impossible-change", "The change contradicts what stands"),
    errors.ReportedInFuture: Problem(422, "reported-in-future", "Nothing is reported before it is known"),
    errors.UnreadableArticle: Problem(422, "unreadable-article", "The article cannot be taken in"),
    errors.KeyTaken: Problem(422, "key-taken", "The Idempotency-Key belongs to another request"),
    errors.BadQuestion: Problem(422, "bad-question", "A parameter cannot be read or does not fit the others"),
    BodyTooLarge: Problem(413, "body-too-large", "The body is too large"),
    BadAcceptDatetime: Problem(400, "bad-accept-datetime", "Accept-Datetime is not a date of HTTP in GMT"),
    UnsupportedMediaType: Problem(415, "unsupported-media-type", "The body is of a type that is not taken"),
    NotAcceptable: Problem(406, "not-acceptable", "There is no format that is accepted"),
    errors.Refused: Problem(422, "refused", "The request cannot be taken as it is"),
    errors.WrongExpectedVersion: Problem(
        412, "wrong-expected-version", "Somebody else changed the stream first"
    ),
    errors.FactChanged: Problem(412, "fact-changed", "The fact has changed since it was read"),
    errors.EventIdTaken: Problem(409, "event-id-taken", "The event id belongs to another event"),
    errors.SaidBefore: Problem(
        409, "said-before", "The event was said before, and another has taken its place"
    ),
    errors.SlugTaken: Problem(409, "slug-taken", "The slug belongs to another actor or location"),
    errors.Conflict: Problem(409, "conflict", "Somebody else was first"),
    errors.ExtractionFailed: Problem(500, "extraction-failed", "An extractor failed"),
    errors.AmbiguousName: Problem(404, "ambiguous-name", "Several bear that name"),
    errors.NotFound: Problem(404, "not-found", "There is nothing of that name"),
    errors.Gone: Problem(410, "gone", "The answer was given by other rules or by another log"),
    errors.ClockBehindLog: Problem(503, "clock-behind-log", "The clock is behind the log"),
    errors.OnlyOnPrimary: Problem(503, "only-on-primary", "Only the primary can say that"),
    errors.RulesDiffer: Problem(503, "rules-differ", "The timelines were folded by other rules"),
    errors.RebuildRunning: Problem(409, "rebuild-running", "The projection is being rebuilt already"),
    errors.DatabaseUnreachable: Problem(503, "database-unreachable", "The database does not answer"),
    errors.Unavailable: Problem(503, "unavailable", "The service cannot work now"),
    Exception: Problem(500, "internal-error", "The service made a mistake"),
}

FRAMEWORK = {
    404: Problem(404, "no-such-path", "There is nothing at this path"),
    405: Problem(405, "method-not-allowed", "The path does not take this method"),
}
REQUEST = Problem(422, "bad-request", "The request cannot be read")
HTTP = Problem(400, "http", "The request is not one of HTTP as it is spoken here")
"""Of the framework, too, with whatever other status."""

KINDS = (*PROBLEMS.values(), *FRAMEWORK.values(), REQUEST, HTTP)
"""Every kind of problem there is."""


def _problem_of(error: Exception) -> Problem:
    """The entry of the nearest of the error's classes."""
    return next(PROBLEMS[cls] for cls in type(error).__mro__ if cls in PROBLEMS)


def handle_problems(app: FastAPI) -> None:
    """From now on every error of `app` is answered with a problem document."""
    app.add_exception_handler(errors.AsofError, _refuse)
    app.add_exception_handler(HTTPException, _refuse_by_framework)
    app.add_exception_handler(RequestValidationError, _refuse_request)
    app.add_exception_handler(ClientDisconnect, _nobody_listens)
    app.add_exception_handler(Exception, _fail)


async def _nobody_listens(_request: Request, _error: Exception) -> Response:
    """The client hung up while it sent its body: that is its right, and no failure of ours."""
    return Response(status_code=400)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the problems that a path answers with these statuses."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "description": "; or: ".join(problem.title for problem in KINDS if problem.status == status),
            "content": content,
        }
        for status in statuses
    }


def document_problems(app: FastAPI) -> None:
    """The OpenAPI document of `app` describes problem documents."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        document = describe()
        shape = ProblemDocument.model_json_schema()
        document["components"]["schemas"].setdefault("Problem", shape)
        return document

    app.openapi = described  # type: ignore[method-assign]


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.AsofError)
    problem = _problem_of(error)
    if problem.status >= 500:
        _log.warning("unavailable", path=request.url.path, problem=problem.name, detail=str(error))
    return _document(problem, str(error), error.details)


async def _refuse_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = FRAMEWORK.get(error.status_code, HTTP._replace(status=error.status_code))
    response = _document(problem, f"{request.method} {request.url.path}: {error.detail}; see /openapi.json")
    response.headers.update(error.headers or {})
    return response


async def _refuse_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"field": ".".join(map(str, detail["loc"])), "expected": detail["msg"]} for detail in error.errors()
    ]
    return _document(REQUEST, problems[0]["expected"], {"problems": problems})


async def _fail(request: Request, error: Exception) -> Response:
    """Says no more than that it failed; the traceback is in the server's log."""
    _log.error("failed", method=request.method, path=request.url.path, error=type(error).__name__)
    return _document(PROBLEMS[Exception], "an unexpected error; the server's log has the details")


def _document(problem: Problem, detail: str, members: Mapping[str, Any] | None = None) -> Response:
    body = dict(members or {}) | {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
    }
    retry = str(RETRY_AFTER_S) if problem.status == 503 else None
    return reply(
        body, status=problem.status, media_type=MEDIA_TYPE, cache_control="no-store", retry_after=retry
    )
