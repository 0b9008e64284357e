"""The images of filtered layers, see engine.planning.filtered."""

from __future__ import annotations

from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.pixels.computed import Computed
from engine.pixels.pyramid import Pyramid
from engine.planning.filtered import gains_of
from engine.planning.spectrum import Spectrum, filtered

MOST_BYTES = 128 * 2**20


class FilteredImages(dict[str, Pyramid]):
    """The images by key, each made when it is first asked for; the newest are kept."""

    def __init__(self, x0: npt.NDArray[np.floating], spectrum: Spectrum) -> None:
        """Of the picture (H, W, 3) that has the spectrum."""
        super().__init__()
        self._x0, self._spectrum = x0, spectrum
        self._lock = Lock()  # layers are made by several threads

    def __missing__(self, key: str) -> Pyramid:
        gains = gains_of(key)
        if gains is None:
            raise KeyError(key)
        with self._lock:
            if key in self:
                return self[key]
            mean_gain, gain = gains
            image = filtered(self._x0, self._spectrum, np.array(gain), mean_gain)
            while self and (len(self) + 1) * image.size * 4 > MOST_BYTES:
                del self[next(iter(self))]
            pyramid = self[key] = Pyramid(Computed(image.astype(np.float32)))
            return pyramid
