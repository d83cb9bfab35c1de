"""Files of JSON Lines, cut into batches while they are read: as they are, or compressed by gzip or zstd.

No more than a batch is in memory. Where a batch ends follows from the lines before it, so that the same file is cut the
same way again, and each batch is known by its lines and all that come before them.
"""

import gzip
import hashlib
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid5

import zstandard

from events.envelope import NAMESPACE
from events.errors import Refused
from events.incoming import BODY_SIZE_MAX
from events.requests import Keyed
from service.zstd import MAGIC, ZstdReader

STDIN = "-"

BATCH_LINES = 1_000
BATCH_SIZE_MAX = 4_000_000
"""Bytes of a batch of more than one line."""
LINE_SIZE_MAX = BODY_SIZE_MAX

_GZIP = b"\x1f\x8b"
_DAMAGED = (OSError, EOFError, zlib.error, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of a file, each behind its number. `key` follows from them and from all before them."""

    lines: list[tuple[int, bytes]]
    key: Keyed

    @property
    def numbers(self) -> str:
        """From which line to which."""
        return f"{self.lines[0][0]} to {self.lines[-1][0]}"


class Batches:
    """The batches of one file, which is read as they are asked for."""

    def __init__(self, raw: BinaryIO, decoded: BinaryIO) -> None:
        self._raw = raw
        self._decoded = decoded
        size = os.fstat(raw.fileno())
        self.size = size.st_size if stat.S_ISREG(size.st_mode) else None

    @property
    def read(self) -> int:
        """How many of the file's bytes were read so far; 0 where that cannot be told."""
        return self._raw.tell() if self.size is not None else 0

    def __iter__(self) -> Iterator[Batch]:
        """Raises Refused for what cannot be read."""
        chain = b""
        for lines in self._cut():
            digest = hashlib.sha256(chain)
            for _, line in lines:
                digest.update(line)
            chain = digest.digest()
            yield Batch(lines, Keyed(uuid5(NAMESPACE, f"import\n{chain.hex()}"), chain))

    def _cut(self) -> Iterator[list[tuple[int, bytes]]]:
        lines: list[tuple[int, bytes]] = []
        size = 0
        for number, line in self._numbered():
            if lines and (len(lines) == BATCH_LINES or size + len(line) > BATCH_SIZE_MAX):
                yield lines
                lines, size = [], 0
            lines.append((number, line))
            size += len(line)
        if lines:
            yield lines

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        """The lines that hold something, without what ends them."""
        number = 0
        while True:
            number += 1
            try:
                line = self._decoded.readline(LINE_SIZE_MAX + 1)
            except _DAMAGED as error:
                raise Refused(f"line {number}: the file is damaged or cut off ({error})") from error
            if not line:
                return
            if len(line) > LINE_SIZE_MAX:
                raise Refused(f"line {number} has more than {LINE_SIZE_MAX:,} bytes: that is no event")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line := line.strip():
                yield number, line


@contextmanager
def opened(source: str) -> Iterator[Batches]:
    """The batches of a file or of standard input, which is closed afterwards. Raises Refused."""
    with ExitStack() as stack:
        try:
            file = sys.stdin.buffer if source == STDIN else stack.enter_context(Path(source).open("rb"))
        except OSError as error:
            raise Refused(f"cannot be read ({error.strerror})") from error
        raw = cast(io.BufferedReader, file)
        yield Batches(raw, _decoded(raw, stack))


def _decoded(raw: io.BufferedReader, stack: ExitStack) -> BinaryIO:
    """What the file holds, decompressed; its first bytes tell how."""
    begin = raw.peek(len(MAGIC))
    if begin.startswith(_GZIP):
        return cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=raw)))
    if begin.startswith(MAGIC):
        return stack.enter_context(io.BufferedReader(ZstdReader(raw), 1 << 17))
    return raw
