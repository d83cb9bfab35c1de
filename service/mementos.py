"""Memento, RFC 7089: a timeline is an original resource, its pinned answers are mementos on the recorded clock.

There is one memento a second, the state at its end, for every second in which anything was recorded. A second that is
not over has the state so far; the timegate leads to it, the timemap lists it once it is over.
"""

import re
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

import asyncpg
from fastapi import Request, Response

from events import log
from events.envelope import END
from events.errors import NotFound, OnlyOnPrimary
from events.seconds import SECOND, SecondEnd, begin_of, end_by, ends_of_seconds
from projections.mementos import Name, mementos, turns
from service import parameters
from service.formats.links import in_format
from service.http_dates import BadAcceptDatetime, format_http_date, parse_http_date
from service.pins import PINS, UNPINNED_WITHOUT, check_readable, is_pinned
from service.questions import NAMED, Asked, permalink, pinning, timeline_path

PAGE_SIZE = 500
"""Mementos that one timemap lists; it names the next one."""
LINK_FORMAT = "application/link-format"

_NOT_ITS_OWN = (*UNPINNED_WITHOUT, "after")

Ask = Callable[[asyncpg.Connection, Mapping[str, str]], Awaitable[Asked]]
"""Makes a question of what was sent."""


@dataclass(frozen=True, slots=True)
class Original:
    """A timeline without pins, as a client asks for it at `url`; `names` are those in its path, `suffix` its format.

    Permalinks of it are at `permanent_path`; None: wherever its subject's timeline is.
    """

    url: str
    sent: Mapping[str, str]
    ask: Ask
    names: Sequence[Name] = ()
    permanent_path: str | None = None
    suffix: str = ""

    @property
    def all_names(self) -> list[Name]:
        """The names in the path, and those in the parameters."""
        read = parameters.read({name: text for name, text in self.sent.items() if name in NAMED})
        return [*self.names, *(Name(NAMED[name], each) for name, values in read.items() for each in values)]


async def timegate(
    conn: asyncpg.Connection, request: Request, original: Original, accept_datetime: str | None
) -> Response:
    """The way to the last memento of `accept_datetime` or before, else to the first; without one, to the last.

    Raises BadAcceptDatetime; NotFound where there is no memento.
    """
    asked_for = _instant(accept_datetime)
    head, over = await _head(conn)
    states = await mementos(conn, original.all_names, head.position)
    first, last = await states.behind(conn, 0, 1), await states.up_to(conn, head.position)
    if not first or last is None:
        raise await _nothing(conn, original)
    chosen = (
        last if asked_for is None else await states.by(conn, min(asked_for, head.recorded_at)) or first[0]
    )
    near = {"first": first[0], "last": last, "prev": await states.before(conn, chosen)}
    near["next"] = next(iter(await states.behind(conn, chosen.position, 1)), None)
    shown = sorted({chosen, *(each for each in near.values() if each is not None)})
    base, urls = _base(request), await _urls(conn, original, shown)
    links = [
        _link(base + original.url, "original"),
        _link(base + _sibling("timemap", original.url), "timemap", type=LINK_FORMAT),
        *(_memento(each, base + urls[each], near) for each in shown),
    ]
    headers = {
        "location": base + urls[chosen],
        "vary": "accept-datetime",
        "link": ", ".join(links),
        "cache-control": "no-cache",
    }
    if chosen == head and not over:
        headers["asof-provisional"] = "true"
    return Response(status_code=302, headers=headers)


async def timemap(conn: asyncpg.Connection, request: Request, original: Original, after: int) -> Response:
    """The mementos behind position `after`, of seconds that are over, as links; a page of them.

    Raises NotFound where there is none at all.
    """
    head, over = await _head(conn)
    final = head.position if over else await begin_of(conn, head.position) - 1
    states = await mementos(conn, original.all_names, final)
    first, last = await states.behind(conn, 0, 1), await states.up_to(conn, final)
    if not first and await _is_empty(conn, original, head.position):
        raise await _nothing(conn, original)
    found = await states.behind(conn, after, 2 * PAGE_SIZE)
    page, following = found[:PAGE_SIZE], found[PAGE_SIZE:]
    base, urls = _base(request), await _urls(conn, original, page)
    here, there = _sibling("timemap", original.url), base + _sibling("timegate", original.url)
    links = [
        _link(base + original.url, "original"),
        _link(there, "timegate"),
        _link(base + _page(here, after), "self", type=LINK_FORMAT, **_range(page)),
    ]
    near = {"first": next(iter(first), None), "last": last}
    links += [_memento(each, base + urls[each], near) for each in page]
    if following:
        next_page = base + _page(here, page[-1].position)
        links.append(_link(next_page, "timemap", type=LINK_FORMAT, **_range(following)))
    return Response(",\n".join(links) + "\n", headers={"cache-control": "no-cache"}, media_type=LINK_FORMAT)


