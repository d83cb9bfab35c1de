"""The payloads of events, as JSON Schema."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from events.errors import NotFound
from events.payloads import PAYLOADS
from service import queries, shapes
from service.problems import responses
from service.replies import reply

router = APIRouter(prefix="/v1/schemas", tags=["events"])


class JsonSchema(Response):
    media_type = "application/schema+json"


_SCHEMA: dict[int | str, dict[str, Any]] = {
    200: {"content": {JsonSchema.media_type: {"schema": {"type": "object"}}}}
}


@router.get("", response_model=shapes.operations.Schemas)
async def list_all(query: Annotated[queries.Nothing, Query()]) -> Response:
    """The types of events, with today's schema version and the kinds of stream that take them."""
    types = [
        {
            "type": name,
            "schema": model.schema_version,
            "streams": list(model.stream_kinds),
            "url": f"/v1/schemas/{name}",
        }
        for name, model in PAYLOADS.items()
    ]
    return reply({"schemas": types})


@router.get("/{type}", response_class=JsonSchema, responses=responses(404) | _SCHEMA)
async def get(type: str, query: Annotated[queries.Nothing, Query()]) -> Response:  # noqa: A002
    """The JSON Schema of a type's payload, as it is sent: the type stands beside it, in the envelope."""
    if type not in PAYLOADS:
        raise NotFound(f"no type of event {type[:200]!r}; there are {', '.join(PAYLOADS)}")
    return reply(_json_schema(type), media_type=JsonSchema.media_type)


def _json_schema(name: str) -> dict[str, Any]:
    model = PAYLOADS[name]
    schema = model.model_json_schema()
    del schema["properties"]["type"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"/v1/schemas/{name}",
        "schema": model.schema_version,
    } | schema
