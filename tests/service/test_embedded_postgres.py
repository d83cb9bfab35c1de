"""The embedded Postgres: real servers, real processes, really killed."""

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from service.embedded_postgres import PostgresCannotStart, binaries, identity, running
from service.embedded_postgres.files import Files
from tests import database

CHECKOUT = Path(__file__).parents[2]
SETTINGS = {"fsync": "off", "shared_buffers": "16MB"}
GONE_TIME_MAX_S = 5
LEAVE_TIME_MAX_S = 5
"""Far below what a user would wait who took the wrong path, far above what a busy machine needs."""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

USER = """
import sys
from pathlib import Path
from service.embedded_postgres import running
with running(Path(sys.argv[1]), settings={"fsync": "off", "shared_buffers": "16MB"}) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


class User:
    """A process that uses the server of a folder until it is told to leave."""

    def __init__(self, data: Path, python: str = sys.executable, **options: object) -> None:
        command = [python, "-W", "error", "-c", USER, str(data)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=CHECKOUT, text=True, **pipes, **options)  # type: ignore[call-overload]
        self.said = ""

    def url(self) -> str:
        return self.process.stdout.readline().strip() or pytest.fail(self.process.stderr.read())

    def leave(self) -> None:
        """The process has ended by itself, and had nothing more to say."""
        rest = self.process.communicate(timeout=20)
        assert (*rest, self.process.returncode) == ("", "", 0)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., User]]:
    """Starts users; those that a failing test leaves behind are killed."""
    with contextlib.ExitStack() as left_behind:

        def start_user(data: Path = tmp_path, **options: object) -> User:
            user = User(data, **options)
            left_behind.callback(user.kill)
            return user

        yield start_user


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter and write to, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="asof-test-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def postmaster(data: Path) -> psutil.Process:
    (pid_file,) = data.glob("postgres-*/postmaster.pid")
    return psutil.Process(int(pid_file.read_bytes().split()[0]))


def processes(data: Path) -> list[psutil.Process]:
    """Every process of the server in `data`: its owner, Postgres, and Postgres's own children."""
    return [process for process in psutil.process_iter() if _serves(process, data)]


