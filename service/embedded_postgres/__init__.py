"""A private Postgres for machines that have none: started for its first user, stopped after its last.

The server belongs to none of its users. The first one launches an *owner* (`owner.py`), a process in a
session of its own, so that Ctrl-C does not reach it; Postgres is the owner's child. Each user keeps a
connection to the owner's socket for as long as it needs the server. The kernel closes it however the user
ends, so the owner always knows who is left; and however the owner ends, so its users can launch another.

One lock file is inherited by the owner, by Postgres and by every backend, and held until the last of them is
gone. Who gets the lock may start a server and need not fear, or look for, the rest of an older one.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.embedded_postgres import binaries
from service.embedded_postgres.errors import PostgresCannotStart
from service.embedded_postgres.files import Files
from service.embedded_postgres.membership import Membership

__all__ = ["PostgresCannotStart", "running"]


@contextlib.contextmanager
def running(data: Path, *, settings: Mapping[str, str] = {}, timeout_s: float = 60) -> Iterator[str]:
    """A private Postgres serves the folder `data` while the block runs; yields its SQLAlchemy URL.

    A server that another process has started there is shared, with the `settings` it was started with. One
    that is killed, or whose owner is, comes back at the same URL.
    The last user to leave returns when the server has stopped. Raises PostgresCannotStart.
    """
    installation = binaries.find()
    files = Files(data.resolve(), installation.major)
    membership = Membership(files, installation, settings, timeout_s)
    membership.join()
    try:
        yield files.url
    finally:
        membership.leave()
