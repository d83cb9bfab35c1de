"""The owner: a process that runs Postgres for as long as somebody is connected to the owner's socket.

Started as `python -m service.embedded_postgres.owner JOB` by `launching`, whose lock and listening socket it
inherits. It greets every user with READY, or with the reason why there is no server, and hangs up when the
user's leaving has had its effect: at once, or, on the last one, when Postgres has stopped.
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.embedded_postgres import binaries, identity
from service.embedded_postgres.attending import EverybodyLeft, Users
from service.embedded_postgres.binaries import Installation
from service.embedded_postgres.errors import CannotRun
from service.embedded_postgres.files import Files
from service.embedded_postgres.identity import Identity
from service.embedded_postgres.launching import next_pause_s

FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
POLL_S = 0.01
STOP_TIMEOUT_S = 60
LIFE_MIN_S = 10  # a server that ended sooner may well end again, so its successor has to wait
FAILURES = (CannotRun, OSError, subprocess.SubprocessError)

logger = logging.getLogger(__name__)  # nobody configures it: warnings go to standard error, which is the log


def main(job: str) -> None:
    """Run one server until its last user has left."""
    if os.fork() != 0:
        os._exit(0)  # so the owner is nobody's child, and its end nobody's to wait for
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)  # it ends when its users do; Postgres would not outlive it
    told = json.loads(job)
    files = Files(Path(told["data"]), told["major"])
    installation = Installation(Path(told["bin"]), told["major"])
    with socket.socket(fileno=told["listener"]) as listener:
        users = Users(listener)
        try:
            _serve(users, files, installation, told["settings"], told["lock"])
        except EverybodyLeft:
            pass
        except FAILURES as reason:
            users.refuse(str(reason))
        except Exception as bug:  # without a reason, users would launch the next owner, to the same end
            users.refuse(repr(bug))
            raise
        finally:
            shutil.rmtree(files.sockets, ignore_errors=True)


def _serve(
    users: Users, files: Files, installation: Installation, settings: Mapping[str, str], lock: int
) -> None:
    """Run Postgres, and again whenever it ends: nothing that it acknowledged is lost.

    Raises EverybodyLeft in the end. A failure is raised if there is nobody whom Postgres has served before; for
    the others it is tried again, as the disk may have room by then.
    """
    pause_s = 0.0
    while True:
        users.wait(pause_s)
        begun = time.monotonic()
        try:
            with _postgres(users, files, installation, settings, lock) as postgres:
                users.serve(postgres)
        except FAILURES as reason:
            if not users.served:
                raise
            logger.warning("Postgres could not be started again: %s", reason)
        pause_s = 0 if time.monotonic() - begun > LIFE_MIN_S else next_pause_s(pause_s)


@contextlib.contextmanager
def _postgres(
    users: Users, files: Files, installation: Installation, settings: Mapping[str, str], lock: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Postgres accepts queries while the block runs, and has stopped after it."""
    who = identity.choose()
    if who.is_stranger and not identity.can_run(who, installation.bin / "postgres"):
        installation = binaries.copy_for_others(installation)
    if not files.cluster.exists():
        _create_cluster(files, installation, who, lock, durable=settings.get("fsync") != "off")
    who.take(files.cluster, files.sockets)
    settings = {**settings, "unix_socket_directories": str(files.sockets)}
    logged = os.fstat(sys.stderr.fileno()).st_size
    with who.door_to(files.cluster) as (cluster, descriptors):
        postgres = subprocess.Popen(
            [installation.bin / "postgres", "-D", cluster, *(f"-c{k}={v}" for k, v in settings.items())],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,  # never written to: its end tells that Postgres and its backends are gone
            pass_fds=[lock, *descriptors],
            preexec_fn=who.assume,
        )
    try:
        while not _accepts_queries(files, postgres):
            if postgres.poll() is not None:
                raise CannotRun(
                    f"Postgres ended with status {postgres.returncode}\n{files.log_tail(since=logged)}"
                )
            users.wait(POLL_S)
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
        lines = files.pid_file.read_bytes().rstrip().split(b"\n")
    except FileNotFoundError:
        return False
    return lines[0] == str(postgres.pid).encode() and lines[-1].strip() == b"ready"


if __name__ == "__main__":
    main(sys.argv[1])
