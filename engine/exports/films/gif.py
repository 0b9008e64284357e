"""GIF, one frame after the other (GIF89a specification, 1990, sections 18 to 27).

Pillow writes it too, but merges equal frames and holds all of them in memory until the end. Each frame has colours
of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

from engine.exports.films.film_format import FilmFormat
from engine.exports.films.still import Still, delays, encoded
from engine.exports.settings import FilmSettings

HUNDREDTHS = 100
LEAST_DELAY = 2
"""Browsers show shorter ones ten times slower."""
_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_SCREEN = 13  # bytes of the header and the screen's description


def write_gif(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
    """Write stills as a GIF with a text as its comment. Times are in hundredths of a second, 2 at least."""
    begun = False
    for still, delay in delays(stills, how.fps, HUNDREDTHS, LEAST_DELAY):
        if not begun:
            width, height = still.size
            file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0))
            file.write((_LOOP if how.loop else b"") + _comment(text))
            begun = True
        file.write(b"\x21\xf9\x04\x00" + struct.pack("<H", min(delay, 2**16 - 1)) + b"\x00\x00")
        file.write(_image(still))
    file.write(b"\x3b")


def _image(still: Still) -> bytes:
    """The image block of one frame, with the colours that Pillow gives the whole file."""
    from PIL import Image  # the command line reads all formats, and need not wait for it

    colours = still.image.quantize(256, Image.Quantize.FASTOCTREE)
    gif = encoded(colours, "GIF", optimize=False, interlace=0)
    bits = gif[10] & 7
    table = gif[_SCREEN : _SCREEN + 3 * 2 ** (bits + 1)]
    start = _SCREEN + len(table)
    while gif[start] == 0x21:  # extensions
        start = _after_blocks(gif, start + 2)
    return gif[start : start + 9] + bytes([0x80 | bits]) + table + gif[start + 10 : -1]


def _after_blocks(gif: bytes, start: int) -> int:
    while gif[start]:
        start += 1 + gif[start]
    return start + 1


def _comment(text: str) -> bytes:
    if not text:
        return b""
    data = text.encode()
    blocks = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00"


def _problem_of(how: FilmSettings) -> str:
    fastest = HUNDREDTHS / LEAST_DELAY
    if how.fps > fastest:
        return f"A GIF counts hundredths of a second: choose at most {fastest:g} frames a second."
    return ""


GIF = FilmFormat("GIF", write_gif, ("loop",), _problem_of)
