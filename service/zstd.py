"""Files compressed by zstd, read as a stream that says where it was cut off: the library's own just ends there."""

import io
from typing import BinaryIO

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"

_CHUNK = 2_048
"""Bytes read at once: of the worst that can be, they make some 64 MB, mostly a few thousand."""


class ZstdReader(io.RawIOBase):
    """What the frames in `raw` hold, one after the other. Raises ZstdError, and EOFError where one is cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._compressed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._ready and self._decompress():
            pass
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _decompress(self) -> bool:
        """Some more may be ready; False at the end."""
        compressed = self._compressed or self._raw.read(_CHUNK)
        self._compressed = b""
        if not compressed:
            if self._frame is not None:
                raise EOFError("it ends within a frame")
            return False
        self._frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
        self._ready = memoryview(self._frame.decompress(compressed))
        if self._frame.eof:
            self._compressed, self._frame = self._frame.unused_data, None
        return True
