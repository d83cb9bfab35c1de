"""Who Postgres runs as: it refuses to be root, and a user without a name (as `docker run --user` makes)."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Identity:
    """A user that Postgres agrees to be: `assume` is called between fork and exec, `uid` owns its files."""

    uid: int
    gid: int
    assume: Callable[[], None]
    is_stranger: bool = False

    def take(self, *paths: Path) -> None:
        """`paths`, and all that is in them, belong to this identity."""
        if os.geteuid() != 0:
            return
        for path in paths:
            if path.stat().st_uid != self.uid:
                for found in (*path.rglob("*"), path):  # itself last: half done is done again
                    os.chown(found, self.uid, self.gid, follow_symlinks=False)

    @contextlib.contextmanager
    def door_to(self, folder: Path) -> Iterator[tuple[str, list[int]]]:
        """Yield a path on which this identity reaches its `folder`, and what descriptors it must inherit.

        A stranger may not enter, say, /root; an open descriptor leads past all folders above.
        """
        if not (self.is_stranger and sys.platform == "linux"):
            yield str(folder), []
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}", [descriptor]
        finally:
            os.close(descriptor)


def choose() -> Identity:
    """Return this user; where Postgres refuses it, the same as `nobody` in a user namespace, else `nobody`."""
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0 and _has_name(uid):
        return Identity(uid, gid, _die_with_parent)
    nobody = pwd.getpwnam("nobody")

    def pass_for_nobody() -> None:
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{nobody.pw_uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{nobody.pw_gid} {gid} 1")
        _die_with_parent()

    def become_nobody() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        _die_with_parent()

    if sys.platform == "linux" and _allowed(pass_for_nobody):
        return Identity(uid, gid, pass_for_nobody)
    if uid != 0:
        return Identity(uid, gid, _die_with_parent)  # initdb says what it misses
    return Identity(nobody.pw_uid, nobody.pw_gid, become_nobody, is_stranger=True)


def can_run(identity: Identity, program: Path) -> bool:
    """Tell whether `identity` may execute `program`."""
    try:
        return (
            subprocess.run([program, "--version"], preexec_fn=identity.assume, capture_output=True).returncode
            == 0
        )
    except OSError:
        return False


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _allowed(step: Callable[[], None]) -> bool:
    """Tell whether `step` succeeds in a child made for the purpose."""
    child = os.fork()
    if child == 0:
        try:
            step()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _die_with_parent() -> None:
    """Postgres shuts down (fast, as after SIGINT) when its owner ends, even by `kill -9`; Linux only."""
    # The owner ignores SIGINT; a Postgres that inherited that would do so too in its first moments.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
