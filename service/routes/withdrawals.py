"""Taking back: one change by its event, or in bulk all of one operation or of one extractor."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from events import log
from events.envelope import RecordedEvent
from projections.withdrawing import Plan, Selection, plan
from service import change_bodies, shapes
from service.appending import answered_before, append_made
from service.bodies import MEDIA_TYPE, described, read_body, read_sent
from service.change_bodies import CHANGE_SIZE_MAX
from service.changes import of_event, taking_back
from service.connections import acquired
from service.headers import RequestId
from service.problems import responses
from service.replies import reply
from service.routes.changes import Asked, takes

router = APIRouter(prefix="/v1", tags=["changes"])


@router.post("/events/{id}/withdrawal", **takes(change_bodies.Withdrawal, "a change", "Withdraw"))
async def withdraw(asked: Asked, id: str) -> Response:  # noqa: A002
    """A correction, retraction, reinstatement, review, link or merge is taken back, from this position on."""
    return await asked.record(change_bodies.Withdrawal, partial(of_event, id))


@router.post(
    "/withdrawals",
    status_code=201,
    summary="Withdraw in bulk",
    response_model=shapes.events.Recorded,
    responses=responses(404, 409, 413, 415)
    | {200: {"model": shapes.events.BulkWithdrawal, "description": "What would be taken back"}},
    openapi_extra=described(change_bodies.BulkWithdrawal),
)
async def withdraw_in_bulk(request: Request, request_id: RequestId) -> Response:
    """Without `confirm` it is only shown; with it, done all in one append. Changes are withdrawn; facts, whose reports
    cannot be, are retracted by our record. 404 when there is nothing to take back.
    """
    sent = await read_sent(request, request_id, [MEDIA_TYPE], CHANGE_SIZE_MAX)
    if before := await answered_before(request, sent):
        return before
    body = read_body(change_bodies.BulkWithdrawal, sent.body)
    if body.confirm is None:
        return reply(await _shown(request, body.selection))
    return await append_made(request, sent, taking_back(body, request_id), body.appended_by)


async def _shown(request: Request, selection: Selection) -> dict[str, Any]:
    async with acquired(request) as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        head = await log.read_head(conn)
        planned: Plan = await plan(conn, selection)
    return {
        "log": head.log,
        "position": head.position,
        "confirm": planned.digest,
        "withdrawn": [_shown_event(event) for event in planned.changes],
        "retracted": [_shown_event(event) for event in planned.reports],
        "left": dict(sorted(planned.left.items())),
        "more": planned.more,
    }


def _shown_event(event: RecordedEvent) -> dict[str, Any]:
    return {
        "event_id": str(event.event_id),
        "type": event.type,
        "stream": event.stream,
        "fact": event.fact,
        "position": event.position,
    }
