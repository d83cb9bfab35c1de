"""The server, from its first moment to its last: database, first article, uvicorn, and a clean stop."""

import asyncio
import contextlib
import errno
import http.client
import importlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

from events.errors import Refused, Unavailable
from events.garbage import spare_what_stays
from service.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config

GRACE_S = 3
"""How long a request, or an open stream, may go on after the server was told to stop."""

Announce = Callable[[str], None]
"""Told the server's URL once it answers."""


def serve(settings: Settings, *, workers: int, sample: str | None, announce: Announce) -> None:
    """The API has been served until SIGTERM or Ctrl-C, and whatever was started for it has stopped.

    Raises Refused when the port is taken, DatabaseUnreachable when there is no database.
    """
    from service.database import database

    with (
        _stopped_by_signals(),
        _listening(settings) as listener,
        _importing(workers),
        database(settings) as url,
    ):
        asyncio.run(_prepare(settings, url, sample))
        _run(settings, url, listener, workers, announce)


def app_of_worker() -> "FastAPI":
    """The app of one of several worker processes; it ends with the process that started it."""
    from service.app import create_app

    settings = Settings()
    configure_logging(settings)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = create_app(settings, os.environ[_WORKERS_DATABASE])
    spare_what_stays()
    return app


def configure_logging(settings: Settings) -> None:
    """Logs go to stderr: readable on a terminal, JSON Lines elsewhere; those of libraries too."""
    import structlog
    from structlog.typing import Processor

    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    on_terminal = sys.stderr.isatty()
    render: Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    exceptions: list[Processor] = [] if on_terminal else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[without_meta, *exceptions, render]
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)


_WORKERS_DATABASE = "ASOF_WORKERS_DATABASE_URL"


async def _prepare(settings: Settings, url: str, sample: str | None) -> None:
    """The schema is today's, and a log that was empty holds the sample.

    Raises Refused where another sample than the usual one is asked for, and the log begins with something else.
    """
    from events import bundled, log
    from events.incoming import read_json_lines
    from projections.recording import record
    from service.database import connection, make_ready

    await make_ready(url, settings, migrate=True)
    async with connection(url, settings) as conn:
        if sample is None:
            return
        submission = read_json_lines(bundled.sample(sample))
        if (await log.read_head(conn)).position == 0:
            await record(conn, submission.events, submission.expected_versions, appended_by="asof serve")
        elif sample != bundled.SAMPLES[0] and not await log.read_by_ids(
            conn, [submission.events[-1].event_id]
        ):
            raise Refused(
                f"the log is not empty and does not hold the sample {sample}: `asof add` it (it is the file "
                f"events/bundled/{sample}.jsonl), or begin another log with ASOF_DATA or DATABASE_URL"
            )


@contextlib.contextmanager
def _importing(workers: int) -> Iterator[None]:
    """What this process takes long to import is imported while the block waits for the database."""
    needed = "service.app" if workers == 1 else "uvicorn.supervisors"
    threading.Thread(target=importlib.import_module, args=(needed,), daemon=True).start()
    yield


def _run(settings: Settings, url: str, listener: socket.socket, workers: int, announce: Announce) -> None:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    configure_logging(settings)
    threading.Thread(target=_announce, args=(listener, announce), daemon=True).start()
    if workers == 1:
        from service.app import create_app

        server = uvicorn.Server(_config(settings, create_app(settings, url), 1))
        spare_what_stays()
        server.run(sockets=[listener])
        failed = not server.started
    else:
        os.environ[_WORKERS_DATABASE] = url
        config = _config(settings, f"{__name__}:{app_of_worker.__name__}", workers)
        supervisor = Multiprocess(config, sockets=[listener])
        supervisor.run()
        failed = any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes)
    if failed:
        raise Unavailable("the server could not start; its log says why")


def _config(settings: Settings, app: "FastAPI | str", workers: int) -> "Config":
    import uvicorn

    windows = sys.platform == "win32"
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        loop="asyncio" if windows else "uvloop",
        http="httptools",
        log_config=None,
        access_log=settings.log_level in ("debug", "info"),
        timeout_graceful_shutdown=GRACE_S,
    )


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """A socket on which clients may knock from now on; they are answered once the server is ready."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
            listener.listen(2_048)
        except (OSError, OverflowError) as error:
            raise Refused(_cannot_listen(settings, error)) from error
        yield listener


def _cannot_listen(settings: Settings, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return f"port {settings.port} is in use: stop what listens there, or set ASOF_PORT to another one"
    return f"cannot listen on {settings.host} port {settings.port} ({error}): check ASOF_HOST and ASOF_PORT"


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """SIGTERM and Ctrl-C end the block, at any moment, as if it were done; its own cleanup runs."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _StoppedError

    handled = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, stop) for number in handled}
    try:
        with contextlib.suppress(_StoppedError):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _StoppedError(BaseException):
    """Somebody asked the process to stop; not an Exception, so that nobody takes it for a failure."""


def _announce(listener: socket.socket, announce: Announce) -> None:
    """Call `announce` with the server's URL as soon as it says that it is well."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not _answers(reachable, port):
        time.sleep(0.02)
    shown = "localhost" if reachable in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{port}")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
