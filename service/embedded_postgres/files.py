"""Where one embedded server keeps its things."""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from service.embedded_postgres.errors import PostgresCannotStart

# sockaddr_un holds 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_BYTES_MAX = 103
POSTGRES_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Files:
    """The files of one server in the folder `data`, side by side, all named by its major version."""

    data: Path
    major: int

    @property
    def cluster(self) -> Path:
        return self.data / f"postgres-{self.major}"

    @property
    def log(self) -> Path:
        return self.data / f"postgres-{self.major}.log"

    @property
    def lock(self) -> Path:
        return self.data / f"postgres-{self.major}.lock"

    @property
    def pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    @cached_property
    def sockets(self) -> Path:
        """The folder of both sockets: in `data`, unless that path is too long or Postgres would misread it.

        Root's Postgres may run as nobody, who may not reach `data`: see identity.py.
        """
        beside = self.data / f"postgres-{self.major}.sockets"
        path = str(beside / POSTGRES_SOCKET)
        legible = len(path) <= SOCKET_PATH_BYTES_MAX and re.fullmatch(r"[\w./-]+", path, re.ASCII)
        if legible and os.geteuid() != 0:
            return beside
        # /tmp, and not $TMPDIR: all processes that share the data must come to the same folder.
        name = hashlib.sha256(os.fsencode(beside)).hexdigest()[:16]
        return Path("/tmp") / f"asof-{os.geteuid()}-{name}"

    @property
    def owner_socket(self) -> Path:
        return self.sockets / "owner"

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://asof@/postgres?host={quote(str(self.sockets))}"

    def create(self) -> None:
        """The folders exist; nobody else can reach the sockets, behind which there is no password."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            found = self.sockets.lstat()
        except OSError as error:
            raise PostgresCannotStart(self.data, f"{error.strerror}: {error.filename}") from error
        # Root may have handed the folder to another user; a stranger can only have made their own in /tmp.
        owners = {os.geteuid()} if os.geteuid() else {0, pwd.getpwnam("nobody").pw_uid}
        if (
            not stat.S_ISDIR(found.st_mode)
            or stat.S_IMODE(found.st_mode) != 0o700
            or found.st_uid not in owners
        ):
            raise PostgresCannotStart(
                self.data, f"{self.sockets} must be a folder of this user with mode 700: remove it"
            )

    def log_tail(self, since: int = 0) -> str:
        """Return the last lines of the log that were written after its first `since` bytes."""
        try:
            written = self.log.read_bytes()[since:]
        except OSError:
            return ""
        lines = written.decode(errors="replace").splitlines()[-20:]
        return f"The end of {self.log}:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""
