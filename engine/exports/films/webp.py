"""Animated WebP, one frame after the other (RFC 9649, section 2.7: VP8X, ANIM, ANMF).

Pillow writes it too, but holds all frames in memory until the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from engine.exports.films.film_format import FilmFormat
from engine.exports.films.still import Still, delays, encoded
from engine.exports.settings import FilmSettings

MILLISECONDS = 1000
MOST_SIDE = 16383  # pixels, of a WebP picture
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
    '<rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>'
)
"""A text as other programs look for it (ISO 16684-1:2019, 7 and 8.3)."""
_ANIMATED, _XMP = 0x02, 0x04
_SKIP_BLENDING = 0x02
_IMAGES = (b"VP8 ", b"VP8L")


def write_webp(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
    """Write stills as an animated WebP with a text as the description in its XMP. Times are in milliseconds.

    Raises:
        ValueError: when the picture is larger than WebP can have it.
    """
    begun = False
    for still, delay in delays(stills, how.fps, MILLISECONDS, 1):
        width, height = still.size
        if max(width, height) > MOST_SIDE:
            raise ValueError(
                f"A WebP film has at most {MOST_SIDE} pixels along a side: choose a smaller size."
            )
        if not begun:
            flags = _ANIMATED | (_XMP if text else 0)
            file.write(b"RIFF\0\0\0\0WEBP")
            file.write(_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + _three(width - 1) + _three(height - 1)))
            file.write(_chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, 0 if how.loop else 1)))
            begun = True
        webp = encoded(still.image, "WEBP", lossless=how.lossless, quality=how.quality, method=2)
        place = bytes(6) + _three(width - 1) + _three(height - 1) + _three(min(delay, 2**24 - 1))
        file.write(_chunk(b"ANMF", place + bytes([_SKIP_BLENDING]) + _image(webp)))
    if text:
        file.write(_chunk(b"XMP ", XMP.format(escape(text, quote=False)).encode()))
    length = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", length - 8))


def _image(webp: bytes) -> bytes:
    """The chunk with the pixels of a file of one picture."""
    start = 12
    while webp[start : start + 4] not in _IMAGES:
        start += 8 + _padded(int.from_bytes(webp[start + 4 : start + 8], "little"))
    length = int.from_bytes(webp[start + 4 : start + 8], "little")
    return webp[start : start + 8 + _padded(length)]


def _padded(length: int) -> int:
    return length + length % 2


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


WEBP = FilmFormat("Animated WebP", write_webp, ("loop", "lossless", "quality"))
