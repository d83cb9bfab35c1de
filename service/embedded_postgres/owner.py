"""The owner: a process that runs Postgres for as long as somebody is connected to the owner's socket.

Started as `python -m service.embedded_postgres.owner JOB` by `launching`, whose lock and listening socket it
inherits. It greets every user with READY, or with the reason why there is no server, and hangs up when the
user's leaving has had its effect: at once, or, on the last one, when Postgres has stopped.
"""

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.embedded_postgres import binaries, identity
from service.embedded_postgres.binaries import Installation
from service.embedded_postgres.files import Files
from service.embedded_postgres.identity import Identity
from service.embedded_postgres.launching import READY

FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
STOP_TIMEOUT_S = 60
LIFE_MIN_S = 0.5  # a server that ends sooner would only end again


def main(job: str) -> None:
    """Run one server until its last user has left."""
    if os.fork() != 0:
        os._exit(0)  # so the owner is nobody's child, and its end nobody's to wait for
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)  # it ends when its users do; Postgres would not outlive it
    told = json.loads(job)
    files = Files(Path(told["data"]), told["major"])
    installation = Installation(Path(told["bin"]), told["major"])
    users: list[socket.socket] = []
    with socket.socket(fileno=told["listener"]) as listener:
        try:
            left = False
            while not left:  # a Postgres that was killed is started again, with nothing acknowledged lost
                began = time.monotonic()
                with _postgres(files, installation, told["settings"], told["lock"]) as postgres:
                    left = _attend(listener, users, postgres)
                if not left and time.monotonic() - began < LIFE_MIN_S:
                    raise CannotRun(f"Postgres ended as soon as it was started\n{files.log_tail()}")
        except (CannotRun, OSError, subprocess.SubprocessError) as reason:
            _refuse(listener, str(reason))
        shutil.rmtree(files.sockets, ignore_errors=True)


class CannotRun(Exception):
    """Postgres or initdb ended when it should have run; its output says why."""


@contextlib.contextmanager
def _postgres(
    files: Files, installation: Installation, settings: Mapping[str, str], lock: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Postgres accepts queries while the block runs, and has stopped after it."""
    who = identity.choose()
    if who.is_stranger and not identity.can_run(who, installation.bin / "postgres"):
        installation = binaries.copy_for_others(installation)
    if not files.cluster.exists():
        _create_cluster(files, installation, who, lock, durable=settings.get("fsync") != "off")
    who.take(files.cluster, files.sockets)
    settings = {**settings, "unix_socket_directories": str(files.sockets)}
    logged = files.log.stat().st_size
    with who.door_to(files.cluster) as (cluster, descriptors):
        postgres = subprocess.Popen(
            [installation.bin / "postgres", "-D", cluster, *(f"-c{k}={v}" for k, v in settings.items())],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # never written to: its end tells that Postgres and its backends are gone
            pass_fds=[lock, *descriptors],
            preexec_fn=who.assume,
        )
    while not _accepts_queries(files, postgres):
        if postgres.poll() is not None:
            raise CannotRun(
                f"Postgres ended with status {postgres.returncode}\n{files.log_tail(since=logged)}"
            )
        time.sleep(0.01)
    try:
        yield postgres
    finally:
        postgres.send_signal(FAST_SHUTDOWN)
        try:
            postgres.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            postgres.send_signal(IMMEDIATE_SHUTDOWN)
            postgres.wait()


def _create_cluster(
    files: Files, installation: Installation, who: Identity, lock: int, durable: bool
) -> None:
    """The cluster exists, complete: it is made aside, so an interrupted initdb never looks like one."""
    making = files.cluster.with_suffix(".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    who.take(making)
    options = [
        "--username=asof",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-instructions",
        *installation.locale,
    ]
    if not durable:
        options.append("--no-sync")
    with who.door_to(making) as (cluster, descriptors):
        done = subprocess.run(
            [installation.bin / "initdb", "-D", cluster, *options],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            pass_fds=[lock, *descriptors],
            preexec_fn=who.assume,
        )
    if done.returncode != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise CannotRun(f"initdb ended with status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    making.rename(files.cluster)


def _accepts_queries(files: Files, postgres: subprocess.Popen[bytes]) -> bool:
    """Tell what Postgres itself says in the last line of its pid file; pg_ctl waits for the same."""
    try:
        lines = files.pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(postgres.pid) and lines[7].strip() == "ready"


def _attend(listener: socket.socket, users: list[socket.socket], postgres: subprocess.Popen[bytes]) -> bool:
    """Return True when the last of `users` has left, False when Postgres is gone; they wait for it to come back.

    The last connection stays open: it ends with this process, and tells that user that Postgres has stopped.
    """
    with selectors.DefaultSelector() as watched:
        watched.register(listener, selectors.EVENT_READ)
        watched.register(postgres.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
        for user in users:
            watched.register(user, selectors.EVENT_READ)
        while True:
            readable = {key.fileobj for key, _ in watched.select()}
            if postgres.stdout in readable:
                return False
            if listener in readable:
                user, _ = listener.accept()
                with contextlib.suppress(ConnectionError):
                    user.sendall(READY.encode())
                users.append(user)
                watched.register(user, selectors.EVENT_READ)
            for user in [user for user in users if user in readable]:
                if len(users) == 1:
                    return True
                watched.unregister(user)
                users.remove(user)
                user.close()


def _refuse(listener: socket.socket, reason: str) -> None:
    """Tell everyone who waits why there is no server."""
    listener.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            user, _ = listener.accept()
            with user, contextlib.suppress(ConnectionError):
                user.sendall(reason.encode())


if __name__ == "__main__":
    main(sys.argv[1])
