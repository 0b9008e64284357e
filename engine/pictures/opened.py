"""What the window shows of a picture that was opened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.pixels.region import Size


@dataclass(frozen=True, slots=True, eq=False)
class PictureOpened:
    """Result of the open jobs: what the window shows of the picture.

    `x0_range` is the least and greatest value in [-1, 1]; `thumbnail` is uint8 (h, w, 3) RGB, at most
    480 pixels long; `sha256` is that of the bytes of the file, in hexadecimal.
    """

    id: str
    name: str
    size: Size
    original_size: Size
    source_type: str
    x0_range: tuple[float, float]
    notes: tuple[str, ...]
    thumbnail: npt.NDArray[np.uint8]
    sha256: str = ""
