"""Where a pixel of a new picture comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A patch of the picture: its centre in parts of width and height, its side in parts of the height, weight."""

    x: float
    y: float
    side: float
    weight: float
