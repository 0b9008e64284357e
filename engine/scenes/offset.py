"""Offset noise in a grid: all equations stay, as only the noise images are others, with covariance I + p^2 1 1^T."""

from __future__ import annotations

from dataclasses import replace

from engine.mix import XI, Layer, Mix, with_offset
from engine.scenes.grid import Cell, Grid

_WHITE = "Offset noise is left out here: a run begins with white noise, also that of a model trained with an offset."
LEFT_OUT = {
    "generate": f"{_WHITE} A denoiser for offset noise would weigh the mean of x\u209c less; Gaussian would answer "
    "the same, as it takes the mean colour for known.",
    "samplers": f"{_WHITE} An offset is noise of the mean of each channel alone, and adds none to the octaves, whose "
    "errors these are.",
}
"""The scenes that leave offset noise out, and why they do.

Its covariance p^2 1 1^T has one eigenvector, the constant image: of a spectrum that is the frequency 0, and what is
diagonal in frequency treats all others as before. The Gaussian denoiser has no variance there: it answers with the
mean whatever x_t is. Plan and Density have it in what they compute, see `Given.offset`.
"""


def with_offset_noise(grid: Grid, strength: float) -> Grid:
    """The grid with offset noise in place of white noise.

    Whatever is linear in its noise images keeps its law, with the covariance of offset noise for I: jumps, steps and
    chains. The error of a prediction stays white.
    """
    rows = tuple(replace(row, cells=tuple(_cell(cell, strength) for cell in row.cells)) for row in grid.rows)
    return replace(grid, rows=rows)


def covariance(strength: float) -> str:
    """What its equations mean then."""
    return f"Offset noise: for I read I + {strength**2:.4g} \u00b7 1 1\u1d40 in each channel."


def with_remark(grid: Grid, sentence: str) -> Grid:
    """The grid with one more sentence in its remark."""
    return replace(grid, remark=f"{grid.remark} {sentence}".strip())


def _cell(cell: Cell, strength: float) -> Cell:
    reference = cell.reference
    if reference is not None:
        reference = replace(reference, mix=_mix(reference.mix, strength))
    return replace(cell, mix=_mix(cell.mix, strength), reference=reference)


def _mix(mix: Mix, strength: float) -> Mix:
    return Mix({_layer(layer, strength): weight for layer, weight in mix.weights.items()})


def _layer(layer: Layer, strength: float) -> Layer:
    return layer if layer in XI.weights else with_offset(layer, strength)
