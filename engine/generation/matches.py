"""Where in the picture a new picture, or a pixel of it, comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A patch of the picture: its centre in parts of width and height, its side in parts of the height, weight."""

    x: float
    y: float
    side: float
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle in the picture: its left and top edge, width and height in parts of the picture's."""

    x: float
    y: float
    width: float
    height: float
