"""Colour profiles made by hand (ICC.1:2001-04), and what their colours are in sRGB (IEC 61966-2-1)."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import ArrayLike, NDArray

WHITE = np.array([0.9642, 1.0, 0.8249])  # D50
# Columns: red, green, blue in XYZ, adapted to D50.
SRGB = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
ADOBE = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
DISPLAY_P3 = np.array(
    [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]]
)


def profile(name: str, columns: NDArray[np.float64] | None, gamma: float) -> bytes:
    """An RGB profile of three primaries, or a gray one, with a gamma (stored as u8Fixed8)."""

    def xyz(values: ArrayLike) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *np.rint(np.asarray(values) * 65536).astype(int))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = name.encode() + b"\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": description, b"cprt": b"text\0\0\0\0none\0", b"wtpt": xyz(WHITE)}
    if columns is None:
        tags[b"kTRC"] = curve
    else:
        tags |= {b"rXYZ": xyz(columns[:, 0]), b"gXYZ": xyz(columns[:, 1]), b"bXYZ": xyz(columns[:, 2])}
        tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    directory, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        directory += tag + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4xI", start + len(body), 0x02400000) + b"mntr"
    head += (b"GRAY" if columns is None else b"RGB ") + b"XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += struct.pack(">3i", *np.rint(WHITE * 65536).astype(int))
    return head.ljust(128, b"\0") + directory + body


def to_srgb(colours: ArrayLike, columns: NDArray[np.float64] | None, gamma: float) -> NDArray[np.float64]:
    """Colours of a profile, 0..1, (..., 3) or (...) of gray -> sRGB, 0..1, clipped."""
    linear = np.asarray(colours, float) ** (round(gamma * 256) / 256)
    if columns is not None:
        linear = linear @ (np.linalg.inv(SRGB) @ columns).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
