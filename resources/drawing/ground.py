"""The surface of the land in the picture of hills: its colours, the light on it and the air before it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resources.drawing.noise import Array, Lattice, fbm, noise, ridges
from resources.drawing.shading import colour, mix, smooth
from resources.drawing.terrain import MOOR_END, boulder_height, land_height

_SUN = colour(-0.62, 0.60, 0.22) / np.float32(0.89)  # from the left, high, a little from behind
_HAZE = colour(0.47, 0.54, 0.64)


@dataclass(frozen=True)
class Ground:
    """What rays hit, one entry per ray: place and height in metres, normal, and relief.

    Relief is how far the point stands above (positive) or below the land around it, about -1..1.
    """

    x: Array
    z: Array
    height: Array
    normal: Array
    relief: Array

    def where(self, chosen: NDArray[np.bool_]) -> "Ground":
        """Return the ground of the chosen rays alone."""
        return Ground(
            self.x[chosen], self.z[chosen], self.height[chosen], self.normal[chosen], self.relief[chosen]
        )


def survey(lattice: Lattice, x: Array, z: Array) -> Ground:
    """Return the ground at the points (x, z), in metres across and away."""
    reach = z * 0.0012
    height = land_height(lattice, x, z, 9)
    slope_x = (land_height(lattice, x + reach, z, 9) - height) / reach
    slope_z = (land_height(lattice, x, z + reach, 9) - height) / reach
    normal = np.stack((-slope_x, np.ones_like(x), -slope_z), -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    relief = (height - land_height(lattice, x, z, 3)) / (0.6 + z * 0.012)
    return Ground(x, z, height, normal, np.clip(relief, -1.5, 1.5))


def _bare_rock(lattice: Lattice, ground: Ground) -> Array:
    """Return where the moor is rock instead of grass, 0..1."""
    ragged = 0.12 * fbm(lattice, ground.x / 1.3 + 5, ground.z / 2.2, 4)
    stones = smooth(0.05, 0.18, boulder_height(lattice, ground.x, ground.z) + ragged)
    return np.maximum(stones, smooth(0.66, 0.45, ground.normal[:, 1] + ragged))


def _paint_moor(lattice: Lattice, ground: Ground, bare: Array) -> Array:
    """Return the colour of the near moor: golden grass, moss, heather and grey rock."""
    x, z = ground.x, ground.z
    patch = fbm(lattice, x / 21, z / 34, 5)
    fleck = fbm(lattice, x / 2.6 + 5, z / 4.5, 4)
    moss = noise(lattice, x / 13 + 3, z / 17)[0]
    heather = fbm(lattice, x / 3.4 + 9, z / 8.0, 5) + 0.5 * patch
    lichen = fbm(lattice, x / 0.5, (0.5 * z + ground.height) / 0.4, 6, 0.68)
    grass = mix(
        colour(0.21, 0.105, 0.022), colour(0.46, 0.285, 0.085), smooth(-0.5, 0.5, fleck + 0.6 * patch)
    )
    grass = mix(grass, colour(0.060, 0.052, 0.018), 0.9 * smooth(-0.02, 0.38, patch - 0.35 * fleck))
    grass = mix(grass, colour(0.085, 0.085, 0.022), 0.6 * smooth(0.12, 0.4, moss))
    grass = mix(grass, colour(0.040, 0.022, 0.016), 0.8 * smooth(0.12, 0.42, heather))
    grass = mix(grass, colour(0.050, 0.035, 0.018), 0.75 * smooth(0.1, -0.9, ground.relief))
    rock = mix(colour(0.035, 0.033, 0.032), colour(0.30, 0.295, 0.28), smooth(-0.5, 0.7, lichen))
    return mix(grass, rock, bare)


def _paint_hills(lattice: Lattice, ground: Ground) -> Array:
    """Return the colour of the mountains: dark heath below, rock above, snow in the gullies."""
    x, z, high, steep = ground.x, ground.z, ground.height, 1 - ground.normal[:, 1]
    patch = fbm(lattice, x / 260, z / 260, 6)
    heath = mix(colour(0.050, 0.040, 0.022), colour(0.090, 0.088, 0.036), smooth(-0.3, 0.4, patch))
    heath = mix(heath, colour(0.12, 0.075, 0.03), 0.7 * smooth(0.1, 0.5, fbm(lattice, x / 90, z / 90, 5)))
    grain = fbm(lattice, x / 35, z / 35 + high / 14, 4)
    rock = mix(colour(0.018, 0.018, 0.020), colour(0.105, 0.10, 0.097), smooth(-0.4, 0.7, grain))
    land = mix(heath, rock, smooth(0.10, 0.30, steep + 0.10 * patch + 0.00045 * high))
    gully = ridges(lattice, x / 75, z / 210, 4)
    snow = smooth(0, 170, high) * smooth(0.95, 1.25, gully) * smooth(0.4, -0.3, ground.relief)
    return mix(land, colour(0.86, 0.90, 0.96), snow)


def _light(lattice: Lattice, ground: Ground) -> Array:
    """Return the light that falls on the land: pale sky from above, warm sun through gaps in the cloud."""
    sky = (0.22 + 0.78 * ground.normal[:, 1]) * np.clip(0.75 + 0.5 * ground.relief, 0.25, 1.2)
    scale = np.where(ground.z < MOOR_END, 70, 900).astype(np.float32)
    gap = smooth(-0.12, 0.30, fbm(lattice, ground.x / scale + 2.2, ground.z / scale + 0.4, 3))
    sun = (
        np.clip(ground.normal @ _SUN, 0, 1) * (0.12 + 0.88 * gap) * np.clip(1 + 0.4 * ground.relief, 0.3, 1.3)
    )
    return np.asarray(sky[:, None] * colour(0.52, 0.58, 0.68) + sun[:, None] * colour(2.3, 1.95, 1.4))


def _veil(ground: Ground, light: Array) -> Array:
    """Return the light of the land behind the air before it, thicker far away and low in the valley."""
    low = np.exp(-np.maximum(ground.height + 170, 0) / 90)
    return mix(light, _HAZE, 1 - np.exp(-ground.z / 13_000 * (1 + 2 * low)))


def draw_ground(lattice: Lattice, ground: Ground) -> tuple[Array, Array]:
    """Return the light of the ground, shape (rays, 3), linear, and where grass grows on it, (rays,), 0..1."""
    paint = np.empty((ground.z.size, 3), np.float32)
    grass = np.zeros(ground.z.size, np.float32)
    near = ground.z < MOOR_END
    moor, hills = ground.where(near), ground.where(~near)
    bare = _bare_rock(lattice, moor)
    paint[near], paint[~near] = _paint_moor(lattice, moor, bare), _paint_hills(lattice, hills)
    grass[near] = 1 - bare
    return _veil(ground, paint * _light(lattice, ground)), grass
