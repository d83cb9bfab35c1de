"""Whatever is sent to any path of the OpenAPI document, the answer is one that the document describes, and never a 500.

Schemathesis makes the requests: what the document allows, and what it does not.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.app import create_app
from service.settings import Settings
from tests import database
from tests.running import serving

REQUESTS = int(os.environ.get("ASOF_REQUESTS", "24"))
"""How many are sent to each operation; `make soak` sends more."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

DOCUMENT = schemathesis.openapi.from_dict(create_app(Settings(), "postgresql://nowhere").openapi())
ENDLESS = {"GET /v1/events/live"}
OPERATIONS = {
    operation.label: operation
    for result in DOCUMENT.get_all_operations()
    if (operation := result.ok()).label not in ENDLESS
}

KNOWN = {
    "/v1/actors/": ("vladimir-putin", "ukraine"),
    "/v1/locations/": ("pokrovsk", "ukraine"),
    "/v1/facts/": ("fgt7m3jfv6jkb374i", "fgghttpp7tppohqvk"),
    "/v1/articles/": ("ngncdv6fwfuxqpvzm",),
    "/v1/projections/": ("timelines",),
    "/v1/schemas/": ("FactReported",),
    "/problems/": ("gone",),
}
"""Ids that the bundled article brings, by the beginning of a path: so that requests get further than the 404."""


@pytest.fixture(scope="module")
def address(server: database.Server) -> Iterator[str]:
    """Where a real server answers whose log holds the bundled article."""
    bare = database.bare_database(server)
    with asyncio.Runner() as runner:
        url = runner.run(bare.__aenter__())
        with serving(DATABASE_URL=url) as (_, lines, _):
            found = re.search(r"http://localhost:\d+", lines[0])
            assert found
            _begin_extraction(found[0])
            yield found[0]
        runner.run(bare.__aexit__(None, None, None))


def _begin_extraction(address: str) -> None:
    """The process that reads articles has loaded its model: on a busy machine that outlasts a request's patience."""
    article = {"text": "The dam broke on Monday.", "published_on": "2025-02-11"}
    response = httpx2.post(f"{address}/v1/articles", json=article, timeout=120)
    assert response.status_code == 201, response.text


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_fails_or_is_answered_otherwise_than_described(address: str, label: str) -> None:
    operation = OPERATIONS[label]
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(max_examples=REQUESTS, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(case=st.one_of(modes), known=st.sampled_from(_known(label)))
    def send(case: Any, known: str | None) -> None:
        if known is not None:
            case.path_parameters = case.path_parameters | {"id": known, "name": known, "type": known}
        case.call_and_validate(base_url=address, checks=CHECKS)

    send()


def _known(label: str) -> list[str | None]:
    path = label.partition(" ")[2]
    return [None, *(id_ for start, ids in KNOWN.items() if path.startswith(start) for id_ in ids)]
