"""Animated PNG, one frame after the other (PNG, third edition, 2025, 11.3.6: acTL, fcTL, fdAT).

Pillow writes it too, but holds all frames in memory until the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import count
from typing import BinaryIO

from engine.exports.films.film_format import FilmFormat
from engine.exports.films.still import Still, delays, encoded
from engine.exports.settings import FilmSettings
from engine.exports.state_in_png import SIGNATURE, chunk, with_state

MILLISECONDS = 1000
MOST_DELAY = 2**16 - 1
_HEADER = len(SIGNATURE) + 25


def write_apng(stills: Iterable[Still], file: BinaryIO, how: FilmSettings, text: str) -> None:
    """Write stills as an animated PNG that carries a text. Times are in milliseconds."""
    number, frames = count(), 0
    for still, delay in delays(stills, how.fps, MILLISECONDS, 1):
        png = encoded(still.image, "PNG", compress_level=6)
        if not frames:
            file.write(with_state(png[:_HEADER], text))
            place = file.tell()  # how many frames there are is known at the end
            file.write(_animation(0, loop=how.loop))
        width, height = still.size
        control = struct.pack(
            ">IIIIIHHBB", next(number), width, height, 0, 0, min(delay, MOST_DELAY), MILLISECONDS, 0, 0
        )
        file.write(chunk(b"fcTL", control))
        for data in _image_data(png):
            file.write(
                chunk(b"fdAT", struct.pack(">I", next(number)) + data) if frames else chunk(b"IDAT", data)
            )
        frames += 1
    file.write(chunk(b"IEND", b""))
    file.seek(place)
    file.write(_animation(frames, loop=how.loop))


def _animation(frames: int, *, loop: bool) -> bytes:
    return chunk(b"acTL", struct.pack(">II", frames, 0 if loop else 1))


def _image_data(png: bytes) -> Iterable[bytes]:
    start = len(SIGNATURE)
    while start < len(png):
        length = int.from_bytes(png[start : start + 4], "big")
        if png[start + 4 : start + 8] == b"IDAT":
            yield png[start + 8 : start + 8 + length]
        start += 12 + length


APNG = FilmFormat("Animated PNG", write_apng, ("loop",), ending=".png")
