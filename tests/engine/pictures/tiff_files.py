"""TIFF files made by hand: any number format, byte order, compression and arrangement."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = {"u": 1, "i": 2, "f": 3}
Entry = tuple[int, Sequence[int]]


def as_is(data: bytes) -> bytes:
    return data


def packbits(data: bytes) -> bytes:
    """Literal runs alone."""
    runs = [data[place : place + 128] for place in range(0, len(data), 128)]
    return b"".join(bytes([len(run) - 1]) + run for run in runs)


def lzw(data: bytes) -> bytes:
    """Codes of 9 bits: the table is cleared before it could need more."""
    bits = ""
    for place in range(0, len(data), 250):
        bits += f"{256:09b}" + "".join(f"{byte:09b}" for byte in data[place : place + 250])
    bits += f"{257:09b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


COMPRESSIONS: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "none": (1, as_is),
    "lzw": (5, lzw),
    "zlib": (8, zlib.compress),
    "packbits": (32773, packbits),
}


def tiff(order: str, blocks: Sequence[bytes], entries: Sequence[Entry], *, tiled: bool = False) -> bytes:
    """A file of one directory."""
    return join(order, [(blocks, entries)], tiled=tiled)


def join(
    order: str,
    pictures: Sequence[tuple[Sequence[bytes], Sequence[Entry]]],
    *,
    tiled: bool = False,
    inner: bool = False,
) -> bytes:
    """A file of several directories; with `inner`, all others hang in the first as SubIFDs."""
    file = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 0))
    links, link = [], 4
    for number, (blocks, given) in enumerate(pictures):
        places = []
        for block in blocks:
            places.append(len(file))
            file += block + bytes(len(block) % 2)
        offsets, counts = (324, 325) if tiled else (273, 279)
        entries = dict(given) | {offsets: places, counts: [len(block) for block in blocks]}
        if inner and number == 0 and len(pictures) > 1:
            entries[330] = [0] * (len(pictures) - 1)
        outside = {}
        for tag, values in entries.items():
            if len(values) > 1:
                outside[tag] = len(file)
                file += struct.pack(f"{order}{len(values)}I", *values)
        links.append((link, len(file)))
        file += struct.pack(order + "H", len(entries))
        for tag in sorted(entries):
            value = outside.get(tag, entries[tag][0])
            if tag == 330:
                sub = (
                    [len(file) + 8]
                    if tag not in outside
                    else [outside[tag] + 4 * n for n in range(len(entries[330]))]
                )
            file += struct.pack(order + "HHII", tag, 4, len(entries[tag]), value)
        link = len(file)
        file += bytes(4)
    for number, (place, target) in enumerate(links):
        if inner and number:
            place = sub[number - 1]
        struct.pack_into(order + "I", file, place, target)
    return bytes(file)


def size_and_kind(
    values: NDArray[Any], compression: str = "none", photometric: int | None = None
) -> list[Entry]:
    """The entries that every picture needs, but for its strips."""
    height, width = values.shape[:2]
    samples = 1 if values.ndim == 2 else values.shape[2]
    if photometric is None:
        photometric = 1 if samples == 1 else 2
    return [
        (256, [width]),
        (257, [height]),
        (258, [values.dtype.itemsize * 8] * samples),
        (259, [COMPRESSIONS[compression][0]]),
        (262, [photometric]),
        (277, [samples]),
        (339, [KINDS[values.dtype.kind]] * samples),
    ]


def write(
    values: NDArray[Any],
    order: str = "<",
    compression: str = "none",
    arrangement: str = "strips",
    **more: Any,
) -> bytes:
    """The values, (H, W) or (H, W, C), in strips of 5 rows, tiles of 16 x 16, or plane by plane in one strip each."""
    pack = COMPRESSIONS[compression][1]
    stored = values.astype(f"{order}{values.dtype.kind}{values.dtype.itemsize}")
    height, width = stored.shape[:2]
    entries = size_and_kind(values, compression, more.get("photometric"))
    if arrangement == "tiles":
        fill = ((0, -height % 16), (0, -width % 16)) + ((0, 0),) * (values.ndim - 2)
        padded = np.pad(stored, fill).astype(stored.dtype)
        blocks = [
            padded[top : top + 16, left : left + 16].tobytes()
            for top in range(0, height, 16)
            for left in range(0, width, 16)
        ]
        entries += [(322, [16]), (323, [16])]
    elif arrangement == "planes":
        blocks = [stored[..., channel].tobytes() for channel in range(values.shape[2])]
        entries += [(278, [height]), (284, [2])]
    else:
        blocks = [stored[top : top + 5].tobytes() for top in range(0, height, 5)]
        entries += [(278, [5])]
    entries += more.get("entries", [])
    return tiff(order, [pack(block) for block in blocks], entries, tiled=arrangement == "tiles")
