"""Memory that frames are drawn into, and where the cells lie in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class FrameCell:
    """Where a cell lies in the frame's pixels, or why it is not drawn (`problem`, else empty)."""

    x: int
    y: int
    width: int
    height: int
    problem: str = ""


@dataclass(eq=False)
class Canvas:
    """Memory that frames are drawn into, one after the other.

    `pixels` is uint8 (height, width, 4), blue-green-red-255. `cells` and `shown` are what the renderer
    left there, so that it can leave out what has not changed. A renderer on a CUDA GPU puts `pixels` into memory that
    is pinned, to which it copies at full speed, before it draws there.
    """

    pixels: npt.NDArray[np.uint8]
    cells: tuple[FrameCell, ...] = ()
    shown: list[object] = field(default_factory=list)
    pinned: bool = False
