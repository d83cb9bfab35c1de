"""`asof import`: large files of events, batch by batch, whole batches only, and again without anything twice."""

import asyncio
import gzip
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import zstandard

from events.envelope import NewEvent, payload_json
from service.batches import BATCH_LINES, LINE_SIZE_MAX, opened
from tests.database import connected
from tests.making import actor, article, fact
from tests.running import ASOF, run
from tests.service.asking import json_lines, line
from tests.service.conftest import Asof
from tests.test_group_commit import check_rows

PUBLISHED = "2025-01-01T00:00:00Z"


def said(event: NewEvent) -> dict[str, object]:
    """The event as a line without an id of its own."""
    return {"stream": event.stream, "type": event.payload.type, "payload": payload_json(event.payload)}


def many(facts: int) -> list[NewEvent]:
    """An actor, an article, and so many facts of it."""
    reports = [fact("n", f"f{number}", PUBLISHED, actors=["a"]) for number in range(facts)]
    return [actor("a"), article("n", PUBLISHED), *reports]


def written(path: Path, events: list[NewEvent]) -> Path:
    path.write_bytes(json_lines(map(said, events)))
    return path


def value(url: str, sql: str) -> Any:
    async def fetched() -> Any:
        async with connected(url) as conn:
            return await conn.fetchval(sql)

    return asyncio.run(fetched())


