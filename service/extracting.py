"""Extraction, which keeps a processor busy for a second or so: in processes of its own, not in the one that answers.

They begin with the first article, and load a language model once each.
"""

import asyncio
import gc
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

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
            found = await asyncio.wrap_future(pool.executor.submit(_extract, name, article))
        except BrokenProcessPool:
            _POOLS.pop(processes, None)
            pool.executor.shutdown(wait=False)
            continue
        return _found(name, found)
    raise Unavailable("the process that reads articles was killed: is there enough memory? Try again later")


def check_extractor(name: str) -> None:
    """Raises UnreadableArticle where no extractor of that name is installed."""
    if name not in names():
        raise UnreadableArticle(
            "unknown-extractor", f"no extractor {name[:100]!r}: expected one of {', '.join(names())}"
        )


def close() -> None:
    """The processes have ended, whatever they were reading: nobody waits for it any more."""
    while _POOLS:
        _, pool = _POOLS.popitem()
        pool.life.close()
        pool.executor.shutdown(cancel_futures=True)
        del pool
    gc.collect()  # unlinks semaphores that a signal, by which a server may end, would leave behind


class _Pool(NamedTuple):
    """Processes, which live as long as this end of a pipe is open."""

    executor: ProcessPoolExecutor
    life: Connection


_POOLS: dict[int, _Pool] = {}


def _pool(processes: int) -> _Pool:
    if processes not in _POOLS:
        context = get_context("spawn")  # a fork would copy the connections and threads of who answers
        theirs, ours = context.Pipe(duplex=False)
        executor = ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(theirs,))
        _POOLS[processes] = _Pool(executor, ours)
    return _POOLS[processes]


def _begin(life: Connection) -> None:
    """In a new process: it leaves Ctrl-C to the one that began it, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(life,), daemon=True).start()


def _end_with_parent(life: Connection) -> None:
    life.poll(
        None
    )  # nothing is ever sent: it ends when the other end is closed, as by the end of its process
    os._exit(1)


def _found(name: str, found: Extraction | str) -> Extraction:
    if isinstance(found, str):
        raise ExtractionFailed(name, found)
    return found


def _extract(name: str, article: Article) -> Extraction | str:
    """What was found, or why nothing was; exceptions of others may not survive the way between processes."""
    try:
        found = extractor(name).extract(article)
        return _flaw(found, len(article.text)) or found
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:500]


def _flaw(found: Extraction, length: int) -> str | None:
    """What in the result of an extractor of others cannot be recorded, or None."""
    for number, fact in enumerate(found.facts):
        parts = (fact.trigger, fact.phrase, fact.speaker, *fact.antecedents)
        if not fact.start < fact.end <= length or any(part.end > length for part in parts if part):
            return f"fact {number} lies beyond the text, which has {length} code points"
    for link in found.links:
        if not (0 <= link.fact < len(found.facts) and 0 <= link.other < len(found.facts)):
            return f"a link from fact {link.fact} to fact {link.other}: there are {len(found.facts)}, from 0"
    return None
