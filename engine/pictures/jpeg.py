"""Whether a JPEG has all of its rows: what is missing libjpeg fills with one colour, in silence."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

_SEQUENTIAL = (0xC0, 0xC1)  # with Huffman codes: rows come out as they are read
_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"


def lacks_rows(data: bytes, last_row: Image.Image) -> bool:
    """Whether rows are missing, as far as can be told: not of a progressive JPEG, and not of less than two blocks.

    `last_row` is that of the decoded picture. Only where it has one colour the file is looked at again: without its
    end marker, at an eighth of its size, libjpeg waits for what is missing instead of filling it.
    """
    extremes = last_row.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    begin = _first_scan(data)
    if not begin or any(low != high for low, high in bands):
        return False
    end = data.find(_END, begin)  # in coded data 0xff is followed by 0, or marks a restart
    colour = [int(low) for low, _ in bands]
    # A row above may have the colour that stands for "not written", but not two of them.
    return end > 0 and all(_waits(data[:end], [(value + by) % 256 for value in colour]) for by in (128, 64))


def _waits(data: bytes, unwritten: list[int]) -> bool:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    layers = getattr(image, "layer", [])  # each with its name, and how often it is sampled across and down
    image.draft(image.mode, (1, 1))
    image.im = Image.new(image.mode, image.size, tuple(unwritten) if len(unwritten) > 1 else unwritten[0]).im
    try:
        image.load()
    except OSError:  # it always is too short now
        image.tile = []
    rows = np.asarray(image).reshape(image.height, -1, len(unwritten))
    written = np.flatnonzero((rows != unwritten).any(axis=(1, 2)))
    missing = image.height - (int(written[-1]) + 1 if len(written) else 0)
    return bool(
        missing > max(layer[2] for layer in layers) + 1
    )  # the last block is left out in a whole file too


def _first_scan(data: bytes) -> int:
    """Where the first scan begins, if the file has one scan with all colours, of rows as they are read; else 0."""
    place, colours = 2, 0
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if kind in _SEQUENTIAL:
            colours = data[place + 9] if place + 9 < len(data) else 0
        elif kind == _START_OF_SCAN:
            return place if colours and data[place + 4] == colours else 0
        place += 2 + length if kind != 0xFF else 1
    return 0
