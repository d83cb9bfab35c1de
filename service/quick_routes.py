"""Routes that read their parameters themselves: the framework's way takes as long as the answer (decision 017)."""

from collections.abc import Callable, Coroutine
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service import queries
from service.connections import Conn, acquired
from service.headers import RequestId, request_id_of
from service.replies import Holding, held
from service.representations import Form, chosen

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class QuickRoute(APIRoute):
    """A route that is documented as any other is, and answers as that would; to that it leaves unusual requests.

    Its function may take a `Conn`, `Request`, `RequestId`, `Form`, `Holding`, one of `queries`, strings of the path.
    """

    def get_route_handler(self) -> Handler:
        by_framework: Handler = super().get_route_handler()
        answer: Callable[..., Coroutine[Any, Any, Response]] = self.endpoint
        hints = {name: hint for name, hint in answer.__annotations__.items() if name != "return"}
        conn = next((name for name, hint in hints.items() if hint == Conn), None)
        readers = {name: _reader(name, hint) for name, hint in hints.items() if name != conn}

        async def handle(request: Request) -> Response:
            if _repeats(request):
                return await by_framework(request)
            given = {name: read(request) for name, read in readers.items()}
            if conn is None:
                return await answer(**given)
            async with acquired(request) as connection:
                return await answer(**given, **{conn: connection})

        return handle


def _repeats(request: Request) -> bool:
    return len(request.query_params.multi_items()) > len(request.query_params)


def _reader(name: str, hint: Any) -> Callable[[Request], Any]:
    """What a parameter of that annotation is given."""
    if hint is Request:
        return lambda request: request
    if hint == RequestId:
        return request_id_of
    if hint == Form:
        return chosen
    if hint == Holding:
        return held
    if hint is str:
        return lambda request: request.path_params[name]
    model = get_args(hint)[0] if get_origin(hint) is not None else hint
    if not issubclass(model, queries.Query):
        raise TypeError(f"{name} is {hint}: a QuickRoute cannot read it")
    return lambda request: model.model_validate(dict(request.query_params))
