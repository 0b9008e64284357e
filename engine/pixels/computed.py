"""An image that was computed, as a pyramid takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Computed:
    """An image that was computed, (H, W, 3) float32, as the source of a pyramid."""

    image: NDArray[np.float32]

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.image.shape[0])

    def x0(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Some pixels, a copy."""
        return self.image[rows, columns].copy()
