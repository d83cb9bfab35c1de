"""Extraction, which keeps a processor busy for a second or so: in processes of its own, not in the one that answers.

They begin with the first article, and load a language model once each.
"""

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process

from events.errors import ExtractionFailed, Unavailable, UnreadableArticle
from events.extraction.extraction import Article, Extraction
from events.extraction.extractors import BUILT_IN, extractor, names

_TRIES = 2
"""A process that was killed, as by a machine out of memory, is replaced once."""


async def extract_here(article: Article, name: str = BUILT_IN) -> Extraction:
    """As `extract`, in a thread: for who has nothing else to do meanwhile."""
    check_extractor(name)
    return _found(name, await asyncio.to_thread(_extract, name, article))


async def extract(article: Article, name: str = BUILT_IN, *, processes: int = 1) -> Extraction:
    """What the extractor of that name finds in the article, in one of so many processes.

    Raises UnreadableArticle for a name that is not installed, ExtractionFailed or Unavailable.
    """
    check_extractor(name)
    for _ in range(_TRIES):
        pool = _pool(processes)
        try:
            found = await asyncio.wrap_future(pool.submit(_extract, name, article))
        except BrokenProcessPool:
            _pool.cache_clear()
            pool.shutdown(wait=False)
            continue
        return _found(name, found)
    raise Unavailable("the process that reads articles was killed: is there enough memory? Try again later")


def check_extractor(name: str) -> None:
    """Raises UnreadableArticle where no extractor of that name is installed."""
    if name not in names():
        raise UnreadableArticle(
            "unknown-extractor", f"no extractor {name[:100]!r}: expected one of {', '.join(names())}"
        )


@cache
def _pool(processes: int) -> ProcessPoolExecutor:
    # A fork would copy the connections and threads of the process that answers.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """In a new process: it leaves Ctrl-C to the one that began it, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _found(name: str, found: Extraction | str) -> Extraction:
    if isinstance(found, str):
        raise ExtractionFailed(name, found)
    return found


def _extract(name: str, article: Article) -> Extraction | str:
    """What was found, or why nothing was; exceptions of others may not survive the way between processes."""
    try:
        return extractor(name).extract(article)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:500]
