"""Extraction, which keeps a processor busy for a second or so: in processes of its own, not in the one that answers.

They begin with the first article, and load a language model once each. One that dies, or does not come to an end with
an article in time, is replaced.
"""

import asyncio
import atexit
import contextlib
import gc
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from events.errors import ExtractionFailed, Unavailable, UnreadableArticle
from events.extraction.extraction import Article, Extraction
from events.extraction.extractors import BUILT_IN, extractor, names

_TRIES = 2
"""A process that was killed, as by a machine out of memory, is replaced once."""

STEP = 10_000
"""Code points for which an extractor is given the time of the setting `extraction_timeout_s` once more."""


async def extract_here(article: Article, name: str = BUILT_IN) -> Extraction:
    """As `extract`, in a thread, without a limit: for who has nothing else to do meanwhile."""
    check_extractor(name)
    return _found(name, await asyncio.to_thread(_extract, name, article))


async def extract(
    article: Article, name: str = BUILT_IN, *, processes: int = 1, timeout_s: float
) -> Extraction:
    """What the extractor of that name finds in the article, in one of so many processes.

    It has `timeout_s` for every STEP code points of the text that are begun, from when it begins to read. Raises
    UnreadableArticle for a name that is not installed or a text that takes longer, ExtractionFailed or Unavailable.
    """
    check_extractor(name)
    limit_s = timeout_s * (1 + (len(article.text) - 1) // STEP)
    pool = _pool(processes)
    for _ in range(_TRIES):
        try:
            return _found(
                name, await asyncio.wrap_future(pool.threads.submit(_ask, pool, name, article, limit_s))
            )
        except EOFError:
            if pool.closed:
                break
        except TimeoutError:
            raise UnreadableArticle(
                "takes-too-long",
                f"the extractor {name!r} had not read its {len(article.text):,} characters after {limit_s:g} s: "
                "send it in parts, or raise ASOF_EXTRACTION_TIMEOUT_S",
            ) from None
    raise Unavailable("the process that reads articles was killed: is there enough memory? Try again later")


def check_extractor(name: str) -> None:
    """Raises UnreadableArticle where no extractor of that name is installed."""
    if name not in names():
        raise UnreadableArticle(
            "unknown-extractor", f"no extractor {name[:100]!r}: expected one of {', '.join(names())}"
        )


@contextlib.contextmanager
def processes_kept() -> Iterator[None]:
    """The processes live on from article to article in this block, and end with the last block that is left."""
    global _KEPT
    _KEPT += 1
    try:
        yield
    finally:
        _KEPT -= 1
        if not _KEPT:
            close()


_KEPT = 0


@atexit.register
def close() -> None:
    """The processes have ended, whatever they were reading: nobody waits for it any more."""
    while _POOLS:
        _, pool = _POOLS.popitem()
        with pool.changing:
            pool.closed = True
        for worker in list(pool.workers):
            _end(pool, worker)
        pool.threads.shutdown(cancel_futures=True)
        del pool
    gc.collect()  # unlinks semaphores that a signal, by which a server may end, would leave behind


class _Worker(NamedTuple):
    """A process that reads articles, our end of the pipe to it, and a pipe as long as whose end is open it lives."""

    process: BaseProcess
    pipe: Connection
    life: Connection


@dataclass(eq=False)
class _Pool:
    """As many threads as processes; each thread waits for one of them. `idle` are those that nobody waits for."""

    threads: ThreadPoolExecutor
    workers: set[_Worker] = field(default_factory=set)
    idle: list[_Worker] = field(default_factory=list)
    changing: threading.Lock = field(default_factory=threading.Lock)
    closed: bool = False


_POOLS: dict[int, _Pool] = {}


def _pool(processes: int) -> _Pool:
    if processes not in _POOLS:
        _POOLS[processes] = _Pool(ThreadPoolExecutor(processes))
    return _POOLS[processes]


def _ask(pool: _Pool, name: str, article: Article, limit_s: float) -> Extraction | str:
    """What `_extract` gives in another process. Raises EOFError if that died, TimeoutError if it had to be ended."""
    worker = pool.idle.pop() if pool.idle else _begin(pool)
    try:
        worker.pipe.send((name, article))
        worker.pipe.recv()  # it has loaded what it needs, which may take long on a busy machine
        if not worker.pipe.poll(limit_s):
            raise TimeoutError
        found: Extraction | str = worker.pipe.recv()
    except OSError as error:  # and so TimeoutError
        _end(pool, worker)
        raise error if isinstance(error, TimeoutError) else EOFError from error
    except BaseException:
        _end(pool, worker)
        raise
    pool.idle.append(worker)
    return found


def _begin(pool: _Pool) -> _Worker:
    context = get_context("spawn")  # a fork would copy the connections and threads of who answers
    theirs, ours = context.Pipe()
    their_life, our_life = context.Pipe(duplex=False)
    worker = _Worker(context.Process(target=_work, args=(theirs, their_life)), ours, our_life)
    with pool.changing:
        if pool.closed:
            raise EOFError
        worker.process.start()
        pool.workers.add(worker)
    theirs.close()
    their_life.close()
    return worker


def _end(pool: _Pool, worker: _Worker) -> None:
    """The process has ended; who waits for it hears so."""
    with pool.changing:
        if worker in pool.workers:
            worker.process.kill()
            worker.process.join()
            pool.workers.discard(worker)


def _work(pipe: Connection, life: Connection) -> None:
    """In a process of its own: it leaves Ctrl-C to the one that began it, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(life,), daemon=True).start()
    with contextlib.suppress(EOFError):
        while True:
            name, article = pipe.recv()
            with contextlib.suppress(Exception):  # tried again, and told, where it is asked to extract
                extractor(name)
            pipe.send(None)
            pipe.send(_extract(name, article))


def _end_with_parent(life: Connection) -> None:
    # Nothing is ever sent: it ends when the other end is closed, as by the end of its process.
    life.poll(None)
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
