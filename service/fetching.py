"""What is at a URL: pages of the web and nothing else, not too much of it, and not for ever."""

import time
from collections.abc import Collection
from http.client import HTTPException
from importlib.metadata import version
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from events.errors import UnreadableArticle
from events.incoming import BODY_SIZE_MAX

FETCH_TIMEOUT_S = 20
"""How long a server may say nothing."""
FETCH_TIME_MAX_S = 60
"""How long it may take in all."""

_CHUNK_SIZE = 65_536


def fetch(url: str, media_types: Collection[str]) -> tuple[bytes, str]:
    """What is at the URL, redirects followed, and its media type, one of those given.

    Raises UnreadableArticle, which says why it is not to be had.
    """
    try:
        if urlsplit(url).scheme.lower() not in ("http", "https") or not urlsplit(url).hostname:
            raise UnreadableArticle("not-fetched", "expected http:// or https://")
        request = Request(url, headers={"User-Agent": f"asof/{version('asof-timelines')}", "Accept": "*/*"})
        with _only_http().open(request, timeout=FETCH_TIMEOUT_S) as response:
            media_type = response.headers.get_content_type()
            if media_type not in media_types:
                raise UnreadableArticle(
                    "not-fetched", f"it is of type {media_type}: expected a page, plain text or ninjs"
                )
            return _whole(response), media_type
    except HTTPError as error:
        first, _, _ = str(error.reason).partition("\n")
        error.close()
        raise UnreadableArticle("not-fetched", f"the server answers {error.code} {first}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        said = (
            "it took too long" if isinstance(reason, TimeoutError) else str(reason) or type(reason).__name__
        )
        raise UnreadableArticle("not-fetched", f"cannot be fetched ({said})") from None


def _only_http() -> OpenerDirector:
    """What opens pages of the web, wherever they redirect to on it, and neither files nor FTP."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler,
        HTTPDefaultErrorHandler, HTTPRedirectHandler, HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener


def _whole(response: IO[bytes]) -> bytes:
    begun = time.monotonic()
    body = bytearray()
    while part := response.read(_CHUNK_SIZE):
        body += part
        if len(body) > BODY_SIZE_MAX:
            raise UnreadableArticle(
                "too-long",
                f"more than {BODY_SIZE_MAX:,} bytes: that is no article; send its text, or parts of it",
            )
        if time.monotonic() - begun > FETCH_TIME_MAX_S:
            raise TimeoutError
    return bytes(body)
