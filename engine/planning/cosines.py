"""The orthonormal cosine transform of an image (DCT-II), in slices and without SciPy.

SciPy's is a little faster, but its import holds the interpreter, and with it the window, for a tenth of a second, and
every picture is transformed soon after its first images.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
BLOCK = 2**16
"""Values that are transformed at a time: they stay in the processor's cache."""
SLICE = 4
"""Blocks between two yields, 2 to 4 ms."""


def cosine_transformed(image: npt.NDArray[np.floating]) -> Generator[None, None, Array]:
    """The transform of an image (H, W), the same shape; yields between slices."""
    height, width = image.shape
    along_rows, result = np.empty((height, width)), np.empty((width, height))
    for number, block in enumerate(_blocks(height, width)):
        _transform_rows(image[block], along_rows[block])
        if number % SLICE == SLICE - 1:
            yield
    for number, block in enumerate(_blocks(width, height)):
        _transform_rows(along_rows[:, block].T, result[block])
        if number % SLICE == SLICE - 1:
            yield
    return result.T


def _blocks(rows: int, length: int) -> list[slice]:
    step = max(1, BLOCK // length)
    return [slice(start, start + step) for start in range(0, rows, step)]


def _transform_rows(rows: npt.NDArray[np.floating], out: Array) -> None:
    """By a Fourier transform of as many values, n (Makhoul 1980): X_k = Re(w_k V_k), X_(n-k) = -Im(w_k V_k)."""
    count, length = rows.shape
    reordered, even = np.empty((count, length)), (length + 1) // 2
    reordered[:, :even] = rows[:, ::2]
    reordered[:, even:] = rows[:, 1::2][:, ::-1]
    turned = np.fft.rfft(reordered, norm="ortho")
    turned *= _turns(length)
    half = turned.shape[1]
    out[:, :half] = turned.real
    np.negative(turned.imag[:, 1 : length - half + 1][:, ::-1], out=out[:, half:])
    out[:, 0] *= np.sqrt(0.5)


@lru_cache(maxsize=16)
def _turns(length: int) -> npt.NDArray[np.complex128]:
    k = np.arange(length // 2 + 1)
    turns: npt.NDArray[np.complex128] = np.sqrt(2) * np.exp(-0.5j * np.pi / length * k)
    return turns
