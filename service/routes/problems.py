"""What the `type` of a problem document points at."""

from fastapi import APIRouter, Response

from events.errors import NotFound
from service import shapes
from service.problems import KINDS, responses
from service.replies import reply

router = APIRouter(prefix="/problems", tags=["problems"])

_BY_NAME = {kind.name: kind for kind in KINDS}


@router.get("/{name}", response_model=shapes.operations.ProblemKind, responses=responses(404))
async def get(name: str) -> Response:
    """What a kind of problem means, and the status it comes with."""
    if name not in _BY_NAME:
        raise NotFound(f"no kind of problem {name[:200]!r}; there are {', '.join(_BY_NAME)}")
    kind = _BY_NAME[name]
    return reply({"type": kind.type, "status": kind.status, "title": kind.title})
