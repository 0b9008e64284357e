"""Whole levels of layers, which several tests compare with."""

import math

import torch

from engine.mix import Layer
from engine.pixels.cache import Cache
from engine.pixels.sources import PixelSources


def exact_level(layer: Layer, view: PixelSources, level: int) -> torch.Tensor:
    width, height = (-(-side // 2**level) for side in view.size)
    return view.source(layer, Cache(math.inf)).averages(level, range(height), range(width))
