"""Jobs that measure images of a view at full resolution, before clipping."""

from __future__ import annotations

from dataclasses import dataclass

from engine.mix import Layer, Mix


@dataclass(frozen=True, slots=True)
class Measure:
    """Job: how large differences of images are, at full resolution and before clipping; see `Distance`."""

    picture: str
    seed: int
    differences: tuple[Mix, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """Job: the values of some images at one pixel of the picture, before clipping: a tuple of (red, green, blue)."""

    picture: str
    seed: int
    mixes: tuple[Mix, ...]
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class FindStatistics:
    """Job: histograms and spectrum of an image at full resolution; see `Statistics`."""

    picture: str
    seed: int
    mix: Mix


@dataclass(frozen=True, slots=True)
class FindLayerFacts:
    """Job: the `LayerFacts` of the picture and of noise images, for the statistics of their sums."""

    picture: str
    seed: int
    noise: tuple[Layer, ...]


MeasureJob = Measure | Probe | FindStatistics | FindLayerFacts
