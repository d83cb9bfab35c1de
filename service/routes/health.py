"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter, Response

from service import shapes
from service.connections import Conn
from service.pins import check_readable
from service.replies import reply

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=shapes.operations.Health)
async def alive() -> Response:
    """The process lives."""
    return reply({"status": "ok"})


@router.get("/readyz", response_model=shapes.operations.Health)
async def ready(conn: Conn) -> Response:
    """The database answers, and its timelines were folded by this code's rules; 503 otherwise."""
    await check_readable(conn)
    return reply({"status": "ready"})
