"""PNG files made by hand, chunk by chunk."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

END = b"\0\0\0\0IEND\xaeB`\x82"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def header(size: tuple[int, int], depth: int, colour: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0))


def image_data(rows: Iterable[bytes]) -> bytes:
    return chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + END


def build_png(
    size: tuple[int, int], depth: int, colour: int, rows: Iterable[bytes], transparency: bytes = b""
) -> bytes:
    alpha = [chunk(b"tRNS", transparency)] if transparency else []
    return png(header(size, depth, colour), *alpha, image_data(rows))
