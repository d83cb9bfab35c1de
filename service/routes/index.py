"""The front door."""

from fastapi import APIRouter, Response

from service.replies import reply

router = APIRouter(tags=["index"])

LINKS = {
    "actors": "/v1/actors",
    "locations": "/v1/locations",
    "timeline": "/v1/locations/{id}/timeline?as_of=2025-12-01T21:30:00Z",
    "search": "/v1/timeline?actors={id}&locations={id}&text=bridge",
    "disputes": "/v1/disputes",
    "diff": "/v1/locations/{id}/diff?from=2025-12-01&to=2025-12-02",
    "articles": "/v1/articles",
    "needs_review": "/v1/facts?needs_review=true",
    "events": "/v1/events",
    "live": "/v1/events/live?actors={id}",
    "timegate": "/v1/timegate/locations/{id}/timeline",
    "timemap": "/v1/timemap/locations/{id}/timeline",
    "schemas": "/v1/schemas",
    "projections": "/v1/projections",
    "health": "/healthz",
    "openapi": "/openapi.json",
}


@router.get("/", response_model=dict[str, str])
async def index() -> Response:
    """Where to go from here."""
    return reply(LINKS)
