"""A picture of a film, and what is the same in all formats."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image


Box = tuple[int, int, int, int]
"""A part of the pixels: its left, upper, right and lower edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """Pixels, uint8 (height, width, 4) blue-green-red-unused as they are painted, that are shown for `count` frames.

    They are there until the next still is asked for: then something else may be painted in their memory. All that
    differs from the still before is in the boxes of `changed`; None says that anything may.
    """

    pixels: npt.NDArray[np.uint8]
    count: int = 1
    changed: Sequence[Box] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def image(self) -> Image.Image:
        """A copy of the pixels, in red, green and blue."""
        from PIL import Image

        return Image.frombytes("RGB", self.size, self.pixels.data, "raw", "BGRX")


def encoded(image: Image.Image, format: str, **how: Any) -> bytes:
    """An image as a file of one picture."""
    file = io.BytesIO()
    image.save(file, format, **how)
    return file.getvalue()


def delays(stills: Iterable[Still], fps: float, unit: int, least: int) -> Iterator[tuple[Still, int]]:
    """The stills with the time that each is shown, in parts of a second of which there are `unit`.

    What rounding takes from one is given to a later one, so that the film has its right length.
    """
    frames, said = 0, 0
    for still in stills:
        frames += still.count
        delay = max(least, round(frames * unit / fps) - said)
        said += delay
        yield still, delay
