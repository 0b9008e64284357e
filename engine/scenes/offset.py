"""Offset noise in a grid: all equations stay, as only the noise images are others, with covariance I + p^2 1 1^T."""

from __future__ import annotations

from dataclasses import replace

from engine.mix import XI, Layer, Mix, with_offset
from engine.scenes.grid import Cell, Grid

LEFT_OUT = (
    "Offset noise is left out here: what is computed is for white noise. An offset is noise of the mean of each "
    "channel alone, and adds none to the octaves of detail."
)
"""Its covariance p^2 1 1^T has one eigenvector, the constant image: of a spectrum that is the frequency 0, and what
is diagonal in frequency, as the Gaussian denoiser is, treats all others as before."""


def with_offset_noise(grid: Grid, strength: float) -> Grid:
    """The grid with offset noise in place of white noise, and a remark that says so.

    Whatever is linear in its noise images keeps its law, with the covariance of offset noise for I: jumps, steps and
    chains. The error of a prediction stays white.
    """
    rows = tuple(replace(row, cells=tuple(_cell(cell, strength) for cell in row.cells)) for row in grid.rows)
    said = f"Offset noise: for I read I + {strength**2:.4g} \u00b7 1 1\u1d40 in each channel."
    return replace(grid, rows=rows, remark=f"{grid.remark} {said}".strip())


def said_to_be_white(grid: Grid) -> Grid:
    """The grid as it is, with a remark that offset noise is no part of it."""
    return replace(grid, remark=f"{grid.remark} {LEFT_OUT}".strip())


def _cell(cell: Cell, strength: float) -> Cell:
    reference = cell.reference
    if reference is not None:
        reference = replace(reference, mix=_mix(reference.mix, strength))
    return replace(cell, mix=_mix(cell.mix, strength), reference=reference)


def _mix(mix: Mix, strength: float) -> Mix:
    return Mix({_layer(layer, strength): weight for layer, weight in mix.weights.items()})


def _layer(layer: Layer, strength: float) -> Layer:
    return layer if layer in XI.weights else with_offset(layer, strength)
