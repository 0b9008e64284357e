"""The land of the picture of hills: its height in metres below or above the eye, and what a ray hits."""

import numpy as np

from resources.drawing.noise import Array, Lattice, eroded, fbm, noise, ridges
from resources.drawing.shading import smooth

MOOR_END = 520.0  # metres from the eye: nearer land is moor, farther land is mountain
_NEAR, _FAR = 9.0, 32_000.0
_DEPTHS = 1500  # distances at which the land is sampled
_FLOOR = -170.0
_DOMES = (  # across, away, radius across, radius along, height: all in metres
    (840.0, 2750.0, 760.0, 640.0, 400.0),
    (1330.0, 3050.0, 900.0, 700.0, 330.0),
    (270.0, 3300.0, 520.0, 600.0, 355.0),
    (-1330.0, 2500.0, 720.0, 500.0, 250.0),
    (-2150.0, 3000.0, 800.0, 600.0, 190.0),
)
_BOULDERS = ((15.0, 0.30), (6.0, 0.20), (2.4, 0.14))  # size in metres of the cell that holds one, frequency


def boulder_height(lattice: Lattice, x: Array, z: Array) -> Array:
    """Return the height of the rocks lying on the moor, 0 where there is none."""
    total = np.zeros_like(x)
    for cell, often in _BOULDERS:
        u = x / cell + 0.16 * noise(lattice, x / (0.3 * cell), z / (0.3 * cell))[0]
        v = z / cell + 0.16 * noise(lattice, x / (0.3 * cell) + 7, z / (0.3 * cell))[0]
        column, row = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
        pick = ((row & 255) << 8) + (column & 255)
        here = noise(lattice, x / 40 + 11, z / 40)[0] + 0.5 * lattice.gy[pick - 1] > 0.42 - often
        size = 0.18 + 0.08 * lattice.gx[pick]
        across = (u - column - 0.5 - 0.15 * lattice.gy[pick]) / (size * 1.35)
        along = (v - row - 0.5 - 0.15 * lattice.gx[pick - 2]) / size
        dome = np.clip(1 - across**2 - along**2, 0, 1) ** 0.45
        total = np.maximum(total, np.where(here, 0.72 * cell * size * dome, 0))
    facets = 0.5 * ridges(lattice, x / 3.1 + 4, z / 3.1, 3, 0.45) + 0.5 * noise(lattice, x / 1.3, z / 1.3)[0]
    return total * np.clip(0.80 + 0.45 * facets, 0.4, 1.4)


def _moor_height(lattice: Lattice, x: Array, z: Array, octaves: int) -> Array:
    """Return the height of the near moor: knolls and rocks that fall away into the valley."""
    away = smooth(14, 120, z)
    valley = 62 * np.exp(-(((x - 18) / (60 + 0.25 * z)) ** 2)) * smooth(35, 260, z)
    sides = 0.055 * np.abs(x - 10) * away
    knolls = (4 + 13 * away) * fbm(lattice, x / 95 + 0.7, z / 95 + 0.2, min(octaves, 3))
    tufts = 1.5 * fbm(lattice, x / 9, z / 9, octaves)
    fall = 7.5 + valley + 0.9 * np.maximum(z - 330, 0)
    return np.asarray(boulder_height(lattice, x, z) + knolls + tufts + sides - fall)


def _hill_height(lattice: Lattice, x: Array, z: Array, octaves: int) -> Array:
    """Return the height of the mountains in the middle distance and of the valley between them."""
    shape = np.zeros_like(x)
    for across, away, wide, deep, high in _DOMES:
        r = ((x - across) / wide) ** 2 + ((z - away) / deep) ** 2
        shape = np.maximum(shape, high * np.exp(-(r**1.25)))
    share = shape / 400
    rock = 150 * eroded(lattice, x / 800, z / 800, octaves) * (0.15 + share)
    crags = 80 * (ridges(lattice, x / 460 + 3, z / 460, octaves - 1, 0.42) - 0.6) * share
    return _FLOOR + shape + rock + crags


def _range_height(lattice: Lattice, x: Array, z: Array, octaves: int) -> Array:
    """Return the height of the far ranges on the horizon."""
    rise = smooth(6_000, 16_000, z)
    return _FLOOR - 60 + rise * (620 * ridges(lattice, x / 7000 + 5, z / 7000, octaves) - 190)


def land_height(lattice: Lattice, x: Array, z: Array, octaves: int) -> Array:
    """Return the height of the land in metres at each point; more octaves, finer relief."""
    height = np.full(x.shape, -np.inf, np.float32)
    for part, start, end in (
        (_moor_height, 0.0, MOOR_END),
        (_hill_height, 330.0, 6_500.0),
        (_range_height, 4_500.0, np.inf),
    ):
        inside = (z >= start) & (z < end)
        height[inside] = np.maximum(height[inside], part(lattice, x[inside], z[inside], octaves))
    return height


def find_hits(lattice: Lattice, slope_x: Array, slope_y: Array) -> Array:
    """Return the distance in metres at which each ray (slope_x, slope_y, 1) meets the land, inf for sky.

    Shape (rows, columns). The land is sampled at distances in geometric progression; per column, the
    steepest slope so far is what hides everything behind it.
    """
    z = np.geomspace(_NEAR, _FAR, _DEPTHS).astype(np.float32)
    away = np.broadcast_to(z[:, None], (_DEPTHS, slope_x.size))
    skyline = np.maximum.accumulate(land_height(lattice, away * slope_x, away, 9) / away, axis=0)
    hits = np.full((slope_y.size, slope_x.size), np.inf, np.float32)
    for column in range(slope_x.size):
        line = skyline[:, column]
        index = np.searchsorted(line, slope_y)
        seen = index < _DEPTHS
        high = np.maximum(index[seen], 1)
        low = high - 1
        share = (slope_y[seen] - line[low]) / np.maximum(line[high] - line[low], 1e-9)
        hits[seen, column] = z[low] + np.clip(share, 0, 1) * (z[high] - z[low])
    return hits
