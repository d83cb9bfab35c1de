"""How the first user of a server starts its owner."""

import fcntl
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from service.embedded_postgres.binaries import Installation
from service.embedded_postgres.errors import PostgresCannotStart
from service.embedded_postgres.files import Files

READY = "ready\n"  # the owner's greeting when its server accepts queries; anything else is a reason why not
LOG_BYTES_MAX = 1_000_000

# For one user's machine. Durability is Postgres's own: what is acknowledged is on the disk.
SETTINGS = {
    "checkpoint_timeout": "15min",
    "jit": "off",
    "listen_addresses": "",
    "log_checkpoints": "off",
    "max_connections": "100",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "wal_level": "minimal",
}


def launch(files: Files, installation: Installation, settings: Mapping[str, str]) -> socket.socket | None:
    """Start an owner and return the connection of its first user; None if another process holds the lock."""
    with files.lock.open("ab") as lock:
        if not _locked(lock):
            return None
        files.create()  # again: the server that stopped before we had the lock removed its sockets
        # Since we have the lock, no server lives: the pid it left behind may be anybody's by now.
        files.pid_file.unlink(missing_ok=True)
        files.owner_socket.unlink(missing_ok=True)
        user = socket.socket(socket.AF_UNIX)
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(files.owner_socket))
                listener.listen()
                # Connected before the owner exists, so it never waits for a first user that was killed.
                user.connect(str(files.owner_socket))
                _spawn(files, installation, settings, listener.fileno(), lock.fileno())
        except BaseException:
            user.close()
            raise
    return user


def is_free(files: Files) -> bool:
    """Tell whether every server that ran there is gone to its last process."""
    with files.lock.open("ab") as lock:
        return _locked(lock)


def next_pause_s(pause_s: float) -> float:
    """Return how long to wait after one more failure, when before it one waited `pause_s`: 0.5 s, 1, 2 … 10."""
    return min(max(2 * pause_s, 0.5), 10)


def _locked(lock: BinaryIO) -> bool:
    """Tell whether `lock` is ours now, until every process that has inherited it is gone."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _spawn(
    files: Files, installation: Installation, settings: Mapping[str, str], listener: int, lock: int
) -> None:
    """An owner runs in the background."""
    job = {
        "data": str(files.data),
        "bin": str(installation.bin),
        "major": installation.major,
        "settings": {**SETTINGS, **settings},
        "listener": listener,
        "lock": lock,
    }
    with files.log.open("ab") as log:
        if log.tell() > LOG_BYTES_MAX:
            log.truncate(0)
        logged = log.tell()
        started = subprocess.run(
            [sys.executable, "-m", "service.embedded_postgres.owner", json.dumps(job)],
            cwd=Path(__file__).parents[2],  # where the package `service` is
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(listener, lock),
            start_new_session=True,
        )
    if started.returncode != 0:
        raise PostgresCannotStart(files.data, f"its owner process failed\n{files.log_tail(since=logged)}")