async def _check_rows(url: str) -> None:
    async with connected(url) as conn, conn.transaction():
        await check_rows(conn)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two batches and a half."""
    return written(tmp_path / "archive.jsonl", many(2 * BATCH_LINES + 500 - 2))


def test_a_file_is_recorded_in_batches_and_is_in_the_timelines(
    asof: Asof, archive: Path, database_url: str
) -> None:
    told = asof("import", archive)

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{archive}: 2500 events recorded (")
    assert value(database_url, "SELECT count(DISTINCT xmin::text) FROM events") == 3
    assert value(database_url, "SELECT count(*) FROM events") == 2_500
    asyncio.run(_check_rows(database_url))


def test_what_was_imported_is_passed_over_when_it_is_imported_again(
    asof: Asof, archive: Path, database_url: str
) -> None:
    asof("import", archive)
    with archive.open("ab") as file:
        file.write(json_lines([said(fact("n", "new", PUBLISHED, actors=["a"]))]))

    told = asof("import", archive)

    assert told.stdout.startswith(f"{archive}: 1 event recorded, 2500 events there already (")
    assert value(database_url, "SELECT count(*) FROM events") == 2_501


def test_what_was_added_otherwise_is_there_already_too(asof: Asof, archive: Path) -> None:
    asof("add", archive)

    assert asof("import", archive).stdout.startswith(
        f"{archive}: 0 events recorded, 2500 events there already"
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_an_import_that_is_killed_is_gone_on_with_and_nothing_is_there_twice(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    archive = written(tmp_path / "archive.jsonl", many(6_000 - 2))
    environment = {**os.environ, "DATABASE_URL": database_url}
    killed = subprocess.Popen([ASOF, "import", archive], env=environment, stderr=subprocess.DEVNULL)
    async with connected(database_url) as conn:
        while not await conn.fetchval("SELECT count(*) FROM events"):
            time.sleep(0.01)
        time.sleep(seed * 0.07)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()

        again = run("import", archive, url=database_url)

        assert again.returncode == 0, again.stderr
        assert "there already" in again.stdout
        lines = await conn.fetchrow("SELECT count(*), count(DISTINCT fact), max(position) FROM events")
        assert tuple(lines) == (6_000, 5_998, 6_000)
        async with conn.transaction():
            await check_rows(conn)


@pytest.mark.parametrize(
    "compress",
    [
        gzip.compress,
        lambda content: gzip.compress(content[:1_000]) + gzip.compress(content[1_000:]),
        zstandard.compress,
        lambda content: zstandard.compress(content[:1_000]) + zstandard.compress(content[1_000:]),
        lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n\r\n"),
    ],
    ids=["gzip", "gzip in parts", "zstd", "zstd in parts", "as Windows writes it"],
)
def test_a_file_may_be_compressed_whatever_it_is_called(asof: Asof, archive: Path, compress) -> None:
    archive.write_bytes(compress(archive.read_bytes()))

    assert asof("import", archive).stdout.startswith(f"{archive}: 2500 events recorded")


def test_a_dash_is_standard_input(database_url: str, archive: Path) -> None:
    packed = zstandard.compress(archive.read_bytes())
    environment = {**os.environ, "DATABASE_URL": database_url}

    told = subprocess.run([ASOF, "import", "-"], input=packed, env=environment, capture_output=True)

    assert told.stdout.startswith(b"standard input: 2500 events recorded"), told.stderr


def test_files_are_imported_in_the_order_given(asof: Asof, tmp_path: Path) -> None:
    events = many(10)
    first, second = (written(tmp_path / name, part) for name, part in (("z", events[:2]), ("a", events[2:])))

    told = asof("import", first, second)

    assert [line.partition(" (")[0] for line in told.stdout.splitlines()] == [
        f"{first}: 2 events recorded",
        f"{second}: 10 events recorded",
    ]


def test_a_line_that_cannot_be_read_is_named_and_nothing_of_its_batch_is_recorded(
    asof: Asof, archive: Path, database_url: str, tmp_path: Path
) -> None:
    lines = archive.read_bytes().splitlines(keepends=True)
    whole = lines[1_699]
    lines[1_699] = whole[:40] + b"\n"
    archive.write_bytes(b"".join(lines))
    other = written(tmp_path / "other.jsonl", [actor("b")])

    told = asof("import", archive, other)

    assert told.returncode == 1
    assert told.stdout.startswith(f"{archive}: 1000 events recorded (")
    refused, nothing, left = told.stderr.splitlines()[-3:]
    assert refused.startswith(f"{archive}, line 1700: ")
    assert "is the file cut off?" in refused
    assert nothing == "nothing of its batch, lines 1001 to 2000, was recorded"
    assert left == f"not looked at: {other}"
    assert value(database_url, "SELECT count(*) FROM events") == 1_000

    lines[1_699] = whole
    archive.write_bytes(b"".join(lines))
    assert asof("import", archive).stdout.startswith(
        f"{archive}: 1500 events recorded, 1000 events there already"
    )


def test_a_line_that_the_log_refuses_is_named(asof: Asof, tmp_path: Path, database_url: str) -> None:
    events = many(50)
    events.insert(30, fact("n", "g", PUBLISHED, actors=["nobody"]))
    archive = written(tmp_path / "archive.jsonl", events)

    told = asof("import", archive)

    assert told.returncode == 1
    assert (
        f"{archive}: line 31: FactReported in article-n names actor-nobody: the log does not hold it"
        in told.stderr
    )
    assert value(database_url, "SELECT count(*) FROM events") == 0


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_compressed_file_that_is_cut_off_is_refused_with_what_came_before_recorded(
    asof: Asof, archive: Path, compress, database_url: str
) -> None:
    packed = compress(archive.read_bytes())
    archive.write_bytes(packed[: len(packed) * 3 // 4])

    told = asof("import", archive)

    assert told.returncode == 1
    assert "the file is damaged or cut off" in told.stderr
    assert value(database_url, "SELECT count(*) FROM events") % BATCH_LINES == 0


def test_of_a_line_without_end_no_more_is_read_than_could_be_an_event(tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    with gzip.open(endless, "wb", compresslevel=1) as file:
        for _ in range(50):
            file.write(b" " * 1_000_000)

    with (
        opened(str(endless)) as batches,
        pytest.raises(Exception, match=f"more than {LINE_SIZE_MAX:,} bytes"),
    ):
        list(batches)


def test_a_file_is_cut_alike_whatever_follows_and_known_by_all_that_came_before(tmp_path: Path) -> None:
    lines = json_lines(map(line, many(2_500)))
    whole, more, other = tmp_path / "whole", tmp_path / "more", tmp_path / "other"
    whole.write_bytes(lines)
    more.write_bytes(lines + b"\n\n" + lines)
    other.write_bytes(lines.replace(b"f7", b"x7", 1))

    keys = {}
    for path in (whole, more, other):
        with opened(str(path)) as batches:
            keys[path] = [batch.key for batch in batches]

    assert keys[whole][:2] == keys[more][:2]
    assert not set(map(str, keys[whole])) & set(map(str, keys[other]))


def test_a_batch_is_no_larger_than_memory_is_to_be(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        for _ in range(30):
            file.write(b"x" * 1_000_000 + b"\n")

    with opened(str(large)) as batches:
        sizes = [sum(len(line) for _, line in batch.lines) for batch in batches]

    assert max(sizes) <= 4_000_000
    assert sum(sizes) == 30_000_000


@pytest.mark.parametrize(
    "empty", [b"", b"\n\n", gzip.compress(b"", mtime=0)], ids=["nothing", "lines", "gzip"]
)
def test_an_empty_file_is_nothing_to_import(asof: Asof, tmp_path: Path, empty: bytes) -> None:
    file = tmp_path / "empty"
    file.write_bytes(empty)

    assert asof("import", file).stdout == f"{file}: 0 events recorded\n"