def _serves(process: psutil.Process, data: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        words = process.cmdline()
        named = any(str(data) in word for word in words) and USER not in words
        return named or Path(process.cwd()).is_relative_to(data)
    return False


def gone(data: Path) -> bool:
    """Whether nothing of it runs any more, once the machine has come to reap it."""
    end = time.monotonic() + GONE_TIME_MAX_S
    while processes(data):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


async def execute(url: str, statement: str) -> str:
    conn = await database.connect(url)
    try:
        return str(await conn.fetchval(statement))
    finally:
        await conn.close()


async def test_a_second_start_takes_under_a_second_and_finds_the_rows(tmp_path: Path) -> None:
    with running(tmp_path, settings=SETTINGS) as url:
        await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert gone(tmp_path)

    took_s = []
    for _ in range(3):  # at its best: other work on the machine only adds to it
        begun = time.monotonic()
        with running(tmp_path, settings=SETTINGS) as url:
            took_s.append(time.monotonic() - begun)

            assert await execute(url, "SELECT answer FROM kept") == "42"
    assert min(took_s) < 1


async def test_the_cluster_is_named_by_its_version_and_knows_all_letters(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        version = int(await execute(url, "SHOW server_version_num")) // 10_000

        assert (tmp_path / f"postgres-{version}" / "PG_VERSION").read_text().strip() == str(version)
        assert await execute(url, "SELECT upper('Ż' || lower('ІРЖ'))") == "ŻІРЖ"
        assert await execute(url, "SHOW fsync") == "on"
        assert await execute(url, "SHOW synchronous_commit") == "on"
        assert await execute(url, "SHOW listen_addresses") == ""


async def test_processes_that_start_together_share_one_server(
    start: Callable[..., User], tmp_path: Path
) -> None:
    users = [start() for _ in range(3)]

    urls = {user.url() for user in users}

    assert len(urls) == 1
    owner = postmaster(tmp_path).parent()
    assert [child.pid for child in owner.children()] == [postmaster(tmp_path).pid]
    for user in users:
        user.leave()
    assert gone(tmp_path)


async def test_the_server_outlives_the_user_that_started_it(
    start: Callable[..., User], tmp_path: Path
) -> None:
    first = start()
    url = first.url()
    server = postmaster(tmp_path)
    second = start()
    second.url()

    first.leave()

    assert await execute(url, "SELECT 1") == "1"
    assert postmaster(tmp_path) == server
    second.leave()
    assert gone(tmp_path)


async def test_ctrl_c_in_the_terminal_does_not_reach_the_server(start: Callable[..., User]) -> None:
    user = start(start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    url = user.url()

    os.killpg(user.process.pid, signal.SIGINT)

    time.sleep(0.1)
    assert await execute(url, "SELECT 1") == "1"
    user.leave()


async def test_after_kill_9_of_its_user_nothing_is_left_and_no_row_is_lost(
    start: Callable[..., User], tmp_path: Path
) -> None:
    user = start()
    await execute(user.url(), "CREATE TABLE kept AS SELECT 42 AS answer")

    user.kill()

    assert gone(tmp_path)
    with running(tmp_path, settings=SETTINGS) as url:
        assert await execute(url, "SELECT answer FROM kept") == "42"


async def test_after_kill_9_of_the_owner_its_users_have_a_server_again(
    start: Callable[..., User], tmp_path: Path
) -> None:
    users = [start(), start()]
    urls = {user.url() for user in users}
    url = urls.pop()
    await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = postmaster(tmp_path)

    killed.parent().kill()

    assert not urls
    killed.wait(GONE_TIME_MAX_S)
    assert await _answers_within(GONE_TIME_MAX_S, url) == "42"
    users[0].leave()
    assert await execute(url, "SELECT answer FROM kept") == "42"
    users[1].leave()
    assert gone(tmp_path)


@pytest.mark.parametrize("end", [User.leave, User.kill])
@pytest.mark.parametrize("after_s", [0, 0.1, 0.3, 0.6])
async def test_a_user_may_go_while_its_server_gets_a_new_owner(
    start: Callable[..., User], tmp_path: Path, end: Callable[[User], None], after_s: float
) -> None:
    user = start()
    await execute(user.url(), "CREATE TABLE kept AS SELECT 42 AS answer")
    postmaster(tmp_path).parent().kill()
    time.sleep(after_s)

    end(user)

    assert gone(tmp_path)
    with running(tmp_path, settings=SETTINGS) as url:
        assert await execute(url, "SELECT answer FROM kept") == "42"


async def test_a_user_whose_server_cannot_get_a_new_owner_says_so_and_tries_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = Files(tmp_path, binaries.find().major)
    control, aside = files.cluster / "global/pg_control", tmp_path / "aside"
    threads = set(threading.enumerate())  # the server of the test run has a user here, too
    with running(tmp_path, settings=SETTINGS) as url:
        await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        killed = postmaster(tmp_path)
        killed.suspend()  # so that it writes no more
        killed.parent().kill()
        killed.kill()
        control.rename(aside)

        while not caplog.records:
            await asyncio.sleep(0.02)
        aside.rename(control)

        assert await _answers_within(GONE_TIME_MAX_S, url) == "42"
    assert "could not find the database system" in caplog.text
    assert gone(tmp_path)
    assert set(threading.enumerate()) <= threads


async def test_a_postgres_that_is_killed_comes_back_with_every_row(
    start: Callable[..., User], tmp_path: Path
) -> None:
    user = start()
    url = user.url()
    await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = postmaster(tmp_path)
    owner = killed.parent()

    killed.kill()
    _next_postgres(owner, killed).kill()  # before it accepts queries

    assert await _answers_within(GONE_TIME_MAX_S, url) == "42"
    assert postmaster(tmp_path).parent() == owner
    user.leave()
    assert gone(tmp_path)


def _next_postgres(owner: psutil.Process, last: psutil.Process) -> psutil.Process:
    while True:
        for child in owner.children():
            with contextlib.suppress(psutil.Error):
                if child != last and child.name() == "postgres":
                    return child


async def test_the_last_user_can_leave_a_postgres_that_does_not_come_back(
    start: Callable[..., User], tmp_path: Path
) -> None:
    user = start()
    user.url()
    killed = postmaster(tmp_path)
    next(tmp_path.glob("postgres-*/global/pg_control")).unlink()
    killed.kill()
    time.sleep(1)

    begun = time.monotonic()
    user.leave()

    assert time.monotonic() - begun < LEAVE_TIME_MAX_S
    assert gone(tmp_path)


async def _answers_within(seconds: float, url: str) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            return await execute(url, "SELECT answer FROM kept")
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.05)


async def test_a_server_whose_owner_could_not_take_it_along_is_replaced(tmp_path: Path) -> None:
    # As on macOS, where no child learns of its parent's death: a Postgres that holds the lock, and no owner.
    with running(tmp_path, settings=SETTINGS) as url:
        await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    files, who = Files(tmp_path, binaries.find().major), identity.choose()
    files.create()
    with files.lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        orphan = subprocess.Popen(
            [binaries.find().bin / "postgres", "-D", files.cluster, "-k", files.sockets, "-h", ""],
            pass_fds=(lock.fileno(),),
            preexec_fn=who.assume,
            stderr=subprocess.DEVNULL,
        )
    while "ready" not in (files.pid_file.read_text() if files.pid_file.exists() else ""):
        time.sleep(0.02)

    with running(tmp_path, settings=SETTINGS) as url:
        assert orphan.wait(5) == 0
        assert await execute(url, "SELECT answer FROM kept") == "42"


@pytest.mark.parametrize("name", ["x" * 120, "with space, 100 % ünsafe:"])
async def test_a_folder_of_any_name_will_do(tmp_path: Path, name: str) -> None:
    with running(tmp_path / name, settings=SETTINGS) as url:
        assert await execute(url, "SHOW data_directory") == str(next((tmp_path / name).glob("postgres-??")))
    assert gone(tmp_path)


async def test_the_name_of_a_folder_may_have_bytes_that_are_no_text(tmp_path: Path) -> None:
    data = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        data.mkdir()
    except OSError:
        pytest.skip("the file system here takes only text")

    with running(data, settings=SETTINGS) as url:
        assert await execute(url, "SELECT 1") == "1"
    assert gone(tmp_path)

    with pytest.raises(PostgresCannotStart) as refused, running(data, settings={"work_mem": "plenty"}):
        pass
    assert f"{tmp_path}/caf�/postgres-" in str(refused.value)
    assert 'invalid value for parameter "work_mem": "plenty"' in str(refused.value)


def test_wrong_binaries_are_named_and_so_is_the_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASOF_PG_BIN", str(tmp_path / "nowhere"))

    with pytest.raises(PostgresCannotStart) as refused, running(tmp_path):
        pass

    assert str(tmp_path / "nowhere") in str(refused.value)
    assert "ASOF_PG_BIN" in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)


def test_a_server_that_ends_at_once_shows_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PostgresCannotStart) as refused, running(tmp_path, settings={"work_mem": "plenty"}):
        pass

    assert 'invalid value for parameter "work_mem": "plenty"' in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)
    assert gone(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PostgresCannotStart, match="Not a directory"), running(tmp_path / "file" / "data"):
        pass


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin")), reason="no Postgres from Debian here"
)
async def test_another_installation_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = next(Path("/usr/lib/postgresql").glob("*/bin"))
    monkeypatch.setenv("ASOF_PG_BIN", str(chosen))

    with running(tmp_path, settings=SETTINGS) as url:
        assert (await execute(url, "SHOW server_version")).split(".")[0] == chosen.parent.name


