"""Routes that read their parameters themselves: the framework's way takes as long as the answer (decision 017)."""

from collections.abc import Callable, Coroutine
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service import queries
from service.connections import Conn, acquired
from service.replies import Holding, held
from service.representations import Form, chosen

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class QuickRoute(APIRoute):
    """A GET that is documented as any other is, and answers as it would; a request that is unusual, it leaves to that.

    Its function takes a `Conn` and any of: `Request`, `Form`, `Holding`, one of `queries`, and strings of the path.
    """

    def get_route_handler(self) -> Handler:
        by_framework: Handler = super().get_route_handler()
        endpoint = self.endpoint
        hints = {name: hint for name, hint in endpoint.__annotations__.items() if name != "return"}
        conn = next(name for name, hint in hints.items() if hint == Conn)
        readers = {name: _reader(name, hint) for name, hint in hints.items() if name != conn}

        async def handle(request: Request) -> Response:
            if _repeats(request):
                return await by_framework(request)
            given = {name: read(request) for name, read in readers.items()}
            async with acquired(request) as connection:
                answer: Response = await endpoint(**given, **{conn: connection})
            return answer

        return handle


def _repeats(request: Request) -> bool:
    return len(request.query_params.multi_items()) > len(request.query_params)


def _reader(name: str, hint: Any) -> Callable[[Request], Any]:
    """What a parameter of that annotation is given."""
    if hint is Request:
        return lambda request: request
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
