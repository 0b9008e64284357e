"""The shape of a dahlia seen from above: petals laid one over the other, each with its own coordinates."""

from dataclasses import dataclass

import numpy as np

from resources.drawing.noise import Array

_PETALS = 210
_GOLDEN = np.pi * (3 - np.sqrt(5))  # the angle between one petal and the next, as the plant grows them
_CENTRE = np.array((0.43, 0.47))
_GROUND = -0.15


@dataclass(frozen=True)
class Flower:
    """The relief of the flower, one entry per pixel; the picture's side is 1 in every length.

    ``along`` runs 0..1 from the base of the topmost petal to its tip, ``across`` -1..1 over its width,
    ``ring`` is 0 for the innermost petal and 1 for the outermost, ``number`` is -1 where no petal is.
    """

    height: Array
    slope_x: Array
    slope_y: Array
    along: Array
    across: Array
    ring: Array
    number: Array


@dataclass(frozen=True)
class _Petal:
    """Where one petal lies: its ring, direction, distance of its base from the centre, and measures."""

    ring: float
    angle: float
    start: float
    length: float
    width: float
    bend: float
    tilt: float


def _grow_petal(index: int, rng: np.random.Generator) -> _Petal:
    """Return petal ``index``, counted from the centre: longer, wider and farther out, none quite alike."""
    ring = index / _PETALS
    return _Petal(
        ring=ring,
        angle=index * _GOLDEN + rng.normal(0, 0.05),
        start=0.43 * ring**0.75 - 0.012,
        length=(0.06 + 0.41 * ring**0.6) * rng.uniform(0.93, 1.07),
        width=(0.021 + 0.10 * ring**0.65) * rng.uniform(0.94, 1.06),
        bend=rng.normal(0, 0.10),
        tilt=rng.normal(0, 0.12),
    )


def _find_box(petal: _Petal, side: int) -> tuple[slice, slice]:
    """Return the rows and columns that the petal can reach; empty where it lies off the picture."""
    towards = np.array((np.cos(petal.angle), np.sin(petal.angle)))
    middle = _CENTRE + (petal.start + petal.length / 2) * towards
    reach = 0.62 * petal.length + petal.width
    low = np.clip(((middle - reach) * side).astype(int), 0, side)
    high = np.clip(((middle + reach) * side).astype(int) + 2, 0, side)
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _outline(petal: _Petal, along: Array) -> Array:
    """Return half the petal's width along it: widening from the base, rounded to a point at the tip."""
    widening = 0.42 + 0.58 * np.sin(np.pi / 2 * np.minimum(along / 0.62, 1))
    closing = (1 - np.clip((along - 0.55) / 0.45, 0, 1) ** 2.3) ** 0.62
    return np.asarray(np.maximum(petal.width * widening * closing, 1e-6), np.float32)


def _height(petal: _Petal, along: Array, across: Array, sideways: Array) -> Array:
    """Return the height of the petal's surface: it rises, arches over, and its edges curl up."""
    ring, width = petal.ring, petal.width
    curl = 0.75 * width * np.abs(across) ** 2.2 * (1 - 0.65 * along)
    arch = 0.10 * width * (1 - across * across) * along
    rise = petal.length * (0.42 * along - (0.22 + 0.18 * ring) * along * along) * (1.3 - ring)
    return np.asarray(0.30 * (1 - ring**0.9) + rise + curl + arch + petal.tilt * sideways)


def _lay_petal(flower: Flower, petal: _Petal, number: int) -> None:
    """Lay one petal over those that are there."""
    side = flower.height.shape[0]
    box = _find_box(petal, side)
    rows, columns = (part.stop - part.start for part in box)
    if min(rows, columns) < 2:
        return
    y, x = np.mgrid[box].astype(np.float32) / side
    x, y = x - _CENTRE[0], y - _CENTRE[1]
    c, s = np.cos(petal.angle), np.sin(petal.angle)
    along = (x * c + y * s - petal.start) / petal.length
    sideways = y * c - x * s - petal.bend * petal.length * along * along
    inside = (along > 0) & (along < 1)
    along = np.clip(along, 0, 1)
    across = sideways / _outline(petal, along)
    inside &= np.abs(across) < 1
    height = _height(petal, along, np.clip(across, -3, 3), sideways)
    slope_y, slope_x = np.gradient(height * side)
    for field, value in (
        (flower.height, height),
        (flower.slope_x, slope_x),
        (flower.slope_y, slope_y),
        (flower.along, along),
        (flower.across, across),
        (flower.ring, np.full_like(along, petal.ring)),
        (flower.number, np.full_like(along, number)),
    ):
        field[box][inside] = value[inside]


def lay_flower(side: int, seed: int) -> Flower:
    """Return the flower on a square of ``side`` pixels, its petals laid from the outermost inward."""
    rng = np.random.default_rng(seed)
    start = (_GROUND, 0, 0, 0, 0, 1, -1)
    flower = Flower(*(np.full((side, side), value, np.float32) for value in start))
    for index in range(_PETALS - 1, -1, -1):
        _lay_petal(flower, _grow_petal(index, rng), index)
    return flower