@needs_root
@pytest.mark.parametrize("uid", [pwd.getpwnam("nobody").pw_uid, 54321], ids=["named", "without a name"])
async def test_an_ordinary_user_can_run_it(start: Callable[..., User], open_folder: Path, uid: int) -> None:
    options = {
        "user": uid,
        "group": uid,
        "extra_groups": [],
        "env": {"PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path]), "PATH": os.environ["PATH"]},
    }
    python = next((p for p in (sys.executable, "/usr/bin/python3") if _imports(p, options)), None)
    if python is None:
        pytest.skip("nobody may not read this checkout, or no Python here")

    user = start(open_folder, python=python, **options)
    user.url()

    assert {p.uids().real for p in processes(open_folder)} == {uid}
    user.leave()
    assert gone(open_folder)


def _imports(python: str, options: dict[str, object]) -> bool:
    try:
        command = [python, "-c", "import service.embedded_postgres, asyncpg"]
        return subprocess.run(command, capture_output=True, **options).returncode == 0  # type: ignore[call-overload]
    except OSError:
        return False


@needs_root
async def test_root_without_user_namespaces_runs_it_as_nobody(tmp_path: Path) -> None:
    # Programs and data are where nobody may not go, as in /root.
    package = binaries.find().bin.parents[1]
    for folder in package, package.with_name(f"{package.name}.libs"):
        shutil.copytree(folder, tmp_path / folder.name)
    data = tmp_path / "data"

    with root_of_a_container(tmp_path / package.name / "pginstall" / "bin", data) as url:
        assert {p.username() for p in processes(data) if p.name() == "postgres"} == {"nobody"}
        await execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")

    assert gone(data)

    # Where namespaces are allowed again, the same folder goes on as root's.
    with running(data, settings=SETTINGS) as url:
        assert await execute(url, "SELECT answer FROM kept") == "42"


@contextlib.contextmanager
def root_of_a_container(programs: Path, data: Path) -> Iterator[str]:
    """A server of `data` runs where there are all users, but no namespaces can be made."""
    # The second shell starts when it is root there: only that gives it the rights of root.
    deny = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    script = f"read go && exec sh -c '{deny}' - \"$@\""
    copies = set(Path("/tmp").glob("asof-postgres-*"))
    process = subprocess.Popen(
        ["unshare", "--user", "sh", "-c", script, "-", sys.executable, "-c", USER, str(data)],
        cwd=CHECKOUT,
        env={**os.environ, "ASOF_PG_BIN": str(programs)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        namespace = Path(f"/proc/{process.pid}/ns/user")
        while process.poll() is None and namespace.readlink() == Path("/proc/self/ns/user").readlink():
            time.sleep(0.01)
        try:
            for users in ("uid_map", "gid_map"):
                Path(f"/proc/{process.pid}/{users}").write_text("0 0 65536")
        except OSError:
            process.kill()
            pytest.skip("this machine itself allows no user namespaces")
        process.stdin.write("go\n")
        process.stdin.flush()
        yield process.stdout.readline().strip()
    for copy in set(Path("/tmp").glob("asof-postgres-*")) - copies:
        shutil.rmtree(copy)