def original_url(request: Request) -> str:
    """The URL of the timeline that a request is about, as the client wrote it but for pins."""
    path = re.sub("^/v1/(timegate|timemap)/", "/v1/", request.url.path)
    asked = [each for each in request.url.query.split("&") if each.partition("=")[0] not in _NOT_ITS_OWN]
    query = quote("&".join(asked), safe="%=&+:,/?@!$'()*")
    return f"{path}?{query}" if query else path


def with_links(
    response: Response, request: Request, sent: Mapping[str, str], asked: Asked, path: str | None = None
) -> Response:
    """`response`, the answer to `asked`, says where its original, timegate and timemap are; a memento, of when it is.

    `path` is where permalinks of it are, where that is not the timeline of its subject.
    """
    base = _base(request)
    suffix = request.path_params.get("suffix", "")
    original = in_format(_unpinned(asked, path), suffix) if is_pinned(sent) else original_url(request)
    links = [
        _link(base + original, "original"),
        _link(base + _sibling("timegate", original), "timegate"),
        _link(base + _sibling("timemap", original), "timemap", type=LINK_FORMAT),
    ]
    before = response.headers.get("link")
    response.headers["link"] = ", ".join([*([before] if before else []), *links])
    if is_pinned(sent) and asked.question.position > 0:
        response.headers["memento-datetime"] = format_http_date(asked.question.known_until)
    return response


def _unpinned(asked: Asked, path: str | None) -> str:
    """The URL that the permalink of `asked` pins: a moment that is just that of the position was not asked for."""
    question = asked.question
    dropped = (*PINS, "as_of") if question.as_of == question.known_until else PINS
    kept = {name: text for name, text in pinning(question, asked.log).items() if name not in dropped}
    return parameters.url(path or timeline_path(question.subject), kept)


def _instant(accept_datetime: str | None) -> datetime | None:
    if accept_datetime is None:
        return None
    try:
        return parse_http_date(accept_datetime)
    except ValueError:
        raise BadAcceptDatetime(accept_datetime[:200]) from None


async def _head(conn: asyncpg.Connection) -> tuple[SecondEnd, bool]:
    """Where the log stands, and whether its last second is over: nothing will ever be recorded in it any more.

    Raises NotFound for an empty log.
    """
    at = (await check_readable(conn))["position"]
    if at == 0:
        raise NotFound("the log is empty: no timeline has any memento yet")
    (head,) = await ends_of_seconds(conn, at, at, 1)
    try:
        await log.settle_recorded_by(conn, head.second + SECOND)
    except (ValueError, OnlyOnPrimary):
        return head, False
    at = await end_by(conn, head.second, END)  # what has been recorded in it since
    (head,) = await ends_of_seconds(conn, at, at, 1)
    return head, True


async def _is_empty(conn: asyncpg.Connection, original: Original, head: int) -> bool:
    states = await mementos(conn, original.all_names, head)
    return not await states.behind(conn, 0, 1)


async def _nothing(conn: asyncpg.Connection, original: Original) -> NotFound:
    """That the timeline has no memento; what its names fail by, if they do, is raised."""
    await original.ask(conn, original.sent)
    return NotFound(f"{original.url} has no memento: nothing bears its names at the end of any second")


async def _urls(
    conn: asyncpg.Connection, original: Original, found: Sequence[SecondEnd]
) -> dict[SecondEnd, str]:
    """The permalink of each memento; names are looked up again only where they may mean somebody else."""
    if not found:
        return {}
    turning = await turns(conn, original.all_names, found[0].position, found[-1].position)
    asked: dict[int, Asked] = {}
    urls = {}
    for end in found:
        turn = bisect_right(turning, end.position)
        if turn not in asked:
            asked[turn] = await original.ask(conn, {**original.sent, "position": str(end.position)})
        question, log_name = asked[turn]
        as_of = question.as_of if "as_of" in original.sent else end.recorded_at
        at = replace(question, position=end.position, known_until=end.recorded_at, as_of=as_of)
        urls[end] = in_format(permalink(at, log_name, path=original.permanent_path), original.suffix)
    return urls


def _memento(each: SecondEnd, url: str, near: Mapping[str, SecondEnd | None]) -> str:
    """The link to a memento, with the names of those `near` that it is."""
    relation = " ".join([*(name for name, at in near.items() if at == each), "memento"])
    return _link(url, relation, datetime=_date(each))


def _base(request: Request) -> str:
    """The client's own name of the service: clients of Memento take the URLs of links as they are."""
    return str(request.base_url).rstrip("/")


def _sibling(noun: str, original: str) -> str:
    return f"/v1/{noun}/{original.removeprefix('/v1/')}"


def _page(timemap_url: str, after: int) -> str:
    return f"{timemap_url}{'&' if '?' in timemap_url else '?'}after={after}" if after else timemap_url


def _range(page: Sequence[SecondEnd]) -> dict[str, str]:
    return {"from": _date(page[0]), "until": _date(page[-1])} if page else {}


def _date(end: SecondEnd) -> str:
    return format_http_date(end.second)


def _link(url: str, relation: str, **attributes: str) -> str:
    told: Iterable[tuple[str, Any]] = {"rel": relation, **attributes}.items()
    return "; ".join([f"<{url}>", *(f'{name}="{value}"' for name, value in told)])
