"""A text in a PNG file: the view that a picture shows, as any PNG tool can read it.

PNG (third edition, 2025), 11.3.3: an iTXt chunk is keyword, NUL, compression flag and method, language, NUL,
translated keyword, NUL, text in UTF-8. No pixel is decoded here.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

KEY = "diffusion-sandbox"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 16 * 2**20
"""Of a text that is read, and of a text chunk."""
MOST_CHUNKS = 100_000
"""A picture of 200 megapixels in chunks of 8 KB has as many."""
_KEYWORD = KEY.encode("latin-1")
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_HEADER_END = len(SIGNATURE) + 25  # the chunk IHDR, which must be the first, has 13 bytes and 12 around them


def with_state(png: bytes, text: str) -> bytes:
    """The PNG with a text under KEY, which takes the place of one that is there; without any if it is empty.

    Raises:
        ValueError: when the bytes are no PNG.
    """
    if png[:8] != SIGNATURE or png[12:16] != b"IHDR":
        raise ValueError("This is not a PNG picture.")
    parts, copied = [], 0
    for kind, start, length in _chunks(io.BytesIO(png)):
        if kind in _TEXTS and png.startswith(_KEYWORD + b"\0", start + 8):
            parts.append(png[copied:start])
            copied = start + 12 + length
    rest = b"".join([*parts, png[copied:]])
    own = chunk(b"iTXt", _KEYWORD + b"\0\0\0\0\0" + text.encode()) if text else b""
    # Before the pixels: readers that stop at the first of them have it too.
    return rest[:_HEADER_END] + own + rest[_HEADER_END:]


def state_in(png: BinaryIO | bytes) -> str | None:
    """The text under KEY in a PNG, None if it has none or is no PNG. A text in any of PNG's three ways is found.

    Raises:
        ValueError: when there is such a text and it is damaged or very long.
    """
    file = io.BytesIO(png) if isinstance(png, bytes) else png
    file.seek(0)
    if file.read(8) != SIGNATURE:
        return None
    for kind, start, length in _chunks(file):
        if kind not in _TEXTS:
            continue
        file.seek(start + 8)
        if file.read(len(_KEYWORD) + 1) != _KEYWORD + b"\0":
            continue
        if length > MOST_BYTES:
            raise ValueError("The view in this picture is too long to be one.")
        file.seek(start + 4)
        data, checksum = file.read(4 + length), file.read(4)
        if checksum != struct.pack(">I", zlib.crc32(data)):
            raise ValueError("The view in this picture is damaged.")
        return _text(kind, data[4 + len(_KEYWORD) + 1 :])
    return None


def is_cut(png: BinaryIO) -> bool:
    """Whether a PNG ends before its last chunk, IEND, is whole: its picture, or a part of it, is missing."""
    end = len(SIGNATURE)
    for _, start, length in _chunks(png):
        end = start + 12 + length
    png.seek(end)
    last = png.read(12)
    return len(last) < 12 or last[4:8] != b"IEND"


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and length of each chunk up to IEND or the end of what is there."""
    start = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        file.seek(start)
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return
        length = int.from_bytes(head[:4], "big")
        yield head[4:], start, length
        start += 12 + length


def _text(kind: bytes, data: bytes) -> str:
    """The text of a chunk without its keyword (PNG 11.3.3.2 to 11.3.3.4)."""
    try:
        if kind == b"tEXt":
            return data.decode("latin-1")
        if kind == b"zTXt":
            return _inflated(data[1:]).decode("latin-1")
        packed, text = data[0], data[2:].split(b"\0", 2)[2]
        return (_inflated(text) if packed else text).decode("utf-8")
    except (ValueError, IndexError, zlib.error) as error:
        raise ValueError("The view in this picture is damaged.") from error


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(data, MOST_BYTES)
    if not inflater.eof:
        raise ValueError("more than a view")
    return text


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk as it stands in the file: length, kind, data, and the checksum of both (PNG 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
